"""Meetups: announced by a form or in one line, answered with a tap, reminded of in time."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from bot.chat import Button, Event, Field, Form, Kind, Message
from bot.context import Context, UserError
from bot.markup import Text, bold, lines, paragraphs
from bot.models import Meetup
from bot.queries import alarms, meetups, members
from bot.study import calendar
from bot.texts import Texts

AHEAD = timedelta(hours=2)
"""How long before the start those who said yes are reminded."""

ANSWERS = ("yes", "maybe", "no")

_LINE = re.compile(
    r"^(?P<title>.+?)\s+(?P<date>\d{4}-\d{1,2}-\d{1,2})[ T](?P<time>\d{1,2}[:：]\d{2})"
    r"(?:\s+(?P<place>.+))?$"
)


def meetup(event: Event, context: Context) -> Iterable[Message]:
    """/meetup Title 2026-03-14 19:00 Place, or a form."""
    found = _LINE.match(event.text.strip())
    if found is None:
        return [Message("", form=_form(context, event.text.strip()), private=True)]
    year, month, day = (int(part) for part in found["date"].split("-"))
    try:
        on = date(year, month, day)
    except ValueError:
        return [Message("", form=_form(context, found["title"]), private=True)]
    minutes = calendar.clock_minutes(found["time"])
    return [_announce(context, found["title"], on, minutes, found["place"] or "")]


def save(event: Event, context: Context) -> Iterable[Message]:
    given = event.values
    try:
        on = date.fromisoformat(given.get("date", ""))
    except ValueError:
        text = context.t("That is not a date. For example 2026-03-28.")
        return [
            Message(text, private=True),
            Message("", form=_form(context, given.get("title", ""))),
        ]
    minutes = calendar.clock_minutes(given.get("time", ""))
    return [_announce(context, given.get("title", ""), on, minutes, given.get("place", ""))]


def rsvp(event: Event, context: Context) -> Iterable[Message]:
    """One tap; a second one changes the answer."""
    number, _, word = event.text.partition(" ")
    t, found = context.t, _meant(number, context)
    if word not in ANSWERS:
        raise UserError(t("This button is from an older message and no longer works."))
    if found.starts_at <= context.now:
        return [Message(t("It has already begun."), private=True)]
    meetups.answer(context.session, found, context.member, word, context.now)
    subject = str(found.id)
    if word == "yes" and found.starts_at - AHEAD > context.now:
        at = found.starts_at - AHEAD
        alarms.arm(context.session, context.member, "alarm.meetup", at, subject)
    else:
        alarms.disarm(context.session, context.member, "alarm.meetup", subject)
    said = {
        "yes": t("Noted: you are coming. I remind you two hours before."),
        "maybe": t("Noted: maybe."),
        "no": t("Noted: not this time."),
    }[word]
    return [Message(said, private=True), _post(found, context)]


def remind(event: Event, context: Context) -> Iterable[Message]:
    """To those who said yes, once; a moved or passed one reminds nobody."""
    t, found = context.t, meetups.by_id(context.session, event.text)
    if found is None or found.cancelled_at is not None or found.starts_at <= context.now:
        return []
    text = lines(
        t("📅 Soon: {title}", title=bold(found.title)),
        _when(found, context.member.zone, t),
        t("Take one question with you: what would you ask somebody who does this for a living?"),
    )
    return [Message(text, expires_at=found.starts_at)]


def _announce(context: Context, title: str, on: date, minutes: int | None, place: str) -> Message:
    t, zone = context.t, context.group.zone if context.group else context.member.zone
    if not title.strip() or minutes is None:
        return Message("", form=_form(context, title), private=True)
    starts_at = calendar.instant(on, minutes, zone)
    if starts_at <= context.now:
        raise UserError(
            t("{moment} has passed already.", moment=t.moment(calendar.local(starts_at, zone)))
        )
    found = meetups.add(
        context.session, context.chat, context.member, title.strip(), starts_at, zone, place.strip()
    )
    return _post(found, context)


def _post(found: Meetup, context: Context) -> Message:
    """The announcement, edited as answers come in; times in the channel's zone."""
    t = context.t
    counts = meetups.counts(context.session, found)
    text = paragraphs(
        lines(
            t("📅 *Meetup*: {title}", title=found.title),
            _when(found, found.zone, t),
            t("📍 {place}", place=found.place) if found.place else None,
        ),
        t("Coming: {yes} · maybe: {maybe}", yes=counts["yes"], maybe=counts["maybe"]),
    )
    labels = (t("Coming"), t("Maybe"), t("Not this time"))
    row = tuple(
        Button(label, "meetup.rsvp", f"{found.id} {word}", main=word == "yes")
        for label, word in zip(labels, ANSWERS, strict=True)
    )
    home = members.address_of(found.chat)
    return Message(text, (row,), to=home, post=f"meetup:{found.id}")


def _when(found: Meetup, zone: str, t: Texts) -> Text:
    return t(
        "🕖 {moment} ({zone})", moment=t.moment(calendar.local(found.starts_at, zone)), zone=zone
    )


def _form(context: Context, title: str) -> Form:
    t = context.t
    return Form(
        "meetup.save",
        t("A meetup"),
        (
            Field("title", t("What is it called?"), value=title),
            Field("date", t("On which day?"), Kind.DATE, hint=t("For example 2026-03-28.")),
            Field("time", t("At what time?"), Kind.TIME, hint=t("For example 19:00.")),
            Field("place", t("Where? A place or a link."), optional=True),
        ),
    )


def _meant(number: str, context: Context) -> Meetup:
    found = meetups.by_id(context.session, number)
    if found is None or found.cancelled_at is not None:
        raise UserError(context.t("That meetup is cancelled, or it is not here."))
    return found
