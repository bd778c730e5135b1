"""Many groups, many presses, within the vendors' limits as their local servers enforce them."""

import asyncio
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from bot.models import Alarm, Chat, Checkin, Group, Member, Membership
from bot.queries import alarms
from scheduler.pace import Pace
from tests.play.slack import TEAM_CHANNEL
from tests.play.stage import Stage, until
from tests.play.telegram import GROUP
from tests.play.world import world

MANY = 200
PRESSING = 50
POST = "chat.postMessage"
FOUNDER = "小王"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(params=["telegram", "slack"])
async def town(tmp_path, request):
    stage = Stage(tmp_path)
    async with world(stage, request.param, limits=True) as made:
        await made.move(days=1, hours=2)
        await made.say(FOUNDER, "/start")
        yield made
    stage.close()


def refused(town):
    """How often the vendor had to say: too fast."""
    if town.home == "telegram":
        return town.telegram.server.rates.refused
    return sum(call.error == "ratelimited" for call in town.slack.server.calls)


async def pressed(town, names):
    """Everybody presses the board's button at once; all is handled and said."""
    surface, server = town.surface(FOUNDER), town.surface(FOUNDER).server
    if town.home == "telegram":
        board = next(post for post in reversed(server.answers(GROUP)) if "📋" in post.text)
        for name in names:
            number = server.press(board, "✅ 我今天学了", int(town.user(name)))
            surface._pressed[str(len(server.queries))] = name
        await surface._arrives(number)
        return
    board = next(one for one in reversed(server.messages(TEAM_CHANNEL)) if "📋" in one.text)
    users = [town.user(name) for name in names]
    await asyncio.gather(*(server.press(board, "✅ 我今天学了", user) for user in users))
    await surface._settles()


async def test_fifty_presses_within_a_second_are_fifty_check_ins_and_one_right_board(
    town, record_property
):
    await town.say(FOUNDER, "/group", in_channel=True)
    for tap in ("成立小组", "各学各的", "08:00"):
        await town.tap(FOUNDER, tap, in_channel=True)
    names = [f"学员{number}" for number in range(PRESSING)]
    for name in names:
        town.user(name)
    before = Counter(call.method for call in town.surface(FOUNDER).server.calls)
    await pressed(town, names)
    with town.app.database.begin() as session:
        assert session.scalar(select(func.count()).select_from(Checkin)) == PRESSING
    boards = [text for text in town.channel() if "📋" in text]
    assert len(boards) == 1, "one message, edited"
    assert "51 人中已到 50 人" in boards[0]
    shown = [name for name in names if name in boards[0]]
    assert f"还有 {PRESSING - len(shown)} 人" in boards[0] or len(shown) == PRESSING
    assert refused(town) == 0
    made = Counter(call.method for call in town.surface(FOUNDER).server.calls) - before
    edits = made["editMessageText"] + made["chat.update"]
    record_property("edits", edits)
    assert 1 <= edits < PRESSING, "edits that waited were merged"


def peopled(town):
    """Many groups whose board and summary fall at the same minute, each with somebody in it."""
    now = town.app.clock.now()
    with town.app.database.begin() as session:
        for number in range(MANY):
            if town.home == "telegram":
                town.telegram.server.group(-2000 - number, f"群 {number}")
                where = {"platform": "telegram", "tenant": "1", "chat": str(-2000 - number)}
            else:
                town.slack.server.channel(f"CG{number}", name=f"g{number}")
                where = {"platform": "slack", "tenant": "T1", "chat": f"CG{number}"}
            chat = Chat(**where)
            member = Member(name=f"人{number}", lang="zh", zone="Asia/Shanghai", created_at=now)
            session.add_all([chat, member])
            session.flush()
            same = {"lang": "zh", "zone": "Asia/Shanghai", "hour": 600, "summary_hour": 1200}
            group = Group(
                chat_id=chat.id, name=f"群 {number}", invite=str(number), created_at=now, **same
            )
            session.add(group)
            session.flush()
            session.add(
                Membership(group_id=group.id, member_id=member.id, role="organiser", joined_at=now)
            )
            session.add(Checkin(member_id=member.id, day=now.date(), at=now, text="", source=""))
            alarms.replan(session, group, ("alarm.board", "alarm.summary"))


