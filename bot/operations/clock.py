"""The one place that reads the clock; everything else is told the time."""

import time
from datetime import UTC, datetime, timedelta

WITH_THE_WORLD = timedelta(0)


class Clock:
    """The world's time, or for trying things out a time that runs ahead and can be moved.

    It is told as a distance from the world's, so that a machine that slept wakes up in time.
    """

    def __init__(self, start: datetime | None = None, rate: float = 1.0) -> None:
        self._ahead = WITH_THE_WORLD
        self._rate = rate
        self._origin = time.monotonic()
        if start is not None:
            self.move(start)

    @property
    def ahead(self) -> timedelta:
        """How far it was moved."""
        return self._ahead

    @property
    def is_ours(self) -> bool:
        """Whether the clock was moved, so that platforms' own dates mean nothing."""
        return self._ahead != WITH_THE_WORLD or self._rate != 1.0

    def now(self) -> datetime:
        """Aware UTC."""
        faster = (time.monotonic() - self._origin) * (self._rate - 1.0)
        return self.world() + self._ahead + timedelta(seconds=faster)

    def world(self) -> datetime:
        """The world's time even where ours was moved: what a vendor stamps a request with."""
        return datetime.now(UTC)

    def of(self, sent: datetime) -> datetime:
        """When something the platform dates `sent` happened for us."""
        return self.now() if self.is_ours else sent.astimezone(UTC)

    def move(self, to: datetime) -> None:
        self._ahead, self._origin = to - self.world(), time.monotonic()


class StillClock(Clock):
    """A clock that stands where it was put: for conversations played as tests."""

    def __init__(self, start: datetime | None) -> None:
        super().__init__()
        self._at = start

    @property
    def is_ours(self) -> bool:
        return self._at is not None

    def now(self) -> datetime:
        if self._at is None:
            raise ValueError("a still clock needs a start")
        return self._at.astimezone(UTC)

    def move(self, to: datetime) -> None:
        self._at = to
