"""When will I be through: days of work left and their end, as planned and as it really goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

REVIEW_SHARE = 1.15
"""Recall cards cost about 15 % on top of the tasks (our estimate, `content-plan` c)."""

WINDOW = 28
"""Days the real pace is taken from."""

MENDS = (10, 15, 20, 30, 45, 60, 90, 120, 180)
"""Minutes a day that are offered."""

OVERLOAD = 1.5
"""A sitting so many times longer than the day's minutes is too much for it."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """`days` study days of work are left, ending on `on`; `months` are of 30.4 calendar days."""

    days: int
    on: date
    months: float


def forecast(minutes_left: int, minutes_a_day: int, days: str, today: date) -> Forecast:
    """Honest arithmetic, not a promise: the minutes left with recall, at the learner's pace."""
    needed = ceil(minutes_left * REVIEW_SHARE / max(minutes_a_day, 1))
    a_week = max(days.count("1"), 1)
    span = ceil(needed * 7 / a_week)
    return Forecast(needed, today + timedelta(days=span), round(span / 30.4, 1))


@dataclass(frozen=True, slots=True)
class Real:
    """What was really done lately: minutes of finished work a calendar day, over so many days."""

    minutes_a_day: float
    over: int

    def end(self, minutes_left: int, today: date) -> date | None:
        """When it would end at this pace; None: it would not."""
        if self.minutes_a_day <= 0:
            return None
        span = ceil(minutes_left * REVIEW_SHARE / self.minutes_a_day)
        return today + timedelta(days=span) if span < 36500 else None


def real(done: Sequence[tuple[date, int]], begun: date, today: date) -> Real | None:
    """The pace of the last four weeks, from (day, minutes) of what was finished.

    None in the first week: too little to tell.
    """
    over = min(WINDOW, (today - begun).days)
    if over < 7:
        return None
    first = today - timedelta(days=over)
    return Real(sum(minutes for day, minutes in done if day > first) / over, over)


def fitting(found: Real, days: str) -> int:
    """The minutes a study day that match what was really done, from those offered."""
    a_day = on_a_study_day(found, days)
    return min(MENDS, key=lambda minutes: abs(minutes - a_day))


def too_much(found: Real, minutes_a_day: int, days: str) -> bool:
    """Whether something is done, but less than half of what was planned for a study day."""
    return 0 < 2 * on_a_study_day(found, days) < minutes_a_day


def on_a_study_day(found: Real, days: str) -> float:
    """What was really done, if only the study days had been for it."""
    return found.minutes_a_day * 7 / max(days.count("1"), 1)


def overloaded(minutes: int, minutes_a_day: int, *, parts: bool) -> bool:
    """Whether a sitting is too long for a day; what is spread over days by itself is not."""
    return not parts and minutes > OVERLOAD * minutes_a_day
