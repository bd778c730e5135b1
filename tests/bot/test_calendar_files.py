"""Files in the styles of the usual calendar programs: what each comes to, worked out by hand."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from dateutil.tz import tzical
from icalendar import Calendar

from bot.calendars import series, zones
from bot.calendars.appointment import Appointment
from bot.calendars.read import CalendarError, read
from bot.calendars.write import write
from bot.study import recurrence

FOLDER = Path(__file__).parent / "calendars"
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 1, 7, tzinfo=SHANGHAI)
FROM, TO = datetime(2026, 2, 20, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)

READ = {
    "apple-allday-weekly": ["Review Friday | 03-06 | FREQ=WEEKLY;UNTIL=20260327 | -03-13"],
    "apple-floating": ["晨读 | 03-15 07:00–07:30 ?"],
    "apple-rdate": ["三次小聚 | 03-14 19:00–20:30 | +03-21 19:00 +04-04 19:00 +04-18 19:30"],
    "apple-single": ["周末编程 | 03-14 19:00–21:00 | 代码咖啡馆 大学路 88 号 上海, 中国"],
    "apple-weekly-until-date": [
        "Lesekreis | 03-20 18:00–19:30 Europe/Berlin | FREQ=WEEKLY;UNTIL=20260501;INTERVAL=2"
    ],
    "broken-line": ["折行没有缩进的标题 | 03-11 20:00–21:00"],
    "crosses-midnight": ["通宵黑客松 | 03-13 22:00–03-15 00:00"],
    "date-without-value": ["一整天 | 03-11"],
    "dingtalk": [
        "周日算法练习 | 03-22 14:00–16:00 | 钉钉视频会议 | FREQ=WEEKLY;COUNT=8;INTERVAL=1;BYDAY=SU"
    ],
    "eventbrite": [
        (
            "Intro to Django & REST; hands-on | 04-11 14:00–04-12 00:00 UTC"
            " | 123 Broadway, New York, NY 10006"
        )
    ],
    "every-second-monthly-31": ["月底 | 03-31 20:00–21:00 | FREQ=MONTHLY;BYMONTHDAY=31"],
    "exchange-cancel": ["已取消: 架构评审 | 03-17 20:00–21:00 | cancelled"],
    "exchange-request-teams": [
        (
            "Code-Review | 03-31 15:00–16:00 Europe/Berlin | Microsoft Teams-Besprechung "
            "https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc/0?context=%7b%22Tid%22%7d"
        )
    ],
    "fastmail-exdate-is-a-date": [
        "读书会 | 03-11 20:00–22:00 | FREQ=WEEKLY;COUNT=4 | -03-18 20:00"
    ],
    "feishu": [
        (
            "每月一次的后端与运维工程师聚会：从单机到集群，聊聊我们怎样把一个小服务慢慢做大做稳的故事"
            " | 03-20 19:30–21:00 | https://vc.feishu.cn/j/123456789"
            " | FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=20"
        )
    ],
    "first-date-left-out": ["读书会 | 03-11 20:00–22:00 | FREQ=WEEKLY;COUNT=4 | -03-11 20:00"],
    "google-allday-birthday": ["PyCon China 2026 | 09-19–09-20 | 上海国际会议中心"],
    "google-cancel-one": ["周三读书会 | 03-18 12:00–14:00 UTC | of 03-18 12:00 | cancelled"],
    "google-monthly-nth": [
        "后端夜话 | 03-10 19:30–21:30 | 杨浦区大学路 88 号 | FREQ=MONTHLY;BYDAY=2TU"
    ],
    "google-single": [
        "Async Python, part 2 | 03-14 11:00–13:00 UTC | https://meet.google.com/abc-defg-hij"
    ],
    "google-weekly-exceptions": [
        (
            "Code review with NY | 03-03 20:00–21:00 America/New_York"
            " | FREQ=WEEKLY;UNTIL=20260401T035959Z;BYDAY=TU,TH;WKST=SU"
            " | -03-10 20:00 -03-19 20:00 -03-12 20:00"
        ),
        "Code review with NY (Friday) | 03-13 19:00–20:00 America/New_York",
    ],
    "html-summary": [
        (
            "<b>x</b> <!channel> *a* _b_ [c](http://evil.example) & ; METHOD:CANCEL BEGIN:VALARM"
            " | 03-11 20:00–21:00 | <https://evil.example|bank> `x`"
        )
    ],
    "iso-dashes": ["带横线的时间 | 03-11 12:00–13:00 UTC"],
    "last-workday": [
        "月末复盘 | 03-31 17:00–18:00 | FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"
    ],
    "luma": [
        "AI Engineers Breakfast ☕️ | 03-21 01:30–03:30 UTC | https://lu.ma/event/evt-AbCdEf123"
    ],
    "meetup-com": [
        (
            "PyData Berlin 2026 March Meetup | 03-19 19:00–22:00 Europe/Berlin"
            " | Some Company GmbH (Müllerstraße 1, Berlin, Germany)"
        )
    ],
    "missing-end": ["没写几点结束 | 03-11 20:00–21:00"],
    "ongoing": ["三天的黑客松 | 02-28–03-02", "正在开的会 | 03-01 06:00–09:00"],
    "only-an-override": ["这一次改到周四 | 03-19 20:00–21:00 | of 03-18 20:00"],
    "outlook-custom-berlin": [
        "Berlin Python | 03-17 20:00–21:00 Europe/Berlin | FREQ=WEEKLY;COUNT=4"
    ],
    "outlook-custom-single-odd": ["Odd clock | 03-17 12:00–13:00 UTC"],
    "outlook-gmt-display-zone": ["架构评审 | 03-17 20:00–21:00 | FREQ=WEEKLY;BYDAY=TU"],
    "outlook-pacific-weekly": [
        "Weekly sync | 03-05 09:00–10:00 America/Los_Angeles | FREQ=WEEKLY;COUNT=5;BYDAY=TH"
    ],
    "outlook-single": ["代码互评 | 03-16 20:00–21:00 | 三楼会议室"],
    "outlook-unknown-zone": ["Nobody knows when | 03-17 20:00–21:00 ?"],
    "proton-invite": [
        "Privacy engineering | 03-18 18:30–20:00 Europe/Zurich | https://us05web.zoom.us/j/8123456"
    ],
    "secondly": ["tick | 1970-01-01 00:00–01:00 UTC | FREQ=SECONDLY"],
    "several": [
        "第三场 | 04-13 11:00–12:00 UTC",
        "第一场 | 03-11 11:00–12:00 UTC",
        "第二场 | 03-12 11:00–12:00 UTC",
        "去年的 | 2025-03-12 11:00–12:00 UTC",
    ],
    "tencent-meeting": [
        "王伟预定的会议 | 03-23 20:30–21:30 | https://meeting.tencent.com/dm/AbCd1234"
    ],
    "tentative-conference": ["Maybe | 03-11 20:00–21:00 US/Eastern | https://meet.jit.si/xyz"],
    "this-and-future": [
        "读书会 | 03-11 20:00–21:00 | FREQ=WEEKLY;UNTIL=20260324",
        "读书会（改到周四） | 03-26 19:00–20:00 | FREQ=WEEKLY;COUNT=4",
    ],
    "thunderbird-daily-exdate": [
        (
            "Stand-up | 03-25 09:00–09:15 Europe/London"
            " | FREQ=DAILY;COUNT=6;BYDAY=MO,TU,WE,TH,FR | -03-27 09:00 -03-30 09:00"
        )
    ],
    "thunderbird-invite-mozilla-tzid": ["東京もくもく会 | 03-17 20:00–20:45 Asia/Tokyo | 渋谷"],
    "two-versions": ["新时间 | 03-12 11:00–12:00 UTC"],
    "utc-with-tzid": ["又有 Z 又有时区 | 03-11 12:00–13:00 UTC"],
    "vcalendar-1": ["读书会 | 03-11 11:00–12:00 UTC | 图书馆"],
    "zoom": [
        (
            "Mock interview | 03-24 18:00–19:00 America/Los_Angeles"
            " | https://us02web.zoom.us/j/81234567890?pwd=x"
        )
    ],
}
LEFT_OUT = {"backwards": "backwards", "bad-start": "no_start"}
REFUSED = {"exchange-reply": "answer", "todo-only": "empty"}
TIMES_OF_THEIR_OWN = {
    "apple-weekly-until-date",  # it takes a last day for its midnight
    *("dingtalk", "iso-dashes"),  # the other library does not read them
    "outlook-custom-single-odd",
    "secondly",
    "this-and-future",  # it moves no later date
    "two-versions",  # it shows both
    "utc-with-tzid",  # it drops the Z
    "vcalendar-1",
    *("google-cancel-one", "exchange-cancel"),  # nothing is left to count
    *("apple-floating", "outlook-unknown-zone"),
}


def content(name):
    return (FOLDER / f"{name}.ics").read_bytes()


def entries(name):
    return series.apart(read(content(name)).found)


def shown(one):
    """An entry in a line: its own clock, the zone if it is not Shanghai's, "?" if it has none."""
    if one.all_day:
        last = one.ends - timedelta(days=1)
        when = _day(one.starts) + (f"–{_day(last)}" if last != one.starts else "")
    else:
        same = one.starts.date() == one.ends.date()
        when = f"{_at(one.starts)}–{f'{one.ends:%H:%M}' if same else _at(one.ends)}"
        zone = one.zone or ("?" if one.floating else "UTC")
        when += "" if zone == "Asia/Shanghai" else f" {zone}"
    dates = [f"-{_at(at)}" for at in one.skips] + [f"+{_at(at)}" for at in one.extra]
    slot = f"of {_at(one.slot)}" if one.slot else ""
    gone = "cancelled" if one.cancelled else ""
    parts = (one.title, when, one.place, one.rule, " ".join(dates), slot, gone)
    return " | ".join(part for part in parts if part)


