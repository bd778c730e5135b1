"""A handler that only remembers, as the dispatcher would: each event once."""

import asyncio

from tests.play.stage import until


class Ears:
    """Hears events as the dispatcher would, each only once; can be told to fail."""

    def __init__(self):
        self.events, self.raws, self.kept = [], [], []
        self.answers, self.rivals = {}, []
        self.deliveries = 0
        self.failing = lambda event: False
        self.pause = 0.0

    async def handle(self, event, raw):
        self.deliveries += 1
        await asyncio.sleep(self.pause)
        if self.failing(event):
            raise ConnectionError("the database is away")
        if event.key not in {each.key for each in self.events}:
            self.events.append(event)
            self.raws.append(raw)
            return tuple(self.answers.get(event.name, ()))
        return ()

    async def quarantine(self, platform, tenant, raw, at):
        self.kept.append((platform, tenant, raw))
        return "abc123"

    async def note_rival(self, lane, at):
        self.rivals.append(lane)

    async def hears(self, number, within=5.0):
        """Wait until so many events were heard."""
        await until(lambda: len(self.events) >= number, within)
        return self.events
