"""Dates in words, Chinese and English: a closed grammar that asks back rather than guess."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.study import date_words as words
from bot.study.calendar import last_of_month, monday

LAST = -1
"""The last day of a month."""

LONG_AGO = 60
"""A month and day that passed more recently than this many days may have been meant: we ask."""

A_DAY = timedelta(days=1)

_GONE = re.compile(
    r"(?:补(?:打?卡)?\s*)?(?P<day>大前天|前天|昨[天日]|the day before yesterday|yesterday)"
    r"|补(?:打?卡)?\s*(?P<other>\S+)"
)


@dataclass(frozen=True, slots=True, order=True)
class When:
    """One day, with minutes after its midnight if a time was said."""

    day: date
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again: on weekdays (Monday is 0), or on a day of each month."""

    weekdays: frozenset[int] = frozenset()
    monthday: int = 0
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """It can mean one of these: ask."""

    options: tuple[When, ...]


Meaning = When | Every | Choice | None


def read(text: str, now: datetime) -> Meaning:
    """What the whole text means, said at the local time `now`; None: not understood, so ask.

    The future is meant; see `day_past` for days gone by.
    """
    found, rest = _pieces(_folded(text))
    return None if rest.strip() else _meaning(found, now)


def split(text: str, now: datetime) -> tuple[Meaning, str]:
    """The date at the beginning of a sentence, and the words after it."""
    found, rest = _pieces(_folded(text))
    # The folded text may be shorter; what is left is cut from the original by its own length.
    return _meaning(found, now), text[len(text) - len(rest) :].strip() if found else text.strip()


def day_past(text: str, today: date) -> date | None:
    """A day gone by or today: 昨天, 前天, 周一, 3月2日, yesterday, Monday; None: not understood."""
    found, rest = _pieces(_folded(text))
    if rest.strip() or set(found) != {"day"}:
        return None
    kind, value = found["day"]
    if kind == "shift":
        return today + value * A_DAY if value <= 0 else None
    if kind == "weekday":
        week, number = value
        back = (today.weekday() - number) % 7
        if week not in {None, 0, -1} or (week is None and back == 0):
            return None
        day = today - back * A_DAY if week is None else monday(today) + (7 * week + number) * A_DAY
        return day if day <= today else None
    if kind == "date":
        year, month, number = value
        return _latest(year, month, number, today)
    return None


def split_past(text: str, today: date) -> tuple[date | None, str]:
    """A day gone by at the beginning of a report (昨天, yesterday), and the words after it."""
    found = _GONE.match(_folded(text))
    if found is None:
        return None, text
    rest = text.strip()[found.end() :].lstrip(" ，,：:")
    return day_past(found["day"] or found["other"], today), rest


def _latest(year: int | None, month: int, number: int, today: date) -> date | None:
    for candidate in (year,) if year else (today.year, today.year - 1):
        day = _date(candidate, month, number)
        if day is not None and day <= today:
            return day
    return None


# --- pieces -------------------------------------------------------------------------------------


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().strip()


def _pieces(text: str) -> tuple[dict[str, words.Piece], str]:
    """The pieces a text begins with, each kind once, and what is left of the text."""
    found: dict[str, words.Piece] = {}
    rest = text
    while rest:
        rest = words.FILLER.sub("", rest)
        for kind, pattern, reading in words.PATTERNS:
            match = pattern.match(rest)
            piece = reading(match) if match else None
            if match and piece is not None and kind not in found:
                found[kind] = piece
                rest = rest[match.end() :]
                break
        else:
            return found, rest
    return found, rest


# --- what they mean together ----------------------------------------------------------------------


def _meaning(found: dict[str, words.Piece], now: datetime) -> Meaning:  # noqa: PLR0911
    kinds = set(found)
    if "after" in kinds:
        return _after(found, now)
    minutes = _minutes(found)
    if minutes is None:
        return None  # a time of day that cannot be
    if "every" in kinds:
        return _every(found, minutes) if "day" not in kinds else None
    if "day" in kinds:
        days = _days(found["day"], now.date())
    elif kinds:
        days = (now.date(), now.date() + A_DAY)
        if minutes == (None,):
            return None
    else:
        return None
    options = sorted({_at(day, one) for day in days for one in minutes})
    options = [one for one in options if _ahead(one, now)]
    if "day" not in kinds and options:
        # A time alone is the next time it is so late; two readings are two options.
        options = options[: len(minutes)]
    if not options:
        return None
    return options[0] if len(options) == 1 else Choice(tuple(options[:4]))


