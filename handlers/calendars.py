"""Calendars: a meetup as a file, entries brought from other programs, one's private feed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.calendars import links, read, tokens, write
from bot.calendars.appointment import PLACE, TITLE, Appointment, one_line
from bot.chat import Button, Event, File, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, bold, code, lines, paragraphs
from bot.models import Group, Meetup
from bot.queries import checkins, feeds, groups, meetups, members
from bot.queries.meetups import Plan
from bot.study import calendar, recurrence
from bot.texts import Texts, mark
from handlers.announcing import announced, refusal
from handlers.meetup_words import apart, meant, moment, repeats, when

SHOWN = 5
"""Entries of a file offered one by one."""

REFUSED = {
    "too_large": mark("That file is too large for a calendar: half a megabyte at most."),
    "broken": mark(
        "That is not a calendar file I can read. Save it once more as .ics and send it."
    ),
    "empty": mark("There is no event in that file."),
    "too_many": mark("There are more than 200 events in that file. Send the one you mean."),
    "no_start": mark("it does not say when it begins"),
    "backwards": mark("it ends before it begins"),
}
ZONES = ("m", "g", "u")
"""Whose clock a time without a zone is on: mine, the group's, or UTC."""

HERE = "-"


def file(event: Event, context: Context) -> Iterable[Message]:
    """A meetup for any calendar program, with one's own lead time as its alarm."""
    t, found = context.t, meant(event.text, context)
    row = meetups.rsvp(context.session, found, context.member)
    written = feeds.file_of(context.session, found, row.lead if row else 0, context.now)
    text = t("{title}, for your calendar.", title=bold(found.title))
    named = File(f"meetup-{found.id}.ics", written, "text/calendar")
    return apart(event, context, Message(text, file=named, private=True))


# --- one's own calendar ---------------------------------------------------------------------------


def calendar_(event: Event, context: Context) -> Iterable[Message]:
    """/calendar: what is coming, and the private addresses a calendar program can follow."""
    t, member, session = context.t, context.member, context.session
    own = members.groups_of(session, member)
    chats = [context.chat.id, *(group.chat_id for group in own)]
    coming = meetups.upcoming(session, member, chats, context.now)
    rows = [
        (Button(one_line(one.title, 30), "meetup.more", str(one.id)),) for one in coming[:SHOWN]
    ]
    said = [lines(bold(one.title), when(one, member.zone, t)) for one in coming[:SHOWN]]
    address = context.feed(tokens.Feed("member", member.id, member.feed))
    text = paragraphs(
        t("*What is coming*") if said else t("No meetup is planned. /meetup announces one."),
        *said,
        lines(
            t("Your private calendar, with meetups, reviews and OKR dates:"),
            code(address),
            t("Subscribe to it in your calendar program. Who has the address can read it."),
        ),
        *[_group_feed(context, group) for group in own],
    )
    renew = Button(t("New address, the old one ends"), "calendar.renew")
    of_groups = [
        (Button(t("New address for {group}", group=one.name), "calendar.group", str(one.id)),)
        for one in own
        if groups.organises(session, member, one)
    ]
    return [Message(text, (*rows, (renew,), *of_groups), private=True)]


def renew(event: Event, context: Context) -> Iterable[Message]:
    """The address that may have got into other hands ends at once."""
    t, member = context.t, context.member
    member.feed += 1
    address = context.feed(tokens.Feed("member", member.id, member.feed))
    text = t("The old address no longer works. The new one:")
    return [Message(lines(text, code(address)), private=True)]


def _group_feed(context: Context, group: Group) -> Text:
    address = context.feed(tokens.Feed("group", group.id, group.feed))
    return lines(context.t("The calendar of {group}:", group=bold(group.name)), code(address))


def renew_group(event: Event, context: Context) -> Iterable[Message]:
    """An organiser ends the group's address, for instance after somebody was removed."""
    t = context.t
    group = groups.by_id(context.session, event.text)
    if group is None or not groups.organises(context.session, context.member, group):
        raise UserError(t("Only an organiser of the group can do that."))
    group.feed += 1
    text = t("The old address no longer works. The new one:")
    address = context.feed(tokens.Feed("group", group.id, group.feed))
    return [Message(lines(text, code(address)), private=True)]


