"""Repeat rules after RFC 5545, daily and rarer: read with reasons, written, counted out in days."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count, takewhile
from zoneinfo import ZoneInfo

from bot.study.calendar import last_of_month, written_instant

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
LONGEST = 500
"""Characters of a rule; what people and calendar programs write has a fifth of that."""

WIDEST = 1000
"""The largest interval taken."""

ONCE = "FREQ=DAILY;COUNT=1"
"""The rule of a series whose dates are all named one by one."""

PATIENCE = 40 * 366
"""Days looked ahead before a rule is said to have no next day."""

_TIME_PARTS = {"BYHOUR": "hour", "BYMINUTE": "minute", "BYSECOND": "second"}
_DAY = re.compile(r"^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$")
_MOMENT = re.compile(r"^(\d{8})(?:T(\d{6})(Z?))?$")


class RuleError(ValueError):
    """A rule that is not followed: `too_often`, `unusual` (never seen in a meetup) or `broken`."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`by_day` holds (nth, weekday), 0 for every one; a naive `until` is local, a date is whole."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: datetime | date | None = None
    by_day: tuple[tuple[int, int], ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()
    week_start: int = 0

    def __str__(self) -> str:
        days = ",".join(f"{nth or ''}{WEEKDAYS[day]}" for nth, day in self.by_day)
        parts = {
            "FREQ": self.freq,
            "INTERVAL": str(self.interval) if self.interval > 1 else "",
            "COUNT": str(self.count or ""),
            "UNTIL": _moment_text(self.until) if self.until else "",
            "BYMONTH": ",".join(map(str, self.by_month)),
            "BYMONTHDAY": ",".join(map(str, self.by_month_day)),
            "BYDAY": days,
            "BYSETPOS": ",".join(map(str, self.by_position)),
            "WKST": WEEKDAYS[self.week_start] if self.week_start else "",
        }
        return ";".join(f"{name}={value}" for name, value in parts.items() if value)


def read(text: str, first: datetime | None = None) -> Rule:
    """The rule in the words of RFC 5545; `first` is the start it belongs to. Raises RuleError."""
    if len(text) > LONGEST:
        raise RuleError("broken")
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").strip(";").split(";"):
        name, sign, value = part.partition("=")
        if not sign or not value or name in parts:
            raise RuleError("broken")
        parts[name] = value
    freq = parts.pop("FREQ", "")
    if freq in TOO_OFTEN:
        raise RuleError("too_often")
    if freq not in _PERIODS:
        raise RuleError("broken")
    for name, field in _TIME_PARTS.items():
        value = parts.pop(name, "")
        if value and (first is None or value.lstrip("0") != str(getattr(first, field)).lstrip("0")):
            raise RuleError("too_often" if "," in value else "unusual")
    try:
        found = Rule(
            freq,
            interval=_number(parts.pop("INTERVAL", "1"), 1, WIDEST),
            count=_number(parts.pop("COUNT"), 1, 100_000) if "COUNT" in parts else None,
            until=_moment(parts.pop("UNTIL")) if "UNTIL" in parts else None,
            by_day=tuple(sorted({_weekday(one) for one in _list(parts, "BYDAY")})),
            by_month_day=_numbers(parts, "BYMONTHDAY", 31),
            by_month=_numbers(parts, "BYMONTH", 12, least=1),
            by_position=_numbers(parts, "BYSETPOS", 366),
            week_start=WEEKDAYS.index(parts.pop("WKST", "MO")),
        )
    except ValueError as error:
        raise error if isinstance(error, RuleError) else RuleError("broken") from None
    if parts:
        raise RuleError(
            "unusual" if parts.keys() <= {"BYYEARDAY", "BYWEEKNO", "RSCALE", "SKIP"} else "broken"
        )
    numbered = any(nth for nth, _ in found.by_day)
    listed = found.by_day or found.by_month_day or found.by_month
    if (
        (found.count and found.until)
        or (numbered and freq in {"DAILY", "WEEKLY"})
        or (found.by_month_day and freq == "WEEKLY")
        or (found.by_position and not listed)
    ):
        raise RuleError("broken")
    return found


def slots(
    rule: Rule, first: datetime, zone: str, after: datetime | None = None
) -> Iterator[datetime]:
    """The instants of a rule, `first` (aware) always among them; with `after` only later ones.

    The wall clock is kept across daylight saving. A local time in the spring gap is read with the
    offset before it, as RFC 5545 says; a date the month or the zone does not have is left out.
    """
    start = first.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if after is None or first > after:
        yield first
    from_day = (
        None if after is None else after.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    )
    until = rule.until
    for day in days(rule, start.date(), from_day):
        at = written_instant(datetime.combine(day, start.time()), zone)
        if until is not None and not _within(day, at, datetime.combine(day, start.time()), until):
            return
        if at is not None and at > first and (after is None or at > after):
            yield at


def following(
    rule: Rule,
    first: datetime,
    zone: str,
    after: datetime,
    skips: Collection[datetime] = (),
    extra: Collection[datetime] = (),
) -> datetime | None:
    """The next instant strictly after `after`, of the rule or beside it, that is not left out; None
    if there is none.
    """
    regular = next((at for at in slots(rule, first, zone, after) if at not in skips), None)
    beside = [at for at in extra if at > after and at not in skips]
    return min(beside if regular is None else [regular, *beside], default=None)


def from_here(rule: Rule, first: datetime, zone: str, slot: datetime) -> Rule:
    """What is left of a rule when its series begins anew at one of its slots."""
    if rule.count is None:
        return rule
    gone = sum(1 for _ in takewhile(lambda at: at < slot, slots(rule, first, zone)))
    return replace(rule, count=max(1, rule.count - gone))


def rarer(rule: Rule) -> Rule | None:
    """About half as often: every second of its days, or twice the interval; None: yearly is rare
    enough.
    """
    if rule.freq == "YEARLY" or rule.interval * 2 > WIDEST:
        return None
    for name in ("by_day", "by_month_day"):
        listed = getattr(rule, name)
        if len(listed) > 1 and not rule.by_position:
            return replace(rule, **{name: listed[::2]})
    return replace(rule, interval=rule.interval * 2)


def last_day(rule: Rule, first: date, today: date) -> date:
    """The rule's last day up to today; one that has not begun has its first."""
    return max(takewhile(lambda day: day <= today, days(rule, first, today)), default=first)


def days(rule: Rule, first: date, from_day: date | None = None) -> Iterator[date]:
    """The days of a rule in order, the first one included, whatever the rule says of it.

    Without a count to keep, days before `from_day` may be passed over.
    """
    left = rule.count or 0
    skipped = 0 if rule.count or from_day is None else _periods_before(rule, first, from_day)
    if not skipped:
        yield first
        left -= 1
    horizon = max(first, from_day or first)
    period = _PERIODS[rule.freq]
    for number in count(skipped * rule.interval, rule.interval):
        if rule.count and not left:
            return
        try:
            begins, found = period(rule, first, number)
        except (OverflowError, ValueError):  # beyond the year 9999
            return
        if (begins - horizon).days > PATIENCE:
            return
        for day in _at_positions(rule, sorted(found)):
            if day > first and (not rule.count or left):
                yield day
                left -= 1
                horizon = max(horizon, day)


def _periods_before(rule: Rule, first: date, day: date) -> int:
    """Steps of the interval that lie wholly before a day."""
    gone = {
        "DAILY": (day - first).days,
        "WEEKLY": (day - first).days // 7,
        "MONTHLY": (day.year - first.year) * 12 + day.month - first.month,
        "YEARLY": day.year - first.year,
    }[rule.freq]
    return max(0, gone // rule.interval - 1)


def _at_positions(rule: Rule, found: list[date]) -> list[date]:
    if not rule.by_position:
        return found
    kept = {n - 1 if n > 0 else len(found) + n for n in rule.by_position}
    return [day for place, day in enumerate(found) if place in kept]


Days = tuple[date, Collection[date]]


def _day(rule: Rule, first: date, number: int) -> Days:
    day = first + timedelta(days=number)
    fits = (
        (not rule.by_month or day.month in rule.by_month)
        and (not rule.by_day or (0, day.weekday()) in rule.by_day)
        and (
            not rule.by_month_day
            or bool({day.day, day.day - last_of_month(day).day - 1}.intersection(rule.by_month_day))
        )
    )
    return day, [day] if fits else []


def _week(rule: Rule, first: date, number: int) -> Days:
    start = first - timedelta(days=(first.weekday() - rule.week_start) % 7)
    start += timedelta(weeks=number)
    wanted = {day for _, day in rule.by_day} or {first.weekday()}
    week = [start + timedelta(days=n) for n in range(7)]
    return start, [
        day
        for day in week
        if day.weekday() in wanted and (not rule.by_month or day.month in rule.by_month)
    ]


def _month(rule: Rule, first: date, number: int) -> Days:
    months = first.year * 12 + first.month - 1 + number
    begins = date(months // 12, months % 12 + 1, 1)
    if rule.by_month and begins.month not in rule.by_month:
        return begins, []
    return begins, _in_month(rule, first, begins)


def _year(rule: Rule, first: date, number: int) -> Days:
    begins = date(first.year + number, 1, 1)
    if rule.by_day and not rule.by_month and not rule.by_month_day:
        return begins, _weekdays(rule, begins, begins.replace(month=12, day=31))
    months = rule.by_month or (range(1, 13) if rule.by_month_day else (first.month,))
    return begins, {
        day for month in months for day in _in_month(rule, first, begins.replace(month=month))
    }


def _in_month(rule: Rule, first: date, begins: date) -> set[date]:
    last = last_of_month(begins)
    numbers = rule.by_month_day or (() if rule.by_day else (first.day,))
    by_number = {
        begins.replace(day=day)
        for day in (n if n > 0 else last.day + 1 + n for n in numbers)
        if 1 <= day <= last.day
    }
    if not rule.by_day:
        return by_number
    weekdays = _weekdays(rule, begins, last)
    return weekdays & by_number if rule.by_month_day else weekdays


def _weekdays(rule: Rule, begins: date, last: date) -> set[date]:
    """The weekdays asked for between two days: every one, or the nth from either end."""
    found: set[date] = set()
    for nth, weekday in rule.by_day:
        ahead = begins + timedelta(days=(weekday - begins.weekday()) % 7)
        every = [ahead + timedelta(weeks=n) for n in range((last - ahead).days // 7 + 1)]
        place = nth - 1 if nth > 0 else len(every) + nth
        found.update(every if not nth else every[place : place + 1] if place >= 0 else [])
    return found


_PERIODS: dict[str, Callable[[Rule, date, int], Days]] = {
    "DAILY": _day,
    "WEEKLY": _week,
    "MONTHLY": _month,
    "YEARLY": _year,
}


def _within(day: date, at: datetime | None, written: datetime, until: datetime | date) -> bool:
    if not isinstance(until, datetime):
        return day <= until
    if until.tzinfo is None:
        return written <= until
    return at is None or at <= until


def _list(parts: dict[str, str], name: str) -> list[str]:
    return parts.pop(name).split(",") if name in parts else []


def _number(text: str, least: int, most: int) -> int:
    value = int(text)
    if not least <= value <= most:
        raise RuleError("unusual" if value > most else "broken")
    return value


def _numbers(parts: dict[str, str], name: str, most: int, least: int = 0) -> tuple[int, ...]:
    taken = partial(_number, least=least or -most, most=most)
    found = tuple(sorted({taken(one) for one in _list(parts, name)}))
    if 0 in found:
        raise RuleError("broken")
    return found


def _weekday(text: str) -> tuple[int, int]:
    found = _DAY.match(text)
    if found is None or (found[1] and not 0 < abs(int(found[1])) <= 53):
        raise RuleError("broken")
    return int(found[1] or 0), WEEKDAYS.index(found[2])


def _moment(text: str) -> datetime | date:
    found = _MOMENT.match(text)
    if found is None:
        raise RuleError("broken")
    # A local moment has no zone of its own: it is read in the zone of the start it belongs to.
    day = datetime.strptime(found[1], "%Y%m%d")  # noqa: DTZ007
    if found[2] is None:
        return day.date()
    moment = datetime.combine(day, datetime.strptime(found[2], "%H%M%S").time())  # noqa: DTZ007
    return moment.replace(tzinfo=UTC) if found[3] else moment


def _moment_text(until: datetime | date) -> str:
    if not isinstance(until, datetime):
        return f"{until:%Y%m%d}"
    return f"{until:%Y%m%dT%H%M%S}" + ("Z" if until.tzinfo else "")


def moved(rule: Rule, old: date, new: date) -> Rule:
    """A rule whose only weekday or day of the month moves along with its first date."""
    if rule.freq == "WEEKLY" and rule.by_day == ((0, old.weekday()),):
        return replace(rule, by_day=((0, new.weekday()),))
    if rule.freq == "MONTHLY" and rule.by_month_day == (old.day,) and not rule.by_day:
        return replace(rule, by_month_day=(new.day,))
    return rule
