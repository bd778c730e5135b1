"""A meetup is announced: checked, written down, posted, its host among those who come."""

from collections.abc import Iterable
from dataclasses import replace

from bot.chat import Button, Event, Message
from bot.context import Context, UserError
from bot.markup import Text, bold
from bot.models import Chat, Meetup
from bot.queries import checkins, groups, meetups
from bot.queries.meetups import Plan
from bot.study import calendar, recurrence
from bot.texts import Texts, mark
from handlers.hosts import arm_next
from handlers.meetup_words import meant, moment, posts
from handlers.rsvps import plan as remind

REFUSED = {
    "too_often": mark(
        "A meetup repeats daily at most: every hour or second is more than I follow."
    ),
    "unusual": mark("I do not follow that way of repeating. Every day, week, month or year I do."),
    "broken": mark("I cannot read how it repeats. For example FREQ=WEEKLY;COUNT=6."),
}


def announced(context: Context, plan: Plan, chat: Chat | None = None) -> list[Message]:
    """Raises UserError with the reason if it is no meetup to come."""
    return posts(context, made(context, plan, chat))


def made(context: Context, plan: Plan, chat: Chat | None = None) -> Meetup:
    session = context.session
    plan = to_come(plan, context)
    found = meetups.add(session, chat or context.chat, context.member, plan, context.now)
    row = meetups.answer(session, found, context.member, "yes", context.now)
    remind(context, found, context.member, row)
    if found.rule:
        arm_next(context, found, found)
    checkins.remember(session, context.member, "meetup", context.now, meetup=found.id, before=None)
    return found


def share(event: Event, context: Context) -> Iterable[Message]:
    """A meetup of one's own is announced in a group one is in."""
    t = context.t
    number, _, chosen = event.text.partition(" ")
    found, group = meant(number, context), groups.by_id(context.session, chosen)
    if found.host_id != context.member.id or found.ends_at <= context.now:
        raise UserError(t("Only its host or an organiser of the group can change it."))
    if group is None or not groups.belongs(context.session, context.member, group):
        raise UserError(t("That group has ended, or it is not here."))
    if found.rule:
        arm_next(context, found, None)
    found.chat_id, found.chat = group.chat_id, groups.home(context.session, group)
    context.session.flush()
    if found.rule:
        arm_next(context, found, found)
    text = t("{title} is announced in {group}.", title=bold(found.title), group=bold(group.name))
    more = Button(t("More"), "meetup.more", str(found.id))
    return [Message(text, ((more,),), replace=True), *posts(context, found)]


def refusal(reason: str, t: Texts) -> Text:
    return t(REFUSED[reason])


def to_come(plan: Plan, context: Context) -> Plan:
    """The plan at its next date; one that is over is refused."""
    t = context.t
    if plan.rule:
        try:
            first = plan.first_at or plan.starts_at
            rule = recurrence.read(plan.rule, calendar.local(first, plan.zone))
        except recurrence.RuleError as error:
            raise UserError(refusal(str(error), t)) from None
        plan = replace(plan, rule=str(rule), first_at=first)
        if plan.open_until <= context.now or first in plan.skips:
            dates = (plan.skips, plan.extra)
            after = max(context.now, first)
            slot = recurrence.following(rule, first, plan.zone, after, *dates)
            if slot is not None:
                length = plan.ends_at - plan.starts_at
                plan = replace(plan, starts_at=slot, ends_at=slot + length)
    if plan.open_until <= context.now:
        passed = moment(plan.starts_at, context.member.zone, t)
        raise UserError(t("{moment} has passed already.", moment=passed))
    return plan
