"""/ladder: P5/P6, P7, P8+ and the three stages, what speaks for each, where one sees oneself."""

from collections.abc import Iterable

from bot.chat import Button, Event, Field, Form, Kind, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, backticks, bold, italic, lines, paragraphs
from bot.models import Paper
from bot.queries import papers
from bot.texts import mark
from content import Item
from handlers import cards, portfolio

RUNGS = ("004", 133, 135)
"""Document 004, lines 133-135: the table, called an example by the document itself."""

STAGES = (
    (mark("Early, 0-2 years"), 1921, 1925),
    (mark("Middle, 2-5 years"), 1938, 1942),
    (mark("Senior, 5 years and more"), 1955, 1959),
)
"""Document 003, chapter "by stages"."""


def ladder(event: Event, context: Context) -> Iterable[Message]:
    """The rungs, and the learner's own word for where they stand."""
    t = context.t
    rungs = _rungs(context)
    placed = papers.of_kind(context.session, context.member, "rung")
    text = paragraphs(
        t("*The ladder*: what each step asks to be shown"),
        lines(*[f"· {cards.item_title(one, t)}" for one in rungs]),
        lines(
            *[
                t("· {stage} (003 L{line})", stage=t(words), line=first)
                for words, first, _ in STAGES
            ]
        ),
        _placed(placed[-1], context) if placed else None,
        italic(t("An example of the document, no formula and no promise: companies differ.")),
    )
    rows: list[Row] = [
        (Button(cards.item_title(one, t), "ladder.rung", one.id, main=not place),)
        for place, one in enumerate(rungs)
    ]
    rows.append(
        tuple(Button(t(words), "ladder.stage", str(at)) for at, (words, _, _) in enumerate(STAGES))
    )
    return [Message(text, tuple(rows), private=True)]


def rung(event: Event, context: Context) -> Iterable[Message]:
    """One step: the evidence that speaks for it, and what of it the record already has."""
    t, item = context.t, context.library.find(event.text)
    if item is None:
        raise UserError(t("That step is not in the library any more."))
    text = paragraphs(
        bold(cards.item_title(item, t)),
        t("📖 {source}", source=cards.where(item.source, t)),
        lines(*[Text() + "· " + backticks(point) for point in item.points]),
        t("Ask yourself: {question}", question=item.question) if item.question else None,
        _own_evidence(context),
    )
    here = Button(t("I see myself here"), "ladder.here", item.id, main=True)
    return [Message(text, ((here, Button(t("Back"), "ladder")),), private=True)]


def stage(event: Event, context: Context) -> Iterable[Message]:
    """A stage's five skills in the document's words."""
    t = context.t
    at = int(event.text) if event.text.isdecimal() else 0
    words, first, last = STAGES[min(at, len(STAGES) - 1)]
    items = _between("003", first, last, context)
    text = paragraphs(
        bold(t(words)),
        lines(*[f"· {item.text}" for item in items]),
        t("📖 {source}", source=cards.where(items[0].source, t)) if items else None,
        italic(t("Years are the document's; evidence is yours.")),
    )
    here = Button(t("I see myself here"), "ladder.here", f"s{at}", main=True)
    return [Message(text, ((here, Button(t("Back"), "ladder")),), private=True)]


def here(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    field = Field("proof", t("What would you show for it?"), Kind.PARAGRAPH, optional=True)
    form = Form("ladder.placed", t("Where I see myself"), (field,), text=event.text)
    return [Message("", form=form, private=True)]


def placed(event: Event, context: Context) -> Iterable[Message]:
    t, item = context.t, context.library.find(event.text)
    number = event.text.removeprefix("s")
    if item is not None:
        title = cards.item_title(item, t)
    elif number.isdecimal() and int(number) < len(STAGES):
        title = t.plain(STAGES[int(number)][0])
    else:
        raise UserError(t("That step is not in the library any more."))
    proof = event.values.get("proof", "").strip()
    paper = papers.open_(context, "rung", title, event.text, proof=proof)
    text = paragraphs(_placed(paper, context), t("It is yours to move, either way, any time."))
    return [Message(text, ((Button(t("Undo"), "undo"),),), private=True)]


def _placed(paper: Paper, context: Context) -> Text:
    t = context.t
    proof = str(paper.fields.get("proof", ""))
    return lines(
        t("You see yourself at: {title} ({day})", title=bold(paper.title), day=t.day(paper.day)),
        t("You would show: {proof}", proof=proof)
        if proof
        else t("Nothing to show for it yet; that is the next thing to build."),
    )


def _own_evidence(context: Context) -> Text | None:
    """What of the record could speak: gates with proof, closed loops, decisions."""
    t, session, member = context.t, context.session, context.member
    projects = papers.of_kind(session, member, "project")
    gates = [
        f"{project.title} · {words}"
        for project in projects
        for _, words, _ in portfolio.passed(project, t)
    ]
    closed = [one.title for one in papers.of_kind(session, member, "loop") if one.closed_at]
    decided = [one.title for one in papers.of_kind(session, member, "decision")]
    found = [*gates[-3:], *closed[-3:], *decided[-3:]]
    if not found:
        return None
    return lines(t("From your own record:"), *[f"· {words}" for words in found])


def _rungs(context: Context) -> list[Item]:
    return _between(*RUNGS, context)


def _between(document: str, first: int, last: int, context: Context) -> list[Item]:
    return [
        item
        for item in context.library.of_kind("rubric")
        if item.source is not None
        and item.source.document == document
        and first <= item.source.lines[0] <= last
    ]
