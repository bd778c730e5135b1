"""Entries brought from other calendars: announced, changed or cancelled when somebody says so."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.calendars import clipboard, links, read, series, write
from bot.calendars.appointment import PLACE, TITLE, Appointment, one_line
from bot.chat import Button, Event, File, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, bold, lines, paragraphs
from bot.models import Draft, Group, Meetup
from bot.queries import checkins, groups, meetups, members
from bot.queries.meetups import Plan
from bot.study import calendar, recurrence
from bot.texts import Texts, mark
from handlers import hosts
from handlers.announcing import announced, refusal, to_come
from handlers.meetup_words import when
from handlers.repeat_words import rhythm

SHOWN = 5
"""Entries of a file offered one by one."""

REFUSED = {
    "too_large": mark("That file is too large for a calendar: half a megabyte at most."),
    "broken": mark(
        "That is not a calendar file I can read. Save it once more as .ics and send it."
    ),
    "empty": mark("There is no event in that file."),
    "too_many": mark("There are more than 200 events in that file. Send the one you mean."),
    "answer": mark("That file answers an invitation; it is not one itself."),
}
LEFT_OUT = {
    "no_start": mark("I cannot read when it begins"),
    "no_rule": mark("I cannot read how it repeats"),
    "backwards": mark("it ends before it begins"),
    "broken": mark("it cannot be read"),
}
ZONES = ("m", "g", "u")
"""Whose clock a time without a zone is on: mine, the group's, or UTC."""

HERE = "-"


def brought(event: Event, context: Context) -> list[Message] | None:
    """A calendar file, its text, an "add to calendar" link, a call's invitation; None if none."""
    if event.edited:
        return None
    content = next((one.content for one in event.files if is_calendar(one)), None)
    if content is None and read.is_calendar(event.text):
        content = event.text.encode()
    if content is not None:
        return _read(content, context)
    now = calendar.local(context.now, context.member.zone)
    linked = links.read(event.text) or clipboard.read(event.text, now)
    return _offers([linked], context) if linked is not None else None


def is_calendar(one: File) -> bool:
    return one.name.casefold().endswith((".ics", ".ical", ".vcs")) or read.is_calendar(
        one.content[:200].decode("utf-8", "replace")
    )


# --- what a file says -----------------------------------------------------------------------------


def _read(content: bytes, context: Context) -> list[Message]:
    t = context.t
    try:
        reading = read.read(content)
    except read.CalendarError as error:
        raise UserError(t(REFUSED[str(error)])) from None
    left_out = [
        t("“{title}” is left out: {reason}.", title=one.title, reason=t(LEFT_OUT[one.reason]))
        for one in reading.troubles
    ]
    said = _offers(series.apart(reading.found), context)
    return [*said, Message(lines(*left_out[:SHOWN]), private=True)] if left_out else said


def _offers(entries: list[Appointment], context: Context) -> list[Message]:
    t = context.t
    coming = [one for one in entries if one.cancelled or _ahead(one, context)]
    if not coming:
        begun = [one for one in entries if _instant(one.ends, _zone_of(one, context)) > context.now]
        if begun:
            text = t("{title} has already begun.", title=bold(begun[0].title))
            return [Message(text, private=True)]
        return [Message(t("Everything in it is over already."), private=True)] if entries else []
    coming.sort(key=lambda entry: _instant(entry.starts, _zone_of(entry, context)))
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
    t = context.t
    known = meetups.known(context.session, context.chat, context.member, entry.uid)
    if entry.cancelled:
        return _gone(entry, known, context)
    title = bold(entry.title or t("A meetup"))
    if entry.rule:
        try:
            recurrence.read(entry.rule, _first(entry))
        except recurrence.RuleError as error:
            return Message(lines(title, refusal(str(error), t)), private=True)
    plan = _plan(entry, _zone_of(entry, context))
    event = "meetup.take"
    if known is not None and known.cancelled_at is None and _replaces(entry, known):
        if hosts.same(known, plan):
            text = t("{title} is announced already.", title=title)
            return Message(text, (_more(known, t),), private=True)
        event = "meetup.update"
    draft = checkins.keep_draft(
        context.session, context.member, _kept(entry, context.now), "", context.now
    )
    asks = not entry.zone and not entry.all_day and (entry.floating or bool(entry.rule))
    text = paragraphs(
        t("This is announced already; the file says something else now:")
        if event == "meetup.update"
        else None,
        lines(title, *_facts(to_come(plan, context), context, clock=not asks)),
        t("It names no time zone I know. On whose clock is that?") if asks else None,
    )
    label = t("Announce it") if event == "meetup.take" else t("Change it so")
    rows: tuple[Row, ...] = ((Button(label, event, f"{draft.id} m", main=True),),)
    return Message(text, _clocks(draft, event, context) if asks else rows, private=True)


