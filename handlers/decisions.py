"""/decide: a technical decision in six steps, scored in six dimensions; and Friday's trade-off."""

from collections.abc import Iterable

from bot.chat import Button, Event, Field, Form, Kind, Message, Row
from bot.context import Context, UserError
from bot.markup import bold, italic, lines, paragraphs
from bot.models import Paper
from bot.queries import papers
from bot.study import decisions
from bot.study.links import shortened
from bot.texts import mark
from handlers.fields import paragraph_fields

STEPS = {
    "need": (mark("1. Needs"), mark("What is needed, and what limits it?")),
    "options": (mark("2. Options"), mark("Two at least, compared.")),
    "poc": (mark("3. Trial"), mark("What did a small trial show?")),
    "risk": (mark("4. Risks"), mark("What could go wrong?")),
    "cost": (mark("5. Costs"), mark("To build, to run, to learn.")),
    "choice": (mark("6. Decision"), mark("What it is, and what would make you undo it.")),
}
"""Document 003, lines 1729-1734."""

DIMENSIONS = {
    "fit": mark("Does what is needed"),
    "speed": mark("Performance"),
    "scale": mark("Scales"),
    "care": mark("Maintainable"),
    "people": mark("Community"),
    "learning": mark("Easy to learn"),
}
"""Document 003, lines 1721-1726, each 1 to 5 for both options."""

TRADE_OFFS = (
    (mark("Performance"), mark("Maintainability"), 1740),
    (mark("Consistency"), mark("Availability"), 1741),
    (mark("Many features"), mark("Simplicity"), 1742),
    (mark("Flexibility"), mark("Performance"), 1743),
    (mark("Cost"), mark("Quality"), 1744),
)
"""Document 003, lines 1740-1744: one a week, in turn."""


TITLE = 80


def decide(event: Event, context: Context) -> Iterable[Message]:
    """/decide lists the records; /decide and a question begins one."""
    if event.text.strip():
        return [_opened(event.text.strip(), context)]
    t = context.t
    own = papers.of_kind(context.session, context.member, "decision")
    text = paragraphs(
        t("*Decisions*: write down why, while you still remember"),
        lines(*[f"· {one.title} → {one.fields.get('choice') or '…'}" for one in own[-8:]])
        if own
        else t("None recorded yet. A small one is a good first: which web framework, which cache?"),
    )
    rows: list[Row] = [(Button(one.title[:40], "decide.show", str(one.id)),) for one in own[-4:]]
    rows.append(
        (
            Button(t("Record one"), "decide.new", main=True),
            Button(t("This week's trade-off"), "decide.debate"),
        )
    )
    return [Message(text, tuple(rows), private=True)]


