"""The second pass: what was done a month ago, once more from memory, beside the road."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.chat import Button, Event, Message
from bot.context import Context, UserError
from bot.markup import backticks, bold, lines, paragraphs
from bot.queries import checkins, papers, rhythm, tasks
from bot.study import calendar
from bot.study import recall as rules
from bot.study.plan import Unit
from content import Item
from handlers import cards, days
from handlers.goal_lines import Dated

KIND = "again"
WEEK = timedelta(days=7)


def due(context: Context) -> list[Dated]:
    """One line a week, on a study day; put off it comes on its day, past Sunday too."""
    session, member, today = context.session, context.member, context.today
    answered = papers.letter_lines(session, member)
    if (KIND, "") in answered:
        return []
    monday = calendar.monday(today)
    put_off = answered.get((KIND, (monday - WEEK).isoformat()))
    late = put_off is not None and monday <= put_off <= today
    first = monday - WEEK if late else monday
    found = rules.second_pass(_done(context), first)
    if found is None:
        return []
    item_id, on = found
    coming = answered.get((KIND, first.isoformat()), on)
    item = context.library.find(item_id)
    if item is None or coming is None or coming > today:
        return []
    fresh = (KIND, first.isoformat()) not in answered
    if fresh and not rhythm.week_of(session, member).counts(today):
        return []
    t = context.t
    title = cards.item_title(item, t)
    text = t("♻️ A month since {title}. Once more, from memory?", title=title)
    return [Dated(KIND, first.isoformat(), on, text, Button(t("From zero"), "again.show", item_id))]


def show(event: Event, context: Context) -> Iterable[Message]:
    """What to do, without the answer; the day's task stays what it is."""
    t, item = context.t, _own(event, context)
    text = paragraphs(
        t("*From memory*: {title}", title=bold(cards.item_title(item, t))),
        t("Close your notes and start on an empty page. The day's task stays as it is."),
        lines(
            cards.to_do(Unit(item), t),
            t("Answer: {question}", question=backticks(item.question)) if item.question else None,
        ),
    )
    button = Button(t("✅ Done, compare"), "again.done", item.id, main=True)
    return [Message(text, ((button,),), private=True)]


def done(event: Event, context: Context) -> Iterable[Message]:
    """A check-in, and the answer to compare with; pressed twice it counts once."""
    t, session, member = context.t, context.session, context.member
    item = _own(event, context)
    title = cards.item_title(item, t)
    words = t.plain("{title}, second pass", title=title)
    if words not in {entry.text for entry in checkins.of_day(session, member, context.today)}:
        entry = days.record(context, event, text=words)
        checkins.remember(session, member, "checkin", context.now, checkin=entry.id)
    text = paragraphs(
        t("✅ Second pass: {title}. {streak}", title=title, streak=days.streak_words(context)),
        lines(t("*Answer*"), backticks(item.answer)) if item.answer else None,
        t("📖 {source}", source=cards.where(item.source, t)) if item.source else None,
    )
    undo = ((Button(t("Undo"), "undo"),),)
    return [Message(text, undo, replace=True), *days.boards(context)]


def _done(context: Context) -> dict[str, date]:
    """Topics and exercises really done of late, by their day; projects have a line of their own."""
    member = context.member
    since = context.now - rules.SECOND_PASS - 3 * WEEK
    found = {}
    for row in tasks.done_since(context.session, member, since):
        item = context.library.find(row.item)  # a step of something longer is no item
        if item is not None and item.kind != "quiz" and (item.try_ or item.question or item.steps):
            found[item.id] = calendar.local_day(row.at, member.zone, member.day_start)
    return found


def _own(event: Event, context: Context) -> Item:
    """An item this member is through with."""
    item = context.library.find(event.text)
    if item is None or item.id not in tasks.done_refs(context.session, context.member):
        raise UserError(context.t("This task is no longer in the library."))
    return item
