"""The figures of a running companion: what is due, waiting, late, parked, and where."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.models import Alarm, Chat, Inbox, Member
from bot.queries import outbox

Value = float | Mapping[str, float]
"""A number, or one for each lane."""

Figures = dict[str, tuple[str, Value]]
"""By name: what it counts, and how much."""


def figures(session: Session, now: datetime) -> Figures:
    """What the database tells, whichever process asks; every count is by an index or of a table
    that grows with the members, not with what was ever said.
    """
    lanes = outbox.lanes_waiting(session)
    due = select(func.count(), func.min(Alarm.due_at)).where(Alarm.due_at <= now)
    many, oldest = session.execute(due).one()
    gone = select(func.count()).select_from(Chat).where(Chat.dead_at.is_not(None))
    return {
        "alarms_due": ("Alarms that are due and not rung yet", many),
        "alarms_lag_seconds": ("How long the oldest of them has been due", _since(oldest, now)),
        "waiting": (
            "Messages of a lane that wait to be said",
            {lane: outbox.waiting(session, lane) for lane in lanes},
        ),
        "lag_seconds": (
            "How long the oldest message of a lane has been due",
            {lane: _since(outbox.oldest(session, lane), now) for lane in lanes},
        ),
        "on_their_way": ("Messages some process is saying now", outbox.leased(session)),
        "parked": ("Messages parked after too many tries", outbox.parked(session)),
        "chats_dead": ("Chats that no longer take our messages", session.scalar(gone) or 0),
        "inbox": ("Updates kept because they could not be handled", _count(session, Inbox)),
        "members": ("Members", _count(session, Member)),
    }


def _since(at: datetime | None, now: datetime) -> float:
    return max(0.0, (now - at).total_seconds()) if at is not None else 0.0


def _count(session: Session, table: type[Inbox | Member]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0