# --- entries of other programs ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer:
    """An entry that can be announced, and what has to be said or asked about it."""

    entry: Appointment
    doubts: tuple[Text, ...] = ()


def brought(event: Event, context: Context) -> list[Message] | None:
    """A calendar file, its pasted text or an "add to calendar" link; None if it is none."""
    if event.edited:
        return None
    content = next((one.content for one in event.files if is_calendar(one)), None)
    if content is None and read.BEGIN in event.text.upper():
        content = event.text.encode()
    if content is not None:
        return _read(content, context)
    linked = links.read(event.text)
    return _offers([linked], context) if linked is not None else None


def is_calendar(one: File) -> bool:
    return one.name.casefold().endswith((".ics", ".ical", ".vcs")) or read.BEGIN in (
        one.content[:200].decode("utf-8", "replace").upper()
    )


def take(event: Event, context: Context) -> Iterable[Message]:
    """The entry is announced: on whose clock, and where."""
    t = context.t
    number, clock, where = (*event.text.split(" "), "", "")[:3]
    draft = checkins.draft(context.session, context.member, number)
    if draft is None:
        return [Message(t("That file is gone. Send it again."), replace=True)]
    entry = read.read(draft.text.encode()).found[0]
    zone = entry.zone or _zone(clock, context)
    own = members.groups_of(context.session, context.member)
    if where == "" and own:
        return [
            Message(t("Where shall I announce it?"), _places(number, clock, own, t), private=True)
        ]
    chat = context.chat if where in {"", HERE} else groups.chat_for(context, where)
    said = announced(context, _plan(entry, zone), chat)
    context.session.delete(draft)
    done = [] if chat.id == context.chat.id else [Message(t("Announced."), replace=True)]
    return [*done, *said]


def _read(content: bytes, context: Context) -> list[Message]:
    t = context.t
    try:
        reading = read.read(content)
    except read.CalendarError as error:
        raise UserError(t(REFUSED[str(error)])) from None
    left_out = [
        t("“{title}” is left out: {reason}.", title=one.title, reason=t(REFUSED[one.reason]))
        if one.reason in {"no_start", "backwards"}
        else t("“{title}” is left out: it cannot be read.", title=one.title)
        for one in reading.troubles
    ]
    said = _offers(_dates_apart(reading.found), context)
    return [*said, Message(lines(*left_out[:SHOWN]), private=True)] if left_out else said


def _dates_apart(found: Iterable[Appointment]) -> list[Appointment]:
    """A moved date of a series becomes an entry of its own; the series leaves it out."""
    moved: dict[str, list[datetime | date]] = {}
    for one in found:
        if one.slot is not None:
            moved.setdefault(one.uid, []).append(one.slot)
    entries: list[Appointment] = []
    for one in found:
        if one.slot is None:
            entries.append(replace(one, skips=(*one.skips, *moved.get(one.uid, ()))))
        elif not one.cancelled:
            entries.append(replace(one, uid="", slot=None, rule=""))
    return entries


def _offers(entries: list[Appointment], context: Context) -> list[Message]:
    t = context.t
    coming = [one for one in entries if one.cancelled or _ahead(one, context)]
    if not coming:
        return [Message(t("Everything in it is over already."), private=True)] if entries else []
    coming.sort(key=lambda entry: _start(entry, context))
    said = [_offer(one, context) for one in coming[:SHOWN]]
    rest = len(coming) - SHOWN
    if rest > 0:
        more = t.count(
            "{n} more event is in it; send it alone.",
            "{n} more events are in it; send the one you mean.",
            rest,
        )
        said.append(Message(more, private=True))
    return said


