"""The quarter's review: rows scored "have it" or "to improve", the proof, the focus, the notes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.chat import Button, Event, Field, Form, Kind, Message
from bot.chat import Row as Buttons
from bot.context import Context
from bot.markup import Text, bold, lines, paragraphs
from bot.models import Review
from bot.queries import goals, papers
from bot.study import calendar, jobs
from bot.study.focus import MOST as FOCUS
from content import Item
from handlers import cards

STACK = ("001", 29, 36)
"""The eight rows of the stack a job asks for: document 001, lines 29-36."""

HAVE, IMPROVE = "have", "improve"
PROOFS_AT_ONCE = 8
TITLE = 24


@dataclass(frozen=True, slots=True)
class Asked:
    """A row to be scored: the document's, or one of the learner's job description."""

    id: str
    title: str
    words: str
    skills: tuple[str, ...]
    where: str


def review(event: Event, context: Context) -> Iterable[Message]:
    """Row by row, in place; what was scored before is kept."""
    found = of_quarter(context)
    row = _next(found, context)
    return [ask(row, found, context) if row else result(found, context)]


def score(event: Event, context: Context) -> Iterable[Message]:
    row_id, _, word = event.text.partition(" ")
    found = of_quarter(context)
    if word in {HAVE, IMPROVE} and row_id in {row.id for row in rows_of(found, context)}:
        papers.note(context, found, {"scores": found.scores})
        found.scores = {**found.scores, row_id: word}
    row = _next(found, context)
    message = ask(row, found, context) if row else result(found, context)
    return [replace(message, replace=True)]


def again(event: Event, context: Context) -> Iterable[Message]:
    found = of_quarter(context)
    papers.note(context, found, {"scores": found.scores})
    found.scores = {}
    row = _next(found, context)
    return [replace(ask(row, found, context), replace=True)] if row else []


def prove(event: Event, context: Context) -> Iterable[Message]:
    """What shows it, for the rows that are mastered: a link, a commit, a test's name."""
    t, found = context.t, of_quarter(context)
    fields = tuple(
        Field(row.id, row.title, value=str(found.proof.get(row.id, "")), optional=True)
        for row in _scored(found, HAVE, context)[:PROOFS_AT_ONCE]
    )
    if not fields:
        return [result(found, context)]  # the scores have changed since the button was offered
    title = t("What shows it?")
    return [Message("", form=Form("review.proof", title, fields), private=True)]


def proof(event: Event, context: Context) -> Iterable[Message]:
    found = of_quarter(context)
    papers.note(context, found, {"proof": found.proof})
    given = {name: words.strip() for name, words in event.values.items()}
    found.proof = {name: words for name, words in {**found.proof, **given}.items() if words}
    return [result(found, context)]


def focus(event: Event, context: Context) -> Iterable[Message]:
    """A row is taken into the focus or out of it; three are the most."""
    found = of_quarter(context)
    papers.note(context, found, {"focus": found.focus})
    if event.text == "first":
        found.focus = [row.id for row in _scored(found, IMPROVE, context)][:FOCUS]
    elif event.text in found.focus:
        found.focus = [one for one in found.focus if one != event.text]
    else:
        found.focus = [*found.focus, event.text][-FOCUS:]
    return [replace(result(found, context), replace=True)]


def notes(event: Event, context: Context) -> Iterable[Message]:
    """The quarter's tool trial (001, line 68) and trend note (003, lines 1878-1882)."""
    t, found = context.t, of_quarter(context)
    fields = (
        Field(
            "tool",
            t("Which tool did you try? Does it stay, and why?"),
            Kind.PARAGRAPH,
            value=found.tool,
            hint=t("One backend tool from GitHub Trending a quarter (001, L68)."),
            optional=True,
        ),
        Field(
            "trend",
            t("One trend you noticed, with its source"),
            Kind.PARAGRAPH,
            value=found.trend,
            hint=t("A report, a community, a conference, a release (003, L1878)."),
            optional=True,
        ),
    )
    return [Message("", form=Form("review.noted", t("Tool and trend"), fields), private=True)]


def noted(event: Event, context: Context) -> Iterable[Message]:
    found = of_quarter(context)
    papers.note(context, found, {"tool": found.tool, "trend": found.trend})
    found.tool = event.values.get("tool", "").strip()
    found.trend = event.values.get("trend", "").strip()
    return [result(found, context)]


def rows_of(found: Review, context: Context) -> list[Asked]:
    """The job description's rows, or the eight of document 001."""
    t = context.t
    if found.rows:
        return [
            Asked(row["id"], row["title"], row["text"], tuple(row["skills"]), "")
            for row in found.rows
        ]
    return [
        Asked(
            item.id,
            cards.item_title(item, t),
            item.text,
            jobs.skills_in(item.text),
            cards.where(item.source, t),
        )
        for item in stack(context)
    ]


def stack(context: Context) -> list[Item]:
    document, first, last = STACK
    return [
        item
        for item in context.library.of_kind("rubric")
        if item.role == "stated"
        and item.source is not None
        and item.source.document == document
        and first <= item.source.lines[0] <= last
    ]


def earlier(row: Asked, before: Review | None, context: Context) -> str | None:
    """How the same row, or one that asks for the same skills, stood in an earlier review."""
    if before is None:
        return None
    if row.id in before.scores and not before.rows and not row.id.startswith("j"):
        return str(before.scores[row.id])
    keys = {jobs.key(one) for one in row.skills}
    for old in rows_of(before, context):
        if old.id in before.scores and keys & {jobs.key(one) for one in old.skills}:
            return str(before.scores[old.id])
    return None


