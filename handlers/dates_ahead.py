"""The other dates of a series: who comes then, and one's own answer long before it is announced."""

from collections.abc import Iterable
from datetime import UTC, datetime

from bot.chat import Button, Event, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, bold, join, lines, paragraphs
from bot.models import Meetup
from bot.queries import meetups
from bot.study import calendar
from handlers.meetup_words import ANSWERS, apart, counted, meant, when
from handlers.rsvps import answered, standing

SHOWN = 6
"""Dates of a series that can be answered, after the one that is announced."""

LONGEST_STAMP = 11


def dates(event: Event, context: Context) -> Iterable[Message]:
    """The next dates of a series, how many come, and what one said oneself; a tap opens one."""
    t, found = context.t, meant(event.text, context)
    slots = _slots(found, context)
    known = {one.slot_at: one for one in meetups.ahead(context.session, found)}
    said = [line for slot in slots for line in _lines(slot, known.get(slot), found, context)]
    text = paragraphs(
        t("*{title}*: its next dates. A tap opens one.", title=found.title)
        if slots
        else t("There is no other date."),
        join("\n", said) if said else None,
    )
    rows: tuple[Row, ...] = tuple(
        (Button(_day(slot, found, context), "meetup.date", f"{found.id} {_stamp(slot)}"),)
        for slot in slots
    )
    return apart(event, context, Message(text, rows, private=True))


def date_(event: Event, context: Context) -> Iterable[Message]:
    """One date: who comes then, and the three answers."""
    t, (found, slot) = context.t, _chosen(event, context)
    one = _known(found, slot, context)
    row = meetups.rsvp(context.session, one, context.member) if one else None
    shown = one or _as_it_will_be(found, slot)
    text = paragraphs(
        lines(bold(shown.title), when(shown, context.member.zone, t)),
        lines(
            counted(context, one, t) if one else None,
            standing(context, one, row) if one and row and row.answer else None,
        ),
    )
    answers = tuple(
        Button(t(label), "meetup.ahead", f"{found.id} {_stamp(slot)} {word}", main=word == "yes")
        for word, label in ANSWERS.items()
    )
    back = (Button(t("Back"), "meetup.dates", str(found.id)),)
    return [Message(text, (answers, back), private=True)]


def ahead(event: Event, context: Context) -> Iterable[Message]:
    """An answer for a later date; it stands until its turn comes, and reminds like any other."""
    found, slot = _chosen(event, context)
    one = meetups.on_date(context.session, found, slot, context.now)
    return answered(one, event.text.split(" ")[-1], context)


def _slots(found: Meetup, context: Context) -> list[datetime]:
    return meetups.next_slots(found, context.now, SHOWN)


def _chosen(event: Event, context: Context) -> tuple[Meetup, datetime]:
    """`<meetup> <stamp>`: one of the next dates of its series."""
    number, stamp = (*event.text.split(" "), "")[:2]
    found = meant(number, context)
    if stamp.isdecimal() and len(stamp) <= LONGEST_STAMP:
        slot = datetime.fromtimestamp(int(stamp), UTC)
        if slot in _slots(found, context):
            return found, slot
    raise UserError(context.t("This button is from an older message and no longer works."))


def _known(found: Meetup, slot: datetime, context: Context) -> Meetup | None:
    living = (one for one in meetups.ahead(context.session, found) if not one.cancelled_at)
    return next((one for one in living if one.slot_at == slot), None)


def _as_it_will_be(found: Meetup, slot: datetime) -> Meetup:
    """For reading only: nobody has answered it, so it is not kept."""
    return Meetup(
        title=found.title,
        starts_at=slot,
        ends_at=slot + (found.ends_at - found.starts_at),
        zone=found.zone,
        all_day=found.all_day,
        created_at=found.created_at,
    )


def _lines(slot: datetime, one: Meetup | None, found: Meetup, context: Context) -> list[Text]:
    """What was said of a date so far; of most nothing was."""
    if one is None or one.cancelled_at is not None:
        return []
    t, row = context.t, meetups.rsvp(context.session, one, context.member)
    coming = meetups.counts(context.session, one)["yes"]
    said = [t("Coming: {n}", n=coming)] if coming else []
    said += [standing(context, one, row)] if row and row.answer else []
    day = _day(slot, found, context)
    return [t("· {day}: {said}", day=day, said=join(" · ", said))] if said else []


def _day(slot: datetime, found: Meetup, context: Context) -> str:
    """In the reader's zone; of whole days the days it has where it is."""
    t = context.t
    if found.all_day:
        return t.day(calendar.local(slot, found.zone).date())
    return t.moment(calendar.local(slot, context.member.zone), context.today)


def _stamp(slot: datetime) -> str:
    return str(int(slot.timestamp()))
