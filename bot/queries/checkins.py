"""What members did, on which of their days, and what can still be taken back."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.chat import File
from bot.inserting import insert, insert_once
from bot.loading import Keys, per
from bot.models import Attachment, Checkin, Deed, Draft, Member

UNDO_WITHIN = timedelta(minutes=10)

LARGEST_EVIDENCE = 5 * 1024 * 1024
"""Bytes of files kept with one check-in; of what is beyond, only the name is."""


def of_day(session: Session, member: Member, day: date) -> list[Checkin]:
    return _of_day(session, member.id, day)


@per("member", Checkin)
def _of_day(members: Keys, day: date) -> Select[int, Checkin]:
    owner = Checkin.member_id
    chosen = select(owner, Checkin).where(owner.in_(members), Checkin.day == day)
    return chosen.order_by(Checkin.id)


def by_source(session: Session, member: Member, source: str) -> Checkin | None:
    """The check-in a message made, so that editing the message edits it."""
    return session.scalar(
        select(Checkin).where(Checkin.member_id == member.id, Checkin.source == source)
    )


def by_id(session: Session, member: Member, number: int) -> Checkin | None:
    """The member's own check-in; nobody else's."""
    return session.scalar(
        select(Checkin).where(Checkin.member_id == member.id, Checkin.id == number)
    )


def days(session: Session, member: Member) -> set[date]:
    """Every day with a check-in."""
    return set(_days(session, member.id))


@per("member", Checkin)
def _days(members: Keys) -> Select[int, date]:
    owner = Checkin.member_id
    return select(owner, Checkin.day).where(owner.in_(members)).distinct()


def add(session: Session, entry: Checkin, files: Iterable[File]) -> None:
    """Keep a new check-in and its files, as many as fit."""
    insert(session, entry)
    room = LARGEST_EVIDENCE
    for file in files:
        if len(file.content) <= room:
            room -= len(file.content)
            session.add(
                Attachment(
                    member_id=entry.member_id,
                    checkin_id=entry.id,
                    name=file.name,
                    media_type=file.media_type,
                    size=len(file.content),
                    content=file.content,
                )
            )


def attached(session: Session, entry: Checkin) -> int:
    """How many files of a check-in were kept."""
    chosen = select(func.count()).where(Attachment.checkin_id == entry.id)
    return session.scalar(chosen) or 0


def attachments(session: Session, member: Member) -> list[Attachment]:
    """Everything a member sent as evidence, the newest first."""
    return list(
        session.scalars(
            select(Attachment)
            .where(Attachment.member_id == member.id)
            .order_by(Attachment.id.desc())
        )
    )


def between(session: Session, member: Member, first: date, last_day: date) -> list[Checkin]:
    return _between(session, member.id, first, last_day)


@per("member", Checkin)
def _between(members: Keys, first: date, last_day: date) -> Select[int, Checkin]:
    owner = Checkin.member_id
    within = select(owner, Checkin).where(owner.in_(members), Checkin.day.between(first, last_day))
    return within.order_by(Checkin.day, Checkin.id)


def remember(session: Session, member: Member, kind: str, now: datetime, **before: object) -> None:
    """Note how things were, so that it can be taken back."""
    insert_once(session, Deed(member_id=member.id, at=now, kind=kind, before=before))


def last_deed(session: Session, member: Member, now: datetime) -> Deed | None:
    """The latest thing that can still be taken back."""
    return session.scalar(
        select(Deed)
        .where(Deed.member_id == member.id, Deed.at >= now - UNDO_WITHIN)
        .order_by(Deed.at.desc(), Deed.id.desc())
        .limit(1)
    )


def keep_draft(session: Session, member: Member, text: str, source: str, now: datetime) -> Draft:
    draft = Draft(member_id=member.id, at=now, text=text, source=source)
    session.add(draft)
    session.flush()
    return draft


def draft(session: Session, member: Member, number: str) -> Draft | None:
    if not number.isdecimal():
        return None
    return session.scalar(
        select(Draft).where(Draft.member_id == member.id, Draft.id == int(number))
    )
