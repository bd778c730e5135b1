"""/year: the year's milestones as bars, and the year looked back on from the record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.chat import Button, Event, Field, Form, Message
from bot.context import Context
from bot.markup import Text, join, lines, paragraphs
from bot.queries import checkins, papers, tasks
from bot.study import periods
from bot.study.links import link_in
from bot.study.reports import Trace
from bot.texts import Texts, mark
from handlers import portfolio

TALK, ROLE = "talk", "role"

YEAR = (
    ("project", mark("Deployed projects"), 3),
    (TALK, mark("Public talk"), 1),
    (ROLE, mark("Internship or part-time backend role"), 1),
)
"""Document 001, line 75: three to four deployed projects, one public talk, a role."""

WIDTH = 6


@dataclass(frozen=True, slots=True)
class Standing:
    """A milestone and what was done towards it; more than the target is welcome."""

    key: str
    title: str
    target: int
    traces: tuple[Trace, ...]


def year(event: Event, context: Context) -> Iterable[Message]:
    """Where the year stands: three bars and its days."""
    t, today = context.t, context.today
    period = periods.of("year", today)
    if (named := periods.named(event.text.strip())) is not None and named.kind == "year":
        period = named
    bars = [row for one in standing(int(period.name), context) for row in _bar(one, t)]
    entries = checkins.between(context.session, context.member, period.first, period.last)
    done_tasks = tasks.done_between(context.session, context.member, period.first, period.last)
    days = len({entry.day for entry in entries})
    text = paragraphs(
        t("*The year {year}*", year=period.name),
        lines(*bars),
        join(
            " · ",
            (
                t.count("{n} day studied", "{n} days studied", days),
                t.count("{n} task done", "{n} tasks done", len(done_tasks)),
                t.count("{n} check-in", "{n} check-ins", len(entries)),
            ),
        )
        if entries
        else None,
        t("A role takes luck as well: applications and interviews count as moving."),
    )
    rows = (
        (
            Button(t("I gave a talk"), "year.note", TALK),
            Button(t("I have a role"), "year.note", ROLE),
        ),
        (
            Button(t("My projects"), "project"),
            Button(t("Look back"), "report", f"year {period.name}"),
        ),
        (
            Button(t("Picture"), "report.picture", period.name),
            Button(t("Why?"), "why", period.name),
        ),
    )
    return [Message(text, rows, private=True)]


def _bar(one: Standing, t: Texts) -> list[Text]:
    """How far a milestone is, and what shows it."""
    done = len(one.traces)
    full = round(min(1, done / one.target) * WIDTH)
    bar = t(
        "{bar} {title} {done}/{target}",
        bar="▰" * full + "▱" * (WIDTH - full),
        title=one.title,
        done=done,
        target=one.target,
    )
    return [bar, *(t("   · {evidence}", evidence=trace.words) for trace in one.traces)]


def note(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    key = event.text if event.text in {TALK, ROLE} else TALK
    label = (
        t("Which talk, where? A link if there is one.")
        if key == TALK
        else t("Which role, since when?")
    )
    form = Form("year.noted", t("A milestone"), (Field("what", label),), text=key)
    return [Message("", form=form, private=True)]


def noted(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    what = event.values.get("what", "").strip()
    paper = papers.open_(context, "milestone", what, event.text)
    paper.closed_at = context.now
    said = Message(
        t("🎉 It is part of your year now: {what}", what=what),
        ((Button(t("Undo"), "undo"),),),
        private=True,
    )
    return [said, *year(event.renamed("year"), context)]


def standing(of_year: int, context: Context) -> list[Standing]:
    """The three milestones with what stands behind each."""
    t = context.t
    first, last = date(of_year, 1, 1), date(of_year, 12, 31)
    found = []
    for key, title, target in YEAR:
        traces = (
            _deployed(first, last, context)
            if key == "project"
            else _noted(key, first, last, context)
        )
        found.append(Standing(key, t.plain(title), target, tuple(traces)))
    return found


def _deployed(first: date, last: date, context: Context) -> list[Trace]:
    traces = []
    for project in papers.of_kind(context.session, context.member, "project"):
        day = portfolio.deployed_on(project)
        if day is not None and first <= day <= last:
            link = next((link for _, _, link in portfolio.passed(project, context.t) if link), "")
            traces.append(Trace(day, project.title, link))
    return traces


def _noted(key: str, first: date, last: date, context: Context) -> list[Trace]:
    return [
        Trace(
            paper.day,
            paper.title,
            link_in(paper.title),
        )
        for paper in papers.of_kind(context.session, context.member, "milestone")
        if paper.about == key and first <= paper.day <= last
    ]
