"""The first minute: a greeting, two questions at most, the first task."""

from collections.abc import Iterable

from bot.chat import Button, Event, Message
from bot.context import Context
from bot.markup import Text, bold, lines, paragraphs
from bot.queries import checkins
from bot.queries import groups as group_queries
from bot.study import calendar, pace
from bot.study.plan import remaining, road
from content import Item
from handlers import cards, days, groups, tasks

FIRST = ("T1", "T5", "T2", "T3", "T4", "T6", "T7")
"""The order tracks are offered in; others follow."""

MANY = 20
"""Months from which a tenth of one says nothing."""

HOURS = (7 * 60, 8 * 60, 12 * 60 + 30, 20 * 60)


def start(event: Event, context: Context) -> Iterable[Message]:
    """/start: who we are in three lines; with an invitation, straight into the group.

    A newcomer who asks for something of their own in a shared chat is welcomed apart from it.
    """
    t, member = context.t, context.member
    door = groups.door(event, context) if event.in_group else ()
    if door:
        apart = t("That is between the two of us: ask me in private.")
        return [Message(apart, door, private=True)]
    if member.home_id is None and not event.in_group:
        member.home_id = context.chat.id
    invited: list[Message] = []
    if event.text.startswith("g_"):
        invited = list(groups.by_link(event, context))
    if member.track is not None:
        again = Message(
            t("Welcome back, {name}.", name=member.name),
            ((Button(t("Today's task"), "today", main=True), Button(t("Help"), "help")),),
        )
        return invited or [again]
    shared = _track_of_group(event, context)
    if shared:
        return [*invited, *track(event.renamed("start.track", text=shared), context)]
    hello = paragraphs(
        t("*Hello, I am Xueban, your study companion.*"),
        lines(
            t("One clear task a day, at your hour; one tap when it is done."),
            t("Days off are fine, nothing is lost, and only you see your record."),
        ),
        t("Which road do you want to walk?"),
    )
    return [*invited, Message(hello, _tracks(context), private=True)]


def choose(event: Event, context: Context) -> Iterable[Message]:
    """The tracks again, to begin with another one."""
    return [Message(context.t("Which road do you want to walk?"), _tracks(context))]


def track(event: Event, context: Context) -> Iterable[Message]:
    """The first answer; the second question is the hour, unless it is known already."""
    t, member = context.t, context.member
    chosen = context.library.find(event.text)
    if chosen is None or chosen.kind != "track":
        return [Message(t("That track is not here any more."), _tracks(context), replace=True)]
    newcomer = member.track is None
    if not newcomer:
        checkins.remember(context.session, member, "settings", context.now, track=member.track)
    member.track = chosen.id
    days.replan(context)
    if not newcomer:
        text = t("Your road is now: {title}.", title=bold(cards.item_title(chosen, t)))
        undo = Button(t("Undo"), "undo")
        return [Message(text, ((Button(t("Today's task"), "today"), undo),), replace=True)]
    row = [Button(calendar.clock_text(hour), "start.hour", str(hour)) for hour in HOURS]
    text = paragraphs(_honest(chosen, context), t("When shall I bring the day's task?"))
    return [Message(text, (tuple(row[:2]), tuple(row[2:])), replace=True)]


def hour(event: Event, context: Context) -> Iterable[Message]:
    """The second answer, and the first task right away."""
    t, member = context.t, context.member
    if event.text.isdecimal() and int(event.text) < 24 * 60:
        member.hour, member.hour_asked = int(event.text), False
    days.replan(context)
    said = t(
        "Every study day at {hour} ({zone}). /settings changes everything.",
        hour=calendar.clock_text(member.hour),
        zone=member.zone,
    )
    if member.track is None:
        return [Message(said, _tracks(context), replace=True)]
    return [Message(said, replace=True), *tasks.today(event, context)]


def _track_of_group(event: Event, context: Context) -> str:
    """The track everybody walks in the group an invitation is for."""
    made = group_queries.by_invite(context.session, event.text.removeprefix("g_"))
    return made.track or "" if made else ""


def _honest(chosen: Item, context: Context) -> Text:
    """The track in a sentence and how long it takes at this pace: arithmetic, not a promise."""
    t, member = context.t, context.member
    left = remaining(road(context.library, chosen.id), set())
    whole = pace.forecast(
        sum(unit.minutes for unit in left), member.minutes, member.days, context.today
    )
    return lines(
        bold(cards.item_title(chosen, t)),
        t(
            "{tasks} tasks; at {minutes} minutes a day about {months} months.",
            tasks=len(left),
            minutes=member.minutes,
            months=str(round(whole.months) if whole.months > MANY else whole.months),
        ),
        cards.claim(chosen, t),
    )


def _tracks(context: Context) -> tuple[tuple[Button, ...], ...]:
    known = {item.id: item for item in context.library.roads()}
    order = [known[one] for one in FIRST if one in known]
    order += [item for item in known.values() if item not in order]
    return tuple(
        (Button(cards.item_title(item, context.t), "start.track", item.id, main=not number),)
        for number, item in enumerate(order)
    )
