"""Answers to a meetup: a tap each, a waiting list, a reminder at the hour each one chose."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.calendars.appointment import PLACE, one_line
from bot.chat import Button, Event, Field, Form, Kind, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, bold, lines, paragraphs, quote
from bot.models import Meetup, Member, Rsvp
from bot.queries import alarms, meetups, members, papers
from bot.study import calendar, seats
from bot.texts import Texts, mark, texts
from handlers import later as choices
from handlers.meetup_words import (
    ANSWERS,
    NAMES_SHOWN,
    apart,
    facts,
    meant,
    moment,
    posts,
    tell,
    when,
)

QUARTER = 15
"""Minutes; before whole days that is no hour anybody means."""

SIGN_UP = "meetup.signup"
"""What can be stopped: the question before sign-up closes."""

LEADS = {
    7 * 24 * 60: mark("a week"),
    24 * 60: mark("a day"),
    2 * 60: mark("two hours"),
    QUARTER: mark("15 minutes"),
}
STATES = {
    "yes": mark("You are coming."),
    "maybe": mark("You said maybe."),
    "no": mark("You are not coming this time."),
    "asked": mark("You are invited."),
}


def rsvp(event: Event, context: Context) -> Iterable[Message]:
    """One tap; a second one changes the answer."""
    number, _, word = event.text.partition(" ")
    return answered(meant(number, context), word, context)


def answered(found: Meetup, word: str, context: Context) -> list[Message]:
    t = context.t
    if word not in ANSWERS:
        raise UserError(t("This button is from an older message and no longer works."))
    if found.open_until <= context.now:
        return [Message(t("It has already begun."), private=True)]
    row = meetups.rsvp(context.session, found, context.member)
    was = row.answer if row else ""
    if _closed(found, context.now) and word != "no" and was not in {"yes", "wait"}:
        return [Message(_too_late(found, context), private=True)]
    taken = meetups.counts(context.session, found)["yes"]
    if word == "yes" and was == "wait":
        word = "wait"
    word = seats.seat(word, was, taken, found.capacity)
    row = meetups.answer(context.session, found, context.member, word, context.now)
    plan(context, found, context.member, row)
    up = move_up(context, found)
    noted = _noted(context, found, row)
    if not found.post:
        noted = lines(noted, when(found, context.member.zone, t))
    said = Message(noted, _after_answer(found, row, context.now, t), private=True)
    return [said, *posts(context, found), *up]


def plan(context: Context, found: Meetup, member: Member, row: Rsvp) -> None:
    """The reminders that follow from an answer; asked anew after every change of either."""
    session, subject = context.session, str(found.id)
    due: dict[str, datetime | None] = dict.fromkeys(("alarm.meetup", "alarm.signup", "alarm.after"))
    if found.cancelled_at is None and row.answer == "yes":
        reminder = seats.remind_at(found.gathers_at, row.lead, context.now)
        due["alarm.meetup"] = reminder[0] if reminder else None
        due["alarm.after"] = calendar.next_at(found.ends_at, member.zone, member.hour)
    if found.cancelled_at is None and row.answer == "maybe" and found.answers_by is not None:
        due["alarm.signup"] = seats.ask_at(found.answers_by, context.now)
    for kind, at in due.items():
        if at is None:
            alarms.disarm(session, member, kind, subject)
        else:
            # Counted, so that a second reminder on the day of the first is no repeat of it.
            alarms.put_off(session, member, kind, at, subject)


def move_up(context: Context, found: Meetup) -> list[Message]:
    """A free seat goes to whoever waits longest, and they are told."""
    waiting = meetups.said(context.session, found, "wait")
    if not waiting or found.cancelled_at is not None or found.open_until <= context.now:
        return []
    taken = meetups.counts(context.session, found)["yes"]
    said: list[Message] = []
    for member, row in waiting[: seats.free(taken, found.capacity, len(waiting))]:
        row.answer, row.at = "yes", context.now
        plan(context, found, member, row)
        no = Button(texts(member.lang)("Not this time"), "meetup.rsvp", f"{found.id} no")
        said += tell(context, member, lambda t, zone: _moved_up(found, zone, t), (no,))
    context.session.flush()
    return said


def _moved_up(found: Meetup, zone: str, t: Texts) -> Text:
    words = t("A seat is free: you are in for {title}.", title=bold(found.title))
    return lines(words, when(found, zone, t))


# --- reminders ------------------------------------------------------------------------------------


def remind(event: Event, context: Context) -> Iterable[Message]:
    """To those who said yes, once; a moved, cancelled or passed one reminds nobody."""
    t, found, row = context.t, *_still(event, context)
    if found is None or row is None or row.answer != "yes" or found.open_until <= context.now:
        return []
    own = (
        lines(t("Your question:"), quote(row.question))
        if row.question
        else t(
            "Take one question with you: what would you ask somebody who does this for a living?"
        )
    )
    text = paragraphs(
        lines(
            t("📅 Soon: {title}", title=bold(found.title)),
            when(found, context.member.zone, t),
            t("📍 {place}", place=found.place) if found.place else None,
            t("💬 Bring along: {question}", question=found.question) if found.question else None,
        ),
        own,
    )
    ask = Button(
        t("Change my question") if row.question else t("Write my question"),
        "meetup.ask",
        str(found.id),
    )
    no = Button(t("Not this time"), "meetup.rsvp", f"{found.id} no")
    off = Button(t("No reminders"), "meetup.lead", f"{found.id} 0")
    rows = ((ask, no), (*_once_more(found, row, context), off))
    return [Message(text, rows, expires_at=found.open_until)]


def sign_up(event: Event, context: Context) -> Iterable[Message]:
    """Before sign-up closes, those who said maybe are asked once."""
    t, found, row = context.t, *_still(event, context)
    if found is None or row is None or row.answer != "maybe" or _closed(found, context.now):
        return []
    if (SIGN_UP, "") in papers.letter_lines(context.session, context.member):
        return []
    by = found.answers_by or found.starts_at
    text = lines(
        t("You said maybe to {title}.", title=bold(found.title)),
        when(found, context.member.zone, t),
        t("Sign-up closes {moment}. Coming?", moment=moment(by, context.member.zone, t)),
    )
    buttons = (
        Button(t("Coming"), "meetup.rsvp", f"{found.id} yes", main=True),
        Button(t("Not this time"), "meetup.rsvp", f"{found.id} no"),
    )
    stop = Button(t("Stop these"), "line.fewer", SIGN_UP)
    rows = (buttons, (*_once_more(found, row, context), stop))
    return [Message(text, rows, expires_at=by)]


def later(event: Event, context: Context) -> Iterable[Message]:
    """The same reminder once more, nearer to the hour; how to be reminded stays as chosen."""
    t, found = context.t, meant(event.text, context)
    row = _coming(context, found)
    kind, at = _nearer(found, row, context.now)
    if at is None:
        return [Message(t("It is too soon for a reminder."), private=True)]
    alarms.put_off(context.session, context.member, kind, at, event.text)
    text = t("I bring it back: {moment}.", moment=choices.said_back(at, context))
    return [Message(text, private=True)]


def _nearer(found: Meetup, row: Rsvp, now: datetime) -> tuple[str, datetime | None]:
    """The next hour of reminding that is still ahead, and whose alarm it is."""
    if row.answer == "maybe":
        return "alarm.signup", seats.ask_at(found.answers_by, now) if found.answers_by else None
    ahead = seats.remind_at(found.gathers_at, max(LEADS), now)
    whole = found.all_day and ahead is not None and ahead[1] == QUARTER
    return "alarm.meetup", None if ahead is None or whole else ahead[0]


def _once_more(found: Meetup, row: Rsvp, context: Context) -> Row:
    _, at = _nearer(found, row, context.now)
    return (Button(context.t("Later"), "meetup.later", str(found.id)),) if at else ()


def _still(event: Event, context: Context) -> tuple[Meetup | None, Rsvp | None]:
    found = meetups.by_id(context.session, event.text)
    if found is None or found.cancelled_at is not None:
        return None, None
    return found, meetups.rsvp(context.session, found, context.member)


# --- one's own page of a meetup -------------------------------------------------------------------


def more(event: Event, context: Context) -> Iterable[Message]:
    """Everything about it in private, in one's own zone; a host finds the desk here."""
    found = meant(event.text, context)
    meetups.look_at(context.session, found, context.member, context.now)
    return apart(event, context, page(context, found))


