"""When will I be through: days of work left, on which date that ends at my own pace."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

REVIEW_SHARE = 1.15
"""Recall cards cost about 15 % on top of the tasks (our estimate, `content-plan` c)."""


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