def said(town, words):
    """The group chats in which these words stand, one entry for each message."""
    server = town.surface(FOUNDER).server
    if town.home == "telegram":
        found = [(chat, post.text) for chat in server.chats for post in server.answers(chat)]
    else:
        found = [
            (chat, message.text) for chat in server.channels for message in server.messages(chat)
        ]
    return Counter(chat for chat, text in found if words in text)


def vendors_clock(town):
    server = town.surface(FOUNDER).server
    return server.timer() if town.home == "telegram" else server.clock()


def moments(town, since):
    """When the groups were written to, in seconds after `since`."""
    calls = town.surface(FOUNDER).server.calls
    if town.home == "telegram":
        there = [call for call in calls if str(call.params.get("chat_id", "")).startswith("-2")]
    else:
        there = [call for call in calls if str(call.args.get("channel", "")).startswith("CG")]
    said = [call for call in there if call.method in {"sendMessage", "sendPhoto", POST}]
    return sorted(call.at - since for call in said if call.at >= since)


def forced(town, kinds):
    """When each can be said at the earliest: by the pace alone, as if nothing else took time."""
    pace, now, found = Pace(town.app.platforms[town.home].limits), 0.0, []
    about = {"is_group": True, "answer": False, "kinds": kinds}
    for chat in range(MANY):
        while (wait := pace.wait(now, (chat, None), **about)) > 0:
            now += max(wait, 0.001)
        pace.take(now, (chat, None), **about)
        found.append(now)
    return found


async def said_at_once(town, words, kinds, record_property):
    """Everything due is said, each post once, while somebody else is answered in between."""
    due = vendors_clock(town)
    await town.app.tick()
    sending = asyncio.create_task(town.app.settle())
    await until(lambda: said(town, words))
    await answered(town)
    between = len(said(town, words))
    await sending
    where = said(town, words)
    assert (len(where), max(where.values())) == (MANY, 1), "each once"
    assert refused(town) == 0
    record_property(f"{words} out before the answer", between)
    assert between < MANY / 2, "an answer does not wait for what was planned"
    earliest = forced(town, kinds)
    late = [at - least for at, least in zip(moments(town, due), earliest, strict=True)]
    record_property(f"{words} seconds the limits force", round(earliest[-1], 1))
    record_property(f"{words} seconds later than that", [round(min(late), 1), round(max(late), 1)])
    assert (town.app.delivery.expired, town.app.delivery.late) == (0, 0)


async def answered(town):
    """Somebody says something in private and hears the answer."""
    surface, server = town.surface(FOUNDER), town.surface(FOUNDER).server
    before = len(town.private(FOUNDER))
    if town.home == "telegram":
        user = int(town.user(FOUNDER))
        server.say(user, user, "/group")
    else:
        user, where = surface._place(FOUNDER, in_channel=False)
        await server.say(user, where, "group")
    await until(lambda: len(town.private(FOUNDER)) > before)


async def test_boards_and_summaries_of_one_minute_are_paced_and_hold_nobody_up(
    town, record_property
):
    peopled(town)
    await town.app.tick()
    town.app.clock.move(datetime(2026, 3, 2, 10, tzinfo=SHANGHAI))
    await said_at_once(town, "📋 群", (), record_property)
    with town.app.database.begin() as session:  # the days between are not played
        session.execute(update(Alarm).where(Alarm.kind != "alarm.summary").values(due_at=None))
    town.app.clock.move(datetime(2026, 3, 8, 20, tzinfo=SHANGHAI))
    await said_at_once(town, "🗓 群", ("picture",), record_property)
    if town.home == "telegram":
        assert town.telegram.server.rates.peak <= 30
        posts = [
            post
            for chat in range(-2000, -2000 - MANY, -1)
            for post in town.telegram.server.answers(chat)
            if "🗓" in post.text
        ]
        assert all(post.data.startswith(b"\x89PNG") for post in posts), "each with its picture"
