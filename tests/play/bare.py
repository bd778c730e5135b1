"""The barest surface: events straight into the dispatcher, messages straight out of the outbox."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from bot.app import App
from bot.chat import Address, Button, Event, Person
from bot.wire import Limits, Parcel
from tests.play.questions import ByQuestions
from tests.play.script import CHANNEL, GROUP_NAME, Heard
from tests.play.stage import FAST, Stage


class Memory:
    """A platform that keeps what it is given; it has no forms and can whisper."""

    name = "memory"
    tenant = "local"
    limits: Limits = FAST
    whispers = True

    def __init__(self) -> None:
        self.said: list[Parcel] = []
        self.standing: dict[str, Parcel] = {}
        """Each message as it stands, by its number."""

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def listen(self) -> None: ...

    def routes(self) -> list:
        return []

    async def send(self, parcel: Parcel) -> str:
        number = parcel.edit or str(len(self.standing))
        eyes = self.standing[number].only_for if number in self.standing else None
        if parcel.only_for in {None, eyes}:
            parcel = replace(parcel, only_for=eyes)
        else:
            number = str(len(self.standing))
        self.standing[number] = parcel
        self.said.append(parcel)
        return number

    def link(self, payload: str) -> str:
        return f"https://example.test/{payload}"


@dataclass
class Bare(ByQuestions):
    """People are named by their name; everybody has a private chat, all share one channel."""

    app: App
    platform: Memory
    lang: str
    _keys: count = field(default_factory=count)
    _last: dict[str, str] = field(default_factory=dict)

    async def say(self, who: str, words: str, *, in_channel: bool) -> None:
        self._last[who] = f"m{next(self._keys)}"
        await self._speak(who, words, in_channel=in_channel, edited=False)

    async def edit(self, who: str, words: str, *, in_channel: bool) -> None:
        await self._speak(who, words, in_channel=in_channel, edited=True)

    async def _speak(self, who: str, words: str, *, in_channel: bool, edited: bool) -> None:
        name, text = "", words
        if words.startswith("/"):
            name, _, text = words[1:].partition(" ")
        source = self._last[who]
        await self._happens(who, name, text, in_channel, source=source, edited=edited)

    async def press(self, who: str, label: str, *, in_channel: bool) -> None:
        chat = CHANNEL if in_channel else who
        for number, parcel in reversed(self.platform.standing.items()):
            if parcel.address.chat != chat or parcel.only_for not in {None, who}:
                continue
            for button in parcel.message.buttons_flat():
                if isinstance(button, Button) and str(button.label) == label:
                    await self._happens(who, button.event, button.text, in_channel, message=number)
                    return
        raise LookupError(f"nobody offers {who} a button {label!r}")

    async def move_to(self, at: datetime) -> None:
        await self.app.move_to(at)

    async def listen(self) -> list[Heard]:
        fresh, self.platform.said = self.platform.said, []
        return [_heard(parcel) for parcel in fresh]

    async def _happens(
        self, who: str, name: str, text: str, in_channel: bool, **more: object
    ) -> None:
        event = Event(
            name,
            Address("memory", "local", CHANNEL if in_channel else who),
            Person("memory", "local", who, who, self.lang),
            self.app.clock.now(),
            f"k{next(self._keys)}",
            text=text.strip(),
            in_group=in_channel,
            title=GROUP_NAME if in_channel else "",
            **more,
        )
        at_once = await self.app.dispatcher.handle(event)
        assert not at_once, "a surface without triggers has nothing to answer at once"
        await self.app.settle()


@asynccontextmanager
async def bare(stage: Stage) -> AsyncIterator[Bare]:
    app = stage.app()
    yield Bare(app, app.add(lambda _: Memory()), stage.lang)


def _heard(parcel: Parcel) -> Heard:
    message = parcel.message
    return Heard(
        parcel.only_for or parcel.address.chat,
        str(message.text),
        tuple(tuple(str(button.label) for button in row) for row in message.buttons),
        str(message.picture.alt) if message.picture else "",
        message.file.name if message.file else "",
    )
