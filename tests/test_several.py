"""Several processes on PostgreSQL: web, workers, one of them killed."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from icalendar import Calendar
from sqlalchemy import create_engine, select, text

from bot.chat import Message
from bot.database import Database
from bot.models import Chat, Outgoing
from bot.queries import outbox
from bot.server import listening_socket
from tests.servers.telegram import TelegramServer

ROOT = Path(__file__).parent.parent
PATIENCE = 40.0


class Crew:
    """Processes of ours, ended by their own ids."""

    def __init__(self, folder, **surroundings):
        self.folder = folder
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.surroundings = {**kept, "PYTHONPATH": str(ROOT), **surroundings}
        self.members = []

    def start(self, command, port=0):
        with (self.folder / f"{command}-{len(self.members)}.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "bot", command],
                cwd=self.folder,
                env={**self.surroundings, "PORT": str(port)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.members.append(process)
        return process

    def end(self):
        for process in self.members:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.send_signal(signal.SIGTERM)
        return [process.wait(timeout=20) for process in self.members]


def crew_of(folder, address, server, **more):
    """Processes that share a database and speak through one local Telegram."""
    return Crew(
        folder,
        DATABASE_URL=address,
        SECRET_KEY="a-key-for-tests-only",
        TELEGRAM_BOT_TOKEN="1:TEST",
        TELEGRAM_API_BASE=server.base,
        **more,
    )


async def until(what):
    for _ in range(int(PATIENCE / 0.2)):
        found = what()
        if found:
            return found
        await asyncio.sleep(0.2)
    raise AssertionError("it did not happen in time")


@pytest.fixture
def address(postgres):
    with postgres.database() as url:
        yield url


async def test_a_workers_lane_is_taken_over_when_it_is_killed(address, tmp_path):
    async with TelegramServer(token="1:TEST") as server:
        moment = {"BOT_ENV": "dev", "CLOCK_START": "2026-03-02T07:59:30+08:00"}
        crew = crew_of(tmp_path, address, server, **moment)
        crew.start("web")
        crew.start("web")
        doomed = crew.start("worker")
        crew.start("worker")
        try:
            server.say(7, 7, "/start")
            await until(lambda: server.answers(7))
            for label in ("Python 初级（0-2年）", "08:00"):
                count = len(server.made("answerCallbackQuery"))
                server.press(server.answers(7)[-1], label, 7)
                await until(lambda count=count: len(server.made("answerCallbackQuery")) > count)
            waiting = _due_tomorrow(address)
            doomed.kill()
            await until(lambda: any(waiting in str(post.text) for post in server.answers(7)))
            said = [post for post in server.answers(7) if waiting in str(post.text)]
            assert len(said) == 1
        finally:
            codes = crew.end()
        assert codes == [0, 0, -signal.SIGKILL, 0]
        assert server.violations == []


def _due_tomorrow(address):
    """The day's task is forgotten again and its letter due at once: the clock must bring it."""
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM alarms WHERE kind = 'alarm.nudge'"))
        connection.execute(text("DELETE FROM tasks"))
        due = "UPDATE alarms SET due_at = '2026-03-02 00:00Z' WHERE kind = 'alarm.task'"
        connection.execute(text(due))
    engine.dispose()
    return "今天的任务：基本类型"


async def a_backlog(address, many):
    """So many planned messages, each to a chat of its own."""
    database, now = Database(address), datetime.now(UTC)
    with database.begin() as session:
        for number in range(many):
            chat = Chat(platform="telegram", tenant="1", chat=str(1000 + number))
            session.add(chat)
            session.flush()
            words = Message(f"m{number}")
            outbox.put(session, chat, words, dedupe=f"k{number}", priority=1, now=now)
    database.close()


@pytest.fixture
async def server():
    async with TelegramServer(token="1:TEST", limits=True, open_chats=True, latency=0.05) as server:
        yield server


@pytest.fixture
def crew(address, tmp_path, server):
    crew = crew_of(tmp_path, address, server, LOG_FORMAT="json")
    yield crew
    crew.end()


