"""The baseline of `delivery`: Procrastinate as it is documented, a job a message."""

import asyncio
import time

import procrastinate

from bot.database import Database
from scheduler.workers import queue_of

AT_ONCE = 10


def rate(database: Database, many: int) -> float:
    """Messages a second: each a job of its own, fetched, done and marked by one worker."""
    return asyncio.run(_rate(database, many))


async def _rate(database: Database, many: int) -> float:
    queue = queue_of(database.url)
    said = 0

    @queue.task(name="say")
    async def say(chat: int, text: str) -> None:
        nonlocal said
        said += 1

    async with queue.open_async():
        await say.batch_defer_async(*_messages(many))
        began = time.perf_counter()
        await queue.run_worker_async(
            concurrency=AT_ONCE, wait=False, install_signal_handlers=False, listen_notify=False
        )
        seconds = time.perf_counter() - began
        if said != many:
            raise TimeoutError(f"{said} of {many} jobs were done")
        await _clear(queue)
    return many / seconds


def _messages(many: int) -> list[dict[str, procrastinate.types.JSONValue]]:
    return [{"chat": n, "text": "早上好。今天读第三节，三十分钟。"} for n in range(many)]


async def _clear(queue: procrastinate.App) -> None:
    """Done jobs stay in the table unless they are removed; the next round starts as this one."""
    await queue.job_manager.delete_old_jobs(nb_hours=0, include_failed=True)
