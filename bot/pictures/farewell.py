"""The card for the end of a group's plan: what it did together, and who wants to be named."""

from dataclasses import dataclass
from math import cos, pi, sin

from bot.pictures.drawing import MARGIN, WIDTH, Figure, Theme, draw
from bot.pictures.lettering import fit, width

MOST_NAMES, MOST_ROWS = 24, 6
NAME_SIZE = 25
NAME_PITCH = 64
LEAVES = 13
FOOT, STEP = 0.16, 0.19  # angles: where a branch begins, and from leaf to leaf
CENTRE_X, CENTRE_Y, RADIUS = WIDTH / 2, 292, 176


@dataclass(frozen=True)
class Farewell:
    """`big` is the one number to be proud of; `names` are members who agreed to be named."""

    title: str
    when: str
    big: Figure
    figures: tuple[Figure, ...]
    names: tuple[str, ...]
    footer: str
    theme: Theme = "light"


@dataclass(frozen=True)
class Leaf:
    """One leaf of the wreath: where it sits and which way it points."""

    x: float
    y: float
    turn: float
    pale: bool


@dataclass(frozen=True)
class Tag:
    """A name in its rounded frame."""

    x: float
    row: int
    room: float
    name: str


def svg(card: Farewell) -> str:
    tags = _tags(card.names)
    rows = 1 + tags[-1].row if tags else 0
    top = 752
    return draw(
        "farewell.svg",
        card.theme,
        top + rows * NAME_PITCH + (112 if card.footer else 50),
        card=card,
        centre=(CENTRE_X, CENTRE_Y),
        leaves=_wreath(),
        branches=_branches(),
        tags=tags,
        top=top,
        name_size=NAME_SIZE,
        name_pitch=NAME_PITCH,
    )


def _wreath() -> tuple[Leaf, ...]:
    """Two branches that rise from the bottom and stay open at the top, every other leaf outside."""
    leaves = []
    for step in range(LEAVES):
        for side in (1, -1):
            angle = pi / 2 - side * (FOOT + step * STEP)
            reach = RADIUS + (15 if step % 2 else -15)
            heading = angle - side * (pi / 2 + (-0.45 if step % 2 else 0.45))
            leaves.append(
                Leaf(
                    CENTRE_X + reach * cos(angle),
                    CENTRE_Y + reach * sin(angle),
                    heading * 180 / pi,
                    pale=bool(step % 2),
                )
            )
    return tuple(leaves)


def _branches() -> tuple[str, ...]:
    """The two stems the leaves sit on."""
    branches = []
    for side in (1, -1):
        start, end = (pi / 2 - side * at for at in (FOOT - 0.1, FOOT + (LEAVES - 1) * STEP))
        x, y = CENTRE_X + RADIUS * cos(start), CENTRE_Y + RADIUS * sin(start)
        to_x, to_y = CENTRE_X + RADIUS * cos(end), CENTRE_Y + RADIUS * sin(end)
        sweep = int(side < 0)
        branches.append(f"M{x:.1f} {y:.1f}A{RADIUS} {RADIUS} 0 0 {sweep} {to_x:.1f} {to_y:.1f}")
    return tuple(branches)


def _tags(names: tuple[str, ...]) -> tuple[Tag, ...]:
    """Names set like words in a centred paragraph; beyond the most, a count."""
    for count in range(min(len(names), MOST_NAMES), -1, -1):
        shown = [fit(name, 300, NAME_SIZE) for name in names[:count]]
        rows = _rows([*shown, f"+{len(names) - count}"] if count < len(names) else shown)
        if len(rows) <= MOST_ROWS:
            break
    tags = []
    for number, row in enumerate(rows):
        x = (WIDTH - sum(room + 14 for _, room in row) + 14) / 2
        for name, room in row:
            tags.append(Tag(x, number, room, name))
            x += room + 14
    return tuple(tags)


def _rows(names: list[str]) -> list[list[tuple[str, float]]]:
    """Names with their rooms, as many in a row as go."""
    rows: list[list[tuple[str, float]]] = [[]]
    used = 0.0
    for name in names:
        room = width(name, NAME_SIZE) + 52
        if rows[-1] and used + room > WIDTH - 2 * MARGIN:
            rows.append([])
            used = 0.0
        rows[-1].append((name, room))
        used += room + 14
    return rows