def _gone(entry: Appointment, known: Meetup | None, context: Context) -> Message:
    """Cancelled: the whole of it, the date that is announced, or one that is still to come."""
    t = context.t
    title = bold((known.title if known else entry.title) or t("A meetup"))
    if known is None or known.cancelled_at is not None:
        text = t("{title} is cancelled, says the file. It is not announced here.", title=title)
        return Message(text, private=True)
    number = str(known.id)
    if entry.slot is None:
        row: Row = (Button(t("Cancel the meetup"), "meetup.cancel", number),)
        return Message(t("{title} is cancelled, says the file.", title=title), (row,), private=True)
    slot = _instant(entry.slot, known.zone)
    day = t.day(calendar.local(slot, known.zone).date())
    text = t("{title} on {day} is cancelled, says the file.", title=title, day=day)
    if slot == known.slot_at:
        row = (Button(t("Cancel this date"), "meetup.off", f"{number} one", main=True),)
    elif slot > known.slot_at and known.rule:
        leave = f"{number} {int(slot.timestamp())}"
        row = (Button(t("Leave this date out"), "meetup.skip", leave, main=True),)
    else:
        return Message(text, private=True)
    return Message(text, (row,), private=True)


def _replaces(entry: Appointment, known: Meetup) -> bool:
    """A moved date of a series is a change of that date only, if it is the one announced."""
    return entry.slot is None or _instant(entry.slot, known.zone) == known.slot_at


def _facts(plan: Plan, context: Context, *, clock: bool) -> Iterable[Text | None]:
    """As the post would say it, on the reader's clock; without a zone while that is asked."""
    t = context.t
    shown = Meetup(
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        all_day=plan.all_day,
        zone=plan.zone,
        rule=plan.rule,
        slot_at=plan.starts_at,
        extra=[one.isoformat() for one in plan.extra],
        created_at=context.now,
    )
    if clock:
        yield when(shown, context.member.zone, t)
    else:
        starts, ends = (calendar.local(at, plan.zone) for at in (plan.starts_at, plan.ends_at))
        yield t("🕖 {moment}", moment=f"{t.moment(starts)}–{ends:%H:%M}")
    yield t("📍 {place}", place=plan.place) if plan.place else None
    yield rhythm(shown, context.member.zone if clock else plan.zone, t)


# --- what is done with it -------------------------------------------------------------------------


def take(event: Event, context: Context) -> Iterable[Message]:
    """The entry is announced: on whose clock, and where."""
    t = context.t
    number, clock, where = (*event.text.split(" "), "", "")[:3]
    draft = _draft(number, context)
    own = members.groups_of(context.session, context.member)
    if where == "" and own and not event.in_group:
        rows = _places(number, clock, own, t)
        return [Message(t("Where shall I announce it?"), rows, private=True)]
    chat = context.chat if where in {"", HERE} else groups.chat_for(context, where)
    entry = _entry(draft)
    plan = _plan(entry, _zone_of(entry, context, clock))
    if plan.zone == "UTC" and not plan.rule:
        plan = replace(plan, zone=groups.zone_of(context, chat))
    told: list[Message] = []
    series_ = meetups.known(context.session, context.chat, context.member, entry.uid)
    if entry.slot is not None and series_ is not None and series_.rule:
        told = hosts.leave_out(context, series_, _instant(entry.slot, series_.zone))
        plan = replace(plan, uid="")
    said = [*announced(context, plan, chat), *told]
    context.session.delete(draft)
    done = [] if chat.id == context.chat.id else [Message(t("Announced."), replace=True)]
    return [*done, *said]


