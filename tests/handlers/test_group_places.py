"""A group's channel over its life, on the real stacks: closing, moving, topics, reactions."""

import re

import pytest
from sqlalchemy import func, select

from bot.models import Chat, Checkin, Group, Inbox, Member, Membership
from tests.play.slack import TEAM_CHANNEL
from tests.play.stage import Stage
from tests.play.telegram import GROUP
from tests.play.world import world

FOUNDER, MEMBER = "小王", "小李"
FOUNDING = ("成立小组", "各学各的", "08:00")


@pytest.fixture(params=["telegram", "slack"])
async def town(tmp_path, request):
    stage = Stage(tmp_path)
    async with world(stage, request.param) as made:
        await made.move(days=1, hours=2)
        for who in (FOUNDER, MEMBER):
            await made.say(who, "/start")
        yield made
        made.check()
        assert count(made, Inbox) == 0, "everything was understood"
    stage.close()


async def founded(town):
    await town.say(FOUNDER, "/group", in_channel=True)
    for tap in FOUNDING:
        await town.tap(FOUNDER, tap, in_channel=True)
    await town.tap(MEMBER, "加入", in_channel=True)


def count(town, table):
    with town.app.database.begin() as session:
        return session.scalar(select(func.count()).select_from(table))


def board(town):
    return next(post for post in reversed(town.posts()) if "📋" in post.text)


async def test_three_taps_found_a_group_and_its_board_stands(town):
    await town.say(FOUNDER, "/group", in_channel=True)
    for tap in FOUNDING:
        assert count(town, Group) == 0
        await town.tap(FOUNDER, tap, in_channel=True)
    assert count(town, Group) == 1
    assert "📋 Python 小组" in board(town).text


async def test_asked_again_the_channel_stays_quiet_and_the_asker_is_answered(town):
    await founded(town)
    said = len(town.posts())
    await town.surface(MEMBER).heard()
    await town.say(MEMBER, "/group", in_channel=True)
    heard = [one.text for one in await town.surface(MEMBER).heard() if one.who == MEMBER]
    assert any("今天的看板就在上面" in text for text in heard)
    assert len(town.posts()) == said


async def test_whoever_has_the_code_joins_from_any_platform(town):
    await founded(town)
    await town.press(FOUNDER, "keep.invite", "1", in_channel=False)
    code = re.search(r"/group (g_[\w-]+)", town.private(FOUNDER)[-1])[1]
    for who, home in (("同一边的", town.home), ("另一边的", another(town.home))):
        town.on[who] = home
        await town.say(who, f"/group {code}")
        assert "欢迎加入 Python 小组" in "".join(town.private(who))
        await town.say(who, "/checkin 我来了")
        assert who in board(town).text
    await town.say("路人", "/group g_guessed-and-guessed-again")
    assert "邀请" in town.private("路人")[-1]


def another(home):
    return "slack" if home == "telegram" else "telegram"


async def test_a_thumb_on_the_days_board_is_a_check_in_and_can_be_taken_back(town):
    await founded(town)
    sign = "👍"
    if town.home == "telegram":
        town.telegram.server.promote(GROUP, town.telegram.server.bot["id"])
    else:
        sign = "+1"
    said = len(town.posts())
    await town.react(MEMBER, board(town), sign)
    assert "今天已到：小李" in board(town).text
    assert count(town, Checkin) == 1
    await town.react(MEMBER, board(town), sign, back=True)
    assert "小李" not in board(town).text
    assert count(town, Checkin) == 0
    assert len(town.posts()) == said, "the board says it, and nothing else"


async def test_other_signs_other_days_and_strangers_reactions_are_talk(town):
    await founded(town)
    yes, no = ("👍", "🤔") if town.home == "telegram" else ("thumbsup", "eyes")
    if town.home == "telegram":
        town.telegram.server.promote(GROUP, town.telegram.server.bot["id"])
    await town.react(MEMBER, board(town), no)
    town.user("路人")
    people = count(town, Member)
    await town.react("路人", board(town), yes)
    assert count(town, Member) == people, "nobody is written down for a thumb"
    old = board(town)
    await town.move(days=2)
    await town.react(MEMBER, old, yes)
    founding = next(post for post in town.posts() if "📋" not in post.text)
    await town.react(MEMBER, founding, yes)
    assert count(town, Checkin) == 0


