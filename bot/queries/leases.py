"""Leases: things only one process may do at a time, taken over when their holder falls silent."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.inserting import insert_once
from bot.models import Lease

TERM = timedelta(seconds=8)
"""How long a silent holder keeps it: no shorter than it may go on saying what it had claimed, else
one that was only asleep would speak beside its successor."""

FORGOTTEN = timedelta(minutes=10)
"""A rival who was not noticed again for so long is gone."""
_RIVAL = "rival "


def note_rival(session: Session, lane: str, now: datetime) -> None:
    """Another program takes what is meant for us: noticed while listening, told by `doctor`."""
    name, until = f"{_RIVAL}{lane}", now + FORGOTTEN
    if not insert_once(session, Lease(name=name, holder="", until=until)):
        session.execute(update(Lease).where(Lease.name == name).values(until=until))


def rivals(session: Session, now: datetime) -> list[str]:
    """The lanes that somebody else listens to."""
    rows = select(Lease.name).where(Lease.name.startswith(_RIVAL), Lease.until > now)
    return sorted(name.removeprefix(_RIVAL) for name in session.scalars(rows))


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
