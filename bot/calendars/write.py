"""Appointments as an iCalendar file (RFC 5545) that the usual calendar programs read."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from hashlib import sha256
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, vRecur

from bot.calendars.appointment import NOTE, PLACE, TITLE, Appointment, many_lines, one_line

PRODUCT = "-//Xueban//study companion//EN"
MEDIA_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=1)
"""How often a calendar program may ask for a feed again."""

YEARS_BACK, YEARS_AHEAD = 1, 10
"""The span of the zone descriptions that come along."""


def write(appointments: Iterable[Appointment], name: str, now: datetime) -> bytes:
    """`now` is the stamp of every entry."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", one_line(name, TITLE))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    events = [(one, _event(one, now)) for one in appointments]
    for zone, first in sorted(_zones(one for one, _ in events).items()):
        years = (
            date(first.year - YEARS_BACK, 1, 1),
            date(max(first, now).year + YEARS_AHEAD, 1, 1),
        )
        calendar.add_component(_zone(zone, *years))
    for _, event in events:
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def version(written: bytes) -> str:
    """The same for files that differ in nothing but when they were written."""
    said = b"\n".join(row for row in written.split(b"\r\n") if not row.startswith(b"DTSTAMP"))
    return f'"{sha256(said).hexdigest()[:32]}"'


def _event(one: Appointment, now: datetime) -> Event:
    event = Event()
    event.add("uid", one_line(one.uid, TITLE))
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("summary", one_line(one.title, TITLE))
    event.add("dtstart", _moment(one.starts, one.zone))
    event.add("dtend", _moment(one.ends, one.zone))
    if one.slot is not None:
        event.add("recurrence-id", _moment(one.slot, one.zone))
    if one.rule:
        event.add("rrule", _rule(one))
    if one.skips:
        event.add("exdate", [_moment(skip, one.zone) for skip in one.skips])
    if one.extra:
        event.add("rdate", [_moment(date_, one.zone) for date_ in one.extra])
    if one.place:
        event.add("location", one_line(one.place, PLACE))
    if one.note:
        event.add("description", many_lines(one.note, NOTE))
    if one.place.startswith(("https://", "http://")) and " " not in one.place:
        event.add("url", one_line(one.place, PLACE))
    event.add("sequence", one.sequence)
    state = "CANCELLED" if one.cancelled else "TENTATIVE" if one.tentative else "CONFIRMED"
    event.add("status", state)
    if one.all_day:
        event.add("transp", "TRANSPARENT")
    for lead in () if one.cancelled else one.leads:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -lead)
        alarm.add("description", one_line(one.title, TITLE))
        event.add_component(alarm)
    return event


def _rule(one: Appointment) -> vRecur:
    """A last day is a day for whole days and its last moment, in UTC, for hours (RFC 5545)."""
    rule: vRecur = vRecur.from_ical(one.rule)
    if "UNTIL" in rule:
        rule["UNTIL"] = [_last(until, one) for until in rule["UNTIL"]]
    return rule


def _last(until: datetime | date, one: Appointment) -> datetime | date:
    if one.all_day:
        return until.date() if isinstance(until, datetime) else until
    if not isinstance(until, datetime):
        until = datetime.combine(until, time(23, 59, 59))
    if until.tzinfo is None and one.zone:
        until = until.replace(tzinfo=ZoneInfo(one.zone))
    return until.astimezone(UTC) if until.tzinfo else until


def _moment(value: datetime | date, zone: str) -> datetime | date:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC if zone in {"", "UTC"} else ZoneInfo(zone))
    return value


def _zones(appointments: Iterable[Appointment]) -> dict[str, datetime]:
    """The zones spoken of, each with its earliest start."""
    found: dict[str, datetime] = {}
    for one in appointments:
        if isinstance(one.starts, datetime) and one.zone not in {"", "UTC"}:
            found[one.zone] = min(found.get(one.zone, one.starts), one.starts)
    return found


@cache
def _zone(zone: str, first: date, last: date) -> Timezone:
    found = Timezone.from_tzinfo(ZoneInfo(zone), zone, first, last)
    found.pop("COMMENT", None)
    return found
