"""The group's one post of the day: who is in, edited in place; on its last day with the week."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.chat import Button, Event, Message, Row
from bot.context import Context
from bot.markup import Text, bold, lines, paragraphs
from bot.models import Group, Round
from bot.queries import groups, members, posts, rounds, weeks
from bot.study import calendar, summaries
from bot.texts import Texts, texts
from handlers import summary

CHOICES_IN_A_ROW = 2
LATELY = timedelta(days=3)
NAMES_ROOM = 400
"""Characters of names on one post; whoever comes later is counted."""

REWRITTEN = 14
"""Days back whose posts are written anew when a member hides or is forgotten."""


def name_of_post(group: Group, day: date) -> str:
    return f"board:{group.id}:{day}"


def today_of(context: Context, group: Group) -> date:
    """The group's own day; a member's may be another one."""
    return calendar.local_day(context.now, group.zone, 0)


def post(event: Event, context: Context) -> Iterable[Message]:
    """The day's post; on the week's last day it waits for the evening and comes with the week."""
    group = context.group
    if group is None or _rests(context, group) or _waits(group, context.today):
        return []
    return [] if _sleeps(context, group) else [message(context, group)]


def post_summary(event: Event, context: Context) -> Iterable[Message]:
    """The week, and the day's board with it; a group that ends today says farewell instead."""
    group = context.group
    if group is None or _rests(context, group) or context.today == group.ends_on:
        return []
    close_round(context, group)
    return [message(context, group)]


def close_round(context: Context, group: Group) -> None:
    """What was open during the week is counted in its summary."""
    found = rounds.open_one(context.session, group)
    if found is not None:
        found.closed_at = context.now
        context.session.flush()


def edits(context: Context, *days: date) -> list[Message]:
    """The posts of the member's groups that show these days, written anew.

    A day that was not posted stays unposted: a check-in never makes a message of its own.
    """
    return [
        said
        for group in members.groups_of(context.session, context.member)
        for said in edits_of(context, group, *days)
    ]


def edits_of(context: Context, group: Group, *days: date) -> list[Message]:
    """As `edits`, for one group. Every day is on its own board and in its week's summary."""
    if _rests(context, group):
        return []
    home, today = groups.home(context.session, group), today_of(context, group)
    shown = {*days, *(summaries.span(day, group.summary_day)[1] for day in days)}
    return [
        message(context, group, day)
        for day in sorted(shown)
        if posts.stands(context.session, home, name_of_post(group, day))
        or (day == today and _is_due(context, group, day))
    ]


def lately(context: Context, group: Group) -> list[Message]:
    """The posts of the last two weeks, written anew: somebody no longer wants to be shown."""
    today = today_of(context, group)
    return edits_of(context, group, *(today - timedelta(days=n) for n in range(REWRITTEN)))


def message(context: Context, group: Group, day: date | None = None) -> Message:
    """The post of a day, usually the group's today, as it stands now, for its home chat."""
    session, t = context.session, texts(group.lang)
    day = day or today_of(context, group)
    home = groups.home(session, group)
    closes = calendar.instant(day, group.summary_hour, group.zone)
    text, picture = board_text(context, group, day, t), None
    if day.weekday() == group.summary_day and context.now >= closes:
        week = summary.week_of(context, group, day)
        text = paragraphs(summary.post_text(context, week, t), text)
        if week.counted.member_days:  # a picture of nothing helps nobody
            picture = summary.picture_of(context, week, t)
    return Message(
        text,
        _buttons(context, group, day, t, with_week=picture is not None),
        to=members.address_of(home),
        post=name_of_post(group, day),
        picture=picture,
        silent=True,
    )


