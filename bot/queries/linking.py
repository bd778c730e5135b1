"""One person, many accounts: codes that join them, and two records made one."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.models import (
    Account,
    Alarm,
    Base,
    Chat,
    Checkin,
    KeyResult,
    LinkCode,
    LinkTry,
    Member,
    Objective,
    Task,
)

MINUTES = 10
"""How long a code lives."""

TRIES = 5
"""Wrong codes in that time before one waits."""


def new(session: Session, member: Member, code: str, now: datetime) -> None:
    """One living code a member: a new one ends the old."""
    session.execute(delete(LinkCode).where(LinkCode.member_id == member.id))
    until = now + timedelta(minutes=MINUTES)
    session.add(LinkCode(member_id=member.id, sha256=_sha(code), until=until))
    session.flush()


def too_many(session: Session, member: Member, now: datetime) -> bool:
    since = now - timedelta(minutes=MINUTES)
    session.execute(delete(LinkTry).where(LinkTry.at < since))
    chosen = select(func.count()).select_from(LinkTry).where(LinkTry.member_id == member.id)
    return (session.scalar(chosen) or 0) >= TRIES


def repeat(session: Session, member: Member, code: str, now: datetime) -> Member | None:
    """Whose code this is; from now on it serves this repeater alone. None: counted as wrong."""
    row = session.scalar(
        select(LinkCode).where(LinkCode.sha256 == _sha(code), LinkCode.until >= now)
    )
    taken = row is not None and row.used_by not in {None, member.id}
    if row is None or taken or row.member_id == member.id:
        session.add(LinkTry(member_id=member.id, at=now))
        session.flush()
        return None
    row.used_by = member.id
    session.flush()
    return session.get(Member, row.member_id)


def confirmed(session: Session, member: Member, now: datetime) -> Member | None:
    """The member whose living code this one has repeated; the code is spent."""
    row = session.scalar(
        select(LinkCode).where(LinkCode.used_by == member.id, LinkCode.until >= now)
    )
    if row is None:
        return None
    owner = session.get(Member, row.member_id)
    session.delete(row)
    session.flush()
    return owner


def accounts(session: Session, member: Member) -> list[Account]:
    return list(
        session.scalars(select(Account).where(Account.member_id == member.id).order_by(Account.id))
    )


def chats(session: Session, member: Member) -> list[Chat]:
    """Where this member can be written to in private."""
    return list(
        session.scalars(
            select(Chat)
            .where(Chat.member_id == member.id, Chat.dead_at.is_(None))
            .order_by(Chat.id)
        )
    )


def join(session: Session, into: Member, other: Member) -> None:
    """Two records become one: nothing done is lost; where both have a row, the first's stays."""
    session.flush()
    _same_days(session, into, other)
    _same_months(session, into, other)
    session.expire_all()
    session.execute(delete(LinkCode).where(LinkCode.member_id.in_((into.id, other.id))))
    for table, column in owned_columns():
        _hand_over(session, table, column, other.id, into.id)
    session.execute(delete(Alarm).where(Alarm.owner == "member", Alarm.owner_id == other.id))
    into.track = into.track or other.track
    into.home_id = into.home_id or other.home_id
    other.home_id = None
    session.flush()
    session.expire_all()
    session.execute(delete(Member).where(Member.id == other.id))


def owned_columns() -> list[tuple[Table, str]]:
    """Every column that names a member, table by table."""
    return [
        (table, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "members"
    ]


def _same_days(session: Session, into: Member, other: Member) -> None:
    """Both have a task for a day: the one further on stays, check-ins stand on it."""
    own = {row.day: row for row in session.scalars(select(Task).where(Task.member_id == into.id))}
    for row in session.scalars(select(Task).where(Task.member_id == other.id)):
        kept = own.get(row.day)
        if kept is None:
            continue
        if row.state == "done" and kept.state != "done":
            kept.state, kept.items, kept.closed_at = row.state, row.items, row.closed_at
        session.execute(update(Checkin).where(Checkin.task_id == row.id).values(task_id=kept.id))
        session.delete(row)
    session.flush()


def _same_months(session: Session, into: Member, other: Member) -> None:
    """Both have an objective for a month: its key results move to the first one's."""
    found = session.scalars(select(Objective).where(Objective.member_id == into.id))
    own = {row.month: row for row in found}
    for row in session.scalars(select(Objective).where(Objective.member_id == other.id)):
        kept = own.get(row.month)
        if kept is None:
            continue
        session.execute(
            update(KeyResult).where(KeyResult.objective_id == row.id).values(objective_id=kept.id)
        )
        session.execute(delete(Objective).where(Objective.id == row.id))
    session.flush()


def _hand_over(session: Session, table: Table, column: str, old: int, new: int) -> None:
    keys = list(table.primary_key.columns)
    owner = table.c[column]
    for key in session.execute(select(*keys).where(owner == old)).all():
        same = [one == value for one, value in zip(keys, key, strict=True)]
        try:
            with session.begin_nested():
                session.execute(update(table).where(*same).values({column: new}))
        except IntegrityError:
            # The first record has such a row already: membership, answer, card.
            session.execute(delete(table).where(*same))


def _sha(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
