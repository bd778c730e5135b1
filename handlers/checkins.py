"""Check-ins: by command, by free talk, edited, taken back; and the one nudge of an evening."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.chat import Button, Event, Field, Form, Kind, Message
from bot.context import Context, UserError
from bot.markup import Text, paragraphs
from bot.models import Checkin, Deed, Task
from bot.queries import checkins, goals, papers, recalls, rhythm, tasks
from bot.study import calendar, dates
from handlers import cards, days

FIELDS = (
    *("lang", "zone", "hour", "day_start", "days", "minutes", "loudness", "track"),
    *("country", "quiet_from", "quiet_until", "streak_hidden", "cards", "readings", "tracks"),
    "home_id",
)
"""Settings of a member that can be taken back."""

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
    first = not checkins.of_day(context.session, context.member, context.today)
    entry = days.record(context, event, text=text)
    checkins.remember(context.session, context.member, "checkin", context.now, checkin=entry.id)
    return [answer(entry, context, first=first), *days.boards(context)]


def fill_in(day: date, words: str, event: Event, context: Context) -> list[Message]:
    """A check-in for one of the last three days, four times a month; the day is said back."""
    t, session, member = context.t, context.session, context.member
    if not context.today - FILL_BACK <= day < context.today:
        raise UserError(t("Only the last three days can be filled in. What you do today counts."))
    if rhythm.filled_in(session, member, context.today.replace(day=1)) >= FILLS_A_MONTH:
        raise UserError(t("Four days are filled in this month; the next month has four again."))
    entry = days.record(context, event, text=words, day=day)
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


def answer(entry: Checkin, context: Context, *, first: bool) -> Message:
    """Said back as a fact, with a way back."""
    t, run = context.t, days.streak_words(context)
    text: Text
    if not first:
        text = t("Added to today's check-in. {streak}", streak=run)
    elif entry.text:
        text = t("Checked in: {text}. {streak}", text=entry.text.rstrip("。."), streak=run)
    else:
        text = t("Checked in. {streak}", streak=run)
    return Message(text, ((Button(t("Undo"), "undo"),),), private=True)


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
    return [Message(t("Changed to: {text}", text=entry.text), undo, private=True)]


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
    return [Message(text, cards.buttons(task, t))]


def undo(event: Event, context: Context) -> Iterable[Message]:
    """Take back the last thing, within ten minutes."""
    t = context.t
    deed = checkins.last_deed(context.session, context.member, context.now)
    if deed is None:
        text = t("There is nothing to take back from the last ten minutes.")
        return [Message(text, private=True)]
    said = _take_back(deed, context)
    context.session.delete(deed)
    return [Message(said, private=True), *days.boards(context)]


def _take_back(deed: Deed, context: Context) -> Text:
    t, session, before = context.t, context.session, deed.before
    if deed.kind == "settings":
        for field in FIELDS:
            if field in before:
                setattr(context.member, field, before[field])
        days.replan(context)
        return t("Taken back: the settings are as they were.")
    if deed.kind == "row":
        papers.put_back(session, context.member, before)
        return t("Taken back: it is as it was.")
    if deed.kind == "recall":
        recalls.put_back(session, context.member, before)
    if deed.kind == "aside":
        tasks.forget(session, context.member, before["refs"])
    if deed.kind == "evidence":
        goals.drop_evidence(session, context.member, int(before["evidence"]))
        return t("Taken back: it no longer counts for your OKR.")
    if deed.kind in {"done", "skip"}:
        task = session.get(Task, before["task"])
        if task is not None:
            task.state, task.closed_at = before["state"], None
    if deed.kind == "done":
        tasks.forget(session, context.member, before["refs"])
        recalls.drop(session, context.member, before.get("cards", []))
    entry = session.get(Checkin, before["checkin"]) if "checkin" in before else None
    if deed.kind == "edit" and entry is not None:
        days.rewrite(entry, before["text"])
        return t("Taken back: it reads “{text}” again.", text=entry.text)
    if entry is not None:
        words = entry.text
        session.delete(entry)
        session.flush()
        if words:
            return t("Taken back: “{text}”.", text=words)
    return paragraphs(t("Taken back."))
