"""What can go wrong between a bot and Telegram, ordered by a test for calls to come."""

import asyncio
from dataclasses import dataclass
from typing import Any

from .botapi import RefusedError


class OrderedRefusalError(RefusedError):
    """A refusal a test ordered, perhaps with a body the Bot API would not send."""

    instead: bytes | dict[str, Any] | None = None

    def body(self) -> Any:
        return super().body() if self.instead is None else self.instead


@dataclass
class Fault:
    kind: str
    method: str
    times: int
    value: Any = None


class Faults:
    """Each fault befalls the next `times` calls of `method`, or of any method."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def drop_next(self, times: int = 1, method: str = "*") -> None:
        """The connection breaks before the call is read: no effect."""
        self.faults.append(Fault("drop", method, times))

    def delay(self, seconds: float, times: int = 1, method: str = "*") -> None:
        """The call has its effect, its answer comes late."""
        self.faults.append(Fault("delay", method, times, seconds))

    def refuse(
        self,
        method: str,
        status: int,
        body: str | bytes | dict[str, Any] = "",
        times: int = 1,
        **more: int,
    ) -> None:
        """Answers with an error: a description with `more` parameters, or a body; no effect."""
        refused = OrderedRefusalError(status, str(body or "Internal Server Error"), **more)
        refused.instead = body if isinstance(body, dict | bytes) else None
        self.faults.append(Fault("refuse", method, times, refused))

    def lose_answer(self, times: int = 1, method: str = "*") -> None:
        """The call has its effect, then the connection breaks."""
        self.faults.append(Fault("lose", method, times))

    def half_answer(self, times: int = 1, method: str = "*") -> None:
        """The call has its effect, half of the answer arrives."""
        self.faults.append(Fault("half", method, times))

    def take(self, kind: str, method: str) -> Fault | None:
        for fault in self.faults:
            if fault.kind == kind and fault.method in {"*", method}:
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                return fault
        return None

    async def late(self, method: str) -> None:
        if fault := self.take("delay", method):
            await asyncio.sleep(fault.value)

    def refuse_as_ordered(self, method: str) -> None:
        if fault := self.take("refuse", method):
            raise fault.value
