"""Calendar files: ours read by two other libraries without loss, theirs read, asked or refused."""

import contextlib
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import ics
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.calendars import links, tokens
from bot.calendars.appointment import PLACE, TITLE, Appointment
from bot.calendars.read import LARGEST, CalendarError, read
from bot.calendars.write import write
from tests.bot import samples_ics as samples

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def only(content):
    reading = read(content)
    assert not reading.troubles
    (found,) = reading.found
    return found


def meeting(**more):
    given = {
        "uid": "1@xueban",
        "title": "Python 线上分享",
        "starts": datetime(2026, 3, 14, 19, tzinfo=SHANGHAI),
        "ends": datetime(2026, 3, 14, 21, tzinfo=SHANGHAI),
        "zone": "Asia/Shanghai",
    }
    return Appointment(**given | more)


# --- ours, and back -----------------------------------------------------------------------------

FULL = (
    meeting(
        place="上海, 浦东; 3\\4 楼",
        note="第一行\n第二行，带 \\ 和 ; 和 ,",
        leads=(timedelta(hours=2),),
    ),
    meeting(uid="2@x", title="读书会" * 60, sequence=7, tentative=True),
    meeting(uid="3@x", cancelled=True, place="https://meet.example.com/a?b=1&c=2"),
    meeting(uid="4@x", starts=date(2026, 9, 19), ends=date(2026, 9, 21), zone=""),
    meeting(
        uid="5@x",
        starts=datetime(2026, 3, 3, 19, tzinfo=BERLIN),
        ends=datetime(2026, 3, 3, 20, 30, tzinfo=BERLIN),
        zone="Europe/Berlin",
        rule="FREQ=WEEKLY;COUNT=20;BYDAY=TU",
        skips=(datetime(2026, 4, 7, 19, tzinfo=BERLIN),),
        leads=(timedelta(days=1), timedelta(minutes=15)),
    ),
    meeting(
        uid="5@x",
        starts=datetime(2026, 3, 18, 19, tzinfo=BERLIN),
        ends=datetime(2026, 3, 18, 20, 30, tzinfo=BERLIN),
        zone="Europe/Berlin",
        slot=datetime(2026, 3, 17, 19, tzinfo=BERLIN),
    ),
)


def test_what_we_write_we_read_back_without_loss():
    reading = read(write(FULL, "小组", NOW))
    assert reading.troubles == ()
    assert reading.found == FULL


def test_an_independent_library_reads_the_same():
    events = ics.Calendar(write(FULL, "小组", NOW).decode()).events
    theirs = {(one.uid, f"{one.begin.datetime:%m-%d}"): one for one in events}
    for ours in FULL:
        found = theirs[ours.uid, f"{ours.starts:%m-%d}"]
        assert found.name == ours.title
        assert found.location in {ours.place, None if not ours.place else ours.place}
        if ours.all_day:
            assert (found.all_day, found.begin.date()) == (True, ours.starts)
        else:
            assert found.begin.datetime == ours.starts
            assert found.end.datetime == ours.ends
            assert sorted(-alarm.trigger for alarm in found.alarms) == sorted(ours.leads)


def test_another_one_counts_out_the_same_dates():
    calendar = Calendar.from_ical(write(FULL, "小组", NOW))
    dates = recurring_ical_events.of(calendar).between(date(2026, 3, 1), date(2026, 4, 30))
    weekly = sorted(one["DTSTART"].dt for one in dates if one["UID"] == "5@x")
    assert [f"{one:%m-%d %H:%M%z}" for one in weekly] == [
        "03-03 19:00+0100",
        "03-10 19:00+0100",
        "03-18 19:00+0100",
        "03-24 19:00+0100",
        "03-31 19:00+0200",
        "04-14 19:00+0200",
        "04-21 19:00+0200",
        "04-28 19:00+0200",
    ]


