"""A group's channel under load and over its life: presses, queries, edits, what is forgotten."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import event as on
from sqlalchemy import select

from bot.models import (
    Checkin,
    Evidence,
    Group,
    KeyResult,
    Membership,
    Objective,
    Paper,
    Trail,
)
from handlers import board, desk, desk_words
from tests.handlers.people import on_a_monday


@pytest.fixture
async def town(app):
    return await on_a_monday(app)


async def test_a_check_in_never_makes_a_message_of_its_own(town):
    await town.found("小王")
    await town.press("小李", "group.join", "1")
    await town.move(days=1)
    before = len(town.channel())
    for name in ("小王", "小李"):
        await town.press(name, "group.checkin", "1")
    assert len(town.channel()) == before


async def test_a_check_in_for_yesterday_in_the_west_edits_yesterdays_board(town):
    await town.found("小王")
    await town.say("Anna", "/group")
    await town.press("Anna", "group.join", "1")
    town.member("Anna", zone="America/New_York")
    await town.move(days=1)  # in New York it is still the evening before
    await town.press("Anna", "group.checkin", "1")
    standing = {post.name: str(post.parcel.message.text) for post in town.platform.said}
    assert "Anna" in standing["board:1:2026-03-02"]
    assert "Anna" not in standing["board:1:2026-03-03"]
    assert "3月2日" in town.heard("Anna"), "told which day it counts for"


async def test_the_summary_asks_the_same_number_of_questions_however_large_the_group(town):
    await town.found("小王")
    asked, there = {}, 0
    for size in (3, 40):
        for number in range(there, size):
            await town.press(f"学员{number}", "group.checkin", "1")
        there = size
        with town.app.database.begin() as session:
            group = session.get(Group, 1)
            context = town.context(session, group)
            context.now += timedelta(days=6, hours=12)
            session.expire_on_commit = False
            counted = Count(town.app.database.engine)
            with counted:
                said = board.message(context, group, date(2026, 3, 8))
                desk.cases_of(context, group)
        assert said.picture is not None
        asked[size] = counted.number
    assert asked[3] == asked[40], asked


async def test_every_number_of_the_summary_is_the_records(town):
    await town.found("小王")
    for number in range(5):
        await town.say(f"学员{number}", "/group")
        await town.press(f"学员{number}", "group.join", "1")
    for day in range(6):
        for number in range(day):
            await town.say(f"学员{number}", f"/checkin 第 {day} 天")
        await town.move(days=1)
    await town.move(hours=12)
    text = town.channel()[-1]
    with town.app.database.begin() as session:
        days = session.execute(select(Checkin.member_id, Checkin.day).distinct()).all()
    assert f"一共打卡 {len(days)} 天次" in text


def finished(town, session, who, title):
    """A project of theirs that was finished today, with its address."""
    now = town.app.clock.now()
    fields = {"closed_on": "2026-03-04", "link": f"https://example.com/{title}"}
    session.add(
        Paper(
            member_id=town.member(who).id,
            kind="project",
            title=title,
            fields=fields,
            day=date(2026, 3, 4),
            opened_at=now,
            closed_at=now,
        )
    )


async def test_the_summary_tells_of_projects_of_those_who_share_and_of_the_groups_own_run(town):
    await town.found("小王")
    for name in ("小李", "小张"):
        await town.say(name, "/group")
        await town.press(name, "group.join", "1")
    await town.press("小李", "group.work", "1")
    for _ in range(3):
        for name in ("小李", "小张"):
            await town.say(name, "/checkin 学完了")
        await town.move(days=1)
    with town.app.database.begin() as session:
        for name, title in (("小李", "shared"), ("小张", "private")):
            finished(town, session, name, title)
    await town.move(days=2)
    for name in ("小李", "小张"):
        await town.say(name, "/checkin 周末也学")
    await town.move(days=1, hours=12)
    text = town.channel()[-1]
    assert "完成项目 2 个" in text
    assert "· 小李：shared example.com/shared" in text
    assert "private" not in text
    await town.move(days=1)
    await town.press("小李", "group.details", "1 2026-03-08")
    told = str(town.private("小李")[-1].message.text)
    assert "3月2日 周一 – 3月8日 周日" in told
    assert "shared" in told
    await town.press("小李", "group.work", "1")
    assert not any("shared" in text for text in town.channel()), "and can still be taken back"


async def test_many_names_leave_room_for_everything_else(town):
    await town.found("小王")
    for number in range(50):
        await town.press(f"一个名字特别特别长的学员第{number}号", "group.checkin", "1")
    text = town.channel()[-1]
    assert len(text) < 600
    assert "51 人中已到 50 人" in text
    shown = text.count("一个名字特别特别长的学员")
    assert f"还有 {50 - shown} 人" in text


async def test_a_vote_on_the_organisers_own_choices(town):
    await town.found("小王")
    await town.say("小李", "/group")
    await town.press("小李", "group.join", "1")
    await town.fill("小王", "desk.choices", "1 T5-quarter-tool", choices="Ruff / uv")
    assert "uv" in str(town.platform.said[-1].parcel.message.buttons)
    await town.press("小李", "together.vote", "1 1 1")
    await town.fill("小王", "desk.choices", "1 T5-quarter-tool", choices="只有一个")
    assert "两到六个" in town.heard("小王")
    await town.press("小王", "desk.close", "1")
    assert "小李：uv" in town.heard("小王")


async def test_a_removed_members_old_buttons_do_nothing(town):
    await town.found("小王")
    await town.say("小李", "/group")
    await town.press("小李", "group.join", "1")
    number = town.member("小李").id
    await town.fill("小王", "keep.hand", "1", member=str(number), how="out")
    for event, text in (
        ("group.checkin", "1"),
        ("group.join", "1"),
        ("group.commit", "1 4"),
        ("group.details", "1"),
        ("group.share", "1"),
    ):
        await town.press("小李", event, text)
        assert "不在" in town.heard("小李")
    with town.app.database.begin() as session:
        assert town.count(session, Checkin) == 0
        row = session.scalar(select(Membership).where(Membership.member_id == number))
        assert (row.role, row.left_at is None) == ("removed", False)


async def test_an_old_groups_button_means_no_other_group_in_the_same_channel(town):
    await town.found("小王")
    await town.press("小王", "keep.ended", "1")
    await town.found("小王")
    await town.press("小李", "group.checkin", "1")
    assert "已经结束" in town.heard("小李")
    with town.app.database.begin() as session:
        assert town.count(session, Checkin) == 0


async def test_two_organisers_act_at_once_and_both_are_kept(town):
    await town.found("小王")
    for name in ("小李", "小张"):
        await town.say(name, "/group")
        await town.press(name, "group.join", "1")
    await town.fill("小王", "keep.hand", "1", member=str(town.member("小李").id), how="with")
    await asyncio.gather(
        town.fill("小王", "keep.save", "1", counts="line", leave="2", names="yes", lang="zh"),
        town.fill("小李", "keep.save", "1", called="新名字", purpose="一起学", goal="20"),
        town.fill("小王", "desk.send", f"1 {town.member('小张').id}", words="你好"),
        town.fill("小李", "desk.send", f"1 {town.member('小张').id}", words="在吗"),
    )
    with town.app.database.begin() as session:
        group = session.get(Group, 1)
        assert (group.counts, group.name, group.goal) == ("line", "新名字", 20)
        wrote = session.scalars(select(Trail).where(Trail.kind == "wrote")).all()
        assert len(wrote) == 1, "nobody hears from the desk twice a day"


async def test_an_export_carries_only_those_who_share_and_no_formulas(town):
    await town.found("小王")
    for name in ("=cmd|1", "小李", "藏"):
        await town.say(name, "/group")
        await town.press(name, "group.join", "1")
        await town.say(name, "/checkin 学完了")
    await town.press("藏", "group.share", "1")
    await town.press("小王", "desk.export", "1")
    table = town.platform.said[-1].parcel.message.file.content.decode("utf-8-sig")
    assert "'=cmd|1" in table
    assert "小李" in table
    assert "藏" not in table


async def test_words_to_many_go_to_each_alone_and_to_ten_at_most(town):
    await town.found("小王")
    names = [f"学员{number}" for number in range(13)]
    for name in names:
        await town.say(name, "/group")
        await town.press(name, "group.join", "1")
    await town.press("没开私聊", "group.join", "1")
    await town.move(days=5)
    before = {name: len(town.private(name)) for name in names}
    await town.fill("小王", "desk.bulk_send", "1", words="周末一起读一章？")
    heard = [name for name in names if len(town.private(name)) > before[name]]
    assert len(heard) == desk_words.BULK
    assert "周末一起读一章" in str(town.private(heard[0])[-1].message.text)
    await town.fill("小王", "desk.bulk_send", "1", words="周末一起读一章？")
    again = [name for name in names if len(town.private(name)) > before[name] + 1]
    assert again == [], "nobody twice a day"


async def test_the_organiser_sees_who_has_not_opened_the_private_chat(town):
    await town.found("小王")
    await town.press("没开私聊", "group.join", "1")
    await town.press("小王", "group.desk", "1")
    assert "没开私聊：还没开始；还没打开私聊" in town.heard("小王")
    await town.move(days=4)
    assert town.private("没开私聊") == []


async def test_a_correction_leaves_a_trail_and_never_takes_away_a_members_own_words(town):
    await town.found("小王")
    await town.say("小李", "/group")
    await town.press("小李", "group.join", "1")
    await town.say("小李", "/checkin 自己写的")
    number = str(town.member("小李").id)
    asked = {"member": number, "day": "2026-03-02", "why": "核对"}
    await town.fill("小王", "desk.corrected", "1", done="no", **asked)
    assert "只有本人" in town.heard("小王")
    await town.move(days=1)
    await town.fill("小王", "desk.corrected", "1", done="yes", **{**asked, "day": "2026-03-01"})
    assert "核对" in town.heard("小李")
    await town.fill("小王", "desk.corrected", "1", done="no", **{**asked, "day": "2026-03-01"})
    with town.app.database.begin() as session:
        assert town.count(session, Checkin) == 1
        assert town.count(session, Trail) == 2


async def test_the_months_first_summary_shows_the_okr_of_those_who_share_theirs(town):
    await town.found("小王")
    for name in ("小李", "小张"):
        await town.say(name, "/group")
        await town.press(name, "group.join", "1")
    await town.press("小李", "group.work", "1")
    with town.app.database.begin() as session:
        for name in ("小李", "小张"):
            goal = Objective(
                member_id=town.member(name).id,
                month="2026-03",
                written_on=date(2026, 3, 2),
                reported_at=town.app.clock.now(),
            )
            goal.key_results = [KeyResult(word="blog", title="博客", target=2)]
            goal.key_results[0].evidence = [
                Evidence(at=town.app.clock.now(), day=date(2026, 3, 9), text="https://example.com")
            ]
            session.add(goal)
    await town.move(days=34, hours=12)  # the fifth of April, a Sunday evening
    text = town.channel()[-1]
    assert "OKR 2026-03 · 小李：0.5" in text
    assert "小张" not in text


class Count:
    """How many statements ran inside it."""

    def __init__(self, engine):
        self.engine, self.number = engine, 0

    def _one(self, *_):
        self.number += 1

    def __enter__(self):
        on.listen(self.engine, "before_cursor_execute", self._one)

    def __exit__(self, *_):
        on.remove(self.engine, "before_cursor_execute", self._one)
