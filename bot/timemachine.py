"""Moves the companion's clock on a machine of one's own: "+1d", "+90m" or a date and time."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.texts import mark

_STEP = re.compile(r"^\+\s*(\d{1,4})\s*([mhdw])$")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
FARTHEST = timedelta(days=366)

HOW = mark("Say /time +1d, /time +2h or /time 2026-03-02T08:00.")
ONLY_FORWARD = mark("Time only moves forward here.")
TOO_FAR = mark("That is more than a year away. In smaller steps, please.")
REAL_CHATS = mark("There are Telegram or Slack chats in this database: their time is not moved.")


def read_move(text: str, now: datetime, zone: str) -> datetime:
    """The instant a person means. Raises ValueError with an English sentence of the catalogue."""
    text = text.strip()
    step = _STEP.match(text.lower())
    if step is not None:
        to = now + timedelta(**{_UNITS[step[2]]: int(step[1])})
    else:
        try:
            local = datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(HOW) from None
        to = local if local.tzinfo else local.replace(tzinfo=ZoneInfo(zone))
    try:
        to = to.astimezone(UTC)
    except OverflowError:  # the first and the last day there is, elsewhere on earth
        raise ValueError(HOW) from None
    if to <= now:
        raise ValueError(ONLY_FORWARD)
    if to - now > FARTHEST:
        raise ValueError(TOO_FAR)
    return to
