"""A calendar entry as our own code sees it, and the words that may stand in one."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.study.calendar import are_of_our_time

TITLE, PLACE, NOTE = 200, 500, 2000
"""Characters kept of each; nobody's meetup needs more, and no attack gets more."""

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)
_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Appointment:
    """`starts` is aware, naive for a floating time, or a date for whole days (`ends` is after)."""

    uid: str
    title: str
    starts: datetime | date
    ends: datetime | date
    zone: str = ""
    """The IANA name; empty for whole days, floating times and zones nobody knows."""
    place: str = ""
    note: str = ""
    rule: str = ""
    skips: tuple[datetime | date, ...] = ()
    extra: tuple[datetime | date, ...] = ()
    """Dates beyond the rule (RDATE)."""
    slot: datetime | date | None = None
    """Which date of a series this one replaces."""
    onward: bool = False
    """Whether it replaces every later date too."""
    sequence: int = 0
    cancelled: bool = False
    tentative: bool = False
    leads: tuple[timedelta, ...] = field(default=())
    """How long before the start to be reminded."""

    def __post_init__(self) -> None:
        moments = (self.starts, self.ends, *self.skips, *self.extra)
        if not are_of_our_time(*moments):
            raise ValueError(f"{self.uid}: a date beyond all reckoning")

    @property
    def all_day(self) -> bool:
        return not isinstance(self.starts, datetime)

    @property
    def floating(self) -> bool:
        return isinstance(self.starts, datetime) and self.starts.tzinfo is None


def one_line(text: str, most: int) -> str:
    """Words without line ends or control characters, cut at `most` with an ellipsis."""
    text = " ".join(_CONTROL.sub("", _BREAK.sub("\n", text)).split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def many_lines(text: str, most: int) -> str:
    text = _CONTROL.sub("", _BREAK.sub("\n", text)).strip()
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
