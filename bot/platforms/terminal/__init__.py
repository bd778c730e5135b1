"""The terminal, a platform like the others: everything the companion can do, with no account."""

import asyncio
import mimetypes
import secrets
import sys
from collections.abc import AsyncIterable, Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import structlog
from starlette.routing import BaseRoute

from bot.chat import File, Message
from bot.operations.clock import Clock
from bot.platforms.terminal import receive, words
from bot.platforms.terminal.read import (
    ALONE,
    IN_GROUP,
    LARGEST_FILE,
    PLATFORM,
    TENANT,
    Offer,
    Place,
    clean,
    command_of,
    event_of,
    label_of,
)
from bot.platforms.terminal.render import lines_of
from bot.platforms.terminal.send import Screen, Shelf
from bot.settings import Settings
from bot.texts import Texts, texts
from bot.wire import Handle, MenuEntry, OwnScreen, Parcel, Quarantine

GROUP = "channel"

KEPT_OFFERS = 20
"""Messages whose buttons can still be pressed by typing their label."""

log = structlog.get_logger("terminal")


async def _nothing_waits() -> None:
    """Messages are printed whenever they come."""


class Terminal(OwnScreen):
    """One person at a terminal. `run` reads their lines; `send` prints what is said."""

    name = PLATFORM
    tenant = TENANT

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        handle: Handle,
        quarantine: Quarantine,
        menu: Sequence[MenuEntry],
        out: TextIO | None = None,
        as_name: str = "me",
        group: str | None = None,
        lang: str = "",
        zone: str = "",
        time_machine: Callable[[str, Texts, str], Awaitable[str]] | None = None,
        settle: Callable[[], Awaitable[None]] = _nothing_waits,
    ) -> None:
        self.place = Place(clean(as_name), clean(group) if group else None, lang, zone)
        self._group = self.place.group or GROUP
        self._settings = settings
        self._clock = clock
        self._handle = handle
        self._quarantine = quarantine
        self._menu = menu
        self._time_machine = time_machine
        self._settle = settle
        self._screen = Screen(out)
        self._shelf = Shelf(settings.data_dir)
        self._offers: dict[str, list[Offer]] = {}
        """What can be pressed, by chat, newest first: numbers are for the newest."""
        self._printed: dict[str, str] = {}
        """What each message said last, by its id."""
        self._whispered: dict[str, str] = {}
        """Whose eyes a whisper is for, by its id."""
        self._zone = zone or settings.bot_zone
        self._t = texts(lang or settings.bot_lang)

    # --- a platform ---------------------------------------------------------------------------

    async def open(self) -> None:
        """Nothing to connect to."""

    async def close(self) -> None:
        """Nothing to leave."""

    async def listen(self) -> None:
        """Lines are read by `run`."""

    def routes(self) -> list[BaseRoute]:
        return []

    def link(self, payload: str) -> str:  # noqa: ARG002 - a terminal opens no addresses
        return ""

    async def send(self, parcel: Parcel) -> str:
        parcel = self._for_the_same_eyes(parcel)
        number = parcel.edit or parcel.key
        message = parcel.message
        rows = lines_of(message, await self._shelf.put(message, number))
        now = "\n".join(row.plain for row in rows)
        if parcel.edit is not None and self._printed.get(number) == now:
            return number
        self._printed[number] = now
        if parcel.edit is not None and rows:
            rows[0] = type(rows[0])("✎ ") + rows[0]
        self._remember(parcel, number)
        self._screen.say(self._speaker(parcel), rows)
        return number

    def _for_the_same_eyes(self, parcel: Parcel) -> Parcel:
        """A whisper stays one when it is rewritten; what all see does not take words for one."""
        eyes, reader = self._whispered.get(parcel.edit or ""), parcel.only_for
        if reader is None:
            return replace(parcel, only_for=eyes)
        if eyes != reader:
            parcel = replace(parcel, edit=None)
        self._whispered[parcel.edit or parcel.key] = reader
        return parcel

    def _remember(self, parcel: Parcel, number: str) -> None:
        """Numbers are for the latest message with buttons; a question is the latest in any case."""
        if parcel.only_for not in {None, self.place.name}:
            return
        chat = parcel.address.chat
        offer = Offer.of(number, parcel.message)
        known = self._offers.setdefault(chat, [])
        places = [at for at, old in enumerate(known) if old.message == number]
        if places:
            known[places[0]] = offer
        elif offer.buttons or offer.awaits_reply:
            known.insert(0, offer)
            del known[KEPT_OFFERS:]

    def _speaker(self, parcel: Parcel) -> str:
        """`bot`, and to whom if that is not simply everybody in the chat we are in."""
        if parcel.only_for is None and parcel.address == self.place.address:
            return "bot"
        chat = parcel.address.chat
        if parcel.only_for is None and chat.startswith(IN_GROUP):
            return f"bot → #{chat.removeprefix(IN_GROUP)}"
        return f"bot → {parcel.only_for or chat.removeprefix(ALONE)}"

    # --- a person -----------------------------------------------------------------------------

    async def run(self, lines: AsyncIterable[str] | None = None) -> None:
        """Read lines until they end or the person leaves. Without `lines`: from stdin."""
        async for line in lines or self._stdin():
            if not await self.say(line):
                return

    def _stdin(self) -> AsyncIterable[str]:
        if not sys.stdin.isatty():
            return receive.piped(sys.stdin.buffer)
        self._screen.note(self._t.plain(words.HELLO))
        history = self._settings.data_dir / "terminal_history"
        return receive.typed(self._prompt, self._hints, history)

    async def say(self, line: str) -> bool:
        """One typed line, answered when this returns; False if the person leaves."""
        if any("\ud800" <= letter <= "\udfff" for letter in line):
            raw = line.encode("utf-8", "backslashreplace").decode()
            reference = await self._quarantine(PLATFORM, TENANT, raw, self._clock.now())
            self._note(words.UNREADABLE, reference=reference)
            return True
        line = clean(line).strip()
        command, text = command_of(line) or ("", "")
        if (command, text) == ("quit", ""):
            return False
        if (command, text) == ("private", ""):
            self.place = replace(self.place, group=None)
            self._note(words.IN_PRIVATE)
        elif (command, text) == ("channel", ""):
            self.place = replace(self.place, group=self._group)
            self._note(words.IN_GROUP, group=self._group)
        elif command == "time" and self._time_machine is not None:
            self._screen.say(
                "bot", lines_of(Message(await self._time_machine(text, self._t, self._zone)))
            )
        elif command == "file":
            await self._hand_in(text)
        elif line:
            await self._pass_on(line)
        await self._settle()
        return True

    async def _hand_in(self, text: str) -> None:
        name, _, caption = text.partition(" ")
        try:
            content = await asyncio.to_thread(_first_bytes, name)
        except OSError:
            self._note(words.NO_FILE, path=name)
            return
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        await self._pass_on(caption.strip(), File(Path(name).name, content, kind))

    async def _pass_on(self, line: str, file: File | None = None) -> None:
        key = secrets.token_hex(8)
        offer = self._meant(line)
        event = event_of(self.place, line, offer, key, self._clock.now(), file)
        if event is None:
            return
        try:
            answers = await self._handle(event, line)
        except Exception:
            log.exception("event not stored", name=event.name)
            self._note(words.NOT_STORED)
            return
        for answer in answers:
            self._screen.say("bot", lines_of(answer))

    def _offer(self, chat: str) -> Offer:
        return next(iter(self._offers.get(chat, ())), Offer())

    def _meant(self, line: str) -> Offer:
        """The newest offer, or an older one that has a button of exactly this label."""
        newest, *older = self._offers.get(self.place.address.chat) or [Offer()]
        if newest.awaits_reply or newest.pressed(line):
            return newest
        return next((offer for offer in older if offer.labelled(line)), newest)

    def _note(self, sentence: str, **values: str) -> None:
        self._screen.note(self._t.plain(sentence, **values))

    def _prompt(self) -> str:
        where = f" #{self.place.group}" if self.place.group else ""
        return f"{self.place.name}{where}> "

    def _hints(self) -> Iterator[tuple[str, str]]:
        for entry in self._menu:
            yield f"/{entry.name}", self._t.plain(entry.help)
        for name, sentence in words.COMMANDS.items():
            yield f"/{name}", self._t.plain(sentence)
        offer = self._offer(self.place.address.chat)
        for number, button in enumerate(offer.buttons, 1):
            yield (str(number) if offer.numbered else label_of(button)), label_of(button)


def _first_bytes(name: str) -> bytes:
    """The file, or of one too large as much as shows that it is."""
    with Path(name).expanduser().open("rb") as file:
        return file.read(LARGEST_FILE + 1)
