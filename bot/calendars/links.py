"""Links that carry a calendar entry in themselves: "add to calendar" of the usual programs."""

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from bot.calendars import zones
from bot.calendars.appointment import NOTE, PLACE, TITLE, Appointment, many_lines, one_line
from bot.calendars.read import A_DAY, AN_HOUR

LONGEST = 4000
_LINK = re.compile(r"https?://\S+")
_GOOGLE = ("calendar.google.com", "www.google.com")
_OUTLOOK = ("outlook.live.com", "outlook.office.com", "outlook.office365.com")


def read(text: str) -> Appointment | None:
    """The entry in the first such link; None if there is none. Nothing is fetched."""
    found = _LINK.search(text[:LONGEST])
    if found is None:
        return None
    try:
        address = urlsplit(found.group())
        given = {
            name: values[0] for name, values in parse_qs(address.query, max_num_fields=50).items()
        }
        if address.hostname in _GOOGLE and "calendar" in found.group() and "dates" in given:
            return _google(given)
        if address.hostname in _OUTLOOK and "startdt" in given:
            return _outlook(given)
    except (ValueError, OverflowError):
        return None
    return None


def _google(given: dict[str, str]) -> Appointment:
    zone = zones.known(given.get("ctz", ""))
    first, _, last = given["dates"].partition("/")
    starts = _compact(first, zone)
    rule = given.get("recur", "").removeprefix("RRULE:")
    return _entry(
        given.get("text", ""),
        starts,
        _compact(last, zone) if last else starts,
        zone or ("UTC" if isinstance(starts, datetime) and starts.tzinfo else ""),
        given.get("location", ""),
        given.get("details", ""),
        rule,
    )


def _outlook(given: dict[str, str]) -> Appointment:
    starts = datetime.fromisoformat(given["startdt"])
    ends = datetime.fromisoformat(given.get("enddt", given["startdt"]))
    if given.get("allday", "").casefold() == "true":
        days = (starts.date(), max(ends.date(), starts.date() + A_DAY))
        return _entry(
            given.get("subject", ""), *days, "", given.get("location", ""), given.get("body", "")
        )
    zone = "UTC" if starts.tzinfo is not None else ""
    if zone:
        starts, ends = starts.astimezone(UTC), ends.astimezone(UTC)
    return _entry(
        given.get("subject", ""),
        starts,
        ends,
        zone,
        given.get("location", ""),
        given.get("body", ""),
    )


def _entry(
    title: str,
    starts: datetime | date,
    ends: datetime | date,
    zone: str,
    place: str,
    note: str,
    rule: str = "",
) -> Appointment:
    if isinstance(starts, datetime) != isinstance(ends, datetime):
        raise ValueError("half a day")
    shortest: timedelta = AN_HOUR if isinstance(starts, datetime) else A_DAY
    return Appointment(
        uid="",
        title=one_line(title, TITLE),
        starts=starts,
        ends=ends if ends > starts else starts + shortest,
        zone=zone,
        place=one_line(place, PLACE),
        note=many_lines(note, NOTE),
        rule=rule,
    )


def _compact(text: str, zone: str) -> datetime | date:
    """ "20260314", "20260314T190000" or the same with Z."""
    if "T" not in text:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        return moment.astimezone(ZoneInfo(zone) if zone else UTC)
    return moment.replace(tzinfo=ZoneInfo(zone)) if zone else moment
