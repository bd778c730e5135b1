"""Who has a seat at a meetup, who waits for one, and when each is reminded."""

from datetime import datetime, timedelta

LEADS = (7 * 24 * 60, 24 * 60, 2 * 60, 15)
"""Minutes before the start one may choose to be reminded at."""

ASK_AGAIN = (timedelta(days=1), timedelta(hours=2))
"""How long before sign-up closes those who said maybe are asked, the first that is still ahead."""


def seat(wanted: str, was: str, taken: int, capacity: int | None) -> str:
    """What an answer comes to: a full meetup has a waiting list, who is in stays in."""
    if wanted != "yes" or was == "yes" or capacity is None or taken < capacity:
        return wanted
    return "wait"


def free(taken: int, capacity: int | None, waiting: int) -> int:
    """How many of the waiting list move up."""
    return waiting if capacity is None else max(0, min(waiting, capacity - taken))


def remind_at(starts: datetime, lead: int, now: datetime) -> tuple[datetime, int] | None:
    """When to remind and how many minutes before that is: the chosen lead, else the next shorter
    one that is still ahead; None: none is, or none is wanted.
    """
    for minutes in LEADS:
        at = starts - timedelta(minutes=minutes)
        if minutes <= lead and at > now:
            return at, minutes
    return None


def ask_at(answers_by: datetime, now: datetime) -> datetime | None:
    """When to ask those who said maybe, before sign-up closes."""
    return next((answers_by - ahead for ahead in ASK_AGAIN if answers_by - ahead > now), None)
