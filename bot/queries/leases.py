"""Leases: things only one process may do at a time, taken over when their holder falls silent."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.inserting import insert_once
from bot.models import Lease

TERM = timedelta(seconds=8)
"""How long a silent holder keeps it."""


def hold(session: Session, name: str, holder: str, now: datetime) -> bool:
    """Take or renew a lease; False while somebody else holds it."""
    row = session.scalar(select(Lease).where(Lease.name == name).with_for_update())
    if row is None:
        return insert_once(session, Lease(name=name, holder=holder, until=now + TERM))
    if row.holder != holder and row.until > now:
        return False
    row.holder, row.until = holder, now + TERM
    return True


def let_go(session: Session, holder: str) -> None:
    """A process that stops leaves its leases to the others at once."""
    for row in session.scalars(select(Lease).where(Lease.holder == holder)):
        session.delete(row)
