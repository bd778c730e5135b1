"""What the tests of Telegram share: a local server, and a platform that talks to it."""

import asyncio
import logging

import pytest

from bot.operations.clock import Clock
from bot.platforms.telegram import Telegram, receive
from bot.settings import Settings
from bot.wire import MenuEntry
from tests.bot.platforms.telegram.ears import Ears
from tests.servers.telegram import TelegramServer

MENU = (
    MenuEntry("today", "Today's task", "anywhere"),
    MenuEntry("checkin", "Check in", "anywhere"),
    MenuEntry("forget", "Forget me", "private"),
    MenuEntry("board", "The group's board", "group"),
)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Failures are tried again at once."""
    monkeypatch.setattr(receive, "FIRST_WAIT", 0.02)
    monkeypatch.setattr(receive, "CONFLICT_WAIT", 0.02)


@pytest.fixture
def ears():
    return Ears()


@pytest.fixture
async def server():
    async with TelegramServer(token="1:TEST", username="xueban_bot") as server:
        yield server
        assert server.violations == []


@pytest.fixture
def make(server, ears, tmp_path):
    """Makes a Telegram that talks to the local server."""

    def build(token="1:TEST", menu=MENU, clock=None, **more):
        settings = Settings(
            _env_file=None,
            telegram_bot_token=token,
            data_dir=tmp_path,
            **{"telegram_api_base": server.base} | more,
        )
        clock = clock or Clock()
        return Telegram(settings, clock, ears.handle, ears.quarantine, ears.note_rival, menu)

    return build


@pytest.fixture
async def telegram(make):
    telegram = make()
    await telegram.open()
    yield telegram
    await telegram.close()


@pytest.fixture
async def listening(telegram):
    task = asyncio.create_task(telegram.listen())
    yield telegram
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def all_logs(caplog):
    caplog.set_level(logging.DEBUG)
    return caplog
