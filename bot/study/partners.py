"""Who studies with whom this week: near in track, pace and zone, and somebody new each time."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

EXACT = 12
"""Up to so many people every way of pairing them is weighed; more are paired in neighbourhoods."""

REPEAT = 1000.0
"""What having been together before costs: more than any difference, so it is the last resort."""

Pair = tuple[int, ...]
Before = Mapping[frozenset[int], int]
"""How often two were together."""


@dataclass(frozen=True, slots=True)
class Seeker:
    """Somebody who wants a partner this week. `offset` is their zone, hours from UTC."""

    member: int
    track: str
    minutes: int
    offset: float


def distance(one: Seeker, other: Seeker) -> float:
    """How unlike two are: another track weighs as six hours of zone or an hour of pace a day."""
    hours = abs(one.offset - other.offset) % 24
    apart = min(hours, 24 - hours)
    return (one.track != other.track) * 6 + apart + abs(one.minutes - other.minutes) / 10


def pair(seekers: Sequence[Seeker], before: Before) -> list[Pair]:
    """Everybody in exactly one pair, one pair of three if they are odd; one alone waits.

    No two meet again while there is another way.
    """
    order = sorted(seekers, key=lambda each: (each.track, each.offset, each.minutes, each.member))
    pairs: list[Pair] = []
    parts = -(-len(order) // (EXACT + 1))
    for left in range(parts, 0, -1):
        # Neighbourhoods of even size, so that only the last one can have somebody over.
        size = len(order) if left == 1 else len(order) // left // 2 * 2
        pairs += _exact(order[:size], before)
        order = order[size:]
    return pairs


def _exact(seekers: Sequence[Seeker], before: Before) -> list[Pair]:
    count = len(seekers)

    def cost(i: int, j: int) -> float:
        together = before.get(frozenset((seekers[i].member, seekers[j].member)), 0)
        return distance(seekers[i], seekers[j]) + REPEAT * together

    best = _matching(cost)
    everybody = (1 << count) - 1
    if count < 2:
        return []
    if count % 2 == 0:
        found = best(everybody)[1]
        return [_named(seekers, one) for one in found]
    options = []
    for third in range(count):
        total, found = best(everybody & ~(1 << third))
        extra = [
            min(cost(third, i), cost(third, j)) + max(cost(third, i), cost(third, j))
            for i, j in found
        ]
        at = extra.index(min(extra))
        options.append((total + extra[at], third, at, found))
    _, third, at, found = min(options, key=lambda option: option[:2])
    return [
        _named(seekers, (*one, third) if number == at else one) for number, one in enumerate(found)
    ]


def _matching(
    cost: Callable[[int, int], float],
) -> Callable[[int], tuple[float, tuple[tuple[int, int], ...]]]:
    """The cheapest way to pair the people of a bit set, an even number of them."""

    @cache
    def best(left: int) -> tuple[float, tuple[tuple[int, int], ...]]:
        if not left:
            return 0.0, ()
        first = (left & -left).bit_length() - 1
        rest = left & ~(1 << first)
        options = []
        others = rest
        while others:
            second = (others & -others).bit_length() - 1
            others &= others - 1
            total, found = best(rest & ~(1 << second))
            options.append((total + cost(first, second), ((first, second), *found)))
        return min(options)

    return best


def _named(seekers: Sequence[Seeker], one: tuple[int, ...]) -> Pair:
    return tuple(sorted(seekers[at].member for at in one))


def mentors(guides: Sequence[Seeker], newcomers: Sequence[Seeker], before: Before) -> list[Pair]:
    """Each newcomer with the nearest mentor, the one who has fewest first; the same one again."""
    load = {guide.member: 0 for guide in guides}
    pairs: list[Pair] = []
    for newcomer in sorted(newcomers, key=lambda each: each.member):
        if not guides:
            break
        guide = min(
            guides,
            key=lambda each: (
                -before.get(frozenset((each.member, newcomer.member)), 0),
                load[each.member],
                distance(each, newcomer),
                each.member,
            ),
        )
        load[guide.member] += 1
        pairs.append((guide.member, newcomer.member))
    return pairs


def silent(confirmed: Mapping[int, Collection[bool]], weeks: int = 2) -> set[int]:
    """Who confirmed nothing for so many pairs in a row, newest first: they rest, unasked."""
    return {
        member
        for member, said in confirmed.items()
        if len(said) >= weeks and not any(list(said)[:weeks])
    }
