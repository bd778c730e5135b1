"""Where am I, what comes next, when will I be through."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from bot.chat import Button, Event, Message
from bot.context import Context
from bot.markup import Text, bold, brief, join, lines, paragraphs
from bot.queries import checkins, rhythm, tasks
from bot.study import calendar, pace
from bot.study.plan import Unit, remaining, road
from handlers import cards, loops, recall

AHEAD = 3
"""Tasks shown as what comes next."""


def progress(event: Event, context: Context) -> Iterable[Message]:
    """The record in five lines, for the member's eyes."""
    t, member = context.t, context.member
    plan, left = _plan(context)
    kept = checkins.days(context.session, member)
    month_start = context.today.replace(day=1)
    week_start = calendar.monday(context.today)
    done = len(plan) - len(left)
    recent = checkins.between(
        context.session, member, context.today - timedelta(days=6), context.today
    )
    minutes = sum(entry.minutes or 0 for entry in recent)
    words = [
        t("{day} {text}", day=t.day(entry.day), text=brief(entry.text))
        for entry in recent
        if entry.text
    ]
    text = paragraphs(
        lines(
            t("*Your progress*"),
            t("{done} of {all} tasks of this track.", done=done, all=len(plan)),
            _run(context),
            t(
                "Days this week: {week}, this month: {month}, in all: {all}.",
                week=sum(day >= week_start for day in kept),
                month=sum(day >= month_start for day in kept),
                all=len(kept),
            ),
            loops.week_words(context),
            t("Minutes noted in seven days: {minutes}.", minutes=minutes) if minutes else None,
            recall.figures(context),
        ),
        join("\n", words) if words else None,
    )
    rows = (
        (Button(t("My road"), "roadmap"), Button(t("Today's task"), "today")),
        (
            Button(t("Month picture"), "picture.month"),
            Button(t("Week picture"), "picture.week"),
            Button(t("Map"), "picture.map"),
        ),
    )
    return [Message(text, rows, private=True)]


def roadmap(event: Event, context: Context) -> Iterable[Message]:
    """The track as a list of its modules with "you are here", and the honest date."""
    t, member = context.t, context.member
    track = context.library.find(member.track or "")
    plan, left = _plan(context)
    if track is None:
        tracks = (Button(t("Tracks"), "start.tracks"),)
        return [Message(t("Choose a track first."), (tracks,), private=True)]
    if not left:
        text = t("You are through with this track. What a road!")
        return [Message(text, ((Button(t("Choose a track"), "start.tracks"),),), private=True)]
    ends = pace.forecast(
        sum(unit.minutes for unit in left), member.minutes, member.days, context.today
    )
    text = paragraphs(
        bold(cards.item_title(track, t)),
        join("\n", _stages(plan, left, context)),
        lines(
            t("*What comes next*"),
            *[f"· {cards.name(unit, t)}" for unit in left[:AHEAD]],
        ),
        t.count(
            "At {minutes} minutes on one day a week: {sittings} study days, until about {on}. "
            "Arithmetic, not a promise.",
            "At {minutes} minutes on {n} days a week: {sittings} study days, until about {on}. "
            "Arithmetic, not a promise.",
            member.days.count("1"),
            minutes=member.minutes,
            sittings=ends.days,
            on=t.month(ends.on),
        ),
        cards.claim(track, t),
    )
    rows = (
        (Button(t("Today's task"), "today", main=True), Button(t("Settings"), "settings")),
        (Button(t("Choose a track"), "start.tracks"),),
    )
    return [Message(text, rows, private=True)]


def _run(context: Context) -> Text | None:
    """The run and the score, for those who want to see them."""
    t, member = context.t, context.member
    if member.streak_hidden:
        return None
    run = rhythm.run(context.session, member, context.today)
    if not run.days and not round(run.score * 100):
        return None  # a bare zero says nothing and hurts
    said = t.count("Current run: {n} day.", "Current run: {n} days.", run.days)
    return said + t(" Score {score}%.", score=round(run.score * 100))


def _plan(context: Context) -> tuple[Sequence[Unit], list[Unit]]:
    plan = road(context.library, context.member.track or "")
    return plan, remaining(plan, tasks.done_refs(context.session, context.member))


def _stages(plan: Sequence[Unit], left: list[Unit], context: Context) -> list[Text | str]:
    """One line a stage: done of all, a mark where the learner stands, and when it would end."""
    t = context.t
    refs = {unit.ref for unit in left}
    here = left[0].item.stage
    ends = _ends(left, context)
    found: list[Text | str] = []
    for stage in dict.fromkeys(unit.item.stage for unit in plan):
        own = [unit for unit in plan if unit.item.stage == stage]
        done = sum(unit.ref not in refs for unit in own)
        item = context.library.find(stage)
        title = cards.item_title(item, t) if item else "·"
        mark = "📍" if stage == here else "✅" if done == len(own) else "▫️"
        line = t("{mark} {title} {done}/{all}", mark=mark, title=title, done=done, all=len(own))
        if stage in ends:
            line += t(" · {month}", month=t.month(ends[stage]))
        found.append(line + t(" · you are here") if stage == here else line)
    return found


def _ends(left: list[Unit], context: Context) -> dict[str, date]:
    """When the last of each stage would be done, at the pace that was chosen."""
    member, minutes = context.member, 0
    found = {}
    for unit in left:
        minutes += unit.minutes
        ahead = pace.forecast(minutes, member.minutes, member.days, context.today)
        found[unit.item.stage] = ahead.on
    return found
