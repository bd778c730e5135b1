"""The vendor's limits as token buckets: a lane, its chats and its groups each have their own."""

from dataclasses import dataclass, field

from bot.wire import Limits

RESERVED = 0.2
"""The share of a lane's rate kept for answers; planned messages use the rest."""

BURST = 3.0
"""Answers a chat may get at once before its second-by-second pace holds."""


@dataclass
class Bucket:
    """`rate` tokens a second up to `most`; times are monotonic seconds."""

    rate: float
    most: float
    tokens: float = field(init=False)
    at: float = 0.0

    def __post_init__(self) -> None:
        self.tokens = self.most

    def wait(self, now: float) -> float:
        """Seconds until a token is there."""
        self.tokens = min(self.most, self.tokens + (now - self.at) * self.rate)
        self.at = now
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.rate

    def take(self) -> None:
        self.tokens -= 1


class Pace:
    """When the next message of a lane may go to a chat."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.rest_until = 0.0
        planned = limits.lane_per_second * (1 - RESERVED)
        self._lane = Bucket(limits.lane_per_second, max(1.0, limits.lane_per_second / 10))
        self._planned = Bucket(planned, max(1.0, planned / 10))
        self._chats: dict[int, Bucket] = {}
        self._groups: dict[int, Bucket] = {}

    def wait(self, now: float, chat: int, *, is_group: bool, answer: bool) -> float:
        """Seconds until this message may go; 0: now."""
        waits = [self.rest_until - now, self._lane.wait(now), self._chat(chat).wait(now)]
        if not answer:
            waits.append(self._planned.wait(now))
        if is_group:
            waits.append(self._group(chat).wait(now))
        return max(0.0, *waits)

    def take(self, chat: int, *, is_group: bool, answer: bool) -> None:
        self._lane.take()
        self._chat(chat).take()
        if not answer:
            self._planned.take()
        if is_group:
            self._group(chat).take()

    def rest(self, until: float) -> None:
        """The vendor said wait: the whole lane does."""
        self.rest_until = max(self.rest_until, until)

    def forget_idle(self, now: float) -> None:
        """Full buckets are as good as none."""
        for buckets in (self._chats, self._groups):
            for chat in [c for c, b in buckets.items() if b.at < now - 120]:
                del buckets[chat]

    def _chat(self, chat: int) -> Bucket:
        rate = self.limits.chat_per_second
        return self._chats.setdefault(chat, Bucket(rate, max(BURST, rate)))

    def _group(self, chat: int) -> Bucket:
        rate = self.limits.group_per_minute / 60
        most = max(1.0, self.limits.group_per_minute / 2)
        return self._groups.setdefault(chat, Bucket(rate, most))
