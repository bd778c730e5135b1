"""`run`: everything in one process: page, configured platforms, clock and delivery."""

import asyncio
import socket

import structlog

from bot.app import App, assemble, platforms_of, web_page
from bot.commands.errors import fail
from bot.commands.opening import open_database, prepare_logs, settings_or_fail
from bot.operations.running import settle_in, stop_on_signals, together
from bot.server import application, listening_socket, serve
from bot.wire import Refused

log = structlog.get_logger("run")


def main() -> None:
    settings = settings_or_fail()
    prepare_logs(settings)
    app = assemble(settings, database=open_database(settings, migrates=True))
    for build in platforms_of(settings).values():
        app.add(build)
    if settings.serves_page:
        app.add(web_page)
    try:
        asyncio.run(run(app, listening_socket(settings.host, settings.port)))
    except Refused as refused:
        fail(f"{refused.reason}\nTry: python -m bot doctor", 4)
    except OSError as error:
        fail(f"Cannot listen on {settings.host}:{settings.port}: {error.strerror or error}", 5)
    finally:
        app.database.close()


async def run(app: App, at: socket.socket) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    app.release_leases()
    for platform in app.platforms.values():
        await platform.open()
    metronome = app.metronome()
    metronome.start()
    _greet(app, at.getsockname()[1])
    settle_in()
    try:
        await together(
            [
                app.delivery.run(),
                *[platform.listen() for platform in app.platforms.values()],
                serve(application(app), at, stop),
            ],
            stop,
        )
    finally:
        metronome.stop()
        await app.drain_and_close()


def _greet(app: App, port: int) -> None:
    names = ", ".join(name for name in app.platforms if name != "web")
    where = f"http://{app.settings.host}:{port}/"
    if app.settings.serves_page:
        print(f"学伴 Xueban: {where}", flush=True)
    else:
        print(f"学伴 Xueban listens on {where} (the local page is off here)", flush=True)
    print(
        f"Also on: {names}"
        if names
        else "Telegram and Slack: python -m bot connect telegram|slack",
        flush=True,
    )
