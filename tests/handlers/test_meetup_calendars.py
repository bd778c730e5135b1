"""Meetups and other calendars: files brought, changed, called off; files and feeds given away."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import ics
import pytest
import recurring_ical_events
from icalendar import Calendar

from bot.models import Alarm, Meetup
from tests.bot import samples_ics as samples
from tests.handlers.meetings import get, ics_file
from tests.play.stage import START

pytestmark = pytest.mark.both_databases

SHANGHAI = ZoneInfo("Asia/Shanghai")
FOLDER = Path(__file__).parents[1] / "bot" / "calendars"


# --- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (samples.SINGLE, "3月14日 周六 19:00–21:00（Asia/Shanghai）"),
        (samples.WEEKLY, "3月4日 周三 02:00–03:30（Asia/Shanghai）"),
        (samples.WINDOWS_ZONE, "3月16日 周一 20:00–21:00（Asia/Shanghai）"),
        (samples.LIBRARY_ZONE, "3月17日 周二 08:00–09:30（Asia/Shanghai）"),
        (samples.CUSTOM_ZONE, "3月16日 周一 22:30–23:30（Asia/Shanghai）"),
        (samples.ALL_DAY, "9月19日 周六 – 9月20日 周日，全天"),
        (samples.FLOATING, "这是谁那边的时间"),
        (samples.CANCELLED, "文件里说 取消的聚会 取消了"),
        (samples.FOLDED_CHINESE, samples.LONG_TITLE),
        (samples.SECONDLY, "最多每天一次"),
        (samples.LONG_AGO, "每周六"),
        *((content, "这个日历文件我读不了") for content in list(samples.BROKEN.values())[:2]),
    ],
)
async def test_a_file_sent_in_private_is_read_asked_about_or_refused_with_a_reason(
    play, content, words
):
    await play.do("小王", "", files=ics_file(content))
    assert words in await play.words()
    assert play.all(Meetup) == []  # nothing is announced unasked


async def test_a_series_that_began_before_the_import_goes_on_at_its_next_date(play):
    await play.do("小王", "", files=ics_file(samples.LONG_AGO))
    await play.do("小王", "meetup.take", "1 m")
    (found,) = play.all(Meetup)
    assert found.starts_at == datetime(2026, 3, 7, 10, tzinfo=SHANGHAI)
    assert found.first_at == datetime(2019, 1, 5, 10, tzinfo=SHANGHAI)
    await play.app.move_to(datetime(2026, 3, 15, 12, tzinfo=SHANGHAI))
    starts = [one.starts_at.astimezone(SHANGHAI) for one in play.all(Meetup)]
    assert [one.day for one in starts] == [7, 14, 21]


async def test_a_series_with_exceptions_keeps_them(play):
    await play.do("小王", "", files=ics_file(samples.WEEKLY))
    await play.do("小王", "meetup.take", "1 m")
    await play.app.move_to(datetime(2026, 4, 16, tzinfo=SHANGHAI))
    berlin = ZoneInfo("Europe/Berlin")
    starts = [one.starts_at.astimezone(berlin) for one in play.all(Meetup)]
    assert {f"{one:%H:%M}" for one in starts} == {"19:00"}  # across daylight saving
    days = [f"{one:%m-%d}" for one in starts]
    assert days == ["03-03", "03-10", "03-24", "03-31", "04-14", "04-21"]


# --- what we give away ----------------------------------------------------------------------------


async def feed_of(play, who, which=0):
    await play.heard()
    await play.do(who, "calendar")
    rows = (await play.words()).splitlines()
    return [row.split("8080", 1)[1] for row in rows if ".ics" in row][which]


async def test_the_feed_is_private_revocable_and_read_by_other_programs(play):
    await play.do("小王", "start.track", "T1")
    await play.do("小王", "okr.preset", "")
    await play.do("小王", "meetup", "读书会 2026-03-14 19:00-20:00 馆;,\\")
    await play.do("小王", "meetup", "晨读 2026-03-16 07:00-08:00 FREQ=DAILY;COUNT=5")
    path = await feed_of(play, "小王")
    answer = await get(play, path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    theirs = {one.name: one for one in ics.Calendar(answer.text).events}
    assert theirs["读书会"].begin.datetime == datetime(2026, 3, 14, 19, tzinfo=SHANGHAI)
    assert theirs["读书会"].location == "馆;,\\"
    assert any("回顾" in name for name in theirs)
    assert answer.headers["cache-control"].startswith("private")
    assert answer.headers["content-disposition"].endswith('filename="xueban.ics"')
    known = {"if-none-match": answer.headers["etag"]}
    play.app.clock.move(START + timedelta(hours=1))
    assert (await get(play, path, **known)).status_code == 304
    await play.do("小王", "meetup", "写作 2026-03-15 19:00")
    assert (await get(play, path, **known)).status_code == 200
    assert (await get(play, path.replace("m1", "m2"))).status_code == 404
    await play.do("小王", "calendar.renew")
    assert (await get(play, path)).status_code == 404
    assert (await get(play, await feed_of(play, "小王"))).status_code == 200


async def test_the_group_s_feed_has_its_series_and_nobody_s_private_meetups(play):
    await play.group("小王", "小李")
    await play.do("小王", "meetup", "读书会 2026-03-11 20:00-21:00 每周", group=True)
    await play.do("小王", "meetup", "悄悄话 2026-03-14 19:00 家里")
    await play.app.move_to(datetime(2026, 3, 12, 12, tzinfo=SHANGHAI))
    answer = await get(play, await feed_of(play, "小李", 1))
    assert "悄悄话" not in answer.text
    dates = recurring_ical_events.of(Calendar.from_ical(answer.content)).between(
        datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    )
    assert [f"{one['DTSTART'].dt:%m-%d %H:%M}" for one in dates] == [
        "03-11 20:00",
        "03-18 20:00",
        "03-25 20:00",
    ]


async def test_the_file_of_a_series_tells_what_was_moved_and_left_out(play):
    await play.do("小王", "meetup", "读书会 2026-03-11 20:00-21:00 每周")
    await play.do(
        "小王", "meetup.move", "1 0", date="2026-03-12", time="20:00", until="21:00", which="one"
    )
    await play.app.move_to(datetime(2026, 3, 13, 12, tzinfo=SHANGHAI))
    await play.do("小王", "meetup.off", "2 one")
    await play.heard()
    await play.do("小王", "meetup.ics", "3")
    (file,) = [one.message.file for _, _, one in await play.heard() if one.message.file]
    dates = recurring_ical_events.of(Calendar.from_ical(file.content)).between(
        datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 3, tzinfo=UTC)
    )
    found = sorted(f"{one['DTSTART'].dt:%m-%d}" for one in dates)
    assert found == ["03-12", "03-25", "04-01"]


async def test_a_title_of_ten_thousand_characters_or_with_line_ends_harms_nothing(play):
    bad = "坏\r\nBEGIN:VEVENT\r\nUID:evil\r\nEND:VEVENT " + "长" * 10_000
    await play.do(
        "小王", "meetup.save", "0 ", title=bad, date="2026-03-14", time="19:00", place=bad
    )
    await play.do("小王", "meetup.ics", "1")
    (file,) = [one.message.file for _, _, one in await play.heard() if one.message.file]
    assert len(Calendar.from_ical(file.content).walk("VEVENT")) == 1


async def test_only_an_organiser_ends_the_group_s_address(play):
    await play.group("小王", "小李")
    path = await feed_of(play, "小李", 1)
    await play.do("小李", "calendar.group", "1")
    assert (await get(play, path)).status_code == 200
    await play.do("小王", "calendar.group", "1")
    assert (await get(play, path)).status_code == 404


# --- what a file says of a meetup that is announced -----------------------------------------------


def entry(*rows, method="REQUEST"):
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", f"METHOD:{method}")
    return "\r\n".join((*head, "BEGIN:VEVENT", *rows, "END:VEVENT", "END:VCALENDAR", "")).encode()


WEEKLY = (
    "UID:weekly@example.com",
    "DTSTART;TZID=Asia/Shanghai:20260311T200000",
    "DTEND;TZID=Asia/Shanghai:20260311T210000",
    "RRULE:FREQ=WEEKLY;COUNT=6",
    "SUMMARY:读书会",
)


def one_date(day, *, hour=20, of="", method="REQUEST"):
    slot = (f"RECURRENCE-ID;TZID=Asia/Shanghai:{of}T200000",) if of else ()
    return entry(
        "UID:weekly@example.com",
        *slot,
        f"DTSTART;TZID=Asia/Shanghai:{day}T{hour}0000",
        f"DTEND;TZID=Asia/Shanghai:{day}T{hour + 1}0000",
        "SUMMARY:读书会",
        method=method,
    )


async def press(play, who, label):
    """The button of that label in what was just said to somebody."""
    heard = await play.heard()
    for _, _, post in heard:
        for row in post.message.buttons:
            for button in row:
                if str(getattr(button, "label", "")) == label:
                    await play.do(who, button.event, button.text)
                    return heard
    raise AssertionError(f"no {label} in {heard}")


async def brought(play, content):
    await play.do("小王", "", files=ics_file(content))
    return await press(play, "小王", "发出去")


async def test_the_same_file_again_is_known(play):
    await brought(play, entry(*WEEKLY))
    await play.heard()
    await play.do("小王", "", files=ics_file(entry(*WEEKLY)))
    assert "已经发过公告了" in await play.words()
    assert len(play.all(Meetup)) == 1


async def test_a_newer_file_changes_what_is_announced_and_tells_who_comes(play):
    await play.group("小王", "小李")
    await play.do("小李", "checkin", "你好")
    await play.do("小王", "meetup", files=ics_file(entry(*WEEKLY)), group=True)
    await press(play, "小王", "发出去")
    await press(play, "小王", "发到 Python 小组")
    await play.do("小李", "meetup.rsvp", "1 yes", group=True)
    later = [row.replace("T200000", "T193000").replace("COUNT=6", "COUNT=8") for row in WEEKLY]
    await play.do("小王", "", files=ics_file(entry(*later)))
    offered = await press(play, "小王", "就这样改")
    assert any("文件里现在是这样" in text for _, text, _ in offered)
    (found,) = play.all(Meetup)
    assert found.starts_at == datetime(2026, 3, 11, 19, 30, tzinfo=SHANGHAI)
    assert (found.rule, found.uid) == ("FREQ=WEEKLY;COUNT=8", "weekly@example.com")
    said = await play.heard()
    assert any(who == "小李" and "有变动" in text for who, text, _ in said)
    assert any(who == "组" and "19:30–21:00" in text for who, text, _ in said)


async def test_somebody_else_s_newer_file_changes_nothing(play):
    await play.group("小王", "小李")
    await play.do("小王", "meetup", files=ics_file(entry(*WEEKLY)), group=True)
    await press(play, "小王", "发出去")
    await press(play, "小王", "发到 Python 小组")
    await play.heard()
    later = [row.replace("T200000", "T193000") for row in WEEKLY]
    await play.do("小李", "", files=ics_file(entry(*later)))
    await press(play, "小李", "就这样改")
    assert "只有发起人" in await play.words()
    assert play.all(Meetup)[0].starts_at == datetime(2026, 3, 11, 20, tzinfo=SHANGHAI)


async def test_one_date_moved_by_a_file_is_moved_alone(play):
    await brought(play, entry(*WEEKLY))
    await play.heard()
    await play.do("小王", "", files=ics_file(one_date("20260312", hour=19, of="20260311")))
    await press(play, "小王", "就这样改")
    await play.app.move_to(datetime(2026, 3, 13, 12, tzinfo=SHANGHAI))
    starts = [one.starts_at.astimezone(SHANGHAI) for one in play.all(Meetup)]
    assert [f"{one:%m-%d %H}" for one in starts] == ["03-12 19", "03-18 20"]


async def test_a_later_date_moved_by_a_file_is_announced_and_its_series_leaves_it_out(play):
    await brought(play, entry(*WEEKLY))
    await play.heard()
    await brought(play, one_date("20260326", hour=19, of="20260325"))
    await play.app.move_to(datetime(2026, 4, 2, 12, tzinfo=SHANGHAI))
    starts = sorted(one.starts_at.astimezone(SHANGHAI) for one in play.all(Meetup))
    days = [f"{one:%m-%d}" for one in starts]
    assert days == ["03-11", "03-18", "03-26", "04-01", "04-08"]


async def test_one_date_called_off_by_a_file_is_called_off_alone(play):
    await brought(play, entry(*WEEKLY))
    await play.heard()
    await play.do("小王", "", files=ics_file(one_date("20260311", of="20260311", method="CANCEL")))
    await press(play, "小王", "取消这一次")
    days = [(f"{one.slot_at:%m-%d}", one.cancelled_at is None) for one in play.all(Meetup)]
    assert days == [("03-11", False), ("03-18", True)]


async def test_a_later_date_called_off_by_a_file_is_left_out_until_undone(play):
    await brought(play, entry(*WEEKLY))
    await play.heard()
    await play.do("小王", "", files=ics_file(one_date("20260318", of="20260318", method="CANCEL")))
    await press(play, "小王", "这一次不办")
    assert play.all(Meetup)[0].skips == ["2026-03-18T12:00:00+00:00"]
    await play.do("小王", "undo")
    assert play.all(Meetup)[0].skips == []
    await play.do("小张", "meetup.skip", "1 1773835200")
    assert play.all(Meetup)[0].skips == []


async def test_dates_named_one_by_one_are_a_series(play):
    await brought(play, (FOLDER / "apple-rdate.ics").read_bytes())
    assert "还有 3月21日 周六、4月4日 周六、4月18日 周六" in await play.words()
    await play.app.move_to(datetime(2026, 5, 1, tzinfo=SHANGHAI))
    starts = [one.starts_at.astimezone(SHANGHAI) for one in play.all(Meetup)]
    assert [f"{one:%m-%d %H:%M}" for one in starts] == [
        "03-14 19:00",
        "03-21 19:00",
        "04-04 19:00",
        "04-18 19:30",
    ]


async def test_a_series_whose_first_date_is_left_out_begins_at_the_second(play):
    await brought(play, (FOLDER / "first-date-left-out.ics").read_bytes())
    (found,) = play.all(Meetup)
    assert found.starts_at == datetime(2026, 3, 18, 20, tzinfo=SHANGHAI)


async def test_days_that_have_begun_can_still_be_joined_and_an_hour_that_has_begun_cannot(play):
    content = (FOLDER / "ongoing.ics").read_bytes()
    heard = await brought(play, content)
    assert not any("正在开的会" in text for _, text, _ in heard)
    (found,) = play.all(Meetup)
    assert (found.title, found.all_day) == ("三天的黑客松", True)
    await play.do("小王", "meetup.rsvp", "1 no")
    await play.do("小王", "meetup.rsvp", "1 yes")
    assert "已经开始了" not in await play.words()
    alone = content.split(b"BEGIN:VEVENT")
    await play.do("小王", "", files=ics_file(alone[0] + b"BEGIN:VEVENT" + alone[2]))
    assert "正在开的会 已经开始了" in await play.words()


async def test_whole_days_are_reminded_of_in_the_morning_not_in_the_night(play):
    await play.do("小王", "checkin", "你好")
    await brought(play, (FOLDER / "google-allday-birthday.ics").read_bytes())
    for lead, due in ((24 * 60, "09-18 09:00"), (15, "09-19 08:45")):
        await play.do("小王", "meetup.lead", f"1 {lead}")
        (alarm,) = [one for one in play.all(Alarm) if one.kind == "alarm.meetup"]
        assert f"{alarm.due_at.astimezone(SHANGHAI):%m-%d %H:%M}" == due


async def test_words_that_would_be_markup_elsewhere_stay_words(play):
    await brought(play, (FOLDER / "html-summary.ics").read_bytes())
    (found,) = play.all(Meetup)
    assert found.title.startswith("<b>x</b> <!channel> *a*")
    assert found.title in await play.words()
