"""What the tests of Slack share: a local Slack, ours before it, and a handler that remembers."""

import asyncio

import pytest
import uvicorn
from starlette.applications import Starlette

from bot.operations.clock import Clock
from bot.platforms.slack import Slack
from bot.settings import Settings
from bot.wire import MenuEntry
from tests.servers.slack import SlackServer

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
MENU = (MenuEntry("today", "today's task", "anywhere"), MenuEntry("okr", "OKR", "anywhere"))


class Ears:
    """A handler that only remembers, answers what it was told to, and fails if it must."""

    def __init__(self):
        self.events, self.raws, self.kept = [], [], []
        self.answers = {}
        self.failing = False

    async def handle(self, event, raw):
        self.events.append(event)
        self.raws.append(raw)
        await asyncio.sleep(0.01)
        if self.failing:
            raise ConnectionError("the database is away")
        return tuple(self.answers.get(event.name, ()))

    async def quarantine(self, platform, tenant, raw, at):
        self.kept.append((platform, tenant, raw))
        return "abc123"


async def waits(condition, within=5.0):
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - the local Slack has no event to wait for
            await asyncio.sleep(0.005)


@pytest.fixture
def ears():
    return Ears()


@pytest.fixture
async def server():
    async with SlackServer(signing_secret=SECRET, patience=1.0, retry_delays=(0, 0.05)) as server:
        server.user("U1", "小李", locale="zh-CN")
        server.user("U2", "wang")
        server.channel("C1", "U1", "U2")
        server.dm("U1")
        yield server
        assert server.violations == []
        assert server.mentions == []


@pytest.fixture
def make(server, ears, tmp_path, monkeypatch):
    # Bolt looks into the environment by itself; what it finds there must not matter.
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "client-secret")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-environment")

    def build(token="xoxb-test", **more):
        given = {"slack_api_base": server.base, "slack_signing_secret": SECRET} | more
        settings = Settings(_env_file=None, slack_bot_token=token, data_dir=tmp_path, **given)
        return Slack(settings, Clock(), ears.handle, ears.quarantine, MENU)

    return build


@pytest.fixture
async def slack(make):
    slack = make()
    await slack.open()
    yield slack
    await slack.close()


@pytest.fixture
async def by_http(slack, server):
    """Slack's requests arrive at a real web server."""
    config = uvicorn.Config(
        Starlette(routes=slack.routes()), port=0, log_level="critical", ws="none", lifespan="off"
    )
    web = uvicorn.Server(config)
    task = asyncio.create_task(web.serve())
    await waits(lambda: web.started)
    port = web.servers[0].sockets[0].getsockname()[1]
    url = f"http://127.0.0.1:{port}/slack/events"
    server.deliver_to(url)
    yield url
    web.should_exit = True
    await task


@pytest.fixture
async def by_socket(make, server):
    slack = make(slack_app_token="xapp-test")
    await slack.open()
    assert slack.routes() == []
    task = asyncio.create_task(slack.listen())
    await waits(lambda: server.links)
    yield slack
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await slack.close()


@pytest.fixture
def until():
    return waits
