"""A load that is too high: a line in the letter, once for each pace, with one tap to mend it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.chat import Button
from bot.context import Context
from bot.markup import Text
from bot.models import Task
from bot.queries import papers, rhythm
from bot.study import calendar, pace
from bot.study.plan import Unit
from handlers import cards, goal_lines, plans
from handlers.goal_lines import Dated

KIND = "plan.load"
TWO_WEEKS = timedelta(days=14)
WINDOW = timedelta(days=pace.WINDOW)


def due(task: Task, context: Context) -> list[Dated]:
    """The whole plan is too much, or today's task alone; of two the first is said."""
    answered = papers.letter_lines(context.session, context.member)
    heard = answered.get((KIND, str(context.member.minutes)), context.today)
    if heard is None or (KIND, "") in answered:
        return []  # asked before the record is looked at
    put_off = (KIND, str(context.member.minutes)) in answered
    return goal_lines.of_today(context, _all(task, context, put_off=put_off))[:1]


def too_long(units: Sequence[Unit], context: Context) -> Text | None:
    """Of a sitting that is one unit, longer than the day by far."""
    t, own = context.t, context.member.minutes
    if len(units) != 1 or not pace.overloaded(units[0].minutes, own, parts=units[0].item.days > 1):
        return None
    return t(
        "⚠️ The next task takes about {minutes} minutes, more than your {own} a day. "
        "Spread it over two days, or take more time once.",
        minutes=units[0].minutes,
        own=own,
    )


def _all(task: Task, context: Context, *, put_off: bool) -> Iterator[Dated]:
    t, member, today = context.t, context.member, context.today
    occurrence = str(member.minutes)
    if put_off or _begins_the_week(context):
        real = plans.real(context)
        fits = pace.fitting(real, member.days) if real else member.minutes
        if real and fits < member.minutes and pace.too_much(real, member.minutes, member.days):
            words = t(
                "⚖️ Planned: {minutes} minutes on a study day. Really: about {really}, "
                "in the last {n} days. A plan that fits is kept more easily.",
                minutes=member.minutes,
                really=round(pace.on_a_study_day(real, member.days)),
                n=real.over,
            )
            label = t("Re-plan with {n} minutes a day", n=fits)
            button = Button(label, "plan.minutes", str(fits))
            yield Dated(KIND, occurrence, today, words, button, last=today)
    text = too_long(cards.units_of(task, context.library), context)
    if text is not None and task.state != "done":
        yield Dated(KIND, occurrence, today, text, Button(t("Your plan"), "plan"), last=today)


def _begins_the_week(context: Context) -> bool:
    """The first study day of a week, after two weeks without being away or a lighter one."""
    member, today = context.member, context.today
    begun = calendar.local_day(member.created_at, member.zone, member.day_start)
    if today - begun < TWO_WEEKS or (member.light_until and member.light_until > today - WINDOW):
        return False
    week = rhythm.week_of(context.session, member)
    days_before = (calendar.monday(today) + timedelta(days=n) for n in range(today.weekday()))
    return not any(map(week.counts, days_before)) and not any(
        week.is_away(today - timedelta(days=n)) for n in range(pace.WINDOW)
    )