def test_no_line_is_longer_than_seventy_five_bytes():
    lines = write(FULL, "小组", NOW).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # folded between letters


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_nothing_typed_by_people_becomes_a_line_of_its_own(title, place, note):
    written = write([meeting(title=title, place=place, note=note)], title, NOW)
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    allowed = {"UID", "DTSTAMP", "SUMMARY", "DTSTART", "DTEND", "LOCATION", "DESCRIPTION", "URL"}
    allowed |= {"SEQUENCE", "STATUS"}
    assert set(event.keys()) <= allowed
    assert not event.subcomponents
    assert written.count(b"\r\n") == written.count(b"\n") == written.count(b"\r")


@pytest.mark.parametrize(
    "bad",
    [
        "a\r\nATTENDEE:mailto:x@example.com",
        "a\nBEGIN:VALARM\nEND:VALARM",
        "a\rEND:VEVENT",
        "a\\nEND:VEVENT",
        "a\u2028END:VEVENT",
        "a\x85END:VCALENDAR",
        'a";X=1:b',
        "a;b,c:d\\e",
        "长" * 10_000,
        "x" * 10_000,
        "\x00\x07\x1b[31m",
    ],
)
def test_an_injection_stays_words(bad):
    written = write([meeting(title=bad, place=bad, note=bad)], bad, NOW)
    calendar = Calendar.from_ical(written)
    (event,) = calendar.walk("VEVENT")
    assert "ATTENDEE" not in event
    assert len(calendar.walk("VALARM")) == 0
    assert len(event["SUMMARY"]) <= TITLE
    assert len(event["LOCATION"]) <= PLACE
    assert written.count(b"BEGIN:VEVENT") == written.count(b"\r\nEND:VEVENT") == 1
    assert len(ics.Calendar(written.decode()).events) == 1
    assert only(written).title == event["SUMMARY"]


# --- theirs -------------------------------------------------------------------------------------


def test_a_single_one():
    found = only(samples.SINGLE)
    assert found.starts == datetime(2026, 3, 14, 19, tzinfo=SHANGHAI)
    assert (found.title, found.zone, found.sequence) == ("Python 线上分享", "UTC", 2)
    assert found.place == "https://meet.example.com/py"


def test_a_weekly_one_with_a_date_left_out_and_one_moved():
    series, moved = read(samples.WEEKLY).found
    assert series.rule == "FREQ=WEEKLY;UNTIL=20260630T170000Z"
    assert series.zone == "Europe/Berlin"
    assert series.skips == (datetime(2026, 4, 7, 19, tzinfo=BERLIN),)
    assert series.leads == (timedelta(minutes=30),)
    assert moved.slot == datetime(2026, 3, 17, 19, tzinfo=BERLIN)
    assert moved.starts == datetime(2026, 3, 18, 19, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("content", "zone", "starts"),
    [
        (samples.WINDOWS_ZONE, "Asia/Shanghai", "2026-03-16T20:00:00+08:00"),
        (samples.LIBRARY_ZONE, "America/New_York", "2026-03-16T20:00:00-04:00"),
        (samples.CUSTOM_ZONE, "Asia/Calcutta", "2026-03-16T20:00:00+05:30"),
    ],
)
def test_zones_by_whatever_name(content, zone, starts):
    found = only(content)
    assert (found.zone, found.starts) == (zone, datetime.fromisoformat(starts))


def test_a_length_instead_of_an_end():
    found = only(samples.LIBRARY_ZONE)
    assert found.ends - found.starts == timedelta(minutes=90)


def test_whole_days():
    found = only(samples.ALL_DAY)
    assert (found.all_day, found.starts, found.ends) == (True, date(2026, 9, 19), date(2026, 9, 21))


def test_a_floating_time_says_so():
    found = only(samples.FLOATING)
    assert (found.floating, found.zone) == (True, "")


def test_a_cancelled_one_says_so():
    assert only(samples.CANCELLED).cancelled