def _day(at):
    return f"{at:%m-%d}" if at.year == 2026 else f"{at:%Y-%m-%d}"


def _at(at):
    return f"{_day(at)} {at:%H:%M}" if isinstance(at, datetime) else _day(at)


def test_every_file_has_an_expectation():
    assert {one.stem for one in FOLDER.iterdir()} == {*READ, *LEFT_OUT, *REFUSED}


@pytest.mark.parametrize("name", READ)
def test_a_file_says_what_its_program_meant(name):
    assert [shown(one) for one in entries(name)] == READ[name]


@pytest.mark.parametrize("name", LEFT_OUT)
def test_an_entry_without_sense_is_left_out_with_its_reason(name):
    reading = read(content(name))
    assert [one.reason for one in reading.troubles] == [LEFT_OUT[name]]
    assert reading.found == ()


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_invites_nobody_is_refused(name):
    with pytest.raises(CalendarError, match=REFUSED[name]):
        read(content(name))


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("China Standard Time", "Asia/Shanghai"),
        ("中国标准时间", "Asia/Shanghai"),
        ("(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi", "Asia/Shanghai"),
        ("(UTC+08:00) 北京，重庆，香港特别行政区，乌鲁木齐", "Asia/Shanghai"),
        ("(GMT+01:00) Amsterdam, Berlin, Bern, Rome", "Europe/Amsterdam"),
        ("(GMT-05:00) Eastern Time (US & Canada)", ""),
        ("/mozilla.org/20070129_1/Asia/Tokyo", "Asia/Tokyo"),
        ("GMT+0800", "Asia/Shanghai"),
        ("UTC+5:30", "Asia/Calcutta"),
        ("+08:37", ""),
        ("GMT+99", ""),
        ("Nowhere Time", ""),
        ("../../etc/passwd", ""),
        ("", ""),
    ],
)
def test_a_zone_is_known_by_whatever_its_program_calls_it_or_not_at_all(name, zone):
    assert zones.known(name) == zone


