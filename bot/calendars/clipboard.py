"""Invitations as meeting programs put them on the clipboard: rows of "Topic: …", "会议时间：…"."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.calendars import zones
from bot.calendars.appointment import PLACE, TITLE, Appointment, one_line
from bot.study import calendar, invitations
from bot.study.invitations import Invitation

LONGEST, LONGEST_ROW = 6000, 300
AN_HOUR = timedelta(hours=1)

_ROW = re.compile(
    r"^[ \t]*(?P<name>[^\s:：][^\n:：]{0,19}?)[ \t]*[:：][ \t]*(?P<said>\S.*?)[ \t\r]*$",
    re.MULTILINE,
)
_NAMES = {
    "title": ("会议主题", "主题", "会议名称", "日程主题", "topic", "subject", "title", "event"),
    "time": ("会议时间", "日程时间", "开始时间", "时间", "time", "when", "date", "date and time"),
    "zone": ("时区", "time zone", "timezone"),
    "place": ("地点", "会议地点", "会议室", "where", "location", "place", "venue"),
}
_LINK = re.compile(r"https?://[^\s<>\"，。]+")
_OFFSET = re.compile(
    r"[(（]?\s*((?:GMT|UTC)\s*[+-]\s*\d{1,2}(?::?\d{2})?)\s*[)）]?.*$", re.IGNORECASE
)
_ASIDE = re.compile(r"[(（][^)）]*[)）]|(?:星期|周)[一二三四五六日天]|^[A-Z][a-z]+day,?\s")
_CLOCK = re.compile(
    r"(?P<before>上午|早上|中午|下午|晚上)?\s*(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?::\d{2})?"
    r"\s*(?P<after>上午|下午|[ap]m\b)?",
    re.IGNORECASE,
)
_LATE = {"下午", "晚上", "pm"}


def read(text: str, now: datetime) -> Appointment | None:
    """The invitation in a pasted text; None unless both what and when stand in rows of their own.

    `now` is the local time it was sent at.
    """
    said = _rows(text[:LONGEST])
    if not said.get("title") or not said.get("time"):
        return None
    offset = _OFFSET.search(said["time"])
    zone = (
        zones.known(re.sub(r"\s", "", offset[1])) if offset else zones.known(said.get("zone", ""))
    )
    when = _when(said["time"][: offset.start()] if offset else said["time"], now)
    if when.day is None or when.begins is None or not calendar.are_of_our_time(when.day):
        return None
    starts = _at(when.day, when.begins, zone)
    ends = _at(when.day, when.ends, zone) if when.ends is not None else starts + AN_HOUR
    link = _LINK.search(text)
    place = " ".join(filter(None, (said.get("place", ""), link.group() if link else "")))
    return Appointment(
        uid="",
        title=one_line(said["title"], TITLE),
        starts=starts,
        ends=ends if ends > starts else ends + timedelta(days=1),
        zone=zone,
        place=one_line(place, PLACE),
    )


def _rows(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _ROW.finditer(text):
        name = row["name"].casefold()
        for part, names in _NAMES.items():
            if name in names:
                found.setdefault(part, row["said"][:LONGEST_ROW])
    return found


def _when(said: str, now: datetime) -> Invitation:
    """The day and the hours; "8:30 – 9:30pm" is all of it in the evening."""
    said = " ".join(_ASIDE.sub(" ", said).split())
    clocks = list(_CLOCK.finditer(said))[:2]
    named = said[: clocks[0].start()].rstrip(" ,，·-") if clocks else ""
    if not named or any(int(clock["hour"]) > 23 for clock in clocks):
        return Invitation("")
    hours = [_minutes(clock) for clock in clocks]
    marked = [clock["before"] or clock["after"] for clock in clocks]
    if len(hours) == 2 and not marked[0] and marked[1] and hours[0] + 12 * 60 <= hours[1]:
        hours[0] += 12 * 60
    day = invitations.read(f"x {named} 00:01", now).day
    return Invitation("", day, hours[0], hours[1] if hours[1:] else None)


def _minutes(clock: re.Match[str]) -> int:
    hour, part = int(clock["hour"]), (clock["before"] or clock["after"] or "").casefold()
    if part in _LATE and hour < 12:
        hour += 12
    return hour % 24 * 60 + int(clock["minute"]) % 60


def _at(day: date, minutes: int, zone: str) -> datetime:
    if not zone:
        return datetime.combine(day, time()) + timedelta(minutes=minutes)
    return calendar.instant(day, minutes, zone).astimezone(ZoneInfo(zone))
