"""`web` and `worker`: the parts of `run` in processes of their own, on PostgreSQL."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from bot.app import DRAIN_AT_MOST, App, assemble, platforms_of
from bot.commands.errors import fail, fail_to_listen, fail_to_open
from bot.commands.language import how_to_call, t
from bot.commands.opening import open_database, prepare_logs, settings_or_fail
from bot.operations.running import run_in_loop, settle_in, stop_on_signals, together
from bot.server import application, listening_socket, serve
from bot.settings import Settings
from bot.wire import Refused

LOOK_AGAIN = 3.0
"""Seconds between two looks at the listener's lease."""

A_LITTLE_MORE = 2.0
"""Seconds a stopping worker still has when the queue has waited for its lanes."""

Job = Callable[[App, asyncio.Event], Awaitable[None]]


def web() -> None:
    """HTTP, and polling or Socket Mode in whoever holds the `listener` lease; says answers only."""
    settings = _settings()
    if not settings.secret_key.get_secret_value():
        fail(t("`web` needs SECRET_KEY: several processes must sign links alike."), 2)
    try:
        at = listening_socket(settings.host, settings.port)
    except OSError as error:
        fail_to_listen(settings, error)

    async def job(app: App, stop: asyncio.Event) -> None:
        app.only_answers()
        server = serve(application(app), at, stop)
        await together([app.delivery.run(), app.reach.go_on(), _listen(app), server], stop)

    _run(settings, job, DRAIN_AT_MOST)


def worker() -> None:
    """The clock, and the planned messages of the lanes the queue hands to this process."""

    async def job(app: App, stop: asyncio.Event) -> None:
        over = asyncio.Event()

        async def work() -> None:
            await app.work(stop)  # it ends by itself, when what it is doing is done
            over.set()

        await together([work(), app.reach.go_on()], over)

    _run(_settings(), job, A_LITTLE_MORE)


def _settings() -> Settings:
    settings = settings_or_fail()
    prepare_logs(settings)
    if settings.database.startswith("sqlite"):
        fail(
            t(
                "Several processes need PostgreSQL: set DATABASE_URL, or use: {bot} run",
                bot=how_to_call(),
            ),
            2,
        )
    return settings


def _run(settings: Settings, job: Job, at_most: float) -> None:
    app = assemble(settings, database=open_database(settings, migrates=False))
    for build in platforms_of(settings).values():
        app.add(build)

    async def whole() -> None:
        stop = asyncio.Event()
        stop_on_signals(stop)
        await app.reach.open()
        settle_in()
        try:
            await job(app, stop)
        finally:
            await app.drain_and_close(at_most)

    try:
        run_in_loop(whole())
    except Refused as refused:
        fail_to_open(refused)
    finally:
        app.database.close()


async def _listen(app: App) -> None:
    """One process polls; another takes over when its lease runs out."""
    while True:
        if await app.holds("listener"):
            listening = asyncio.ensure_future(app.reach.listen())
            while await app.holds("listener"):
                await asyncio.wait([listening], timeout=LOOK_AGAIN)
                if listening.done():
                    await listening  # all events come by HTTP: there is nothing to hold
                    return
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening
        await asyncio.sleep(LOOK_AGAIN)
