"""The baseline of `planning`: APScheduler with a stored job a person, on the same database."""

import pickle
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from apscheduler.executors.debug import DebugExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import delete, insert

from bench.community import CHUNK, ZONE
from bot.database import Database


class ByHand(BaseScheduler):
    """APScheduler as it is, beaten by us: a thread of its own would only blur the measurement."""

    def wakeup(self) -> None: ...

    def shutdown(self, wait: bool = True) -> None:
        super().shutdown(wait)

    def beat(self) -> None:
        self._process_jobs()


def nothing(_person: int) -> None:
    """What a job does that does nothing."""


class Jobs:
    """Everybody's job for tomorrow at eight, stored; some of them can be made due."""

    def __init__(self, database: Database, people: int) -> None:
        self._store = SQLAlchemyJobStore(engine=database.engine)
        self._engine = database.engine
        self._scheduler = ByHand(
            jobstores={"default": self._store},
            executors={"default": DebugExecutor()},
            job_defaults={"misfire_grace_time": None},
            timezone="UTC",
        )
        self._scheduler.start()
        self._later: datetime = self._state(nothing)["next_run_time"]
        for first in range(1, people + 1, CHUNK):
            self._put(nothing, range(first, first + CHUNK), self._later)

    def milliseconds(self, deed: Callable[[int], None], people: range) -> float:
        """A due job, when these people's jobs are due and do `deed`."""
        table = self._store.jobs_t
        with self._engine.begin() as connection:
            connection.execute(delete(table).where(table.c.id.in_([str(n) for n in people])))
        self._put(deed, people, self._later - timedelta(days=1))
        began = time.perf_counter()
        self._scheduler.beat()
        return (time.perf_counter() - began) * 1000 / len(people)

    def close(self) -> None:
        self._scheduler.shutdown(wait=False)

    def _put(self, deed: Callable[[int], None], people: range, when: datetime) -> None:
        """Rows as `add_job` writes them, a hundred times faster."""
        state, rows = self._state(deed), []
        for n in people:
            own = state | {"id": str(n), "args": (n,), "next_run_time": when}
            rows.append(
                {"id": str(n), "next_run_time": when.timestamp(), "job_state": pickle.dumps(own)}
            )
        with self._engine.begin() as connection:
            connection.execute(insert(self._store.jobs_t), rows)

    def _state(self, deed: Callable[[int], None]) -> dict[str, Any]:
        trigger = CronTrigger(hour=8, timezone=ZONE)
        job = self._scheduler.add_job(deed, trigger, args=[0], id="0")
        self._scheduler.remove_job("0")
        return dict(job.__getstate__())
