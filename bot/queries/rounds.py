"""Rounds of a ritual, who took part in them, and thanks."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.inserting import insert_once
from bot.models import Contribution, Group, Kudos, Member, Round


def open_one(session: Session, group: Group) -> Round | None:
    """The round a group is in; there is one at a time."""
    return session.scalar(
        select(Round)
        .where(Round.group_id == group.id, Round.closed_at.is_(None))
        .order_by(Round.id.desc())
        .limit(1)
    )


def by_id(session: Session, number: str) -> Round | None:
    return session.get(Round, int(number)) if number.isdecimal() else None


def begin(
    session: Session, group: Group, item: str, way: str, choices: Sequence[str], now: datetime
) -> Round:
    found = Round(
        group_id=group.id, item=item, way=way, choices=list(choices), opened_at=now, closed_at=None
    )
    session.add(found)
    session.flush()
    return found


def contribute(session: Session, found: Round, member: Member, text: str, now: datetime) -> None:
    """A vote, a sign-up or an answer; a second one replaces the first, an empty one takes back."""
    row = session.scalar(
        select(Contribution).where(
            Contribution.round_id == found.id, Contribution.member_id == member.id
        )
    )
    if row is not None and not text:
        session.delete(row)
    elif row is not None:
        row.text, row.at = text, now
    elif text:
        session.add(Contribution(round_id=found.id, member_id=member.id, text=text, at=now))
    session.flush()


def contributions(session: Session, found: Round) -> list[tuple[Member, str]]:
    rows = session.execute(
        select(Member, Contribution.text)
        .join(Contribution, Contribution.member_id == Member.id)
        .where(Contribution.round_id == found.id)
        .order_by(Contribution.at, Contribution.id)
    )
    return [(member, text) for member, text in rows]


def closed_between(session: Session, group: Group, first: datetime, last: datetime) -> list[Round]:
    return list(
        session.scalars(
            select(Round)
            .where(Round.group_id == group.id, Round.closed_at.between(first, last))
            .order_by(Round.id)
        )
    )


def thank(
    session: Session,
    group: Group,
    giver: Member,
    member: Member,
    day: date,
    text: str,
    at: datetime,
) -> bool:
    """Once a day from one person to the same other; False if that was said already."""
    row = Kudos(
        group_id=group.id, giver_id=giver.id, member_id=member.id, day=day, text=text, at=at
    )
    return insert_once(session, row)
