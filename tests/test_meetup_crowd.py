"""Three hundred answers to one meetup within a minute, at servers that keep the vendors' limits."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from bot.app import assemble, platforms_of
from bot.database import Database
from bot.models import Base
from bot.operations.clock import Clock
from bot.platforms.slack.manifest import COMMAND
from bot.queries import meetups
from bot.settings import Settings
from tests.play.slack import text_of
from tests.play.stage import until
from tests.servers.slack import SlackServer
from tests.servers.telegram import TelegramServer

MANY = 300
GROUP = -1001
COUNTED = {"yes": 150, "wait": 84, "maybe": 33, "no": 34}
"""The host, then two hundred and a third of the rest say yes to 150 seats."""
WORDS = "大聚会 2090-03-14 19:00 广场 最多150人"
LABELS = {"yes": "来", "maybe": "可能来", "no": "这次不来"}
LAST = "来：150 · 可能来：33 · 候补：84 · 不来：34"
AT_ONCE = 10
MOST_EDITS = 35
"""A minute's worth of the channel, however many answer."""


def label(number):
    word = ("yes", "maybe", "no")[number % 3] if number >= 200 else "yes"
    return LABELS[word]


@asynccontextmanager
async def companion(folder, name, **given):
    """One process's worth: it listens, and it speaks at the pace the vendor allows."""
    url = f"sqlite:///{folder}/crowd.db"
    settings = Settings(_env_file=None, data_dir=folder, database_url=url, **given)
    database = Database(settings.database)
    Base.metadata.create_all(database.engine)
    app = assemble(settings, clock=Clock(), database=database)
    platform = app.add(platforms_of(settings)[name])
    await platform.open()
    running = [asyncio.create_task(each) for each in (platform.listen(), app.delivery.run())]
    try:
        yield app
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await platform.close()
        database.close()


def counts(app):
    with app.database.begin() as session:
        found = meetups.by_id(session, "1")
        return dict(meetups.counts(session, found))


@pytest.fixture
async def telegram(tmp_path):
    async with (
        TelegramServer(token="1:TEST", username="xueban_bot", limits=True) as server,
        companion(
            tmp_path, "telegram", telegram_bot_token="1:TEST", telegram_api_base=server.base
        ) as app,
    ):
        server.group(GROUP, "Python 小组")
        yield app, server


async def test_on_telegram_they_are_counted_right_and_are_one_edited_post(telegram):
    app, server = telegram
    for number in range(MANY + 1):
        server.person(7 + number, f"人{number}", language_code="zh-hans")
    server.say(GROUP, 7, f"/meetup {WORDS}")
    await until(lambda: server.answers(GROUP))
    (post,) = server.answers(GROUP)
    for number in range(MANY):
        server.press(post, label(number), 8 + number)
    await until(lambda: not server.unanswered, within=60)
    assert counts(app) == COUNTED
    await until(lambda: LAST in server.answers(GROUP)[0].text, within=60)
    assert len(server.answers(GROUP)) == 1
    assert len(server.made("editMessageText")) <= MOST_EDITS
    assert len(server.made("answerCallbackQuery")) == MANY
    assert (server.rates.refused, server.violations) == (0, [])


@pytest.fixture
async def slack(tmp_path):
    async with SlackServer(limits=True) as server:
        given = {
            "slack_bot_token": server.bot_token,
            "slack_app_token": "xapp-test",
            "slack_signing_secret": server.signing_secret,
            "slack_api_base": server.base,
        }
        async with companion(tmp_path, "slack", **given) as app:
            server.channel("C1", name="Python 小组")
            await until(lambda: server.links)
            yield app, server


async def test_on_slack_they_are_counted_right_and_are_one_edited_post(slack):
    app, server = slack
    people = [f"U{number}" for number in range(MANY + 1)]
    for number, user in enumerate(people):
        server.user(user, f"人{number}", locale="zh-CN")
    server.channels["C1"].members += people
    await server.command(people[0], server.channels["C1"], COMMAND, f"meetup {WORDS}")
    await until(lambda: server.messages(server.channels["C1"], people[0]))
    (post,) = server.messages(server.channels["C1"], people[0])
    pace = asyncio.Semaphore(AT_ONCE)

    async def answers(number):
        async with pace:
            return await server.press(post, label(number), people[number + 1])

    deliveries = await asyncio.gather(*map(answers, range(MANY)))
    assert all(one.ok for one in deliveries)
    assert counts(app) == COUNTED
    channel = server.channels["C1"]
    await until(lambda: LAST in text_of(server.messages(channel)[0].blocks), within=90)
    assert [one.ts for one in server.messages(channel) if one.seen_by is None] == [post.ts]
    said = [call for call in server.calls if call.method.startswith("chat.")]
    assert [call for call in said if call.error] == []
    assert len([call for call in said if call.method == "chat.update"]) <= MOST_EDITS
    assert [call.method for call in said if call.method == "chat.postEphemeral"] == []
