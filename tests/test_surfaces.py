"""The whole process under rough treatment: killed midway, told things twice, switched off."""

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import func, select

from bot.database import Database
from bot.models import Account, Chat, Checkin, Member, Outgoing, Task
from bot.queries import alarms
from bot.schema import migrate
from tests.play.script import Heard
from tests.play.slack import by_http
from tests.play.stage import Stage
from tests.servers.telegram import TelegramServer

ROOT = Path(__file__).parents[1]
TOKEN = "1:TEST"
MANY = 500
WANG = 7


@pytest.fixture
def database(tmp_path):
    """The database a process finds in its data directory."""
    database = Database(f"sqlite:///{tmp_path}/xueban.db")
    migrate(database)
    yield database
    database.close()


def enrol(database, user):
    """Somebody who has chosen a track and is brought a task at eight."""
    with database.begin() as session:
        member = Member(
            name=f"U{user}",
            lang="zh",
            zone="Asia/Shanghai",
            track="T1",
            created_at=datetime(2026, 3, 1, tzinfo=UTC),
        )
        member.accounts.append(Account(platform="telegram", tenant="1", user=str(user)))
        session.add(member)
        session.flush()
        home = Chat(platform="telegram", tenant="1", chat=str(user), member_id=member.id)
        session.add(home)
        alarms.replan(session, member, ("alarm.task",))


def count(database, what):
    with database.begin() as session:
        return session.scalar(select(func.count()).select_from(what))


@asynccontextmanager
async def process(*command, folder, said="", **environment):
    """A process of our own, alive once it has said something; ended by its number at the latest."""
    out = folder / f"{Path(command[0]).stem}.log"
    with out.open("wb") as log:
        running = await asyncio.create_subprocess_exec(
            sys.executable,
            *command,
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
            stdout=log,
            stderr=log,
        )
    try:
        async with asyncio.timeout(30):
            while said not in out.read_text():
                assert running.returncode is None, out.read_text()
                await asyncio.sleep(0.05)
        yield running, out
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


def on_slack(server, folder, **environment):
    """The companion by Socket Mode at a local Slack, in a process of its own."""
    return process(
        *("-m", "bot", "run"),
        folder=folder,
        said="slack",
        DATA_DIR=str(folder),
        PORT="0",
        SLACK_BOT_TOKEN=server.bot_token,
        SLACK_APP_TOKEN=server.app_token,
        SLACK_API_BASE=server.base,
        **environment,
    )


def companion(folder, base, **environment):
    """`python -m bot run`, talking to a local Telegram."""
    return process(
        *("-m", "bot", "run"),
        folder=folder,
        said="同时在：telegram",
        DATA_DIR=str(folder),
        PORT="0",
        TELEGRAM_BOT_TOKEN=TOKEN,
        TELEGRAM_API_BASE=base,
        **environment,
    )


async def until(condition, within=60.0):
    async with asyncio.timeout(within):
        while not await condition():  # noqa: ASYNC110 - it happens in another process
            await asyncio.sleep(0.1)


# --- killed midway -------------------------------------------------------------------------------


async def test_killed_in_the_middle_every_update_is_handled_once_and_answered(tmp_path, database):
    """500 people have each sent one check-in; the process dies while it takes them in, and again
    while it answers.
    """
    for number in range(MANY):
        enrol(database, 1000 + number)
    history = tmp_path / "history.jsonl"
    server = [str(ROOT / "tests/servers/telegram.py"), "--port", "0", "--token", TOKEN]
    server += ["--updates", str(MANY), "--chats", str(MANY), "--text", "/checkin 第{n}章"]
    server += ["--history", str(history)]
    async with process(*server, folder=tmp_path, said="http") as (_, out):
        base = out.read_text().strip()
        async with aiohttp.ClientSession() as http:

            async def state():
                async with http.get(base.replace("/bot", "/_control")) as answer:
                    return await answer.json()

            async def taken_in():
                return (await state())["confirmed"] >= 100

            async def half_answered():
                return (await state())["calls"].get("sendMessage", 0) >= MANY // 2

            async def all_said():
                with database.begin() as session:
                    sent = select(func.count()).where(Outgoing.state == "sent")
                    return session.scalar(sent) == MANY

            for moment in (taken_in, half_answered):
                async with companion(tmp_path, base) as (running, _):
                    await until(moment)
                    running.send_signal(signal.SIGKILL)
                    await running.wait()
            assert not await all_said()
            async with companion(tmp_path, base):
                await until(all_said)
            assert (await state())["violations"] == []
            assert (await state())["pending"] == 0
    with database.begin() as session:
        texts = Counter(session.scalars(select(Checkin.text)))
    assert texts == {f"第{number}章": 1 for number in range(MANY)}
    answers = Counter(
        call["params"]["text"]
        for call in map(json.loads, history.read_text().splitlines())
        if call.get("method") == "sendMessage" and call["status"] == 200
    )
    assert answers.keys() == {f"已打卡：第{number}章。连续 1 天。" for number in range(MANY)}
    assert max(answers.values()) <= 2


# --- told four times -----------------------------------------------------------------------------


async def test_the_same_event_four_times_at_once_has_one_effect(tmp_path):
    stage = Stage(tmp_path)
    async with by_http(stage) as slack:
        for words in ("/start", "[Python 初级（0-2年）]", "[08:00]"):
            act = slack.press if words.startswith("[") else slack.say
            await act("小王", words.strip("[]"), in_channel=False)
        await slack.heard()
        slack.server.faults.repeat_next(3)
        await slack.say("小王", "学完装饰器了", in_channel=False)
        attempts = slack.server.deliveries[-1].attempts
        assert [attempt.status for attempt in attempts] == [200] * 4
        said = Heard("小王", "已打卡：学完装饰器了。连续 1 天。", (("撤回",),))
        assert await slack.heard() == [said]
        assert count(slack.app.database, Checkin) == 1
        slack.check()
        stage.check()
    stage.close()


# --- the hour comes ------------------------------------------------------------------------------


async def test_the_letter_comes_once_at_its_hour_and_once_after_three_days_off(tmp_path, database):
    enrol(database, WANG)
    async with TelegramServer(token=TOKEN) as server:
        server.private(WANG)

        async def letters():
            return [post for post in server.answers(WANG) if "今天的任务" in post.text]

        def at(moment):
            return companion(tmp_path, server.base, BOT_ENV="dev", CLOCK_START=f"{moment}+08:00")

        async with at("2026-03-02T07:59:55"):
            assert not await letters()
            await until(letters)
        # Up again after a minute it looks at once, and finds nothing left to say.
        async with at("2026-03-02T08:01:00"):
            await asyncio.sleep(2)
            assert len(await letters()) == 1
        async with at("2026-03-05T08:00:05"):
            await until(lambda: _more(letters, 1))
            await asyncio.sleep(2)
            assert len(await letters()) == 2
        assert server.violations == []
    assert count(database, Task) == 2


async def _more(letters, than):
    return len(await letters()) > than
