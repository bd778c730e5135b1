"""Spaced recall by FSRS: when a card comes back, what is remembered, what a backlog costs."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from math import ceil
from typing import Any

from fsrs import Card, Rating, Scheduler

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
CARD_MINUTES = 2

SECOND_PASS = timedelta(days=30)
"""Document 002, lines 35-52: readers came back for a second pass; 30 days is our default."""

State = Mapping[str, Any]
"""FSRS's own state of a card, as plain JSON."""


@cache
def _scheduler() -> Scheduler:
    # Whole days only: a chat is no place for a card that returns in ten minutes. Without fuzz the
    # same record always gives the same plan.
    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def begin(number: int, at: datetime) -> tuple[dict[str, Any], datetime]:
    """A topic just marked done: its card as if recalled well once, and when it comes back."""
    return _answered(Card(card_id=number), GOOD, at)


def answer(state: State, rating: int, at: datetime) -> tuple[dict[str, Any], datetime]:
    """The card after an answer, and when it is due again: always later than now."""
    return _answered(Card.from_dict(dict(state)), rating, at)  # type: ignore[arg-type]  # its own dict


def remembered(state: State, at: datetime) -> float:
    """FSRS's own estimate that the card would be recalled now, 0 to 1."""
    card = Card.from_dict(dict(state))  # type: ignore[arg-type]  # its own dict
    return float(_scheduler().get_card_retrievability(card, at))


def retention(ratings: Sequence[int]) -> float | None:
    """The share of answers that were recalled at all; None without any."""
    return sum(rating > AGAIN for rating in ratings) / len(ratings) if ratings else None


def for_today(waiting: int, limit: int, answered: int, *, light: bool) -> int:
    """Cards offered today: never more than the limit, half of it in a lighter week."""
    most = max(1, limit // 2) if light and limit else limit
    return max(0, min(waiting, most - answered))


def days_of_backlog(waiting: int, limit: int) -> int:
    """The price of a backlog: days until it is gone at so many a day."""
    return ceil(waiting / limit) if limit else 0


def second_pass(done: Mapping[str, date], monday: date) -> tuple[str, date] | None:
    """What a week offers to do again, and from which day: the first of what is a month old then.

    One a week at most, and each item in one week only; so nothing of it has to be remembered.
    """
    sunday = monday + timedelta(days=6)
    due = {item: day + SECOND_PASS for item, day in done.items()}
    week = [(item, day) for item, day in due.items() if monday <= day <= sunday]
    return min(week, key=lambda found: found[1], default=None)


def _answered(card: Card, rating: int, at: datetime) -> tuple[dict[str, Any], datetime]:
    last = card.last_review
    if last is not None and at < last:
        at = last  # a clock that went back does not make a card younger
    fresh, _ = _scheduler().review_card(card, Rating(rating), at)
    return dict(fresh.to_dict()), max(fresh.due, at + timedelta(hours=12))
