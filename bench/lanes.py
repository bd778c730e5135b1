"""`lanes`: the same drain handed out by Procrastinate; healthy lanes while one is limited."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import count
from statistics import median

from sqlalchemy import func, select, update

from bench.delivery import filled
from bench.figures import Figure, compared, in_turn
from bench.local import first_line, folder, on_postgres, postgres, running, sqlite, until
from bench.nowhere import Nowhere
from bot.chat import Message
from bot.database import Database
from bot.models import Chat, Outgoing
from bot.operations.clock import Clock
from bot.queries import outbox
from bot.wire import Limits, Parcel, Refused
from scheduler.delivery import Delivery

LANES = [f"nowhere:{n}" for n in range(8)]
MESSAGES = 16_000
WITHIN = 60.0

RESTS = 6.0
"""Seconds of `Retry-After`; a minute would tell no more and take ten times as long."""

EVERY = 0.05
"""Seconds between two messages of the healthy lane."""


def measure(pairs: int) -> Iterator[Figure]:
    with postgres() as server, on_postgres(server) as database:
        filled(database, MESSAGES, LANES)
        for workers in (1, 2):
            found = in_turn(
                pairs,
                lambda workers=workers: _rate(database, "queue", workers),
                lambda workers=workers: _rate(database, "direct", workers),
            )
            name = f"lanes, 8 through Procrastinate, {workers} worker{'s' * (workers > 1)}"
            yield compared(name, "messages/s", found, "drain called directly", ">= 0.9", digits=0)
    with folder() as at, sqlite(at / "t.db") as database:
        bench = _Healthy(database)
        found = in_turn(pairs, lambda: bench.delay(RESTS), lambda: bench.delay(0.0))
    name = f"lanes, delay of a healthy one while another rests {RESTS:g} s"
    yield compared(name, "ms", found, "nobody is limited", "<= 1.1")


def _rate(database: Database, way: str, workers: int) -> float:
    """Messages a second, from the first mark to the last."""
    _all(database, "sent")
    url = database.url.render_as_string(hide_password=False)
    with ExitStack() as stack:
        shares = [LANES[number::workers] for number in range(workers)]
        started = [
            stack.enter_context(running("-m", "bench.drain", way, url, *share)) for share in shares
        ]
        for process in started:
            first_line(process)
        _all(database, "ready")
        until(lambda: not _open(database), WITHIN, f"{way}, {workers}")
    with database.begin() as session:
        first, last = session.execute(
            select(func.min(Outgoing.sent_at), func.max(Outgoing.sent_at))
        ).one()
    return MESSAGES / (last - first).total_seconds()


def _all(database: Database, state: str) -> None:
    with database.begin() as session:
        session.execute(update(Outgoing).values(state=state, worker="", sent_at=None))


def _open(database: Database) -> int:
    waiting = select(func.count()).where(Outgoing.state.in_(("ready", "leased")))
    with database.begin() as session:
        return session.scalar(waiting) or 0


class _Limited(Nowhere):
    """Refuses once, for as long as it is told; the lane has much to say and must rest."""

    name = "limited"

    def __init__(self, rest: float) -> None:
        self.rest = rest

    async def send(self, parcel: Parcel) -> str:
        if self.rest:
            rest, self.rest = self.rest, 0.0
            raise Refused("too many", retry_after=rest)
        return await super().send(parcel)


class _Prompt(Nowhere):
    """Notes when each message came."""

    name = "prompt"
    limits = Limits(1e6, 1e6, 1e6, in_flight=4)

    def __init__(self) -> None:
        self.came: dict[str, float] = {}

    async def send(self, parcel: Parcel) -> str:
        self.came[parcel.key] = time.perf_counter()
        return "1"


class _Healthy:
    """Two lanes of one process: one is limited, the other has a planned message now and then."""

    def __init__(self, database: Database) -> None:
        self._database = database
        for name in ("limited", "prompt"):
            with database.begin() as session:
                chat = Chat(platform=name, tenant="here", chat=name)
                session.add(chat)
        self._numbers = count()

    def delay(self, rest: float) -> float:
        """Milliseconds from the commit of a message until it is sent, the median."""
        return asyncio.run(self._delay(rest))

    async def _delay(self, rest: float) -> float:
        limited, prompt = _Limited(rest), _Prompt()
        platforms = {"limited": limited, "prompt": prompt}
        delivery = Delivery(self._database, platforms, Clock(), "bench")
        self._put("limited", 30)
        delivering = asyncio.create_task(delivery.run())
        await asyncio.sleep(0.5)
        made: dict[str, float] = {}
        for _ in range(int((RESTS - 1) / EVERY)):
            (key,), jobs = self._put("prompt", 1)
            made[key] = time.perf_counter()
            delivery.said(jobs)
            await asyncio.sleep(EVERY)
        await asyncio.sleep(1 + (rest and 1))
        delivery.stop()
        await delivering
        with self._database.begin() as session:
            session.execute(update(Outgoing).values(state="sent"))
        return median(prompt.came[key] - at for key, at in made.items()) * 1000

    def _put(self, platform: str, many: int) -> tuple[list[str], Sequence[outbox.Job]]:
        keys = [f"k{next(self._numbers)}" for _ in range(many)]
        now = Clock().now()
        with self._database.begin() as session:
            chat = session.scalars(select(Chat).where(Chat.platform == platform)).one()
            jobs = [
                outbox.put(
                    session,
                    chat,
                    Message("早上好。"),
                    dedupe=key,
                    priority=outbox.REMINDER,
                    now=now,
                )
                for key in keys
            ]
        return keys, [job for job in jobs if job is not None]
