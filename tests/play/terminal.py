"""The terminal: plain lines in, plain lines out."""

import io
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from rich.cells import cell_len

from bot.app import App, terminal
from bot.platforms.terminal import Terminal
from bot.platforms.terminal.read import Place, label_of
from bot.platforms.terminal.send import Screen
from tests.play.questions import ByQuestions, without
from tests.play.script import CHANNEL, GROUP_NAME, Heard, Step
from tests.play.stage import Stage, in_every_language

DEEP_LINKS = in_every_language("Invitation link", "Open our private chat")

_HEAD = re.compile(r"^bot(?: → (?P<who>.+?))?> ")
_BUTTONS = re.compile(r"^(?:(?:\[\d+\] .+?|\[[^\]\d][^\]]*\])(?:  (?=\[)|$))+$")
_BUTTON = re.compile(r"\[(?P<number>\d+)\] (?P<label>.+?)(?:  (?=\[)|$)|\[(?P<word>[^\]]+)\]")
_SAVED = re.compile(r"^(?P<label>.+): (?P<path>/.+/(?P<folder>pictures|files)/.+)$")
_ADDRESS = re.compile(r" \(https?://[^\s)]+\)")


@dataclass
class AtTerminal(ByQuestions):
    """Differs by nature: what was typed stays as it was typed; no button opens an address, and a
    link in the words shows its own; the newest buttons are pressed by their number, older ones by
    label; an edited message is printed anew behind a pencil; lines have no blanks at their ends.
    """

    app: App
    terminal: Terminal
    out: io.StringIO

    async def say(self, who: str, words: str, *, in_channel: bool) -> None:
        self._sit(who, in_channel=in_channel)
        assert await self.terminal.say(words)

    async def edit(self, who: str, words: str, *, in_channel: bool) -> None:
        raise AssertionError("nothing typed at a terminal can be changed")

    async def press(self, who: str, label: str, *, in_channel: bool) -> None:
        self._sit(who, in_channel=in_channel)
        offer = self.terminal._offer(self.terminal.place.address.chat)
        labels = [label_of(button) for button in offer.buttons]
        if label not in labels:
            if not self.terminal._meant(label).labelled(label):
                raise LookupError(f"nothing offers {who} {label!r}, the latest only {labels}")
            await self.say(who, label, in_channel=in_channel)
            return
        number = str(labels.index(label) + 1)
        await self.say(who, number if offer.numbered else label, in_channel=in_channel)

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

    def _heard(self, speaker: str, rows: list[str]) -> Heard:
        place = self.terminal.place
        who = speaker or (CHANNEL if place.group else place.name)
        who = CHANNEL if who == f"#{GROUP_NAME}" else who
        buttons: list[list[re.Match[str]]] = []
        while rows and _BUTTONS.match(rows[-1]):
            buttons.insert(0, list(_BUTTON.finditer(rows.pop())))
        saved = {}
        while rows and (found := _SAVED.match(rows[-1])):
            assert Path(found["path"]).stat().st_size
            saved[{"pictures": "picture", "files": "file"}[found["folder"]]] = found["label"]
            rows.pop()
        numbers = [int(one["number"]) for row in buttons for one in row if one["number"]]
        assert numbers == list(range(1, len(numbers) + 1))
        labels = tuple(tuple(one["label"] or one["word"] for one in row) for row in buttons)
        text = _ADDRESS.sub("", "\n".join(rows).removeprefix("✎ "))
        return Heard(who, text, labels, **saved)


def _messages(rows: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Whom each message is for, and its lines without what stands before them."""
    said: list[str] = []
    who, indent = "", 0
    for row in rows:
        head = _HEAD.match(row)
        if head and said:
            yield who, said
        if head:
            who, indent, said = head["who"] or "", cell_len(head[0]), [row[head.end() :]]
        else:
            assert row[:indent].strip() == "", f"not said by the companion: {row}"
            said.append(row[indent:])
    if said:
        yield who, said


@asynccontextmanager
async def by_line(stage: Stage) -> AsyncIterator[AtTerminal]:
    app, out = stage.app(bot_lang=stage.lang), io.StringIO()
    platform = terminal(app, name="nobody", group=GROUP_NAME, lang=stage.lang, zone="")
    platform._screen = Screen(out)
    app.add(lambda _: platform)
    yield AtTerminal(app, platform, out)
