"""The lines that fall on a date and ride in the day's one letter."""

from dataclasses import dataclass
from datetime import timedelta

from bot.chat import Button, Message, Row
from bot.context import Context
from bot.markup import Text, paragraphs
from bot.queries import goals
from bot.study import calendar
from bot.texts import Texts

MOST = 3
"""Lines a letter may carry."""

REVIEW_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Line:
    text: Text
    buttons: Row


def lines_of(context: Context) -> list[Line]:
    """Today's lines, most urgent first."""
    found = [_report(context), _objective(context), _review(context)]
    return [line for line in found if line is not None][:MOST]


def alone(found: list[Line], t: Texts) -> Message:
    """A letter on a day off: only what falls on the date."""
    return Message(paragraphs(*[line.text for line in found]), tuple(x.buttons for x in found))


def _report(context: Context) -> Line | None:
    """The last day of the month: the report, drafted from the evidence."""
    t, today = context.t, context.today
    if today != calendar.last_of_month(today):
        return None
    month = goals.objective(context.session, context.member, calendar.month_of(today))
    if month is None or month.reported_at is not None:
        return None
    return Line(
        t("📊 Last day of the month: your OKR report is drafted. Two minutes to confirm it."),
        (Button(t("See the report"), "report"),),
    )


def _objective(context: Context) -> Line | None:
    """The first study day of the month, until there is an objective: once."""
    t, today, member = context.t, context.today, context.member
    first = today.replace(day=1)
    while not calendar.studies(first, member.days) and first < today:
        first += timedelta(days=1)
    if today != first or context.now - member.created_at < timedelta(days=3):
        return None
    if goals.objective(context.session, member, calendar.month_of(today)) is not None:
        return None
    return Line(
        t("🎯 A new month: two posts and one project, in one tap?"),
        (Button(t("Set the month's OKR"), "okr"),),
    )


def _review(context: Context) -> Line | None:
    """The first day of the quarter's last week: score yourself against a job."""
    t, today, member = context.t, context.today, context.member
    if today != calendar.last_of_quarter(today) - REVIEW_WEEK + timedelta(days=1):
        return None
    quarter = calendar.quarter_of(today)
    if goals.review(context.session, member, quarter) is not None:
        return None
    return Line(
        t("🔎 The quarter ends in a week: eight rows, “have it” or “to improve”."),
        (Button(t("Quarterly review"), "review"),),
    )
