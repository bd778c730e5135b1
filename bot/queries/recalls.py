"""Recall cards of a member: begun when a topic is done, answered, counted."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.loading import Keys, per
from bot.models import Member, Recall, RecallAnswer
from bot.study import recall


def begin(session: Session, member: Member, items: Sequence[str], now: datetime) -> list[int]:
    """Cards for topics just done, those not there yet; their ids."""
    known = set(
        session.scalars(
            select(Recall.item).where(Recall.member_id == member.id, Recall.item.in_(items))
        )
    )
    fresh: list[Recall] = []
    for item in items:
        if item not in known:
            state, due = recall.begin(len(fresh) + 1, now)
            fresh.append(Recall(member_id=member.id, item=item, state=state, due_at=due))
    session.add_all(fresh)
    session.flush()
    return [row.id for row in fresh]


def drop(session: Session, member: Member, numbers: Sequence[int]) -> None:
    for row in session.scalars(
        select(Recall).where(Recall.member_id == member.id, Recall.id.in_(numbers))
    ):
        session.delete(row)


def due(session: Session, member: Member, until: datetime) -> list[Recall]:
    """Cards waiting, the longest waiting first."""
    return _due(session, member.id, until)


@per("member", Recall)
def _due(members: Keys, until: datetime) -> Select[int, Recall]:
    owner = Recall.member_id
    waiting = select(owner, Recall).where(owner.in_(members), Recall.due_at <= until)
    return waiting.order_by(Recall.due_at, Recall.id)


def by_id(session: Session, member: Member, number: str) -> Recall | None:
    """The member's own card; nobody else's."""
    if not number.isdecimal():
        return None
    return session.scalar(
        select(Recall).where(Recall.member_id == member.id, Recall.id == int(number))
    )


def all_of(session: Session, member: Member) -> list[Recall]:
    return list(session.scalars(select(Recall).where(Recall.member_id == member.id)))


def answered(session: Session, member: Member, day: date) -> int:
    return sum(_answered(session, member.id, day))


@per("member", RecallAnswer)
def _answered(members: Keys, day: date) -> Select[int, int]:
    owner = RecallAnswer.member_id
    chosen = select(owner, func.count()).where(owner.in_(members), RecallAnswer.day == day)
    return chosen.group_by(owner)


def ratings(session: Session, member: Member, since: date) -> list[int]:
    return list(
        session.scalars(
            select(RecallAnswer.rating).where(
                RecallAnswer.member_id == member.id, RecallAnswer.day >= since
            )
        )
    )


def answer(
    session: Session, member: Member, row: Recall, rating: int, day: date, now: datetime
) -> RecallAnswer:
    row.state, row.due_at = recall.answer(row.state, rating, now)
    said = RecallAnswer(member_id=member.id, item=row.item, rating=rating, day=day, at=now)
    session.add(said)
    session.flush()
    return said


def put_back(session: Session, member: Member, before: dict[str, object]) -> None:
    """A card as it was before its last answer."""
    row = by_id(session, member, str(before["card"]))
    said = session.get(RecallAnswer, before["answer"])
    if row is not None and said is not None:
        row.state = dict(before["state"])  # type: ignore[call-overload]  # JSON written by us
        row.due_at = datetime.fromisoformat(str(before["due"]))
        session.delete(said)
    session.flush()
