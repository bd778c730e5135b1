"""What a line of the timetable is, and the rules that say when it is next due."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Literal

from sqlalchemy.orm import Session

from bot.context import Handler
from bot.models import Chat, Group, Member
from bot.study.calendar import EVERY_DAY, next_at

PAIRED_AT = 10
"""Minutes after midnight."""


class Slot(Enum):
    """How loud it may be: one letter a day, one nudge; what was asked for is not counted."""

    LETTER = "letter"
    NUDGE = "nudge"
    ASKED = "asked"
    POST = "post"
    """A group's one post of the day."""


Rule = Callable[[datetime, Member | Group], datetime | None]
"""`rule(after, owner)`: the next time strictly after `after`; None: silent until armed."""


Place = Callable[[Session, Member | Group, str], Chat | None]
"""`place(session, owner, subject)`: the chat that hears it."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing the companion says by itself.

    Rung later than `grace` it is skipped and counted, never made up for in a burst.
    """

    kind: str
    rule: Rule
    owner: Literal["member", "group"]
    handler: Handler
    grace: timedelta
    slot: Slot
    place: Place | None = None
    """Where it is said, if not to its owner: a series is announced even if its host is away."""


def own_hour(after: datetime, owner: Member | Group) -> datetime | None:
    """The learner's own hour, on every day: days off still hear of a date that falls on them."""
    return next_at(after, owner.zone, owner.hour, EVERY_DAY)


def board_hour(after: datetime, owner: Member | Group) -> datetime | None:
    """The group's hour on its days."""
    return next_at(after, owner.zone, owner.hour, owner.days)


def summary_hour(after: datetime, owner: Member | Group) -> datetime | None:
    """The evening of the week's last day in the group's zone, usually Sunday's."""
    if not isinstance(owner, Group):
        return None
    return next_at(after, owner.zone, owner.summary_hour, _only(owner.summary_day))


def partners_hour(after: datetime, owner: Member | Group) -> datetime | None:
    """As the week's last day begins: early enough for the farthest zone's letter of Monday."""
    if not isinstance(owner, Group):
        return None
    return next_at(after, owner.zone, PAIRED_AT, _only(owner.summary_day))


def when_armed(_after: datetime, _owner: Member | Group) -> None:
    """Nobody plans it: a handler arms it."""


def _only(weekday: int) -> str:
    """A week mask of one day."""
    return "".join("1" if day == weekday else "0" for day in range(7))
