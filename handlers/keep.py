"""Keeping a group: its purpose and dates, its rhythm, its rules, its organisers."""

import secrets
from collections.abc import Iterable

from bot.chat import Button, Event, Field, Form, Kind, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, bold, lines, paragraphs
from bot.models import Group
from bot.queries import alarms, desk, groups, members
from bot.study import calendar
from bot.texts import Texts, mark
from handlers import board
from handlers.desk import of
from handlers.groups import INVITATION
from handlers.settings import week_field, week_words

COUNTS = {
    "any": mark("any check-in"),
    "task": mark("the day's task done"),
    "line": mark("a line or a link"),
}
NAMES = {"yes": mark("names of those who agree"), "no": mark("numbers only")}
NAME, PURPOSE = 80, 300
"""Characters: a name stands on every board."""

KINDS = ("alarm.board", "alarm.summary", "alarm.partners")


def open_settings(event: Event, context: Context) -> Iterable[Message]:
    t, group = context.t, of(event, context)
    number = str(group.id)
    text = paragraphs(bold(group.name), lines(*_settings(group, t)))
    pause = t("Resume") if group.paused_at else t("Pause")
    rows: tuple[Row, ...] = (
        (
            Button(t("Purpose and dates"), "keep.purpose", number, main=True),
            Button(t("Days and hours"), "keep.rhythm", number),
        ),
        (
            Button(t("Rules and sharing"), "keep.rules", number),
            Button(t("Organisers"), "keep.people", number),
        ),
        (Button(t("Invite somebody"), "keep.invite", number),),
        (Button(pause, "keep.pause", number), Button(t("Copy as a template"), "keep.copy", number)),
        (Button(t("Put away"), "keep.archive", number), Button(t("End it"), "keep.end", number)),
    )
    return [Message(text, rows, private=True)]


def _settings(group: Group, t: Texts) -> list[Text]:
    """How the group is set up, a line for each."""
    found = (
        t("Purpose: {purpose}", purpose=group.purpose) if group.purpose else None,
        t("Until {day}.", day=t.day(group.ends_on)) if group.ends_on else None,
        t(
            "Board: {hour}, {days} ({zone})",
            hour=calendar.clock_text(group.hour),
            days=week_words(group.days, t),
            zone=group.zone,
        ),
        t(
            "Summary: {day} {hour}",
            day=t.weekdays()[group.summary_day],
            hour=calendar.clock_text(group.summary_hour),
        ),
        t("What counts: {counts}", counts=t(COUNTS[group.counts])),
        t("Leave days a week: {n}", n=group.leave),
        t("The board shows {names}.", names=t(NAMES["yes" if group.names else "no"])),
        t("Goal: {n} days of study a week together", n=group.goal) if group.goal else None,
    )
    return [line for line in found if line is not None]


def invite(event: Event, context: Context) -> Iterable[Message]:
    """What to pass on: a link where there is one, and words that work on every platform."""
    t, group = context.t, of(event, context)
    code = f"{INVITATION}{group.invite}"
    url = context.link(code)
    text = paragraphs(
        t("Pass this on to whoever should come to {group}.", group=bold(group.name)),
        lines(url) if url else None,
        t("On any platform they can also tell me: /group {code}", code=code),
    )
    return [Message(text, private=True)]


def purpose(event: Event, context: Context) -> Iterable[Message]:
    t, group = context.t, of(event, context)
    fields = (
        Field("called", t("What is the group called?"), value=group.name),
        Field("purpose", t("What for? One sentence."), value=group.purpose, optional=True),
        Field(
            "ends_on",
            t("Its last day, if it has one"),
            Kind.DATE,
            optional=True,
            value=str(group.ends_on or ""),
            hint=t("For example 2026-03-28."),
        ),
        Field(
            "goal",
            t("Days of study a week together (0: no goal)"),
            Kind.NUMBER,
            value=str(group.goal),
        ),
    )
    return [_form(t("Purpose and dates"), fields, group)]


def rhythm(event: Event, context: Context) -> Iterable[Message]:
    t, group = context.t, of(event, context)
    fields = (
        Field("hour", t("Hour of the board"), Kind.TIME, value=calendar.clock_text(group.hour)),
        week_field(group.days, t),
        Field(
            "summary_day",
            t("Day of the summary"),
            Kind.CHOICE,
            tuple((str(number), name) for number, name in enumerate(t.weekdays())),
            value=str(group.summary_day),
        ),
        Field(
            "summary_hour",
            t("Hour of the summary"),
            Kind.TIME,
            value=calendar.clock_text(group.summary_hour),
        ),
        Field(
            "zone",
            t("Time zone"),
            Kind.ZONE,
            value=group.zone,
            hint=t("A large city near you is enough: Shanghai, Paris, New York."),
        ),
    )
    return [_form(t("Days and hours"), fields, group)]


