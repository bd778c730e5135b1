"""The rhythm of meeting people: a meetup a month, a note a week, a message a month; if chosen."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from bot.chat import Button, Event, Message
from bot.context import Context
from bot.markup import Text, backticks, bold, join, lines, paragraphs
from bot.models import Contact
from bot.queries import checkins, contacts, meetups, papers
from bot.study import calendar
from bot.texts import Texts, mark
from content import Item
from handlers import cards
from handlers import contacts as people
from handlers.goal_lines import Dated

CHOICES = {
    "meetup": mark("A meetup a month: a word in the third week if none is planned"),
    "share": mark("A note a week: a slot on Wednesday"),
    "outreach": mark("A message a month to somebody you learn from"),
}
MEETUP, SHARE, OUTREACH = "T5-meetup", "T5-share", "T5-outreach"
"""Document 001, lines 51-53: where the three come from."""

PLACES = ("T5-meetup", "T4-pycon")
THIRD_WEEK, SECOND_WEEK, WEDNESDAY = 15, 8, 2
ASKED_WITHIN = timedelta(days=3)
"""How long after a meetup the letter still asks how it was."""


def lines_due(context: Context) -> list[Dated]:
    """Today's lines about people: how it was, what was promised, what is planned."""
    answered = papers.letter_lines(context.session, context.member)
    return [
        line
        for line in _all(context)
        if (line.kind, "") not in answered
        and answered.get((line.kind, line.occurrence), line.on) == context.today
    ]


def _all(context: Context) -> Iterator[Dated]:
    t, session, member = context.t, context.session, context.member
    for found in meetups.unasked(session, member, context.now - ASKED_WITHIN, context.now):
        day = calendar.local_day(found.ends_at, member.zone, member.day_start)
        yield Dated(
            "people.came",
            str(found.id),
            day + timedelta(days=1),
            people.question(found, t),
            people.buttons(found, t)[0],  # type: ignore[arg-type]  # the first is a button
        )
    for one in _promised(context):
        yield Dated(
            "people.sent",
            str(one.id),
            one.follow_on or context.today,
            people.follow_words(one, t),
            people.sent_button(one, t),
        )
    wanted = member.rhythm.split()
    month = calendar.month_of(context.today)
    if "meetup" in wanted and not _meets(context):
        yield Dated(
            "people.meet",
            month,
            _study_day(context, THIRD_WEEK),
            t("📅 The month's third week, and no meetup is planned. Is there one for you?"),
            Button(t("Where to go"), "people.places"),
        )
    if "outreach" in wanted:
        yield Dated(
            "people.write",
            month,
            _study_day(context, SECOND_WEEK),
            t("✉️ This month's message to somebody you learn from: a draft of four sentences."),
            Button(t("Message of the month"), "people.draft"),
        )
    if "share" in wanted and context.today.weekday() == WEDNESDAY:
        yield Dated(
            "people.share",
            context.today.isoformat(),
            context.today,
            t("📣 The week's slot for sharing: one note, 150 words."),
            Button(t("What to share"), "people.share"),
        )


def rhythm(event: Event, context: Context) -> Iterable[Message]:
    """What the letter may bring up; each is switched by a tap, none is on unasked."""
    t, member = context.t, context.member
    wanted = member.rhythm.split()
    if event.text in CHOICES:
        checkins.remember(context.session, member, "settings", context.now, rhythm=member.rhythm)
        wanted = [one for one in CHOICES if (one in wanted) != (one == event.text)]
        member.rhythm = " ".join(wanted)
        context.session.flush()
    rows = tuple(
        (Button(("✅ " if name in wanted else "▫️ ") + t.plain(words), "people.rhythm", name),)
        for name, words in CHOICES.items()
    )
    text = t("What may your letter bring up? A tap switches it.")
    return [Message(text, rows, private=True, replace=event.text in CHOICES)]


def draft(event: Event, context: Context) -> Iterable[Message]:
    """Four sentences to fill in, and how the document's way goes."""
    t = context.t
    words = lines(
        t("1. I am …, and I am learning back-end development."),
        t("2. I read your … and tried … because of it."),
        t("3. At the moment I am working on …"),
        t("4. One question you can answer in ten minutes: …?"),
    )
    sent = Button(t("I sent one: write it down"), "contact.form", main=True)
    text = paragraphs(t("*The month's message*: a draft"), words, _steps(context, OUTREACH))
    return [Message(text, ((sent,),), private=True)]


def places(event: Event, context: Context) -> Iterable[Message]:
    """Where people meet: what the documents name, and one's own next meetups."""
    t, member = context.t, context.member
    coming = meetups.upcoming(context.session, member, [context.chat.id], context.now)
    planned = [t("📅 {title}", title=one.title) for one in coming[:3]]
    found = [context.library.find(one) for one in PLACES]
    text = paragraphs(
        t("*Where to go*"),
        *[_item(item, t) for item in found if item is not None],
        join("\n", planned) if planned else None,
    )
    announce = Button(t("Announce a meetup"), "meetup", main=True)
    return [Message(text, ((announce,),), private=True)]


def share(event: Event, context: Context) -> Iterable[Message]:
    """The week's note: three steps, then a check-in with its link."""
    t = context.t
    text = paragraphs(
        t("*The week's note*"),
        _steps(context, SHARE),
        t("Then send me its link: it counts as a check-in."),
    )
    return [Message(text, private=True)]


def _steps(context: Context, name: str) -> Text | None:
    item = context.library.find(name)
    return _item(item, context.t) if item is not None else None


def _item(item: Item, t: Texts) -> Text:
    steps = [backticks(f"{number}. {step}") for number, step in enumerate(item.steps, 1)]
    place = cards.where(item.source, t)
    return lines(
        bold(cards.item_title(item, t)),
        join("\n", steps) if steps else None,
        t("📖 {source}", source=place) if place else None,
    )


def _promised(context: Context) -> list[Contact]:
    session, member = context.session, context.member
    answered = papers.letter_lines(session, member)
    later = [
        contacts.by_id(session, member, occurrence)
        for (kind, occurrence), until in answered.items()
        if kind == "people.sent" and until == context.today
    ]
    due = contacts.to_follow(session, member, context.today)
    return due + [one for one in later if one is not None and one.sent_at is None]


def _meets(context: Context) -> bool:
    """Whether a meetup of this month is planned or was gone to."""
    zone, first = context.member.zone, context.today.replace(day=1)
    last = calendar.last_of_month(first)
    span = (calendar.instant(first, 0, zone), calendar.instant(last, 24 * 60 - 1, zone))
    return meetups.attended(context.session, context.member, *span) > 0


def _study_day(context: Context, number: int) -> date:
    """The first study day of the month from a day on."""
    day = context.today.replace(day=number)
    for _ in range(6):
        if calendar.studies(day, context.member.days):
            break
        day += timedelta(days=1)
    return day
