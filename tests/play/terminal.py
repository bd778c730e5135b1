"""The terminal: plain lines in, plain lines out."""

import io
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from rich.cells import cell_len

from bot.app import App, terminal
from bot.platforms.terminal import Terminal
from bot.platforms.terminal.read import Place
from tests.play.questions import ByQuestions, without
from tests.play.script import CHANNEL, GROUP_NAME, Heard, Step
from tests.play.stage import Stage, in_every_language

DEEP_LINKS = in_every_language("Invitation link", "Open our private chat")

_HEAD = re.compile(r"^bot(?: → (?P<who>.+?))?> ")
_BUTTON = re.compile(r"\[(?P<number>\d+)\] (?P<label>.+?)(?=  \[\d+\] |$)")
_STEER = re.compile(r"\[(?P<label>[^\]]+)\](?:  |$)")
_SAVED = re.compile(r"^(?P<label>.+): (?P<path>/.+)$")


@dataclass
class AtTerminal(ByQuestions):
    """Differs by nature: nobody's words can be changed once they are typed; no button opens an
    address; what can be pressed are the buttons of the latest message that had some; an edited
    message is printed anew behind a pencil; lines have no blanks at their ends.
    """

    app: App
    terminal: Terminal
    out: io.StringIO
    _offers: dict[str, dict[str, str]] = field(default_factory=dict)
    """What to type for each label, by listener."""

    async def say(self, who: str, words: str, *, in_channel: bool) -> None:
        self._sit(who, in_channel=in_channel)
        assert await self.terminal.say(words)

    async def edit(self, who: str, words: str, *, in_channel: bool) -> None:
        raise AssertionError("nothing typed at a terminal can be changed")

    async def press(self, who: str, label: str, *, in_channel: bool) -> None:
        offer = self._offers.get(CHANNEL if in_channel else who, {})
        if label not in offer:
            raise LookupError(f"the latest message offers {who} no button {label!r}: {offer}")
        await self.say(who, offer[label], in_channel=in_channel)

    async def move_to(self, at: datetime) -> None:
        await self.app.move_to(at)

    async def listen(self) -> list[Heard]:
        rows = self.out.getvalue().split("\n")[:-1]
        self.out.seek(0)
        self.out.truncate()
        return [self._heard(who, said) for who, said in _messages(rows)]

    def here(self, expected: Heard, step: Step) -> Heard:
        text = "\n".join(row.rstrip() for row in expected.text.split("\n"))
        return without(replace(expected, text=text), DEEP_LINKS)

    def _sit(self, who: str, *, in_channel: bool) -> None:
        """Another person takes the chair."""
        self.terminal.place = Place(who, GROUP_NAME if in_channel else None)

    def _heard(self, who: str, rows: list[str]) -> Heard:
        place = self.terminal.place
        listener = who or (CHANNEL if place.group else place.name)
        listener = CHANNEL if listener == f"#{GROUP_NAME}" else listener
        ...


def _messages(rows: list[str]) -> Iterator[tuple[str, list[str]]]: ...


@asynccontextmanager
async def by_line(stage: Stage) -> AsyncIterator[AtTerminal]:
    ...
