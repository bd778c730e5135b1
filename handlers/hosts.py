"""The host's side of a meetup: changed in place, moved, cancelled, carried on to its next date."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.calendars.appointment import PLACE, TITLE, one_line
from bot.chat import Button, Event, Message, Row
from bot.context import Context, UserError
from bot.markup import bold, lines, paragraphs
from bot.models import Meetup, Member
from bot.queries import alarms, checkins, meetups, members
from bot.queries.meetups import Plan
from bot.study import calendar, recurrence
from bot.texts import Texts
from handlers import host_forms
from handlers.meetup_words import meant, moment, posts
from handlers.rsvps import move_up, page, plan
from handlers.told import TOLD, cancelled, everybody, follow_suit, moved, on_again

KEPT = (
    *("title", "starts_at", "ends_at", "zone", "place", "capacity", "answers_by", "question"),
    *("rule", "first_at", "slot_at", "skips", "extra", "all_day", "cancelled_at"),
)
"""What a change can be taken back to."""

MOST_SEATS = 9999
LONGEST_STAMP = 11


def form_when(event: Event, context: Context) -> Iterable[Message]:
    found = _own(event.text, context)
    return [Message("", form=host_forms.when(found, context.t), private=True)]


def form_seats(event: Event, context: Context) -> Iterable[Message]:
    found = _own(event.text, context)
    return [Message("", form=host_forms.seats(found, context.t), private=True)]


def save_when(event: Event, context: Context) -> Iterable[Message]:
    """Title, hours, zone and place; a moved meetup moves its reminders and tells who comes."""
    t, given = context.t, event.values
    found = _unchanged(event, context)
    before = _snapshot(found)
    title = one_line(given.get("title", ""), TITLE) or found.title
    zone = given.get("zone") or found.zone
    starts, ends = _hours(found, given, zone, t)
    open_until = ends if found.all_day else starts
    if starts != found.starts_at and open_until <= context.now:
        raise UserError(t("{moment} has passed already.", moment=moment(starts, zone, t)))
    place = one_line(given.get("place", ""), PLACE)
    shift = starts - found.starts_at
    told = (starts, ends, place) != (found.starts_at, found.ends_at, found.place)
    found.title, found.zone, found.place = title, zone, place
    if found.answers_by is not None:
        found.answers_by += shift
    if found.rule and given.get("which") == "all":
        _rebase(found, starts)
    found.starts_at, found.ends_at = starts, ends
    return _changed(context, found, before, told=told)


def save_seats(event: Event, context: Context) -> Iterable[Message]:
    """Seats, deadline, rhythm, question; more seats go to the waiting list at once."""
    given = event.values
    found = _unchanged(event, context)
    before = _snapshot(found)
    seats = int(given["seats"]) if given.get("seats", "").isdecimal() else 0
    found.capacity = min(seats, MOST_SEATS) or None
    found.question = one_line(given.get("question", ""), PLACE)
    ahead = given.get("deadline", "")
    if ahead in host_forms.DEADLINES:
        hours = host_forms.DEADLINES[ahead][0]
        found.answers_by = found.starts_at - timedelta(hours=hours) if hours else None
    rhythm = given.get("repeat", host_forms.AS_IT_IS)
    if rhythm != host_forms.AS_IT_IS and rhythm in host_forms.RHYTHMS:
        found.rule = host_forms.RHYTHMS[rhythm][0]
        _begin_anew(found, found.starts_at)
    return _changed(context, found, before, told=False)


def cancel(event: Event, context: Context) -> Iterable[Message]:
    """Asked once more, as others will be told."""
    t, found = context.t, _own(event.text, context)
    all_dates = (found, *meetups.ahead(context.session, found))
    coming = {who.id for one in all_dates for who, _ in meetups.said(context.session, one, *TOLD)}
    told = len(coming - {context.member.id})
    text = paragraphs(
        t("Cancel {title}?", title=bold(found.title)),
        t.count("{n} person will be told.", "{n} people will be told.", told) if told else None,
    )
    number = str(found.id)
    buttons: Row = (Button(t("Yes, cancel it"), "meetup.off", f"{number} all"),)
    if found.rule:
        one = Button(t("Only this date"), "meetup.off", f"{number} one")
        buttons = (one, Button(t("Every date"), "meetup.off", f"{number} all"))
    keep = Button(t("Keep it"), "meetup.more", number, main=True)
    return [Message(text, (buttons, (keep,)), private=True)]


def off(event: Event, context: Context) -> Iterable[Message]:
    """Cancelled: who said yes, maybe or waits is told; the post says so; the rest is silence."""
    number, _, which = event.text.partition(" ")
    t, found = context.t, _own(number, context)
    before = _snapshot(found)
    waiting = {one.id for one in meetups.ahead(context.session, found)}
    found.cancelled_at = context.now
    _bump(context, found)
    said = everybody(context, found, cancelled)
    made = None
    if found.rule and which == "one":
        found.skips = [*found.skips, found.slot_at.isoformat()]
        made = _carry_on(context, found)
    elif found.rule:
        arm_next(context, found, None)
    said += follow_suit(context, found)
    checkins.remember(
        context.session,
        context.member,
        "meetup",
        context.now,
        meetup=found.id,
        before=before,
        made=made.id if made and made.id not in waiting else None,
        back=made.id if made and made.id in waiting else None,
    )
    undo = ((Button(t("Undo"), "undo"),),)
    text = t("Cancelled: {title}", title=bold(found.title))
    shown = [] if made and made.post == found.post else posts(context, found)
    return [
        Message(text, undo, private=True),
        *shown,
        *said,
        *(posts(context, made) if made else []),
    ]


def skip(event: Event, context: Context) -> Iterable[Message]:
    """A date of a series that is still to come is left out; nobody was asked to it yet."""
    number, _, at = event.text.partition(" ")
    t, found = context.t, _own(number, context)
    if not at.isdecimal() or len(at) > LONGEST_STAMP or not found.rule:
        raise UserError(t("This button is from an older message and no longer works."))
    before, slot = _snapshot(found), datetime.fromtimestamp(int(at), UTC)
    said = leave_out(context, found, slot)
    checkins.remember(
        context.session, context.member, "meetup", context.now, meetup=found.id, before=before
    )
    day = t.day(calendar.local(slot, found.zone).date())
    text = t("{title} leaves out {day}.", title=bold(found.title), day=day)
    return [Message(text, ((Button(t("Undo"), "undo"),),), private=True), *said]


def leave_out(context: Context, found: Meetup, slot: datetime) -> list[Message]:
    """Whoever said they would come that day is told. Raises UserError if they may not."""
    if not meetups.may_edit(context.session, found, context.member):
        raise UserError(context.t("Only its host or an organiser of the group can change it."))
    if slot.isoformat() not in found.skips:
        found.skips = [*found.skips, slot.isoformat()]
    _bump(context, found)
    return follow_suit(context, found)


def same(found: Meetup, plan: Plan) -> bool:
    """Whether a file says what is announced; of a series where it began, how it goes, what it
    leaves out.
    """
    if (found.title, found.place) != (plan.title, plan.place):
        return False
    if not (found.rule and plan.rule):
        return (found.starts_at, found.ends_at) == (plan.starts_at, plan.ends_at)
    rule = recurrence.read(plan.rule, calendar.local(plan.starts_at, plan.zone))
    left_out = {one.isoformat() for one in plan.skips if one > found.slot_at}
    return (
        (found.rule, found.first_at) == (str(rule), plan.starts_at)
        and found.ends_at - found.starts_at == plan.ends_at - plan.starts_at
        and left_out <= set(found.skips)
    )


def become(context: Context, found: Meetup, plan: Plan) -> list[Message]:
    """The meetup becomes what a file says of it; a moved date of a series changes alone."""
    found = _own(str(found.id), context)
    before = _snapshot(found)
    for name in ("title", "starts_at", "ends_at", "zone", "place", "all_day"):
        setattr(found, name, getattr(plan, name))
    if found.answers_by is not None:
        found.answers_by += found.starts_at - datetime.fromisoformat(before["starts_at"])
    if plan.rule or not found.rule:
        found.rule, found.slot_at = plan.rule, plan.starts_at
        found.first_at = plan.first_at or plan.starts_at
        found.skips = [one.isoformat() for one in plan.skips]
        found.extra = [one.isoformat() for one in plan.extra]
    return _changed(context, found, before, told=True)


def roll(event: Event, context: Context) -> Iterable[Message]:
    """A date of a series is over: the next one is announced."""
    found = meetups.by_id(context.session, event.text)
    if found is None or found.cancelled_at is not None:
        return []
    if meetups.latest(context.session, found).id != found.id:
        return []
    made = _carry_on(context, found)
    return posts(context, made) if made else []


def take_back(before: dict[str, Any], context: Context) -> list[Message]:
    """Undo of an announcement, a change or a cancellation; whoever was told is told again."""
    t = context.t
    found = meetups.by_id(context.session, str(before["meetup"]))
    if found is None:
        return []
    if before.get("made"):
        later = meetups.by_id(context.session, str(before["made"]))
        if later is not None:
            later.cancelled_at = context.now
            everybody(context, later, None)
            arm_next(context, later, None)
    said: list[Message] = []
    if before.get("back"):  # it was answered before its turn: it waits for it again
        later = meetups.by_id(context.session, str(before["back"]))
        if later is not None:
            arm_next(context, later, None)
            later.post = ""
    if before["before"] is None:
        found.cancelled_at = context.now
        said = everybody(context, found, cancelled)
        text = t("Taken back: {title} is not announced.", title=bold(found.title))
    else:
        was_off, started = found.cancelled_at, found.starts_at
        for name in KEPT:
            setattr(found, name, _loaded(name, before["before"][name]))
        said += follow_suit(context, found, found.starts_at - started, again=was_off)
        said += everybody(context, found, on_again if was_off else moved)
        arm_next(context, found, found)
        text = t("Taken back: {title} is as it was.", title=bold(found.title))
    _bump(context, found)
    return [Message(text, private=True), *posts(context, found), *said]


def arm_next(context: Context, found: Meetup, following: Meetup | None) -> None:
    """The end of a series' date brings its next one, whoever's alarm it is."""
    group = members.group_of_chat(context.session, found.chat)
    owner = group or context.session.get(Member, found.host_id)
    if owner is None:
        return
    if found.rule and following is not None and following.cancelled_at is None:
        alarms.arm(context.session, owner, "alarm.repeat", following.ends_at, str(following.id))
    else:
        alarms.disarm(context.session, owner, "alarm.repeat", str(found.id))


def _carry_on(context: Context, found: Meetup) -> Meetup | None:
    slot = meetups.next_slot(found, context.now)
    if slot is None:
        return None
    made = meetups.follow(context.session, found, slot, context.now)
    host = context.session.get(Member, made.host_id)
    if host is not None and meetups.rsvp(context.session, made, host) is None:
        plan(context, made, host, meetups.answer(context.session, made, host, "yes", context.now))
    arm_next(context, made, made)
    return made


# --- what every change has in common --------------------------------------------------------------


def _own(number: str, context: Context) -> Meetup:
    found = meant(number, context)
    if not meetups.may_edit(context.session, found, context.member):
        raise UserError(context.t("Only its host or an organiser of the group can change it."))
    if not found.post:
        raise UserError(context.t("That date changes with its series."))
    if found.ends_at <= context.now:
        raise UserError(context.t("It is over already."))
    return found


def _unchanged(event: Event, context: Context) -> Meetup:
    """The meetup as the form showed it; if another host was faster, nothing is overwritten."""
    number, _, sequence = event.text.partition(" ")
    t, found = context.t, _own(number, context)
    if str(found.sequence) == sequence:
        return found
    typed = "\n".join(f"· {value}" for value in event.values.values() if value)
    raise UserError(
        paragraphs(
            t(
                "{name} has just changed {title}, so yours was not saved. Open it once more.",
                name=_name(context, found.changed_by),
                title=bold(found.title),
            ),
            lines(t("You had typed:"), typed),
        )
    )


def _name(context: Context, number: int | None) -> str:
    other = context.session.get(Member, number) if number else None
    return other.name if other else context.t.plain("Somebody")


def _hours(found: Meetup, given: dict[str, str], zone: str, t: Texts) -> tuple[datetime, datetime]:
    starts, ends = calendar.local(found.starts_at, zone), calendar.local(found.ends_at, zone)
    try:
        day = calendar.planned_day(given.get("date") or starts.date().isoformat())
    except ValueError:
        raise UserError(t("That is not a date. For example 2026-03-28.")) from None
    if found.all_day:
        first = calendar.instant(day, 0, zone)
        return first, first + (found.ends_at - found.starts_at)
    begins = calendar.clock_minutes(given.get("time", ""))
    if begins is None:
        begins = starts.hour * 60 + starts.minute
    until = calendar.clock_minutes(given.get("until", ""))
    if until is None:
        until = ends.hour * 60 + ends.minute
    return host_forms.span(day, begins, until, zone)


def _rebase(found: Meetup, starts: datetime) -> None:
    """The series begins anew at this date, on the weekday it was moved to."""
    rule = recurrence.from_here(
        recurrence.read(found.rule), found.first_at, found.zone, found.slot_at
    )
    old = calendar.local(found.slot_at, found.zone).date()
    new = calendar.local(starts, found.zone).date()
    found.rule = str(recurrence.moved(rule, old, new))
    _begin_anew(found, starts)


def _begin_anew(found: Meetup, starts: datetime) -> None:
    """A series counts from here; what was named by its date before is over or stays."""
    found.first_at, found.slot_at, found.skips = starts, starts, []
    found.extra = [one for one in found.extra if datetime.fromisoformat(one) > starts]


def _changed(
    context: Context, found: Meetup, before: dict[str, Any], *, told: bool
) -> list[Message]:
    t = context.t
    _bump(context, found)
    checkins.remember(
        context.session, context.member, "meetup", context.now, meetup=found.id, before=before
    )
    arm_next(context, found, found)
    said = everybody(context, found, moved if told else None)
    shift = found.slot_at - datetime.fromisoformat(before["slot_at"])
    said += follow_suit(context, found, shift)
    up = move_up(context, found)
    undo = (Button(t("Undo"), "undo"),)
    shown = page(context, found)
    text = paragraphs(t("Changed."), shown.text)
    answer = replace(shown, text=text, buttons=(*shown.buttons, undo), private=True)
    return [answer, *posts(context, found), *said, *up]


def _bump(context: Context, found: Meetup) -> None:
    found.sequence += 1
    found.changed_by = context.member.id
    context.session.flush()


def _snapshot(found: Meetup) -> dict[str, Any]:
    values = {name: getattr(found, name) for name in KEPT}
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in values.items()}


def _loaded(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name.endswith(("_at", "_by")) and value else value
