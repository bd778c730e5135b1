"""What of the goals falls on a date: one rule a line, each with the day it first comes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.chat import Button, Row
from bot.context import Context
from bot.markup import Text
from bot.models import Objective
from bot.queries import goals, papers, rhythm
from bot.study import calendar, okr
from bot.study.recall import SECOND_PASS
from bot.texts import Texts

REVIEW_WEEK = timedelta(days=6)
NEWCOMER = timedelta(days=3)
MID_MONTH_WAITS = timedelta(days=5)
LOOP_OPEN = timedelta(days=3)
"""A loop open for longer is asked about, once."""

FRIDAY, DECEMBER = 4, 12


@dataclass(frozen=True, slots=True)
class Dated:
    """A line and the period it is about; it comes once, on the first letter from `on` to `last`.

    Without `last` it is for the one day. A letter may rest or be paused: then it waits.
    """

    kind: str
    occurrence: str
    on: date
    text: Text
    button: Button
    last: date | None = None
    no: Button | None = None
    """A question that can be answered with no is not skipped."""


def ways(kind: str, occurrence: str, t: Texts, no: Button | None = None) -> Row:
    """What can be done with any line instead: put it off, skip it, hear no more of its kind."""
    subject = f"{kind} {occurrence}"
    return (
        Button(t("Another day"), "line.later", subject),
        no or Button(t("Skip this one"), "line.skip", subject),
        Button(t("Stop these"), "line.fewer", kind),
    )


def due(context: Context) -> list[Dated]:
    """Today's lines, most urgent first."""
    return of_today(context, _all(context))


def of_today(context: Context, lines: Iterable[Dated]) -> list[Dated]:
    """Those that fall on today; put off they come again from the chosen day on."""
    answered = papers.letter_lines(context.session, context.member)
    found = []
    for line in lines:
        if (line.kind, "") in answered:
            continue
        on = answered.get((line.kind, line.occurrence), line.on)
        if on is not None and on <= context.today <= (line.last or on):
            found.append(line)
    return found


def _all(context: Context) -> Iterator[Dated]:
    today = context.today
    month = goals.objective(context.session, context.member, calendar.month_of(today))
    if month is not None:
        yield from _month(month, context)
    else:
        yield from _new_month(context)
    yield from _review(context)
    yield from _year(context)
    yield from _papers(context)


def _month(month: Objective, context: Context) -> Iterator[Dated]:
    t, today = context.t, context.today
    last = calendar.last_of_month(today)
    if month.reported_at is None:
        yield Dated(
            "okr.report",
            month.month,
            last,
            t("📊 Last day of the month: your OKR report is drafted. Two minutes to confirm it."),
            Button(t("See the report"), "report", "month"),
            last,
        )
        yield Dated(
            "okr.draft",
            month.month,
            last - timedelta(days=okr.DRAFT_DAYS),
            t("📝 The month ends soon: its report, as far as it has written itself."),
            Button(t("See the draft"), "report", "month"),
            last - timedelta(days=1),
        )
    if month.confidence is None and month.key_results:
        yield Dated(
            "okr.mid",
            month.month,
            today.replace(day=okr.MID_MONTH),
            t("🌗 Half the month: how sure are you of your OKR, 0 to 10?"),
            Button(t("Say a number"), "okr.sure"),
            today.replace(day=okr.MID_MONTH) + MID_MONTH_WAITS,
        )
    on = last - timedelta(days=okr.WARNING_DAYS)
    if today >= on:
        yield from _lagging(month, on, context)


def _lagging(month: Objective, on: date, context: Context) -> Iterator[Dated]:
    t, member = context.t, context.member
    first = max(month.written_on, context.today.replace(day=1))
    week = rhythm.week_of(context.session, member)
    share = okr.gone(first, context.today, week.counts)
    for one in goals.standings(context.session, member, month):
        result = one.result
        if result.state == "open" and okr.lags(one.reached, result.target, share):
            text = t(
                "🧭 {title} stands at {reached}/{target}: still time to act, or to aim lower.",
                title=result.title,
                reached=one.reached,
                target=result.target,
            )
            until = calendar.last_of_month(on) - timedelta(days=okr.DRAFT_DAYS + 1)
            button = Button(t("The month's OKR"), "okr")
            yield Dated("okr.lag", month.month, on, text, button, until)
            return


def _new_month(context: Context) -> Iterator[Dated]:
    """The first study day of the month, or the first letter after it: once."""
    t, today = context.t, context.today
    first = _first_study_day(today.replace(day=1), context)
    if _known_since(first - NEWCOMER, context):
        yield Dated(
            "okr.write",
            calendar.month_of(today),
            first,
            t("🎯 A new month: two posts and one project, in one tap?"),
            Button(t("Set the month's OKR"), "okr"),
            today.replace(day=okr.MID_MONTH),
        )


def _review(context: Context) -> Iterator[Dated]:
    """The first day of the quarter's last week: score yourself against a job."""
    t, today = context.t, context.today
    quarter, last = calendar.quarter_of(today), calendar.last_of_quarter(today)
    known = _known_since(last - REVIEW_WEEK, context)
    if known and goals.review(context.session, context.member, quarter) is None:
        yield Dated(
            "review",
            quarter,
            last - REVIEW_WEEK,
            t("🔎 The quarter ends in a week: eight rows, “have it” or “to improve”."),
            Button(t("Quarterly review"), "review"),
            last,
        )


def _year(context: Context) -> Iterator[Dated]:
    t, today = context.t, context.today
    if today.month == DECEMBER and _known_since(today - NEWCOMER, context):
        yield Dated(
            "year",
            str(today.year),
            _first_study_day(today.replace(day=1), context),
            t("🎇 December: the year from your own record is ready to be looked at."),
            Button(t("The year"), "year"),
            today.replace(day=31),
        )


def _papers(context: Context) -> Iterator[Dated]:
    t, session, member, today = context.t, context.session, context.member, context.today
    answered = papers.letter_lines(session, member)
    for loop in papers.open_loops(session, member, context.now - LOOP_OPEN):
        if answered.get(("loop", str(loop.id)), today) is None:
            continue
        yield Dated(
            "loop",
            str(loop.id),
            today,
            t(
                "🔁 A loop is still open: {title}. What happened when you tried it?",
                title=loop.title,
            ),
            Button(t("Fill it in"), "loop.fill", str(loop.id)),
        )
        break
    for project in papers.of_kind(session, member, "project"):
        closed = project.fields.get("closed_on", "")
        if project.closed_at and closed:
            yield Dated(
                "pass2",
                str(project.id),
                date.fromisoformat(closed) + SECOND_PASS,
                t("♻️ A month since {title}. A second pass, from zero?", title=project.title),
                Button(t("Second pass"), "project.again", str(project.id)),
                date.fromisoformat(closed) + 2 * SECOND_PASS,
            )
    if today.weekday() == FRIDAY and papers.count(session, member, "debate"):
        yield Dated(
            "debate",
            today.isoformat(),
            today,
            t("⚖️ Friday's trade-off: one side, one argument, three minutes."),
            Button(t("Debate"), "decide.debate"),
        )


def _known_since(day: date, context: Context) -> bool:
    """Whether the learner was here by then: nobody is greeted with a month's end."""
    member = context.member
    return calendar.local_day(member.created_at, member.zone, member.day_start) <= day


def _first_study_day(day: date, context: Context) -> date:
    last = calendar.last_of_month(day)
    week = rhythm.week_of(context.session, context.member)
    while not week.counts(day) and day < last:
        day += timedelta(days=1)
    return day
