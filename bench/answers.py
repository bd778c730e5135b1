"""`answers`: how long one waits for an answer while others are written to, and in quiet times."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from statistics import median, quantiles

from sqlalchemy import insert, update

from bench.community import move_in
from bench.figures import Figure, compared
from bench.local import folder, sqlite
from bench.ours import UNLIMITED
from bot.app import App, assemble
from bot.chat import Address, Event, Message, Person
from bot.database import Database
from bot.models import Alarm, Outgoing
from bot.operations.clock import StillClock
from bot.operations.running import settle_in
from bot.packing import pack
from bot.queries import outbox
from bot.settings import Settings
from bot.wire import Limits, Parcel

ASKING, DUE, BACKLOG = 10_000, 10_000, 3_000
"""Learners who ask, who get a letter while they do, each round others; messages of a backlog."""
QUESTIONS, PAUSE = 200, 0.005
BESIDE_BACKLOG = 0.4
"""Seconds between two questions then: more than the vendor's 30 a second leave room for beside the
planned 24 would measure the vendor.
"""
TELEGRAM = Limits(lane_per_second=30, chat_per_second=1, group_per_minute=20, in_flight=4)
WITHIN = 300.0
NOW = datetime.fromisoformat("2026-03-02T08:00:00+08:00")
PROBE = 0.001


class Ears:
    """A platform that takes everything at once and tells who waits for it."""

    name, tenant, limits, whispers = "nowhere", "here", UNLIMITED, False

    def __init__(self) -> None:
        self.waiting: dict[str, asyncio.Future[None]] = {}

    async def send(self, parcel: Parcel) -> str:
        waiting = self.waiting.pop(parcel.address.chat, None)
        if waiting is not None:
            waiting.set_result(None)
        return "1"


def measure(pairs: int) -> Iterator[Figure]:
    with folder() as at, sqlite(at / "t.db") as database:
        bench = _Answers(database, ASKING + DUE * pairs)
        settle_in()  # as `run` does when everything is loaded
        found = asyncio.run(asyncio.wait_for(bench.rounds(pairs), WITHIN * pairs))
    idle, writing, sending, lags = zip(*found, strict=True)
    for name, busy in (("letters are written", writing), ("a backlog is said", sending)):
        of = f"answers, p99 while {name}"
        yield compared(of, "ms", list(zip(busy, idle, strict=True)), "when all is quiet", "<= 3")
    yield Figure("answers, worst lag of the loop", round(median(lags), 1), "ms", goal="<= 10")


class _Answers:
    def __init__(self, database: Database, people: int) -> None:
        names = [str(n) for n in range(people)]
        tomorrow = NOW + timedelta(days=1)
        move_in(database, names, NOW, platform="nowhere", tenant="here", due_at=tomorrow)
        settings = Settings(_env_file=None, database_url="sqlite://")
        self.ears = Ears()
        self.app: App = assemble(settings, clock=StillClock(NOW), database=database)
        self.app.platforms["nowhere"] = self.ears
        self._asked = 0
        self._written_to = ASKING

    async def rounds(self, pairs: int) -> list[tuple[float, float, float, float]]:
        async with self._delivering():
            await self._p99()  # the first questions build their statements
            return [await self._round() for _ in range(pairs)]

    async def _round(self) -> tuple[float, float, float, float]:
        await self._quiet()
        idle = await self._p99()
        writing, lag = await self._while_writing()
        sending = await self._while_sending()
        return idle, writing, sending, lag

    async def _while_writing(self) -> tuple[float, float]:
        """The p99 and the loop's worst lag while the letters of ten thousand are written."""
        self._settle()
        first, self._written_to = self._written_to + 1, self._written_to + DUE
        with self.app.database.begin() as session:
            due = Alarm.owner_id.between(first, self._written_to)
            session.execute(update(Alarm).where(due).values(due_at=NOW))
        writing = asyncio.create_task(self.app.tick())
        lag = asyncio.create_task(self._lag(writing))
        p99 = await self._p99()
        if writing.done():
            raise TimeoutError("the letters were written before the answers were heard")
        worst = await lag
        await writing
        return p99, worst

    async def _while_sending(self) -> float:
        """The p99 while a lane says a backlog at Telegram's pace."""
        self._settle()
        message = pack(Message("早上好。今天读第三节，三十分钟。"))
        rows = [
            {
                "dedupe": f"backlog:{self._asked}:{n}",
                "lane": "nowhere:here",
                "chat_id": n + 1,
                "priority": outbox.REMINDER,
                "not_before": NOW,
                "message": message,
            }
            for n in range(BACKLOG)
        ]
        with self.app.database.begin() as session:
            session.execute(insert(Outgoing), rows)
        self.app.delivery._lanes.clear()  # the next lane is made with these limits
        self.ears.limits = TELEGRAM
        await asyncio.sleep(2)
        p99 = await self._p99(pause=BESIDE_BACKLOG, many=QUESTIONS // 4)
        self._settle()
        for lane in self.app.delivery._lanes.values():
            lane.take_out(lambda _job: True)
        self.ears.limits = UNLIMITED
        self.app.delivery._lanes.clear()
        return p99

    async def _quiet(self) -> None:
        """Nothing waits to be said any more."""
        self._settle()
        await asyncio.sleep(1)

    def _settle(self) -> None:
        with self.app.database.begin() as session:
            ready = update(Outgoing).where(Outgoing.state.in_(("ready", "leased")))
            session.execute(ready.values(state="sent", worker=""))

    async def _p99(self, pause: float = PAUSE, many: int = QUESTIONS) -> float:
        """Milliseconds from a check-in to its answer, of a hundred the second worst."""
        waits = []
        for _ in range(many):
            waits.append(await self._answer())
            await asyncio.sleep(pause)
        return quantiles(waits, n=100)[98]

    async def _answer(self) -> float:
        self._asked += 1
        who = str(self._asked % ASKING)
        heard = self.ears.waiting[who] = asyncio.get_running_loop().create_future()
        event = Event(
            "",
            Address("nowhere", "here", who),
            Person("nowhere", "here", who, "学员", "zh"),
            NOW,
            f"k{self._asked}",
            text=f"学完第 {self._asked} 节",
        )
        began = time.perf_counter()
        await self.app.dispatcher.handle(event)
        await asyncio.wait_for(heard, 60)
        return (time.perf_counter() - began) * 1000

    async def _lag(self, busy: asyncio.Task[None]) -> float:
        worst = 0.0
        while not busy.done():
            before = time.perf_counter()
            await asyncio.sleep(PROBE)
            worst = max(worst, time.perf_counter() - before - PROBE)
        return worst * 1000

    @contextlib.asynccontextmanager
    async def _delivering(self) -> AsyncIterator[None]:
        running = asyncio.create_task(self.app.delivery.run())
        try:
            yield
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
