"""What came in and could not be handled, kept for another try."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.models import Inbox


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
