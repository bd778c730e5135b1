"""What is next: the items of a track as sittings that fit a learner's minutes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from content.library import DOABLE, Item


@dataclass(frozen=True, slots=True)
class Unit:
    """What one sitting can finish: an item, or one day of a project."""

    item: Item
    step: int | None = None
    """The day of a project, from 1."""

    @property
    def ref(self) -> str:
        """How progress remembers it."""
        return self.item.id if self.step is None else f"{self.item.id}:{self.step}"

    @property
    def minutes(self) -> int:
        return self.item.minutes


def units(items: Sequence[Item]) -> list[Unit]:
    """The doable items in their order, projects as one unit a day."""
    found: list[Unit] = []
    for item in items:
        if item.kind not in DOABLE:
            continue
        if item.kind == "project" and len(item.steps) > 1:
            found += [Unit(item, number) for number in range(1, len(item.steps) + 1)]
        else:
            found.append(Unit(item))
    return found


def remaining(plan: Sequence[Unit], done: Collection[str]) -> list[Unit]:
    return [unit for unit in plan if unit.ref not in done]


def next_sitting(plan: Sequence[Unit], done: Collection[str], minutes: int) -> tuple[Unit, ...]:
    """The first unit not done and those of its topic group right after it that fit the minutes.

    Never empty while something is left: a unit longer than the minutes is a sitting of its own.
    Exercises, quizzes, tasks and project days stand alone: one clear thing a day.
    """
    left = remaining(plan, done)
    if not left:
        return ()
    sitting, spent = [left[0]], left[0].minutes
    for unit in left[1:]:
        if not _belongs(unit, left[0]) or spent + unit.minutes > minutes:
            break
        sitting.append(unit)
        spent += unit.minutes
    return tuple(sitting)


def _belongs(unit: Unit, first: Unit) -> bool:
    together = {"topic", "drill"}
    return (
        unit.item.kind in together
        and first.item.kind in together
        and (unit.item.module, unit.item.group) == (first.item.module, first.item.group)
    )


def read_ref(ref: str) -> tuple[str, int | None]:
    """An item's id and the project day a `Unit.ref` names."""
    item, _, step = ref.partition(":")
    return item, int(step) if step else None
