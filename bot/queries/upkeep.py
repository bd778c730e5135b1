"""Housekeeping: rows that have done their duty are removed, so that nothing grows for ever."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.models import Deed, Draft, HalfFilled, Handled, Outgoing

KEEP_KEYS = timedelta(days=7)
"""No platform brings an event again later than a day; a week is plenty."""

KEEP_SAID = timedelta(days=60)

MOST = 5000
"""Rows removed at once: a short transaction."""


def tidy(session: Session, now: datetime) -> bool:
    """Remove what is old; whether there may be more of it."""
    session.execute(delete(Handled).where(Handled.at < now - KEEP_KEYS))
    session.execute(delete(Deed).where(Deed.at < now - KEEP_KEYS))
    session.execute(delete(Draft).where(Draft.at < now - KEEP_SAID))
    session.execute(delete(HalfFilled).where(HalfFilled.at < now - KEEP_SAID))
    # The oldest have the lowest ids: what is young is not even looked at.
    oldest = (
        select(Outgoing.id, Outgoing.not_before)
        .where(Outgoing.state.not_in(("ready", "leased")))
        .order_by(Outgoing.id)
        .limit(MOST)
        .subquery()
    )
    old = select(oldest.c.id).where(oldest.c.not_before < now - KEEP_SAID)
    gone = session.scalars(delete(Outgoing).where(Outgoing.id.in_(old)).returning(Outgoing.id))
    return len(gone.all()) == MOST
