"""The only place where all parts meet: settings in, a running companion out."""

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.database import Database
from bot.dispatcher import Dispatcher, House
from bot.models import Outgoing
from bot.operations.clock import Clock
from bot.queries import alarms, outbox
from bot.settings import Settings
from bot.wire import MenuEntry, Platform
from content import Library, load
from handlers import HANDLERS, PRIVATE, start
from scheduler.clock import Ringer
from scheduler.delivery import Delivery
from scheduler.timetable import TIMETABLE

log = structlog.get_logger("app")

Build = Callable[["App"], Platform]


@dataclass
class App:
    """Everything that runs together in one process, wired."""

    settings: Settings
    database: Database
    clock: Clock
    library: Library
    worker: str = field(default_factory=lambda: secrets.token_hex(4))
    platforms: dict[str, Platform] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.house = House(
            library=self.library,
            rows=HANDLERS,
            welcome=start.start,
            lang=self.settings.bot_lang,
            zone=self.settings.bot_zone,
            whispers=self._whispers,
            link=self._link,
        )
        self.dispatcher = Dispatcher(self.database, self.house, self.worker, self._said)
        self.delivery = Delivery(self.database, self.platforms, self.clock, self.worker)
        self.ringer = Ringer(self.dispatcher, TIMETABLE)

    def add(self, build: Build) -> Platform:
        platform = build(self)
        self.platforms[platform.name] = platform
        return platform

    def _said(self, rows: Sequence[Outgoing]) -> None:
        self.delivery.said(rows)

    def _whispers(self, platform: str) -> bool:
        return platform in self.platforms and self.platforms[platform].whispers

    def _link(self, platform: str, payload: str) -> str:
        return self.platforms[platform].link(payload) if platform in self.platforms else ""

    # --- the clock, for one process ---------------------------------------------------------

    async def tick(self) -> None:
        """Plan and ring what is due now; the messages go to the outbox."""
        loop = asyncio.get_running_loop()
        rows = await loop.run_in_executor(self.database.threads, self.ringer.tick, self.clock.now())
        self.delivery.said(rows)

    async def settle(self) -> None:
        """Say everything that may be said now."""
        await self.delivery.drain()

    async def move_to(self, to: datetime) -> None:
        """Let time pass until `to`, ringing every alarm on the way in its own moment."""
        await self.tick()
        await self.settle()
        while (due := await self._next_due()) is not None and due <= to:
            self.clock.move(max(due, self.clock.now()))
            await self.tick()
            await self.settle()
        self.clock.move(to)
        await self.tick()
        await self.settle()

    async def _next_due(self) -> datetime | None:
        def ask() -> datetime | None:
            with self.database.begin() as session:
                return alarms.next_due(session)

        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.database.threads, ask)

    def release_leases(self) -> None:
        """A single process that starts owns whatever a dead one had claimed."""
        with self.database.begin() as session:
            outbox.release_all(session)


def assemble(
    settings: Settings,
    *,
    clock: Clock | None = None,
    library: Library | None = None,
    database: Database | None = None,
) -> App:
    """The parts put together, without any platform yet."""
    return App(
        settings=settings,
        database=database or Database(settings.database),
        clock=clock or Clock(settings.clock_start, settings.clock_rate),
        library=library or load(),
    )


def menu() -> list[MenuEntry]:
    """The commands menus are made from, in the table's order."""
    return [
        MenuEntry(row.name, row.help, "private" if row.where is PRIVATE else "anywhere")
        for row in HANDLERS.values()
        if row.help
    ]


def platforms_of(settings: Settings) -> Mapping[str, Build]:
    """A way to build each platform that is configured; imported only where it is used."""
    found: dict[str, Build] = {}
    if settings.has_telegram:
        found["telegram"] = _telegram
    if settings.has_slack:
        found["slack"] = _slack
    return found


def _telegram(app: App) -> Platform:
    from bot.platforms.telegram import Telegram

    return Telegram(
        app.settings, app.clock, app.dispatcher.handle, app.dispatcher.quarantine, menu()
    )


def _slack(app: App) -> Platform:
    from bot.platforms.slack import Slack

    return Slack(app.settings, app.clock, app.dispatcher.handle, app.dispatcher.quarantine, menu())
