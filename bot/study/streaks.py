"""Streaks that forgive: days and weeks kept, what a missed day costs, and a score that dips."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import sqrt

from bot.study.calendar import monday

LEAVE_A_MONTH = 2
FREEZE_EVERY = 7
"""Kept days that earn a freeze."""
FREEZES = 2
"""Freezes one can hold."""
WEEK_KEPT = 3
"""Kept days that make a week, or all its study days if they are fewer."""

HALF_LIFE = 13.0
"""The score's memory is Loop Habit Tracker's: a score halves in 13 missed study days."""

A_DAY = timedelta(days=1)

Studies = Callable[[date], bool]
"""Whether a day counts at all: a study day on which one is not away."""


@dataclass(frozen=True, slots=True)
class Run:
    """How a run stands today.

    `spent` tells what each missed day of the present run was paid with: `leave`, `freeze`, `free`.
    """

    days: int = 0
    best: int = 0
    weeks: int = 0
    score: float = 0.0
    leave: int = LEAVE_A_MONTH
    """Leave days left this month."""
    freezes: int = 0
    to_freeze: int = FREEZE_EVERY
    """Kept days until the next freeze."""
    free: bool = True
    """Whether one miss is still free; the second in a row ends the run."""
    spent: dict[date, str] = field(default_factory=dict)


def run_of(done: Collection[date], today: date, counts: Studies) -> Run:
    """The run up to today, which still counts as open.

    Days off neither count against the run nor break it; something done on one is a day more. A
    missed study day uses a leave day of its month, then a freeze, then the one free miss.
    """
    if not done:
        return Run()
    # Having moved to an earlier zone, today is a day already lived; the later one counts.
    last = max(today, *done)
    walk = _Walk()
    day = min(done)
    while day <= last:
        if day in done:
            walk.keep()
        elif day < today and counts(day):
            walk.miss(day)
        day += A_DAY
    month = (today.year, today.month)
    return Run(
        days=walk.days,
        best=walk.best,
        weeks=weeks_kept(done, today, counts),
        score=score_of(done, today, counts),
        leave=LEAVE_A_MONTH - (walk.leave_used if walk.month == month else 0),
        freezes=walk.freezes,
        to_freeze=FREEZE_EVERY - walk.earned,
        free=not walk.missed,
        spent=walk.spent,
    )


class _Walk:
    """The state of a run while its days are walked through."""

    def __init__(self) -> None:
        self.days = self.best = self.freezes = self.earned = self.leave_used = 0
        self.month: tuple[int, int] | None = None
        self.missed = False
        self.spent: dict[date, str] = {}

    def keep(self) -> None:
        self.days += 1
        self.best = max(self.best, self.days)
        self.missed = False
        self.earned += 1
        if self.earned == FREEZE_EVERY:
            self.earned, self.freezes = 0, min(FREEZES, self.freezes + 1)

    def miss(self, day: date) -> None:
        if not self.days:
            return  # nothing to protect
        if (day.year, day.month) != self.month:
            self.month, self.leave_used = (day.year, day.month), 0
        if self.leave_used < LEAVE_A_MONTH:
            self.leave_used += 1
            self.spent[day] = "leave"
        elif self.freezes:
            self.freezes -= 1
            self.spent[day] = "freeze"
        elif not self.missed:
            self.missed = True
            self.spent[day] = "free"
        else:
            self.days = self.earned = self.freezes = 0
            self.missed = False
            self.spent = {}


def weeks_kept(done: Collection[date], today: date, counts: Studies) -> int:
    """Weeks kept in a row; this week counts once it is kept, a week wholly away is passed over."""
    kept, week = 0, monday(today)
    first = monday(min(done)) if done else week
    while week >= first:
        days = [week + timedelta(days=number) for number in range(7)]
        own = sum(day in done for day in days)
        asked = sum(counts(day) for day in days)
        if own and own >= min(WEEK_KEPT, asked):
            kept += 1
        elif asked and week != monday(today):
            break
        week -= timedelta(days=7)
    return kept


def score_of(done: Collection[date], today: date, counts: Studies) -> float:
    """How firm the habit is, 0 to 1: each study day pulls it up or down a little.

    Loop's rule with a frequency of one a study day: a missed day costs about 5 %, never all of it.
    Today pulls only once it is kept.
    """
    score = 0.0
    day = min(done, default=today)
    while day <= today:
        if day in done:
            score = step(score, kept=True)
        elif day != today and counts(day):
            score = step(score, kept=False)
        day += A_DAY
    return score


def step(score: float, *, kept: bool, frequency: float = 1.0) -> float:
    """The old score x 0.5^(sqrt(frequency) / 13), plus the day's share if it was kept."""
    multiplier: float = 0.5 ** (sqrt(frequency) / HALF_LIFE)
    return min(1.0, score * multiplier + (1 - multiplier) * kept)
