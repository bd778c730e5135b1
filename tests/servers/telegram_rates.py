"""Counts what a bot sends: the vendor's limits, when they are on, and the highest rates seen."""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from .botapi import RefusedError

OVERALL, GROUP_MINUTE, BURST = 30, 20, 3


@dataclass
class Window:
    """How often something happened in the last `seconds`, and the most there ever was."""

    seconds: float
    times: deque[float] = field(default_factory=deque)
    peak: int = 0

    def note(self, now: float) -> None:
        self.times.append(now)
        self.peak = max(self.peak, self.count(now))

    def count(self, now: float) -> int:
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()
        return len(self.times)

    def wait(self, now: float, most: int) -> float:
        """Seconds until there is room for one more."""
        if self.count(now) < most:
            return 0
        return self.times[-most] + self.seconds - now


@dataclass
class Bucket:
    """One a second, with a small burst: the allowance of a private chat."""

    tokens: float = BURST
    at: float = 0

    def wait(self, now: float) -> float:
        self.tokens, self.at = min(BURST, self.tokens + now - self.at), now
        return max(0, 1 - self.tokens)


class Rates:
    """Attempts are counted for the statistics; only what was let through fills the limits."""

    def __init__(self, timer: Callable[[], float], *, limits: bool) -> None:
        self.timer, self.limits = timer, limits
        self.overall = Window(1)
        self.by_chat: dict[int, Window] = defaultdict(lambda: Window(1))
        self.by_minute: dict[int, Window] = defaultdict(lambda: Window(60))
        self._passed = Window(1)
        self._groups: dict[int, Window] = defaultdict(lambda: Window(60))
        self._privates: dict[int, Bucket] = defaultdict(lambda: Bucket(at=self.timer()))
        self.refused = 0

    @property
    def peak(self) -> int:
        """The most messages in any one second, refused ones included."""
        return self.overall.peak

    @property
    def chat_peak(self) -> int:
        """The most messages to any one chat in any one second."""
        return max((window.peak for window in self.by_chat.values()), default=0)

    @property
    def group_minute_peak(self) -> int:
        """The most messages to any one group in any one minute."""
        groups = (window.peak for chat, window in self.by_minute.items() if chat < 0)
        return max(groups, default=0)

    def note(self, chat: int) -> None:
        now = self.timer()
        for window in (self.overall, self.by_chat[chat], self.by_minute[chat]):
            window.note(now)
        if self.limits:
            self._enforce(chat, now)

    def _enforce(self, chat: int, now: float) -> None:
        wait = self._passed.wait(now, OVERALL)
        if chat < 0:
            wait = max(wait, self._groups[chat].wait(now, GROUP_MINUTE))
        else:
            wait = max(wait, self._privates[chat].wait(now))
        if wait > 0:
            self.refused += 1
            after = max(1, math.ceil(wait))
            raise RefusedError(429, f"Too Many Requests: retry after {after}", retry_after=after)
        self._passed.note(now)
        if chat < 0:
            self._groups[chat].note(now)
        else:
            self._privates[chat].tokens -= 1
