"""The year look-back: twelve small months, the year's numbers, its milestones."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.pictures.drawing import MARGIN, WIDTH, Figure, Theme, draw
from bot.pictures.month import DAYS_OF_WEEK, shades

MONTHS_IN_ROW = 6
PITCH_X = (WIDTH - 2 * MARGIN + 24) / MONTHS_IN_ROW
PITCH_Y = 206
FIRST_Y = 380
CELL = 21
MOST_MILESTONES = 5


@dataclass(frozen=True)
class Words:
    """The two ends of the scale."""

    less: str
    more: str


@dataclass(frozen=True)
class Milestone:
    """`share` is 0 to 1, `score` the same as people read it."""

    title: str
    share: float
    score: str


@dataclass(frozen=True)
class Year:
    """`amounts` are minutes or check-ins from 1 January on; None has not come yet."""

    title: str
    when: str
    year: int
    months: tuple[str, ...]
    amounts: tuple[int | None, ...]
    figures: tuple[Figure, ...]
    milestones: tuple[Milestone, ...]
    words: Words
    footer: str = ""
    theme: Theme = "light"


@dataclass(frozen=True)
class Cell:
    """A day's place and shade."""

    x: float
    y: float
    shade: int | None


def svg(card: Year) -> str:
    milestones = card.milestones[:MOST_MILESTONES]
    top = FIRST_Y + 2 * PITCH_Y + 50
    panel = 48 + 62 * len(milestones) if milestones else 0
    first = date(card.year, 1, 1)
    return draw(
        "year.svg",
        card.theme,
        top + panel + (110 if card.footer else 60),
        card=card,
        months=tuple((*_corner(month), card.months[month - 1]) for month in range(1, 13)),
        cells=tuple(
            _cell(first + timedelta(days=number), shade)
            for number, shade in enumerate(shades(card.amounts))
        ),
        cell=CELL - 4,
        milestones=milestones,
        top=top,
        panel=panel,
    )


def _corner(month: int) -> tuple[float, float]:
    row, column = divmod(month - 1, MONTHS_IN_ROW)
    return MARGIN + column * PITCH_X, FIRST_Y + row * PITCH_Y


def _cell(day: date, shade: int | None) -> Cell:
    row, column = divmod(day.replace(day=1).weekday() + day.day - 1, DAYS_OF_WEEK)
    x, y = _corner(day.month)
    return Cell(x + column * CELL, y + 20 + row * CELL, shade)
