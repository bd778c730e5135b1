"""The organiser's desk, in private: who may need a word and why, and what can be done about it."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.chat import Button, Event, Field, File, Form, Kind, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, bold, join, lines, paragraphs
from bot.models import Checkin, Group, Member, Membership
from bot.queries import checkins, desk, groups, members, weeks
from bot.study import calendar
from bot.study import groups as rules
from bot.texts import Texts, mark
from handlers import board, summary

SHOWN = 8
"""Members in one view of the desk; more are behind a button."""

CORRECT_WITHIN = 31
"""Days back a correction may reach."""

TRAIL_SHOWN = 12
EXPORT_DAYS = timedelta(days=90)

REASONS = {
    "begin": mark("has not begun"),
    "silent": mark("no sign for {n} days"),
    "behind": mark("last week below their own promise"),
    "unreachable": mark("has not opened the private chat"),
}

DEEDS = {
    "wrote": mark("wrote to"),
    "excused": mark("excused"),
    "corrected": mark("corrected"),
    "removed": mark("removed"),
    "settings": mark("changed the settings"),
    "handed": mark("changed the role of"),
    "round": mark("opened a round"),
    "exported": mark("exported the days"),
    "paused": mark("paused or resumed"),
    "moved": mark("moved the group to another channel"),
}
DETAILS = {
    "archive": mark("Put away"),
    "with": mark("Organiser with me"),
    "instead": mark("Organiser instead of me"),
    "member": mark("Member"),
}
"""What the trail keeps as one word; any other detail stands there as it was said."""


@dataclass(frozen=True)
class Case:
    """One member as the desk sees them."""

    member: Member
    row: Membership
    reasons: tuple[str, ...]
    silent_days: int


def open_desk(event: Event, context: Context) -> Iterable[Message]:
    t, group = context.t, of(event, context)
    cases = cases_of(context, group)
    found = worried(cases, context)
    number = str(group.id)
    text = paragraphs(
        bold(t("Desk of {group}", group=group.name)),
        lines(
            t.count("{n} member.", "{n} members.", len(cases)),
            t("It rests at the moment.") if group.paused_at else None,
        ),
        lines(
            t("Who may be glad of a word (only organisers see this):"),
            *[
                t("· {name}: {why}", name=case.member.name, why=_why(case, t))
                for case in found[:SHOWN]
            ],
            t("… and {n} more", n=len(found) - SHOWN) if len(found) > SHOWN else None,
        )
        if found
        else t("Everybody is well on the way."),
    )
    words = [
        (
            Button(
                t("Write to {name}", name=case.member.name),
                "desk.write",
                f"{number} {case.member.id}",
            ),
        )
        for case in found[:3]
        if "unreachable" not in case.reasons
    ]
    rows: tuple[Row, ...] = (
        *words,
        (Button(t("Write to all of them"), "desk.bulk", number),) if len(found) > 1 else (),
        (
            Button(t("Excuse"), "desk.excuse", number),
            Button(t("Correct a day"), "desk.correct", number),
        ),
        (Button(t("Do something together"), "desk.rituals", number),),
        (
            Button(t("Export CSV"), "desk.export", number),
            Button(t("What was done here"), "desk.trail", number),
        ),
        (Button(t("The group's settings"), "keep.open", number),),
    )
    return [Message(text, tuple(row for row in rows if row), private=True)]


def excuse(event: Event, context: Context) -> Iterable[Message]:
    t, group = context.t, of(event, context)
    form = Form(
        "desk.excused",
        t("Excuse somebody"),
        (
            _member_field(context, group),
            Field(
                "until",
                t("Until which day, that day too?"),
                Kind.DATE,
                hint=t("For example 2026-03-28."),
            ),
        ),
        text=str(group.id),
    )
    return [Message("", form=form, private=True)]


def excused(event: Event, context: Context) -> Iterable[Message]:
    """Away until then: no commitment, no risk, no partner; a date that is over takes it back."""
    t, group = context.t, of(event, context)
    member, row = _chosen(event, context, group)
    until = _date(event.values.get("until", ""), context)
    row.away_until = until if until >= context.today else None
    desk.note(
        context.session,
        group,
        context.member,
        "excused",
        context.now,
        member=member,
        detail=t.day(until),
    )
    text = t("{name} is excused until {day}.", name=member.name, day=t.day(until))
    return [
        Message(text, (back(group, t),), private=True),
        *board.edits_of(context, group, context.today),
    ]


def correct(event: Event, context: Context) -> Iterable[Message]:
    t, group = context.t, of(event, context)
    form = Form(
        "desk.corrected",
        t("Correct a day"),
        (
            _member_field(context, group),
            Field("day", t("Which day?"), Kind.DATE, hint=t("For example 2026-03-28.")),
            Field(
                "done",
                t("What is true?"),
                Kind.CHOICE,
                (("yes", t("They were in")), ("no", t("They were not in"))),
            ),
            Field("why", t("Why? They will read it."), Kind.TEXT),
        ),
        text=str(group.id),
    )
    return [Message("", form=form, private=True)]


def corrected(event: Event, context: Context) -> Iterable[Message]:
    """The record is put right, the member is told by whom and why, the posts are edited.

    Only what the desk added can be taken away by the desk: a member's own record is theirs.
    """
    t, group, session = context.t, of(event, context), context.session
    member, _ = _chosen(event, context, group)
    day = _date(event.values.get("day", ""), context)
    if not 0 <= (context.today - day).days <= CORRECT_WITHIN:
        raise UserError(t("A correction reaches back {n} days.", n=CORRECT_WITHIN))
    source, why = f"desk:{group.id}", event.values.get("why", "").strip()
    known = checkins.of_day(session, member, day)
    if event.values.get("done") == "no":
        if [entry for entry in known if entry.source != source]:
            raise UserError(
                t("{name} wrote that down; only they can take it back.", name=member.name)
            )
        for entry in known:
            session.delete(entry)
    elif not known:
        words = t.plain("Noted by {name}: {why}", name=context.member.name, why=why)
        session.add(
            Checkin(member_id=member.id, day=day, at=context.now, text=words, source=source)
        )
    session.flush()
    what = t("They were not in") if event.values.get("done") == "no" else t("They were in")
    detail = t.plain("{day} {what} ({why})", day=t.day(day), what=what, why=why)
    desk.note(
        session, group, context.member, "corrected", context.now, member=member, detail=detail
    )
    home = members.home_of(session, member)
    told = t(
        "{organiser} corrected {day} for {group}: {why}",
        organiser=context.member.name,
        day=t.day(day),
        group=bold(group.name),
        why=why,
    )
    return [
        Message(t("Corrected; {name} is told.", name=member.name), (back(group, t),), private=True),
        *([Message(told, to=members.address_of(home), silent=True)] if home else []),
        *board.edits_of(context, group, day),
    ]


def export(event: Event, context: Context) -> Iterable[Message]:
    """The days of those who share, as a table any spreadsheet opens and none executes."""
    t, group = context.t, of(event, context)
    last = board.today_of(context, group)
    first = max(group.created_at.date(), last - EXPORT_DAYS)
    everybody = groups.people(context.session, group)
    ids = [member.id for member, row in everybody if row.shares]
    done = groups.days_done(context.session, ids, first, last, group.counts)
    span = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow([t.plain("name"), t.plain("promise"), *[str(day) for day in span]])
    for member, row in everybody:
        if row.shares:
            days = ["1" if day in done[member.id] else "" for day in span]
            writer.writerow([rules.cell(member.name), str(row.days_a_week or ""), *days])
    desk.note(context.session, group, context.member, "exported", context.now)
    file = File(f"group-{group.id}-{last}.csv", table.getvalue().encode("utf-8-sig"), "text/csv")
    text = t("The days of those who share theirs.")
    return [Message(text, (back(group, t),), file=file, private=True)]


def trail(event: Event, context: Context) -> Iterable[Message]:
    t, group = context.t, of(event, context)
    rows = []
    for row, by, whom in desk.trail(context.session, group, TRAIL_SHOWN):
        detail = t.plain(DETAILS[row.detail]) if row.detail in DETAILS else row.detail
        deed = (t.plain(DEEDS[row.kind]), whom, detail)
        day = t.day(calendar.local(row.at, group.zone).date())
        rows.append(t("{day} {by}: {deed}", day=day, by=by, deed=" ".join(filter(None, deed))))
    text = join("\n", rows) if rows else t("Nothing was done at this desk yet.")
    return [Message(text, (back(group, t),), private=True)]


def cases_of(context: Context, group: Group) -> list[Case]:
    """Everybody with what an organiser may want to know, in a fixed number of queries."""
    session, today = context.session, board.today_of(context, group)
    everybody = groups.people(session, group)
    ids = [member.id for member, _ in everybody]
    begun, reached = desk.begun(session, group), desk.reachable(session, ids)
    latest = desk.last_days(session, ids)
    off, rest = weeks.away(session, ids, today, today)
    week = summary.week_of(context, group, today - timedelta(days=7))
    cases = []
    for member, row in everybody:
        since = max(latest.get(member.id, row.joined_at.date()), row.joined_at.date())
        held = week.commitments.get(member.id)
        joined_before = row.joined_at.date() <= week.first
        standing = rules.Standing(
            begun=member.id in begun,
            reachable=member.id in reached,
            silent_days=(today - since).days,
            behind=held is not None and joined_before and not held.kept,
            away=bool(off[member.id] | rest[member.id])
            or (row.away_until is not None and today <= row.away_until),
        )
        cases.append(Case(member, row, rules.risks(standing), standing.silent_days))
    return cases


def worried(cases: Sequence[Case], context: Context) -> list[Case]:
    """Nobody needs to write to themselves."""
    return [case for case in cases if case.reasons and case.member.id != context.member.id]


def of(event: Event, context: Context) -> Group:
    group = groups.meant(context.session, event, context)
    if group is None:
        raise UserError(context.t("That group has ended, or it is not here."))
    return group


def whom(event: Event, context: Context, group: Group) -> tuple[Member, Membership]:
    """The member of this group a button names."""
    return _member(event.text.partition(" ")[2], context, group)


def _chosen(event: Event, context: Context, group: Group) -> tuple[Member, Membership]:
    return _member(event.values.get("member", ""), context, group)


def _member(number: str, context: Context, group: Group) -> tuple[Member, Membership]:
    for member, row in groups.people(context.session, group):
        if str(member.id) == number:
            return member, row
    raise UserError(context.t("They are no longer in {group}.", group=bold(group.name)))


def _member_field(context: Context, group: Group) -> Field:
    choices = tuple(
        (str(member.id), member.name) for member, _ in groups.people(context.session, group)
    )
    return Field("member", context.t("Who?"), Kind.CHOICE, choices)


def _date(given: str, context: Context) -> date:
    found = calendar.written_day(given)
    if found is None:
        raise UserError(context.t("That is not a date. For example 2026-03-28."))
    return found


def back(group: Group, t: Texts) -> Row:
    """Back to the desk; by it a group that ends finds what was said about its people."""
    return (Button(t("Organiser's desk"), "group.desk", str(group.id)),)


def _why(case: Case, t: Texts) -> Text:
    parts = [t(REASONS[reason], n=case.silent_days) for reason in case.reasons]
    return join("; " if t.lang != "zh" else "；", parts)
