"""iCalendar files of other programs: what was understood, and in one word why something was not."""

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Calendar, Component
from icalendar.error import GloballyUniqueTZIDGuessed
from icalendar.timezone import tzp
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from bot.calendars.appointment import NOTE, PLACE, TITLE, Appointment, many_lines, one_line

LARGEST = 512 * 1024
MOST = 200
"""Entries of one file looked at."""

AN_HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)
BEGIN = "BEGIN:VCALENDAR"
ZONES = 20
"""Zones of its own a file may describe: each is worked out for centuries."""

_ZONE = re.compile(r"^BEGIN:VTIMEZONE.*?^END:VTIMEZONE", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_SWIFT = re.compile(r"FREQ=(?!YEARLY)", re.IGNORECASE)
_one_at_a_time = Lock()
_NAMED = re.compile(r"([A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,2})$")
_LINK = re.compile(r"https?://[^\s<>\"]+")


class CalendarError(ValueError):
    """A file that is refused: `too_large`, `broken`, `empty` or `too_many` entries."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """An entry that was not taken, and why: `no_start`, `backwards` or `broken`."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    found: tuple[Appointment, ...]
    troubles: tuple[Trouble, ...] = ()


def read(content: bytes) -> Reading:
    """Everything in a file. Raises CalendarError if it is no calendar we can go through."""
    if len(content) > LARGEST:
        raise CalendarError("too_large")
    calendars = _parsed(_decoded(content))
    zones = {str(one.get("TZID")) for cal in calendars for one in cal.walk("VTIMEZONE")}
    events = [(cal, one) for cal in calendars for one in cal.walk("VEVENT")]
    if not events:
        raise CalendarError("empty" if calendars else "broken")
    if len(events) > MOST:
        raise CalendarError("too_many")
    found: list[Appointment] = []
    troubles: list[Trouble] = []
    for calendar, event in events:
        try:
            found.append(_appointment(event, calendar, zones))
        except CalendarError as error:
            troubles.append(Trouble(_words(event, "SUMMARY", TITLE), str(error)))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            troubles.append(Trouble(_words(event, "SUMMARY", TITLE), "broken"))
    return Reading(tuple(found), tuple(troubles))


def _parsed(text: str) -> list[Calendar]:
    described = _ZONE.findall(text)
    if len(described) > ZONES or any(_SWIFT.search(one) for one in described):
        raise CalendarError("broken")  # a zone that changes every day would be worked out for hours
    with _one_at_a_time, warnings.catch_warnings():
        # What a zone's name means is the file's own business: the library would remember it.
        tzp.use_zoneinfo()
        warnings.simplefilter("ignore", GloballyUniqueTZIDGuessed)
        try:
            return Calendar.from_ical(text, multiple=True)
        except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError):
            raise CalendarError("broken") from None


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        wide = content.decode("utf-16", "replace").lstrip("\ufeff")
        return _unfolded(wide.encode("utf-8", "replace")).decode()
    try:
        return _unfolded(content).decode().lstrip("\ufeff").strip()
    except UnicodeDecodeError:
        return _unfolded(content).decode("gb18030", "replace").strip()


def _unfolded(content: bytes) -> bytes:
    """Some programs fold in the middle of a Chinese letter, so it is undone before decoding."""
    return re.sub(rb"\r?\n[ \t]", b"", content.replace(b"\r\r\n", b"\r\n"))


def _appointment(event: Component, calendar: Component, zones: set[str]) -> Appointment:
    if event.errors and any(name in {"DTSTART", "RRULE"} for name, _ in event.errors):
        raise CalendarError("broken")
    stated = event.get("DTSTART")
    if stated is None or isinstance(stated, list):
        raise CalendarError("no_start" if stated is None else "broken")
    zone = _zone_of(stated, calendar, zones)
    starts = _in_zone(stated.dt, zone)
    ends = _end(event, starts, zone)
    if ends < starts:
        raise CalendarError("backwards")
    rules = event.get("RRULE")
    if isinstance(rules, list):
        raise CalendarError("broken")
    note = _words(event, "DESCRIPTION", NOTE, lines=True)
    place = _words(event, "LOCATION", PLACE) or _words(event, "URL", PLACE)
    if not place and (link := _LINK.search(note)):
        place = one_line(link.group(), PLACE)
    slot = event.get("RECURRENCE-ID")
    status = str(event.get("STATUS", "")).upper()
    method = str(calendar.get("METHOD", "")).upper()
    return Appointment(
        uid=_words(event, "UID", TITLE),
        title=_words(event, "SUMMARY", TITLE),
        starts=starts,
        ends=ends,
        zone=zone,
        place=place,
        note=note,
        rule=rules.to_ical().decode() if rules is not None else "",
        skips=tuple(_moments(event.get("EXDATE"), zone)),
        extra=tuple(_moments(event.get("RDATE"), zone)),
        slot=_in_zone(slot.dt, zone) if slot is not None else None,
        sequence=int(event.get("SEQUENCE", 0)),
        cancelled=status == "CANCELLED" or method == "CANCEL",
        tentative=status == "TENTATIVE",
        leads=tuple(_leads(event)),
    )


