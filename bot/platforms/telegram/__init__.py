"""Telegram as a platform: one bot, by long polling or by webhook."""

import logging
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.operations.clock import Clock
from bot.platforms.telegram.profile import present
from bot.platforms.telegram.read import KINDS, Reader
from bot.platforms.telegram.receive import Receiver, webhook_secret
from bot.platforms.telegram.request import AiohttpRequest
from bot.platforms.telegram.send import Sender, refusal
from bot.settings import LOOPBACK, Settings
from bot.texts import mark
from bot.wire import Handle, Limits, MenuEntry, NoteRival, Parcel, Quarantine, Refused

PATH = "/telegram"
WRONG_TOKEN = mark("Telegram does not know this TELEGRAM_BOT_TOKEN; BotFather shows the right one")
TALKATIVE = ("httpx", "httpcore", "telegram")
"""Loggers that write addresses, and with them the token, below WARNING."""


class Telegram:
    """One bot of Telegram's."""

    name = "telegram"
    limits = Limits(lane_per_second=30, chat_per_second=1, group_per_minute=20, in_flight=4)
    whispers = False

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        handle: Handle,
        quarantine: Quarantine,
        note_rival: NoteRival,
        menu: Sequence[MenuEntry],
    ) -> None:
        for logger in TALKATIVE:
            logging.getLogger(logger).setLevel(logging.WARNING)
        self.tenant = ""
        self._settings, self._clock = settings, clock
        self._handle, self._quarantine, self._menu = handle, quarantine, menu
        self._note_rival = note_rival
        self._username = ""
        base = urlsplit(settings.telegram_api_base)
        self._request = AiohttpRequest(proxied=base.hostname not in LOOPBACK)
        self._bot = Bot(
            settings.telegram_bot_token.get_secret_value().strip(),
            base_url=settings.telegram_api_base,
            base_file_url=f"{base.scheme}://{base.netloc}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._sender = Sender(self._bot, self._request)
        self._receiver: Receiver | None = None

    async def open(self) -> None:
        """Learn who we are, show our menus, and say how updates shall come."""
        await self._request.initialize()
        try:
            # Not `Bot.initialize`: its error for a wrong token quotes the token.
            us = await self._bot.get_me()
            self.tenant, self._username = str(us.id), us.username or ""
            if self._settings.telegram_webhook_url:
                await self._set_webhook()
        except InvalidToken:
            refused = Refused(WRONG_TOKEN, permanent=True)
        except TelegramError as error:
            refused = Refused(f"Telegram cannot be reached: {refusal(error).reason}")
        else:
            self._receiver = self._new_receiver()
            await present(self._bot, self._menu)
            return
        await self._request.shutdown()
        raise refused

    async def close(self) -> None:
        if self._receiver is not None:
            await self._receiver.close()
        await self._request.shutdown()

    async def listen(self) -> None:
        if self._receiver is not None and not self._settings.telegram_webhook_url:
            await self._receiver.poll()

    def routes(self) -> list[BaseRoute]:
        if not self._settings.telegram_webhook_url:
            return []
        return [Route(PATH, self._hook, methods=["POST"])]

    async def send(self, parcel: Parcel) -> str:
        return await self._sender.send(parcel)

    def link(self, payload: str) -> str:
        return f"https://t.me/{self._username}?start={payload}" if self._username else ""

    async def _hook(self, request: Request) -> Response:
        if self._receiver is None:
            return Response(status_code=503)
        return await self._receiver.hook(request, webhook_secret(self._settings))

    async def _set_webhook(self) -> None:
        url = self._settings.telegram_webhook_url
        await self._bot.set_webhook(
            url if urlsplit(url).path.strip("/") else url.rstrip("/") + PATH,
            allowed_updates=KINDS,
            secret_token=webhook_secret(self._settings),
        )

    def _new_receiver(self) -> Receiver:
        clock = self._clock
        reader = Reader(
            bot=self.tenant,
            username=self._username,
            commands=frozenset(entry.name for entry in self._menu),
            when=lambda sent: clock.now() if sent is None else clock.of(sent),
        )
        return Receiver(
            self._bot,
            self._request,
            self._sender,
            reader,
            clock,
            self._handle,
            self._quarantine,
            self._note_rival,
        )
