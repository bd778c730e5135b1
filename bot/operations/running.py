"""Keeps long tasks alive together until a signal, or the failure of one, stops them all."""

import asyncio
import contextlib
import gc
import signal
import sys
from collections.abc import Coroutine, Sequence
from typing import Any

QUICK_TURN = 0.0001
"""Seconds a busy thread may keep the interpreter from the others. SQLite lets go of it at every row
and has it back before whoever waits has woken up, who asks for it only after a wait as long as
this without being woken: with the default 0.005 the event loop stood still for 20 ms.
"""

SELDOM = (50_000, 20, 500)
"""How often the collector looks for cycles: four hundred letters leave a hundred small objects,
while a batch of them holds thousands that are needed, and nobody is answered while it looks.
"""


def run_in_loop(main: Coroutine[Any, Any, None]) -> None:
    """As `asyncio.run`, with uvloop where there is one: it spends less on every socket."""
    with asyncio.Runner(loop_factory=_new_loop) as runner:
        runner.run(main)


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:  # Windows has none
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


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


def settle_in() -> None:
    """What was loaded at the start stays for good, so the collector need not look at it again; and
    the event loop gets its turn sooner while the database thread is busy.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    gc.enable()
    sys.setswitchinterval(QUICK_TURN)


def stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