def page(context: Context, found: Meetup) -> Message:
    t, number = context.t, str(found.id)
    row = meetups.rsvp(context.session, found, context.member)
    names = t.series(meetups.named(context.session, found, NAMES_SHOWN))
    text = paragraphs(
        lines(bold(found.title), facts(found, context.member.zone, t)),
        lines(
            t("Host: {name}", name=_host(context, found)),
            t("With their names: {names}", names=names) if names else None,
            standing(context, found, row) if row and row.answer else None,
            _reminded(context, found, row) if row and row.answer == "yes" else None,
            t("Your question: {question}", question=row.question) if row and row.question else None,
        ),
    )
    rows: list[Row] = []
    if row is not None and row.answer == "yes":
        rows += _own_rows(found, row, t)
    if not found.post:
        return Message(text, tuple(rows), private=True)
    file = Button(t("Calendar file"), "meetup.ics", number)
    others = Button(t("Other dates"), "meetup.dates", number)
    rows.append((file, others) if meetups.next_slot(found, found.slot_at) else (file,))
    if meetups.may_edit(context.session, found, context.member):
        rows.append(
            (
                Button(t("Time and place"), "meetup.when", number, main=True),
                Button(t("Seats, repeat, question"), "meetup.seats", number),
            )
        )
        rows.append((Button(t("Cancel the meetup"), "meetup.cancel", number),))
    return Message(text, tuple(rows), private=True)


