"""How loud the companion may be: letters that go unanswered grow rarer, then stop."""

from collections.abc import Callable
from datetime import date, timedelta
from enum import Enum

HALVES_AFTER, STOPS_AFTER = 3, 7
"""Letters in a row that nobody answered."""

NUDGE = 20 * 60 + 30
"""The evening's reminder, minutes after midnight."""

AFTER_LETTER = 120
"""Minutes it keeps from the letter, and half an hour from the quiet hours."""

SILENT = timedelta(days=7)
"""After so long away a lighter week begins."""

LIGHT_WEEK = timedelta(days=6)


class Turn(Enum):
    """What the letter's hour brings."""

    LETTER = "letter"
    REST = "rest"
    FAREWELL = "farewell"


def turn(unanswered: int, last: date | None, today: date, counts: Callable[[date], bool]) -> Turn:
    """Three letters daily, then every second study day; after seven, one word and silence."""
    if unanswered > STOPS_AFTER:
        return Turn.REST
    if unanswered >= HALVES_AFTER and last is not None and _study_days(last, today, counts) < 2:
        return Turn.REST
    return Turn.FAREWELL if unanswered == STOPS_AFTER else Turn.LETTER


def _study_days(last: date, today: date, counts: Callable[[date], bool]) -> int:
    """Study days after `last` up to and with today; more than a few need no counting."""
    days = (today - last).days
    return sum(counts(today - timedelta(days=back)) for back in range(min(days, 60)))


def nudges(loudness: str, unanswered: int) -> bool:
    return loudness != "light" and unanswered < HALVES_AFTER


def nudge_minutes(letter: int, quiet_from: int) -> int | None:
    """When the evening's reminder comes; None where quiet hours leave no room for it."""
    at = max(NUDGE, letter + AFTER_LETTER)
    latest = (quiet_from or 24 * 60) - 30
    at = min(at, latest)
    return at if at >= letter + AFTER_LETTER and at < 24 * 60 else None


def quiet(minutes: int, quiet_from: int, quiet_until: int) -> bool:
    """Whether a time of day lies in the quiet hours, which may pass midnight."""
    if quiet_from <= quiet_until:
        return quiet_from <= minutes < quiet_until
    return minutes >= quiet_from or minutes < quiet_until


def light_until(last_kept: date | None, today: date, known: date | None) -> date | None:
    """The end of a lighter week: one that is on, or the one a silence of a week begins."""
    if known is not None and today <= known:
        return known
    if last_kept is not None and today - last_kept >= SILENT:
        return today + LIGHT_WEEK
    return None


def minutes_today(minutes: int, until: date | None, today: date) -> int:
    """Half the usual in a lighter week, and never less than ten."""
    return max(10, minutes // 2) if until is not None and today <= until else minutes
