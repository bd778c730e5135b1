"""After a meetup: were you there, whom did you meet, what will you send them; theirs alone."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.calendars.appointment import PLACE, TITLE, one_line
from bot.chat import Button, Event, Field, Form, Kind, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, bold, lines, paragraphs, quote
from bot.models import Contact, Meetup
from bot.queries import alarms, checkins, contacts, goals, meetups, papers
from bot.study import calendar
from bot.texts import Texts
from handlers import goal_lines

A_WEEK = timedelta(days=7)
BOTH = ("", "2")
"""One or two people a meetup; the names of the form's fields end so."""

CAME, SENT = "people.came", "people.sent"
ALARMS = {CAME: "alarm.after", SENT: "alarm.follow"}
"""The two questions as lines of a letter, and as they ring for who has none."""

SHOWN = 8
GOALS_SHOWN = 3


def after(event: Event, context: Context) -> Iterable[Message]:
    """The morning after; who has a letter finds it there instead."""
    if context.member.track is not None:
        return []
    found = meetups.by_id(context.session, event.text)
    row = meetups.rsvp(context.session, found, context.member) if found else None
    if found is None or found.cancelled_at or row is None or row.came is not None:
        return []
    if _unwanted(CAME, event.text, context):
        return []
    yes, no = yes_or_no(found, context.t)
    rows = ((yes,), goal_lines.ways(CAME, event.text, context.t, no))
    return [Message(question(found, context.t), rows)]


def question(found: Meetup, t: Texts) -> Text:
    return t("👋 {title}: were you there?", title=bold(found.title))


def yes_or_no(found: Meetup, t: Texts) -> tuple[Button, Button]:
    number = str(found.id)
    return (
        Button(t("Yes, I was"), "meetup.came", f"{number} yes", main=True),
        Button(t("Could not make it"), "meetup.came", f"{number} no"),
    )


def came(event: Event, context: Context) -> Iterable[Message]:
    """Yes asks whom they met; no asks nothing."""
    t = context.t
    number, _, word = event.text.partition(" ")
    found = meetups.by_id(context.session, number)
    row = meetups.rsvp(context.session, found, context.member) if found else None
    if found is None or row is None:
        raise UserError(t("This button is from an older message and no longer works."))
    row.came = word == "yes"
    context.session.flush()
    if not row.came:
        return [Message(t("Noted. The next one will come."), private=True)]
    text = paragraphs(
        t("Good that you went. Whom did you meet?"),
        t("One or two are enough. Only you ever see this."),
    )
    ask = Button(t("Write it down"), "contact.form", number, main=True)
    nobody = Button(t("Nobody this time"), "contact.nobody")
    return [Message(text, ((ask, nobody),), private=True)]


def nobody(event: Event, context: Context) -> Iterable[Message]:
    return [Message(context.t("That is fine. Listening counts too."), replace=True)]


