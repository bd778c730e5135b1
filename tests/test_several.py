"""Several processes on PostgreSQL: web, workers, one of them killed."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

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
                process.send_signal(signal.SIGTERM)
        return [process.wait(timeout=20) for process in self.members]


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
        crew = Crew(
            tmp_path,
            DATABASE_URL=address,
            SECRET_KEY="a-key-for-tests-only",
            TELEGRAM_BOT_TOKEN="1:TEST",
            TELEGRAM_API_BASE=server.base,
            BOT_ENV="dev",
            CLOCK_START="2026-03-02T07:59:30+08:00",
        )
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
