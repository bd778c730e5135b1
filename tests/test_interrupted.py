"""One process that is stopped or killed in the middle of a morning, and the next one."""

import asyncio
import signal
import sys
from collections import Counter
from datetime import UTC, datetime

import pytest

from bot.chat import Message
from bot.database import Database
from bot.models import Chat
from bot.queries import outbox
from tests.play.stage import until
from tests.servers.telegram import TelegramServer
from tests.test_processes import surroundings

MANY = 90
IN_FLIGHT = 4


@pytest.fixture
async def server():
    async with TelegramServer(token="1:TEST", limits=True, open_chats=True, latency=0.05) as server:
        yield server


@pytest.fixture
def morning(tmp_path, database_url):
    """Letters for ninety people wait."""
    database, now = Database(database_url), datetime.now(UTC)
    with database.begin() as session:
        for number in range(MANY):
            chat = Chat(platform="telegram", tenant="1", chat=str(1000 + number))
            session.add(chat)
            session.flush()
            words = Message(f"m{number}")
            outbox.put(session, chat, words, dedupe=f"k{number}", priority=1, now=now)
    yield database
    database.close()


async def start(folder, url, server):
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=folder,
        env=surroundings(
            folder,
            PORT="0",
            DATABASE_URL=url,
            TELEGRAM_BOT_TOKEN="1:TEST",
            TELEGRAM_API_BASE=server.base,
        ),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )


def heard(server):
    return [call.params["text"] for call in server.made("sendMessage") if call.status == 200]


async def ended(process):
    _, errors = await asyncio.wait_for(process.communicate(), 20)
    return process.returncode, errors.decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_the_next_process_says_the_rest(morning, tmp_path, database_url, server, number):
    first = await start(tmp_path, database_url, server)
    await until(lambda: len(heard(server)) > 20, 40)
    first.send_signal(number)
    code, errors = await ended(first)
    before = len(heard(server))
    assert before < MANY
    second = await start(tmp_path, database_url, server)
    await until(lambda: len(set(heard(server))) == MANY, 40)
    second.send_signal(signal.SIGTERM)
    assert (await ended(second))[0] == 0
    often = Counter(Counter(heard(server)).values())
    if number == signal.SIGTERM:
        assert (code, "Traceback" in errors) == (0, False)
        assert often == {1: MANY}
    else:
        assert code == -signal.SIGKILL
        assert often[1] + often[2] == MANY
        assert often[2] <= IN_FLIGHT
    assert (server.rates.refused, server.violations) == (0, [])
