"""A week of a group from the record, in a number of queries that does not grow with the group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.models import (
    Absence,
    Checkin,
    Contact,
    Evidence,
    Group,
    KeyResult,
    Kudos,
    Member,
    Membership,
    Objective,
    Paper,
    Task,
)
from bot.queries import groups


@dataclass(frozen=True, slots=True)
class Days:
    """What members did in a span of days, each by their id."""

    done: dict[int, set[date]]
    links: dict[int, list[str]]
    off: dict[int, set[date]]
    """Sick or on holiday: nothing counts against them."""
    rest: dict[int, set[date]]
    """Resting by their own word, or "not today"."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A group's week: who is in it, their days, and what is only counted."""

    people: list[tuple[Member, Membership]]
    days: Days
    kudos: int
    loops: int
    projects: list[tuple[int, str, str]]
    """Finished in these days: whose, its name, its address or ""."""
    contacts: int

    @property
    def done(self) -> dict[int, set[date]]:
        return self.days.done


def facts(session: Session, group: Group, first: date, last: date) -> Facts:
    people = groups.people(session, group)
    ids = [member.id for member, _ in people]
    closed = (
        select(Paper)
        .where(
            Paper.member_id.in_(ids),
            Paper.kind.in_(("loop", "project")),
            Paper.closed_at.is_not(None),
            Paper.fields["closed_on"].as_string().between(first.isoformat(), last.isoformat()),
        )
        .order_by(Paper.id)
    )
    papers = list(session.scalars(closed))
    met = select(func.count()).where(
        Contact.member_id.in_(ids), Contact.met_on.between(first, last)
    )
    thanks = select(func.count()).where(Kudos.group_id == group.id, Kudos.day.between(first, last))
    return Facts(
        people,
        days_of(session, ids, first, last, group.counts),
        kudos=session.scalar(thanks) or 0,
        loops=sum(one.kind == "loop" for one in papers),
        projects=[
            (one.member_id, one.title, str(one.fields.get("link") or ""))
            for one in papers
            if one.kind == "project"
        ],
        contacts=session.scalar(met) or 0,
    )


def days_of(
    session: Session, member_ids: Sequence[int], first: date, last: date, counts: str
) -> Days:
    off, rest = away(session, member_ids, first, last)
    return Days(
        groups.days_done(session, member_ids, first, last, counts),
        links_of(session, member_ids, first, last),
        off,
        rest,
    )


def away(
    session: Session, member_ids: Sequence[int], first: date, last: date
) -> tuple[dict[int, set[date]], dict[int, set[date]]]:
    """Days off (sick, holiday) and days of rest (by their own word, or "not today")."""
    off: dict[int, set[date]] = {number: set() for number in member_ids}
    rest: dict[int, set[date]] = {number: set() for number in member_ids}
    absent = select(Absence).where(
        Absence.member_id.in_(member_ids),
        Absence.first <= last,
        (Absence.last.is_(None)) | (Absence.last >= first),
    )
    span = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    for row in session.scalars(absent):
        days = {day for day in span if row.first <= day and (row.last is None or day <= row.last)}
        (rest if row.kind == "pause" else off)[row.member_id] |= days
    skipped = select(Task.member_id, Task.day).where(
        Task.member_id.in_(member_ids), Task.day.between(first, last), Task.state == "skipped"
    )
    for member_id, day in session.execute(skipped):
        rest[member_id].add(day)
    return off, rest


def links_of(
    session: Session, member_ids: Sequence[int], first: date, last: date
) -> dict[int, list[str]]:
    """Each member's links of these days, from check-ins and OKR evidence, each once."""
    found: dict[int, list[str]] = {number: [] for number in member_ids}
    noted = session.execute(
        select(Checkin.member_id, Checkin.link)
        .where(
            Checkin.member_id.in_(member_ids),
            Checkin.day.between(first, last),
            Checkin.link != "",
        )
        .order_by(Checkin.id)
    )
    shown = session.execute(
        select(Objective.member_id, Evidence.text)
        .join(KeyResult, KeyResult.objective_id == Objective.id)
        .join(Evidence, Evidence.key_result_id == KeyResult.id)
        .where(
            Objective.member_id.in_(member_ids),
            Evidence.day.between(first, last),
            Evidence.text.like("http%"),
        )
        .order_by(Evidence.id)
    )
    for member_id, text in (*noted, *shown):
        link = text.split()[0]
        if link not in found[member_id]:
            found[member_id].append(link)
    return found


def scores(
    session: Session, member_ids: Sequence[int], month: str
) -> dict[int, list[tuple[int, int]]]:
    """(reached, target) of each key result of a month that was reported, by member."""
    rows = session.execute(
        select(Objective.member_id, KeyResult.target, func.coalesce(func.sum(Evidence.amount), 0))
        .join(KeyResult, KeyResult.objective_id == Objective.id)
        .outerjoin(Evidence, (Evidence.key_result_id == KeyResult.id) & ~Evidence.late)
        .where(
            Objective.member_id.in_(member_ids),
            Objective.month == month,
            Objective.reported_at.is_not(None),
            KeyResult.counts == "link",
            KeyResult.state != "dropped",
        )
        .group_by(Objective.member_id, KeyResult.id, KeyResult.target)
        .order_by(KeyResult.id)
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for member_id, target, reached in rows:
        found.setdefault(member_id, []).append((reached, target))
    return found
