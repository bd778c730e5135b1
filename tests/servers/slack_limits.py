"""How often Slack lets itself be called: tiers a method, and a message a second a channel."""

import math
from dataclasses import dataclass

# Calls a minute. Slack allows bursts, not saying how large: here a bucket holds a minute's worth.
TIER = {1: 1, 2: 20, 3: 50, 4: 100}
TIERS = {
    "apps.connections.open": 1,
    "bots.info": 3,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "chat.update": 3,
    "conversations.history": 3,
    "conversations.info": 3,
    "conversations.members": 4,
    "conversations.open": 3,
    "files.completeUploadExternal": 4,
    "files.getUploadURLExternal": 4,
    "oauth.v2.access": 4,
    "reactions.add": 3,
    "team.info": 3,
    "users.info": 4,
    "users.list": 2,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}
SMALLEST_BURST = 5
CHANNEL_RATE, CHANNEL_BURST = 1.0, 3


@dataclass
class Bucket:
    capacity: float
    rate: float
    level: float
    at: float

    def wait(self, now: float) -> float:
        """Takes one and answers 0, or says in how many seconds there will be one."""
        self.level = min(self.capacity, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level >= 1:
            self.level -= 1
            return 0
        return (1 - self.level) / self.rate


class Limits:
    def __init__(self) -> None:
        self.buckets: dict[str, Bucket] = {}

    def retry_after(self, method: str, channel: str, now: float) -> int:
        """0 when the call may pass, else the whole seconds Retry-After would name."""
        if method == "chat.postMessage":
            return self._take(f"channel {channel}", CHANNEL_BURST, CHANNEL_RATE, now)
        if method not in TIERS:
            return 0
        a_minute = TIER[TIERS[method]]
        return self._take(method, max(a_minute, SMALLEST_BURST), a_minute / 60, now)

    def _take(self, key: str, capacity: float, rate: float, now: float) -> int:
        bucket = self.buckets.setdefault(key, Bucket(capacity, rate, capacity, now))
        return math.ceil(bucket.wait(now))
