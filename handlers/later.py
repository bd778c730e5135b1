"""Later: the same four choices on every reminder, and when each of them comes back."""

from datetime import datetime, timedelta

from bot.chat import Button, Row
from bot.context import Context
from bot.markup import Text, bold
from bot.study import calendar, rhythm
from bot.texts import mark

CHOICES = {
    "20m": mark("In 20 minutes"),
    "1h": mark("In an hour"),
    "eve": mark("Tonight"),
    "tom": mark("Tomorrow"),
}
WAITS = {"20m": timedelta(minutes=20), "1h": timedelta(hours=1), "tom": timedelta(days=1)}


def rows(event: str, number: str, context: Context) -> tuple[Row, ...]:
    """Two rows of two; an evening that has begun is not offered any more."""
    offered = [word for word in CHOICES if word != "eve" or context.now < _evening(context)]
    buttons = [Button(context.t(CHOICES[word]), event, f"{number} {word}") for word in offered]
    return tuple(tuple(buttons[place : place + 2]) for place in range(0, len(buttons), 2))


def at(word: str, context: Context) -> datetime:
    """An old button may say tonight when it is late: then it is soon."""
    if word == "eve":
        return max(_evening(context), context.now + timedelta(minutes=5))
    return context.now + WAITS.get(word, WAITS["1h"])


def said_back(at: datetime, context: Context) -> Text:
    """A moment as a fact: weekday, date, hour and zone."""
    t, zone = context.t, context.member.zone
    moment = t.moment(calendar.local(at, zone), context.today)
    return t("{moment} ({zone})", moment=bold(moment), zone=zone)


def _evening(context: Context) -> datetime:
    return calendar.instant(context.today, rhythm.NUDGE, context.member.zone)
