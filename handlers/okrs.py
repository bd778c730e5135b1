"""The month's OKR: the preset in one tap, progress by link, the report on the last day."""

from collections.abc import Iterable

from bot.chat import Button, Event, Field, Form, Kind, Message
from bot.context import Context
from bot.markup import Text, bold, lines, paragraphs
from bot.models import KeyResult, Objective
from bot.queries import checkins, goals
from bot.study import calendar
from bot.study import okr as scoring
from bot.texts import mark

PRESET = (
    ("blog", mark("Technical posts"), 2),
    ("project", mark("Feature project"), 1),
)
"""Document 001, line 73: at least two technical posts and one feature project a month."""


def okr(event: Event, context: Context) -> Iterable[Message]:
    """/okr shows the month; /okr blog https://... adds a step."""
    month = calendar.month_of(context.today)
    found = goals.objective(context.session, context.member, month)
    if found is None:
        return [_propose(context)]
    word, _, rest = event.text.strip().partition(" ")
    if not word:
        return [Message(_shown(found, context), _buttons(found, context), private=True)]
    return [_step(found, word, rest.strip(), event, context)]


def preset(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    month = calendar.month_of(context.today)
    found = goals.objective(context.session, context.member, month)
    if found is None:
        results = [(word, t.plain(title), target) for word, title, target in PRESET]
        found = goals.set_objective(context.session, context.member, month, results)
    return [
        Message(_shown(found, context), _buttons(found, context), replace=True),
        Message("", form=_objective_form(context, found), private=True),
    ]


def write(event: Event, context: Context) -> Iterable[Message]:
    month = calendar.month_of(context.today)
    found = goals.objective(context.session, context.member, month)
    if found is None:
        return [_propose(context)]
    return [Message("", form=_objective_form(context, found), private=True)]


def objective(event: Event, context: Context) -> Iterable[Message]:
    """The objective in the learner's own words."""
    month = calendar.month_of(context.today)
    found = goals.objective(context.session, context.member, month)
    if found is None:
        return [_propose(context)]
    found.title = event.values.get("title", "").strip()
    return [Message(_shown(found, context), _buttons(found, context), private=True)]


def report(event: Event, context: Context) -> Iterable[Message]:
    """The month drafted from its evidence; confirming it takes two minutes."""
    t = context.t
    found = goals.objective(context.session, context.member, calendar.month_of(context.today))
    if found is None:
        return [_propose(context)]
    text = paragraphs(
        t("*Report {month}*", month=found.month),
        _shown(found, context),
        _reading(found, context),
        t("Confirmed on {day}.", day=t.day(calendar.local(found.reported_at, context.member.zone)))
        if found.reported_at
        else None,
    )
    rows = ((Button(t("Confirm"), "report.confirm", main=True),), *_buttons(found, context))
    return [Message(text, rows, private=True)]


def confirm(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    found = goals.objective(context.session, context.member, calendar.month_of(context.today))
    if found is None:
        return [_propose(context)]
    note = Field("note", t("What do you take into the next month?"), Kind.PARAGRAPH, optional=True)
    return [Message("", form=Form("report.save", t("Report"), (note,)), private=True)]


def save_report(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    found = goals.objective(context.session, context.member, calendar.month_of(context.today))
    if found is None:
        return [_propose(context)]
    found.note = event.values.get("note", "").strip()
    found.reported_at = context.now
    text = paragraphs(
        t("Report of {month} kept: {score}.", month=found.month, score=_overall(found)),
        t("For the next month: {note}", note=found.note) if found.note else None,
    )
    return [Message(text, private=True)]


def _propose(context: Context) -> Message:
    t = context.t
    text = paragraphs(
        t("*No OKR for {month} yet.*", month=calendar.month_of(context.today)),
        t("The preset: 2 technical posts and 1 feature project, each with a link (001, L73)."),
    )
    return Message(text, ((Button(t("Take the preset"), "okr.preset", main=True),),), private=True)


def _step(found: Objective, word: str, rest: str, event: Event, context: Context) -> Message:
    t = context.t
    result = next((one for one in found.key_results if one.word == word.casefold()), None)
    if result is None:
        words = "、".join(one.word for one in found.key_results)
        text = t("I know these words: {words}. For example: /okr blog https://…", words=words)
        return Message(text, private=True)
    if not rest:
        return Message(
            t("And the link, or what shows it? /okr {word} https://…", word=word), private=True
        )
    step = goals.add_evidence(context.session, result, rest, context.now)
    checkins.remember(context.session, context.member, "evidence", context.now, evidence=step.id)
    text = lines(
        t(
            "Counted: {title} {reached}/{target}.",
            title=result.title,
            reached=len(result.evidence),
            target=result.target,
        ),
        t("The month stands at {score}.", score=_overall(found)),
    )
    return Message(text, ((Button(t("Undo"), "undo"),),), private=True)


def _shown(found: Objective, context: Context) -> Text:
    t = context.t
    rows = []
    for result in found.key_results:
        reached = len(result.evidence)
        rows.append(
            t(
                "{bar} {title} {reached}/{target}  ({score})",
                bar=_bar(result),
                title=result.title,
                reached=reached,
                target=result.target,
                score=str(_score(result)),
            )
        )
        rows += [t("   · {evidence}", evidence=step.text) for step in result.evidence]
    return lines(
        t("*OKR {month}*", month=found.month),
        t("Objective: {title}", title=bold(found.title)) if found.title else None,
        *rows,
        t("Add a step: /okr blog https://… or /okr project https://…"),
    )


def _buttons(found: Objective, context: Context) -> tuple[tuple[Button, ...], ...]:
    t = context.t
    label = t("Change the objective") if found.title else t("Write the objective")
    return ((Button(label, "okr.write"), Button(t("Report"), "report")),)


def _objective_form(context: Context, found: Objective) -> Form:
    t = context.t
    field = Field(
        "title",
        t("What do you want to be able to do at the end of the month?"),
        Kind.PARAGRAPH,
        value=found.title,
        hint=t("One sentence in your own words; the document gives none."),
        optional=True,
    )
    return Form("okr.objective", t("The month's objective"), (field,))


def _score(result: KeyResult) -> float:
    return scoring.score(len(result.evidence), result.target)


def _overall(found: Objective) -> str:
    return str(scoring.overall([_score(result) for result in found.key_results]))


def _bar(result: KeyResult) -> str:
    full = round(_score(result) * 5)
    return "▰" * full + "▱" * (5 - full)


def _reading(found: Objective, context: Context) -> Text:
    t = context.t
    reached = scoring.overall([_score(result) for result in found.key_results])
    if reached >= 1:
        return t("All of it: {score}. Perhaps a little more next month?", score=str(reached))
    if reached >= scoring.GOOD:
        return t("{score}: 0.7 is good.", score=str(reached))
    return t("{score}. What stood in the way? One thing to change is enough.", score=str(reached))
