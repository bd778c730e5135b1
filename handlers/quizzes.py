"""A subsection's quiz, question by question in place; the last one gives the score."""

from collections.abc import Iterable

from bot.chat import Button, Event, Message
from bot.context import Context, UserError
from bot.markup import Text, backticks, lines, paragraphs
from bot.queries import tasks
from content import Item
from handlers import cards

LETTERS = "ABCDEF"
PLACEMENT = "q"
ENOUGH = 0.8
"""Right answers that show a subsection is known."""


def quiz(event: Event, context: Context) -> Iterable[Message]:
    """`<task> <question> <right so far> [choice]`: ask, or judge the choice and go on.

    Instead of a task, `q` and the quiz's own id: a placement, to skip what is known.
    """
    number, at, right, *choice = [*event.text.split(" "), "0", "0"][
        : max(3, event.text.count(" ") + 1)
    ]
    task = tasks.by_id(context.session, context.member, number)
    ref = task.items[0] if task else number.removeprefix(PLACEMENT)
    item = _quiz(ref, context)
    if item is None or not (at.isdecimal() and right.isdecimal()):
        raise UserError(context.t("This task is not yours, or it is gone."))
    index, score = int(at), int(right)
    if index >= len(item.questions):
        return [_result(number, item, score, None, context)]
    if not choice:
        return [_ask(number, item, index, score, None, context)]
    question = item.questions[index]
    chosen = question.choices[int(choice[0]) % len(question.choices)]
    score += chosen.right
    judged = _judged(item, index, chosen.right, context)
    if index + 1 < len(item.questions):
        return [_ask(number, item, index + 1, score, judged, context)]
    return [_result(number, item, score, judged, context)]


def _quiz(ref: str, context: Context) -> Item | None:
    item = context.library.find(ref)
    return item if item is not None and item.kind == "quiz" else None


def _ask(
    number: str, item: Item, index: int, score: int, before: Text | None, context: Context
) -> Message:
    t, question = context.t, item.questions[index]
    text = paragraphs(
        before,
        lines(
            t("*Question {n} of {all}*", n=index + 1, all=len(item.questions)),
            backticks(question.text),
            *[
                f"{LETTERS[place]}. " + backticks(choice.text)
                for place, choice in enumerate(question.choices)
            ],
        ),
    )
    row = tuple(
        Button(LETTERS[place], "task.quiz", f"{number} {index} {score} {place}")
        for place in range(len(question.choices))
    )
    return Message(text, (row,), replace=True)


def _judged(item: Item, index: int, right: object, context: Context) -> Text:
    t, question = context.t, item.questions[index]
    answer = next(choice for choice in question.choices if choice.right)
    verdict = t("✅ Right.") if right else t("Not quite: {answer}", answer=backticks(answer.text))
    return lines(
        verdict,
        backticks(question.answer),
        t("📖 {source}", source=cards.where(question.source, t)) if question.source else None,
    )


def _result(number: str, item: Item, score: int, before: Text | None, context: Context) -> Message:
    t, whole = context.t, len(item.questions)
    text = paragraphs(before, t("*{right} of {all} right.*", right=score, all=whole))
    again = Button(t("Once more"), "task.quiz", f"{number} 0 0")
    if not number.startswith(PLACEMENT):
        done = Button(t("✅ Done"), "task.done", number, main=True)
        return Message(text, ((done,), (again,)), replace=True)
    if score < ENOUGH * whole:
        text = paragraphs(text, t("Not all of it is at hand yet: it stays on your road."))
        return Message(text, ((Button(t("My plan"), "plan"),),), replace=True)
    skip = Button(t("Skip this part"), "plan.known", item.id, main=True)
    return Message(text, ((skip, Button(t("My plan"), "plan")),), replace=True)
