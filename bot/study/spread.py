"""Everybody's letter at eight: who is when, where a lane cannot say all of them in a minute."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b

SHORT = 60.0
"""Seconds of backlog that are not spread: nobody notices."""


@dataclass(frozen=True, slots=True)
class Window:
    """So many seconds from the minute on; those who asked for that very minute come first."""

    seconds: float
    asked: float
    """Seconds of it that are theirs."""


def window(letters: int, asked: int, a_second: float) -> Window | None:
    """What it takes to say so many letters at this rate; None if it is not worth spreading."""
    if a_second <= 0 or letters / a_second <= SHORT:
        return None
    return Window(letters / a_second, min(asked, letters) / a_second)


def offset(found: Window, member: int, *, asked: bool) -> timedelta:
    """How long after the minute this member's letter goes: every day at the same place."""
    digest = blake2b(str(member).encode(), digest_size=8).digest()
    place = int.from_bytes(digest) / 2**64
    if asked:
        return timedelta(seconds=place * found.asked)
    return timedelta(seconds=found.asked + place * (found.seconds - found.asked))