def _after(found: dict[str, words.Piece], now: datetime) -> Meaning:
    unit, number = found["after"][1]
    others = set(found) - {"after"}
    if unit == "minutes":
        if others:
            return None
        at = now + timedelta(minutes=number)
        return When(at.date(), at.hour * 60 + at.minute)
    if others - {"part", "time"}:
        return None
    day = _months_on(now.date(), number) if unit == "months" else now.date() + number * A_DAY
    minutes = _minutes(found)
    if minutes is None:
        return None
    options = tuple(_at(day, one) for one in minutes)
    return options[0] if len(options) == 1 else Choice(options)


def _every(found: dict[str, words.Piece], minutes: tuple[int | None, ...]) -> Meaning:
    kind, value = found["every"]
    if len(minutes) > 1:
        return None
    if minutes[0] is not None and minutes[0] >= 24 * 60:
        return None
    if kind == "month":
        return Every(monthday=value, minutes=minutes[0])
    return Every(frozenset(value), minutes=minutes[0])


def _days(piece: words.Piece, today: date) -> tuple[date, ...]:  # noqa: PLR0911 - a list
    """The days a piece can mean; none: such a day does not exist."""
    kind, value = piece
    if kind == "shift":
        return (today + value * A_DAY,)
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
    if kind == "either":
        return tuple(day for month, number in value for day in _dated(None, month, number, today))
    year, month, number = value
    return _dated(year, month, number, today)


def _dated(year: int | None, month: int, number: int, today: date) -> tuple[date, ...]:
    day = _date(year or today.year, month, number)
    if day is None and year is None:
        day = _date(today.year + 1, month, number)
    if day is None:
        return ()
    if year is None and day < today:
        # Just gone by: perhaps that one was meant, so nothing is read into it.
        return () if (today - day).days <= LONG_AGO else _only(_date(today.year + 1, month, number))
    return (day,)


def _only(day: date | None) -> tuple[date, ...]:
    return () if day is None else (day,)


def _in_month(today: date, month: int | None, number: int) -> tuple[date, ...]:
    """A day of this month (0), of the next one (1), or of whichever comes first (None)."""
    first = today.replace(day=1)
    for on in (0, 1) if month is None else (month,):
        start = _months_on(first, on)
        day = last_of_month(start) if number == LAST else _date(start.year, start.month, number)
        if day is not None and (month is not None or day >= today):
            return (day,)
        if day is None:
            return ()
    return ()


def _minutes(found: dict[str, words.Piece]) -> tuple[int | None, ...] | None:
    """The times of day the pieces can mean: (None,) if none was said; None if it cannot be."""
    part = found["part"][1] if "part" in found else ""
    if "time" not in found:
        return (words.USUAL.get(part),) if part in words.USUAL or not part else None
    hour, minute, exact = found["time"][1]
    if part:
        at = words.hour_in(part, hour)
        return None if at is None else (at * 60 + minute,)
    if exact or hour >= 13 or hour in {0, 12}:
        return (hour * 60 + minute,)
    return (hour * 60 + minute, (hour + 12) * 60 + minute)


def _at(day: date, minutes: int | None) -> When:
    if minutes is None:
        return When(day)
    return When(day + minutes // (24 * 60) * A_DAY, minutes % (24 * 60))


def _ahead(one: When, now: datetime) -> bool:
    if one.minutes is None:
        return one.day >= now.date()
    return (one.day, one.minutes) > (now.date(), now.hour * 60 + now.minute)


def _months_on(day: date, months: int) -> date:
    month = day.month - 1 + months
    first = date(day.year + month // 12, month % 12 + 1, 1)
    return first.replace(day=min(day.day, last_of_month(first).day))


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def next_of(every: Every, after: date) -> date:
    """The first day of a repetition strictly after a day."""
    day = after
    for _ in range(3 * 366):
        day += A_DAY
        if every.monthday:
            wanted = last_of_month(day).day if every.monthday == LAST else every.monthday
            if day.day == wanted:
                return day
        elif day.weekday() in every.weekdays:
            return day
    raise ValueError("a repetition without any day")


__all__ = ["Choice", "Every", "Meaning", "When", "day_past", "next_of", "read", "split"]
