"""What came in and could not be handled, kept for another try."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.models import Inbox


def keep(
    session: Session,
    platform: str,
    tenant: str,
    raw: str,
    at: datetime,
    event: dict[str, object] | None = None,
) -> str:
    """Put an update away as it came, and as it was read, if it could be; the reference it has."""
    reference = secrets.token_hex(3)
    row = Inbox(platform=platform, tenant=tenant, reference=reference, raw=raw, event=event, at=at)
    session.add(row)
    return reference


def waiting(session: Session, most_tries: int) -> list[Inbox]:
    """Events that were read but not handled, oldest first."""
    return list(
        session.scalars(
            select(Inbox)
            .where(Inbox.event.is_not(None), Inbox.tries < most_tries)
            .order_by(Inbox.id)
        )
    )


def tried(session: Session, number: int, *, done: bool) -> None:
    """One that is handled at last goes; another failure is counted."""
    row = session.get(Inbox, number)
    if row is not None and done:
        session.delete(row)
    elif row is not None:
        row.tries += 1
