"""The local page, a platform like the others: two chats in a browser, nothing to sign up for."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.database import Database
from bot.operations.clock import Clock
from bot.platforms.web.guard import Guard
from bot.platforms.web.live import Live
from bot.platforms.web.people import PLATFORM, TENANT, is_chat
from bot.platforms.web.receive import TIME, Posted, TimeMachine
from bot.platforms.web.room import Room
from bot.platforms.web.show import Shown
from bot.platforms.web.store import Store
from bot.platforms.web.words import TIME_HELP
from bot.settings import Settings
from bot.wire import Handle, MenuEntry, OwnScreen, Parcel, Quarantine, Refused

LARGEST_POST = 1024 * 1024
LARGEST_UPLOAD = 64 * 1024 * 1024
STATIC = Path(__file__).with_name("static")


class Web(OwnScreen):
    """The page at `/`. Its messages live in the table PageMessage."""

    name = PLATFORM
    tenant = TENANT

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        handle: Handle,
        quarantine: Quarantine,
        menu: Sequence[MenuEntry],
        database: Database,
        time_machine: TimeMachine | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._live = Live(Store(database), clock)
        self._room = Room(settings, clock, self._live)
        travel = (MenuEntry(TIME[1:], TIME_HELP, "anywhere"),) if time_machine else ()
        self._shown = Shown(self._room, (*menu, *travel))
        self._posted = Posted(self._room, handle, quarantine, time_machine)

    async def open(self) -> None:
        """Nothing to connect to."""

    async def close(self) -> None:
        """Ends the open pages' streams; call it before the HTTP server is stopped."""
        self._live.close()

    async def listen(self) -> None:
        """Events come by HTTP."""

    def routes(self) -> list[BaseRoute]:
        guard = [Middleware(Guard, settings=self._settings, seal=self._room.seal)]
        post = partial(Route, methods=["POST"], max_body_size=LARGEST_POST)
        shown, posted = self._shown, self._posted
        inside = [
            Route("/events", shown.events),
            Route("/picture/{number:int}", shown.picture),
            Route("/attachment/{number:int}", shown.attachment),
            post("/say", posted.say),
            post("/press", posted.press),
            post("/form", posted.form),
            post("/typed", posted.typed),
            post("/file", posted.file, max_body_size=LARGEST_UPLOAD),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
        return [
            Route("/", shown.page, middleware=guard),
            Mount("/page", routes=inside, middleware=guard),
        ]

    async def send(self, parcel: Parcel) -> str:
        chat = parcel.address.chat
        if not is_chat(chat):
            raise Refused("the page has no such chat", permanent=True)
        number, _ = await self._live.put(
            chat,
            "",
            parcel.message,
            self._clock.now(),
            f"sent:{parcel.key}",
            only_for=parcel.only_for or "",
            edit=parcel.edit,
        )
        return str(number)

    def link(self, payload: str) -> str:
        """Opens the private chat with `/start payload` ready to be sent."""
        return f"{self._settings.address()}/?{urlencode({'start': payload})}#private"
