"""Series of meetups: what becomes of their dates and of who answered."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.models import Alarm, Group, Meetup, Member, Pairing, Rsvp

pytestmark = pytest.mark.both_databases

SHANGHAI = ZoneInfo("Asia/Shanghai")


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
