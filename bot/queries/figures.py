"""The figures of a running companion: what is due, said, waiting, parked."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.models import Alarm, Chat, Inbox, Member
from bot.queries import outbox

STATES = ("ready", "leased", "sent", "merged", "expired", "parked")


def figures(session: Session, now: datetime) -> dict[str, tuple[str, float]]:
    """By name: what it counts, and the count."""
    by_state = outbox.counts(session)
    found: dict[str, tuple[str, float]] = {
        f"outbox_{state}": (f"Messages in the outbox that are {state}", by_state.get(state, 0))
        for state in STATES
    }
    due = select(func.count()).select_from(Alarm).where(Alarm.due_at <= now)
    gone = select(func.count()).select_from(Chat).where(Chat.dead_at.is_not(None))
    found["alarms_due"] = ("Alarms that are due and not rung yet", session.scalar(due) or 0)
    found["chats_dead"] = ("Chats that no longer take our messages", session.scalar(gone) or 0)
    found["inbox"] = ("Updates kept because they could not be handled", _count(session, Inbox))
    found["members"] = ("Members", _count(session, Member))
    return found


def _count(session: Session, table: type[Inbox | Member]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0
