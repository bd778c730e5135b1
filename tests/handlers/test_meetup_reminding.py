"""Whom a meetup reminds, when, and in whose zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.models import Member, Rsvp

pytestmark = pytest.mark.both_databases

SHANGHAI = ZoneInfo("Asia/Shanghai")


async def test_each_reads_it_in_their_own_zone_and_the_channel_in_its_own(play):
    await play.group("小王", "小李")
    with play.app.database.begin() as session:
        session.scalar(select(Member).where(Member.name == "小李")).zone = "Europe/Berlin"
    await play.do("小王", "meetup", "跨洋 2026-03-14 19:00 线上", group=True)
    await play.do("小李", "checkin", "你好")
    await play.do("小李", "meetup.rsvp", "1 yes", group=True)
    await play.do("小李", "meetup.more", "1", group=True)
    said = await play.heard()
    assert any(who == "组" and "19:00–21:00（Asia/Shanghai）" in text for who, text, _ in said)
    assert any(who == "小李" and "12:00–14:00（Europe/Berlin）" in text for who, text, _ in said)


async def test_a_moved_meetup_moves_its_reminders_and_a_cancelled_one_reminds_nobody(play):
    for who in ("小王", "小李"):
        await play.do(who, "checkin", "你好")
    await play.do("小王", "meetup", "读书会 2026-03-14 19:00-20:00 馆", group=True)
    await play.do("小李", "meetup.rsvp", "1 yes", group=True)
    await play.do("小李", "meetup.lead", "1 1440")
    await play.do(
        "小王",
        "meetup.move",
        "1 0",
        title="读书会",
        date="2026-03-20",
        time="19:00",
        until="20:00",
        place="馆",
    )
    await play.heard()
    await play.app.move_to(datetime(2026, 3, 18, 23, tzinfo=SHANGHAI))
    assert "快到了" not in await play.words()
    await play.app.move_to(datetime(2026, 3, 19, 19, 1, tzinfo=SHANGHAI))
    assert "小李: 📅 快到了：读书会" in await play.words()
    await play.do("小王", "meetup.off", "1 all")
    said = await play.words()
    assert "小李: 已取消：读书会" in said
    await play.app.move_to(datetime(2026, 3, 22, 12, tzinfo=SHANGHAI))
    later = await play.words()
    assert "快到了" not in later
    assert "去了吗" not in later


async def test_who_said_no_hears_nothing_more(play):
    for who in ("小王", "小李"):
        await play.do(who, "checkin", "你好")
    await play.do("小王", "meetup", "读书会 2026-03-14 19:00-20:00 馆", group=True)
    await play.do("小李", "meetup.rsvp", "1 yes", group=True)
    await play.do("小李", "meetup.rsvp", "1 no", group=True)
    await play.heard()
    await play.do(
        "小王",
        "meetup.move",
        "1 0",
        title="读书会",
        date="2026-03-15",
        time="19:00",
        until="20:00",
        place="馆",
    )
    await play.app.move_to(datetime(2026, 3, 17, 12, tzinfo=SHANGHAI))
    assert not [text for who, text, _ in await play.heard() if who == "小李"]


async def test_maybe_is_asked_once_before_sign_up_closes(play):
    for who in ("小王", "小李"):
        await play.do(who, "checkin", "你好")
    await play.do("小王", "meetup", "读书会 2026-03-14 19:00-20:00 馆", group=True)
    await play.do("小王", "meetup.fit", "1 0", seats="0", deadline="48", repeat="once")
    await play.do("小李", "meetup.rsvp", "1 maybe", group=True)
    await play.heard()
    await play.app.move_to(datetime(2026, 3, 14, 18, tzinfo=SHANGHAI))
    asked = [text for who, text, _ in await play.heard() if who == "小李"]
    assert len(asked) == 1
    assert "截止报名" in asked[0]


async def test_maybe_put_off_is_asked_once_more_and_stopped_it_is_never_asked_again(play):
    for who in ("小王", "小李"):
        await play.do(who, "checkin", "你好")
    for number, day in enumerate((14, 21), 1):
        await play.do("小王", "meetup", f"读书会 2026-03-{day} 19:00-20:00 馆", group=True)
        await play.do("小王", "meetup.fit", f"{number} 0", seats="0", deadline="48", repeat="once")
        await play.do("小李", "meetup.rsvp", f"{number} maybe", group=True)
    await play.heard()
    await play.app.move_to(datetime(2026, 3, 11, 20, tzinfo=SHANGHAI))
    await play.heard()
    await play.do("小李", "meetup.later", "1")
    assert "3月12日 周四 17:00" in await play.words()
    await play.app.move_to(datetime(2026, 3, 12, 18, tzinfo=SHANGHAI))
    asked = [one for who, _, one in await play.heard() if who == "小李"]
    assert len(asked) == 1
    assert "meetup.later" not in {button.event for button in asked[0].message.buttons_flat()}
    await play.do("小李", "line.fewer", "meetup.signup")
    await play.heard()
    await play.app.move_to(datetime(2026, 3, 20, 12, tzinfo=SHANGHAI))
    assert not [text for who, text, _ in await play.heard() if who == "小李"]
    await play.do("小李", "settings")
    assert "line.again" in str(await play.heard())
    await play.do("小李", "line.again")
    await play.do("小李", "settings")
    assert "line.again" not in str(await play.heard())


async def test_a_reminder_put_off_comes_nearer_to_the_hour_and_the_choice_stays(play):
    await play.do("小李", "checkin", "你好")
    await play.do("小王", "meetup", "读书会 2026-03-14 19:00-20:00 馆", group=True)
    await play.do("小李", "meetup.rsvp", "1 yes", group=True)
    await play.do("小李", "meetup.lead", "1 1440")
    await play.app.move_to(datetime(2026, 3, 13, 19, 5, tzinfo=SHANGHAI))
    await play.heard()
    await play.do("小李", "meetup.later", "1")
    assert "3月14日 周六 17:00（Asia/Shanghai）" in await play.words()
    await play.app.move_to(datetime(2026, 3, 14, 17, 5, tzinfo=SHANGHAI))
    assert len([text for who, text, _ in await play.heard() if who == "小李"]) == 1
    row = next(row for row in play.all(Rsvp) if row.lead == 24 * 60)
    assert row.answer == "yes"


async def test_without_a_letter_the_question_afterwards_can_be_put_off_and_stopped(play):
    for day in (14, 21):
        await play.do("小李", "meetup", f"读书会 2026-03-{day} 19:00-20:00 馆")
    await play.app.move_to(datetime(2026, 3, 15, 12, tzinfo=SHANGHAI))
    await play.heard()
    await play.do("小李", "line.later", "people.came 1")
    assert "明天再提" in await play.words()
    await play.app.move_to(datetime(2026, 3, 16, 12, tzinfo=SHANGHAI))
    assert "：去了吗" in await play.words()
    await play.do("小李", "line.fewer", "people.came")
    await play.app.move_to(datetime(2026, 3, 22, 12, tzinfo=SHANGHAI))
    assert "：去了吗" not in await play.words()
