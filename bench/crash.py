"""`crash`: `kill -9` at random points of a run of deliveries; what was lost or said again."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median
from subprocess import Popen

from sqlalchemy import func, insert, select

from bench.community import move_in
from bench.figures import Figure
from bench.local import (
    ROOT,
    History,
    first_line,
    folder,
    on_postgres,
    postgres,
    running,
    sqlite,
    until,
)
from bot.chat import Message
from bot.database import Database
from bot.models import Outgoing
from bot.operations.clock import Clock
from bot.packing import pack
from bot.platforms.telegram import Telegram
from bot.queries import outbox

TOKEN = "1:BENCH"
SERVER = ROOT / "tests" / "servers" / "telegram.py"
WAY_BACK = 0.03
"""Seconds of a round trip of 60 ms in which a message is heard already and we do not know it."""

KILLS_A_PAIR = 8
AT_ONCE = 4
"""Runs on PostgreSQL beside each other: nearly all of their time is waiting for leases."""

SOONEST, LATEST = 0.5, 1.5
"""Seconds of delivering before a kill: what the last one left behind is said and marked by then."""

A_KILL = 30
"""Messages there are for each kill: what is said until the latest moment."""

WITHIN = 60.0
SEED = 20261130


@dataclass
class Run:
    """Some kills of the same community's processes, and what its people have heard."""

    messages: int
    kills: list[float] = field(default_factory=list)
    """When, in seconds of this machine's timer."""
    recovered: list[float] = field(default_factory=list)
    """Seconds to the first message afterwards: from the restart, or where others live from the
    kill."""
    heard: list[tuple[float, str]] = field(default_factory=list)

    @property
    def times(self) -> Counter[str]:
        return Counter(text for _, text in self.heard)

    @property
    def lost(self) -> int:
        return self.messages - len(self.times)

    @property
    def repeats(self) -> list[int]:
        """By kill, how many messages were said again before the next one."""
        seen: set[str] = set()
        again = [0] * len(self.kills)
        for at, text in self.heard:
            if text in seen:
                again[sum(kill <= at for kill in self.kills) - 1] += 1
            seen.add(text)
        return again


def measure(pairs: int) -> Iterator[Figure]:
    kills, chance = KILLS_A_PAIR * pairs, random.Random(SEED)
    seeds = iter(lambda: chance.randrange(2**32), None)
    with folder() as at, sqlite(at / "t.db") as database:
        told = {"DATABASE_URL": str(database.url), "DATA_DIR": str(at)}
        run = _kills(at, database, kills, next(seeds), _restart_at_once, told)
        yield from _figures("SQLite", "one process", [run])
        yield Figure("crash, SQLite, restart to first message", *_median(run), goal="<= 2")
    for name, kill in (("one worker", _restart_at_once), ("two workers", _next_in_turn)):
        runs = _on_postgres(kills, [next(seeds) for _ in range(AT_ONCE)], kill)
        yield from _figures("PostgreSQL", name, runs)
        if kill is _next_in_turn:
            longest = max(gap for run in runs for gap in run.recovered)
            lease = outbox.LEASE.total_seconds()
            yield Figure(
                "crash, PostgreSQL, longest silence until the survivor speaks",
                round(longest, 1),
                "s",
                f"a lease: {lease:g}",
                round(longest / lease, 2),
                "<= 1.5",
            )


def _figures(kind: str, crew: str, runs: list[Run]) -> Iterator[Figure]:
    name = f"crash, {kind}, {crew}"
    again = [repeats for run in runs for repeats in run.repeats]
    kills = f"{len(again)} kills, {sum(run.messages for run in runs)} messages"
    often = max(times for run in runs for times in run.times.values())
    in_flight = Telegram.limits.in_flight
    yield Figure(f"{name}: lost", sum(run.lost for run in runs), "", kills, goal="<= 0")
    yield Figure(f"{name}: most often said", often, "times", kills, goal="<= 2")
    yield Figure(f"{name}: repeats", max(again), "a kill", kills, goal=f"<= {in_flight}")
    few = sum(repeats <= 1 for repeats in again) / len(again)
    yield Figure(f"{name}: at most one repeat", round(few, 3), "of kills", kills, goal=">= 0.9")


def _median(run: Run) -> tuple[float, str, str]:
    worst = max(run.recovered)
    return round(median(run.recovered), 2), "s", f"the slowest of {len(run.recovered)}: {worst:.2f}"


