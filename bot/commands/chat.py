"""`chat`: talk in the terminal, or through a pipe."""

import asyncio
import contextlib
import sys

from bot.app import App, assemble, terminal
from bot.commands.language import language_for, zone_for
from bot.commands.opening import open_database, prepare_logs, settings_or_fail
from bot.platforms.terminal import Terminal

ME = "me"


def main(name: str, group: str) -> None:
    settings = settings_or_fail()
    prepare_logs(settings, "ERROR")
    app = assemble(settings, database=open_database(settings, migrates=True))
    app.resume_clock()
    lang, zone = language_for(settings), zone_for(settings)
    screen = terminal(app, name=name or ME, group=group or None, lang=lang, zone=zone)
    app.add(lambda _: screen)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_talk(app, screen))
    finally:
        app.database.close()


async def _talk(app: App, screen: Terminal) -> None:
    """What fell due meanwhile comes first; a person at a prompt also hears what falls due later."""
    await app.tick()
    await app.settle()
    alive = [asyncio.create_task(app.delivery.run())] if sys.stdin.isatty() else []
    metronome = app.metronome()
    if alive:
        metronome.start()
    try:
        await screen.run()
    finally:
        if alive:
            metronome.stop()
        for task in alive:
            task.cancel()
        await asyncio.gather(*alive, return_exceptions=True)
        await app.drain_and_close()
