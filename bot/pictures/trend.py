"""Monthly scores as a line."""

from dataclasses import dataclass

from bot.pictures.drawing import MARGIN, WIDTH, Figure, Theme, draw

MOST_POINTS = 12
LEFT, RIGHT = MARGIN + 96, WIDTH - MARGIN - 60
TOP, BOTTOM = 430, 790


@dataclass(frozen=True)
class Point:
    """A month; no value leaves a gap, which is no zero. `score` is the value as people read it."""

    label: str
    value: float | None
    score: str = ""


@dataclass(frozen=True)
class Trend:
    """The last twelve points, from 0 to `top`; `marks` are the lines across with their words."""

    title: str
    when: str
    figures: tuple[Figure, ...]
    points: tuple[Point, ...]
    top: float = 1.0
    marks: tuple[tuple[float, str], ...] = ((0.0, "0"), (0.5, "0.5"), (1.0, "1"))
    footer: str = ""
    theme: Theme = "light"


@dataclass(frozen=True)
class Spot:
    """A point's place on the picture."""

    x: float
    y: float | None
    point: Point


def svg(card: Trend) -> str:
    points = card.points[-MOST_POINTS:]
    pitch = (RIGHT - LEFT) / max(len(points) - 1, 1)
    start = (LEFT + RIGHT) / 2 if len(points) == 1 else LEFT
    spots = tuple(
        Spot(start + pitch * place, _height(point.value, card.top), point)
        for place, point in enumerate(points)
    )
    return draw(
        "trend.svg",
        card.theme,
        1000 if card.footer else 940,
        card=card,
        spots=spots,
        runs=_runs(spots),
        marks=tuple((_height(value, card.top), words) for value, words in card.marks),
        left=LEFT,
        right=RIGHT,
        bottom=BOTTOM,
        pitch=pitch,
    )


def _height(value: float | None, top: float) -> float | None:
    if value is None:
        return None
    return BOTTOM - (BOTTOM - TOP) * min(max(value / top, 0.0), 1.0)


def _runs(spots: tuple[Spot, ...]) -> tuple[tuple[Spot, ...], ...]:
    """Neighbours with values, cut where a month is missing."""
    runs: list[list[Spot]] = [[]]
    for spot in spots:
        if spot.y is None:
            runs.append([])
        else:
            runs[-1].append(spot)
    return tuple(tuple(run) for run in runs if run)