async def test_a_check_in_with_words_is_not_taken_back_by_a_reaction(town):
    await founded(town)
    sign = "👍" if town.home == "telegram" else "white_check_mark"
    if town.home == "telegram":
        town.telegram.server.promote(GROUP, town.telegram.server.bot["id"])
    await town.say(MEMBER, "/checkin 学完装饰器")
    await town.react(MEMBER, board(town), sign)
    await town.react(MEMBER, board(town), sign, back=True)
    assert count(town, Checkin) == 1


async def thrown_out(town):
    """We are removed; on Slack the channel is archived."""
    if town.home == "telegram":
        await town.telegram._arrives(town.telegram.server.remove_bot(GROUP, 7))
        return
    town.slack.server.archive(TEAM_CHANNEL)
    user = town.user(FOUNDER)
    await town.slack.server.event(type="channel_archive", channel=TEAM_CHANNEL, user=user)
    await town.slack._settles()


async def let_in(town):
    if town.home == "telegram":
        server = town.telegram.server
        server.chats[GROUP].members[server.bot["id"]] = "left"
        await town.telegram._arrives(server.add_bot(GROUP, 7))
        return
    town.slack.server.channels[TEAM_CHANNEL].archived = False
    user = town.user(FOUNDER)
    await town.slack.server.event(type="channel_unarchive", channel=TEAM_CHANNEL, user=user)
    await town.slack._settles()


async def test_a_channel_that_closes_is_told_to_the_organiser_and_loses_nothing(town):
    await founded(town)
    await thrown_out(town)
    assert "我没法再在 Python 小组 的频道里发消息了" in town.private(FOUNDER)[-1]
    assert not any("没法再在" in text for text in town.private(MEMBER))
    before, told = len(town.posts()), len(town.private(FOUNDER))
    await town.say(MEMBER, "/checkin 学完装饰器")
    await town.move(days=1)
    await town.say(MEMBER, "/checkin 学完生成器")
    assert (len(town.posts()), count(town, Checkin)) == (before, 2)
    assert not any("没法再在" in text for text in town.private(FOUNDER)[told:]), "said once"
    await let_in(town)
    assert "今天已到：小李" in board(town).text, "and goes on where it was"


async def test_a_closed_door_found_out_while_speaking_is_told_as_well(town):
    await founded(town)
    await town.move(hours=22, minutes=59)  # one minute before the board
    told = {who: len(town.private(who)) for who in (FOUNDER, MEMBER)}
    if town.home == "telegram":
        town.telegram.server.refuse("sendMessage", 403, "Forbidden: bot was kicked", 1)
    else:
        town.slack.server.faults.refuse("chat.postMessage", "is_archived", 1)
    await town.move(minutes=2)
    await town.move(minutes=1)
    fresh = {who: town.private(who)[told[who] :] for who in told}
    assert sum("我没法再在 Python 小组" in text for text in fresh[FOUNDER]) == 1
    assert not any("没法再在" in text for text in fresh[MEMBER])
    await let_in(town)
    assert "3月3日" in board(town).text


async def test_an_organiser_brings_the_group_to_another_channel(town):
    await founded(town)
    await town.say(MEMBER, "/checkin 学完装饰器")
    with town.app.database.begin() as session:
        other = Chat(platform=town.home, tenant="x", chat="elsewhere", title="旧频道")
        session.add(other)
        session.flush()
        session.get(Group, 1).chat_id = other.id
    for who, allowed in ((MEMBER, False), (FOUNDER, True)):
        await town.say(who, "/group here", in_channel=True)
        if allowed:
            await town.tap(who, "把 Python 小组 搬到这里", in_channel=True)
            assert "今天已到：小李" in board(town).text
    await town.press(MEMBER, "group.here", "1", in_channel=True)
    with town.app.database.begin() as session:
        assert session.get(Chat, session.get(Group, 1).chat_id).chat != "elsewhere"


