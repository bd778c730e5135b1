"""The figures of a running companion: what is due, waiting, late, parked, and where."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.models import Alarm, Chat, Inbox, Member, Outgoing
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
            {lane: _said(session, "ready", lane) for lane in lanes},
        ),
        "lag_seconds": (
            "How long the oldest message of a lane has been due",
            {lane: _since(_oldest(session, lane), now) for lane in lanes},
        ),
        "on_their_way": ("Messages some process is saying now", _said(session, "leased")),
        "parked": ("Messages parked after too many tries", _said(session, "parked")),
        "chats_dead": ("Chats that no longer take our messages", session.scalar(gone) or 0),
        "inbox": ("Updates kept because they could not be handled", _count(session, Inbox)),
        "members": ("Members", _count(session, Member)),
    }


def _said(session: Session, state: str, lane: str | None = None) -> int:
    found = select(func.count()).select_from(Outgoing).where(Outgoing.state == state)
    return session.scalar(found if lane is None else found.where(Outgoing.lane == lane)) or 0


def _oldest(session: Session, lane: str) -> datetime | None:
    """Since when the message of a lane that has waited longest may be said."""
    firsts = [
        session.scalar(
            select(func.min(Outgoing.not_before)).where(
                Outgoing.state == "ready", Outgoing.lane == lane, Outgoing.priority == priority
            )
        )
        for priority in (outbox.ANSWER, outbox.REMINDER, outbox.SUMMARY)
    ]
    return min((first for first in firsts if first is not None), default=None)


def _since(at: datetime | None, now: datetime) -> float:
    return max(0.0, (now - at).total_seconds()) if at is not None else 0.0


def _count(session: Session, table: type[Inbox | Member]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0
