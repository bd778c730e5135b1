"""What can go wrong between the bot and Slack, ordered in advance and spent one call at a time."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Fault:
    """One kind of trouble for the next calls of a method ("*" for any).

    refuse: ok false, no effect; status: an HTTP error, no effect; drop: the connection closes, no
    effect; reset: it closes after the effect; half: half the answer comes; delay: it comes late.
    """

    kind: str
    method: str
    times: int
    status: int = 200
    seconds: float = 0
    body: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


class Faults:
    """The orders of a test. Several may be waiting; a call meets the first that fits it."""

    def __init__(self) -> None:
        self.orders: list[Fault] = []
        self.latency = 0.0
        self.repeats = 0

    def take(self, method: str) -> Fault | None:
        for fault in self.orders:
            if fault.method in ("*", method) and fault.times:
                fault.times -= 1
                return fault
        return None

    def refuse(self, method: str, error: str, times: int = 1, **more: Any) -> None:
        self.orders.append(Fault("refuse", method, times, body={"error": error, **more}))

    def limit(self, method: str, retry_after: int, times: int = 1) -> None:
        self.orders.append(
            Fault(
                "refuse",
                method,
                times,
                status=429,
                body={"error": "ratelimited"},
                headers={"Retry-After": str(retry_after)},
            )
        )

    def fail(self, method: str, status: int = 500, times: int = 1) -> None:
        self.orders.append(Fault("status", method, times, status=status))

    def drop(self, method: str, times: int = 1) -> None:
        self.orders.append(Fault("drop", method, times))

    def reset(self, method: str, times: int = 1) -> None:
        self.orders.append(Fault("reset", method, times))

    def half(self, method: str, times: int = 1) -> None:
        self.orders.append(Fault("half", method, times))

    def delay(self, method: str, seconds: float, times: int = 1) -> None:
        self.orders.append(Fault("delay", method, times, seconds=seconds))

    def repeat_next(self, times: int = 1) -> None:
        """The next event arrives so many times more, all at once, as Slack's retries do."""
        self.repeats = times