def test_chinese_folded_in_the_middle_of_a_letter():
    found = only(samples.FOLDED_CHINESE)
    assert (found.title, found.place) == (samples.LONG_TITLE, "上海, 浦东")


CHANGES = {
    "lf": lambda raw: raw.replace(b"\r\n", b"\n"),
    "bom": lambda raw: b"\xef\xbb\xbf" + raw,
    "utf-16": lambda raw: raw.decode().encode("utf-16"),
    "utf-16 without a mark": lambda raw: raw.decode().encode("utf-16-le"),
    "gb18030": lambda raw: raw.decode().encode("gb18030"),
    "cr": lambda raw: raw.replace(b"\r\n", b"\r"),
    "a blank line after each": lambda raw: raw.replace(b"\r\n", b"\r\n\r\n"),
    "no last line": lambda raw: raw.removesuffix(b"END:VCALENDAR\r\n"),
    "words around it": lambda raw: "这周的安排：\n".encode() + raw + "到时见".encode(),
    "blank lines": lambda raw: raw + b"\r\n\r\n",
}


@pytest.mark.parametrize("name", CHANGES)
def test_other_line_ends_and_encodings(name):
    assert only(CHANGES[name](samples.SINGLE)).title == "Python 线上分享"


def test_a_version_beyond_all_counting_is_still_a_version():
    wild = samples.SINGLE.replace(b"SEQUENCE:2", b"SEQUENCE:99999999999999999999")
    assert only(write([only(wild)], "x", NOW)).sequence == 2**31 - 1


def test_one_bad_byte_does_not_turn_a_file_into_another_alphabet():
    damaged = samples.SINGLE.replace("线上".encode(), "线上".encode() + b"\xe5")
    assert only(damaged).title == "Python 线上\ufffd分享"


def test_western_letters_of_old_programs_stay_western():
    cafe = samples.SINGLE.replace("线上分享".encode(), "im Café Müller, große".encode("cp1252"))
    assert only(cafe).title == "Python im Café Müller, große"


def test_chinese_of_old_programs_folded_in_the_middle_of_a_letter():
    row = f"SUMMARY:{samples.LONG_TITLE}".encode("gbk")
    old = "SUMMARY:Python 线上分享".encode("gbk")
    file = samples.SINGLE.decode().encode("gbk").replace(old, row[:75] + b"\r\n " + row[75:])
    assert only(file).title == samples.LONG_TITLE


@pytest.mark.parametrize("name", samples.BROKEN)
def test_a_broken_file_is_refused_with_a_reason(name):
    with pytest.raises(CalendarError, match=r"broken|empty"):
        read(samples.BROKEN[name])


def test_a_calendar_without_entries_is_called_empty():
    with pytest.raises(CalendarError, match="empty"):
        read(samples.file(samples.GOOGLE, "X-WR-CALNAME:leer"))


def test_files_too_large_or_too_many_are_refused():
    with pytest.raises(CalendarError, match="too_large"):
        read(b"x" * (LARGEST + 1))
    entry = samples.SINGLE.split(b"X-WR-TIMEZONE:Asia/Shanghai\r\n")[1].removesuffix(
        b"END:VCALENDAR\r\n"
    )
    with pytest.raises(CalendarError, match="too_many"):
        read(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + entry * 201 + b"END:VCALENDAR\r\n")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"DTSTART:20260314T110000Z", b"X-NOTHING:1", "no_start"),
        (b"DTSTART:20260314T110000Z", b"DTSTART:20261399T110000Z", "no_start"),
        (b"DTEND:20260314T130000Z", b"DTEND:20260313T130000Z", "backwards"),
        (b"DTEND:20260314T130000Z", b"DTEND:99991231T235900Z", "broken"),
        (b"DTEND:20260314T130000Z", b"RDATE:00010101T000000Z", "broken"),
        (b"DTEND:20260314T130000Z", b"DURATION:P99999999D", "broken"),
    ],
)
def test_an_entry_that_makes_no_sense_is_named_with_its_reason(old, new, reason):
    reading = read(samples.SINGLE.replace(old, new))
    assert reading.found == ()
    assert [(one.title, one.reason) for one in reading.troubles] == [("Python 线上分享", reason)]