def _on_postgres(kills: int, seeds: list[int], kill: "Kill") -> list[Run]:
    """Several communities at once, each with its own database and its own Telegram."""
    with postgres() as server, folder() as at, ThreadPoolExecutor(len(seeds)) as threads:

        def one(number: int, seed: int) -> Run:
            room = at / str(number)
            room.mkdir()
            with on_postgres(server) as database:
                url = database.url.render_as_string(hide_password=False)
                told = {"DATABASE_URL": url, "DATA_DIR": str(room), "SECRET_KEY": "bench"}
                return _kills(room, database, kills // len(seeds), seed, kill, told)

        return list(threads.map(one, count(), seeds))


class Crew:
    """The processes of a community, its Telegram, and what was heard."""

    def __init__(self, stack: ExitStack, at: Path, told: dict[str, str]) -> None:
        path = at / "history.jsonl"
        path.touch()
        told_server = f"--port 0 --token {TOKEN} --open-chats --limits --latency {WAY_BACK}"
        server = [str(SERVER), *told_server.split(), "--history", str(path)]
        base = first_line(stack.enter_context(running(*server)))
        telegram = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": base}
        self.history = History(path)
        stack.callback(self.history.close)
        self.command = "worker" if "SECRET_KEY" in told else "run"
        self._told = told | telegram | {"LOG_LEVEL": "ERROR", "PORT": "0"}
        self._stack, self._at = stack, at
        self.alive: list[Popen[str]] = []

    def start(self) -> None:
        process = running("-m", "bot", self.command, at=self._at, **self._told)
        self.alive.append(self._stack.enter_context(process))

    def kill(self) -> float:
        """The one that has lived longest; when."""
        process = self.alive.pop(0)
        process.kill()
        now = time.monotonic()
        process.wait()
        return now

    def first_after(self, moment: float) -> float:
        """When the first message after `moment` was heard."""

        def heard() -> bool:
            self.history.look()
            return bool(self.history.sent) and self.history.sent[-1] > moment

        until(heard, WITHIN, "the next message")
        return next(at for at in self.history.sent if at > moment)


Kill = Callable[[Crew], tuple[float, float]]
"""Kills one of them; when, and how many seconds it took until somebody spoke."""


def _restart_at_once(crew: Crew) -> tuple[float, float]:
    killed = crew.kill()
    began = time.monotonic()
    crew.start()
    return killed, crew.first_after(began) - began


def _next_in_turn(crew: Crew) -> tuple[float, float]:
    """The one that speaks is killed: the other one, started after the last kill, takes over."""
    killed = crew.kill()
    crew.start()
    # What was sent before may be heard a moment later.
    return killed, crew.first_after(killed + WAY_BACK) - killed


def _kills(
    at: Path, database: Database, kills: int, seed: int, kill: Kill, told: dict[str, str]
) -> Run:
    chance = random.Random(seed)
    run = Run(messages=kills * A_KILL)
    _fill(database, run.messages)
    with ExitStack() as stack:
        crew = Crew(stack, at, told)
        began = time.monotonic()
        crew.start()
        crew.first_after(began)
        if kill is _next_in_turn:
            crew.start()
        for _ in range(kills):
            time.sleep(chance.uniform(SOONEST, LATEST))
            killed, silence = kill(crew)
            run.kills.append(killed)
            run.recovered.append(silence)
        until(lambda: not _waiting(database), WITHIN + run.messages / 10, "the rest")
        crew.history.look()
        run.heard = list(zip(crew.history.sent, crew.history.texts, strict=True))
    return run


def _fill(database: Database, many: int) -> None:
    """So many planned messages wait, each for a person of their own."""
    now = Clock().now()
    users = [str(1000 + n) for n in range(many)]
    move_in(database, users, now, platform="telegram", tenant="1")
    rows = [
        {
            "dedupe": f"k{n}",
            "lane": "telegram:1",
            "chat_id": n + 1,
            "priority": outbox.REMINDER,
            "not_before": now,
            "message": pack(Message(f"第 {n} 封")),
        }
        for n in range(many)
    ]
    with database.begin() as session:
        session.execute(insert(Outgoing), rows)


def _waiting(database: Database) -> int:
    open_ = select(func.count()).where(Outgoing.state.in_(("ready", "leased")))
    with database.begin() as session:
        return session.scalar(open_) or 0
