"""Keeps long tasks alive together: when one ends, all are stopped, and why is said."""

import asyncio
import contextlib
import signal
from collections.abc import Coroutine, Sequence
from typing import Any


async def together(jobs: Sequence[Coroutine[Any, Any, None]], stop: asyncio.Event) -> None:
    """Run until `stop` is set or one of the jobs fails; then cancel the rest and wait for them."""
    tasks = [asyncio.create_task(job) for job in jobs]
    waiting = asyncio.create_task(stop.wait())
    alive = {waiting, *tasks}
    try:
        while not waiting.done():
            done, alive = await asyncio.wait(alive, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()  # a job may end early, but not fail
    finally:
        for task in [*tasks, waiting]:
            task.cancel()
        await asyncio.gather(*tasks, waiting, return_exceptions=True)


def stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
