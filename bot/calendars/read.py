"""iCalendar files of other programs: what was understood, and in one word why something was not."""

import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component
from icalendar.error import GloballyUniqueTZIDGuessed
from icalendar.timezone import tzp

from bot.calendars import lines, zones
from bot.calendars.appointment import NOTE, PLACE, TITLE, Appointment, many_lines, one_line

LARGEST = 512 * 1024
MOST = 200
"""Entries of one file looked at."""

AN_HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)
ZONES = 20
"""Zones of its own a file may describe: each is worked out for centuries."""

DEEPEST = 20
"""Components inside each other; a calendar has four."""

LAST_VERSION = 2**31 - 1
"""The highest version RFC 5545 counts to."""

ANSWERS = {"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"}
"""Methods of files that answer an invitation and invite nobody."""

CALLS = (
    "CONFERENCE",
    "X-GOOGLE-CONFERENCE",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-PM-CONFERENCE-URL",
    "URL",
)
"""Where programs put the link of a meeting, the surest first."""

_ZONE = re.compile(r"^BEGIN:VTIMEZONE.*?^END:VTIMEZONE", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_SWIFT = re.compile(r"FREQ=(?!YEARLY)", re.IGNORECASE)
_NESTED = re.compile(r"^(?:(BEGIN)|END):", re.IGNORECASE | re.MULTILINE)
_one_at_a_time = Lock()
_LINK = re.compile(r"https?://[^\s<>\"]+")


class CalendarError(ValueError):
    """A file that is refused: `too_large`, `broken`, `empty`, `too_many` entries, an `answer`."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """An entry that was not taken, and why: `no_start`, `no_rule`, `backwards` or `broken`."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    found: tuple[Appointment, ...]
    troubles: tuple[Trouble, ...] = ()


def is_calendar(text: str) -> bool:
    return lines.BEGIN in text.upper()


def read(content: bytes) -> Reading:
    """Everything in a file. Raises CalendarError if it is no calendar we can go through."""
    if len(content) > LARGEST:
        raise CalendarError("too_large")
    calendars = _parsed(lines.clean(content))
    events = [(one, event) for one in calendars for event in one.walk("VEVENT")]
    if not events:
        raise CalendarError("empty" if calendars else "broken")
    if len(events) > MOST:
        raise CalendarError("too_many")
    events = [(one, event) for one, event in events if _method(one) not in ANSWERS]
    if not events:
        raise CalendarError("answer")
    found: list[Appointment] = []
    troubles: list[Trouble] = []
    for calendar, event in events:
        try:
            found.append(_appointment(event, calendar))
        except CalendarError as error:
            troubles.append(Trouble(_words(event, "SUMMARY", TITLE), str(error)))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            troubles.append(Trouble(_words(event, "SUMMARY", TITLE), "broken"))
    return Reading(tuple(found), tuple(troubles))


def _parsed(text: str) -> list[Calendar]:
    described = _ZONE.findall(text)
    if len(described) > ZONES or any(_SWIFT.search(one) for one in described):
        raise CalendarError("broken")  # a zone that changes every day would be worked out for hours
    if max(_depths(text), default=0) > DEEPEST:
        raise CalendarError("broken")
    with _one_at_a_time, warnings.catch_warnings():
        # What a zone's name means is the file's own business: the library would remember it.
        tzp.use_zoneinfo()
        warnings.simplefilter("ignore", GloballyUniqueTZIDGuessed)
        try:
            return Calendar.from_ical(text, multiple=True)
        except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError):
            raise CalendarError("broken") from None


def _depths(text: str) -> Iterator[int]:
    depth = 0
    for edge in _NESTED.finditer(text):
        depth += 1 if edge[1] else -1
        yield depth


def _method(calendar: Component) -> str:
    return str(calendar.get("METHOD", "")).upper()


def _appointment(event: Component, calendar: Component) -> Appointment:
    wrong = {name for name, _ in event.errors}
    stated = event.get("DTSTART")
    if stated is None or isinstance(stated, list) or "DTSTART" in wrong:
        raise CalendarError("no_start")
    zone = _zone_of(stated, calendar)
    starts = _in_zone(stated.dt, zone)
    ends = _end(event, starts, zone)
    if ends < starts:
        raise CalendarError("backwards")
    rules = event.get("RRULE")
    if isinstance(rules, list) or "RRULE" in wrong:
        raise CalendarError("no_rule")
    if rules and "UNTIL" in rules and not isinstance(starts, datetime):
        rules["UNTIL"] = [_day(one) for one in rules["UNTIL"]]
    note = _words(event, "DESCRIPTION", NOTE, lines=True)
    slot = event.get("RECURRENCE-ID")
    status = str(event.get("STATUS", "")).upper()
    return Appointment(
        uid=_words(event, "UID", TITLE),
        title=_words(event, "SUMMARY", TITLE),
        starts=starts,
        ends=ends,
        zone=zone,
        place=_place(event, note),
        note=note,
        rule=rules.to_ical().decode() if rules is not None else "",
        skips=_slots(event.get("EXDATE"), starts, zone),
        extra=_slots(event.get("RDATE"), starts, zone),
        slot=_slot(slot.dt, starts, zone) if slot is not None else None,
        onward=slot is not None and str(slot.params.get("RANGE", "")).upper() == "THISANDFUTURE",
        sequence=min(max(int(event.get("SEQUENCE", 0)), 0), LAST_VERSION),
        cancelled=status == "CANCELLED" or _method(calendar) == "CANCEL",
        tentative=status == "TENTATIVE",
        leads=tuple(_leads(event)),
    )


def _place(event: Component, note: str) -> str:
    """The place, and the link of the call beside it if the place has none."""
    place = _words(event, "LOCATION", PLACE)
    if _LINK.search(place):
        return place
    links = (_LINK.search(_words(event, name, PLACE)) for name in CALLS[: -1 if place else None])
    link = next(filter(None, links), None if place else _LINK.search(note))
    return one_line(f"{place} {link.group()}" if link else place, PLACE)


def _zone_of(stated: Any, calendar: Component) -> str:
    """The IANA name of a start's zone; "" where there is none, or none anybody knows."""
    moment, named = stated.dt, stated.params.get("TZID")
    if not isinstance(moment, datetime):
        return ""
    if moment.tzinfo is None:
        # On everybody's own clock; some programs name the calendar's zone only.
        named = named or calendar.get("X-WR-TIMEZONE")
        return zones.known(str(named)) if named else ""
    if named is None:
        return "UTC"
    return zones.known(str(named)) or zones.like(moment.tzinfo, moment)


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


def _slots(stated: Any, starts: datetime | date, zone: str) -> tuple[datetime | date, ...]:
    """The dates of EXDATE or RDATE, of the kind the start is."""
    rows = stated if isinstance(stated, list) else [stated] if stated is not None else []
    at = (one.dt[0] if isinstance(one.dt, tuple) else one.dt for row in rows for one in row.dts)
    return tuple(_slot(moment, starts, zone) for moment in at)


def _slot(moment: datetime | date, starts: datetime | date, zone: str) -> datetime | date:
    """Some programs name only the day of a date with hours, or give whole days an hour."""
    if not isinstance(starts, datetime):
        return _day(moment)
    if not isinstance(moment, datetime):
        return datetime.combine(moment, starts.timetz())
    if starts.tzinfo is None:
        return moment.replace(tzinfo=None)
    return _in_zone(moment if moment.tzinfo else moment.replace(tzinfo=starts.tzinfo), zone)


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


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
