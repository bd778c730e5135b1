"""What came in and could not be handled, kept for another try."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.inserting import insert_once
from bot.models import Inbox

REFERENCE_BYTES = 4
"""Short enough to be read out; should two be alike all the same, another is drawn."""


def keep(
    session: Session,
    platform: str,
    tenant: str,
    raw: str,
    at: datetime,
    event: dict[str, object] | None = None,
) -> str:
    """Put an update away as it came, and as it was read, if it could be; the reference it has."""
    kept = {
        "platform": platform,
        "tenant": tenant,
        "raw": raw,
        "event": event,
        "tries": 1,
        "at": at,
    }
    while True:
        reference = secrets.token_hex(REFERENCE_BYTES)
        if insert_once(session, Inbox(reference=reference, **kept)):
            return reference


def waiting(session: Session, most_tries: int) -> list[Inbox]:
    """Events that were read but not handled, oldest first."""
    read = (Inbox.event.is_not(None), Inbox.tries < most_tries)
    kept = session.scalars(select(Inbox).where(*read).order_by(Inbox.id))
    return [row for row in kept if row.event]  # a "null" of JSON is no event either


def tried(session: Session, number: int, *, done: bool) -> None:
    """One that is handled at last goes; another failure is counted."""
    row = session.get(Inbox, number)
    if row is not None and done:
        session.delete(row)
    elif row is not None:
        row.tries += 1
