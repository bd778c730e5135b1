"""What was chosen to improve moves to the front of the plan; nothing is left out of it."""

import re
from collections.abc import Collection, Sequence

from bot.study.plan import Unit

MOST = 3
"""Topics a quarter can really move."""

UNITS_EACH = 6
"""Sittings a topic brings forward: about a week of it, then the road goes on."""


def first(
    plan: Sequence[Unit],
    done: Collection[str],
    wanted: Sequence["re.Pattern[str]"],
    elsewhere: Sequence[Unit] = (),
) -> list[Unit]:
    """The plan with each wanted topic's units in front, taken in turn.

    A topic the track does not have is borrowed from `elsewhere`. Units brought forward and done
    count, so that a topic does not draw the whole track to itself.
    """
    piles = [_pile(one, plan) or _pile(one, elsewhere) for one in wanted[:MOST]]
    front: dict[str, Unit] = {}
    for place in range(UNITS_EACH):
        for pile in piles:
            if place < len(pile) and pile[place].ref not in done:
                front.setdefault(pile[place].ref, pile[place])
    return [*front.values(), *(unit for unit in plan if unit.ref not in front)]


def _pile(wanted: "re.Pattern[str]", among: Sequence[Unit]) -> list[Unit]:
    """Units whose title names it; a mention in passing is no lesson."""
    titled = [unit for unit in among if wanted.search(f"{unit.item.title} {unit.item.en}")]
    return titled[:UNITS_EACH]
