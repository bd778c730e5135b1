"""How a meetup reads: its post, its times, its rhythm; in each reader's own zone and language."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.chat import Address, Button, Event, Link, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, bold, join, lines, paragraphs
from bot.models import Meetup, Member
from bot.queries import meetups, members
from bot.study import calendar
from bot.texts import Texts, mark, texts
from handlers.repeat_words import rhythm

NAMES_SHOWN = 12
COUNTED = {
    "yes": mark("Coming: {n}"),
    "maybe": mark("Maybe: {n}"),
    "wait": mark("Waiting for a seat: {n}"),
    "no": mark("Not this time: {n}"),
}
"""The post says how many said what; nobody said it: nothing is said, a bare zero hurts."""

ANSWERS = {"yes": mark("Coming"), "maybe": mark("Maybe"), "no": mark("Not this time")}


def when(found: Meetup, zone: str, t: Texts) -> Text:
    """ "3月14日 周六 19:00–21:00（Asia/Shanghai）", or the days, of one that lasts whole days."""
    starts, ends = calendar.local(found.starts_at, zone), calendar.local(found.ends_at, zone)
    announced = calendar.local(found.created_at, zone)
    if found.all_day:
        first = calendar.local(found.starts_at, found.zone).date()
        last = (calendar.local(found.ends_at, found.zone) - timedelta(seconds=1)).date()
        shown = [t.day(day, year=day.year != announced.year) for day in (first, last)]
        return t("🕖 {days}, all day", days=" – ".join(dict.fromkeys(shown)))
    until = f"{ends:%H:%M}" if ends.date() == starts.date() else t.moment(ends)
    day = t.day(starts.date(), year=starts.year != announced.year)
    return t("🕖 {moment} ({zone})", moment=f"{day} {starts:%H:%M}–{until}", zone=zone)


def moment(at: datetime, zone: str, t: Texts) -> str:
    return t.moment(calendar.local(at, zone))


def facts(found: Meetup, zone: str, t: Texts) -> Text:
    """What everybody may know of a meetup, below its name."""
    by = found.answers_by
    return lines(
        when(found, zone, t),
        t("📍 {place}", place=found.place) if found.place else None,
        rhythm(found, zone, t),
        t.count("🪑 {n} seat", "🪑 {n} seats", found.capacity) if found.capacity else None,
        t("✋ Sign up until {moment}", moment=moment(by, zone, t)) if by else None,
        t("💬 Bring along: {question}", question=found.question) if found.question else None,
    )


def posts(context: Context, found: Meetup) -> list[Message]:
    """The announcement wherever it stands, edited as answers come in."""
    if not found.post:
        return []
    return [
        _post(context, found, home.member_id, members.address_of(home))
        for home in meetups.homes(context.session, found)
    ]


def _post(context: Context, found: Meetup, owner: int | None, where: Address) -> Message:
    """In a channel times are the group's, in private the reader's own."""
    session = context.session
    reader = session.get(Member, owner or found.host_id)
    group = None if owner else members.group_of_chat(session, found.chat)
    lang = group.lang if group else reader.lang if reader else context.t.lang
    zone = group.zone if group else reader.zone if owner and reader else found.zone
    t = texts(lang)
    title = t("📅 *Meetup*: {title}", title=found.title)
    if found.cancelled_at is not None:
        gone = t("Cancelled: {title}", title=bold(found.title))
        return Message(lines(gone, when(found, zone, t)), to=where, post=found.post)
    text = paragraphs(lines(title, facts(found, zone, t)), counted(context, found, t))
    answers: Row = tuple(
        Button(t(label), "meetup.rsvp", f"{found.id} {word}", main=word == "yes")
        for word, label in ANSWERS.items()
    )
    more = Button(t("More"), "meetup.more", str(found.id))
    file = Button(t("Calendar file"), "meetup.ics", str(found.id))
    rows: list[Row] = [answers, (file, more)]
    if owner == found.host_id and reader is not None:
        for one in members.groups_of(session, reader):
            label = t("Announce in {group}", group=one.name)
            rows.append((Button(label, "meetup.share", f"{found.id} {one.id}"),))
    return Message(text, tuple(rows), to=where, post=found.post)


def counted(context: Context, found: Meetup, t: Texts) -> Text:
    counts = meetups.counts(context.session, found)
    names = meetups.named(context.session, found, NAMES_SHOWN)
    said = [t(COUNTED[word], n=counts[word]) for word in COUNTED if counts[word]]
    return lines(
        join(" · ", said) if said else None,
        t("With their names: {names}", names=t.series(names)) if names else None,
    )


def tell(
    context: Context, member: Member, say: Callable[[Texts, str], Text], *rows: Row
) -> list[Message]:
    """To somebody who is not asking: in private, in their language and zone, if we can."""
    home = members.home_of(context.session, member)
    if home is None:
        return []
    return [Message(say(texts(member.lang), member.zone), rows, to=members.address_of(home))]


def apart(event: Event, context: Context, message: Message) -> list[Message]:
    """A long or lasting answer goes to the private chat; who has none is shown the way."""
    if not event.in_group:
        return [message]
    t, home = context.t, members.home_of(context.session, context.member)
    if home is None:
        url = context.link("hello")
        row: tuple[Row, ...] = ((Link(t("Open our private chat"), url),),) if url else ()
        return [Message(t("Open our private chat once, then press again."), row, private=True)]
    there = Message(
        message.text,
        message.buttons,
        form=message.form,
        file=message.file,
        to=members.address_of(home),
    )
    return [Message(t("It is in our private chat."), private=True), there]


def meant(number: str, context: Context) -> Meetup:
    """The living meetup a button named, if it is theirs to see."""
    found = meetups.by_id(context.session, number)
    if found is None or not meetups.may_see(context.session, found, context.member, context.chat):
        raise UserError(context.t("That meetup is cancelled, or it is not here."))
    if found.cancelled_at is not None:
        raise UserError(context.t("That meetup is cancelled, or it is not here."))
    return found
