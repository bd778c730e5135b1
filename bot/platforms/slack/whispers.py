"""Addresses that came with presses and commands: words for one person's eyes go out there, where no
tier of the Web API holds up a channel in which hundreds answer.
"""

import time
from dataclasses import dataclass

USES, LIFE = 4, 25 * 60
"""Of the five messages within thirty minutes that Slack gives an address."""

KEPT = 2000


@dataclass
class Way:
    url: str
    until: float
    left: int = USES


class Ways:
    """The latest address of each person in each channel."""

    def __init__(self) -> None:
        self._ways: dict[tuple[str, str], Way] = {}

    def opened(self, channel: str, user: str, url: str) -> None:
        self._ways.pop((channel, user), None)
        while len(self._ways) >= KEPT:
            del self._ways[next(iter(self._ways))]
        self._ways[channel, user] = Way(url, time.monotonic() + LIFE)

    def take(self, channel: str, user: str) -> str:
        """An address that still takes words; "" if there is none."""
        way = self._ways.get((channel, user))
        if way is None or way.left <= 0 or way.until <= time.monotonic():
            self._ways.pop((channel, user), None)
            return ""
        way.left -= 1
        return way.url