def of_quarter(context: Context) -> Review:
    quarter = calendar.quarter_of(context.today)
    found = goals.review(context.session, context.member, quarter)
    return found or goals.start_review(context.session, context.member, quarter, context.now)


def ask(row: Asked, found: Review, context: Context) -> Message:
    t = context.t
    everything = rows_of(found, context)
    text = lines(
        t(
            "*Quarterly review {quarter}* ({n}/{all})",
            quarter=found.quarter,
            n=len(found.scores) + 1,
            all=len(everything),
        ),
        bold(row.words),
        t("📖 {source}", source=row.where) if row.where else t("From your job description"),
        t("Could you show it to an interviewer today?"),
    )
    buttons: list[Buttons] = [
        (
            Button(t("Have it"), "review.score", f"{row.id} {HAVE}", main=True),
            Button(t("To improve"), "review.score", f"{row.id} {IMPROVE}"),
        )
    ]
    if not found.scores:
        buttons.append((Button(t("Take a real job description"), "jd"),))
    return Message(text, tuple(buttons), private=True)


def result(found: Review, context: Context) -> Message:
    t = context.t
    everything = rows_of(found, context)
    have, improve = _scored(found, HAVE, context), _scored(found, IMPROVE, context)
    unproven = [row for row in have if not found.proof.get(row.id)]
    focused = [row for row in everything if row.id in found.focus]
    text = paragraphs(
        t(
            "*Quarterly review {quarter}*: {have} of {all}",
            quarter=found.quarter,
            have=len(have),
            all=len(everything),
        ),
        _listed(t("Have it"), have, found) if have else None,
        _listed(t("To improve"), improve, found) if improve else None,
        _difference(found, context),
        *_front(focused, context),
        t("Choose at most three to move to the front of your plan.")
        if improve and not focused
        else None,
        t.count("{n} row has no proof yet.", "{n} rows have no proof yet.", len(unproven))
        if unproven
        else None,
        t("Tool tried: {tool}", tool=found.tool) if found.tool else None,
        t("Trend note: {trend}", trend=found.trend) if found.trend else None,
    )
    return Message(text, _result_buttons(found, have, improve, context), private=True)


def _front(focused: list[Asked], context: Context) -> list[Text]:
    """What the focus moves; and honestly what it cannot, because no lesson is about it."""
    t = context.t
    taught = [row for row in focused if _is_taught(row, context)]
    others = [row for row in focused if row not in taught]
    found = []
    if taught:
        names = _names(taught, context)
        found.append(t("Focus, at the front of your plan: {titles}", titles=names))
    if others:
        names = _names(others, context)
        found.append(
            t("No lesson is about {titles}: make it a project or a loop of your own.", titles=names)
        )
    return found


def _is_taught(row: Asked, context: Context) -> bool:
    wanted = jobs.pattern(jobs.key(one) for one in row.skills)
    library = context.library
    return wanted is not None and any(
        wanted.search(f"{item.title} {item.en}")
        for track in library.tracks()
        for item in library.sequence(track.id)
    )


def _result_buttons(
    found: Review, have: list[Asked], improve: list[Asked], context: Context
) -> tuple[Buttons, ...]:
    t = context.t
    buttons: list[Buttons] = []
    if improve and not found.focus:
        first = Button(t("The first three to the front"), "review.focus", "first", main=True)
        buttons.append((first,))
    boxes = [
        Button(f"{'☑' if row.id in found.focus else '☐'} {row.title}", "review.focus", row.id)
        for row in improve
    ]
    buttons += [tuple(boxes[at : at + 2]) for at in range(0, len(boxes), 2)]
    if have:
        buttons.append((Button(t("Add proof"), "review.prove"),))
    buttons.append(
        (Button(t("Tool and trend"), "review.notes"), Button(t("Score again"), "review.again"))
    )
    radar = Button(t("Picture"), "report.picture", found.quarter)
    buttons.append((radar, Button(t("Report"), "report", f"quarter {found.quarter}")))
    return tuple(buttons)


def _difference(found: Review, context: Context) -> Text | None:
    """What changed since the last review, by row or by what the rows ask for."""
    t = context.t
    before = goals.review_before(context.session, context.member, found.quarter)
    if before is None:
        return None
    pairs = [
        (row, earlier(row, before, context), found.scores.get(row.id))
        for row in rows_of(found, context)
    ]
    better = [row for row, was, now in pairs if (was, now) == (IMPROVE, HAVE)]
    worse = [row for row, was, now in pairs if (was, now) == (HAVE, IMPROVE)]
    return lines(
        t("Since {quarter}:", quarter=before.quarter),
        t("· better: {titles}", titles=_names(better, context)) if better else None,
        t("· to look at again: {titles}", titles=_names(worse, context)) if worse else None,
        t("· nothing moved, and now you know") if not better and not worse else None,
    )


def _listed(title: Text, rows: list[Asked], found: Review) -> Text:
    marks = [
        f"· {row.title} — {found.proof[row.id]}" if found.proof.get(row.id) else f"· {row.title}"
        for row in rows
    ]
    return lines(title, *marks)


def _names(rows: list[Asked], context: Context) -> Text:
    return context.t.series(bold(row.title) for row in rows)


def _scored(found: Review, word: str, context: Context) -> list[Asked]:
    return [row for row in rows_of(found, context) if found.scores.get(row.id) == word]


def _next(found: Review, context: Context) -> Asked | None:
    rows = rows_of(found, context)
    return next((row for row in rows if row.id not in found.scores), None)
