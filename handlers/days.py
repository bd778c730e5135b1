"""A member's day: recording what was done, saying how the run stands, telling the groups."""

import re
from datetime import date

from bot.chat import Event, Message
from bot.context import Context
from bot.markup import Text
from bot.models import Checkin, Task
from bot.queries import alarms, checkins, rhythm
from bot.study.links import link_in
from handlers import board

_MINUTES = re.compile(r"(?<!\d)(\d{1,3})\s*(?:分钟|minutes?|mins?\b)", re.IGNORECASE)


def record(
    context: Context,
    event: Event,
    *,
    text: str,
    task: Task | None = None,
    day: date | None = None,
) -> Checkin:
    """Write a check-in for today, or for an earlier day; logged today, the evening stays quiet."""
    entry = Checkin(
        member_id=context.member.id,
        day=day or context.today,
        filled=day is not None,
        files=[file.name for file in event.files],
        at=context.now,
        task_id=task.id if task else None,
        source=source_of(event),
    )
    rewrite(entry, text)
    checkins.add(context.session, entry, event.files)
    if day is None:
        alarms.disarm(context.session, context.member, "alarm.nudge")
    return entry


def source_of(event: Event) -> str:
    """The message an event's words stand in, wherever it is."""
    where = event.address
    return f"{where.lane}:{where.chat}:{event.source}" if event.source else ""


def streak_words(context: Context, kept: set[date] | None = None) -> Text:
    """How the run stands, for those who want to see it; `kept` are the days kept, if known."""
    member, t = context.member, context.t
    if member.streak_hidden:
        return t("Today is kept.")
    days = rhythm.run(context.session, member, context.today, kept).days
    return t.count("{n} day in a row.", "{n} days in a row.", days)


def boards(context: Context, *changed: date) -> list[Message]:
    """The groups' posts that show the changed days (today, if none is named), written anew."""
    return board.edits(context, *(changed or (context.today,)))


def rewrite(entry: Checkin, text: str) -> None:
    """The same check-in in other words."""
    minutes = _MINUTES.search(text)
    entry.text = text
    entry.link = link_in(text)
    entry.minutes = int(minutes.group(1)) if minutes else None


def replan(context: Context) -> None:
    """After an hour, a zone or the loudness changed, the clock asks the rules again."""
    alarms.replan(context.session, context.member, (alarms.LETTER,))
