"""Scores of key results between 0.0 and 1.0, and how such a score is usually read."""

from collections.abc import Sequence

GOOD = 0.7
"""The usual reading: 0.7 is good; a steady 1.0 means the goal was too small."""


def score(reached: int, target: int) -> float:
    """The share of the target that was reached, one decimal, never above 1.0."""
    return round(min(1.0, max(0, reached) / target), 1) if target > 0 else 0.0


def overall(scores: Sequence[float]) -> float:
    return round(sum(scores) / len(scores), 1) if scores else 0.0
