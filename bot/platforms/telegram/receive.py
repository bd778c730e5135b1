"""Takes updates in, by long polling or by webhook: handled and committed first, then confirmed."""

import asyncio
import hashlib
import hmac
import json
import secrets
from collections import defaultdict
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import structlog
from starlette.requests import Request
from starlette.responses import Response
from telegram import Bot
from telegram.error import (
    BadRequest,
    Conflict,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.chat import Event, File, Message
from bot.operations.clock import Clock
from bot.platforms.telegram import read
from bot.platforms.telegram.request import AiohttpRequest
from bot.platforms.telegram.send import Sender, seconds
from bot.settings import Settings
from bot.wire import Handle, NoteRival, Quarantine

POLL = 30
"""Seconds Telegram holds a poll open when there is nothing to tell."""
BATCH = 100
AT_ONCE = 64
"""Chats of a batch whose updates are handled at the same time."""
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
CONFLICT_WAIT = 5.0
"""Seconds we leave the field to another program that fetches the same updates, at first."""
BODY_BYTES = 2**20
HEADER = "x-telegram-bot-api-secret-token"
GRACE = 5.0

log = structlog.get_logger("platform.telegram")


class NotStoredError(Exception):
    """An update could not be committed, so it must not be confirmed."""


class Receiver:
    """The updates of one bot, on their way to `handle`."""

    def __init__(
        self,
        bot: Bot,
        request: AiohttpRequest,
        sender: Sender,
        reader: read.Reader,
        clock: Clock,
        handle: Handle,
        quarantine: Quarantine,
        note_rival: NoteRival,
    ) -> None:
        self._bot, self._request, self._sender, self._reader = bot, request, sender, reader
        self._clock, self._handle, self._quarantine = clock, handle, quarantine
        self._note_rival = note_rival
        self._offset: int | None = None
        self._polling = False
        self._answers: set[asyncio.Task[None]] = set()

    async def take(self, update: object, raw: str) -> None:
        """Handle one update; when this returns it is committed. Raises if it could not be."""
        answers: list[Message] = []
        try:
            events = self._reader.events(update)
            found = read.document(update) if events else None
        except read.UnreadableError as error:
            await self._keep(raw, str(error))
        else:
            files = await self._fetch_file(found) if found else ()
            for event in events:
                answers += await self._handle(_with(event, files), raw)
        press = read.press_of(update)
        if press is not None:
            self._in_background(self._sender.answer(press, answers))

    async def close(self) -> None:
        """Let the answers to presses out, for a moment."""
        if self._answers:
            _, late = await asyncio.wait(self._answers, timeout=GRACE)
            for task in late:
                task.cancel()

    # --- polling ---------------------------------------------------------------------------------

    async def poll(self) -> None:
        """Fetch and handle until cancelled, or until Telegram refuses our token."""
        failures = 0
        while True:
            try:
                await self._round()
            except InvalidToken as error:
                if error.message.startswith("Unauthorized"):
                    log.error("stopped listening: Telegram refuses TELEGRAM_BOT_TOKEN")  # noqa: TRY400 - the words say it all
                    return
                wait = _wait(failures, FIRST_WAIT)
            except Conflict as error:
                who = f"@{self._reader.username}"
                log.warning("another program fetches our updates", bot=who, reason=error.message)
                await self._note_rival(f"telegram:{self._reader.bot}", self._clock.now())
                wait = _wait(failures, CONFLICT_WAIT)
            except RetryAfter as error:
                wait = seconds(error)
            except TelegramError as error:
                log.warning("cannot fetch updates", reason=error.message)
                wait = _wait(failures, FIRST_WAIT)
            except NotStoredError as error:
                log.warning("updates not stored, asking again", reason=str(error))
                wait = _wait(failures, FIRST_WAIT)
            else:
                failures = 0
                continue
            failures += 1
            await asyncio.sleep(wait)

    async def _round(self) -> None:
        if not self._polling:
            await self._bot.delete_webhook(drop_pending_updates=False)
            self._polling = True
        updates = await self._fetch()
        if not updates:
            # All is confirmed. After a quiet week Telegram starts counting anywhere, so an old
            # offset could drop what is new.
            self._offset = None
            return
        await self._take_all(updates)
        self._offset = 1 + max(number for number in map(read.number_of, updates) if number)

    async def _fetch(self) -> list[object]:
        asked: dict[str, Any] = {"timeout": POLL, "limit": BATCH}
        asked["allowed_updates"] = json.dumps(read.KINDS)
        if self._offset is not None:
            asked["offset"] = self._offset
        # Not `Bot.get_updates`: its objects do not survive an odd update, raw JSON does.
        url = f"{self._bot.base_url}/getUpdates?{urlencode(asked)}"
        updates = await self._request.post(url, read_timeout=POLL + 10)
        if not isinstance(updates, list) or (updates and not any(map(read.number_of, updates))):
            raise NetworkError("those were no updates")
        return list(updates)

    async def _take_all(self, updates: list[object]) -> None:
        """Chats side by side, each in its own order; a chat that moved is one with its new self."""
        moves = {read.chat_of(update): new for update in updates if (new := read.moved_to(update))}
        chats: dict[str, list[object]] = defaultdict(list)
        for update in updates:
            chat = read.chat_of(update)
            chats[moves.get(chat, chat)].append(update)
        room = asyncio.Semaphore(AT_ONCE)

        async def take_chat(mine: list[object]) -> None:
            async with room:
                for update in mine:
                    await self.take(update, json.dumps(update))

        done = await asyncio.gather(*map(take_chat, chats.values()), return_exceptions=True)
        failed = [error for error in done if isinstance(error, BaseException)]
        if failed:
            # Only the kind: a database's error may quote what people wrote.
            raise NotStoredError(type(failed[0]).__name__)

    # --- webhook ---------------------------------------------------------------------------------

    async def hook(self, request: Request, secret: str) -> Response:
        """One update by HTTP: 200 means it is committed, 503 that Telegram shall bring it again."""
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_BYTES:
                return Response(status_code=413)
        raw = body.decode("utf-8", "replace").replace("\0", "")
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            update = None
        try:
            await self.take(update, raw)
        except Exception as error:  # noqa: BLE001 - whatever it was, Telegram shall bring it again
            log.warning("update not stored", reason=type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=200)

    # --- the rest --------------------------------------------------------------------------------

    async def _keep(self, raw: str, reason: str) -> None:
        tenant, now = self._reader.bot, self._clock.now()
        reference = await self._quarantine("telegram", tenant, raw, now)
        log.warning("update not understood", reference=reference, reason=reason)

    async def _fetch_file(self, found: read.Document) -> tuple[File, ...]:
        """The file; without it if Telegram no longer gives it. Network trouble is raised."""
        try:
            about = await self._bot.get_file(found.file_id)
            content = bytes(await about.download_as_bytearray())
        except (BadRequest, InvalidToken) as error:
            log.warning("file not fetched", reason=error.message)
            return ()
        return (File(found.name, content, found.media_type),)

    def _in_background(self, answer: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(answer)
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)


def webhook_secret(settings: Settings) -> str:
    """What Telegram must show with every update: the one that was set, or one of our own."""
    given = settings.telegram_webhook_secret.get_secret_value()
    return given or hmac.new(settings.secret(), b"telegram webhook", hashlib.sha256).hexdigest()


def _with(event: Event, files: tuple[File, ...]) -> Event:
    return replace(event, files=files) if files else event


def _wait(failures: int, first: float) -> float:
    """Longer and longer, and never in step with others."""
    longest = min(LONGEST_WAIT, first * 2 ** min(failures, 10))
    return secrets.SystemRandom().uniform(longest / 2, longest)
