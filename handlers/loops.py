"""The loop card: found, designed, verified, improved; open until the last two are filled."""

from collections.abc import Iterable
from datetime import timedelta

from bot.chat import Button, Event, Field, Form, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, bold, lines, paragraphs
from bot.models import Paper
from bot.queries import papers, tasks
from bot.study import calendar
from bot.study.links import shortened
from bot.texts import mark
from handlers import cards
from handlers.fields import paragraph_fields

FIELDS = {
    "found": (mark("Found"), mark("What was not right, and how did you measure it?")),
    "design": (mark("Designed"), mark("Two ways, a cost each, the one you chose.")),
    "verify": (mark("Verified"), mark("What you changed (a link), measured again the same way.")),
    "improve": (
        mark("Improved"),
        mark("What differed from expected; the one thing to change next."),
    ),
}
"""Document 004, line 139: find a problem, design, carry out and verify, sum up and improve."""

INCIDENT = {
    "found": (mark("Monitoring"), mark("What told you, and within how many minutes?")),
    "design": (mark("Locating"), mark("How you stopped the harm, then how you found the cause.")),
    "verify": (mark("Repairing"), mark("What you changed, and how you knew it held.")),
    "improve": (mark("Looking back"), mark("What now happens differently, by whom, by when?")),
}
"""Document 004, line 107: monitor, locate, repair, review. The same card, as a drill."""

CLOSING = ("verify", "improve")
TITLE = 60


def loop(event: Event, context: Context) -> Iterable[Message]:
    """/loop shows the open ones; /loop and a few words opens one."""
    if event.text.strip():
        return [_opened(event.text.strip(), "", context)]
    t = context.t
    own = papers.of_kind(context.session, context.member, "loop")
    still = [one for one in own if one.closed_at is None]
    text = paragraphs(
        t("*Loops*: from found to improved"),
        lines(
            *[t("🔁 {title} ({filled}/4)", title=one.title, filled=_filled(one)) for one in still]
        )
        if still
        else t("No loop is open."),
        week_words(context),
    )
    rows: list[Row] = [(Button(one.title[:TITLE], "loop.show", str(one.id)),) for one in still[-5:]]
    rows.append(
        (Button(t("Open a loop"), "loop.new", main=True), Button(t("Incident drill"), "loop.drill"))
    )
    return [Message(text, tuple(rows), private=True)]


def new(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    field = Field("title", t("What is the problem, in one line?"))
    form = Form("loop.open", t("A new loop"), (field,), text=event.text)
    return [Message("", form=form, private=True)]


def drill(event: Event, context: Context) -> Iterable[Message]:
    """An incident, told in four phases."""
    return new(event.renamed("loop.new", text="drill"), context)


def open_(event: Event, context: Context) -> Iterable[Message]:
    return [_opened(event.values.get("title", "").strip(), event.text, context)]


def of_task(event: Event, context: Context) -> Iterable[Message]:
    """From a task that would not move: the task's title is the problem's name."""
    task = tasks.by_id(context.session, context.member, event.text)
    if task is None:
        raise UserError(context.t("This task is not yours, or it is gone."))
    title = cards.title_of(cards.units_of(task, context.library), context.t)
    about = f"task:{task.id}"
    known = papers.about(context.session, context.member, "loop", about)
    return [_shown(known, context)] if known else [_opened(title, about, context)]


def of_project(event: Event, context: Context) -> Iterable[Message]:
    return new(event.renamed("loop.new", text=f"project:{event.text}"), context)


def show(event: Event, context: Context) -> Iterable[Message]:
    return [_shown(_own(event, context), context)]


def fill(event: Event, context: Context) -> Iterable[Message]:
    """All four in one form; whatever is filled already stands there."""
    t, paper = context.t, _own(event, context)
    fields = paragraph_fields(_words(paper), paper.fields, t)
    form = Form("loop.save", t("Loop"), fields, text=str(paper.id))
    return [Message("", form=form, private=True)]


def save(event: Event, context: Context) -> Iterable[Message]:
    paper = _own(event, context)
    given = {name: event.values.get(name, "").strip() for name in FIELDS}
    papers.write(context, paper, **given)
    closed = all(given[name] for name in CLOSING)
    if closed and paper.closed_at is None:
        paper.closed_at = context.now
        paper.fields = {**paper.fields, "closed_on": context.today.isoformat()}
    elif not closed:
        paper.closed_at = None
    return [_shown(paper, context)]


def closed_this_week(context: Context) -> int:
    monday = calendar.monday(context.today)
    return papers.closed_between(
        context.session, context.member, "loop", monday, monday + timedelta(days=6)
    )


def week_words(context: Context) -> Text | None:
    """How many were closed this week; none is not said."""
    n = closed_this_week(context)
    if not n:
        return None
    return context.t.count("{n} loop closed this week.", "{n} loops closed this week.", n)


def _opened(words: str, about: str, context: Context) -> Message:
    """What is too long for a title is the first of the four fields; nothing of it is lost."""
    fields = {"found": words} if len(words) > TITLE else {}
    paper = papers.open_(context, "loop", shortened(words, TITLE), about, **fields)
    return _shown(paper, context)


def _shown(paper: Paper, context: Context) -> Message:
    t = context.t
    words = _words(paper)
    filled = [
        lines(bold(t(label)), str(paper.fields[name]))
        for name, (label, _) in words.items()
        if paper.fields.get(name)
    ]
    empty = [
        t("▫️ {label}: {hint}", label=t(label), hint=t(hint))
        for name, (label, hint) in words.items()
        if not paper.fields.get(name)
    ]
    last = [t(words[name][0]) for name in CLOSING]
    state = (
        paragraphs(t("✅ Closed."), week_words(context))
        if paper.closed_at
        else t(
            "Open until “{verify}” and “{improve}” are filled in. I ask about it once, no more.",
            verify=last[0],
            improve=last[1],
        )
    )
    label = t("Change") if paper.closed_at else t("Fill it in")
    buttons: list[Button] = [Button(label, "loop.fill", str(paper.id), main=True)]
    if paper.closed_at:
        buttons.append(Button(t("Tell it as a story"), "interview.story", f"loop:{paper.id}"))
    buttons.append(Button(t("Undo"), "undo"))
    title = t("🔁 *{title}*", title=paper.title)
    text = paragraphs(title, *filled, lines(*empty) if empty else None, state)
    return Message(text, (tuple(buttons),), private=True)


def _words(paper: Paper) -> dict[str, tuple[str, str]]:
    return INCIDENT if paper.about == "drill" else FIELDS


def _filled(paper: Paper) -> int:
    return sum(bool(paper.fields.get(name)) for name in FIELDS)


def _own(event: Event, context: Context) -> Paper:
    paper = papers.by_id(context.session, context.member, "loop", event.text.partition(" ")[0])
    if paper is None:
        raise UserError(context.t("This loop is not yours, or it is gone."))
    return paper