def lead(event: Event, context: Context) -> Iterable[Message]:
    """How long before the start to be reminded; the next meetups take it over."""
    number, _, minutes = event.text.partition(" ")
    t, found = context.t, meant(number, context)
    row = _coming(context, found)
    if minutes.isdecimal() and int(minutes) in {0, *LEADS}:
        row.lead = int(minutes)
        plan(context, found, context.member, row)
    said = _reminded(context, found, row)
    due = seats.remind_at(found.gathers_at, row.lead, context.now)
    if due is not None and due[1] != row.lead:
        late = t("It is too late for {lead} before.", lead=t(LEADS[row.lead]))
        said = t("{late} {reminder}", late=late, reminder=said)
    return [Message(said, private=True)]


def name(event: Event, context: Context) -> Iterable[Message]:
    """Show my name on the post, or take it off again."""
    t, found = context.t, meant(event.text, context)
    row = _coming(context, found)
    row.named = not row.named
    context.session.flush()
    text = (
        t("Your name stands on the post.")
        if row.named
        else t("Your name is off the post; you are counted only.")
    )
    return [Message(text, private=True), *posts(context, found)]


def ask(event: Event, context: Context) -> Iterable[Message]:
    """One question to bring along, for one's own eyes."""
    t, found = context.t, meant(event.text, context)
    row = _coming(context, found)
    hint = t("Best from your own project, to somebody who does this for a living.")
    field = Field(
        "question",
        t("What do you want to ask there?"),
        Kind.PARAGRAPH,
        value=row.question,
        hint=hint,
    )
    form = Form("meetup.asked", t("One question to bring"), (field,), text=str(found.id))
    return [Message("", form=form, private=True)]