def form(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    hint = t("An article, an answer, an introduction: something small.")
    fields = (
        Field("who", t("Whom did you meet?")),
        Field("promise", t("What will you send them?"), Kind.TEXT, hint=hint, optional=True),
        Field("who2", t("Somebody else?"), optional=True),
        Field("promise2", t("And what will you send that person?"), optional=True),
    )
    asked = Form("contact.save", t("People you met"), fields, text=event.text)
    return [Message("", form=asked, private=True)]


def save(event: Event, context: Context) -> Iterable[Message]:
    """Kept; in a week it is asked once whether it was sent."""
    t, given, session = context.t, event.values, context.session
    found = meetups.by_id(session, event.text)
    follow_on = context.today + A_WEEK
    made = []
    for end in BOTH:
        name = one_line(given.get(f"who{end}", ""), TITLE)
        if name:
            promise = one_line(given.get(f"promise{end}", ""), PLACE)
            one = contacts.add(
                session,
                context.member,
                name,
                promise,
                context.today,
                follow_on if promise else None,
                found.id if found else None,
            )
            papers.note(context, one, None)
            _arm(context, one)
            made.append(one)
    if not made:
        raise UserError(t("A name is enough, or a nickname."))
    text = paragraphs(
        t("Kept for your eyes only: {names}.", names=_names(made, t)),
        t("On {day} I ask once whether it is sent.", day=t.day(follow_on))
        if any(one.promise for one in made)
        else None,
        month_words(context),
    )
    return [
        Message(text, (*_goals(context, len(made)), (Button(t("Undo"), "undo"),)), private=True)
    ]


def month_words(context: Context) -> Text:
    first = context.today.replace(day=1)
    number = contacts.count(context.session, context.member, first, calendar.last_of_month(first))
    return context.t.count(
        "This month you met {n} person.", "This month you met {n} people.", number
    )


def count_for_goal(event: Event, context: Context) -> Iterable[Message]:
    """Chosen by the member: the number goes to a key result, never a name."""
    t = context.t
    which, _, number = event.text.partition(" ")
    found = goals.result(context.session, context.member, which)
    if found is None or not number.isdecimal() or not 0 < int(number) <= len(BOTH):
        raise UserError(t("This button is from an older message and no longer works."))
    _, result = found
    step = goals.Step(context.today, int(number), t.plain("met at a meetup"))
    made = goals.add_evidence(context.session, result, step, context.now)
    checkins.remember(context.session, context.member, "evidence", context.now, evidence=made.id)
    text = t("Counted for {title}, without any name.", title=bold(result.title))
    return [Message(text, ((Button(t("Undo"), "undo"),),), private=True)]


def _goals(context: Context, number: int) -> tuple[Row, ...]:
    """The month's key results that are moved by hand."""
    month = goals.objective(context.session, context.member, calendar.month_of(context.today))
    if month is None:
        return ()
    own = [one for one in month.key_results if one.state == "open" and one.counts == "link"]
    return tuple(
        (
            Button(
                context.t("Count it for: {title}", title=one.title),
                "contact.goal",
                f"{one.id} {number}",
            ),
        )
        for one in own[:GOALS_SHOWN]
    )


# --- what was promised ----------------------------------------------------------------------------


def follow(event: Event, context: Context) -> Iterable[Message]:
    """A week later, once; who has a letter finds it there instead."""
    one = contacts.by_id(context.session, context.member, event.text)
    if context.member.track is not None or one is None or one.sent_at is not None:
        return []
    if _unwanted(SENT, event.text, context):
        return []
    rows = ((sent_button(one, context.t),), goal_lines.ways(SENT, event.text, context.t))
    return [Message(follow_words(one, context.t), rows)]


def bring_back(kind: str, number: str, on: date, context: Context) -> None:
    """What has no letter to ride in comes again by itself."""
    if kind in ALARMS:
        at = calendar.instant(on, context.member.hour, context.member.zone)
        alarms.put_off(context.session, context.member, ALARMS[kind], at, number)


def _unwanted(kind: str, number: str, context: Context) -> bool:
    """Whether it was skipped, or its kind stopped."""
    answered = papers.letter_lines(context.session, context.member)
    return (kind, "") in answered or answered.get((kind, number), context.today) is None


def follow_words(one: Contact, t: Texts) -> Text:
    return t("✉️ A week since you met {name}. Sent: {promise}?", name=one.name, promise=one.promise)


def sent_button(one: Contact, t: Texts) -> Button:
    return Button(t("It is sent"), "contact.sent", str(one.id), main=True)


def sent(event: Event, context: Context) -> Iterable[Message]:
    t, one = context.t, _own(event, context)
    papers.note(context, one, {"sent_at": None})
    one.sent_at = context.now
    alarms.disarm(context.session, context.member, "alarm.follow", str(one.id))
    text = t("Well done: a promise kept to {name}.", name=one.name)
    return [Message(text, ((Button(t("Undo"), "undo"),),), private=True)]


def people(event: Event, context: Context) -> Iterable[Message]:
    """/contacts: everybody you met, for your eyes only, and the rhythm of meeting people."""
    t = context.t
    found = contacts.of(context.session, context.member, SHOWN)
    rows: list[Row] = [
        (Button(one_line(one.name, 40), "contact.open", str(one.id)),) for one in found
    ]
    rows += [
        (
            Button(t("Add somebody"), "contact.form", main=True),
            Button(t("Message of the month"), "people.draft"),
        ),
        (Button(t("Where to go"), "people.places"), Button(t("Rhythm"), "people.rhythm")),
    ]
    text = paragraphs(
        t("*People you met*: only you see this page."),
        month_words(context) if found else t("Nobody yet. After a meetup I ask whom you met."),
    )
    return [Message(text, tuple(rows), private=True)]


def open_(event: Event, context: Context) -> Iterable[Message]:
    t, one = context.t, _own(event, context)
    meetup = context.session.get(Meetup, one.meetup_id) if one.meetup_id else None
    text = lines(
        bold(one.name),
        t("Met on {day}.", day=t.day(one.met_on)),
        t("At {title}.", title=meetup.title) if meetup else None,
        t("You will send:") if one.promise and not one.sent_at else None,
        t("You have sent:") if one.promise and one.sent_at else None,
        quote(one.promise) if one.promise else None,
    )
    drop = Button(t("Forget this person"), "contact.drop", str(one.id))
    row: Row = (drop,) if one.sent_at or not one.promise else (sent_button(one, t), drop)
    return [Message(text, (row,), private=True)]


def drop(event: Event, context: Context) -> Iterable[Message]:
    """Gone at once, really: no copy is kept, not even for Undo."""
    t, one = context.t, _own(event, context)
    alarms.disarm(context.session, context.member, "alarm.follow", str(one.id))
    context.session.delete(one)
    return [Message(t("Forgotten."), private=True)]


def _arm(context: Context, one: Contact) -> None:
    """Only for those without a letter; the letter finds its lines by their date."""
    member = context.member
    if one.follow_on is not None and member.track is None:
        at = calendar.instant(one.follow_on, member.hour, member.zone)
        alarms.arm(context.session, member, "alarm.follow", at, str(one.id))


def _own(event: Event, context: Context) -> Contact:
    one = contacts.by_id(context.session, context.member, event.text)
    if one is None:
        raise UserError(context.t("That person is not on your page."))
    return one


def _names(made: list[Contact], t: Texts) -> Text:
    return t.series(one.name for one in made)
