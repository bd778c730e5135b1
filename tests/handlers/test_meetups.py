"""Meetups under stress: two hosts, 300 answers, canaries, zones, reminders, series."""

import asyncio
import contextlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.chat import Button
from bot.models import Alarm, Contact, Group, Meetup, Member, Membership, Pairing, Rsvp
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


# --- zones and reminders --------------------------------------------------------------------------


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


# --- series -------------------------------------------------------------------------------------


async def test_undo_takes_the_announcement_back(play):
    await play.do("小王", "checkin", "你好")
    await play.do("小王", "meetup", "读书会 2026-03-14 19:00 馆", group=True)
    await play.do("小王", "undo")
    assert "不办了" in await play.words()
    assert play.all(Meetup)[0].cancelled_at is not None
    assert all(one.due_at is None for one in play.all(Alarm) if one.kind == "alarm.meetup")


async def test_a_swap_of_the_week_is_fixed_like_a_meetup(play):
    await play.group("小王", "小李")
    for who in ("小王", "小李"):
        await play.do(who, "checkin", "你好")
    with play.app.database.begin() as session:
        group = session.scalar(select(Group))
        for member in session.scalars(select(Member).order_by(Member.id)):
            session.add(
                Pairing(
                    group_id=group.id,
                    week=datetime(2026, 3, 2, tzinfo=UTC).date(),
                    kind="review",
                    number=0,
                    member_id=member.id,
                )
            )
    await play.do("小王", "swap.save", "1", title="互评", date="2026-03-14", time="20:00")
    said = await play.heard()
    assert {who for who, text, _ in said if "互评" in text} == {"小王", "小李"}
    await play.do("小李", "meetup.rsvp", "1 yes")
    assert {who for who, text, _ in await play.heard() if "来：2" in text} == {"小王", "小李"}
    await play.do("小张", "swap.save", "1", title="偷看", date="2026-03-14", time="20:00")
    assert len(play.all(Meetup)) == 1
    assert len(play.all(Rsvp)) == 2


async def test_moving_this_and_all_later_dates_moves_the_series(play):
    await play.do(
        "小王",
        "meetup",
        "读书会 2026-03-11 20:00-21:00 每周三晚上八点 FREQ=WEEKLY;BYDAY=WE;COUNT=4",
    )
    await play.app.move_to(datetime(2026, 3, 12, 12, tzinfo=SHANGHAI))
    await play.do(
        "小王", "meetup.move", "2 0", date="2026-03-19", time="19:00", until="20:00", which="all"
    )
    await play.app.move_to(datetime(2026, 4, 20, 12, tzinfo=SHANGHAI))
    starts = [one.starts_at.astimezone(SHANGHAI) for one in play.all(Meetup)]
    assert [f"{one:%m-%d %H}" for one in starts] == ["03-11 20", "03-19 19", "03-26 19", "04-02 19"]


async def test_a_cancelled_series_never_comes_again(play):
    await play.do("小王", "meetup", "读书会 2026-03-11 20:00-21:00 每周", group=True)
    await play.do("小王", "meetup.off", "1 all")
    await play.heard()
    await play.app.move_to(datetime(2026, 4, 20, 12, tzinfo=SHANGHAI))
    assert len(play.all(Meetup)) == 1
    assert "读书会" not in await play.words()


async def test_a_daily_series_keeps_one_post_and_a_weekly_one_gets_a_new_one(play):
    await play.do("小王", "meetup", "晨读 2026-03-02 07:30-08:00 每天", group=True)
    await play.do("小王", "meetup", "读书会 2026-03-04 20:00-21:00 每周", group=True)
    await play.app.move_to(datetime(2026, 3, 12, 12, tzinfo=SHANGHAI))
    await play.heard()
    assert len({one.post for one in play.all(Meetup) if one.title == "晨读"}) == 1
    weekly = [one.post for one in play.all(Meetup) if one.title == "读书会"]
    assert len(set(weekly)) == len(weekly) == 3


# --- other dates of a series ----------------------------------------------------------------------


async def answered_ahead(play, day):
    """A weekly meetup, and somebody who comes to a later date of it."""
    await play.do("小李", "checkin", "你好")
    await play.do("小王", "meetup", "读书会 每周三 19:00-20:00 馆", group=True)
    stamp = int(datetime(2026, 3, day, 19, tzinfo=SHANGHAI).timestamp())
    await play.do("小李", "meetup.ahead", f"1 {stamp} yes", group=True)
    await play.heard()
    return stamp


async def told(play, who):
    return [text for heard, text, _ in await play.heard() if heard == who]


async def test_a_series_that_is_moved_takes_along_who_answered_a_later_date(play):
    await answered_ahead(play, 18)
    await play.do(
        "小王",
        "meetup.move",
        "1 0",
        title="读书会",
        date="2026-03-05",
        time="20:00",
        until="21:00",
        place="馆",
        which="all",
    )
    (said,) = await told(play, "小李")
    assert "3月19日 周四 20:00–21:00" in said
    await play.app.move_to(datetime(2026, 3, 19, 19, tzinfo=SHANGHAI))
    assert "快到了" in "\n".join(await told(play, "小李"))


async def test_a_later_date_left_out_is_called_off_for_who_answered_it(play):
    stamp = await answered_ahead(play, 18)
    await play.do("小王", "meetup.skip", f"1 {stamp}")
    (said,) = await told(play, "小李")
    assert "已取消" in said
    await play.app.move_to(datetime(2026, 3, 18, 18, tzinfo=SHANGHAI))
    assert not await told(play, "小李")


async def test_a_later_date_announced_and_taken_back_keeps_its_answers(play):
    await answered_ahead(play, 11)
    await play.do("小王", "meetup.off", "1 one")
    first, later = play.all(Meetup)
    assert (first.cancelled_at is not None, bool(later.post)) == (True, True)
    await play.do("小王", "undo")
    first, later = play.all(Meetup)
    assert (first.cancelled_at, later.cancelled_at, later.post) == (None, None, "")
    await play.heard()
    await play.app.move_to(datetime(2026, 3, 11, 18, tzinfo=SHANGHAI))
    assert "快到了" in "\n".join(await told(play, "小李"))
    assert len(play.all(Meetup)) == 2


async def test_a_series_goes_on_in_order_past_a_date_answered_long_before(play):
    await answered_ahead(play, 25)
    await play.app.move_to(datetime(2026, 4, 9, 12, tzinfo=SHANGHAI))
    assert all(one.post for one in play.all(Meetup))
    days = sorted(one.slot_at.astimezone(SHANGHAI).date() for one in play.all(Meetup))
    assert [day.day for day in days] == [4, 11, 18, 25, 1, 8, 15]


async def test_a_date_the_series_does_not_have_cannot_be_answered(play):
    await answered_ahead(play, 18)
    stamp = int(datetime(2026, 3, 19, 19, tzinfo=SHANGHAI).timestamp())
    await play.do("小李", "meetup.ahead", f"1 {stamp} yes", group=True)
    await play.do("小李", "meetup.ahead", "1 999999999999999999999 yes", group=True)
    assert len(play.all(Meetup)) == 2
