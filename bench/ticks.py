"""`idle-tick`: what a tick costs when nothing is due, by how many alarms are asleep."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import text

from bench.figures import Figure, compared, in_turn
from bench.local import folder, on_postgres, postgres, sqlite
from bot.app import App, assemble
from bot.database import Database
from bot.operations.clock import Clock
from bot.settings import Settings

SIZES = (100_000, 1_000_000)
FEW = 1_000
TICKS, MORE = 40, 4
"""Ticks a measurement, of which the median counts; and measurements a pair."""

_SLEEPERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers"
    " WHERE n < :many) INSERT INTO alarms (owner, owner_id, kind, subject, due_at, unplanned,"
    " times) SELECT 'member', n, 'alarm.task', '',"
    " strftime('%Y-%m-%d %H:%M:%S', :first, (n % 86400) || ' seconds') || '.000000', 0, 0"
    " FROM numbers",
    "postgresql": "INSERT INTO alarms (owner, owner_id, kind, subject, due_at, unplanned, times)"
    " SELECT 'member', n, 'alarm.task', '',"
    " CAST(:first AS timestamptz) + n % 86400 * interval '1 second', false, 0"
    " FROM generate_series(1, :many) n",
}


def measure(pairs: int) -> Iterator[Figure]:
    now = Clock().now()
    with folder() as at, sqlite(at / "few.db") as few:
        asleep(few, FEW, now)
        for many in SIZES:
            with sqlite(at / f"{many}.db") as database:
                asleep(database, many, now)
                yield _figure("SQLite", pairs, database, few, many, now)
    with postgres() as server, on_postgres(server) as few:
        asleep(few, FEW, now)
        for many in SIZES:
            with on_postgres(server) as database:
                asleep(database, many, now)
                yield _figure("PostgreSQL", pairs, database, few, many, now)


def asleep(database: Database, many: int, now: datetime) -> None:
    """Alarms that ring from tomorrow on."""
    first = now + timedelta(days=1)
    dialect = database.engine.dialect.name
    told = f"{first:%Y-%m-%d %H:%M:%S}" if dialect == "sqlite" else first
    with database.engine.begin() as connection:
        connection.execute(text(_SLEEPERS[dialect]), {"many": many, "first": told})
    with database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def _figure(
    kind: str, pairs: int, database: Database, few: Database, many: int, now: datetime
) -> Figure:
    ours, theirs = _app(database), _app(few)
    found = in_turn(pairs * MORE, lambda: _tick(ours, now), lambda: _tick(theirs, now))
    name = f"idle-tick, {kind}, {many:,} alarms".replace(",000", " 000")
    return compared(name, "ms", found, f"with {FEW:,} alarms", "<= 1.2")


def _app(database: Database) -> App:
    settings = Settings(_env_file=None, database_url="sqlite://")
    return assemble(settings, database=database)


def _tick(app: App, now: datetime) -> float:
    """Milliseconds, the median of a few."""
    found = []
    for _ in range(TICKS):
        began = time.perf_counter()
        app.ringer.tick(now)
        found.append(time.perf_counter() - began)
    return median(found) * 1000
