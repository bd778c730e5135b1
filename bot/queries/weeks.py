"""A week of a group from the record, in a number of queries that does not grow with the group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.models import Checkin, Evidence, Group, KeyResult, Kudos, Member, Membership, Objective
from bot.queries import groups

SPARE = timedelta(days=1)
"""No zone is farther than a day from another."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Who is in the group, their days, the links they wrote down, and thanks given."""

    people: list[tuple[Member, Membership]]
    done: dict[int, set[date]]
    links: dict[int, list[str]]
    kudos: int


def facts(session: Session, group: Group, first: date, last: date) -> Facts:
    people = groups.people(session, group)
    ids = [member.id for member, _ in people]
    thanks = select(func.count()).where(Kudos.group_id == group.id, Kudos.day.between(first, last))
    return Facts(
        people,
        groups.days_done(session, ids, first, last, group.counts),
        links_of(session, ids, first, last),
        session.scalar(thanks) or 0,
    )


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
            Evidence.at.between(_midnight(first), _midnight(last) + SPARE),
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
        select(Objective.member_id, KeyResult.target, func.count(Evidence.id))
        .join(KeyResult, KeyResult.objective_id == Objective.id)
        .outerjoin(Evidence, Evidence.key_result_id == KeyResult.id)
        .where(
            Objective.member_id.in_(member_ids),
            Objective.month == month,
            Objective.reported_at.is_not(None),
        )
        .group_by(Objective.member_id, KeyResult.id, KeyResult.target)
        .order_by(KeyResult.id)
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for member_id, target, reached in rows:
        found.setdefault(member_id, []).append((reached, target))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
