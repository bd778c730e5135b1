"""The only place where all parts meet: settings in, a running companion out."""

import asyncio
import contextlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.calendars.tokens import Feed
from bot.database import Database
from bot.dispatcher import Dispatcher
from bot.operations.clock import Clock
from bot.queries import alarms, feeds, leases, members, moved_clock, outbox, upkeep
from bot.queries.figures import Figures, figures
from bot.queries.outbox import Job
from bot.reach import Reach
from bot.rows import House
from bot.settings import Settings
from bot.study.calendar import local
from bot.texts import Texts
from bot.timemachine import HOW, REAL_CHATS, read_move
from bot.wire import MenuEntry, Platform
from content import Library, load, with_originals
from handlers import HANDLERS, PRIVATE, start
from scheduler.clerk import Speaks
from scheduler.clock import Ringer
from scheduler.delivery import Delivery
from scheduler.here import Metronome
from scheduler.pace import RESERVED
from scheduler.timetable import TIMETABLE

if TYPE_CHECKING:
    from bot.platforms.terminal import Terminal

DRAIN_AT_MOST = 8.0
"""Seconds a stopping process gives what is still to be said."""

T = TypeVar("T")

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
            feed=self._feed,
            pace=self._pace,
        )
        self.reach = Reach(self.platforms)
        self.dispatcher = Dispatcher(self.database, self.house, self.worker, self._said, self.clock)
        self.delivery = self._delivery(lambda *_: True)
        self._lanes: dict[str, Delivery] = {}
        self.ringer = Ringer(self.dispatcher, TIMETABLE)

    def add(self, build: Build) -> Platform:
        platform = build(self)
        self.platforms[platform.name] = platform
        return platform

    def _said(self, jobs: Sequence[Job]) -> None:
        self.delivery.said(jobs)

    def _whispers(self, platform: str) -> bool:
        return platform in self.platforms and self.platforms[platform].whispers

    def _link(self, platform: str, payload: str) -> str:
        return self.platforms[platform].link(payload) if platform in self.platforms else ""

    def _pace(self, platform: str) -> float:
        known = self.platforms.get(platform)
        return known.limits.lane_per_second * (1 - RESERVED) if known else 0.0

    def _feed(self, feed: Feed) -> str:
        base = self.settings.public_url.rstrip("/") or self.settings.address()
        return f"{base}/calendar/{feed.token(self.settings.secret())}.ics"

    async def calendar(self, token: str) -> bytes | None:
        """The calendar behind a signed address; None if it is no longer, or never was, one."""
        secret = self.settings.secret()
        return await self._ask(lambda session, now: feeds.serve(session, token, secret, now))

    # --- the clock, for one process ---------------------------------------------------------

    async def tick(self) -> None:
        """Plan and ring what is due now; the messages go to the outbox."""
        slices = self.ringer.slices(self.clock.now())
        while (rung := await self._on_thread(next, slices, None)) is not None:
            if rung:
                self.delivery.look()

    async def tidy(self) -> None:
        more = True
        while more:  # a short transaction each: answers go between
            more = await self._ask(upkeep.tidy)
        self.delivery.said(await self._on_thread(self.dispatcher.try_again))

    def metronome(self) -> Metronome:
        """The clock of a process that runs alone."""
        return Metronome(self.tick, self.tidy)

    async def settle(self) -> None:
        """Say everything that may be said now."""
        await self.delivery.drain()

    async def move_to(self, to: datetime) -> None:
        """Let time pass until `to`, ringing every alarm on the way in its own moment."""
        await self.tick()
        await self.settle()
        while (due := await self._ask(_next_due)) is not None and due <= to:
            self.clock.move(max(due, self.clock.now()))
            await self.tick()
            await self.settle()
        self.clock.move(to)
        await self.tick()
        await self.settle()

    async def time_machine(self, text: str, t: Texts, zone: str) -> str:
        """`/time +1d` on the terminal and the page: what the clock says afterwards."""
        if not text:
            return f"{self.moment(t, zone)}\n{t.plain(HOW)}"
        if await self._ask(members.has_real_chats):
            return t.plain(REAL_CHATS)
        try:
            to = read_move(text, self.clock.now(), zone)
        except ValueError as error:
            return t.plain(str(error))
        await self.move_to(to)
        await self._ask(lambda session, _now: moved_clock.keep(session, self.clock.ahead))
        return self.moment(t, zone)

    def moment(self, t: Texts, zone: str) -> str:
        """The companion's date and time of day, as /time says it."""
        moment = t.moment(local(self.clock.now(), zone))
        return t.plain("🕰 {moment} ({zone})", moment=moment, zone=zone)

    def resume_clock(self) -> None:
        """Go on from where /time has moved the clock: the record's dates lie there. Real chats live
        in the world's time.
        """
        if self.clock.is_ours or self.settings.has_telegram or self.settings.has_slack:
            return
        with self.database.begin() as session:
            ahead = moved_clock.ahead(session)
            if ahead and not members.has_real_chats(session, self.clock.now()):
                self.clock.move(self.clock.now() + ahead)

    def only_answers(self) -> None:
        """One of several processes: it says the answers it made, nothing that was planned."""
        self.delivery = self._delivery(lambda *_: False)

    async def work(self, stop: asyncio.Event) -> None:
        """One of several workers: tick and lanes are handed out by the queue until `stop`."""
        from scheduler.workers import queue_of, run_on_procrastinate

        self.only_answers()  # what is planned is said by the lanes' own deliveries, below
        queue = queue_of(self.database.url)
        stopping = asyncio.create_task(self._stop_lanes(stop))
        try:
            await run_on_procrastinate(
                queue,
                stop,
                tick=self.tick,
                waiting=lambda: self._ask(_lanes_waiting),
                drain=self._drain,
                tidy=self.tidy,
            )
        finally:
            stopping.cancel()

    async def _stop_lanes(self, stop: asyncio.Event) -> None:
        await stop.wait()
        for delivery in self._lanes.values():
            delivery.stop()

    async def _drain(self, lane: str) -> None:
        if lane not in self._lanes:
            self._lanes[lane] = self._delivery(partial(self._speaks_for, lane))
        await self._lanes[lane].drain()

    def _speaks_for(self, lane: str, session: Session, name: str, now: datetime) -> bool:
        """The queue gives a lane to one worker. One that it took for dead, and that was not, finds
        another one's lease here and says no more.
        """
        return name == lane and leases.hold(session, f"lane {lane}", self.worker, now)

    def _delivery(self, speaks: Speaks) -> Delivery:
        def speaks_there(session: Session, lane: str, now: datetime) -> bool:
            return self.reach.has(lane.partition(":")[0]) and speaks(session, lane, now)

        return Delivery(self.database, self.platforms, self.clock, self.worker, speaks_there)

    async def holds(self, name: str) -> bool:
        return await self._ask(lambda session, now: leases.hold(session, name, self.worker, now))

    async def figures(self) -> Figures:
        """What the database tells, and what this process has done since its start."""
        found = await self._ask(figures)
        done = (self.delivery, *self._lanes.values())
        return found | {
            "sent": ("Messages this process has sent", sum(one.sent for one in done)),
            "late": ("Of them, more than ten minutes late", sum(one.late for one in done)),
            "repeated": (
                "Of them, perhaps said before by a process that died",
                sum(one.repeated for one in done),
            ),
            "expired": (
                "Messages dropped because they would have come too late",
                sum(one.expired for one in done),
            ),
            "refused": ("Sends refused by a platform", sum(one.refused for one in done)),
            "skipped": ("Reminders skipped because they came too late", self.ringer.skipped),
            "claims": ("Looks at the outbox", sum(one.looks for one in done)),
            "claim_seconds": ("Time they took together", sum(one.looking for one in done)),
        }

    async def answers(self) -> bool:
        """Whether the database does."""
        try:
            await self._ask(_next_due)
        except DBAPIError:
            return False
        return True

    async def _ask(self, question: Callable[[Session, datetime], T]) -> T:
        """A question to the database at this moment, on one of its threads."""

        def ask() -> T:
            with self.database.begin() as session:
                return question(session, self.clock.now())

        return await self._on_thread(ask)

    async def _on_thread(self, work: Callable[..., T], *given: object) -> T:
        """The sync core runs on the database's threads, never on the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.database.threads, work, *given)

    async def drain_and_close(self, at_most: float = DRAIN_AT_MOST) -> None:
        """Say the answers that are owed, within a few seconds, leave the rest, hang up."""
        deliveries = (self.delivery, *self._lanes.values())
        for delivery in deliveries:
            delivery.stop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(at_most):
                await asyncio.gather(*[delivery.drain() for delivery in deliveries])
        for platform in self.platforms.values():
            await platform.close()
        await self._ask(lambda session, _now: self._let_go(session))

    def _let_go(self, session: Session) -> None:
        leases.let_go(session, self.worker)
        outbox.hand_back(session, self.worker)

    def release_leases(self) -> None:
        """A single process that starts owns whatever a dead one had claimed."""
        with self.database.begin() as session:
            outbox.release_all(session)


def _lanes_waiting(session: Session, now: datetime) -> list[str]:
    outbox.take_back(session, now)
    return outbox.lanes_waiting(session)


def _next_due(session: Session, _now: datetime) -> datetime | None:
    return alarms.next_due(session)


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
        library=library or with_originals(load(), settings.documents),
    )


def menu() -> list[MenuEntry]:
    """The commands menus are made from, in the table's order."""
    return [
        MenuEntry(
            row.name, row.help, "private" if row.where is PRIVATE else "anywhere", main=row.main
        )
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

    came = app.dispatcher
    return Telegram(app.settings, app.clock, came.handle, came.quarantine, came.note_rival, menu())


def _slack(app: App) -> Platform:
    from bot.platforms.slack import Slack

    return Slack(app.settings, app.clock, app.dispatcher.handle, app.dispatcher.quarantine, menu())


def web_page(app: App) -> Platform:
    from bot.platforms.web import Web

    return Web(
        app.settings,
        app.clock,
        app.dispatcher.handle,
        app.dispatcher.quarantine,
        menu(),
        app.database,
        time_machine=app.time_machine,
    )


def terminal(app: App, name: str, group: str | None, lang: str, zone: str) -> "Terminal":
    from bot.platforms.terminal import Terminal

    return Terminal(
        app.settings,
        app.clock,
        app.dispatcher.handle,
        app.dispatcher.quarantine,
        menu(),
        as_name=name,
        group=group,
        lang=lang,
        zone=zone,
        time_machine=app.time_machine,
        settle=app.settle,
    )
