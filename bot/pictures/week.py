"""The group's week on one card: who shares, day by day, and what everybody did together."""

from dataclasses import dataclass
from typing import Literal

from bot.pictures.drawing import Figure, Theme, draw

MOST_ROWS = 12
ROW_HEIGHT, MORE_HEIGHT = 52, 34

Day = Literal["done", "leave", "off", "empty"]


@dataclass(frozen=True)
class Words:
    """What the marks are called; `everybody` names the row of sums."""

    done: str
    leave: str
    off: str
    everybody: str


@dataclass(frozen=True)
class Row:
    """A member who shares: seven days from the week's first to its last."""

    name: str
    days: tuple[Day, ...]


@dataclass(frozen=True)
class Week:
    """Members who do not share are in `totals` (people per day) and `figures`, and nowhere else."""

    title: str
    when: str
    weekdays: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[int, ...]
    figures: tuple[Figure, ...]
    footer: str
    words: Words
    today: int | None = None  # index of the day; None once the week is over
    theme: Theme = "light"


def svg(card: Week) -> str:
    rows = card.rows[:MOST_ROWS]
    more = len(card.rows) - len(rows)
    panel = 158 + ROW_HEIGHT * len(rows) + (MORE_HEIGHT if more else 0) if rows else 140
    return draw(
        "week.svg",
        card.theme,
        354 + panel + (124 if card.footer else 72),
        card=card,
        rows=rows,
        more=more,
        panel=panel,
        pitch_y=ROW_HEIGHT,
    )
