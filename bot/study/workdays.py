"""Which days are study days: a week mask, a country's holidays and make-up days, days away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from bot.study.calendar import EVERY_DAY, studies

COUNTRIES = ("CN", "HK", "TW", "SG", "MY", "US", "CA", "GB", "DE", "FR", "JP", "KR", "AU")
"""Calendars that are offered; "" is none."""

_WEEKDAYS = "11111"

if TYPE_CHECKING:
    from holidays import HolidayBase


@dataclass(frozen=True, slots=True)
class Away:
    """Days off by one's own word, both included; `last` is open while nobody knows."""

    first: date
    last: date | None
    kind: str = "holiday"

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Week:
    """A learner's study days."""

    days: str = EVERY_DAY
    country: str = ""
    away: Sequence[Away] = ()

    def planned(self, day: date) -> bool:
        """Whether it is a study day of the calendar, away or not."""
        if self.country and self.country in COUNTRIES:
            kind = day_kind(day, self.country)
            if kind == "holiday":
                return False
            if kind == "makeup":  # a Saturday that everybody works, as 调休 has it
                return "1" in self.days[: len(_WEEKDAYS)]
        return studies(day, self.days)

    def counts(self, day: date) -> bool:
        return self.planned(day) and not self.is_away(day)

    def is_away(self, day: date) -> bool:
        return any(one.holds(day) for one in self.away)


@cache
def day_kind(day: date, country: str) -> str:
    """`holiday`, `makeup` (a working day on a weekend), or "" for a day like others."""
    found = _calendar(country)
    if day in found:
        return "holiday"
    weekend = day.weekday() in found.weekend
    return "makeup" if weekend and found.is_working_day(day) else ""


@cache
def published(year: int, country: str) -> bool:
    """Whether a year's make-up days are known: China announces them each November."""
    return country != "CN" or year in _calendar(country).special_public_holidays


@cache
def _calendar(country: str) -> "HolidayBase":
    import holidays

    return holidays.country_holidays(country)
