"""Two options scored from 1 to 5: reading "4 3", and what the scores come to."""

import re
from collections.abc import Sequence

LOWEST, HIGHEST = 1, 5
_PAIR = re.compile(r"^\s*([1-5])\s*(?:[\s,，:：/\-–]|分)+\s*([1-5])\s*分?\s*$")


def pair(words: str) -> tuple[int, int] | None:
    """Both scores; None for anything else, which is left out rather than guessed."""
    found = _PAIR.match(words)
    return (int(found[1]), int(found[2])) if found else None


def sums(scores: Sequence[str]) -> tuple[int, int]:
    """What each option has together."""
    pairs = [found for words in scores if (found := pair(words))]
    return sum(first for first, _ in pairs), sum(second for _, second in pairs)
