"""The barest surface: events straight into the dispatcher, messages straight out of the outbox."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from bot.app import App
from bot.chat import Address, Button, Event, Message, Person
from bot.texts import texts
from bot.wire import Limits, Parcel
from tests.play.script import CHANNEL, Heard

FAST = Limits(1e6, 1e6, 1e8)


class Memory:
    """A platform that keeps what it is given; it has no forms and can whisper."""

    name = "memory"
    tenant = "local"
    limits = FAST
    whispers = True

    def __init__(self) -> None:
        self.sent: list[tuple[str, Parcel]] = []
        self._ids = count(1)

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def listen(self) -> None: ...

    def routes(self) -> list:
        return []

    async def send(self, parcel: Parcel) -> str:
        number = parcel.edit or str(next(self._ids))
        self.sent.append((number, parcel))
        return number

    def link(self, payload: str) -> str:
        return f"https://example.test/{payload}"


@dataclass
class Bare:
    """People are named by their name; everybody has a private chat, all share one channel."""

    app: App
    platform: Memory
    lang: str = "zh"
    _keys: count = field(default_factory=count)
    _told: int = 0
    _last: dict[str, str] = field(default_factory=dict)

    async def say(self, who: str, words: str, *, in_channel: bool, edited: bool = False) -> None:
        name, text = "", words
        if words.startswith("/"):
            name, _, text = words[1:].partition(" ")
        source = self._last[who] if edited else f"m{next(self._keys)}"
        self._last[who] = source
        event = Event(
            name,
            self._address(who, in_channel),
            self._person(who),
            self.app.clock.now(),
            f"k{next(self._keys)}",
            text=text.strip(),
            source=source,
            edited=edited,
            in_group=in_channel,
            title="Python 小组" if in_channel else "",
        )
        await self._happen(event)

    async def edit(self, who: str, words: str, *, in_channel: bool) -> None:
        await self.say(who, words, in_channel=in_channel, edited=True)

    async def press(self, who: str, label: str, *, in_channel: bool) -> None:
        where = self._address(who, in_channel)
        for number, parcel in reversed(self.platform.sent):
            if parcel.address != where or parcel.only_for not in {None, who}:
                continue
            for button in parcel.message.buttons_flat():
                if isinstance(button, Button) and str(button.label) == label:
                    event = Event(
                        button.event,
                        where,
                        self._person(who),
                        self.app.clock.now(),
                        f"k{next(self._keys)}",
                        text=button.text,
                        message=number,
                        in_group=in_channel,
                        title="Python 小组" if in_channel else "",
                    )
                    await self._happen(event)
                    return
        raise LookupError(f"nobody offered {who} a button {label!r}")

    async def fill(self, who: str, values: dict[str, str], *, in_channel: bool) -> None:
        """Question by question, as where there are no forms."""
        told = len(self.platform.sent)
        t = texts(self.lang)
        for _ in range(20):
            question = next(
                (p.message for _, p in reversed(self.platform.sent) if p.message.expects_reply),
                None,
            )
            if question is None:
                break
            asked = str(question.text)
            answer = next((v for label, v in values.items() if label in asked), None)
            del self.platform.sent[told - 1 :]
            told = len(self.platform.sent) + 1
            labels = [str(b.label) for b in question.buttons_flat()]
            self.platform.sent.append(("q", _parcel(self._address(who, in_channel), question)))
            if answer is None:
                await self.press(who, str(t("Skip")), in_channel=in_channel)
            elif answer in labels:
                await self.press(who, answer, in_channel=in_channel)
            else:
                await self.say(who, answer, in_channel=in_channel)
            self.platform.sent = [
                one for one in self.platform.sent if one[1].message is not question
            ]
            if not any(p.message.expects_reply for _, p in self.platform.sent[told - 1 :]):
                break
        self._told = min(self._told, told - 1)

    async def move_to(self, at: datetime) -> None:
        await self.app.move_to(at)

    def heard(self) -> list[Heard]:
        fresh = self.platform.sent[self._told :]
        self._told = len(self.platform.sent)
        return [_heard(parcel) for _, parcel in fresh]

    async def _happen(self, event: Event) -> None:
        at_once = await self.app.dispatcher.handle(event)
        assert not at_once, "a surface without triggers has nothing to answer at once"
        await self.app.settle()

    def _address(self, who: str, in_channel: bool) -> Address:
        return Address("memory", "local", CHANNEL if in_channel else who)

    def _person(self, who: str) -> Person:
        return Person("memory", "local", who, who, self.lang)


def _parcel(address: Address, message: Message) -> Parcel:
    return Parcel(address, replace(message), "q")


def _heard(parcel: Parcel) -> Heard:
    message = parcel.message
    return Heard(
        parcel.only_for or parcel.address.chat,
        str(message.text),
        tuple(tuple(str(button.label) for button in row) for row in message.buttons),
        message.picture is not None,
        message.file.name if message.file else "",
    )
