"""The month as a heat map: one cell a day, darker where more was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from bot.pictures.drawing import Figure, Theme, draw

SHADES = 4  # beside the empty one
DAYS_OF_WEEK = 7


@dataclass(frozen=True)
class Words:
    """The two ends of the scale, and what a sand-coloured day is."""

    less: str
    more: str
    leave: str


@dataclass(frozen=True)
class Month:
    """`amounts` are minutes or check-ins from the first day on; None is a day still to come."""

    title: str
    when: str
    first: date
    weekdays: tuple[str, ...]  # from Monday
    amounts: tuple[int | None, ...]
    figures: tuple[Figure, ...]  # up to three
    words: Words
    leave: frozenset[int] = frozenset()  # days of the month
    today: int | None = None  # day of the month
    footer: str = ""
    theme: Theme = "light"


@dataclass(frozen=True)
class Cell:
    """Where a day stands and how it looks."""

    day: int
    row: int
    column: int
    shade: int | None
    leave: bool
    today: bool


def svg(card: Month) -> str:
    before = card.first.weekday()
    cells = tuple(
        Cell(
            day,
            row=(before + day - 1) // DAYS_OF_WEEK,
            column=(before + day - 1) % DAYS_OF_WEEK,
            shade=shade,
            leave=day in card.leave and shade == 0,
            today=day == card.today,
        )
        for day, shade in enumerate(shades(card.amounts), start=1)
    )
    rows = cells[-1].row + 1 if cells else 0
    return draw("month.svg", card.theme, 376 + 98 * max(rows, 5), card=card, cells=cells)


def shades(amounts: Sequence[int | None]) -> tuple[int | None, ...]:
    """0 for nothing, 1 to 4 by quarters of a good day; one heroic day does not pale the others."""
    done = sorted(amount for amount in amounts if amount)
    good = done[(len(done) - 1) * 9 // 10] if done else 1
    return tuple(
        None if amount is None else min(SHADES, ceil(SHADES * amount / good)) for amount in amounts
    )
