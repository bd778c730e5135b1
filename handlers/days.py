"""A member's day: recording what was done, saying how the run stands, telling the groups."""

import re

from bot.chat import Event, Message
from bot.context import Context
from bot.markup import Text
from bot.models import Checkin, Task
from bot.queries import alarms, checkins, members
from bot.study.streaks import streak
from handlers import board

_LINK = re.compile(r"https?://\S+")
_MINUTES = re.compile(r"(?<!\d)(\d{1,3})\s*(?:分钟|minutes?|mins?\b)", re.IGNORECASE)


def record(context: Context, event: Event, *, text: str, task: Task | None = None) -> Checkin:
    """Write a check-in for today; whatever is logged, the evening stays quiet."""
    entry = Checkin(
        member_id=context.member.id,
        day=context.today,
        at=context.now,
        task_id=task.id if task else None,
        source=source_of(event),
    )
    rewrite(entry, text)
    context.session.add(entry)
    context.session.flush()
    alarms.disarm(context.session, context.member, "alarm.nudge")
    return entry


def source_of(event: Event) -> str:
    """The message an event's words stand in, wherever it is."""
    where = event.address
    return f"{where.lane}:{where.chat}:{event.source}" if event.source else ""


def streak_words(context: Context) -> Text:
    member = context.member
    days = streak(checkins.days(context.session, member), context.today, member.days)
    return context.t.count("{n} day in a row.", "{n} days in a row.", days)


def boards(context: Context) -> list[Message]:
    """Today's boards of the member's groups, written anew."""
    return [
        board.message(context, group)
        for group in members.groups_of(context.session, context.member)
        if board.shows(context, group, context.member)
    ]


def rewrite(entry: Checkin, text: str) -> None:
    """The same check-in in other words."""
    link, minutes = _LINK.search(text), _MINUTES.search(text)
    entry.text = text
    entry.link = link.group() if link else ""
    entry.minutes = int(minutes.group(1)) if minutes else None


def replan(context: Context) -> None:
    """After an hour, a zone or the loudness changed, the clock asks the rules again."""
    alarms.replan(context.session, context.member, ("alarm.task",))
