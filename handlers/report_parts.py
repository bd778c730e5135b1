"""The sections of a report, each number made from rows of the record and carrying them."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from bot.context import Context
from bot.models import Checkin, Objective, Paper, Task
from bot.queries import checkins, goals, papers, tasks
from bot.study.links import link_in
from bot.study.periods import Period
from bot.study.reports import Number, Report, Section, Trace
from bot.texts import mark
from handlers import cards, milestones, portfolio, reviews

DEPLOYED = mark("deployed")


def report(period: Period, context: Context) -> Report:
    """Everything the record has of a period; the learner ticks what others may see of it."""
    t = context.t
    titles = {
        "month": t.plain("Month report {name}", name=period.name),
        "quarter": t.plain("Quarter report {name}", name=period.name),
        "year": t.plain("Year report {name}", name=period.name),
    }
    work = [_projects(period, context), _loops(period, context), _decisions(period, context)]
    daily = [_okr(period, context), _study(period, context)]
    held_against = [_milestones(period, context), _review(period, context)]
    # A month is about its goals; longer periods about what came of them.
    parts = [*daily, *work] if period.kind == "month" else [*held_against, *work, *daily]
    return Report(
        title=titles[period.kind],
        name=context.member.name,
        when=f"{period.first.isoformat()} – {min(period.last, context.today).isoformat()}",
        lang=t.lang,
        sections=tuple(part for part in parts if part is not None),
        behind=t.plain("What stands behind it"),
        footer=t.plain(
            "From {name}'s own record, kept with Xueban. Self-reported; each number can be traced.",
            name=context.member.name,
        ),
    )


def _okr(period: Period, context: Context) -> Section | None:
    """Each month's score, and under it the key results it is the mean of."""
    t = context.t
    numbers: list[Number] = []
    months = goals.objectives(context.session, context.member, period.months[0], period.months[-1])
    for month in months:
        standings = goals.standings(context.session, context.member, month)
        if standings:
            numbers.append(_score(month, standings, context))
        for one in standings:
            value = f"{one.reached}/{one.result.target} {one.result.unit}".strip()
            steps = tuple(_step(each, context) for each in one.steps)
            title = one.result.title
            if one.result.state == "dropped":
                title = t.plain("{title}, dropped", title=title)
            numbers.append(Number(title, value, steps, share=one.score, part=True))
    return Section("okr", t.plain("OKR"), tuple(numbers)) if numbers else None


def _score(month: Objective, standings: list[goals.Standing], context: Context) -> Number:
    t = context.t
    on_time, late = goals.overall(standings), goals.overall(standings, late=True)
    counted = [one for one in standings if one.result.state != "dropped"]
    how = t.plain("mean of {scores}", scores=" + ".join(str(one.score) for one in counted) or "0")
    if late != on_time:
        how += t.plain("; with what came late {late}", late=str(late))
    traces = tuple(
        Trace(None, f"{one.result.title} {one.reached}/{one.result.target} = {one.score}")
        for one in counted
    )
    label = t.plain("OKR {month}", month=month.month)
    return Number(label, str(on_time), traces, how, share=on_time, note=month.title)


def _step(step: goals.Step, context: Context) -> Trace:
    t = context.t
    words = step.text or _titles(step.refs, context) or step.said or t.plain("check-in")
    if step.amount > 1:
        words = f"{words} (+{step.amount})"
    if step.late:
        words = t.plain("{words} (late)", words=words)
    return Trace(step.day, words, link_in(step.text))


def _study(period: Period, context: Context) -> Section | None:
    t, session, member = context.t, context.session, context.member
    entries = checkins.between(session, member, period.first, period.last)
    done = tasks.done_between(session, member, period.first, period.last)
    if not entries and not done:
        return None
    titles = {task.id: _titles(task.items, context) for task in done}
    said = [_entry(entry, titles, context) for entry in entries]
    by_day: dict[date | None, Trace] = {}
    for one in said:
        by_day.setdefault(one.day, one)
    minutes = [entry for entry in entries if entry.minutes]
    numbers = [
        Number(
            t.plain("Study days"),
            str(len(by_day)),
            tuple(by_day.values()),
        ),
        Number(t.plain("Check-ins"), str(len(entries)), tuple(said)),
        Number(t.plain("Tasks done"), str(len(done)), tuple(_task(x, context) for x in done)),
    ]
    if minutes:
        total = sum(entry.minutes or 0 for entry in minutes)
        traces = tuple(
            Trace(x.day, t.plain("{n} minutes: {text}", n=x.minutes or 0, text=x.text))
            for x in minutes
        )
        numbers.append(Number(t.plain("Minutes noted"), str(total), traces))
    shown = tuple(one for one in numbers if one.traces)
    return Section("study", t.plain("Studying"), shown, days=_days(period, entries, context))


def _days(period: Period, entries: list[Checkin], context: Context) -> tuple[tuple[date, int], ...]:
    """Every day of the period up to today, with its check-ins."""
    amounts = Counter(entry.day for entry in entries)
    last = min(period.last, context.today)
    span = range((last - period.first).days + 1)
    days = [period.first + timedelta(days=n) for n in span]
    return tuple((day, amounts[day]) for day in days)