# --- the dates, counted by another library --------------------------------------------------------


def counted(found):
    """Every start of the entries in the window, counted out by our own rules."""
    dates = set()
    for one in found:
        zone = one.zone or "Asia/Shanghai"
        first = _instant(one.starts)
        rule = recurrence.read(one.rule or recurrence.ONCE, first)
        skips, extra = (set(map(_instant, some)) for some in (one.skips, one.extra))
        at = first if first not in skips else None
        at = at or recurrence.following(rule, first, zone, first, skips, extra)
        while at is not None and at < TO:
            dates.add(at)
            at = recurrence.following(rule, first, zone, at, skips, extra)
    return sorted(at for at in dates if at >= FROM)


def theirs(raw):
    found = recurring_ical_events.of(Calendar.from_ical(raw)).between(FROM, TO)
    return sorted(_instant(one["DTSTART"].dt) for one in found)


def _instant(at):
    if not isinstance(at, datetime):
        at = datetime(at.year, at.month, at.day, tzinfo=SHANGHAI)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize("name", sorted(READ.keys() - TIMES_OF_THEIR_OWN))
def test_an_independent_library_counts_the_same_dates(name):
    ours = counted(entries(name))
    assert ours == theirs(content(name))
    assert ours or entries(name)[0].starts > date(2026, 7, 1)


@pytest.mark.parametrize("name", sorted(READ.keys() - {"secondly"}))
def test_what_we_write_of_it_means_the_same(name):
    found = entries(name)
    again = series.apart(read(write(found, "again", NOW)).found)
    assert [shown(one) for one in again if not one.rule] == [
        shown(one) for one in found if not one.rule
    ]
    assert counted(again) == counted(found)
    assert theirs(write([one for one in found if not one.cancelled], "again", NOW)) == counted(
        one for one in found if not one.cancelled
    )


@pytest.mark.parametrize(
    "zone",
    [
        *("Asia/Shanghai", "Asia/Calcutta", "Europe/Berlin", "Europe/London", "Europe/Dublin"),
        *("America/New_York", "America/Santiago", "Australia/Lord_Howe", "Pacific/Auckland"),
    ],
)
def test_another_library_tells_the_same_clocks_from_the_zone_we_describe(zone):
    starts = datetime(2026, 3, 3, 19, tzinfo=ZoneInfo(zone))
    entry = Appointment("1@x", "x", starts, starts + timedelta(hours=1), zone, rule="FREQ=WEEKLY")
    unfolded = write([entry], "x", NOW).decode().replace("\r\n ", "")
    theirs = tzical(StringIO(unfolded)).get(zone)
    for week in range(120):
        at = starts + timedelta(weeks=week)
        assert at.replace(tzinfo=theirs).utcoffset() == at.utcoffset()
