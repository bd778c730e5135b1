"""The people a member met: theirs alone, so every question names whose they are."""

from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.loading import Keys, per
from bot.models import Contact, Member


def add(
    session: Session,
    member: Member,
    name: str,
    promise: str,
    met_on: date,
    follow_on: date | None,
    meetup_id: int | None = None,
) -> Contact:
    made = Contact(
        member_id=member.id,
        meetup_id=meetup_id,
        name=name,
        promise=promise,
        met_on=met_on,
        follow_on=follow_on,
    )
    session.add(made)
    session.flush()
    return made


def by_id(session: Session, member: Member, number: str) -> Contact | None:
    """The member's own contact; nobody else's."""
    if not number.isdecimal() or len(number) > 12:
        return None
    return session.scalar(
        select(Contact).where(Contact.member_id == member.id, Contact.id == int(number))
    )


def of(session: Session, member: Member, most: int) -> list[Contact]:
    """The latest ones first."""
    found = select(Contact).where(Contact.member_id == member.id)
    return list(
        session.scalars(found.order_by(Contact.met_on.desc(), Contact.id.desc()).limit(most))
    )


def to_follow(session: Session, member: Member, first: date, last: date) -> list[Contact]:
    """Those whose follow-up falls in a span of days and was not sent yet."""
    return _to_follow(session, member.id, first, last)


@per("member", Contact)
def _to_follow(members: Keys, first: date, last: date) -> Select[int, Contact]:
    owner = Contact.member_id
    promised = select(owner, Contact).where(
        owner.in_(members), Contact.follow_on.between(first, last)
    )
    return promised.where(Contact.sent_at.is_(None)).order_by(Contact.id)


def count(session: Session, member: Member, first: date, last: date) -> int:
    found = select(func.count()).select_from(Contact)
    chosen = found.where(Contact.member_id == member.id, Contact.met_on.between(first, last))
    return session.scalar(chosen) or 0