def rules(event: Event, context: Context) -> Iterable[Message]:
    t, group = context.t, of(event, context)
    fields = (
        Field(
            "counts",
            t("What counts as showing up?"),
            Kind.CHOICE,
            tuple((name, t(label)) for name, label in COUNTS.items()),
            value=group.counts,
        ),
        Field(
            "leave",
            t("Leave days a week"),
            Kind.CHOICE,
            tuple((str(n), str(n)) for n in range(4)),
            value=str(group.leave),
        ),
        Field(
            "names",
            t("What does the board show?"),
            Kind.CHOICE,
            tuple((name, t(label)) for name, label in NAMES.items()),
            value="yes" if group.names else "no",
        ),
        Field(
            "lang",
            t("The group's language"),
            Kind.CHOICE,
            (("zh", "中文"), ("en", "English")),
            value=group.lang,
        ),
    )
    return [_form(t("Rules and sharing"), fields, group)]


def save(event: Event, context: Context) -> Iterable[Message]:
    """What was given is changed, what cannot be read stays; the trail says what it was before."""
    t, group, given = context.t, of(event, context), event.values
    before = [bold(group.name), *_settings(group, t)]
    group.name = given.get("called", "").strip()[:NAME] or group.name
    for name in ("lang", "zone", "days", "counts"):
        setattr(group, name, given.get(name) or getattr(group, name))
    for name in ("leave", "goal", "summary_day"):
        if given.get(name, "").isdecimal():
            setattr(group, name, min(int(given[name]), 6 if name == "summary_day" else 10_000))
    for name in ("hour", "summary_hour"):
        minutes = calendar.clock_minutes(given[name]) if given.get(name) else None
        setattr(group, name, getattr(group, name) if minutes is None else minutes)
    if "purpose" in given:
        group.purpose = given["purpose"].strip()[:PURPOSE]
        _set_end(group, given.get("ends_on", ""), context)
    if "names" in given:
        group.names = given["names"] == "yes"
    alarms.replan(context.session, group, KINDS)
    now = {bold(group.name), *_settings(group, t)}
    was = t.series(line for line in before if line not in now)
    detail = t.plain("(before: {was})", was=was) if was else ""
    desk.note(context.session, group, context.member, "settings", context.now, detail=detail)
    return [
        Message(t("Kept."), private=True),
        *board.edits_of(context, group, board.today_of(context, group)),
    ]


def others_in(context: Context, group: Group) -> tuple[tuple[str, str], ...]:
    """The others of a group as choices of a form; refuses whoever is alone in it."""
    found = tuple(
        (str(member.id), member.name)
        for member, _ in groups.people(context.session, group)
        if member.id != context.member.id
    )
    if not found:
        raise UserError(context.t("You are alone in {group} so far.", group=bold(group.name)))
    return found


def people(event: Event, context: Context) -> Iterable[Message]:
    """Hand-over: somebody organises with me, or instead of me; or somebody leaves the group."""
    t, group = context.t, of(event, context)
    others = others_in(context, group)
    fields = (
        Field("member", t("Who?"), Kind.CHOICE, others),
        Field(
            "how",
            t("What shall they be?"),
            Kind.CHOICE,
            (
                ("with", t("Organiser with me")),
                ("instead", t("Organiser instead of me")),
                ("member", t("Member")),
                ("out", t("No longer in the group")),
            ),
        ),
    )
    form = Form("keep.hand", t("Organisers"), fields, text=str(group.id))
    return [Message("", form=form, private=True)]


def hand(event: Event, context: Context) -> Iterable[Message]:
    t, group, session = context.t, of(event, context), context.session
    found = [
        pair
        for pair in groups.people(session, group)
        if str(pair[0].id) == event.values.get("member")
    ]
    if not found:
        raise UserError(t("They are no longer in {group}.", group=bold(group.name)))
    (member, row), how = found[0], event.values.get("how", "")
    own = groups.membership(session, group, context.member)
    if how == "out":
        row.role, row.left_at = "removed", context.now
        group.invite = secrets.token_urlsafe(16)  # the link they have leads nowhere now
    else:
        row.role = "organiser" if how in {"with", "instead"} else "member"
    if how == "instead" and own is not None:
        own.role = "member"
    session.flush()
    desk.note(
        session,
        group,
        context.member,
        "removed" if how == "out" else "handed",
        context.now,
        member=member,
        detail="" if how == "out" else how,
    )
    said = [Message(t("Done: {name}.", name=member.name), private=True)]
    home = members.home_of(session, member)
    if home is not None and row.role == "organiser":
        button = Button(t("Organiser's desk"), "group.desk", str(group.id), main=True)
        text = t(
            "{name} asks you to organise {group}. Your desk is in our private chat.",
            name=bold(context.member.name),
            group=bold(group.name),
        )
        said.append(Message(text, ((button,),), to=members.address_of(home)))
    return [*said, *board.edits_of(context, group, board.today_of(context, group))]


def _set_end(group: Group, given: str, context: Context) -> None:
    group.ends_on = calendar.written_day(given)
    if given.strip() and group.ends_on is None:
        raise UserError(context.t("That is not a date. For example 2026-03-28."))
    if group.ends_on is None:
        alarms.disarm(context.session, group, "alarm.farewell")
        return
    due = calendar.instant(group.ends_on, group.summary_hour, group.zone)
    if due <= context.now:
        raise UserError(context.t("The last day must lie ahead."))
    alarms.arm(context.session, group, "alarm.farewell", due)


def _form(title: Text, fields: tuple[Field, ...], group: Group) -> Message:
    return Message("", form=Form("keep.save", title, fields, text=str(group.id)), private=True)
