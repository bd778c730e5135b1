"""The local Telegram server counts what a bot sends, and refuses too much of it."""

import pytest
from telegram import Bot
from telegram.error import RetryAfter

from .telegram import TelegramServer

LI, GROUP = 42, -7


class Timer:
    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def timer():
    return Timer()


@pytest.fixture(autouse=True)
def seconds_as_timedelta(monkeypatch):
    """Without this setting the library warns about every RetryAfter."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def server(timer):
    async with TelegramServer(limits=True, open_chats=True, timer=timer) as server:
        yield server


@pytest.fixture
async def bot(server):
    async with Bot("1:TEST", base_url=server.base) as bot:
        yield bot


def retry_after(error) -> float:
    return error.value.retry_after.total_seconds()


async def test_a_private_chat_takes_a_small_burst_then_one_a_second(server, bot, timer):
    for _ in range(3):
        await bot.send_message(LI, "x")
    with pytest.raises(RetryAfter) as error:
        await bot.send_message(LI, "x")
    assert retry_after(error) == 1
    timer.seconds += 1
    await bot.send_message(LI, "x")
    assert (server.rates.chat_peak, server.rates.refused) == (4, 1)


async def test_a_group_takes_twenty_a_minute(server, bot, timer):
    for _ in range(20):
        await bot.send_message(GROUP, "x")
        timer.seconds += 1
    with pytest.raises(RetryAfter) as error:
        await bot.send_message(GROUP, "x")
    assert retry_after(error) == 40
    assert server.rates.group_minute_peak == 21


async def test_all_chats_together_take_thirty_a_second(server, bot):
    for user in range(1, 31):
        await bot.send_message(user, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(31, "x")
    await bot.send_chat_action(31, "typing")
    assert server.rates.peak == 31


async def test_without_limits_rates_are_still_counted():
    async with (
        TelegramServer(open_chats=True) as server,
        Bot("1:TEST", base_url=server.base) as bot,
    ):
        sent = await bot.send_message(LI, "x")
        for text in "abcd":
            await sent.edit_text(text)
        assert (server.rates.peak, server.rates.refused) == (5, 0)
