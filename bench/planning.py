"""`planning`: an alarm planned, rung and in the outbox, against a stored APScheduler job a person."""

import asyncio
import pickle
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from statistics import median

from apscheduler.executors.debug import DebugExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import delete, insert, update

from bench.community import ZONE, move_in
from bench.figures import Figure, compared, in_turn
from bench.local import folder, on_postgres, postgres, sqlite
from bot.app import App, assemble
from bot.database import Database
from bot.models import Alarm
from bot.operations.clock import StillClock
from bot.settings import Settings

PEOPLE, DUE, JOBS_DUE, MANY_DUE = 100_000, 1_000, 400, 10_000
NOW = datetime.fromisoformat("2026-03-02T08:00:00+08:00")
PROBE = 0.001
BASELINE = "an APScheduler job that does nothing, one of 100,000 stored"


def measure(pairs: int) -> Iterator[Figure]:
    with folder() as at, sqlite(at / "t.db") as database:
        yield from _figures("SQLite", database, pairs)
    with postgres() as server, on_postgres(server) as database:
        yield from _figures("PostgreSQL", database, pairs)


def _figures(kind: str, database: Database, pairs: int) -> Iterator[Figure]:
    users = [str(n) for n in range(PEOPLE)]
    tomorrow = NOW + timedelta(days=1)
    move_in(database, users, NOW, platform="nowhere", tenant="here", due_at=tomorrow)
    app = assemble(
        Settings(_env_file=None, database_url="sqlite://"),
        clock=StillClock(NOW),
        database=database,
    )
    turns = iter(range(PEOPLE // DUE))
    with _jobs(database) as jobs:
        found = in_turn(pairs, lambda: _ours(app, next(turns)), jobs)
    yield compared(f"planning, {kind}", "ms/alarm", found, BASELINE, "<= 0.2")
    lags = [asyncio.run(_lag(app, next(turns))) for _ in range(pairs)]
    yield Figure(
        f"planning, {kind}, worst event-loop lag", round(median(lags), 1), "ms", goal="<= 10"
    )


def _wake(app: App, turn: int, many: int) -> None:
    """The next so many learners are due now."""
    first = turn * DUE
    with app.database.begin() as session:
        chosen = Alarm.owner_id.between(first + 1, first + many)
        session.execute(
            update(Alarm).where(chosen, Alarm.kind == "alarm.task").values(due_at=NOW)
        )


def _ours(app: App, turn: int) -> float:
    """Milliseconds an alarm: the letter written, the next one planned, all committed."""
    _wake(app, turn, DUE)
    began = time.perf_counter()
    rows = app.ringer.tick(NOW)
    seconds = time.perf_counter() - began
    if len(rows) != DUE:
        raise TimeoutError(f"{len(rows)} letters for {DUE} alarms")
    return seconds * 1000 / DUE


async def _lag(app: App, turn: int) -> float:
    """The longest the loop had to wait for its turn while a thread planned, in milliseconds."""
    _wake(app, turn, DUE)
    planning = asyncio.create_task(app.tick())
    worst = 0.0
    while not planning.done():
        before = time.perf_counter()
        await asyncio.sleep(PROBE)
        worst = max(worst, time.perf_counter() - before - PROBE)
    await planning
    return worst * 1000


# --- the baseline ---------------------------------------------------------------------------------


class ByHand(BaseScheduler):
    """APScheduler as it is, beaten by us: its own thread would only blur the measurement."""

    def wakeup(self) -> None: ...

    def shutdown(self, wait: bool = True) -> None:
        super().shutdown(wait)

    def beat(self) -> None:
        self._process_jobs()


def nothing(_person: int) -> None:
    """What the jobs of the baseline do."""


@contextmanager
def _jobs(database: Database):
    """A way to measure milliseconds a due job, on the same database with the same settings."""
    store = SQLAlchemyJobStore(engine=database.engine)
    scheduler = ByHand(
        jobstores={"default": store},
        executors={"default": DebugExecutor()},
        job_defaults={"misfire_grace_time": None},
        timezone="UTC",
    )
    scheduler.start()
    trigger = CronTrigger(hour=8, timezone=ZONE)
    job = scheduler.add_job(nothing, trigger, args=[0], id="0")
    state = job.__getstate__()
    scheduler.remove_job("0")
    later = job.next_run_time

    def store_jobs(numbers: range, when: datetime) -> None:
        rows = []
        for n in numbers:
            own = state | {"id": str(n), "args": (n,), "next_run_time": when}
            rows.append(
                {"id": str(n), "next_run_time": when.timestamp(), "job_state": pickle.dumps(own)}
            )
        with database.engine.begin() as connection:
            connection.execute(insert(store.jobs_t), rows)

    def milliseconds() -> float:
        due = later - timedelta(days=1)
        numbers = range(1, JOBS_DUE + 1)
        with database.engine.begin() as connection:
            connection.execute(
                delete(store.jobs_t).where(store.jobs_t.c.id.in_([str(n) for n in numbers]))
            )
        store_jobs(numbers, due)
        began = time.perf_counter()
        scheduler.beat()
        return (time.perf_counter() - began) * 1000 / JOBS_DUE

    for first in range(1, PEOPLE + 1, 10_000):
        store_jobs(range(first, first + 10_000), later)
    try:
        yield milliseconds
    finally:
        scheduler.shutdown(wait=False)
