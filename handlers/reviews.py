"""The quarter's review: eight rows scored "have it" or "to improve", and what to focus on."""

from collections.abc import Iterable

from bot.chat import Button, Event, Message
from bot.context import Context
from bot.markup import Text, bold, join, lines, paragraphs
from bot.models import Review
from bot.queries import goals
from bot.study import calendar
from content import Item
from handlers import cards

STACK = ("001", 29, 36)
"""The eight rows of the stack a job asks for: document 001, lines 29-36."""

FOCUS = 3
"""Topics a quarter can really move."""

HAVE, IMPROVE = "have", "improve"


def review(event: Event, context: Context) -> Iterable[Message]:
    """Row by row, in place; what was scored before is kept."""
    found = _found(context)
    row = _next(found, context)
    return [_ask(row, found, context) if row else _result(found, context)]


def score(event: Event, context: Context) -> Iterable[Message]:
    item_id, _, word = event.text.partition(" ")
    found = _found(context)
    if word in {HAVE, IMPROVE} and item_id in {item.id for item in rows(context)}:
        found.scores = {**found.scores, item_id: word}
    row = _next(found, context)
    message = _ask(row, found, context) if row else _result(found, context)
    return [_replacing(message)]


def again(event: Event, context: Context) -> Iterable[Message]:
    found = _found(context)
    found.scores = {}
    row = _next(found, context)
    return [_replacing(_ask(row, found, context))] if row else []


def rows(context: Context) -> list[Item]:
    document, first, last = STACK
    return [
        item
        for item in context.library.of_kind("rubric")
        if item.role == "stated"
        and item.source is not None
        and item.source.document == document
        and first <= item.source.lines[0] <= last
    ]


def _found(context: Context) -> Review:
    quarter = calendar.quarter_of(context.today)
    found = goals.review(context.session, context.member, quarter)
    return found or goals.start_review(context.session, context.member, quarter, context.now)


def _next(found: Review, context: Context) -> Item | None:
    return next((item for item in rows(context) if item.id not in found.scores), None)


def _ask(row: Item, found: Review, context: Context) -> Message:
    t = context.t
    everything = rows(context)
    text = lines(
        t(
            "*Quarterly review {quarter}* ({n}/{all})",
            quarter=found.quarter,
            n=len(found.scores) + 1,
            all=len(everything),
        ),
        bold(row.text),
        t("📖 {source}", source=cards.where(row.source, t)),
        t("Could you show it to an interviewer today?"),
    )
    buttons = (
        Button(t("Have it"), "review.score", f"{row.id} {HAVE}", main=True),
        Button(t("To improve"), "review.score", f"{row.id} {IMPROVE}"),
    )
    return Message(text, (buttons,), private=True)


def _result(found: Review, context: Context) -> Message:
    t = context.t
    scored = [(item, found.scores.get(item.id)) for item in rows(context)]
    have = [item for item, word in scored if word == HAVE]
    improve = [item for item, word in scored if word == IMPROVE]
    text = paragraphs(
        t(
            "*Quarterly review {quarter}*: {have} of {all}",
            quarter=found.quarter,
            have=len(have),
            all=len(scored),
        ),
        _listed(t("Have it"), have, context),
        _listed(t("To improve"), improve, context),
        t(
            "Focus of the next quarter: {titles}",
            titles=join("、", [bold(cards.item_title(one, t)) for one in improve[:FOCUS]]),
        )
        if improve
        else None,
    )
    return Message(text, ((Button(t("Score again"), "review.again"),),), private=True)


def _listed(title: Text, items: list[Item], context: Context) -> Text | None:
    if not items:
        return None
    return lines(title, *[f"· {cards.item_title(one, context.t)}" for one in items])


def _replacing(message: Message) -> Message:
    from dataclasses import replace

    return replace(message, replace=True)
