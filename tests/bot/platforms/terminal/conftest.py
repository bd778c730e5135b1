"""A terminal before a companion that answers by a small table, printing into memory."""

import io

import pytest

from bot.chat import Message
from bot.operations.clock import StillClock
from bot.platforms.terminal import Terminal
from bot.wire import MenuEntry, Parcel
from tests.conftest import START

MENU = (MenuEntry("today", "today's task", "anywhere"), MenuEntry("help", "help", "anywhere"))


class Desk:
    """Notes events; what it is told to answer is sent when everything settles."""

    def __init__(self, settings):
        self.settings = settings
        self.events, self.kept, self.waiting = [], [], []
        self.answers = {}
        self.away = False
        self.out = io.StringIO()
        self.number = 0

    async def handle(self, event, raw):
        if self.away:
            raise ConnectionError("database away")
        self.events.append(event)
        said = self.answers.get(event.name, ())
        for message in (said,) if isinstance(said, Message) else said:
            edit = event.message if message.replace else None
            self.waiting.append((event.address, message, edit))
        return ()

    async def quarantine(self, platform, tenant, raw, at):
        self.kept.append(raw)
        return "ab12cd"

    async def settle(self):
        while self.waiting:
            address, message, edit = self.waiting.pop(0)
            self.number += 1
            parcel = Parcel(address, message, f"k{self.number}", edit=edit)
            await self.terminal.send(parcel)

    def open(self, **more):
        self.terminal = Terminal(
            self.settings,
            StillClock(START),
            self.handle,
            self.quarantine,
            MENU,
            out=more.pop("out", self.out),
            settle=self.settle,
            **more,
        )
        return self.terminal

    async def says(self, *lines):
        """What is printed for these lines."""
        start = self.out.tell()
        for line in lines:
            await self.terminal.say(line)
        return self.out.getvalue()[start:]


@pytest.fixture
def desk(settings):
    desk = Desk(settings.model_copy(update={"bot_lang": "en"}))
    desk.open(as_name="小王")
    return desk
