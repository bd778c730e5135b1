"""What the pieces of a date mean together: a day, a repetition, or a choice to ask about."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from bot.study import date_words as words
from bot.study import recurrence
from bot.study.calendar import last_of_month, monday

LAST = -1
"""The last day of a month."""

LONG_AGO = 60
"""A month and day that passed more recently than this many days may have been meant: we ask."""

STILL_AWAKE = 4
"""Before this hour "tomorrow" may be the day that has already begun, so both are offered."""

A_DAY = timedelta(days=1)
MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class When:
    """One day, with minutes after its midnight if a time was said."""

    day: date
    minutes: int | None = None
    fold: int = 0
    """1 for the second of two equal local times, as an hour goes back in autumn."""


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again, by a rule in the words of RFC 5545."""

    rule: str
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """It can mean one of these: ask."""

    options: tuple[When | Every, ...]


Meaning = When | Every | Choice | None


def meaning_of(found: dict[str, words.Piece], now: datetime) -> Meaning:
    kinds = set(found)
    if not kinds:
        return None
    if "after" in kinds:
        return _after(found, now)
    minutes = _minutes(found, now)
    if minutes is None or ({"day", "every"} <= kinds):
        return None  # a time of day that cannot be, or two answers to "which day"
    if "every" in kinds:
        return _every(*found["every"], minutes)
    if "day" in kinds:
        days = _days(found["day"], now)
        if "also" in found:  # a date and its weekday: both must say the same
            days = _agreed(found["day"], found["also"], now)
    elif minutes == (None,):
        return None
    else:
        days = (now.date(), now.date() + A_DAY)
    options = sorted({_at(day, one) for day in days for one in minutes})
    options = [one for one in options if _ahead(one, now)]
    if "day" not in kinds:
        # A time alone is the next time it is so late; two readings are two options.
        options = options[: len(minutes)]
    return _one_of(options)


def _one_of(options: list[When]) -> Meaning:
    if len(options) <= 1:
        return options[0] if options else None
    return Choice(tuple(options[:4]))


def _after(found: dict[str, words.Piece], now: datetime) -> Meaning:
    unit, number = found["after"][1]
    others = set(found) - {"after"}
    if unit == "minutes":
        if others or not number:
            return None
        at = _later(now, number)
        return When(at.date(), at.hour * 60 + at.minute, at.fold)
    if others - {"part", "time"}:
        return None
    day = _months_on(now.date(), number) if unit == "months" else now.date() + number * A_DAY
    minutes = _minutes(found, now)
    return None if minutes is None else _one_of([_at(day, one) for one in minutes])


