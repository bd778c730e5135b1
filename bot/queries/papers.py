"""Papers: what a member writes and comes back to, and how a change of it is taken back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from bot.context import Context
from bot.loading import Keys, per
from bot.models import (
    Absence,
    Base,
    Contact,
    KeyResult,
    LetterLine,
    Member,
    Objective,
    Paper,
    Review,
)
from bot.queries import checkins

OWN: Mapping[str, type[Base]] = {
    table.__tablename__: table
    for table in (Paper, Review, Objective, KeyResult, LetterLine, Absence, Contact)
}
"""Whose rows can be put back as they were."""


def open_(context: Context, kind: str, title: str, about: str = "", **fields: object) -> Paper:
    """A new paper, open until it is closed; opening it can be taken back."""
    paper = quietly(context, kind, title, about, **fields)
    note(context, paper, None)
    return paper


def quietly(context: Context, kind: str, title: str, about: str = "", **fields: object) -> Paper:
    """A new paper of our own making: nothing the member would take back."""
    paper = Paper(
        member_id=context.member.id,
        kind=kind,
        title=title,
        about=about,
        fields=fields,
        day=context.today,
        opened_at=context.now,
    )
    context.session.add(paper)
    context.session.flush()
    return paper


def write(context: Context, paper: Paper, **fields: object) -> None:
    """More words on a paper; how it was can be put back."""
    note(context, paper, {"fields": paper.fields, "closed_at": None})
    paper.fields = {**paper.fields, **fields}


def of_kind(session: Session, member: Member, *kinds: str) -> list[Paper]:
    return [paper for paper in _papers(session, member.id) if paper.kind in kinds]


@per("member", Paper)
def _papers(members: Keys) -> Select[int, Paper]:
    owner = Paper.member_id
    return select(owner, Paper).where(owner.in_(members)).order_by(Paper.id)


def by_id(session: Session, member: Member, kind: str, number: str) -> Paper | None:
    """The member's own paper by the id a button carried; nobody else's."""
    if not number.isdecimal():
        return None
    return session.scalar(
        select(Paper).where(
            Paper.member_id == member.id, Paper.kind == kind, Paper.id == int(number)
        )
    )


def about(session: Session, member: Member, kind: str, subject: str) -> Paper | None:
    """The latest paper of a kind about one thing."""
    return session.scalar(
        select(Paper)
        .where(Paper.member_id == member.id, Paper.kind == kind, Paper.about == subject)
        .order_by(Paper.id.desc())
        .limit(1)
    )


def mock(session: Session, member: Member, number: str) -> Paper | None:
    """A mock interview this member asked for or was asked to."""
    if not number.isdecimal():
        return None
    return session.scalar(
        select(Paper).where(
            Paper.kind == "mock",
            Paper.id == int(number),
            or_(Paper.member_id == member.id, Paper.about == f"member:{member.id}"),
        )
    )


def closed_between(session: Session, member: Member, kind: str, first: date, last: date) -> int:
    """How many were closed on these days, for the week's count; a paper keeps its closing day."""
    rows = of_kind(session, member, kind)
    days = [str(row.fields.get("closed_on", "")) for row in rows if row.closed_at]
    return sum(first.isoformat() <= day <= last.isoformat() for day in days)


def count(session: Session, member: Member, kind: str) -> int:
    chosen = select(func.count()).select_from(Paper)
    return session.scalar(chosen.where(Paper.member_id == member.id, Paper.kind == kind)) or 0


def note(context: Context, row: Base, before: dict[str, Any] | None) -> None:
    """Remember how a row was; None: it was not there."""
    context.session.flush()
    number = row.id  # type: ignore[attr-defined]  # every table of OWN has one
    if before is not None:
        before = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in before.items()}
    checkins.remember(
        context.session,
        context.member,
        "row",
        context.now,
        table=row.__tablename__,
        row=number,
        values=before,
    )


def put_back(session: Session, member: Member, before: Mapping[str, Any]) -> Base | None:
    """Take back what `note` remembered: the row as it was, or gone (None)."""
    row: Any = session.get(OWN[before["table"]], before["row"])
    owner = getattr(row, "member_id", member.id)
    if row is None or owner != member.id:
        return None
    if before["values"] is None:
        session.delete(row)
        return None
    for name, value in before["values"].items():
        moment = name.endswith("_at") and value is not None
        setattr(row, name, datetime.fromisoformat(value) if moment else value)
    return cast("Base", row)


def letter_line(session: Session, member: Member, kind: str, occurrence: str) -> LetterLine | None:
    return session.scalar(
        select(LetterLine).where(
            LetterLine.member_id == member.id,
            LetterLine.kind == kind,
            LetterLine.occurrence == occurrence,
        )
    )


def letter_lines(session: Session, member: Member) -> dict[tuple[str, str], date | None]:
    """What was put off, skipped or stopped: by kind and occurrence, the day it comes again."""
    return {(row.kind, row.occurrence): row.until for row in _letter_lines(session, member.id)}


@per("member", LetterLine)
def _letter_lines(members: Keys) -> Select[int, LetterLine]:
    owner = LetterLine.member_id
    return select(owner, LetterLine).where(owner.in_(members))


def keep_letter_line(
    session: Session, member: Member, kind: str, occurrence: str, until: date | None
) -> LetterLine:
    row = letter_line(session, member, kind, occurrence)
    if row is None:
        row = LetterLine(member_id=member.id, kind=kind, occurrence=occurrence)
        session.add(row)
    row.until = until
    session.flush()
    return row


def stopped_lines(session: Session, member: Member) -> list[LetterLine]:
    """The kinds of line that are no longer wanted at all."""
    return [row for row in _letter_lines(session, member.id) if not row.occurrence]


def wake_letter_line(session: Session, member: Member, kind: str) -> None:
    """A kind of line that was stopped may come again."""
    row = letter_line(session, member, kind, "")
    if row is not None:
        session.delete(row)
        session.flush()


def open_loops(session: Session, member: Member, opened_before: datetime) -> list[Paper]:
    """Loops open for long."""
    loops = of_kind(session, member, "loop")
    return [one for one in loops if one.closed_at is None and one.opened_at < opened_before]
