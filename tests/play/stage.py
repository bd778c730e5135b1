"""Where a conversation is played: its database, its clock, its steps, and what was heard."""

import asyncio
import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import unified_diff
from itertools import pairwise, zip_longest
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.app import App, assemble
from bot.database import Database
from bot.languages import LANGUAGES
from bot.models import Base, Inbox, Outgoing
from bot.operations.clock import StillClock
from bot.server import application, serve
from bot.settings import Settings
from bot.texts import texts
from bot.wire import Limits
from tests.play.script import Heard, Line, Moment, Script, Step
from tests.play.surface import Surface

START = datetime(2026, 3, 1, 7, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FAST = Limits(1e6, 1e6, 1e8)
"""No vendor's pace: a month is played in a second. The paces have tests of their own."""


@dataclass
class Stage:
    """What one conversation has for itself."""

    folder: Path
    lang: str = "zh"
    _apps: list[App] = field(default_factory=list)

    def app(self, **settings: object) -> App:
        """The whole companion on an empty database, without platforms yet."""
        url = f"sqlite:///{self.folder}/play.db"
        given = Settings(_env_file=None, data_dir=self.folder, database_url=url, **settings)
        database = Database(given.database)
        Base.metadata.create_all(database.engine)
        self._apps.append(assemble(given, clock=StillClock(START), database=database))
        return self._apps[-1]

    def close(self) -> None:
        for app in self._apps:
            app.database.close()

    def check(self) -> None:
        """Everything was said, and everything was understood."""
        for app in self._apps:
            with app.database.begin() as session:
                stuck = Outgoing.state.not_in(("sent", "merged", "expired"))
                left = [
                    (row.state, row.error) for row in session.scalars(select(Outgoing).where(stuck))
                ]
                kept = [row.raw for row in session.scalars(select(Inbox))]
            assert (left, kept) == ([], [])


@dataclass(frozen=True)
class Played:
    """A step, what was heard after it, and what should have been, as far as can be there."""

    step: Step
    heard: list[Heard]
    expected: list[Heard]


async def play(script: Script, surface: Surface) -> list[Played]:
    played = []
    for (step, expected), (following, _) in pairwise([*script.steps, (None, [])]):
        await _act(step, surface, script.zone)
        said = await surface.heard()
        if isinstance(following, Line) and following.form is not None:
            said = surface.fold(said)
        played.append(Played(step, said, [surface.here(one, step) for one in expected]))
    return played


async def _act(step: Step, surface: Surface, zone: str) -> None:
    if isinstance(step, Moment):
        await surface.move_to(step.at.replace(tzinfo=ZoneInfo(zone)))
    elif step.edit:
        await surface.edit(step.who, step.words, in_channel=step.in_channel)
    elif step.form is not None:
        await surface.fill(step.who, step.form, in_channel=step.in_channel)
    elif step.button is not None:
        await surface.press(step.who, step.button, in_channel=step.in_channel)
    else:
        await surface.say(step.who, step.words, in_channel=step.in_channel)


def compare(name: str, played: list[Played]) -> None:
    """To the letter, listener by listener: between two chats no order is promised."""
    for each in played:
        wanted, found = _by_listener(each.expected), _by_listener(each.heard)
        for listener in wanted.keys() | found.keys():
            pairs = list(zip_longest(wanted[listener], found[listener]))
            ours = [_shown(want, got).written() for want, got in pairs if want]
            theirs = [got.written() for _, got in pairs if got]
            if theirs != ours:
                rows = ["", f"{name}, after: {each.step.written()}"]
                rows += unified_diff(_rows(ours), _rows(theirs), "expected", "heard", lineterm="")
                raise AssertionError("\n".join(rows))


def _rows(written: list[str]) -> list[str]:
    return "\n".join(written).split("\n")


def _by_listener(heard: Iterable[Heard]) -> defaultdict[tuple[str, bool], list[Heard]]:
    """A form lies on top of a chat, so it has an order of its own."""
    found: defaultdict[tuple[str, bool], list[Heard]] = defaultdict(list)
    for one in heard:
        found[one.who, bool(one.form)].append(one)
    return found


def _shown(want: Heard, got: Heard | None) -> Heard:
    """What of a message can be shown there."""
    empty = Heard(want.who)
    return replace(want, **{name: getattr(empty, name) for name in (got.lacks if got else ())})


@asynccontextmanager
async def served(app: App, door: socket.socket) -> AsyncIterator[None]:
    """The companion's HTTP, open from the first moment on."""
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(application(app), door, stop))
    try:
        async with asyncio.timeout(10):
            while not await _is_open(door):  # noqa: ASYNC110 - a server opens unannounced
                await asyncio.sleep(0.005)
        yield
    finally:
        stop.set()
        await serving


async def _is_open(door: socket.socket) -> bool:
    try:
        _, writer = await asyncio.open_connection(*door.getsockname())
    except ConnectionRefusedError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


def in_every_language(*sentences: str) -> set[str]:
    return {texts(lang).plain(sentence) for lang in LANGUAGES for sentence in sentences}


async def until(condition: Callable[[], object], within: float = 10.0) -> None:
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - a condition of any kind
            await asyncio.sleep(0.002)
