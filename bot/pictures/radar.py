"""The ability radar: where the learner stands now, and where last time."""

from dataclasses import dataclass
from math import cos, pi, sin

from bot.pictures.drawing import MARGIN, WIDTH, Theme, draw

MOST_AXES = 10
ENOUGH = 3
"""Corners a shape needs."""

CENTRE_X, CENTRE_Y = WIDTH / 2, 585
RADIUS = 282
LABEL_SIZE = 23
SIDEWAYS = 0.2  # a cosine beyond this sets the label beside its axis, not above or below


@dataclass(frozen=True)
class Words:
    """The two shapes."""

    now: str
    before: str


@dataclass(frozen=True)
class Axis:
    """An ability from 0 to the radar's `top`; `score` is what stands beside its name."""

    name: str
    now: float
    before: float | None = None
    score: str = ""


@dataclass(frozen=True)
class Radar:
    """Up to ten axes; the earlier shape joins those that were there before, if they make one."""

    title: str
    when: str
    axes: tuple[Axis, ...]
    words: Words
    top: float = 5.0
    footer: str = ""
    theme: Theme = "light"


@dataclass(frozen=True)
class Label:
    """Where an axis's name stands, its room there, and how far a second line lifts the first."""

    x: float
    y: float
    anchor: str
    room: float
    rise: float
    axis: Axis


def svg(card: Radar) -> str:
    axes = card.axes[:MOST_AXES]
    earlier = tuple(
        _point(number, len(axes), axis.before / card.top)
        for number, axis in enumerate(axes)
        if axis.before is not None
    )
    return draw(
        "radar.svg",
        card.theme,
        1080 if card.footer else 1020,
        card=card,
        rings=tuple(_shape([step / 5] * len(axes)) for step in range(1, 6)),
        spokes=tuple(_point(number, len(axes), 1.0) for number in range(len(axes))),
        now=_shape([axis.now / card.top for axis in axes]),
        before=earlier if len(earlier) >= ENOUGH else (),
        labels=tuple(_label(number, axes) for number in range(len(axes))),
        centre=(CENTRE_X, CENTRE_Y),
        label_size=LABEL_SIZE,
    )


def _point(number: int, count: int, share: float) -> tuple[float, float]:
    angle = 2 * pi * number / count - pi / 2
    reach = RADIUS * min(max(share, 0.0), 1.0)
    return CENTRE_X + reach * cos(angle), CENTRE_Y + reach * sin(angle)


def _shape(shares: list[float]) -> tuple[tuple[float, float], ...]:
    return tuple(_point(number, len(shares), share) for number, share in enumerate(shares))


def _label(number: int, axes: tuple[Axis, ...]) -> Label:
    angle = 2 * pi * number / len(axes) - pi / 2
    x = CENTRE_X + (RADIUS + 34) * cos(angle)
    y = CENTRE_Y + (RADIUS + 42) * sin(angle)
    if cos(angle) > SIDEWAYS:
        return Label(x, y, "start", WIDTH - MARGIN / 2 - x, 14, axes[number])
    if cos(angle) < -SIDEWAYS:
        return Label(x, y, "end", x - MARGIN / 2, 14, axes[number])
    return Label(x, y, "middle", WIDTH / 3, 28 if sin(angle) < 0 else 0, axes[number])
