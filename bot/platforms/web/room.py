"""What every route of the page needs: who is looking, in which words, and what stands there."""

from zoneinfo import ZoneInfo

from starlette.requests import Request

from bot.chat import Message
from bot.languages import language_of
from bot.models import PageMessage
from bot.operations.clock import Clock
from bot.packing import unpack
from bot.platforms.web.live import Live
from bot.platforms.web.people import PEOPLE, YOU, first_locale, person
from bot.platforms.web.render import Reader, Renderer
from bot.platforms.web.seal import Seal
from bot.settings import Settings
from bot.texts import Texts, texts

LONGEST_NUMBER = 9


class Room:
    """The page's surroundings, shared by what it shows and what it takes."""

    def __init__(self, settings: Settings, clock: Clock, live: Live) -> None:
        self.settings = settings
        self.clock = clock
        self.live = live
        self.seal = Seal(settings)
        self.renderer = Renderer()

    def texts(self, request: Request) -> Texts:
        return texts(language_of(locale_of(request), self.settings.bot_lang))

    async def reader(self, request: Request, name: str = "") -> Reader:
        """Who looks: the person chosen above the page, in the browser's language."""
        name = name or request.query_params.get("as", YOU)
        t = self.texts(request)
        who = person(name if name in PEOPLE else YOU, t.lang, locale_of(request))
        zone = await self.live.ask(self.live.store.zone, who)
        return Reader(who, t, ZoneInfo(zone or self.settings.bot_zone))

    async def row(self, number: str, name: str) -> PageMessage | None:
        """The message of that number, if that person sees it."""
        if not number.isdecimal() or len(number) > LONGEST_NUMBER:
            return None
        return await self.live.ask(self.live.store.message, int(number), name)

    async def message(self, number: str, name: str) -> Message | None:
        row = await self.row(number, name)
        return unpack(row.body) if row else None


def locale_of(request: Request) -> str:
    return first_locale(request.headers.get("accept-language", ""))
