"""`run`: everything in one process: page, configured platforms, clock and delivery."""

import asyncio
import socket

import structlog

from bot.app import App, assemble, platforms_of, web_page
from bot.commands.errors import fail_to_listen, fail_to_open
from bot.commands.language import how_to_call, reader, t, zone_for
from bot.commands.opening import open_database, prepare_logs, settings_or_fail
from bot.operations.running import run_in_loop, settle_in, stop_on_signals, together
from bot.server import application, listening_socket, serve
from bot.wire import Refused

log = structlog.get_logger("run")


def main() -> None:
    settings = settings_or_fail()
    prepare_logs(settings)
    app = assemble(settings, database=open_database(settings, migrates=True))
    app.resume_clock()
    for build in platforms_of(settings).values():
        app.add(build)
    if settings.serves_page:
        app.add(web_page)
    try:
        run_in_loop(run(app, listening_socket(settings.host, settings.port)))
    except Refused as refused:
        fail_to_open(refused)
    except OSError as error:
        fail_to_listen(settings, error)
    finally:
        app.database.close()


async def run(app: App, at: socket.socket) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    app.release_leases()
    await app.reach.open()
    metronome = app.metronome()
    metronome.start()
    _greet(app, at.getsockname()[1])
    settle_in()
    try:
        await together(
            [
                app.delivery.run(),
                app.reach.go_on(),
                app.reach.listen(),
                serve(application(app), at, stop),
            ],
            stop,
        )
    finally:
        metronome.stop()
        await app.drain_and_close()


def _greet(app: App, port: int) -> None:
    names = ", ".join(name for name in app.platforms if name != "web")
    where = app.settings.address(port) + "/"
    if app.settings.serves_page:
        lines = [f"学伴 Xueban: {where}"]
    else:
        lines = [t("Xueban listens on {address} (the local page is off here)", address=where)]
    if names:
        lines.append(t("Also on: {names}", names=names))
    else:
        lines.append(t("Telegram and Slack: {bot} connect telegram|slack", bot=how_to_call()))
    if app.clock.is_ours:
        lines.append(app.moment(reader(), zone_for(app.settings) or app.settings.bot_zone))
    print("\n".join(lines), flush=True)
