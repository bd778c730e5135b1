"""Meetups announced: in words, by a form, by a calendar file or link."""

from collections.abc import Iterable
from dataclasses import replace

from bot.calendars.appointment import PLACE, TITLE, one_line
from bot.chat import Button, Event, Message
from bot.context import Context, UserError
from bot.markup import bold
from bot.models import Chat
from bot.queries import checkins, groups
from bot.queries.meetups import Plan
from bot.study import calendar, invitations, recurrence
from bot.study.invitations import Invitation
from handlers import entries, host_forms
from handlers.announcing import announced, refusal

MOST_SEATS = 9999


def meetup(event: Event, context: Context) -> Iterable[Message]:
    """/meetup 读书会 下周六 15:00 图书馆, a calendar file or link, or nothing but the form."""
    brought = entries.brought(event, context)
    if brought is not None:
        return brought
    given = _read(event.text, context)
    if given.either:
        return [_which(event, context, given)]
    if not given.is_complete:
        return [_form(event, context, given)]
    return _announce(context, given, context.chat)


def save(event: Event, context: Context) -> Iterable[Message]:
    """The submitted form; what the words had said beyond it came along in its text."""
    t, given = context.t, host_forms.announced(event)
    if given.day is None:
        text = t("That is not a date. For example 2026-03-28.")
        return [Message(text, private=True), _form(event, context, given)]
    if not given.is_complete:
        return [_form(event, context, given)]
    return _announce(context, given, context.chat)


def pick(event: Event, context: Context) -> Iterable[Message]:
    """The words could mean several days: this one was meant."""
    t = context.t
    number, which, where = (*event.text.split(" "), "", "", "")[:3]
    draft = checkins.draft(context.session, context.member, number)
    if draft is None:
        return [Message(t("Those words are gone. Please type them again."), replace=True)]
    given = invitations.read(draft.text, calendar.local(draft.at, context.member.zone))
    if not which.isdecimal() or int(which) >= len(given.either):
        raise UserError(t("This button is from an older message and no longer works."))
    chosen = given.either[int(which)]
    given = replace(given, either=(), day=chosen.day, begins=chosen.minutes)
    if not given.is_complete:
        return [_form(event, context, given)]
    context.session.delete(draft)
    return _announce(context, given, groups.chat_for(context, where))


def _read(text: str, context: Context) -> Invitation:
    return invitations.read(text, calendar.local(context.now, context.member.zone))


def _which(event: Event, context: Context, given: Invitation) -> Message:
    t = context.t
    draft = checkins.keep_draft(context.session, context.member, event.text, "", context.now)
    rows = tuple(
        (
            Button(
                f"{t.day(one.day)} {calendar.clock_text(one.minutes)}"
                if one.minutes is not None
                else t.day(one.day),
                "meetup.pick",
                f"{draft.id} {number} {context.chat.id}",
            ),
        )
        for number, one in enumerate(given.either)
    )
    title = bold(given.title) if given.title else t("A meetup")
    return Message(t("{title}: which day do you mean?", title=title), rows, private=True)


def _form(event: Event, context: Context, given: Invitation) -> Message:
    _check(given, context)
    form = host_forms.announce(given, context.t, whole=event.shows_forms)
    return Message("", form=form, private=True)


def _announce(context: Context, given: Invitation, chat: Chat) -> list[Message]:
    """Hours are read on the group's clock, in private on one's own."""
    _check(given, context)
    zone = groups.zone_of(context, chat)
    if given.day is None or not calendar.are_of_our_time(given.day, given.last or given.day):
        raise UserError(context.t("That is not a date. For example 2026-03-28."))
    if given.begins is None:
        starts, ends = host_forms.days(given.day, given.last or given.day, zone)
    else:
        starts, ends = host_forms.span(given.day, given.begins, given.ends, zone)
    plan = Plan(
        title=one_line(given.title, TITLE),
        starts_at=starts,
        ends_at=ends,
        zone=zone,
        place=one_line(given.place, PLACE),
        all_day=given.begins is None,
        capacity=min(given.seats, MOST_SEATS) if given.seats else None,
        rule=given.rule,
    )
    return announced(context, plan, chat)


def _check(given: Invitation, context: Context) -> None:
    """A rule nobody can follow is refused before anything else is asked."""
    if given.rule:
        try:
            recurrence.read(given.rule)
        except recurrence.RuleError as error:
            raise UserError(refusal(str(error), context.t)) from None
