"""Hands updates to the bot as Telegram does: kept until confirmed, by polling or by webhook."""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from typing import Any

import aiohttp

from .botapi import RefusedError

ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class Updates:
    def __init__(
        self, kinds: frozenset[str], note: Callable[..., None], date: Callable[[], int]
    ) -> None:
        self.kinds, self._note, self._date = kinds, note, date
        self.allowed = kinds - ON_REQUEST
        self.queue: deque[dict[str, Any]] = deque()
        self.next_id = 100_000_001
        self.confirmed = 0
        self.given: dict[int, int] = {}
        self.webhook: dict[str, Any] = {}
        self.first_delay, self.longest_delay, self.patience = 0.05, 2.0, 10.0
        self._again: list[dict[str, Any]] = []
        self._repeats = 0
        self._poller: asyncio.Future[None] | None = None
        self._arrived = asyncio.Event()
        self._postman: asyncio.Task[None] | None = None

    def push(self, kind: str, payload: dict[str, Any]) -> int | None:
        """Queues an update; None when the bot did not ask for this kind."""
        if kind not in self.allowed:
            return None
        number, self.next_id = self.next_id, self.next_id + 1
        # Frozen now: what happens to the message later is told by later updates.
        self.queue.append(json.loads(json.dumps({"update_id": number, kind: payload})))
        self._note("pushed", update=number)
        self._wake()
        return number

    def repeat_next(self) -> None:
        """The next update handed over will come a second time."""
        self._repeats += 1

    def allow(self, kinds: list[str] | None) -> None:
        """None keeps what was asked for before; an empty list means the usual kinds."""
        if kinds is not None:
            self.allowed = (frozenset(kinds) & self.kinds) or self.kinds - ON_REQUEST

    async def get(
        self, offset: int, limit: int, wait: float, kinds: list[str] | None
    ) -> list[dict[str, Any]]:
        if self.webhook:
            raise RefusedError(409, WEBHOOK_ACTIVE)
        self._end_poll(OTHER_POLLER)
        self.allow(kinds)
        self._confirm(offset)
        if wait > 0 and not self.queue and not self._again:
            self._poller = poller = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(wait):
                    await poller
            except TimeoutError:
                return []
            finally:
                if self._poller is poller:
                    self._poller = None
        again, self._again = self._again, []
        batch = [*again, *self.queue][: max(1, min(limit, 100))]
        for update in batch[len(again) :]:
            self._give(update)
            if self._repeats:
                self._repeats -= 1
                self._again.append(update)
        return batch

    def _confirm(self, offset: int) -> None:
        """A positive offset drops what is below it; a negative one keeps only the last few."""
        while self.queue and (
            len(self.queue) > -offset if offset < 0 else self.queue[0]["update_id"] < offset
        ):
            self._done(self.queue.popleft())

    def _give(self, update: dict[str, Any]) -> None:
        number = update["update_id"]
        self.given[number] = self.given.get(number, 0) + 1
        self._note("given", update=number)

    def _done(self, update: dict[str, Any]) -> None:
        self.confirmed += 1
        self._note("confirmed", update=update["update_id"])

    def _wake(self) -> None:
        self._arrived.set()
        if self._poller and not self._poller.done():
            self._poller.set_result(None)

    def _end_poll(self, reason: str) -> None:
        if self._poller and not self._poller.done():
            self._poller.set_exception(RefusedError(409, reason))

    def drop_pending(self) -> None:
        self.queue.clear()

    async def set_webhook(self, webhook: dict[str, Any]) -> None:
        await self.stop()
        self._end_poll("Conflict: terminated by setWebhook request")
        self.webhook = webhook
        if webhook:
            self._postman = asyncio.create_task(self._post_all())

    async def stop(self) -> None:
        if self._postman:
            self._postman.cancel()
            await asyncio.gather(self._postman, return_exceptions=True)
            self._postman = None

    async def _post_all(self) -> None:
        """One update after the other, each repeated, later and later, until the bot takes it."""
        delay = self.first_delay
        timeout = aiohttp.ClientTimeout(self.patience)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                while not self.queue:
                    self._arrived.clear()
                    await self._arrived.wait()
                update = self.queue[0]
                self._give(update)
                if fault := await self._post(session, update):
                    self.webhook |= {
                        "last_error_message": fault,
                        "last_error_date": self._date(),
                    }
                    await asyncio.sleep(delay)
                    delay = min(2 * delay, self.longest_delay)
                elif self._repeats:
                    self._repeats -= 1
                else:
                    delay = self.first_delay
                    # While it was under way the queue may have been dropped.
                    if self.queue and self.queue[0] is update:
                        self._done(self.queue.popleft())

    async def _post(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> str:
        secret = self.webhook.get("secret_token")
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        try:
            async with session.post(
                self.webhook["url"], json=update, headers=headers, allow_redirects=False
            ) as answer:
                if answer.status // 100 == 2:
                    return ""
                return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (TimeoutError, aiohttp.ClientError) as error:
            return f"Connection failed: {type(error).__name__}"
