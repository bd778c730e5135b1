"""What the tests of the local servers share."""

import aiohttp
import pytest

from .slack import SlackServer
from .slack_bot import SECRET


@pytest.fixture
async def call(server):
    """A method of the local Telegram by its name, without any library."""
    async with aiohttp.ClientSession() as session:

        async def post(method: str, **params):
            async with session.post(f"{server.base}1:TEST/{method}", json=params) as answer:
                return answer.status, await answer.json()

        yield post


@pytest.fixture
async def impatient_slack():
    """A Slack that delivers again soon, with two people and a channel."""
    async with SlackServer(signing_secret=SECRET, patience=0.6, retry_delays=(0, 0.05)) as server:
        server.user("U1", "li", locale="zh-CN")
        server.user("U2", "wang")
        server.channel("C1", "U1", "U2")
        server.dm("U1")
        yield server
