"""Conferences: what the documents name, and one's own list, each with its days and reminders."""

from collections.abc import Iterable

from bot.calendars.appointment import PLACE, TITLE, one_line
from bot.chat import Button, Event, Field, Form, Kind, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, bold, lines, paragraphs
from bot.queries import meetups
from bot.queries.meetups import Plan
from bot.study import calendar
from handlers import host_forms
from handlers.announcing import announced
from handlers.meetup_words import when
from handlers.networking import item_text

NAMED = ("T4-pycon", "5ce7iyfyp4")
"""Document 004, line 124, and document 003, line 2001: where people are sent."""

SHOWN = 5


def page(event: Event, context: Context) -> Iterable[Message]:
    """One's own list, the nearest first; then what the documents say of conferences."""
    t, member = context.t, context.member
    coming = meetups.upcoming(context.session, member, [context.chat.id], context.now)
    own = [one for one in coming if one.all_day][:SHOWN]
    found = [context.library.find(one) for one in NAMED]
    text = paragraphs(
        t("*Conferences*"),
        *[lines(bold(one.title), when(one, member.zone, t)) for one in own],
        *[item_text(item, t) for item in found if item is not None],
    )
    rows: list[Row] = [(Button(one.title, "meetup.more", str(one.id)),) for one in own]
    rows.append((Button(t("Note down a conference"), "conference.form", main=True),))
    return [Message(text, tuple(rows), private=True)]


def form(event: Event, context: Context) -> Iterable[Message]:
    return [Message("", form=_form(context), private=True)]


def save(event: Event, context: Context) -> Iterable[Message]:
    """Whole days in one's own calendar; reminders and the questions afterwards are a meetup's."""
    t, given, zone = context.t, event.values, context.member.zone
    try:
        first = calendar.planned_day(given.get("first", ""))
        last = calendar.planned_day(given.get("last", "") or given["first"])
    except ValueError:
        raise UserError(t("That is not a date. For example 2026-03-28.")) from None
    if last < first:
        raise UserError(t("It ends before it begins."))
    starts, ends = host_forms.days(first, last, zone)
    plan = Plan(
        one_line(given.get("title", ""), TITLE) or t.plain("A conference"),
        starts,
        ends,
        zone,
        place=one_line(given.get("place", ""), PLACE),
        all_day=True,
    )
    return announced(context, plan)


def _form(context: Context) -> Form:
    t = context.t
    hint: Text = t("For example 2026-03-28.")
    return Form(
        "conference.save",
        t("A conference"),
        (
            Field("title", t("What is it called?"), value="PyCon China"),
            Field("first", t("The first day?"), Kind.DATE, hint=hint),
            Field("last", t("The last day?"), Kind.DATE, hint=hint, optional=True),
            Field("place", t("Where? A place or a link."), optional=True),
        ),
    )
