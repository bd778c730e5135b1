"""How far /time has moved the companion's clock: the record's dates lie in that time."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.models import MovedClock


def ahead(session: Session) -> timedelta:
    row = session.scalar(select(MovedClock))
    return timedelta(seconds=row.ahead if row else 0)


def keep(session: Session, how_far: timedelta) -> None:
    row = session.scalar(select(MovedClock))
    if row is None:
        row = MovedClock(ahead=0)
        session.add(row)
    row.ahead = round(how_far.total_seconds())
