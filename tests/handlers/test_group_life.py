"""A group over its life: put away, paused, copied, ended, removed from its channel, left alone."""

import pytest
from sqlalchemy import select

from bot.models import (
    Alarm,
    Checkin,
    Contribution,
    Group,
    Kudos,
    Membership,
    Outgoing,
    Pairing,
    Round,
    Trail,
)
from handlers import endings
from tests.handlers.people import on_a_monday


@pytest.fixture
async def town(app):
    return await on_a_monday(app)


async def test_a_group_that_is_put_away_is_silent_and_comes_back(town):
    await town.found("小王")
    await town.press("小王", "keep.archive", "1")
    before = len(town.channel())
    await town.move(days=2)
    assert len(town.channel()) == before
    await town.press("小王", "group.reopen", "1")
    await town.move(days=1)
    assert len(town.channel()) == before + 1


async def test_a_group_that_ends_keeps_no_private_data_and_its_buttons_refuse(town):
    await town.found("小王")
    await town.say("小李", "/group")
    await town.press("小李", "group.join", "1")
    await town.say("小李", "/checkin 学完装饰器")
    for event, text in (
        ("group.commit", "1 4"),
        ("group.pairs", "1 buddy"),
        ("group.work", "1"),
    ):
        await town.press("小李", event, text)
    await town.press("小王", "desk.round", "1 h-debate vote")
    await town.press("小李", "together.vote", "1 1 0")
    await town.say("小王", "/kudos 小李 谢谢", in_group=True)
    await town.say("小张", "/group")
    await town.press("小张", "group.join", "1")
    for page in ("group.desk", "desk.export", "desk.trail"):
        await town.press("小王", page, "1")
    assert "小张" in "".join(str(p.message.text) for p in town.private("小王"))
    await town.press("小王", "keep.ended", "1")
    with town.app.database.begin() as session:
        private = (Membership, Pairing, Round, Contribution, Kudos, Trail)
        assert {table.__name__: town.count(session, table) for table in private} == {
            table.__name__: 0 for table in private
        }
        assert town.count(session, Checkin) == 1, "the member's own record stays"
        assert not session.scalars(select(Alarm).where(Alarm.owner == "group")).all()
        said = session.scalars(select(Outgoing.message).where(Outgoing.post.like("board:1:%")))
        assert not any(said)
        kept = " ".join(str(message) for message in session.scalars(select(Outgoing.message)))
        assert "小张" not in kept.replace("欢迎", ""), "nor what the desk said about people"
        assert "group-1-" not in kept
    for event, text in (("group.checkin", "1"), ("group.join", "1"), ("together.vote", "1 1 0")):
        await town.press("小李", event, text)
        assert "已经结束" in town.heard("小李")
    with town.app.database.begin() as session:
        assert town.count(session, Checkin) == 1
        assert town.count(session, Membership) == 0


async def test_a_pause_silences_the_channel_and_a_copy_starts_with_the_same_rules(town):
    await town.found("小王")
    await town.fill("小王", "keep.save", "1", counts="line", leave="3", names="no", lang="en")
    await town.press("小王", "keep.pause", "1")
    before = len(town.channel())
    await town.move(days=8)
    assert len(town.channel()) == before
    await town.press("小王", "keep.copy", "1")
    with town.app.database.begin() as session:
        first, second = session.get(Group, 1), session.get(Group, 2)
        for name in endings.COPIED:
            assert getattr(first, name) == getattr(second, name)
        assert second.paused_at is not None
        assert first.invite != second.invite


async def test_on_its_last_day_a_group_says_farewell_with_a_picture(town):
    await town.found("小王")
    await town.say("小李", "/group")
    await town.press("小李", "group.checkin", "1")
    await town.fill(
        "小王", "keep.save", "1", called="春天", purpose="", ends_on="2026-03-04", goal="0"
    )
    before = len(town.channel())
    await town.move(days=2, hours=12)
    said = town.channel()[before:]
    assert len(said) == 2, "the third's board and the farewell; the last day has no board"
    assert "走到了终点" in said[-1]
    with town.app.database.begin() as session:
        assert session.get(Group, 1).ended_at is not None


async def test_removed_from_the_channel_the_organiser_hears_and_nothing_more_is_posted(town):
    await town.found("小王")
    await town.say("小李", "/group")
    await town.press("小李", "group.join", "1")
    await town.press("小王", "group.left", "", in_group=True)
    assert "移出" in town.heard("小王") or "不在" in town.heard("小王")
    before = len(town.channel())
    await town.say("小李", "/checkin 学完了")
    await town.move(days=3)
    assert len(town.channel()) == before
    await town.say("小王", "/group", in_group=True)
    assert len(town.channel()) > before, "added again, everything goes on"


async def test_when_the_last_organiser_leaves_the_longest_member_is_asked_in_private(town):
    await town.found("小王")
    await town.say("小李", "/group")
    await town.press("小李", "group.join", "1")
    await town.press("小王", "group.leave", "1")
    assert "没有组长" in town.heard("小李")
    await town.press("小李", "group.take", "1")
    with town.app.database.begin() as session:
        row = session.scalar(
            select(Membership).where(Membership.member_id == town.member("小李").id)
        )
        assert row.role == "organiser"
