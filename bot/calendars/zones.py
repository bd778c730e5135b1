"""Time zones by whatever name programs call them: IANA, Windows, an offset, or only described."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

COMPARED = 24
"""Months over which two zones must show the same clock to be called the same."""

A_MONTH = timedelta(days=30, hours=11)
FAMILIAR = {"中国标准时间": "Asia/Shanghai", "北京时间": "Asia/Shanghai"}
"""What Windows and meeting programs say in Chinese."""

WORLD = (
    *("Asia/Shanghai", "Europe/Berlin", "Europe/London", "America/New_York"),
    *WINDOWS_TO_OLSON.values(),
)
"""Zones looked through for one that agrees, the likeliest first."""

_NAMED = re.compile(r"([A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,2})$")
_OFFSET = re.compile(r"^(?:UTC|GMT)?\s*([+-])(\d{1,2})(?:[:.]?(\d{2}))?$", re.IGNORECASE)
_SHOWN = re.compile(r"^\((?:UTC|GMT)(?:([+-]\d{2})[:.](\d{2}))?\)\s*(.+)$", re.IGNORECASE)


def known(name: str) -> str:
    """The IANA name behind what programs call a zone; "" if nobody knows it."""
    name = name.replace("\\,", ",").strip().strip('"')
    tail = _NAMED.search(name)
    for one in (name, WINDOWS_TO_OLSON.get(name), FAMILIAR.get(name), tail[1] if tail else ""):
        if one and _exists(one):
            return one
    offset, shown = _OFFSET.match(name), _SHOWN.match(name)
    if offset:
        length = _length(offset[1] + offset[2], offset[3])
        return like(timezone(length)) if length is not None else ""
    return _of_a_city(shown[3], _length(shown[1] or "+0", shown[2])) if shown else ""


def like(zone: tzinfo, since: datetime | None = None) -> str:
    """The IANA zone whose clocks agree with a described one for two years; "" if none do."""
    first = (since or datetime(2026, 1, 1, tzinfo=UTC)).astimezone(UTC)
    moments = [first + A_MONTH * number for number in range(COMPARED)]
    clocks = [at.astimezone(zone).utcoffset() for at in moments]

    def agrees(name: str) -> bool:
        other = ZoneInfo(name)
        return all(
            at.astimezone(other).utcoffset() == clock
            for at, clock in zip(moments, clocks, strict=True)
        )

    return next(filter(agrees, WORLD), "")


def _of_a_city(cities: str, standard: timedelta | None) -> str:
    """ "(UTC+01:00) Amsterdam, Berlin": by the offset where nobody there changes the clocks, else
    the first city the time zone data knows.
    """
    if standard is None:
        return ""
    there = [name for name in WORLD if min(_offsets(name)) == standard]
    if there and all(len(_offsets(name)) == 1 for name in there):
        return there[0]
    for city in re.split(r"[,，;]\s*", cities):
        name = _cities().get(city.strip().replace(" ", "_").casefold(), "")
        if name and min(_offsets(name)) == standard:
            return name
    return ""


@cache
def _cities() -> dict[str, str]:
    return {name.rpartition("/")[2].casefold(): name for name in sorted(available_timezones())}


@cache
def _offsets(name: str) -> frozenset[timedelta]:
    """The clocks of a zone in winter and summer."""
    zone = ZoneInfo(name)
    days = (datetime(2026, month, 1, tzinfo=zone) for month in (1, 7))
    return frozenset(day.utcoffset() or timedelta() for day in days)


def _length(hours: str, minutes: str | None) -> timedelta | None:
    found = timedelta(hours=abs(int(hours)), minutes=int(minutes or 0))
    if found >= timedelta(days=1):
        return None
    return -found if hours.startswith("-") else found


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
