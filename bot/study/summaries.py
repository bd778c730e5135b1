"""The week of a group and of a member, counted from days."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday: per day how many of the group came, and the sum of member-days."""

    monday: date
    per_day: tuple[int, ...]
    members: int

    @property
    def member_days(self) -> int:
        return sum(self.per_day)

    @property
    def days(self) -> tuple[date, ...]:
        return week_days(self.monday)


def span(day: date, closes_on: int) -> tuple[date, date]:
    """The first and the last day of the group's week a day is in; it closes on that weekday."""
    last = day + timedelta(days=(closes_on - day.weekday()) % 7)
    return last - timedelta(days=6), last


def week_days(monday: date) -> tuple[date, ...]:
    return tuple(monday + timedelta(days=number) for number in range(7))


def week(monday: date, done: Mapping[int, Collection[date]]) -> Week:
    """The group's week from each member's days."""
    per_day = tuple(sum(day in days for days in done.values()) for day in week_days(monday))
    return Week(monday, per_day, len(done))
