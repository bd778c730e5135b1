"""The day's one letter: how often it comes, what rides in it, how it grows quiet and comes back."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bot.chat import Button, Event, Message
from bot.context import Context
from bot.markup import Text, italic, paragraphs
from bot.models import Task
from bot.queries import alarms, checkins, papers, rhythm, tasks
from bot.study import calendar
from bot.study import rhythm as rules
from bot.study.rhythm import Turn
from bot.study.workdays import Week
from handlers import cards, days, letters, recall
from handlers import tasks as task_handlers

A_WEEK = 7


def letter(event: Event, context: Context) -> Iterable[Message]:
    """The task if today is a study day, and the lines that fall on it; unanswered, ever rarer."""
    session, member, today = context.session, context.member, context.today
    week = rhythm.week_of(session, member)
    if week.is_away(today) or member.track is None:
        return []
    turn = rules.turn(member.unanswered, member.letter_on, today, week.counts)
    if turn is Turn.REST:
        return []
    said = [_farewell(context)] if turn is Turn.FAREWELL else _letter(context, week)
    if said:
        member.letter_on = today
        member.unanswered += 1
    return said


def _letter(context: Context, week: Week) -> list[Message]:
    session, member, t = context.session, context.member, context.t
    extra = letters.lines_of(context)
    if not week.counts(context.today):
        return [letters.alone(extra, t)] if extra else []
    known = tasks.of_day(session, member, context.today)
    if known is not None and not extra:
        # Asked for before its hour: said already, so the letter has nothing to add.
        if known.state == "open":
            _arm_nudge(context)
        return []
    before = tasks.last_before(session, member, context.today)
    task = known or task_handlers.of_today(context)
    if task is None:
        return _through(extra, context)
    if task.state == "open" and not checkins.of_day(session, member, context.today):
        _arm_nudge(context)
    extra += letters.of_load(task, letters.MOST - len(extra), context)
    hard = _is_met_again(task, before)
    to_recall = recall.line(context)
    text = paragraphs(
        _rarer(context),
        _quoted_back(before, context),
        t("Last time this one was hard. With fresh eyes, one small step of it is enough.")
        if hard
        else None,
        cards.card(task, context),
        *[line.text for line in extra],
        to_recall,
        _encouragement(context),
    )
    rows = [*cards.rows(task, context), *[line.buttons for line in extra]]
    if hard:
        rows.append((Button(t("Put it aside"), "stuck.aside", str(task.id)),))
    if to_recall:
        rows.append((Button(t("Recall"), "recall"),))
    return [Message(text, tuple(rows), expires_at=_until_quiet(context))]


def _through(extra: list[letters.Line], context: Context) -> list[Message]:
    """The end of a track is celebrated once; then there are only the lines of a date."""
    track = str(context.member.track)
    if ("through", track) in papers.letter_lines(context.session, context.member):
        return [letters.alone(extra, context.t)] if extra else []
    papers.keep_letter_line(context.session, context.member, "through", track, None)
    return [task_handlers.through(context)]


def fewer(event: Event, context: Context) -> Iterable[Message]:
    """One step quieter, with a way back."""
    member, t = context.member, context.t
    before = member.loudness
    member.loudness = "standard" if before == "active" else "light"
    checkins.remember(context.session, member, "settings", context.now, loudness=before)
    alarms.disarm(context.session, member, "alarm.nudge")
    text = (
        t("Quieter from now on: one letter on study days, and no evening reminder.")
        if member.loudness == "light"
        else t("Quieter from now on: one letter a day and one reminder in the evening at most.")
    )
    return [Message(text, ((Button(t("Undo"), "undo"),),), private=True)]


def back(event: Event, context: Context) -> Iterable[Message]:
    """The one button under the last letter: letters come again, in a lighter week."""
    t, member = context.t, context.member
    member.unanswered, member.letter_on = 0, None
    member.light_until = context.today + rules.LIGHT_WEEK
    days.replan(context)
    hour = calendar.clock_text(member.hour)
    said = paragraphs(
        t("Good to see you. Nothing was lost, and there is nothing to catch up on."),
        t("Letters come again at {hour}, half as long for a week.", hour=hour),
    )
    return [Message(said, replace=True), *task_handlers.today(event, context)]


def _farewell(context: Context) -> Message:
    t = context.t
    text = paragraphs(
        t("My letters do not seem to help just now, so I stop sending them. This is the last one."),
        t("Your record stays as it is, and your place on the road too."),
    )
    return Message(text, ((Button(t("I am back"), "task.back", main=True),),))


def _rarer(context: Context) -> Text | None:
    """Said once, with the first of the rarer letters."""
    if context.member.unanswered != rules.HALVES_AFTER:
        return None
    return italic(context.t("It has been quiet, so from now on I write every second study day."))


def _quoted_back(before: Task | None, context: Context) -> Text | None:
    """What was written or done last, so that today begins with something achieved; said once."""
    session, member, t = context.session, context.member, context.t
    yesterday = context.today - timedelta(days=1)
    since = max(context.today - timedelta(days=A_WEEK), before.day if before else date.min)
    lately = checkins.between(session, member, since, yesterday)
    # Of one day, the learner's own words say more than the title of the task.
    for entry in sorted(lately, key=lambda one: (one.day, bool(one.text), one.id), reverse=True):
        if entry.text:
            return t("Last time you wrote: “{words}”", words=entry.text)
        task = tasks.by_id(session, member, str(entry.task_id))
        units = cards.units_of(task, context.library) if task and task.state == "done" else []
        if units:
            return t("Last time you finished: {title}.", title=cards.title_of(units, t))
    return None


def _is_met_again(task: Task, before: Task | None) -> bool:
    """Whether it was hard on the last study day: it is met again with fresh eyes, once."""
    if before is None or not before.stuck_steps or before.state == "done":
        return False
    return bool(set(before.items) & set(task.items))


def _encouragement(context: Context) -> Text | None:
    """With loudness active: a word from those who walked the road before."""
    if context.member.loudness != "active":
        return None
    quotes = [item for item in context.library.tagged("morning") if "quote" in item.tags]
    if not quotes:
        return None
    return context.t("💬 {words}", words=quotes[context.today.toordinal() % len(quotes)].text)


def _arm_nudge(context: Context) -> None:
    member = context.member
    if not rules.nudges(member.loudness, member.unanswered):
        return
    local = calendar.local(context.now, member.zone)
    minutes = rules.nudge_minutes(local.hour * 60 + local.minute, member.quiet_from)
    if minutes is not None:
        at = calendar.instant(context.today, minutes, member.zone)
        alarms.arm(context.session, member, "alarm.nudge", at)


def _until_quiet(context: Context) -> datetime:
    return max(
        calendar.instant(context.today, context.member.quiet_from, context.member.zone),
        context.now + timedelta(hours=1),
    )
