"""/find: what the library says about some words, best first, each with its source."""

from collections.abc import Iterable

import content
from bot.chat import Button, Event, Message
from bot.context import Context
from bot.markup import Text, backticks, bold, brief, join, lines, paragraphs, pre, quote
from bot.texts import Texts
from content import Item
from content.kinds import folded
from content.search import NEAR
from handlers import cards

LONGEST_SNIPPET = 60
A_ROW = 4


def find(event: Event, context: Context) -> Iterable[Message]:
    t, words = context.t, event.text.strip()
    if not words:
        text = t("What are you looking for? For example: /find 缓存穿透")
        return [Message(text, private=True)]
    hits = content.find(context.library, words)
    if not hits:
        text = t("Nothing in the library has all of “{words}”. Try fewer or other words.",
                 words=brief(words))  # fmt: skip
        return [Message(text, private=True)]
    rows = [_row(number, hit.item, words, t) for number, hit in enumerate(hits, 1)]
    buttons = [Button(f"{n}", "find.show", hit.item.id) for n, hit in enumerate(hits, 1)]
    keyboard = (tuple(buttons[:A_ROW]), tuple(buttons[A_ROW:]))
    if hits[0].rank == NEAR:
        said = t("Nothing has exactly “{words}”; the nearest first:", words=brief(words))
    else:
        said = t("*{words}*: the best first", words=brief(words))
    text = paragraphs(said, join("\n", rows))
    return [Message(text, tuple(filter(None, keyboard)), private=True)]


def show(event: Event, context: Context) -> Iterable[Message]:
    """One of them: the document's words, ours, the question and its answer."""
    t = context.t
    item = context.library.find(event.text)
    if item is None:
        return [Message(t("That is no longer in the library."), private=True)]
    group = context.library.group_of(item.id)
    why = item.why or (group.why if group else "")
    steps = join("\n", [f"{n}. " + backticks(step) for n, step in enumerate(item.steps, 1)])
    points = join("\n", ["· " + backticks(point) for point in item.points])
    return [
        Message(
            paragraphs(
                bold(cards.item_title(item, t)),
                cards.in_chinese([item], t),
                quote("\n".join(item.words) or item.quote) if item.words or item.quote else None,
                lines(backticks(item.body), t("Why: {why}", why=backticks(why)) if why else None),
                lines(
                    t("Do: {what}", what=backticks(item.try_)) if item.try_ else None,
                    steps,
                    points,
                    t("Done when: {done}", done=backticks(item.done)) if item.done else None,
                ),
                *[pre(sample.text) for sample in item.code],
                _answered(item.question, item.answer, t) if item.question else None,
                *[_answered(each.text, each.answer, t) for each in item.questions],
                t("Editor's note: {note}", note=backticks(item.note)) if item.note else None,
                t("📖 {source}", source=cards.where(item.source, t)),
            ),
            ((Button(t("Source"), "find.source", item.id),),),
            private=True,
        )
    ]


def source(event: Event, context: Context) -> Iterable[Message]:
    """Where one of them stands, and the lines themselves if the document is here."""
    item = context.library.find(event.text)
    if item is None:
        return [Message(context.t("That is no longer in the library."), private=True)]
    return [Message(cards.source_of(item, context), private=True)]


def _answered(question: str, answer: str, t: Texts) -> Text:
    return lines(
        t("Question: {question}", question=backticks(question)),
        t("Answer: {answer}", answer=backticks(answer)) if answer else None,
    )


def _row(number: int, item: Item, words: str, t: Texts) -> Text:
    snippet = _snippet(item, words)
    return lines(
        f"{number}. " + bold(cards.item_title(item, t)),
        snippet if folded(snippet) not in {"", folded(item.title)} else None,
        t("📖 {source}", source=cards.where(item.source, t)),
    )


def _snippet(item: Item, words: str) -> str:
    """The line in which the first word stands, the document's own lines first."""
    wanted = folded(words).split()[0]
    texts = (*item.words, item.quote, item.question, item.answer, item.body, *item.steps)
    line = next((text for text in texts if wanted in folded(text)), "")
    start = max(folded(line).find(wanted) - LONGEST_SNIPPET // 2, 0)
    cut = " ".join(line.split())[start : start + LONGEST_SNIPPET]
    return ("…" if start else "") + cut + ("…" if start + LONGEST_SNIPPET < len(line) else "")