def _offer(entry: Appointment, context: Context) -> Message:
    t, session = context.t, context.session
    title = bold(entry.title or t("A meetup"))
    known = meetups.known(session, context.chat, entry.uid) if entry.uid else None
    if entry.cancelled:
        text = t("{title} is cancelled, says the file.", title=title)
        row: Row = (
            (Button(t("Cancel the meetup"), "meetup.cancel", str(known.id)),) if known else ()
        )
        return Message(text, (row,) if row else (), private=True)
    if known is not None and known.cancelled_at is None:
        text = t("{title} is announced here already.", title=title)
        return Message(text, ((Button(t("More"), "meetup.more", str(known.id)),),), private=True)
    if entry.rule:
        try:
            recurrence.read(
                entry.rule, entry.starts if isinstance(entry.starts, datetime) else None
            )
        except recurrence.RuleError as error:
            return Message(lines(title, refusal(str(error), t)), private=True)
    zone = entry.zone or context.member.zone
    draft = checkins.keep_draft(session, context.member, _kept(entry, context.now), "", context.now)
    asks = entry.floating or (not entry.zone and not entry.all_day)
    text = paragraphs(
        lines(
            title,
            _when(entry, zone, context),
            t("📍 {place}", place=entry.place) if entry.place else None,
            t("🔁 {rhythm}", rhythm=repeats(str(recurrence.read(entry.rule, _first(entry))), t))
            if entry.rule
            else None,
        ),
        t("It names no time zone I know. On whose clock is that?") if asks else None,
        t("Its extra dates beside the rhythm are left out.") if entry.extra else None,
    )
    rows = _clocks(draft.id, context, t) if asks else ((_announce(draft.id, t),),)
    return Message(text, rows, private=True)


def _announce(number: int, t: Texts) -> Button:
    return Button(t("Announce it"), "meetup.take", f"{number} m", main=True)


def _clocks(number: int, context: Context, t: Texts) -> tuple[Row, ...]:
    zones = {_zone(code, context): code for code in reversed(ZONES)}
    return tuple(
        (Button(zone, "meetup.take", f"{number} {code}"),) for zone, code in reversed(zones.items())
    )


def _places(number: str, clock: str, own: list[Group], t: Texts) -> tuple[Row, ...]:
    rows: list[Row] = [
        (
            Button(
                t("Announce in {group}", group=one.name),
                "meetup.take",
                f"{number} {clock} {one.chat_id}",
            ),
        )
        for one in own
    ]
    return (*rows, (Button(t("Only here"), "meetup.take", f"{number} {clock} {HERE}"),))


def _zone(clock: str, context: Context) -> str:
    if clock == "g":
        own = members.groups_of(context.session, context.member)
        return own[0].zone if own else context.member.zone
    return "UTC" if clock == "u" else context.member.zone


def _plan(entry: Appointment, zone: str) -> Plan:
    """The entry with every time an instant, on the clock of a zone."""
    starts, ends = _instant(entry.starts, zone), _instant(entry.ends, zone)
    return Plan(
        title=one_line(entry.title, TITLE) or one_line(entry.place, TITLE) or "?",
        starts_at=starts,
        ends_at=ends,
        zone=zone,
        place=one_line(entry.place, PLACE),
        all_day=entry.all_day,
        rule=entry.rule,
        skips=tuple(_instant(one, zone) for one in entry.skips),
        uid=entry.uid,
    )


def _instant(at: datetime | date, zone: str) -> datetime:
    if not isinstance(at, datetime):
        return calendar.instant(at, 0, zone)
    return at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) if at.tzinfo is None else at


def _first(entry: Appointment) -> datetime | None:
    return entry.starts if isinstance(entry.starts, datetime) else None


def _start(entry: Appointment, context: Context) -> datetime:
    return _instant(entry.starts, entry.zone or context.member.zone)


def _ahead(entry: Appointment, context: Context) -> bool:
    """Whether it is still to come; of a series any date. What cannot be read is refused later."""
    start = _start(entry, context)
    if start > context.now or not entry.rule:
        return start > context.now
    zone = entry.zone or context.member.zone
    try:
        rule = recurrence.read(entry.rule, _first(entry))
    except recurrence.RuleError:
        return True
    skips = {_instant(one, zone) for one in entry.skips}
    return recurrence.following(rule, start, zone, context.now, skips) is not None


def _when(entry: Appointment, zone: str, context: Context) -> Text:
    """The start in the reader's own zone, next to the entry's if that is another."""
    t, own = context.t, context.member.zone
    shown = Meetup(
        starts_at=_instant(entry.starts, zone),
        ends_at=_instant(entry.ends, zone),
        all_day=entry.all_day,
        zone=zone,
    )
    if entry.floating:
        return t("🕖 {moment}", moment=moment(shown.starts_at, zone, t))
    return when(shown, own, t)


def _kept(entry: Appointment, now: datetime) -> str:
    """The one entry as a calendar file of our own, until somebody says what to do with it."""
    return write.write([replace(entry, leads=())], entry.title, now).decode()
