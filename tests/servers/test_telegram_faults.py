"""The local Telegram server fails on order, and serves another process."""

import asyncio
import json
import sys
from pathlib import Path

import aiohttp
import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TimedOut

from .telegram import TelegramServer

LI = 42


@pytest.fixture(autouse=True)
def seconds_as_timedelta(monkeypatch):
    """Without this setting the library warns about every RetryAfter."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def server():
    async with TelegramServer() as server:
        server.private(LI)
        yield server


@pytest.fixture
async def bot(server):
    async with Bot("1:TEST", base_url=server.base) as bot:
        yield bot


def said(server) -> list[str]:
    return [post.text for post in server.answers(LI)]


async def test_a_dropped_call_has_no_effect(server, bot):
    server.drop_next(2)
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(LI, "x")
    await bot.send_message(LI, "y")
    assert said(server) == ["y"]


async def test_a_lost_answer_comes_after_the_effect(server, bot):
    server.lose_answer(method="sendMessage")
    await bot.get_me()
    with pytest.raises(NetworkError):
        await bot.send_message(LI, "x")
    assert said(server) == ["x"]


async def test_half_an_answer_is_a_broken_connection(server, bot):
    server.half_answer()
    with pytest.raises(NetworkError):
        await bot.send_message(LI, "x")
    await bot.send_message(LI, "y")
    assert said(server) == ["x", "y"]


async def test_a_late_answer_times_out_after_the_effect(server, bot):
    server.delay(0.5)
    with pytest.raises(TimedOut):
        await bot.send_message(LI, "x", read_timeout=0.05)
    assert said(server) == ["x"]


async def test_a_method_can_be_refused_on_order(server, bot):
    server.refuse("sendMessage", 502, b"<html>Bad Gateway</html>")
    server.refuse("sendMessage", 429, "Too Many Requests", retry_after=7)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(LI, "x")
    with pytest.raises(RetryAfter) as error:
        await bot.send_message(LI, "x")
    assert error.value.retry_after.total_seconds() == 7
    await bot.send_message(LI, "y")
    assert said(server) == ["y"]
    assert [call.status for call in server.made("sendMessage")] == [502, 429, 200]


async def test_latency_is_added_to_every_call():
    async with TelegramServer(latency=0.05) as server, Bot("1:TEST", base_url=server.base) as bot:
        before = asyncio.get_running_loop().time()
        await asyncio.gather(*(bot.get_me() for _ in range(5)))
        assert 0.05 <= asyncio.get_running_loop().time() - before < 0.25


async def test_it_runs_alone_and_is_driven_from_another_process(tmp_path):
    history = tmp_path / "history.jsonl"
    script = Path(__file__).with_name("telegram.py")
    options = ["--port", "0", "--token", "1:test", "--updates", "5", "--history", str(history)]
    server = await asyncio.create_subprocess_exec(
        sys.executable, str(script), *options, stdout=asyncio.subprocess.PIPE
    )
    base = (await server.stdout.readline()).decode().strip()
    control = base.removesuffix("bot") + "_control"
    async with aiohttp.ClientSession() as session:

        async def do(**order):
            async with session.post(control, json=order) as answer:
                return await answer.json()

        async with Bot("1:test", base_url=base) as bot:
            updates = await bot.get_updates()
            assert [update.message.text for update in updates][-1] == "/checkin 4"
            assert await do(do="now", to="2026-03-01T08:00:00+08:00") == [1772323200]
            (number, _) = await do(do="say", chat=LI, user=LI, text="hi", times=2)
            await bot.get_updates(offset=number)
            await bot.send_message(LI, "hello")
            assert (await do(do="answers", chat=LI))[0][0]["wire"]["text"] == "hello"
        async with session.get(control) as answer:
            state = await answer.json()
        async with session.post(control, json={"do": "__class__"}) as answer:
            assert answer.status == 404
    server.terminate()
    await server.wait()
    counts = (state["confirmed"], state["pending"], state["repeated"])
    assert counts == (5, 2, 0)
    assert state["messages"][str(LI)] == 1
    events = [json.loads(line) for line in history.read_text().splitlines()]
    assert sum(event["event"] == "confirmed" for event in events) == 5
    assert [e["status"] for e in events if e.get("method") == "sendMessage"] == [200]
