"""Meetups under stress: two hosts, 300 answers, and the people somebody met stay private."""

import asyncio
import contextlib
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.chat import Button
from bot.models import Contact, Meetup, Membership
from bot.queries import meetups
from bot.wire import Limits

pytestmark = pytest.mark.both_databases

SHANGHAI = ZoneInfo("Asia/Shanghai")
TELEGRAM = Limits(lane_per_second=30, chat_per_second=1, group_per_minute=20)


# --- two hosts ------------------------------------------------------------------------------------


async def test_of_two_hosts_editing_at_once_the_later_one_is_told_and_overwrites_nothing(play):
    await play.group("小王", "小李")
    with play.app.database.begin() as session:
        for row in session.scalars(select(Membership)):
            row.role = "organiser"
    await play.do("小王", "meetup", "读书会 2026-03-14 19:00-21:00 图书馆", group=True)
    await play.do(
        "小王",
        "meetup.move",
        "1 0",
        title="小王改的",
        date="2026-03-14",
        time="19:00",
        until="21:00",
        place="A",
    )
    await play.heard()
    await play.do(
        "小李",
        "meetup.move",
        "1 0",
        title="小李改的",
        date="2026-03-15",
        time="10:00",
        until="11:00",
        place="B",
    )
    said = await play.words()
    assert "小王 刚刚改了 小王改的" in said
    assert "· 小李改的" in said
    (found,) = play.all(Meetup)
    assert (found.title, found.place, found.sequence) == ("小王改的", "A", 1)
    await play.do(
        "小李",
        "meetup.move",
        "1 1",
        title="小李改的",
        date="2026-03-15",
        time="10:00",
        until="11:00",
        place="B",
    )
    assert play.all(Meetup)[0].title == "小李改的"


async def test_of_two_hosts_pressing_at_the_same_instant_one_is_saved_whole(play):
    await play.group("小王", "小李")
    with play.app.database.begin() as session:
        for row in session.scalars(select(Membership)):
            row.role = "organiser"
    await play.do("小王", "meetup", "读书会 2026-03-14 19:00-21:00 图书馆", group=True)
    await play.heard()
    forms = (
        play.do(who, "meetup.move", "1 0", title=who, date="2026-03-14", time="20:00", place=who)
        for who in ("小王", "小李")
    )
    await asyncio.gather(*forms)
    (found,) = play.all(Meetup)
    assert (found.title, found.sequence) == (found.place, 1)
    refused = [text for _, text, _ in await play.heard() if "没有存上" in text]
    assert len(refused) == 1
    assert found.title not in refused[0].partition("你刚才写的是")[2]


async def test_somebody_else_cannot_change_or_see_it(play):
    await play.do("小王", "meetup", "悄悄话 2026-03-14 19:00 家里")
    await play.heard()
    for name, text in (
        *(
            ("meetup.more", "1"),
            ("meetup.ics", "1"),
            ("meetup.rsvp", "1 yes"),
            ("meetup.when", "1"),
        ),
        *(("meetup.move", "1 0"), ("meetup.off", "1 all"), ("meetup.share", "1 1")),
    ):
        await play.do("小张", name, text, title="x")
        assert "悄悄话" not in await play.words()
    assert play.all(Meetup)[0].cancelled_at is None


# --- 300 answers ----------------------------------------------------------------------------------


async def test_300_answers_within_a_minute_are_counted_right_and_are_one_edited_post(play):
    """The channel takes twenty messages a minute, as Telegram's does; answers are toasts there."""
    play.platform.limits, play.platform.whispers = TELEGRAM, False
    await play.do("小王", "meetup", "大聚会 2026-03-14 19:00 广场 最多150人", group=True)
    speaking = asyncio.create_task(play.app.delivery.run())
    toasts = []
    for number in range(300):
        word = ("yes", "maybe", "no")[number % 3] if number >= 200 else "yes"
        toasts += await play.do(f"人{number}", "meetup.rsvp", f"1 {word}", group=True, toast=True)
    speaking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await speaking
    with play.app.database.begin() as session:
        counts = dict(meetups.counts(session, meetups.by_id(session, "1")))
    assert counts == {"yes": 150, "wait": 84, "maybe": 33, "no": 34}
    assert len(toasts) == 300
    said = [one for who, _, one in await play.heard() if who == "组"]
    assert len(play.platform.standing) == 1  # one message, edited
    assert len(said) <= 25
    assert "来：150 · 可能来：33" in str(said[-1].message.text)
    assert "候补：84" in str(said[-1].message.text)


async def test_a_seat_that_comes_free_goes_to_whoever_waited_longest_and_they_hear_it(play):
    for who in ("小王", "小李", "小张"):
        await play.do(who, "checkin", "你好")
    await play.do("小王", "meetup", "小聚 2026-03-14 19:00 最多1人", group=True)
    await play.do("小李", "meetup.rsvp", "1 yes", group=True)
    await play.do("小张", "meetup.rsvp", "1 yes", group=True)
    await play.heard()
    await play.do("小王", "meetup.rsvp", "1 no", group=True)
    said = await play.words()
    assert "小李: 有位置了" in said
    assert "小张: 有位置了" not in said
    await play.do("小王", "meetup.fit", "1 0", seats="5", deadline="none", repeat="once")
    assert "小张: 有位置了" in await play.words()


# --- contacts are private -------------------------------------------------------------------------

CANARY = "金丝雀陈先生"


async def test_the_people_somebody_met_are_seen_by_nobody_else(play):
    await play.group("小王", "小李")
    for who in ("小王", "小李"):
        await play.do(who, "checkin", "你好")
    await play.do("小王", "meetup", "聚会 2026-03-02 19:00 馆", group=True)
    await play.do("小李", "meetup.rsvp", "1 yes", group=True)
    await play.app.move_to(datetime(2026, 3, 3, 9, tzinfo=SHANGHAI))
    await play.do("小李", "meetup.came", "1 yes")
    await play.do("小李", "contact.save", "1", who=CANARY, promise=f"给{CANARY}的文章")
    await play.heard()
    for who in ("小王", "小张"):
        for name, text in (
            *(
                ("contacts", ""),
                ("contact.open", "1"),
                ("contact.sent", "1"),
                ("contact.drop", "1"),
            ),
            *(
                ("meetup.more", "1"),
                ("meetup.ics", "1"),
                ("calendar", ""),
                ("export", ""),
                ("group", ""),
            ),
        ):
            await play.do(who, name, text)
    await play.app.move_to(datetime(2026, 3, 12, 9, tzinfo=SHANGHAI))
    for who, text, parcel in await play.heard():
        file = parcel.message.file
        where = text + (file.content.decode("latin-1") if file else "")
        shown = CANARY in where or CANARY.encode().decode("latin-1") in where
        assert not shown or who == "小李"
    (row,) = play.all(Contact)
    assert row.name == CANARY
    assert row.sent_at is None


async def test_the_okr_learns_the_number_and_no_name(play):
    await play.do("小李", "start.track", "T1")
    await play.do("小李", "okr.preset", "")
    await play.do("小李", "contact.save", "", who=CANARY, who2="阿芳")
    said = [one for _, text, one in await play.heard() if "记下了" in text]
    counts = [
        b
        for b in said[-1].message.buttons_flat()
        if isinstance(b, Button) and b.event == "contact.goal"
    ]
    if counts:
        await play.do("小李", "contact.goal", counts[0].text)
        assert "不带任何名字" in await play.words()
        await play.do("小李", "okr", "")
        assert CANARY not in await play.words()
