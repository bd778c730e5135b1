"""`slack`: events over HTTP, each acknowledged after its commit and answered, each second."""

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import aiohttp

from bench.community import move_in
from bench.figures import Figure, compared, in_turn
from bench.local import ROOT, first_line, folder, free_port, running, sqlite
from bot.operations.clock import Clock
from tests.servers.slack_delivery import signature

TOKEN, SECRET = "xoxb-test", "bench-secret"
SERVER = ROOT / "tests" / "servers" / "slack.py"
PEOPLE, EVENTS, AT_ONCE = 100, 800, 16
WARM = 200
WITHIN = 60.0
ECHO = "bare echo of Bolt"


def measure(pairs: int) -> Iterator[Figure]:
    with folder() as at:
        template = at / "template.db"
        with sqlite(template) as database:
            users = [f"U{n}" for n in range(PEOPLE)]
            rooms = [f"D{n}" for n in range(PEOPLE)]
            now = Clock().now()
            move_in(database, users, now, platform="slack", tenant="T1", chats=rooms)
        found = in_turn(pairs, lambda: _ours(at, template), _echo)
        yield compared("slack", "events/s", found, ECHO, ">= 0.4")


def _ours(at: Path, template: Path) -> float:
    copyfile(template, at / "t.db")
    for rest in ("t.db-wal", "t.db-shm"):
        (at / rest).unlink(missing_ok=True)
    return _rate(
        "bench.ours",
        lambda base, port: {
            "DATABASE_URL": f"sqlite:///{at / 't.db'}",
            "DATA_DIR": str(at),
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_BASE": base,
            "LOG_LEVEL": "WARNING",
            "PORT": port,
        },
    )


def _echo() -> float:
    return _rate(
        "bench.echo_slack",
        lambda base, port: {
            "ECHO_TOKEN": TOKEN,
            "ECHO_SECRET": SECRET,
            "ECHO_BASE": base,
            "ECHO_PORT": port,
        },
    )


def _rate(module: str, told) -> float:
    port = free_port()
    server = f"{SERVER} --port 0 --bot-token {TOKEN} --signing-secret {SECRET}".split()
    with running(*server) as slack:
        base = first_line(slack)
        with running("-m", module, **told(base, str(port))):
            drive = _drive(base, f"http://127.0.0.1:{port}/slack/events")
            return asyncio.run(asyncio.wait_for(drive, WITHIN))


async def _drive(base: str, url: str) -> float:
    """Acknowledgements a second with a few events on their way at any time, answers included."""
    control = base.replace("/api/", "/_control")
    async with aiohttp.ClientSession() as http:
        await http.post(control, json=[{"do": "dm", "args": [f"U{n}"]} for n in range(PEOPLE)])
        await _listening(http, url)
        await _post(http, url, range(WARM))
        await _answered(http, control, WARM)
        began = time.perf_counter()
        await _post(http, url, range(WARM, WARM + EVENTS))
        await _answered(http, control, WARM + EVENTS)
        return EVENTS / (time.perf_counter() - began)


async def _listening(http: aiohttp.ClientSession, url: str) -> None:
    while True:
        try:
            async with http.post(url, data=b"{}"):
                return
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.05)


async def _post(http: aiohttp.ClientSession, url: str, numbers: range) -> None:
    left = iter(numbers)

    async def hand_over() -> None:
        for number in left:
            body, headers = _event(number)
            async with http.post(url, data=body, headers=headers) as answer:
                if answer.status != 200:
                    raise TimeoutError(f"event {number} was answered {answer.status}")

    await asyncio.gather(*(hand_over() for _ in range(AT_ONCE)))


async def _answered(http: aiohttp.ClientSession, control: str, messages: int) -> None:
    while True:
        async with http.get(control) as state:
            if (await state.json())["calls"].get("chat.postMessage", 0) >= messages:
                return
        await asyncio.sleep(0.02)


def _event(number: int) -> tuple[bytes, dict[str, str]]:
    who, now = number % PEOPLE, time.time()
    stamp = f"{int(now)}.{number:06d}"
    event = {
        "type": "message",
        "channel_type": "im",
        "channel": f"D{who}",
        "user": f"U{who}",
        "text": f"学完第 {number} 节",
        "ts": stamp,
        "event_ts": stamp,
        "team": "T1",
    }
    body = json.dumps(
        {
            "type": "event_callback",
            "team_id": "T1",
            "api_app_id": "A0APP",
            "event_id": f"Ev{number:08}",
            "event_time": int(now),
            "event": event,
            "authorizations": [{"team_id": "T1", "user_id": "U0BOT", "is_bot": True}],
        }
    ).encode()
    stamp = str(int(now))
    return body, {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(SECRET, stamp, body),
    }
