"""Several processes on PostgreSQL: Procrastinate hands out the same functions as coarse jobs.

Never a job a message and never a job in the future: the rows say what is due. A lane's `drain` is
locked by the lane's name, so exactly one worker says its planned messages and its limits need no
shared counter. A dead worker's jobs are taken over when its heartbeat is missed.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import procrastinate
import structlog
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status
from sqlalchemy import URL

HEARTBEAT = 2
"""Seconds between two signs of life of a worker."""

SILENT = 6
"""Seconds without a sign of life after which a worker counts as dead."""

DRAIN_AT_MOST = 6
"""Seconds a stopping worker may wait for what is on its way."""

LOOK = 1.0
"""Seconds between two looks for a job that nobody told us of: one whose lock has become free."""

AT_ONCE = 16
"""Jobs a worker does at the same time: the tick and a drain for each lane."""

# The queue reads seconds as the last field, not the first.
EVERY_15_SECONDS = "* * * * * */15"
EVERY_2_SECONDS = "* * * * * */2"
EVERY_6_HOURS = "0 */6 * * *"

log = structlog.get_logger("workers")

Waiting = Callable[[], Awaitable[list[str]]]
"""The lanes in which something waits to be said; left behind rows are among it."""

Drain = Callable[[str], Awaitable[None]]
Chore = Callable[[], Awaitable[None]]


def queue_of(url: URL) -> procrastinate.App:
    """The queue in the same database as everything else."""
    conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=conninfo))


async def run_on_procrastinate(
    queue: procrastinate.App,
    stop: asyncio.Event,
    *,
    tick: Chore,
    waiting: Waiting,
    drain: Drain,
    tidy: Chore,
) -> None:
    """Work until `stop`; what is being said is finished first."""
    _tasks(queue, tick, waiting, drain, tidy)
    async with queue.open_async():
        working = asyncio.create_task(
            queue.run_worker_async(
                concurrency=AT_ONCE,
                delete_jobs="always",  # what failed is in the log, and comes round again
                fetch_job_polling_interval=LOOK,
                install_signal_handlers=False,
                shutdown_graceful_timeout=DRAIN_AT_MOST,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=SILENT,
            )
        )
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not working.done():
            working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working


def _tasks(
    queue: procrastinate.App, tick: Chore, waiting: Waiting, drain: Drain, tidy: Chore
) -> None:
    @queue.task(name="drain")
    async def drain_lane(lane: str) -> None:
        await drain(lane)

    async def wake_lanes() -> None:
        for lane in await waiting():
            # One waiting job a lane is enough: it finds whatever is there when it starts.
            with contextlib.suppress(AlreadyEnqueued):
                await drain_lane.configure(lock=lane, queueing_lock=lane).defer_async(lane=lane)

    @queue.periodic(cron=EVERY_15_SECONDS)
    @queue.task(name="tick", lock="tick", queueing_lock="tick")
    async def ring(timestamp: int) -> None:  # noqa: ARG001 - our clock says the time
        await tick()
        await wake_lanes()

    @queue.periodic(cron=EVERY_2_SECONDS)
    @queue.task(name="rescue", queueing_lock="rescue")
    async def rescue(timestamp: int) -> None:  # noqa: ARG001 - the queue's own clock counts
        stalled = await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT)
        for job in stalled:
            # Not tried again: what it was about stands in the rows, and comes round.
            log.warning("a worker died", job=job.task_name)
            await queue.job_manager.finish_job(job, Status.FAILED, delete_job=True)
        await wake_lanes()

    @queue.periodic(cron=EVERY_6_HOURS)
    @queue.task(name="tidy", queueing_lock="tidy")
    async def clean(timestamp: int) -> None:  # noqa: ARG001 - our clock says the time
        await tidy()
