"""What the open pages hear: every message written or edited, as it happens."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import ParamSpec, TypeVar

from sse_starlette import ServerSentEvent

from bot.chat import Message
from bot.operations.clock import Clock
from bot.platforms.web.render import Reader, Renderer
from bot.platforms.web.store import Store

LOOK = 1.0
"""Seconds between looks: another process may have written, and the clock goes on."""

P = ParamSpec("P")
R = TypeVar("R")


class Live:
    """The store for the async edge, and the streams that follow it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self._clock = clock
        self._streams: set[asyncio.Event] = set()
        self._closed = False

    async def ask(self, question: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Ask the store on the database's threads."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self.store.database.threads, lambda: question(*args, **kwargs)
        )

    async def put(
        self,
        chat: str,
        author: str,
        message: Message,
        at: datetime,
        key: str,
        *,
        only_for: str = "",
        edit: str | None = None,
    ) -> tuple[int, bool]:
        """Write or rewrite a message and tell the open pages."""
        number, is_news = await self.ask(
            self.store.put, chat, author, message, at, key, only_for=only_for, edit=edit
        )
        self._wake()
        return number, is_news

    def close(self) -> None:
        """End the streams, so that a server can stop."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        for stream in self._streams:
            stream.set()

    async def changes(
        self, reader_now: Callable[[], Awaitable[Reader]], renderer: Renderer, after: int
    ) -> AsyncIterator[ServerSentEvent]:
        """Everything after change `after`, for one reader, until they go; and their time of day."""
        woken = asyncio.Event()
        self._streams.add(woken)
        told = ""
        try:
            while not self._closed:
                woken.clear()
                reader = await reader_now()
                for row in await self.ask(self.store.since, reader.person.id, after):
                    after = row.change
                    html = renderer.message(row, reader)
                    yield ServerSentEvent(
                        json.dumps({"chat": row.chat, "html": html}), id=str(after)
                    )
                moment = reader.moment(self._clock.now())
                if moment != told:
                    told = moment
                    yield ServerSentEvent(moment, event="clock")
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), LOOK)
        finally:
            self._streams.discard(woken)
