"""Opening the platforms: one that is out of reach is tried again, the others need not wait."""

import asyncio
from collections.abc import Mapping

import structlog

from bot.wire import Platform, Refused

FIRST_WAIT, LONGEST_WAIT = 2.0, 60.0
"""Seconds between two tries: more each time."""

log = structlog.get_logger("reach")


class Reach:
    """Which platforms are there. Raises Refused for what only a person can mend: a wrong token."""

    def __init__(self, platforms: Mapping[str, Platform]) -> None:
        self._platforms = platforms
        self._away: dict[str, asyncio.Event] = {}
        """Not reached yet, each with what happens when it is."""

    def has(self, name: str) -> bool:
        return name not in self._away

    async def open(self) -> None:
        """Connect to each, once."""
        for name in self._platforms:
            self._away[name] = asyncio.Event()
            await self._try(name)

    async def go_on(self) -> None:
        """Try again what was out of reach, until all are there."""
        wait = FIRST_WAIT
        while self._away:
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
            for name in list(self._away):
                await self._try(name)

    async def listen(self) -> None:
        """Hear every platform, each as soon as it is there."""
        await asyncio.gather(*map(self._listen_to, self._platforms))

    async def _listen_to(self, name: str) -> None:
        if name in self._away:
            await self._away[name].wait()
        await self._platforms[name].listen()

    async def _try(self, name: str) -> None:
        try:
            await self._platforms[name].open()
        except Refused as refused:
            if refused.permanent:
                raise
            log.warning("out of reach, trying again", platform=name, reason=refused.reason)
        else:
            self._away.pop(name).set()
