"""The month's objectives and key results as bars."""

from dataclasses import dataclass

from bot.pictures.drawing import Figure, Theme, draw

LOWEST = 1160  # nothing begins that would end below
OBJECTIVE_HEIGHT, RESULT_HEIGHT = 76, 84


@dataclass(frozen=True)
class KeyResult:
    """`share` is 0 to 1, or None: not scored yet; `score` is what people read: "2/2", "0.7"."""

    title: str
    share: float | None
    score: str


@dataclass(frozen=True)
class Objective:
    title: str
    results: tuple[KeyResult, ...]


@dataclass(frozen=True)
class Okr:
    """A month; `figures` are its score and what else deserves a big number."""

    title: str
    when: str
    figures: tuple[Figure, ...]
    objectives: tuple[Objective, ...]
    footer: str = ""
    theme: Theme = "light"


@dataclass(frozen=True)
class Line:
    """An objective (no result) or one of its key results, and where it stands."""

    y: int
    title: str
    result: KeyResult | None = None


def svg(card: Okr) -> str:
    top = 354
    lines, bottom = _lines(card.objectives, top + 24)
    more = sum(1 + len(objective.results) for objective in card.objectives) - len(lines)
    if more:
        bottom += 44
    panel = bottom + 24 - top if lines else 0
    return draw(
        "okr.svg",
        card.theme,
        top + panel + (124 if card.footer else 72),
        card=card,
        lines=lines,
        more=more,
        top=top,
        panel=panel,
    )


def _lines(objectives: tuple[Objective, ...], y: int) -> tuple[tuple[Line, ...], int]:
    lines: list[Line] = []
    for objective in objectives:
        if y + OBJECTIVE_HEIGHT + RESULT_HEIGHT > LOWEST:  # alone it would say nothing
            break
        lines.append(Line(y, objective.title))
        y += OBJECTIVE_HEIGHT
        for result in objective.results[: (LOWEST - y) // RESULT_HEIGHT]:
            lines.append(Line(y, result.title, result))
            y += RESULT_HEIGHT
    return tuple(lines), y