def new(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    field = Field("title", t("What is to be decided?"))
    return [Message("", form=Form("decide.open", t("A decision"), (field,)), private=True)]


def open_(event: Event, context: Context) -> Iterable[Message]:
    return [_opened(event.values.get("title", "").strip(), context)]


def show(event: Event, context: Context) -> Iterable[Message]:
    return [_shown(_own(event, "decision", context), context)]


def steps(event: Event, context: Context) -> Iterable[Message]:
    t, paper = context.t, _own(event, "decision", context)
    fields = paragraph_fields(STEPS, paper.fields, t)
    form = Form("decide.stepped", t("Six steps"), fields, text=str(paper.id))
    return [Message("", form=form, private=True)]


def stepped(event: Event, context: Context) -> Iterable[Message]:
    paper = _own(event, "decision", context)
    given = {name: event.values.get(name, "").strip() for name in STEPS}
    papers.write(context, paper, **given)
    paper.closed_at = context.now if given["choice"] else None
    return [_shown(paper, context)]


def scores(event: Event, context: Context) -> Iterable[Message]:
    """Two options, six dimensions: "4 3" is four for the first and three for the second."""
    t, paper = context.t, _own(event, "decision", context)
    known, hint = paper.fields.get("scores", {}), t("1 to 5 for each, such as: 4 3")
    fields = (
        Field("a", t("First option"), value=str(paper.fields.get("a", ""))),
        Field("b", t("Second option"), value=str(paper.fields.get("b", ""))),
        *(
            Field(name, t(words), value=str(known.get(name, "")), hint=hint, optional=True)
            for name, words in DIMENSIONS.items()
        ),
    )
    form = Form("decide.scored", t("Six dimensions"), fields, text=str(paper.id))
    return [Message("", form=form, private=True)]


def scored(event: Event, context: Context) -> Iterable[Message]:
    paper = _own(event, "decision", context)
    given = {name: event.values.get(name, "").strip() for name in DIMENSIONS}
    papers.write(
        context,
        paper,
        a=event.values.get("a", "").strip(),
        b=event.values.get("b", "").strip(),
        scores={name: words for name, words in given.items() if decisions.pair(words)},
    )
    return [_shown(paper, context)]


def debate(event: Event, context: Context) -> Iterable[Message]:
    """The week's trade-off: two sides to choose from."""
    t = context.t
    week = context.today.isocalendar().week
    first, second, line = TRADE_OFFS[week % len(TRADE_OFFS)]
    text = paragraphs(
        t("⚖️ *{first} or {second}?*", first=t(first), second=t(second)),
        t("Take a side for three minutes; next time take the other."),
        t("📖 {source}", source=f"003 (L{line})"),
    )
    sides = tuple(
        Button(t(words), "decide.side", f"{week % len(TRADE_OFFS)} {side}", main=not side)
        for side, words in enumerate((first, second))
    )
    return [Message(text, (sides,), private=True)]


def side(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    first, second, _ = _trade_off(event.text)
    chosen = (first, second)[event.text.endswith("1")]
    fields = (
        Field(
            "claim", t("Your strongest argument for {side}", side=t.plain(chosen)), Kind.PARAGRAPH
        ),
        Field("other", t("The best argument of the other side"), Kind.PARAGRAPH, optional=True),
        Field("when", t("When would you switch sides?"), Kind.PARAGRAPH, optional=True),
    )
    form = Form("decide.debated", t("Trade-off"), fields, text=event.text)
    return [Message("", form=form, private=True)]


def debated(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    first, second, _ = _trade_off(event.text)
    chosen = t.plain((first, second)[event.text.endswith("1")])
    title = f"{t.plain(first)} / {t.plain(second)}"
    given = {name: words.strip() for name, words in event.values.items()}
    papers.open_(context, "debate", title, chosen, **given)
    text = paragraphs(
        t("Kept: you stood for {side}.", side=bold(chosen)),
        given.get("claim", ""),
        t("On Fridays the next one waits in your letter."),
    )
    return [Message(text, ((Button(t("Undo"), "undo"),),), private=True)]


def _opened(words: str, context: Context) -> Message:
    """What is too long for a title stands under the first step as well."""
    fields = {"need": words} if len(words) > TITLE else {}
    return _shown(papers.open_(context, "decision", shortened(words, TITLE), **fields), context)


def _shown(paper: Paper, context: Context) -> Message:
    t = context.t
    rows = [
        lines(bold(t(label)), str(paper.fields[name]))
        for name, (label, _) in STEPS.items()
        if paper.fields.get(name)
    ]
    a, b = str(paper.fields.get("a", "")), str(paper.fields.get("b", ""))
    table = [
        t(
            "· {dimension}: {first} – {second}",
            dimension=t.plain(DIMENSIONS[name]),
            first=pair[0],
            second=pair[1],
        )
        for name, words in paper.fields.get("scores", {}).items()
        if (pair := decisions.pair(words))
    ]
    sums = decisions.sums(list(paper.fields.get("scores", {}).values()))
    text = paragraphs(
        t("🧭 *{title}*", title=paper.title),
        *rows,
        lines(
            t("{a} – {b}", a=bold(a), b=bold(b)),
            *table,
            t(
                "Together {first} – {second}. The sum argues; you decide.",
                first=sums[0],
                second=sums[1],
            ),
        )
        if table
        else None,
        italic(t("Reversible? Measured? Fit for the team? (003 L1747)")),
    )
    number = str(paper.id)
    buttons: tuple[Row, ...] = (
        (
            Button(t("Six steps"), "decide.steps", number, main=True),
            Button(t("Six dimensions"), "decide.scores", number),
        ),
        (Button(t("Undo"), "undo"),),
    )
    return Message(text, buttons, private=True)


def _trade_off(text: str) -> tuple[str, str, int]:
    number = text.partition(" ")[0]
    return TRADE_OFFS[int(number) % len(TRADE_OFFS) if number.isdecimal() else 0]


def _own(event: Event, kind: str, context: Context) -> Paper:
    paper = papers.by_id(context.session, context.member, kind, event.text.partition(" ")[0])
    if paper is None:
        raise UserError(context.t("This decision is not yours, or it is gone."))
    return paper
