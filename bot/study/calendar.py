"""Local days and local hours; gap and overlap of daylight saving are decided here and only here."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

EVERY_DAY = "1111111"
FIRST_YEAR, LAST_YEAR = 1600, 2999
"""Birthdays without a year are of 1604 in some calendars."""
_HORIZON = 400
"""Days looked ahead before giving up: a week mask without any day has no next."""
_kept = lru_cache(maxsize=2048)
"""At eight everybody asks the same."""


@_kept
def local_day(at: datetime, zone: str, day_start: int) -> date:
    """The study day an instant belongs to; it begins `day_start` minutes after midnight."""
    return (at.astimezone(ZoneInfo(zone)) - timedelta(minutes=day_start)).date()


def instant(day: date, minutes: int, zone: str, fold: int = 0) -> datetime:
    """The UTC instant of a local time of day, `minutes` after midnight.

    In the spring gap it is the first minute after it, in the autumn overlap the first of the two,
    or the second with `fold`.
    """
    naive = datetime.combine(day, time()) + timedelta(minutes=minutes)
    local = naive.replace(tzinfo=ZoneInfo(zone), fold=fold)
    at = local.astimezone(UTC)
    if at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == naive:
        return at
    return _end_of_gap(local, ZoneInfo(zone))


def _end_of_gap(local: datetime, zone: ZoneInfo) -> datetime:
    # Read with the offset before the gap, a time inside it lies after the jump; read with the
    # offset behind it, before. The jump itself is between the two.
    late = local.replace(fold=0).astimezone(UTC)
    early = local.replace(fold=1).astimezone(UTC)
    low, high = min(early, late), max(early, late)
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def written_instant(written: datetime, zone: str) -> datetime | None:
    """The instant of a calendar entry's local time, read as RFC 5545 reads it.

    Unlike an hour we choose, one that was written down must be where every calendar program puts
    it: in the spring gap by the offset before it, in the overlap the first. None on a date the
    zone skips altogether.
    """
    at = written.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    return at if at.astimezone(ZoneInfo(zone)).date() == written.date() else None


def local(at: datetime, zone: str) -> datetime:
    """An instant as it reads on a clock there."""
    return at.astimezone(ZoneInfo(zone))


def studies(day: date, days: str) -> bool:
    """Whether a week mask, Monday first, counts this day."""
    return days[day.weekday()] == "1"


@_kept
def next_at(after: datetime, zone: str, minutes: int, days: str = EVERY_DAY) -> datetime | None:
    """The next time it is `minutes` past midnight on one of the days, strictly after `after`.

    A local date the zone skips altogether has no such time. None if the mask has no day.
    """
    day = after.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    for _ in range(_HORIZON):
        day += timedelta(days=1)
        if not studies(day, days):
            continue
        at = instant(day, minutes, zone)
        if at > after and at.astimezone(ZoneInfo(zone)).date() == day:
            return at
    return None


def clock_minutes(text: str) -> int | None:
    """ "08:30", "8：30" or "8" as minutes after midnight; None if it is no time of day."""
    hours, _, minutes = text.strip().replace("：", ":").replace("点", ":").partition(":")
    if not hours.isdecimal() or (minutes and not minutes.isdecimal()):
        return None
    if len(hours) > 2 or len(minutes) > 2:
        return None
    total = int(hours) * 60 + int(minutes or 0)
    return total if int(hours) < 24 and int(minutes or 0) < 60 else None


def written_day(text: str) -> date | None:
    """ "2026-03-28" as a date; None if it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def planned_day(text: str) -> date:
    """ "2026-03-28" as a day something can be planned for; raises ValueError for anything else."""
    day = date.fromisoformat(text)
    if not are_of_our_time(day):
        raise ValueError(text)
    return day


def are_of_our_time(*days: date) -> bool:
    """Far from the first and the last day there is, beyond which no zone can be reckoned."""
    return all(FIRST_YEAR <= day.year <= LAST_YEAR for day in days)


def clock_text(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def month_of(day: date) -> str:
    """ "2026-03" """
    return f"{day:%Y-%m}"


def last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def quarter_of(day: date) -> str:
    """ "2026-Q1" """
    return f"{day.year}-Q{(day.month + 2) // 3}"


def last_of_quarter(day: date) -> date:
    return last_of_month(day.replace(month=(day.month + 2) // 3 * 3, day=1))


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