def _zone_of(stated: Any, calendar: Component, zones: set[str]) -> str:
    """The IANA name of a start's zone; "" where there is none, or none anybody knows."""
    moment = stated.dt
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        # A date, or a time on everybody's own clock; some programs name the calendar's zone only.
        named = stated.params.get("TZID") or calendar.get("X-WR-TIMEZONE")
        return known_zone(str(named)) if isinstance(moment, datetime) and named else ""
    named = stated.params.get("TZID")
    if named is None:
        return "UTC"
    found = known_zone(str(named))
    if found or str(named) not in zones:
        return found or known_zone(str(getattr(moment.tzinfo, "key", "")))
    return ""


def known_zone(name: str) -> str:
    """The IANA name behind what programs call a zone; "" if nobody knows it."""
    name = name.strip().strip('"')
    tail = _NAMED.search(name)
    for one in (name, WINDOWS_TO_OLSON.get(name, ""), tail[1] if tail else ""):
        if one and _exists(one):
            return one
    return ""


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _in_zone(moment: datetime | date, zone: str) -> datetime | date:
    """Aware in the zone that was found; with no known zone the instant is kept, in UTC."""
    if not isinstance(moment, datetime):
        return moment
    if zone and moment.tzinfo is None:
        return moment.replace(tzinfo=ZoneInfo(zone))
    if moment.tzinfo is None:
        return moment
    if zone and getattr(moment.tzinfo, "key", "") != zone and zone != "UTC":
        return moment.astimezone(ZoneInfo(zone))
    return moment.astimezone(ZoneInfo(zone) if zone else UTC)


def _end(event: Component, starts: datetime | date, zone: str) -> datetime | date:
    stated, lasts = event.get("DTEND"), event.get("DURATION")
    if stated is not None:
        ends = _in_zone(stated.dt, zone)
        if isinstance(ends, datetime) != isinstance(starts, datetime):
            raise CalendarError("broken")
        if isinstance(ends, datetime) and isinstance(starts, datetime):
            if starts.tzinfo is not None and ends.tzinfo is None:
                ends = ends.replace(tzinfo=starts.tzinfo)
            elif starts.tzinfo is None:
                ends = ends.replace(tzinfo=None)
        return ends if ends != starts else starts + _usual(starts)
    return starts + (lasts.dt if lasts is not None and lasts.dt > timedelta() else _usual(starts))


def _usual(starts: datetime | date) -> timedelta:
    return AN_HOUR if isinstance(starts, datetime) else A_DAY


def _moments(stated: Any, zone: str) -> Iterable[datetime | date]:
    for one in stated if isinstance(stated, list) else [stated] if stated is not None else []:
        for moment in one.dts:
            at = moment.dt[0] if isinstance(moment.dt, tuple) else moment.dt
            yield _in_zone(at, zone)


def _leads(event: Component) -> Iterable[timedelta]:
    for alarm in event.walk("VALARM"):
        trigger = alarm.get("TRIGGER")
        lead = getattr(trigger, "dt", None)
        related = str(trigger.params.get("RELATED", "START")) if trigger is not None else ""
        if isinstance(lead, timedelta) and lead <= timedelta() and related == "START":
            yield -lead


def _words(event: Component, name: str, most: int, *, lines: bool = False) -> str:
    value = event.get(name, "")
    text = str(value[0] if isinstance(value, list) and value else value)
    return many_lines(text, most) if lines else one_line(text, most)