def heard(server):
    return [call.params["text"] for call in server.made("sendMessage") if call.status == 200]


def often(server):
    return Counter(Counter(heard(server)).values())


async def test_a_dead_workers_backlog_is_said_by_the_other_one(address, crew, server):
    await a_backlog(address, 150)
    doomed = crew.start("worker")
    await until(lambda: len(heard(server)) > 10)
    crew.start("worker")
    await until(lambda: len(heard(server)) > 40)
    doomed.kill()
    await until(lambda: len(set(heard(server))) == 150)
    assert set(often(server)) <= {1, 2}
    assert often(server)[2] <= 4
    assert (server.rates.refused, server.violations) == (0, [])


async def test_a_worker_that_was_only_asleep_finds_its_lane_taken(address, crew, server):
    await a_backlog(address, 350)
    asleep = crew.start("worker")
    await until(lambda: len(heard(server)) > 10)
    crew.start("worker")
    await until(lambda: len(heard(server)) > 40)
    asleep.send_signal(signal.SIGSTOP)
    before = len(heard(server))
    await until(lambda: len(heard(server)) > before + 30)
    asleep.send_signal(signal.SIGCONT)
    await until(lambda: len(set(heard(server))) == 350)
    assert set(often(server)) <= {1, 2}
    assert often(server)[2] <= 4
    assert server.rates.refused == 0, "two workers spoke in one lane"
    assert await asyncio.to_thread(crew.end) == [0, 0]


async def test_a_worker_told_to_stop_under_load_leaves_the_rest_to_the_next(address, crew, server):
    await a_backlog(address, 120)
    first = crew.start("worker")
    await until(lambda: len(heard(server)) > 20)
    first.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(first.wait, 15) == 0
    said = len(heard(server))
    assert said < 120
    database = Database(address)
    with database.begin() as session:
        states = Counter(session.scalars(select(Outgoing.state)))
    database.close()
    assert (states["sent"], states["leased"]) == (said, 0)
    crew.start("worker")
    await until(lambda: len(heard(server)) == 120)
    assert often(server) == {1: 120}
    assert "Traceback" not in (crew.folder / "worker-0.log").read_text()


async def test_with_two_workers_each_tick_rings_once(address, crew, server):
    crew.start("worker")
    crew.start("worker")
    engine = create_engine(address)
    rung = "SELECT defer_timestamp FROM procrastinate_periodic_defers WHERE task_name = 'rescue'"

    def last():
        with engine.connect() as connection:
            return connection.execute(text(rung)).scalars().all()

    first = await until(last)
    await until(lambda: last() and min(last()) >= max(first) + 6)
    await until(lambda: [mark for mark in last() if mark % 2 == 0] == last())
    logs = [(crew.folder / f"worker-{number}.log").read_text() for number in (0, 1)]
    starts = [line for log in logs for line in log.splitlines() if "Starting job rescue" in line]
    stamps = [line.partition("timestamp=")[2].partition(")")[0] for line in starts]
    assert len(stamps) >= 3
    assert len(stamps) == len(set(stamps))
    engine.dispose()


async def test_the_web_process_gives_everybody_their_own_calendar(address, tmp_path):
    async with TelegramServer(token="1:TEST") as server:
        crew = crew_of(tmp_path, address, server)
        with listening_socket("127.0.0.1", 0) as door:
            port = door.getsockname()[1]
        crew.start("web", port)
        try:
            for words in ("/meetup 读书会 2090-03-14 19:00 图书馆", "/calendar"):
                count = len(server.answers(7)) if 7 in server.chats else 0
                server.say(7, 7, words)
                await until(lambda count=count: len(server.answers(7)) > count)
            found = re.search(r"http://127\.0\.0\.1:\d+(/calendar/\S+)", server.answers(7)[-1].text)
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
                answer = await client.get(found[1])
                assert (await client.head(found[1])).status_code == 200
                assert (await client.get(found[1].replace("m1", "m2"))).status_code == 404
            (entry,) = Calendar.from_ical(answer.content).walk("VEVENT")
            assert entry["SUMMARY"] == "读书会"
            assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        finally:
            crew.end()