def _later(now: datetime, minutes: int) -> datetime:
    """So much real time later, also where a clock jumps in between."""
    if now.tzinfo is None:
        return now + timedelta(minutes=minutes)
    return (now.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(now.tzinfo)


def _every(sure: str, rule: str, minutes: tuple[int | None, ...]) -> Meaning:
    options = tuple(Every(rule, one) for one in minutes if one is None or one < MIDNIGHT)
    if len(options) == 1 and sure == "rule":
        return options[0]
    return Choice(options) if options else None


def _agreed(one: words.Piece, other: words.Piece, now: datetime) -> tuple[date, ...]:
    weekday, dated = (one, other) if one[0] == "weekday" else (other, one)
    return tuple(day for day in _days(dated, now) if day.weekday() == weekday[1][1])


def _days(piece: words.Piece, now: datetime) -> tuple[date, ...]:  # noqa: PLR0911 - a list
    """The days a piece can mean; none: such a day does not exist."""
    (kind, value), today = piece, now.date()
    if kind == "shift":
        day = today + value * A_DAY
        awake = value > 0 and now.hour < STILL_AWAKE
        return (day - A_DAY, day) if awake else (day,)
    if kind == "weekday":
        week, number = value
        if week is not None:
            return (monday(today) + (7 * week + number) * A_DAY,)
        ahead = (number - today.weekday()) % 7
        first = today + ahead * A_DAY
        return (first,) if ahead else (first, first + 7 * A_DAY)
    if kind == "next":  # "next Friday", said before this week's has come, is read both ways
        coming = today + ((value - today.weekday()) % 7 or 7) * A_DAY
        following = monday(today) + (7 + value) * A_DAY
        return tuple(sorted({coming, following}))
    if kind == "weekend":
        first = monday(today) + (7 * value + 5) * A_DAY
        return (first, first + A_DAY)
    if kind == "monthday":
        month, number = value
        return _in_month(today, month, number)
    if kind == "nth":
        return _nth(today, *value)
    if kind == "either":
        return tuple(day for month, number in value for day in _dated(None, month, number, today))
    year, month, number = value
    return _dated(year_of(year, today), month, number, today)


def year_of(said: int | str | None, today: date) -> int | None:
    """ "+1" is 明年, next year."""
    return today.year + int(said) if isinstance(said, str) else said


def _dated(year: int | None, month: int, number: int, today: date) -> tuple[date, ...]:
    day = date_of(year or today.year, month, number)
    if year is None and (day is None or day < today):
        if day is not None and (today - day).days <= LONG_AGO:
            return ()  # just gone by: perhaps that one was meant, so nothing is read into it
        day = date_of(today.year + 1, month, number)
    return () if day is None else (day,)


def _in_month(today: date, month: int | None, number: int) -> tuple[date, ...]:
    """A day of this month (0), of the next one (1), or of whichever comes first (None)."""
    first = today.replace(day=1)
    for on in (0, 1) if month is None else (month,):
        start = _months_on(first, on)
        day = last_of_month(start) if number == LAST else date_of(start.year, start.month, number)
        if day is not None and (month is not None or day >= today):
            return (day,)
        if day is None:
            return ()
    return ()


def _nth(today: date, month: int, nth: int, weekday: int) -> tuple[date, ...]:
    """The nth weekday of this month (0) or a later one."""
    first = _months_on(today.replace(day=1), month)
    rule = recurrence.Rule("MONTHLY", by_day=((nth, weekday),))
    # The first day of a rule is always given; begun a day early, it is none of the month's.
    found = recurrence.days(rule, first - A_DAY)
    return next(((day,) for day in found if first <= day <= last_of_month(first)), ())


def _minutes(found: dict[str, words.Piece], now: datetime) -> tuple[int | None, ...] | None:  # noqa: PLR0911 - a list
    """The times of day the pieces can mean: (None,) if none was said; None if it cannot be."""
    part = found["part"][1] if "part" in found else ""
    if "time" not in found:
        return (words.USUAL.get(part),) if part in words.USUAL or not part else None
    said = found["time"][1]
    if said == "now":
        return None if part else (now.hour * 60 + now.minute,)
    if said == "midnight":
        # A day has two, and people mean either; with an evening, or alone, it is the coming one.
        return (0, MIDNIGHT) if {"day", "every"} & set(found) and not part else (MIDNIGHT,)
    hour, minute, how = said
    at = hour * 60 + minute
    if part:
        hour_there = words.hour_in(part, hour)
        return None if hour_there is None else (hour_there * 60 + minute,)
    with_day = bool({"day", "every"} & set(found))
    if how == words.EXACT or hour >= 13 or (how == words.CLOCK and with_day) or at == 0:
        return (at,)
    if hour == 12 and with_day:
        return (at,)
    return (at, at + MIDNIGHT // 2)


def _at(day: date, minutes: int | None) -> When:
    if minutes is None:
        return When(day)
    return When(day + minutes // MIDNIGHT * A_DAY, minutes % MIDNIGHT)


def _ahead(one: When, now: datetime) -> bool:
    if one.minutes is None:
        return one.day >= now.date()
    return (one.day, one.minutes) > (now.date(), now.hour * 60 + now.minute)


def _months_on(day: date, months: int) -> date:
    month = day.month - 1 + months
    first = date(day.year + month // 12, month % 12 + 1, 1)
    return first.replace(day=min(day.day, last_of_month(first).day))


def date_of(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def next_of(every: Every, after: date) -> date:
    """The first day of a repetition strictly after a day."""
    # Its rhythm is counted from the day found here, so a rule of every other week is one of each.
    rule = replace(recurrence.read(every.rule), interval=1)
    found = recurrence.days(rule, after)
    day = next((day for day in found if day > after), None)
    if day is None:
        raise ValueError("a repetition without any day")
    return day
