"""/recall: what was learned comes back as cards, a few a day: question, answer, rating."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.chat import Button, Event, Message
from bot.context import Context, UserError
from bot.markup import Text, backticks, bold, lines, paragraphs
from bot.models import Recall
from bot.queries import checkins, recalls
from bot.study import calendar
from bot.study import recall as rules
from bot.texts import mark
from handlers import cards, days

RATINGS = {
    rules.AGAIN: mark("Forgotten"),
    rules.HARD: mark("Hard"),
    rules.GOOD: mark("Good"),
    rules.EASY: mark("Easy"),
}
RETENTION_DAYS = 30
MOST_LIMIT = 50
LONGEST_NUMBER = 9


def recall(event: Event, context: Context) -> Iterable[Message]:
    """The first card of today; /recall 8 sets how many a day."""
    if event.text.strip().isdecimal():
        return [_limit(int(event.text.strip()[:LONGEST_NUMBER]), context)]
    return [_next(context, replace=False)]


def show(event: Event, context: Context) -> Iterable[Message]:
    """The answer, and how well it came to mind."""
    t, row = context.t, _own(event, context)
    item = context.library.find(row.item)
    if item is None:
        return [_gone(row, context)]
    text = paragraphs(
        bold(cards.item_title(item, t)),
        backticks(item.question),
        lines(t("*Answer*"), backticks(item.answer)),
        t("📖 {source}", source=cards.where(item.source, t)) if item.source else None,
    )
    rating = tuple(
        Button(t(word), "recall.rate", f"{row.id} {number}") for number, word in RATINGS.items()
    )
    return [Message(text, (rating[:2], rating[2:]), replace=True)]


def rate(event: Event, context: Context) -> Iterable[Message]:
    """The card gets its next day; the following card stands in its place."""
    session, member, row = context.session, context.member, _own(event, context)
    word = event.text.partition(" ")[2]
    rating = int(word) if word in {"1", "2", "3", "4"} else rules.GOOD
    if row.due_at > _until(context):
        return [_next(context, replace=True)]  # pressed twice: it is answered already
    before = {"card": row.id, "state": dict(row.state), "due": row.due_at.isoformat()}
    kept = bool(checkins.of_day(session, member, context.today))
    said = recalls.answer(session, member, row, rating, context.today, context.now)
    before["answer"] = said.id
    if not kept:  # recalling is studying: the day is kept
        before["checkin"] = days.record(context, event, text="").id
    checkins.remember(session, member, "recall", context.now, **before)
    again = context.t(
        "Comes back {day}.", day=context.t.day(calendar.local(row.due_at, member.zone).date())
    )
    return [_next(context, replace=True, before=again), *(() if kept else days.boards(context))]


def line(context: Context) -> Text | None:
    """The letter's line: how many wait and what they cost, never more than the day's limit."""
    count = _today(context)
    if not count:
        return None
    return context.t.count(
        "🔁 {n} card to recall, about {minutes} minutes.",
        "🔁 {n} cards to recall, about {minutes} minutes.",
        count,
        minutes=count * rules.CARD_MINUTES,
    )


def figures(context: Context) -> Text | None:
    """For /progress: what is kept in mind and what is due."""
    t, session, member = context.t, context.session, context.member
    own = recalls.all_of(session, member)
    if not own:
        return None
    since = context.today - timedelta(days=RETENTION_DAYS)
    share = rules.retention(recalls.ratings(session, member, since))
    waiting = sum(row.due_at <= _until(context) for row in own)
    return lines(
        t("Cards: {all}, due now: {due}.", all=len(own), due=waiting),
        t("Recalled in 30 days: {share}%.", share=round(share * 100))
        if share is not None
        else None,
    )


def _next(context: Context, *, replace: bool, before: Text | None = None) -> Message:
    t = context.t
    waiting = recalls.due(context.session, context.member, _until(context))
    if not _today(context, len(waiting)):
        return _enough(context, len(waiting), replace=replace, before=before)
    row = waiting[0]
    item = context.library.find(row.item)
    if item is None:
        return _gone(row, context)
    text = paragraphs(
        before,
        t("*Recall* · {n} left today", n=_today(context, len(waiting))),
        backticks(item.question),
        t("First say it to yourself."),
    )
    button = Button(t("Show the answer"), "recall.show", str(row.id), main=True)
    undo = (Button(t("Undo"), "undo"),) if before else ()
    return Message(text, ((button, *undo),), replace=replace, private=True)


def _enough(context: Context, waiting: int, *, replace: bool, before: Text | None) -> Message:
    """Nothing for today; a backlog is spread over days, and its price is said."""
    t, member = context.t, context.member
    if waiting and member.cards:
        spread = rules.days_of_backlog(waiting, member.cards)
        text = t.count(
            "Enough for today. {n} more waits; at {limit} a day it is gone in {days}.",
            "Enough for today. {n} more wait; at {limit} a day they are gone in {days}.",
            waiting,
            limit=member.cards,
            days=t.count("{n} day", "{n} days", spread),
        )
    elif waiting:
        text = t("Cards rest: your limit is 0 a day. /recall 5 wakes them.")
    else:
        text = t("No card is due. They come back by themselves, when you are about to forget.")
    buttons = [Button(t("Today's task"), "today", main=True)]
    if before:
        buttons.append(Button(t("Undo"), "undo"))
    return Message(paragraphs(before, text), (tuple(buttons),), replace=replace, private=True)


def _limit(number: int, context: Context) -> Message:
    t, member = context.t, context.member
    checkins.remember(context.session, member, "settings", context.now, cards=member.cards)
    member.cards = min(number, MOST_LIMIT)
    text = t.count(
        "At most {n} card a day from now on.", "At most {n} cards a day from now on.", member.cards
    )
    return Message(text, ((Button(t("Undo"), "undo"),),), private=True)


def _gone(row: Recall, context: Context) -> Message:
    """Its topic left the library: so does the card."""
    context.session.delete(row)
    text = context.t("This card is no longer in the library.")
    return Message(text, ((Button(context.t("Recall"), "recall"),),), replace=True)


def _today(context: Context, waiting: int | None = None) -> int:
    session, member = context.session, context.member
    if waiting is None:
        waiting = len(recalls.due(session, member, _until(context)))
    light = member.light_until is not None and context.today <= member.light_until
    answered = recalls.answered(session, member, context.today)
    return rules.for_today(waiting, member.cards, answered, light=light)


def _until(context: Context) -> datetime:
    """Due at any hour of this day is due today."""
    member = context.member
    tomorrow = context.today + timedelta(days=1)
    return calendar.instant(tomorrow, member.day_start, member.zone)


def _own(event: Event, context: Context) -> Recall:
    row = recalls.by_id(context.session, context.member, event.text.partition(" ")[0])
    if row is None:
        raise UserError(context.t("This card is not yours, or it is gone."))
    return row
