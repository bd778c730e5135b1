"""What a group counts: commitments kept, its run by share of members, a ranking by consistency."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from bot.study.calendar import EVERY_DAY, studies
from bot.study.summaries import week_days

SHARE = 0.5
"""A day counts for the group's run when this share of those expected came."""

SILENT_DAYS = 4
"""So many days without a sign and an organiser may want to ask how things are."""

_LOOK_BACK = 400


@dataclass(frozen=True, slots=True)
class Commitment:
    """A week's promise and what became of it. Leave and excused days make it smaller."""

    days: int
    wanted: int
    posts: int
    posts_wanted: int

    @property
    def chosen(self) -> bool:
        return self.wanted > 0 or self.posts_wanted > 0

    @property
    def kept(self) -> bool:
        return self.days >= self.wanted and self.posts >= self.posts_wanted


def commitment(
    monday: date,
    done: Collection[date],
    posts: int,
    *,
    days_a_week: int,
    posts_a_week: int,
    off: Collection[date] = (),
    rest: Collection[date] = (),
    leave: int = 0,
) -> Commitment:
    """How a member's week stands. Days off are free of charge, of days of rest only `leave`."""
    span = week_days(monday)
    came = sum(day in done for day in span)
    missed = [day for day in span if day not in done]
    away = sum(day in off for day in missed)
    free = away + min(leave, sum(day in rest and day not in off for day in missed))
    wanted = max(0, min(days_a_week, len(span)) - free)
    return Commitment(came, wanted, posts, posts_a_week)


def excused(monday: date, until: date | None) -> tuple[date, ...]:
    """The days of a week somebody is away up to and including `until`."""
    return tuple(day for day in week_days(monday) if until is not None and day <= until)


def run(
    came: Mapping[date, int],
    expected: int,
    today: date,
    days: str = EVERY_DAY,
    share: float = SHARE,
) -> int:
    """Days in a row on which enough of the group came; today is still open, days off skipped."""
    enough = max(1, ceil(expected * share))
    kept, day = 0, today
    for _ in range(_LOOK_BACK):
        if came.get(day, 0) >= enough:
            kept += 1
        elif day != today and studies(day, days):
            break
        day -= timedelta(days=1)
    return kept


@dataclass(frozen=True, slots=True)
class Place:
    """A member's place in the ranking: `kept` of the `wanted` days; equal shares, equal rank."""

    member: int
    kept: int
    wanted: int
    rank: int


def ranking(kept: Mapping[int, int], wanted: Mapping[int, int]) -> list[Place]:
    """By consistency: the share of one's own days that was kept, never more than all of them.

    Whoever has nothing to show yet is not in it: it names nobody for being missing.
    """
    shares = {
        member: min(1.0, days / max(1, wanted.get(member, 1)))
        for member, days in kept.items()
        if days > 0
    }
    order = sorted(shares, key=lambda member: (-shares[member], member))
    places: list[Place] = []
    for number, member in enumerate(order, 1):
        same = bool(places) and shares[member] == shares[places[-1].member]
        of = max(1, wanted.get(member, 1))
        rank = places[-1].rank if same else number
        places.append(Place(member, min(kept[member], of), of, rank))
    return places


@dataclass(frozen=True, slots=True)
class Standing:
    """What an organiser is told about one member, in private."""

    begun: bool
    reachable: bool
    silent_days: int
    behind: bool
    """Last week's commitment was chosen and not kept."""
    away: bool


def risks(standing: Standing) -> tuple[str, ...]:
    """Why somebody may need a word: `begin`, `silent`, `behind`, `unreachable`; none while away."""
    if standing.away:
        return ()
    found = []
    if not standing.begun:
        found.append("begin")
    elif standing.silent_days >= SILENT_DAYS:
        found.append("silent")
    if standing.begun and standing.behind:
        found.append("behind")
    if not standing.reachable:
        found.append("unreachable")
    return tuple(found)


FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: str) -> str:
    """A cell of a table that no spreadsheet takes for a formula."""
    return f"'{value}" if value.lstrip(" \n").startswith(FORMULA) else value


def tally(votes: Sequence[str], choices: Sequence[str]) -> list[tuple[str, int]]:
    """Votes by choice, most first; of equal ones the one named first."""
    counted = [(choice, sum(vote == choice for vote in votes)) for choice in choices]
    return sorted(counted, key=lambda pair: -pair[1])