def _entry(entry: Checkin, titles: Mapping[int, str], context: Context) -> Trace:
    """A check-in in its own words; one without words is the task it was made by."""
    of_task = titles.get(entry.task_id or 0, "")
    return Trace(entry.day, entry.text or of_task or context.t.plain("check-in"), entry.link)


def _task(task: Task, context: Context) -> Trace:
    return Trace(task.day, _titles(task.items, context) or "·")


def _titles(refs: "list[str] | tuple[str, ...]", context: Context) -> str:
    found = [context.library.find(ref.partition(":")[0]) for ref in refs]
    separator = "、" if context.t.lang == "zh" else "; "
    return separator.join(cards.item_title(item, context.t) for item in found if item is not None)


def _projects(period: Period, context: Context) -> Section | None:
    t = context.t
    own = papers.of_kind(context.session, context.member, "project")
    numbers = []
    for project in own:
        passed = portfolio.passed(project, context.t, until=period.last)
        if project.day > period.last or (not passed and project.day < period.first):
            continue
        traces = tuple(Trace(day, words, link) for day, words, link in passed)
        value = f"{len(passed)}/{len(portfolio.GATES)}"
        share = len(passed) / len(portfolio.GATES)
        what = str(project.fields.get("what", ""))
        how = t.plain("gates passed")
        numbers.append(Number(project.title, value, traces, how, share=share, note=what))
    return Section("projects", t.plain("Projects"), tuple(numbers)) if numbers else None


def _loops(period: Period, context: Context) -> Section | None:
    t = context.t
    closed = [
        paper
        for paper in papers.of_kind(context.session, context.member, "loop")
        if _closed_in(paper, period)
    ]
    if not closed:
        return None
    traces = tuple(_loop(paper) for paper in closed)
    number = Number(t.plain("Loops closed"), str(len(closed)), traces)
    return Section("loops", t.plain("Problems solved, found to improved"), (number,))


def _loop(paper: Paper) -> Trace:
    """A loop on the day it was closed: the problem, what was learned, the link that verifies it."""
    words = " — ".join(filter(None, (paper.title, str(paper.fields.get("improve", "")))))
    link = link_in(str(paper.fields.get("verify", "")))
    return Trace(date.fromisoformat(str(paper.fields["closed_on"])), words, link)


def _decisions(period: Period, context: Context) -> Section | None:
    t = context.t
    made = [
        paper
        for paper in papers.of_kind(context.session, context.member, "decision")
        if period.first <= paper.day <= period.last
    ]
    if not made:
        return None
    lines = tuple(
        Trace(paper.day, f"{paper.title} → {paper.fields.get('choice', '')}".strip(" →"))
        for paper in made
    )
    number = Number(t.plain("Decisions recorded"), str(len(made)), lines)
    return Section("decisions", t.plain("Technical decisions"), (number,))


def _review(period: Period, context: Context) -> Section | None:
    t = context.t
    if period.kind == "month":
        return None
    last = "Q4" if period.kind == "year" else period.name[-2:]
    found = goals.review_upto(context.session, context.member, f"{period.name[:4]}-{last}")
    if found is None or not found.scores or found.quarter[:4] != period.name[:4]:
        return None
    if period.kind == "quarter" and found.quarter != period.name:
        return None
    rows = reviews.rows_of(found, context)
    have = [row for row in rows if found.scores.get(row.id) == reviews.HAVE]
    traces = tuple(_proof(row.words, str(found.proof.get(row.id, ""))) for row in have)
    number = Number(
        t.plain("Rows mastered {quarter}", quarter=found.quarter),
        f"{len(have)}/{len(rows)}",
        traces,
        share=len(have) / max(len(rows), 1),
    )
    focus = [row for row in rows if row.id in found.focus]
    lines = [Trace(None, t.plain("Focus: {title}", title=row.title)) for row in focus]
    if found.tool:
        lines.append(Trace(None, t.plain("Tool tried: {tool}", tool=found.tool)))
    if found.trend:
        lines.append(Trace(None, t.plain("Trend note: {trend}", trend=found.trend)))
    return Section("review", t.plain("Against a job description"), (number,), tuple(lines))


def _proof(title: str, proof: str) -> Trace:
    return Trace(None, f"{title} — {proof}" if proof else title, link_in(proof))


def _milestones(period: Period, context: Context) -> Section | None:
    if period.kind != "year":
        return None
    t = context.t
    numbers = tuple(
        Number(
            one.title,
            f"{len(one.traces)}/{one.target}",
            one.traces,
            share=min(1.0, len(one.traces) / one.target),
        )
        for one in milestones.standing(int(period.name), context)
    )
    if period.last < context.today and not any(one.traces for one in numbers):
        return None
    return Section("milestones", t.plain("Milestones of the year"), numbers)


def _closed_in(paper: Paper, period: Period) -> bool:
    day = str(paper.fields.get("closed_on", ""))
    return (
        paper.closed_at is not None and period.first.isoformat() <= day <= period.last.isoformat()
    )
