"""A track as a map: its stages along a winding path, and "you are here"."""

from dataclasses import dataclass

from bot.pictures.drawing import MARGIN, WIDTH, Theme, draw

COLUMNS = 4
MOST_STAGES = 12  # a window around "here"; longer tracks keep their numbers
MOST_MODULES = 5
PITCH_X = (WIDTH - 2 * MARGIN) / COLUMNS
PITCH_Y = 212
FIRST_Y = 298
OVERHANG = 40  # how far the path runs on before it bends, so that it clears the titles
MODULE_HEIGHT = 52


@dataclass(frozen=True)
class Words:
    """What the marker says."""

    here: str


@dataclass(frozen=True)
class Part:
    """A stage or a module: how many of its steps are done."""

    title: str
    done: int
    total: int

    @property
    def share(self) -> float:
        return min(self.done / self.total, 1.0) if self.total else 0.0

    @property
    def complete(self) -> bool:
        return 0 < self.total <= self.done


@dataclass(frozen=True)
class Track:
    """`here` is the index of the learner's stage (None: not begun); `modules` are that stage's."""

    title: str
    when: str
    stages: tuple[Part, ...]
    here: int | None
    now: str  # the heading over the modules
    modules: tuple[Part, ...]
    words: Words
    footer: str = ""
    theme: Theme = "light"


@dataclass(frozen=True)
class Stone:
    """A stage's place on the map."""

    part: Part
    number: int
    x: float
    y: float
    here: bool


def svg(card: Track) -> str:
    first = max(0, min((card.here or 0) - MOST_STAGES // 2, len(card.stages) - MOST_STAGES))
    shown = card.stages[first : first + MOST_STAGES]
    stones = tuple(
        Stone(part, first + place + 1, *_place(place), here=first + place == card.here)
        for place, part in enumerate(shown)
    )
    here = next((place for place, stone in enumerate(stones) if stone.here), 0)
    modules = _around(card.modules)
    rows = (len(shown) + COLUMNS - 1) // COLUMNS
    top = FIRST_Y + rows * PITCH_Y - 76
    panel = 98 + MODULE_HEIGHT * len(modules) if modules else 0
    return draw(
        "track.svg",
        card.theme,
        int(top + panel + (118 if card.footer else 68)),
        card=card,
        stones=stones,
        road=_road(len(stones)),
        walked=_road(here + 1),
        modules=modules,
        top=top,
        panel=panel,
        module_height=MODULE_HEIGHT,
        before=first > 0,
        after=first + len(shown) < len(card.stages),
    )


def _place(place: int) -> tuple[float, float]:
    """Left to right, then right to left, as the path winds."""
    row, step = divmod(place, COLUMNS)
    column = COLUMNS - 1 - step if row % 2 else step
    return MARGIN + PITCH_X * (column + 0.5), FIRST_Y + PITCH_Y * row


def _road(stones: int) -> str:
    """The path through the first so many stones, with a bend at the end of each row."""
    if not stones:
        return ""
    x, y = _place(0)
    road = [f"M{x:g} {y:g}"]
    for place in range(1, stones):
        x, y = _place(place)
        if place % COLUMNS:
            road.append(f"H{x:g}")
        else:
            clockwise = place // COLUMNS % 2
            bend = x + (OVERHANG if clockwise else -OVERHANG)
            radius = PITCH_Y / 2
            road.append(f"H{bend:g}A{radius:g} {radius:g} 0 0 {clockwise} {bend:g} {y:g}H{x:g}")
    return "".join(road)


def _around(modules: tuple[Part, ...]) -> tuple[Part, ...]:
    """The modules to list: from the last finished before the first open one."""
    open_at = next((at for at, part in enumerate(modules) if not part.complete), len(modules))
    first = max(0, min(open_at - 1, len(modules) - MOST_MODULES))
    return modules[first : first + MOST_MODULES]
