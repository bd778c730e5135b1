"""The vendor's limits: a lane, its chats and its groups each have their own."""

from collections import OrderedDict, deque
from collections.abc import Collection
from dataclasses import dataclass, field

from bot.queries.outbox import Ears
from bot.wire import Limits

RESERVED = 0.2
"""The share of a lane's rate kept for answers; planned messages use the rest."""

BURST = 3.0
"""Answers a chat may get at once before its second-by-second pace holds."""

LONG_IDLE = 120.0
"""Seconds after which no limit of a chat can matter any more."""

MARGIN = 1.05
"""Our seconds are a little longer than the vendor's: what left a second apart may arrive closer."""


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


@dataclass
class Window:
    """At most `most` within any `seconds`, however they are spread: as vendors count."""

    most: float
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Seconds until there is room for one more."""
        self._forget(now)
        return self.times[0] + self.seconds - now if len(self.times) >= self.most else 0.0

    def take(self, now: float) -> None:
        self._forget(now)
        self.times.append(now)

    def _forget(self, now: float) -> None:
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()


class Pace:
    """When the next message of a lane may go to a chat."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.rest_until = 0.0
        self.is_shared = False
        """Whether another process says planned messages in this lane just now: then we keep to the
        share that is reserved for answers."""
        a_second = limits.lane_per_second
        self._lane = Window(a_second, MARGIN)
        self._answers = Window(max(1.0, a_second * RESERVED), MARGIN)
        planned = a_second * (1 - RESERVED)
        self._planned = Bucket(planned, max(1.0, planned / 8))  # what a busy moment held up follows
        self._kinds = {kind: Window(most, 60 * MARGIN) for kind, most in limits.per_minute.items()}
        self._chats: OrderedDict[Ears, Bucket] = OrderedDict()
        """Who was written to last is last."""
        self._groups: dict[Ears, Window] = {}

    def wait(
        self, now: float, chat: Ears, *, is_group: bool, answer: bool, kinds: Collection[str] = ()
    ) -> float:
        """Seconds until this message may go; 0: now."""
        waits = [self.rest_until - now, self._lane.wait(now), self._chat(chat).wait(now)]
        waits += [self._kinds[kind].wait(now) for kind in kinds if kind in self._kinds]
        if not answer:
            waits.append(self._planned.wait(now))
        elif self.is_shared:
            waits.append(self._answers.wait(now))
        if is_group:
            waits.append(self._group(chat).wait(now))
        return max(0.0, *waits)

    def take(
        self, now: float, chat: Ears, *, is_group: bool, answer: bool, kinds: Collection[str] = ()
    ) -> None:
        self._lane.take(now)
        self._chat(chat).take()
        self._chats.move_to_end(chat)
        for kind in kinds:
            if kind in self._kinds:
                self._kinds[kind].take(now)
        if answer:
            self._answers.take(now)
        else:
            self._planned.take()
        if is_group:
            self._group(chat).take(now)

    def rest(self, until: float) -> None:
        """The vendor said wait: the whole lane does."""
        self.rest_until = max(self.rest_until, until)

    def forget_idle(self, now: float) -> None:
        """Nothing was said there for so long that any limit is far."""
        while self._chats and next(iter(self._chats.values())).at < now - LONG_IDLE:
            chat, _ = self._chats.popitem(last=False)
            self._groups.pop(chat, None)

    def _chat(self, chat: Ears) -> Bucket:
        rate = self.limits.chat_per_second
        return self._chats.setdefault(chat, Bucket(rate / MARGIN, max(BURST, rate)))

    def _group(self, chat: Ears) -> Window:
        return self._groups.setdefault(chat, Window(self.limits.group_per_minute, 60 * MARGIN))