def update(event: Event, context: Context) -> Iterable[Message]:
    """What is announced already becomes what the file says; who comes is told."""
    t = context.t
    number, _, clock = event.text.partition(" ")
    draft = _draft(number, context)
    entry = _entry(draft)
    known = meetups.known(context.session, context.chat, context.member, entry.uid)
    if known is None or known.cancelled_at is not None:
        raise UserError(t("That meetup is cancelled, or it is not here."))
    plan = _plan(entry, _zone_of(entry, context, clock))
    context.session.delete(draft)
    return hosts.become(context, known, to_come(plan, context))


def _draft(number: str, context: Context) -> Draft:
    found = checkins.draft(context.session, context.member, number)
    if found is None:
        raise UserError(context.t("That file is gone. Send it again."))
    return found


def _entry(draft: Draft) -> Appointment:
    return read.read(draft.text.encode()).found[0]


def _clocks(draft: Draft, event: str, context: Context) -> tuple[Row, ...]:
    zones = {_clock(code, context): code for code in reversed(ZONES)}
    return tuple(
        (Button(zone, event, f"{draft.id} {code}"),) for zone, code in reversed(zones.items())
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


def _more(known: Meetup, t: Texts) -> Row:
    return (Button(t("More"), "meetup.more", str(known.id)),)


def _clock(code: str, context: Context) -> str:
    if code == "g":
        own = members.groups_of(context.session, context.member)
        return own[0].zone if own else context.member.zone
    return "UTC" if code == "u" else context.member.zone


# --- an entry with every time an instant ----------------------------------------------------------


def _plan(entry: Appointment, zone: str) -> Plan:
    return Plan(
        title=one_line(entry.title, TITLE) or one_line(entry.place, TITLE) or "?",
        starts_at=_instant(entry.starts, zone),
        ends_at=_instant(entry.ends, zone),
        zone=zone,
        place=one_line(entry.place, PLACE),
        all_day=entry.all_day,
        rule=entry.rule or (recurrence.ONCE if entry.extra else ""),
        skips=tuple(_instant(one, zone) for one in entry.skips),
        extra=tuple(_instant(one, zone) for one in entry.extra),
        uid=entry.uid,
    )


def _instant(at: datetime | date, zone: str) -> datetime:
    if not isinstance(at, datetime):
        return calendar.instant(at, 0, zone)
    return at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) if at.tzinfo is None else at


def _zone_of(entry: Appointment, context: Context, clock: str = "m") -> str:
    return entry.zone or _clock(clock, context)


def _first(entry: Appointment) -> datetime | None:
    return entry.starts if isinstance(entry.starts, datetime) else None


def _ahead(entry: Appointment, context: Context) -> bool:
    """Whether it is still to come; of a series any date. What cannot be read is refused later."""
    zone = _zone_of(entry, context)
    plan = _plan(entry, zone)
    if plan.open_until > context.now or not plan.rule:
        return plan.open_until > context.now
    try:
        rule = recurrence.read(plan.rule, _first(entry))
    except recurrence.RuleError:
        return True
    dates = (plan.skips, plan.extra)
    return recurrence.following(rule, plan.starts_at, zone, context.now, *dates) is not None


def _kept(entry: Appointment, now: datetime) -> str:
    """The one entry as a calendar file of our own, until somebody says what to do with it."""
    return write.write([replace(entry, leads=())], entry.title, now).decode()
