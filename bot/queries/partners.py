"""Pairs of a group: who was with whom, and who confirmed the week's swap."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.models import Group, Member, Membership, Pairing
from bot.queries import weeks


def seekers(session: Session, group: Group, day: date) -> list[tuple[Member, Membership]]:
    """Who wants a partner in a week that begins on `day`: neither snoozing nor away."""
    rows = session.execute(
        select(Member, Membership)
        .join(Membership, Membership.member_id == Member.id)
        .where(
            Membership.group_id == group.id,
            Membership.left_at.is_(None),
            Membership.pairs_as != "",
        )
        .order_by(Member.id)
    )
    found = [(member, row) for member, row in rows]
    off, rest = weeks.away(session, [member.id for member, _ in found], day, day)
    return [
        (member, row)
        for member, row in found
        if (row.pairs_after is None or row.pairs_after <= day)
        and (row.away_until is None or row.away_until < day)
        and not off[member.id] | rest[member.id]
    ]


def places(session: Session, group: Group) -> list[Pairing]:
    """Every place of every pair, the newest week first."""
    return list(
        session.scalars(
            select(Pairing)
            .where(Pairing.group_id == group.id)
            .order_by(Pairing.week.desc(), Pairing.kind, Pairing.number, Pairing.id)
        )
    )


def together(found: Sequence[Pairing]) -> Counter[frozenset[int]]:
    """How often each two were in a pair."""
    pairs: defaultdict[tuple[date, str, int], list[int]] = defaultdict(list)
    for place in found:
        pairs[place.week, place.kind, place.number].append(place.member_id)
    return Counter(
        frozenset((one, other))
        for members in pairs.values()
        for at, one in enumerate(members)
        for other in members[at + 1 :]
    )


def put(
    session: Session, group: Group, week: date, kind: str, pairs: Sequence[tuple[int, ...]]
) -> None:
    session.add_all(
        Pairing(group_id=group.id, week=week, kind=kind, number=number, member_id=member)
        for number, members in enumerate(pairs)
        for member in members
    )
    session.flush()


def own(session: Session, group: Group, member: Member, week: date) -> list[Pairing]:
    """The member's places in a week."""
    return list(
        session.scalars(
            select(Pairing).where(
                Pairing.group_id == group.id,
                Pairing.member_id == member.id,
                Pairing.week == week,
            )
        )
    )


def mates(session: Session, place: Pairing) -> list[tuple[Member, Pairing]]:
    """The others in the same pair."""
    rows = session.execute(
        select(Member, Pairing)
        .join(Pairing, Pairing.member_id == Member.id)
        .where(
            Pairing.group_id == place.group_id,
            Pairing.week == place.week,
            Pairing.kind == place.kind,
            Pairing.number == place.number,
            Pairing.member_id != place.member_id,
        )
        .order_by(Pairing.id)
    )
    return [(member, row) for member, row in rows]