async def test_when_the_organiser_forgets_themselves_the_longest_member_takes_over(town):
    await founded(town)
    await town.say(FOUNDER, "/checkin 自己的")
    await town.say(FOUNDER, "/forget")
    await town.tap(FOUNDER, "对，全部忘掉")
    assert "小王" not in board(town).text, "the board was written anew"
    with town.app.database.begin() as session:
        (row,) = session.scalars(select(Membership)).all()
        assert row.role == "organiser"
    await town.say(MEMBER, "/group")
    await town.tap(MEMBER, "组长台")
    assert "组长台" in town.private(MEMBER)[-1]


async def test_who_hides_disappears_from_the_posts_that_stand(town):
    await founded(town)
    await town.say(MEMBER, "/checkin 学完装饰器")
    await town.move(days=1)
    assert sum("小李" in text for text in town.channel()) == 1
    await town.press(MEMBER, "group.share", "1", in_channel=False)
    assert not any("小李" in text for text in town.channel())
    assert any("2 人中已到 1 人" in text for text in town.channel()), "still counted"


# --- Telegram's own ways ------------------------------------------------------------------------


@pytest.fixture
async def forum(tmp_path):
    stage = Stage(tmp_path)
    async with world(stage) as made:
        await made.move(days=1, hours=2)
        for who in (FOUNDER, MEMBER):
            await made.say(who, "/start")
        yield made
        assert made.telegram.server.unanswered == []
    stage.close()


async def in_topic(town, who, words, topic):
    server = town.telegram.server
    await town.telegram._arrives(server.say(GROUP, int(town.user(who)), words, thread=topic))


async def founded_in(town, topic):
    server = town.telegram.server
    server.topic(GROUP, topic)
    await in_topic(town, FOUNDER, "/group", topic)
    for tap in FOUNDING:
        await town.tap(FOUNDER, tap, in_channel=True)


async def test_each_topic_has_a_group_of_its_own(forum):
    for topic in (5, 6):
        await founded_in(forum, topic)
    await forum.move(days=1)
    boards = [post for post in forum.posts() if "3月3日" in post.text]
    assert sorted(post.wire["message_thread_id"] for post in boards) == [5, 6]


async def test_a_group_whose_topic_is_deleted_goes_on_and_its_organiser_hears_of_it(forum):
    await founded_in(forum, 5)
    forum.telegram.server.delete_topic(GROUP, 5)
    await forum.move(days=1)
    await forum.move(minutes=1)
    assert "3月3日" in board(forum).text
    assert "message_thread_id" not in board(forum).wire
    assert sum("所在的话题没有了" in text for text in forum.private(FOUNDER)) == 1
    await forum.press(FOUNDER, "group.checkin", "1", in_channel=True)
    assert "今天已到：小王" in board(forum).text


async def test_two_groups_whose_topics_are_deleted_live_side_by_side(forum):
    for topic in (5, 6):
        await founded_in(forum, topic)
    for topic in (5, 6):
        forum.telegram.server.delete_topic(GROUP, topic)
    await forum.move(days=1)
    await forum.move(days=1)
    boards = [post for post in forum.posts() if "3月4日" in post.text]
    assert len(boards) == 2
    assert not any("message_thread_id" in post.wire for post in boards)


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("known", [True, False])
async def test_a_group_that_becomes_a_supergroup_goes_on_there(forum, told, known):
    """Told by its service messages or found out while speaking; known there already or not."""
    server, new = forum.telegram.server, -100777
    await forum.say(FOUNDER, "/group", in_channel=True)
    for tap in FOUNDING:
        await forum.tap(FOUNDER, tap, in_channel=True)
    await forum.tap(MEMBER, "加入", in_channel=True)
    if known:
        with forum.app.database.begin() as session:
            session.add(Chat(platform="telegram", tenant="1", chat=str(new)))
    server.migrate(GROUP, new, told=told)
    await forum.telegram._arrives(None)
    await forum.move(days=1)
    await forum.say(MEMBER, "/checkin 学完装饰器")
    (shown,) = [post for post in server.answers(new) if "3月3日" in post.text]
    assert "今天已到：小李" in shown.text
    with forum.app.database.begin() as session:
        assert session.get(Chat, session.get(Group, 1).chat_id).chat == str(new)
