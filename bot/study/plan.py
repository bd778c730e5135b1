"""What is next: the items of a track as sittings that fit a learner's minutes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from content.library import Item, Library


@dataclass(frozen=True, slots=True)
class Unit:
    """What one sitting can finish: an item, or one step of a longer one."""

    item: Item
    step: int | None = None
    """Which step of a project, which sitting of a book or a pool of problems; from 1."""

    @property
    def ref(self) -> str:
        """How progress remembers it."""
        return self.item.id if self.step is None else f"{self.item.id}:{self.step}"

    @property
    def minutes(self) -> int:
        """Honest minutes: an item of several days has them for each, shared by its steps."""
        return round(self.item.minutes * max(self.item.days, 1) / parts_of(self.item))


def parts_of(item: Item) -> int:
    """How many sittings an item is cut into: its steps if it takes days, else its days."""
    if item.days > 1 or item.kind == "project":
        return len(item.steps) or max(item.days, 1)
    return 1


@lru_cache(maxsize=64)
def road(library: Library, track: str) -> tuple[Unit, ...]:
    """Everything to be done in a track, in order: the same for all who walk it."""
    return tuple(units(library.sequence(track)))


def units(items: Sequence[Item]) -> list[Unit]:
    """The items of a track's sequence in their order, long ones step by step.

    A pool (a drill of many days, such as a hundred problems to draw from) is not worked off in one
    go: its sittings are spread evenly over what comes after it.
    """
    found: list[Unit] = []
    pools: list[tuple[int, list[Unit]]] = []
    for item in items:
        parts = parts_of(item)
        own = [Unit(item, n) for n in range(1, parts + 1)] if parts > 1 else [Unit(item)]
        if item.kind == "drill" and parts > 1:
            pools.append((len(found), own))
        else:
            found += own
    for start, pool in reversed(pools):
        found[start:] = _spread(pool, found[start:])
    return found


def _spread(pool: list[Unit], others: list[Unit]) -> list[Unit]:
    mixed: list[Unit] = []
    for number, unit in enumerate(pool):
        first, last = (at * len(others) // len(pool) for at in (number, number + 1))
        mixed += [unit, *others[first:last]]
    return mixed


def remaining(plan: Sequence[Unit], done: Collection[str]) -> list[Unit]:
    return [unit for unit in plan if unit.ref not in done]


def next_sitting(plan: Sequence[Unit], done: Collection[str], minutes: int) -> tuple[Unit, ...]:
    """The first unit not done and those of its topic group right after it that fit the minutes.

    Never empty while something is left: a unit longer than the minutes is a sitting of its own.
    Exercises, quizzes, tasks and project steps stand alone: one clear thing a day.
    """
    left = (unit for unit in plan if unit.ref not in done)
    first = next(left, None)
    if first is None:
        return ()
    sitting, spent = [first], first.minutes
    for unit in left:
        if not _belongs(unit, first) or spent + unit.minutes > minutes:
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


def pick(weights: Mapping[str, int], served: Mapping[str, int]) -> str:
    """Whose turn it is among several tracks: the one farthest behind its share."""
    return min(weights, key=lambda track: (served.get(track, 0) + 1) / weights[track])


def read_ref(ref: str) -> tuple[str, int | None]:
    """An item's id and the step a `Unit.ref` names."""
    item, _, step = ref.partition(":")
    return item, int(step) if step else None
