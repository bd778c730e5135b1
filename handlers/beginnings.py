"""The first check-in first: whoever joined and has not begun gets a small step, twice at most."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.chat import Button, Event, Message, Row
from bot.context import Context
from bot.markup import Text, bold, paragraphs
from bot.models import Group
from bot.queries import alarms, desk, groups, papers
from bot.study import calendar

KIND = "begin"
EVENING = 20 * 60
"""It takes the place of the evening's nudge, and comes before it."""

SOON = timedelta(hours=2)
"""Nobody is asked so soon after joining."""

WITHIN = timedelta(hours=23)
AGAIN = timedelta(days=3)
FIRST_DAYS = timedelta(days=2)


def arm(context: Context, made: Group) -> None:
    """Within a day of joining, in the evening if there is one in time."""
    due = _when(context.now, context.member.zone)
    alarms.arm(context.session, context.member, "alarm.begin", due, str(made.id))


def begin(event: Event, context: Context) -> Iterable[Message]:
    """The small step, in private, unless they have begun, left, or want no evening words."""
    session, member, now = context.session, context.member, context.now
    made = groups.by_id(session, event.text)
    row = groups.membership(session, made, member) if made else None
    if made is None or row is None or row.left_at is not None or made.paused_at is not None:
        return []
    if member.id in desk.begun(session, made):
        return []
    if unwanted(context, made):
        return []
    first = now - row.joined_at < FIRST_DAYS
    if first:
        alarms.put_off(session, member, "alarm.begin", now + AGAIN, event.text)
    if member.loudness == "light":
        return []
    alarms.disarm(session, member, "alarm.nudge")
    return [Message(words(context, made, first=first), rows(context, made, first=first))]


def unwanted(context: Context, made: Group) -> bool:
    return (KIND, str(made.id)) in papers.letter_lines(context.session, context.member)


def later(event: Event, context: Context) -> Iterable[Message]:
    """It comes once more anyway, in some days: that is said."""
    t = context.t
    day = t.day(context.today + AGAIN)
    return [Message(t("I ask once more on {day}, and then no more.", day=day), replace=True)]


def stop(event: Event, context: Context) -> Iterable[Message]:
    row = papers.keep_letter_line(context.session, context.member, KIND, event.text, None)
    papers.note(context, row, None)
    text = context.t("I no longer bring this up by myself.")
    return [Message(text, ((Button(context.t("Undo"), "undo"),),), replace=True)]


def words(context: Context, made: Group, *, first: bool) -> Text:
    t = context.t
    if first:
        return paragraphs(
            t("{group} is glad to have you. The first step may be tiny:", group=bold(made.name)),
            t("Open anything you study, look at it for two minutes, then press the button."),
        )
    return paragraphs(
        t("{group} keeps your place. One line counts, whenever you like.", group=bold(made.name)),
        t("I will not ask again about the beginning."),
    )


def rows(context: Context, made: Group, *, first: bool) -> tuple[Row, ...]:
    """The second time it is the last anyway."""
    t, number = context.t, str(made.id)
    step = (Button(t("I took the first step"), "group.checkin", number, main=True),)
    if not first:
        return (step,)
    stop_ = Button(t("Do not ask again"), "begin.stop", number)
    return (step, (Button(t("Another day"), "begin.later", number), stop_))


def _when(now: datetime, zone: str) -> datetime:
    evening = calendar.next_at(now + SOON, zone, EVENING) or now + WITHIN
    return min(evening, now + WITHIN)
