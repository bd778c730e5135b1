"""A month, a quarter or a year: its name, its first day and its last."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.study.calendar import last_of_month, month_of, quarter_of

KINDS = ("month", "quarter", "year")
WORDS = {
    "月": "month",
    "月度": "month",
    "季度": "quarter",
    "季": "quarter",
    "年": "year",
    "年度": "year",
}
_NAME = re.compile(
    r"^(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Period:
    """`name` is "2026-03", "2026-Q1" or "2026"; both days are included."""

    kind: str
    name: str
    first: date
    last: date

    @property
    def months(self) -> list[str]:
        """Its months by name, oldest first."""
        found, day = [], self.first
        while day <= self.last:
            found.append(month_of(day))
            day = last_of_month(day) + timedelta(days=1)
        return found


def of(kind: str, day: date) -> Period:
    """The period of a kind a day belongs to."""
    if kind == "year":
        return Period(kind, str(day.year), date(day.year, 1, 1), date(day.year, 12, 31))
    if kind == "quarter":
        first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        return Period(
            kind, quarter_of(day), first, last_of_month(first.replace(month=first.month + 2))
        )
    return Period("month", month_of(day), day.replace(day=1), last_of_month(day))


def named(name: str) -> Period | None:
    """The period called "2026-03", "2026-Q1" or "2026"."""
    found = _NAME.match(name)
    if found is None or not 1 < int(found["year"]) < date.max.year:
        return None
    year = int(found["year"])
    if found["quarter"]:
        return of("quarter", date(year, 3 * int(found["quarter"]), 1))
    if found["month"]:
        return of("month", date(year, int(found["month"]), 1))
    return of("year", date(year, 1, 1))


def read(words: list[str], today: date) -> tuple[Period, list[str]]:
    """The period the first words speak of, this month without any, and the words left over."""
    kind, left = "", list(words)
    if left and (known := WORDS.get(left[0], left[0].casefold())) in KINDS:
        kind, left = known, left[1:]
    if left and (one := named(left[0])) is not None and (not kind or one.kind == kind):
        return one, left[1:]
    return of(kind or "month", today), left
