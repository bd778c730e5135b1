"""`delivery`: messages a second, each durably marked, by one worker; claims from a backlog."""

import asyncio
import time
from collections.abc import Iterator
from statistics import median

from sqlalchemy import insert, select, update

from bench.community import move_in
from bench.figures import Figure, compared, in_turn
from bench.local import folder, on_postgres, postgres, sqlite
from bench.ours import UNLIMITED
from bot.chat import Message
from bot.database import Database
from bot.models import Chat, Outgoing
from bot.operations.clock import Clock
from bot.packing import pack, unpack
from bot.queries import members, outbox
from bot.wire import Parcel
from scheduler.delivery import Delivery

LANE, BACKLOG = "nowhere:here", 20_000
MANY_WAITING, FEW_WAITING, CLAIMS = 200_000, 2_000, 20
OURS, NAIVE = 3_000, 600
NAIVE_WAY = "one transaction a message: claim, send, mark"


class Nowhere:
    """A platform that takes everything at once and does nothing with it."""

    name, tenant, limits, whispers = "nowhere", "here", UNLIMITED, False

    async def send(self, _parcel: Parcel) -> str:
        return "1"


def measure(pairs: int) -> Iterator[Figure]:
    with folder() as at:
        with sqlite(at / "t.db") as database:
            yield _figure("SQLite", database, pairs)
        with sqlite(at / "many.db") as many, sqlite(at / "few.db") as few:
            yield _backlog(many, few, pairs)
    with postgres() as server, on_postgres(server) as database:
        yield _figure("PostgreSQL", database, pairs)


def _fill(database: Database, many: int) -> None:
    now = Clock().now()
    users = [str(n) for n in range(BACKLOG)]
    move_in(database, users, now, platform="nowhere", tenant="here")
    message = pack(Message("早上好。今天读第三节，三十分钟。"))
    with database.begin() as session:
        rows = [
            {
                "dedupe": f"k{n}",
                "lane": LANE,
                "chat_id": n % BACKLOG + 1,
                "priority": outbox.REMINDER,
                "not_before": now,
                "message": message,
            }
            for n in range(many)
        ]
        session.execute(insert(Outgoing), rows)


def _backlog(many: Database, few: Database, pairs: int) -> Figure:
    _fill(many, MANY_WAITING)
    _fill(few, FEW_WAITING)
    found = in_turn(pairs, lambda: _claim(many), lambda: _claim(few))
    name = f"delivery, a claim from {MANY_WAITING:,} waiting".replace(",000", " 000")
    return compared(name, "ms", found, f"from {FEW_WAITING:,}", "<= 1.2")


def _claim(database: Database) -> float:
    """Milliseconds until a lane has its next rows, the median of a few."""
    delivery = Delivery(database, {"nowhere": Nowhere()}, Clock(), "bench")
    seconds = []
    for _ in range(CLAIMS):
        began = time.perf_counter()
        delivery._claim_rows([], {}, [])
        seconds.append(time.perf_counter() - began)
    with database.begin() as session:
        outbox.release_all(session)
    return median(seconds) * 1000


def _figure(kind: str, database: Database, pairs: int) -> Figure:
    _fill(database, BACKLOG)
    found = in_turn(pairs, lambda: _ours(database), lambda: _naive(database))
    return compared(f"delivery, {kind}", "messages/s", found, NAIVE_WAY, digits=1)


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
                (row,) = outbox.claim(session, LANE, "naive", clock.now(), 1)
                chat = session.get_one(Chat, row.chat_id)
                parcel = Parcel(members.address_of(chat), unpack(row.message), row.dedupe)
                row.platform_id = await nowhere.send(parcel)
                row.state, row.worker, row.sent_at = "sent", "", clock.now()

    began = time.perf_counter()
    asyncio.run(say_all())
    return NAIVE / (time.perf_counter() - began)
