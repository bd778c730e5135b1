"""The arithmetic of a month's key results: scores, their usual reading, the pace, the questions."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from bot.study.calendar import last_of_month

GOOD, SOME = 0.7, 0.4
"""The usual reading (Doerr, "Measure What Matters"): 0.7-1.0 green, 0.4-0.6 yellow, below red."""

MID_MONTH = 15
DRAFT_DAYS = 3
"""Days before the month's last on which the report is drafted."""

WARNING_DAYS = 9
"""Days before the month's last on which a key result that lags is named: a week to act is left."""

UNSURE = 5
"""A confidence below this is worth a question about what to change."""

_TENTH = Decimal("0.1")


def score(reached: int, target: int) -> float:
    """The share of the target that was reached: 0.0 to 1.0 in tenths, rounded as at school.

    1.0 is said only of the whole: 29 of 30 is 0.9. More than the target is 1.0.
    """
    if target <= 0:
        return 0.0
    kept = min(max(reached, 0), target)
    return 1.0 if kept == target else _tenths(Decimal(kept) / target)


def overall(scores: Sequence[float]) -> float:
    """The mean of the scores as they are shown, so that everybody can work it out again."""
    if not scores:
        return 0.0
    if min(scores) >= 1:
        return 1.0
    return _tenths(sum((Decimal(str(one)) for one in scores), Decimal()) / len(scores))


def _tenths(share: Decimal) -> float:
    return float(min(share.quantize(_TENTH, ROUND_HALF_UP), 1 - _TENTH))


def fair_target(target: int, written: date) -> int:
    """The target for what is left of the month: all of it up to the 15th, then its share."""
    if written.day <= MID_MONTH:
        return target
    last = last_of_month(written)
    share = Decimal(target * ((last - written).days + 1)) / last.day
    return max(1, int(share.quantize(Decimal(1), ROUND_HALF_UP)))


def gone(written: date, today: date, counts: Callable[[date], bool]) -> float:
    """How much of the month's study days is behind us, counted from the day it was written.

    Days off and paused days count neither way: after a fortnight's pause nobody is behind for it.
    """
    last = last_of_month(written)
    span = [written + timedelta(days=n) for n in range((last - written).days + 1)]
    study = [day for day in span if counts(day)]
    if not study:
        return 1.0 if today > last else 0.0
    return sum(day < today for day in study) / len(study)


def lags(reached: int, target: int, share_gone: float) -> bool:
    """Whether at this pace the month would end below good; nothing lags in its first quarter."""
    if share_gone < 1 / 4 or reached >= target:
        return False
    return score(round(reached / share_gone), target) < GOOD


_VAGUE = re.compile(
    r"^\s*(多|更|努力|好好|认真|坚持)?(学习|了解|熟悉|提高|提升|加强|看看)\S{0,8}\s*$"
    r"|\b(more|better|improve|learn about|get into|some)\b",
    re.IGNORECASE,
)
_BEYOND = re.compile(r"年底|今年|季度|半年|明年|year|quarter|someday|eventually", re.IGNORECASE)
MANY_A_DAY = 2


def doubts(title: str, target: int, unit: str, *, objective: str, study_days: int) -> str:
    """The letters of SMART (document 003, line 1814) a key result gives cause to ask about.

    Specific, measurable, achievable, relevant, time-bound: they are questions and never block.
    """
    causes = {
        "S": _VAGUE.search(title),
        "M": not unit.strip() and target > 1,
        "A": target > MANY_A_DAY * max(study_days, 1),
        "R": not objective.strip(),
        "T": _BEYOND.search(title),
    }
    return "".join(letter for letter, cause in causes.items() if cause)