@pytest.mark.parametrize("depth", [30, 15_000])
def test_a_file_nested_without_end_is_refused(depth):
    inside = b"BEGIN:VEVENT\r\n" * depth + b"END:VEVENT\r\n" * depth
    with pytest.raises(CalendarError, match="broken"):
        read(b"BEGIN:VCALENDAR\r\n" + inside + b"END:VCALENDAR\r\n")


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(samples.WEEKLY)), st.binary(max_size=20))
def test_no_damaged_file_breaks_us(place, noise):
    damaged = samples.WEEKLY[:place] + noise + samples.WEEKLY[place + len(noise) :]
    with contextlib.suppress(CalendarError):
        read(damaged)


def test_one_file_s_zone_means_nothing_in_another():
    other = samples.CUSTOM_ZONE.replace(b"+0530", b"-0300")
    assert only(samples.CUSTOM_ZONE).starts == datetime(2026, 3, 16, 14, 30, tzinfo=UTC)
    assert only(other).starts == datetime(2026, 3, 16, 23, tzinfo=UTC)


@pytest.mark.parametrize("number", [1, 2000])
def test_zones_that_would_take_hours_are_refused_at_once(number):
    zone = (
        b"BEGIN:VTIMEZONE\r\nTZID:z%d\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n%s"
        b"TZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    swift = b"RRULE:FREQ=SECONDLY\r\n" if number == 1 else b""
    zones = b"".join(zone % (one, swift) for one in range(number))
    began = time.perf_counter()
    with pytest.raises(CalendarError, match="broken"):
        read(samples.SINGLE.replace(b"BEGIN:VEVENT", zones + b"BEGIN:VEVENT"))
    assert time.perf_counter() - began < 0.5


# --- links --------------------------------------------------------------------------------------


def test_an_add_to_calendar_link_is_an_entry():
    found = links.read(
        "看这个 https://calendar.google.com/calendar/render?action=TEMPLATE&text=Python+聚会"
        "&dates=20260314T110000Z/20260314T130000Z&location=上海&ctz=Asia/Shanghai"
    )
    assert found is not None
    assert (found.title, found.place, found.zone) == ("Python 聚会", "上海", "Asia/Shanghai")
    assert found.starts == datetime(2026, 3, 14, 19, tzinfo=SHANGHAI)


def test_the_other_program_s_link_too():
    found = links.read(
        "https://outlook.live.com/calendar/0/deeplink/compose?subject=Review&"
        "startdt=2026-03-14T11:00:00Z&enddt=2026-03-14T12:00:00Z&location=Teams"
    )
    assert found is not None
    assert (found.title, found.starts.hour, found.zone) == ("Review", 11, "UTC")


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/?dates=20260314T110000Z/20260314T130000Z",
        "https://calendar.google.com/calendar/render?action=TEMPLATE&dates=tomorrow",
        "https://calendar.google.com/calendar/render?dates=20260314/20260315T100000Z",
        "https://outlook.live.com/calendar/0/compose?startdt=9999-12-31&allday=true",
        "http://[",
        "no link",
    ],
)
def test_other_links_are_none(text):
    assert links.read(text) is None


# --- addresses of feeds -------------------------------------------------------------------------


def test_a_signed_address_is_known_again_and_no_other():
    feed = tokens.Feed("member", 7, 2)
    token = feed.token(b"secret")
    assert tokens.read(token, b"secret") == feed
    assert tokens.read(token, b"other") is None
    for wrong in (
        token[:-1],
        token + "x",
        token.replace("m7", "m8"),
        token.replace(".2.", ".3."),
        "",
        "..",
        "é.1.x",
        "m7.2",
    ):
        assert tokens.read(wrong, b"secret") is None
