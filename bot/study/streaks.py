"""Days in a row, counted on study days only."""

from collections.abc import Collection
from datetime import date, timedelta

from bot.study.calendar import EVERY_DAY, studies

_LOOK_BACK = 4000
"""Days: ten years and more."""


def streak(done: Collection[date], today: date, days: str = EVERY_DAY) -> int:
    """Days kept in a row up to today. Today still counts as open, and days off neither count
    against the run nor break it; something done on a day off is a day more.
    """
    kept = 0
    day = today
    for _ in range(_LOOK_BACK):
        if day in done:
            kept += 1
        elif day != today and studies(day, days):
            break
        day -= timedelta(days=1)
        if not done or day < min(done):
            break
    return kept
