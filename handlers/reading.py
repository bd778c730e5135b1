"""/reading: news, podcasts, tools and the knowledge tree, each with "one thing I learned"."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.chat import Button, Event, Field, Form, Kind, Message, Row
from bot.context import Context
from bot.markup import Text, backticks, bold, italic, join, lines, paragraphs
from bot.queries import checkins, papers, rhythm
from bot.study import calendar
from content import Item
from handlers import cards, days
from handlers.goal_lines import Dated

RHYTHMS = (
    *("T5-daily-news", "T5-weekly-listen", "T5-quarter-tool"),
    *("h-commute-am", "4uz3jnyacm", "h-apply", "h-talk-plain"),
)
"""The items offered; each comes at its own cadence, once somebody asks for it."""

COMMUTE = (0, 2, 4)
"""Monday, Wednesday, Friday: document 002, line 36."""

SHOWN = 5


def reading(event: Event, context: Context) -> Iterable[Message]:
    """What comes when, with a switch for each, and the last things learned."""
    t = context.t
    found = _offered(context)
    rows: tuple[Row, ...] = tuple(
        (Button(f"{_mark(item, context)} {cards.item_title(item, t)}", "reading.switch", item.id),)
        for item in found
    )
    learned: list[Text | str] = [
        t("{day} {text}", day=t.day(paper.day), text=str(paper.fields.get("learned", "")))
        for paper in papers.of_kind(context.session, context.member, "reading")[-SHOWN:]
    ]
    text = paragraphs(
        t("*Your reading rhythm*"),
        lines(*[t("{title}: {when}", title=cards.item_title(item, t), when=_when(item, context))
                for item in found]),
        lines(t("*One thing I learned*"), join("\n", learned)) if learned else None,
    )  # fmt: skip
    return [Message(text, rows, private=True, replace=bool(event.message))]


def switch(event: Event, context: Context) -> Iterable[Message]:
    """On or off; what was stopped under a letter is woken too."""
    member = context.member
    if event.text in RHYTHMS:
        own = list(member.readings)
        checkins.remember(context.session, member, "settings", context.now, readings=own)
        others = [one for one in own if one != event.text]
        was_on = _on(event.text, context)
        papers.wake_letter_line(context.session, member, event.text)
        member.readings = others if was_on else [*others, event.text]
    return reading(event, context)


def learned(event: Event, context: Context) -> Iterable[Message]:
    """The prompt, then one line: it is kept, and the day with it."""
    t = context.t
    item = context.library.find(event.text)
    if item is None:
        return [Message(t("That is no longer in the library."), private=True)]
    if not event.values:
        field = Field("learned", t("One thing I learned"), Kind.PARAGRAPH, hint=_short(item))
        title = cards.item_title(item, t)
        return [Message("", form=Form("reading.learned", title, (field,), item.id), private=True)]
    words = event.values.get("learned", "").strip()
    paper = papers.open_(context, "reading", item.title, item.id, learned=words)
    paper.closed_at = context.now
    kept = bool(checkins.of_day(context.session, context.member, context.today))
    if not kept:
        days.record(context, event, text=words)
    text = t("Kept: {text}. {streak}", text=words.rstrip("。."), streak=days.streak_words(context))
    undo = ((Button(t("Undo"), "undo"),),)
    return [Message(text, undo, private=True), *days.boards(context)]


def due(context: Context) -> list[Dated]:
    """The letter's lines of the rhythms asked for, on their days."""
    t, member = context.t, context.member
    answered = papers.letter_lines(context.session, member) if member.readings else {}
    found = []
    for item in _offered(context):
        if item.id not in member.readings or (item.id, "") in answered:
            continue
        occurrence, on = _occurrence(item, context)
        if answered.get((item.id, occurrence), on) != context.today:
            continue
        text = lines(
            t("📰 {title}", title=bold(cards.item_title(item, t))), backticks(_to_do(item))
        )
        button = Button(t("One thing I learned"), "reading.learned", item.id)
        found.append(Dated(item.id, occurrence, context.today, text, button))
    return found


def _occurrence(item: Item, context: Context) -> tuple[str, date]:
    """The period it is about and the day it comes: the first study day of it."""
    today = context.today
    if item.cadence == "daily":
        return today.isoformat(), today
    if "mon-wed-fri" in item.tags:
        on = today if today.weekday() in COMMUTE else today - timedelta(days=1)
        return on.isoformat(), on
    if item.cadence == "weekly":
        first = calendar.monday(today)
        return first.isoformat(), _first(first, context)
    if item.cadence == "quarterly":
        first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        return calendar.quarter_of(today), _first(first, context)
    return calendar.month_of(today), _first(today.replace(day=1), context)


def _first(day: date, context: Context) -> date:
    week = rhythm.week_of(context.session, context.member)
    return next(
        (day + timedelta(days=n) for n in range(14) if week.planned(day + timedelta(days=n))), day
    )


def _offered(context: Context) -> list[Item]:
    found = [context.library.find(one) for one in RHYTHMS]
    return [item for item in found if item is not None]


def _mark(item: Item, context: Context) -> str:
    return "✅" if _on(item.id, context) else "▫️"


def _on(item_id: str, context: Context) -> bool:
    """Asked for, and not stopped under a letter since."""
    stopped = papers.letter_line(context.session, context.member, item_id, "") is not None
    return item_id in context.member.readings and not stopped


def _when(item: Item, context: Context) -> Text:
    t = context.t
    if "mon-wed-fri" in item.tags:
        return t("Monday, Wednesday, Friday")
    words = {
        "daily": t("every study day"),
        "weekly": t("once a week"),
        "quarterly": t("once a quarter"),
    }.get(item.cadence, t("once a month"))
    return words if item.cadence_stated else lines(words) + italic(t(" (our own rhythm)"))


def _short(item: Item) -> str:
    return item.question or item.try_ or item.text


def _to_do(item: Item) -> str:
    return item.steps[0] if item.steps else item.try_ or item.text
