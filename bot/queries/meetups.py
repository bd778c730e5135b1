"""Meetups and who said they would come."""

from collections import Counter
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.models import Chat, Meetup, Member, Rsvp


def add(
    session: Session,
    chat: Chat,
    host: Member,
    title: str,
    starts_at: datetime,
    zone: str,
    place: str,
) -> Meetup:
    meetup = Meetup(
        chat_id=chat.id, host_id=host.id, title=title, starts_at=starts_at, zone=zone, place=place
    )
    session.add(meetup)
    session.flush()
    return meetup


def by_id(session: Session, number: str) -> Meetup | None:
    if not number.isdecimal():
        return None
    return session.get(Meetup, int(number), with_for_update={"key_share": True})


def answer(session: Session, meetup: Meetup, member: Member, word: str, now: datetime) -> None:
    row = session.scalar(
        select(Rsvp).where(Rsvp.meetup_id == meetup.id, Rsvp.member_id == member.id)
    )
    if row is None:
        session.add(Rsvp(meetup_id=meetup.id, member_id=member.id, answer=word, at=now))
    else:
        row.answer, row.at = word, now
    session.flush()


def counts(session: Session, meetup: Meetup) -> Counter[str]:
    return Counter(session.scalars(select(Rsvp.answer).where(Rsvp.meetup_id == meetup.id)))


def comers(session: Session, meetup: Meetup) -> list[Member]:
    return list(
        session.scalars(
            select(Member)
            .join(Rsvp, Rsvp.member_id == Member.id)
            .where(Rsvp.meetup_id == meetup.id, Rsvp.answer == "yes")
        )
    )


def coming(session: Session, chat: Chat, first: datetime, last: datetime) -> list[Meetup]:
    """Meetups announced in a chat that start in a span of time."""
    return list(
        session.scalars(
            select(Meetup)
            .where(
                Meetup.chat_id == chat.id,
                Meetup.starts_at.between(first, last),
                Meetup.cancelled_at.is_(None),
            )
            .order_by(Meetup.starts_at)
        )
    )