def asked(event: Event, context: Context) -> Iterable[Message]:
    t, found = context.t, meant(event.text, context)
    row = _coming(context, found)
    row.question = one_line(event.values.get("question", ""), PLACE)
    context.session.flush()
    text = t("Kept for your eyes only; the reminder brings it along.")
    return [Message(lines(text, quote(row.question)), private=True)]


def _own_rows(found: Meetup, row: Rsvp, t: Texts) -> list[Row]:
    number = str(found.id)
    leads = [_lead_button(number, n, t) for n in LEADS if n > QUARTER or not found.all_day]
    show = Button(t("Hide my name") if row.named else t("Show my name"), "meetup.name", number)
    question = Button(
        t("Change my question") if row.question else t("Write my question"), "meetup.ask", number
    )
    off = Button(t("No reminder"), "meetup.lead", f"{number} 0")
    return [tuple(leads), (off, question, show)]


def _after_answer(found: Meetup, row: Rsvp, now: datetime, t: Texts) -> tuple[Row, ...]:
    """Other hours to be reminded at, of those that are still ahead."""
    if row.answer != "yes":
        return ()
    number = str(found.id)
    ahead = found.gathers_at - now
    fine = LEADS.keys() - ({QUARTER} if found.all_day else set())
    others = [n for n in LEADS if n in fine - {row.lead} and timedelta(minutes=n) < ahead]
    leads = tuple(_lead_button(number, n, t) for n in others)
    question = (Button(t("Write my question"), "meetup.ask", number),)
    return (leads, question) if leads else (question,)


def _lead_button(number: str, minutes: int, t: Texts) -> Button:
    return Button(t("{lead} before", lead=t(LEADS[minutes])), "meetup.lead", f"{number} {minutes}")


def _coming(context: Context, found: Meetup) -> Rsvp:
    row = meetups.rsvp(context.session, found, context.member)
    if row is None or row.answer not in {"yes", "maybe", "wait"}:
        raise UserError(context.t("Say first that you are coming."))
    return row


def _noted(context: Context, found: Meetup, row: Rsvp) -> Text:
    t = context.t
    if row.answer == "yes":
        return t("Noted: you are coming. {reminder}", reminder=_reminded(context, found, row))
    if row.answer == "wait":
        home = members.home_of(context.session, context.member)
        return t(
            "All seats are taken. You are number {n} on the waiting list. {promise}",
            n=_place_in_line(context, found),
            promise=t("I tell you as soon as one is free.")
            if home
            else t("Open our private chat once, so that I can tell you."),
        )
    return t("Noted: maybe.") if row.answer == "maybe" else t("Noted: not this time.")


def standing(context: Context, found: Meetup, row: Rsvp) -> Text:
    if row.answer != "wait":
        return context.t(STATES[row.answer])
    n = _place_in_line(context, found)
    return context.t("You are number {n} on the waiting list.", n=n)


def _place_in_line(context: Context, found: Meetup) -> int:
    waiting = [one for one, _ in meetups.said(context.session, found, "wait")]
    return waiting.index(context.member) + 1


def _reminded(context: Context, found: Meetup, row: Rsvp) -> Text:
    t, due = context.t, seats.remind_at(found.gathers_at, row.lead, context.now)
    if due is None:
        return t("It is too soon for a reminder.") if row.lead else t("No reminder.")
    if members.home_of(context.session, context.member) is None:
        return t("For a reminder, open our private chat once.")
    if found.all_day:
        return t("I remind you {moment}.", moment=moment(due[0], context.member.zone, t))
    return t("I remind you {lead} before.", lead=t.plain(LEADS[due[1]]))


def _closed(found: Meetup, now: datetime) -> bool:
    return found.answers_by is not None and found.answers_by <= now


def _too_late(found: Meetup, context: Context) -> Text:
    by = found.answers_by or found.starts_at
    return context.t("Sign-up closed {moment}.", moment=moment(by, context.member.zone, context.t))


def _host(context: Context, found: Meetup) -> str:
    host = context.session.get(Member, found.host_id)
    return host.name if host else ""
