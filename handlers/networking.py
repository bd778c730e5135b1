"""The rhythm of meeting people: a meetup a month, a note a week, a message a month; if chosen."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from bot.chat import Button, Event, Message
from bot.context import Context
from bot.markup import Text, backticks, bold, join, lines, paragraphs
from bot.queries import checkins, contacts, meetups, papers
from bot.study import calendar
from bot.texts import Texts, mark
from content import Item
from handlers import cards, goal_lines
from handlers import contacts as people
from handlers.goal_lines import Dated
from handlers.meetup_words import when

CHOICES = {
    "meetup": mark("A meetup a month: a word in the third week if none is planned"),
    "share": mark("A note a week: a slot on Wednesday"),
    "outreach": mark("A message a month to somebody you learn from"),
}
MEETUP, SHARE, OUTREACH = "T5-meetup", "T5-share", "T5-outreach"
"""Document 001, lines 51-53: where the three come from."""

A_WEEK = timedelta(days=7)
THIRD_WEEK, SECOND_WEEK, WEDNESDAY = 15, 8, 2
SHOWN = 3
ASKED_WITHIN = timedelta(days=3)
"""How long after a meetup the letter still asks how it was."""


def lines_due(context: Context) -> list[Dated]:
    """Today's lines about people: how it was, what was promised, what is planned."""
    return goal_lines.of_today(context, _all(context))


def _all(context: Context) -> Iterator[Dated]:
    yield from _about_people(context)
    yield from _of_the_rhythm(context)


def _about_people(context: Context) -> Iterator[Dated]:
    """How a meetup was, and what was promised to somebody."""
    t, session, member = context.t, context.session, context.member
    for found in meetups.unasked(session, member, context.now - ASKED_WITHIN, context.now):
        day = calendar.local_day(found.ends_at, member.zone, member.day_start)
        yes, no = people.yes_or_no(found, t)
        yield Dated(
            people.CAME,
            str(found.id),
            day + timedelta(days=1),
            people.question(found, t),
            yes,
            last=day + ASKED_WITHIN,
            no=no,
        )
    for one in contacts.to_follow(session, member, context.today - A_WEEK, context.today):
        on = one.follow_on or context.today
        yield Dated(
            people.SENT,
            str(one.id),
            on,
            people.follow_words(one, t),
            people.sent_button(one, t),
            last=on + A_WEEK,
        )


def _of_the_rhythm(context: Context) -> Iterator[Dated]:
    """What a member chose to be reminded of: a meetup and a message a month, a note a week."""
    t, wanted = context.t, context.member.rhythm.split()
    month, ends = calendar.month_of(context.today), calendar.last_of_month(context.today)
    if "meetup" in wanted and not _meets(context):
        yield Dated(
            "people.meet",
            month,
            _study_day(context, THIRD_WEEK),
            t("📅 The month's third week, and no meetup is planned. Is there one for you?"),
            Button(t("Where to go"), "people.places"),
            last=ends,
        )
    if "outreach" in wanted:
        yield Dated(
            "people.write",
            month,
            _study_day(context, SECOND_WEEK),
            t("✉️ This month's message to somebody you learn from: a draft of four sentences."),
            Button(t("Message of the month"), "people.draft"),
            last=ends,
        )
    if "share" in wanted:
        slot = context.today + timedelta(days=WEDNESDAY - context.today.weekday())
        yield Dated(
            "people.share",
            slot.isoformat(),
            slot,
            t("📣 The week's slot for sharing: one note, 150 words."),
            Button(t("What to share"), "people.share"),
            last=slot + timedelta(days=2),
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
    """Four sentences, filled in with what is known of oneself, and how the document's way goes."""
    t, member = context.t, context.member
    track = context.library.find(member.track) if member.track else None
    own = [one for one in papers.of_kind(context.session, member, "project") if not one.closed_at]
    road = t(" ({track})", track=cards.item_title(track, t)) if track else ""
    words = lines(
        t(
            "1. I am {name}, and I am learning back-end development{road}.",
            name=member.name,
            road=road,
        ),
        t("2. I read your … and tried … because of it."),
        t("3. At the moment I am working on {what}.", what=own[-1].title)
        if own
        else t("3. At the moment I am working on …"),
        t("4. One question you can answer in ten minutes: …?"),
    )
    sent = Button(t("I sent one: write it down"), "contact.form", main=True)
    text = paragraphs(t("*The month's message*: a draft"), words, _steps(context, OUTREACH))
    return [Message(text, ((sent,),), private=True)]


def places(event: Event, context: Context) -> Iterable[Message]:
    """Where people meet: one's own next meetups, and what the documents name."""
    t, member = context.t, context.member
    coming = meetups.upcoming(context.session, member, [context.chat.id], context.now)
    named = context.library.find(MEETUP)
    text = paragraphs(
        t("*Where to go*"),
        *[lines(bold(one.title), when(one, member.zone, t)) for one in coming[:SHOWN]],
        item_text(named, t) if named else None,
    )
    announce = Button(t("Announce a meetup"), "meetup", main=True)
    conferences = Button(t("Conferences"), "people.conferences")
    return [Message(text, ((announce, conferences),), private=True)]


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
    return item_text(item, context.t) if item is not None else None


def item_text(item: Item, t: Texts) -> Text:
    """An item's name, its steps or words, and where it comes from."""
    steps = [backticks(f"{number}. {step}") for number, step in enumerate(item.steps, 1)]
    place = cards.where(item.source, t)
    return lines(
        bold(cards.item_title(item, t)),
        join("\n", steps) if steps else backticks(item.body or item.text) if item.text else None,
        t("📖 {source}", source=place) if place else None,
    )


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
