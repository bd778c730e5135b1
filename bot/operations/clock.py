"""The one place that reads the clock; everything else is told the time."""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """The world's time, or for trying things out a time that starts elsewhere and can be moved."""

    def __init__(self, start: datetime | None = None, rate: float = 1.0) -> None:
        self._start = start
        self._rate = rate
        self._origin = time.monotonic()

    @property
    def is_ours(self) -> bool:
        """Whether the clock was moved, so that platforms' own dates mean nothing."""
        return self._start is not None or self._rate != 1.0

    def now(self) -> datetime:
        """Aware UTC."""
        if self._start is None:
            return datetime.now(UTC)
        passed = (time.monotonic() - self._origin) * self._rate
        return self._start.astimezone(UTC) + timedelta(seconds=passed)

    def world(self) -> datetime:
        """The world's time even where ours was moved: what a vendor stamps a request with."""
        return datetime.now(UTC)

    def of(self, sent: datetime) -> datetime:
        """When something the platform dates `sent` happened for us."""
        return self.now() if self.is_ours else sent.astimezone(UTC)

    def move(self, to: datetime) -> None:
        self._start, self._origin = to, time.monotonic()


class StillClock(Clock):
    """A clock that stands where it was put: for conversations played as tests."""

    def now(self) -> datetime:
        if self._start is None:
            raise ValueError("a still clock needs a start")
        return self._start.astimezone(UTC)
