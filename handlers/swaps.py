"""A pair of the week fixes a time: a meetup for the two of them, in their private chats."""

from collections.abc import Iterable
from dataclasses import replace

from bot.calendars.appointment import PLACE, TITLE, one_line
from bot.chat import Event, Message
from bot.context import Context, UserError
from bot.models import Member, Pairing
from bot.queries import meetups, members, partners
from bot.queries.meetups import Plan
from bot.study import calendar
from bot.study.invitations import Invitation
from handlers import host_forms
from handlers.announcing import made
from handlers.meetup_words import posts

AN_HOUR = 60


def fix(event: Event, context: Context) -> Iterable[Message]:
    """The form of a meetup, with the other's name in it."""
    place, mates = _pair(event.text, context)
    title = context.t.plain(
        "Swap of the week: {names}",
        names=" × ".join([context.member.name, *(member.name for member in mates)]),
    )
    form = host_forms.announce(Invitation(title), context.t)
    form = replace(form, event="swap.save", text=str(place.id))
    return [Message("", form=form, private=True)]


def save(event: Event, context: Context) -> Iterable[Message]:
    """An hour for the two; the other is asked in private."""
    t, given, zone = context.t, event.values, context.member.zone
    _, mates = _pair(event.text, context)
    begins = calendar.clock_minutes(given.get("time", ""))
    try:
        day = calendar.planned_day(given.get("date", ""))
    except ValueError:
        raise UserError(t("That is not a date. For example 2026-03-28.")) from None
    if begins is None:
        raise UserError(t("That is not a time of day. For example 08:30."))
    starts, ends = host_forms.span(day, begins, (begins + AN_HOUR) % (24 * 60), zone)
    title = one_line(given.get("title", ""), TITLE) or t.plain("A meetup")
    plan = Plan(title, starts, ends, zone, place=one_line(given.get("place", ""), PLACE))
    home = members.home_of(context.session, context.member)
    found = made(context, plan, home)
    for mate in mates:
        row = meetups.answer(context.session, found, mate, "asked", context.now)
        row.invited = True
    context.session.flush()
    return posts(context, found)


def _pair(number: str, context: Context) -> tuple[Pairing, list[Member]]:
    """The speaker's own place in a pair, and who else is in it."""
    place = context.session.get(Pairing, int(number)) if number.isdecimal() else None
    if place is None or place.member_id != context.member.id:
        raise UserError(context.t("This button is from an older message and no longer works."))
    return place, [member for member, _ in partners.mates(context.session, place)]
