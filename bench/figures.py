"""What a bench brings home: a value, the baseline it ran beside, and whether the goal is met."""

import json
import operator
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

SIGNS = {">=": operator.ge, "<=": operator.le}

Pair = tuple[float, float]
"""Ours and the baseline's, measured one right after the other."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`goal` is about the ratio if there is one, else about the value; empty: only told."""

    name: str
    value: float
    unit: str
    baseline: str = ""
    ratio: float | None = None
    goal: str = ""

    @property
    def met(self) -> bool | None:
        if not self.goal:
            return None
        sign, number = self.goal.split()
        judged = self.value if self.ratio is None else self.ratio
        return bool(SIGNS[sign](judged, float(number)))

    def as_json(self) -> dict[str, object]:
        return asdict(self) | {"met": self.met}


def in_turn(pairs: int, ours: Callable[[], float], theirs: Callable[[], float]) -> list[Pair]:
    """Both, `pairs` times; who goes first alternates, so that neither always finds a warm house."""
    found = []
    for number in range(pairs):
        if number % 2:
            other = theirs()
            found.append((ours(), other))
        else:
            found.append((ours(), theirs()))
    return found


def compared(
    name: str, unit: str, pairs: Sequence[Pair], baseline: str, goal: str = "", digits: int = 3
) -> Figure:
    """The median of the pairs' ratios; the values beside it are medians too."""
    ours, theirs = (median(side) for side in zip(*pairs, strict=True))
    return Figure(
        name,
        round(ours, digits),
        unit,
        f"{baseline}: {round(theirs, digits):g}",
        round(median(mine / other for mine, other in pairs), digits),
        goal,
    )


def table(figures: Iterable[Figure]) -> str:
    rows = [("", "ours", "unit", "ratio", "goal", "", "beside it")]
    rows += [
        (
            one.name,
            f"{one.value:,g}",
            one.unit,
            "" if one.ratio is None else f"{one.ratio:g}",
            one.goal,
            {True: "met", False: "MISSED", None: ""}[one.met],
            one.baseline,
        )
        for one in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(7)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def keep(figures: Sequence[Figure], path: Path) -> None:
    """Write the figures; those of subjects that were not measured now stay as they were."""
    fresh = [one.as_json() for one in figures]
    subjects = {_subject(str(one["name"])) for one in fresh}
    old = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    kept = [one for one in old if _subject(one["name"]) not in subjects]
    path.write_text(json.dumps(kept + fresh, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _subject(name: str) -> str:
    """`telegram, 40 ms` belongs to `telegram`."""
    return re.split(r"[,:]", name)[0]