def board_text(context: Context, group: Group, day: date, t: Texts) -> Text:
    """Who is in that day, by their own choice; how many are in, never who is not."""
    session = context.session
    first, last = summaries.span(day, group.summary_day)
    current = day >= today_of(context, group)
    everybody = [
        (member, row)
        for member, row in groups.people(session, group)
        if current or calendar.local_day(row.joined_at, group.zone, 0) <= day
    ]
    ids = [member.id for member, _ in everybody]
    done = groups.days_done(session, ids, first, last, group.counts)
    came = [(member, row) for member, row in everybody if day in done[member.id]]
    names = _named([member.name for member, row in came if row.shares and group.names])
    hidden = len(came) - len(names)
    off, _ = weeks.away(session, ids, day, day)
    absent = sum(
        not done[member.id] & {day}
        and not off[member.id]
        and not (row.away_until and day <= row.away_until)
        for member, row in everybody
    )
    reached = summaries.week(first, done).member_days
    return lines(
        t("📋 {group} · {day}", group=bold(group.name), day=t.day(day)),
        t("In today: {who}", who=t.series(map(bold, names))) if names else None,
        t("and {n} more", n=hidden) if hidden and names else None,
        t("{came} of {all} are in.", came=len(came), all=len(everybody)) if came else None,
        t("Who starts? One tap is enough.") if not came else None,
        t("🎉 Everybody is in today!") if not absent and len(came) > 1 else None,
        t("🎯 {reached} of our {goal} days.", reached=reached, goal=group.goal)
        if group.goal and came
        else None,
        _round_text(context, group, t) if current else None,
    )


def _named(names: list[str]) -> list[str]:
    """As many as a post has room for, above all one that carries a picture."""
    room = NAMES_ROOM
    for number, name in enumerate(names):
        room -= len(name) + 1
        if room < 0:
            return names[:number]
    return names


def _round_text(context: Context, group: Group, t: Texts) -> Text | None:
    """What the group does together at the moment: its prompt and how many take part."""
    found = rounds.open_one(context.session, group)
    if found is None:
        return None
    item = context.library.find(found.item)
    prompt = item.question if item else ""
    said = len(rounds.contributions(context.session, found))
    return lines(
        "",
        t("🤝 *Together*: {title}", title=summary.title_of(context, found, t)),
        prompt or None,
        t.count("{n} takes part so far.", "{n} take part so far.", said) if said else None,
    )


def _buttons(
    context: Context, group: Group, day: date, t: Texts, *, with_week: bool
) -> tuple[Row, ...]:
    number = str(group.id)
    rows: list[Row] = [
        (
            Button(t("✅ I studied today"), "group.checkin", number, main=True),
            Button(t("Join"), "group.join", number),
        )
    ]
    found = rounds.open_one(context.session, group)
    if found is not None:
        rows += _round_buttons(found, t)
    if with_week:
        rows.append((Button(t("The week in detail"), "group.details", f"{number} {day}"),))
    return tuple(rows)


def _round_buttons(found: Round, t: Texts) -> list[Row]:
    where = f"{found.group_id} {found.id}"
    if found.way == "write":
        return [(Button(t("Add my line"), "together.write", where),)]
    if found.way == "sign":
        return [(Button(t("Sign me up"), "together.sign", where),)]
    options = [
        Button(choice, "together.vote", f"{where} {number}")
        for number, choice in enumerate(found.choices)
    ]
    return [
        tuple(options[at : at + CHOICES_IN_A_ROW])
        for at in range(0, len(options), CHOICES_IN_A_ROW)
    ]


def _rests(context: Context, group: Group) -> bool:
    home = groups.home(context.session, group)
    return group.paused_at is not None or home.dead_at is not None or not groups.lives(group)


def _sleeps(context: Context, group: Group) -> bool:
    """Nobody came lately: the board waits for the first one instead of asking a silent channel.

    The week's first day asks in any case.
    """
    today = context.today
    fresh = today - calendar.local_day(group.created_at, group.zone, 0) <= LATELY
    if fresh or (today - timedelta(days=1)).weekday() == group.summary_day:
        return False
    ids = [member.id for member, _ in groups.people(context.session, group)]
    done = groups.days_done(context.session, ids, today - LATELY, today, group.counts)
    return not any(done.values())


def _waits(group: Group, day: date) -> bool:
    """Whether the day's post comes in the evening, with the week or the farewell."""
    return day.weekday() == group.summary_day or day == group.ends_on


def _is_due(context: Context, group: Group, day: date) -> bool:
    """Whether the day's post should stand by now."""
    if day == group.ends_on or not calendar.studies(day, group.days):
        return False
    minutes = group.summary_hour if _waits(group, day) else group.hour
    return context.now >= calendar.instant(day, minutes, group.zone)
