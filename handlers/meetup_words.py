"""How a meetup reads: its post, its times, its rhythm; in each reader's own zone and language."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.chat import Address, Button, Event, Link, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, bold, lines, paragraphs
from bot.models import Meetup, Member
from bot.queries import meetups, members
from bot.study import calendar, recurrence
from bot.texts import Texts, mark, texts

NAMES_SHOWN = 12
FREQS = {
    "DAILY": (mark("every day"), mark("every {n} days")),
    "WEEKLY": (mark("every week"), mark("every {n} weeks")),
    "MONTHLY": (mark("every month"), mark("every {n} months")),
    "YEARLY": (mark("every year"), mark("every {n} years")),
}
NTH = {
    1: mark("the first {days}"),
    2: mark("the second {days}"),
    3: mark("the third {days}"),
    4: mark("the fourth {days}"),
    -1: mark("the last {days}"),
}
ANSWERS = {"yes": mark("Coming"), "maybe": mark("Maybe"), "no": mark("Not this time")}


def when(found: Meetup, zone: str, t: Texts) -> Text:
    """ "3月14日 周六 19:00–21:00（Asia/Shanghai）", or the days, of one that lasts whole days."""
    starts, ends = calendar.local(found.starts_at, zone), calendar.local(found.ends_at, zone)
    if found.all_day:
        first = calendar.local(found.starts_at, found.zone).date()
        last = (calendar.local(found.ends_at, found.zone) - timedelta(seconds=1)).date()
        days = t.day(first) if first == last else f"{t.day(first)} – {t.day(last)}"
        return t("🕖 {days}, all day", days=days)
    until = f"{ends:%H:%M}" if ends.date() == starts.date() else t.moment(ends)
    moment = f"{t.moment(starts)}–{until}"
    return t("🕖 {moment} ({zone})", moment=moment, zone=zone)


def moment(at: datetime, zone: str, t: Texts) -> str:
    return t.moment(calendar.local(at, zone))


def repeats(rule: str, t: Texts) -> str:
    """A rule in words; what has no short words is shown as it is written."""
    read = recurrence.read(rule)
    one, many = FREQS[read.freq]
    parts = [t.plain(many, n=read.interval) if read.interval > 1 else t.plain(one)]
    comma, gap = ("、", " ") if t.lang == "zh" else (", ", ", ")
    plain = not (read.by_month or read.by_position or (read.by_day and read.by_month_day))
    nths = {nth for nth, _ in read.by_day}
    if not plain or len(nths) > 1 or nths - NTH.keys() - {0}:
        return rule
    if read.by_day:
        nth, days = nths.pop(), _weekdays([day for _, day in read.by_day], comma, t)
        if read.freq == "WEEKLY" and read.interval == 1:
            parts = [t.plain("every {days}", days=days)]
        else:
            parts.append(t.plain(NTH[nth], days=days) if nth else days)
    if read.by_month_day == (-1,):
        parts.append(t.plain("the last day"))
    elif read.by_month_day:
        parts.append(t.plain("on the {days}", days=comma.join(map(str, read.by_month_day))))
    if read.count:
        parts.append(t.plain("{n} times", n=read.count))
    if read.until:
        parts.append(t.plain("until {day}", day=f"{read.until:%Y-%m-%d}"))
    return gap.join(parts)


def _weekdays(days: list[int], comma: str, t: Texts) -> str:
    """Their names; three and more in a row as "Mon–Fri"."""
    names = t.weekdays()
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return t.plain("{first}–{last}", first=names[days[0]], last=names[days[-1]])
    return comma.join(names[day] for day in days)


def facts(found: Meetup, zone: str, t: Texts) -> Text:
    """What everybody may know of a meetup, below its name."""
    by = found.answers_by
    return lines(
        when(found, zone, t),
        t("📍 {place}", place=found.place) if found.place else None,
        t("🔁 {rhythm}", rhythm=repeats(found.rule, t)) if found.rule else None,
        t("🪑 {n} seats", n=found.capacity) if found.capacity else None,
        t("✋ Sign up until {moment}", moment=moment(by, zone, t)) if by else None,
        t("💬 Bring along: {question}", question=found.question) if found.question else None,
    )


def posts(context: Context, found: Meetup) -> list[Message]:
    """The announcement wherever it stands, edited as answers come in."""
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
    text = paragraphs(lines(title, facts(found, zone, t)), _counted(context, found, t))
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


def _counted(context: Context, found: Meetup, t: Texts) -> Text:
    counts = meetups.counts(context.session, found)
    names = meetups.named(context.session, found, NAMES_SHOWN)
    shown = ("、" if t.lang == "zh" else ", ").join(names)
    return lines(
        t("Coming: {yes} · maybe: {maybe}", yes=counts["yes"], maybe=counts["maybe"]),
        t("Waiting for a seat: {n}", n=counts["wait"]) if counts["wait"] else None,
        t("With their names: {names}", names=shown) if names else None,
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
