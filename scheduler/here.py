"""Everything in one process: APScheduler as the metronome of a few fixed jobs."""

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

TICK = 15
"""Seconds between two looks at the alarms."""

TIDY = 6
"""Hours between two housekeepings."""

Job = Callable[[], Awaitable[None]]


class Metronome:
    """Beats our fixed jobs; there is never one job per person.

    The first tick comes at once: what fell due while we were off is rung before anything else.
    """

    def __init__(self, tick: Job, tidy: Job) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        once = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        self._scheduler.add_job(tick, "date", **once)
        self._scheduler.add_job(tidy, "date", **once)
        self._scheduler.add_job(tick, "interval", seconds=TICK, **once)
        self._scheduler.add_job(tidy, "interval", hours=TIDY, **once)

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)
