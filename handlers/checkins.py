"""Check-ins: by command, by free talk, edited, filled in; and the one nudge of an evening."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.chat import Button, Event, Field, Form, Kind, Message
from bot.context import Context, UserError
from bot.markup import Text, brief, lines
from bot.models import Checkin
from bot.queries import checkins, rhythm, tasks
from bot.study import calendar, dates
from handlers import cards, days

FILL_BACK = timedelta(days=3)
FILLS_A_MONTH = 4


def save(event: Event, context: Context) -> Iterable[Message]:
    """A check-in with a line or a link; a second one is added, never refused."""
    if event.edited:
        return edit(event, context)
    text = event.text.strip() or ", ".join(file.name for file in event.files)
    day, words = dates.split_past(text, context.today)
    if day is not None and day < context.today:
        return fill_in(day, words, event, context)
    kept = checkins.days(context.session, context.member)
    if context.today in kept and not text:
        return [_kept_already(context)]
    entry = days.record(context, event, text=text)
    checkins.remember(context.session, context.member, "checkin", context.now, checkin=entry.id)
    return [answer(entry, context, kept), *days.boards(context)]


def fill_in(day: date, words: str, event: Event, context: Context) -> list[Message]:
    """A check-in for one of the last three days, four times a month; the day is said back."""
    t, session, member = context.t, context.session, context.member
    if not context.today - FILL_BACK <= day < context.today:
        raise UserError(t("Only the last three days can be filled in. What you do today counts."))
    filled = rhythm.filled_in(session, member, context.today.replace(day=1))
    kept = checkins.of_day(session, member, day)
    if not kept and len(filled) >= FILLS_A_MONTH:
        raise UserError(t("Four days are filled in this month; the next month has four again."))
    entry = days.record(context, event, text=words, day=day)
    entry.filled = not kept  # a word more on a day that was kept costs nothing
    checkins.remember(session, member, "checkin", context.now, checkin=entry.id)
    text = t("Filled in for {day}. {streak}", day=t.day(day), streak=days.streak_words(context))
    undo = ((Button(t("Undo"), "undo"),),)
    return [Message(text, undo, private=True), *days.boards(context, day)]


def missing(event: Event, context: Context) -> Iterable[Message]:
    """Which of the last three days to fill in; then an optional line."""
    t, session, member = context.t, context.session, context.member
    if event.values:
        day = date.fromisoformat(event.text)
        return fill_in(day, event.values.get("words", ""), event, context)
    if event.text:
        field = Field("words", t("What was it?"), Kind.PARAGRAPH, optional=True)
        return [Message("", form=Form("checkin.fill", t("Fill in a day"), (field,), event.text))]
    kept = checkins.days(session, member)
    back = [context.today - timedelta(days=number) for number in (1, 2, 3)]
    row = tuple(
        Button(t.day(day), "checkin.fill", day.isoformat()) for day in back if day not in kept
    )
    if not row:
        return [Message(t("The last three days are all kept."), private=True)]
    return [Message(t("Which day shall be filled in?"), (row,), private=True)]


def answer(entry: Checkin, context: Context, kept: set[date]) -> Message:
    """Said back as a fact, with a way back; `kept` are the days kept before."""
    t, run = context.t, days.streak_words(context, kept | {context.today})
    text: Text
    if context.today in kept:
        text = t("Added to today's check-in. {streak}", streak=run)
    elif entry.text:
        text = t("Checked in: {text}. {streak}", text=brief(entry.text).rstrip("。."), streak=run)
    else:
        text = t("Checked in. {streak}", streak=run)
    if entry.files and checkins.attached(context.session, entry) < len(entry.files):
        text = lines(text, t("More than 5 MB together: of the largest I keep only the name."))
    return Message(text, ((Button(t("Undo"), "undo"),),), private=True)


def _kept_already(context: Context) -> Message:
    """Nothing is added by nothing; but something could be."""
    run = days.streak_words(context)
    text = context.t(
        "You have checked in today. {streak} To add a line: /checkin and your words.", streak=run
    )
    return Message(text, private=True)


def edit(event: Event, context: Context) -> Iterable[Message]:
    """Editing the message edits the check-in, within its day."""
    t = context.t
    entry = checkins.by_source(context.session, context.member, days.source_of(event))
    if entry is None:
        return []
    written_on = calendar.local_day(entry.at, context.member.zone, context.member.day_start)
    if context.today not in {entry.day, written_on}:
        text = t("That day is closed; the check-in stays as it was. Write a new one for today.")
        return [Message(text, private=True)]
    before = entry.text
    days.rewrite(entry, event.text.strip())
    checkins.remember(
        context.session, context.member, "edit", context.now, checkin=entry.id, text=before
    )
    undo = ((Button(t("Undo"), "undo"),),)
    return [Message(t("Changed to: {text}", text=brief(entry.text)), undo, private=True)]


def nudge(event: Event, context: Context) -> Iterable[Message]:
    """The evening's one reminder, only if nothing is logged."""
    t, member = context.t, context.member
    if checkins.of_day(context.session, member, context.today):
        return []
    task = tasks.of_day(context.session, member, context.today)
    if task is None or task.state != "open":
        return []
    title = cards.title_of(cards.units_of(task, context.library), t)
    text = t("Still time for today: {title}. Even one line counts.", title=title)
    return [Message(text, cards.rows(task, context))]
