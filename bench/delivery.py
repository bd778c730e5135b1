"""`delivery`: messages a second, each durably marked, by one worker; claims from a backlog."""

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from statistics import median

from sqlalchemy import insert, select, text, update

from bench.community import move_in
from bench.figures import Figure, compared, in_turn
from bench.local import folder, on_postgres, postgres, sqlite
from bench.nowhere import Nowhere
from bench.queue import rate
from bot.chat import Message
from bot.database import Database
from bot.models import Outgoing
from bot.operations.clock import Clock
from bot.packing import pack
from bot.queries import outbox
from bot.wire import Parcel
from scheduler.clerk import Clerk, Look
from scheduler.delivery import Delivery
from scheduler.marks import Mark, write

LANE, PEOPLE = "nowhere:here", 20_000
MANY_WAITING, FEW_WAITING, CLAIMS = 1_000_000, 1_000, 5
OURS, NAIVE, JOBS = 3_000, 600, 1_500
NAIVE_WAY = "one transaction a message: claim, send, mark"
QUEUE_WAY = "one Procrastinate job a message"

_BACKLOG = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers"
    " WHERE n < :many - 1) INSERT INTO outbox (dedupe, lane, chat_id, priority, not_before, state,"
    " worker, attempts, message, error) SELECT 'k' || n, :lane, n % :people + 1, 1, :now, 'ready',"
    " '', 0, :message, '' FROM numbers",
    "postgresql": "INSERT INTO outbox (dedupe, lane, chat_id, priority, not_before, state, worker,"
    " attempts, message, error) SELECT 'k' || n, :lane, n % :people + 1, 1,"
    " CAST(:now AS timestamptz), 'ready', '', 0, CAST(:message AS json), ''"
    " FROM generate_series(0, :many - 1) n",
}


def measure(pairs: int) -> Iterator[Figure]:
    with folder() as at:
        with sqlite(at / "t.db") as database:
            filled(database, PEOPLE, [LANE])
            found = in_turn(pairs, lambda: _ours(database), lambda: _naive(database))
            yield compared("delivery, SQLite", "messages/s", found, NAIVE_WAY, digits=1)
        with sqlite(at / "many.db") as many, sqlite(at / "few.db") as few:
            yield _backlog("SQLite", many, few, pairs)
    with postgres() as server:
        with on_postgres(server) as database:
            filled(database, PEOPLE, [LANE])
            found = in_turn(pairs, lambda: _ours(database), lambda: rate(database, JOBS))
            name = "delivery, PostgreSQL"
            yield compared(name, "messages/s", found, QUEUE_WAY, ">= 10", digits=1)
        with on_postgres(server) as many, on_postgres(server) as few:
            yield _backlog("PostgreSQL", many, few, pairs)


def filled(database: Database, many: int, lanes: Sequence[str]) -> None:
    """So many messages wait, in these lanes alike, each for a person of its own."""
    now = Clock().now()
    users = [str(n) for n in range(many)]
    move_in(database, users, now, platform="nowhere", tenant="here")
    message = pack(Message("早上好。今天读第三节，三十分钟。"))
    with database.begin() as session:
        rows = [
            {
                "dedupe": f"k{n}",
                "lane": lanes[n % len(lanes)],
                "chat_id": n + 1,
                "priority": outbox.REMINDER,
                "not_before": now,
                "message": message,
            }
            for n in range(many)
        ]
        session.execute(insert(Outgoing), rows)


def _backlog(kind: str, many: Database, few: Database, pairs: int) -> Figure:
    for database, waiting in ((many, MANY_WAITING), (few, FEW_WAITING)):
        _pile_up(database, waiting)
    found = in_turn(pairs, lambda: _claim(many), lambda: _claim(few))
    name = f"delivery, {kind}, a claim from {MANY_WAITING:,} waiting".replace(",000", " 000")
    return compared(name, "ms", found, f"from {FEW_WAITING:,}", "<= 1.2")


def _pile_up(database: Database, many: int) -> None:
    now = Clock().now()
    move_in(database, [str(n) for n in range(FEW_WAITING)], now, platform="nowhere", tenant="here")
    dialect = database.engine.dialect.name
    told = {
        "many": many,
        "lane": LANE,
        "people": FEW_WAITING,
        "now": f"{now:%Y-%m-%d %H:%M:%S.%f}" if dialect == "sqlite" else now,
        "message": json.dumps(pack(Message("早上好。今天读第三节，三十分钟。"))),
    }
    with database.engine.begin() as connection:
        connection.execute(text(_BACKLOG[dialect]), told)
    with database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def _claim(database: Database) -> float:
    """Milliseconds until a lane has its next rows, the median of a few."""
    clerk = Clerk(database, {"nowhere": Nowhere()}, Clock(), "bench", lambda *_: True)
    seconds = []
    for _ in range(CLAIMS):
        began = time.perf_counter()
        clerk.work([], Look([], [], {}))
        seconds.append(time.perf_counter() - began)
    with database.begin() as session:
        outbox.release_all(session)
    return median(seconds) * 1000


def _wait(database: Database, many: int) -> None:
    """So many rows are ready, all others said."""
    with database.begin() as session:
        session.execute(update(Outgoing).values(state="sent"))
        waiting = select(Outgoing.id).order_by(Outgoing.id).limit(many)
        session.execute(
            update(Outgoing).where(Outgoing.id.in_(waiting)).values(state="ready", worker="")
        )


def _ours(database: Database) -> float:
    _wait(database, OURS)
    delivery = Delivery(database, {"nowhere": Nowhere()}, Clock(), "bench")
    began = time.perf_counter()
    asyncio.run(delivery.drain())
    seconds = time.perf_counter() - began
    if delivery.sent != OURS:
        raise TimeoutError(f"{delivery.sent} of {OURS} messages were said")
    return OURS / seconds


def _naive(database: Database) -> float:
    _wait(database, NAIVE)
    clock, nowhere = Clock(), Nowhere()

    async def say_all() -> None:
        for _ in range(NAIVE):
            with database.begin() as session:
                (job,) = outbox.claim(session, LANE, "naive", clock.now(), 1)
                said = await nowhere.send(Parcel(job.place.address, job.message, job.dedupe))
                write(session, "naive", [Mark(job, "sent", said)], clock.now())

    began = time.perf_counter()
    asyncio.run(say_all())
    return NAIVE / (time.perf_counter() - began)
