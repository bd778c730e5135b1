"""Alarms: armed, disarmed, planned anew and claimed when they are due."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    ColumnElement,
    Executable,
    Select,
    Table,
    Update,
    bindparam,
    case,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.models import Alarm, Chat, Group, Member
from bot.prepared import prepared

LETTER = "alarm.task"
"""The kind that brings a learner's letter of the day."""

Owner = Member | Group


class DueAlarm(NamedTuple):
    """An alarm that has come, as it is read: thousands may come in one minute."""

    id: int
    owner: str
    owner_id: int
    kind: str
    subject: str
    due_at: datetime
    times: int


def _owner(owner: Owner) -> tuple[str, int]:
    return ("member" if isinstance(owner, Member) else "group", owner.id)


def arm(session: Session, owner: Owner, kind: str, due_at: datetime, subject: str = "") -> None:
    """Ring once at `due_at`; an earlier arming is replaced."""
    _write(session, owner, kind, subject, due_at=due_at, unplanned=False)


def put_off(session: Session, owner: Owner, kind: str, due_at: datetime, subject: str) -> None:
    """Ring the same thing again later; counted, so that it is not taken for a repeat."""
    _write(session, owner, kind, subject, due_at=due_at, unplanned=False, times=1)


def replan(session: Session, owner: Owner, kinds: Sequence[str]) -> None:
    """Let the next tick ask the rules again, after an hour, a zone or the days changed."""
    for kind in kinds:
        _write(session, owner, kind, "", due_at=None, unplanned=True)


def _write(session: Session, owner: Owner, kind: str, subject: str, **now: object) -> None:
    """How the alarm is now, whether there was one or not: in one statement, for every letter arms
    one. It goes past the session, so nobody may change an alarm that was loaded before.
    """
    name, number = _owner(owner)
    _changed(session).add((name, number, kind, subject))
    whose = {"owner": name, "owner_id": number, "kind": kind, "subject": subject}
    connection = session.connection()
    writing = _writing(connection.dialect.name, counts="times" in now)
    connection.execute(writing, {**whose, "times": 0, **now})


@cache
def _writing(dialect: str, *, counts: bool) -> Executable:
    table = cast("Table", Alarm.__table__)
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    new = insert.excluded
    changed: dict[str, ColumnElement[Any]] = {"due_at": new.due_at, "unplanned": new.unplanned}
    if counts:
        changed["times"] = table.c.times + 1
    return insert.on_conflict_do_update(
        index_elements=[table.c.owner, table.c.owner_id, table.c.kind, table.c.subject],
        set_=changed,
    )


def disarm(session: Session, owner: Owner, kind: str, subject: str = "") -> None:
    """Silent until it is armed again."""
    name, number = _owner(owner)
    _changed(session).add((name, number, kind, subject))
    session.connection().execute(*_silence(name, number, kind, subject))


@prepared
def _silence(whose: str, number: int, what: str, about: str) -> Update:
    return (
        update(Alarm)
        .where(
            Alarm.owner == whose,
            Alarm.owner_id == number,
            Alarm.kind == what,
            Alarm.subject == about,
        )
        .values(due_at=None, unplanned=False)
    )


def is_changed(session: Session, alarm: DueAlarm) -> bool:
    """Whether this transaction has armed, planned or silenced it anew since it was read."""
    return (alarm.owner, alarm.owner_id, alarm.kind, alarm.subject) in _changed(session)


def _changed(session: Session) -> set[tuple[str, int, str, str]]:
    found: set[tuple[str, int, str, str]] = session.info.setdefault("alarms: changed", set())
    return found


def move_on(session: Session, following: Mapping[DueAlarm, datetime | None]) -> None:
    """When alarms that have come ring next, unless they were armed or silenced anew since they were
    read. Past the session, as all that is written here.
    """
    rows = [
        {"alarm": alarm.id, "was": alarm.due_at, "due_at": due_at}
        for alarm, due_at in following.items()
    ]
    if rows:
        session.connection().execute(_moving(), rows)


@cache
def _moving() -> Executable:
    table = cast("Table", Alarm.__table__)
    return update(table).where(table.c.id == bindparam("alarm"), table.c.due_at == bindparam("was"))


def unplanned(session: Session, most: int) -> list[Alarm]:
    return list(
        session.scalars(
            select(Alarm)
            .where(Alarm.unplanned)
            .order_by(Alarm.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
    )


def due(session: Session, now: datetime, most: int) -> list[DueAlarm]:
    """Up to `most` that have come, the earliest first, locked."""
    return [DueAlarm(*row) for row in session.connection().execute(*_due(now, most))]


@prepared
def _due(now: datetime, most: int) -> Select[Any]:
    return (
        select(*(getattr(Alarm, name) for name in DueAlarm._fields))
        .where(Alarm.due_at <= now)
        .order_by(Alarm.due_at, Alarm.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )


def next_due(session: Session) -> datetime | None:
    """When the next alarm rings, whoever's it is."""
    return session.scalar(
        select(Alarm.due_at).where(Alarm.due_at.is_not(None)).order_by(Alarm.due_at).limit(1)
    )


def crowds(session: Session, now: datetime) -> dict[tuple[str, str], tuple[int, int]]:
    """By platform and tenant: whose letters are due, how many, and how many of them asked for the
    minute. Asked only in a tick that has more to ring than one batch.
    """
    rows = session.execute(_letters().where(Alarm.due_at <= now))
    return {(platform, tenant): (many, asked) for platform, tenant, many, asked in rows}


def crowd(session: Session, at: datetime, chat: Chat) -> tuple[int, int]:
    """The same of one lane and one moment."""
    there = (Alarm.due_at == at, Chat.platform == chat.platform, Chat.tenant == chat.tenant)
    row = session.execute(_letters().where(*there)).first()
    return (row[2], row[3]) if row else (0, 0)


def _letters() -> Select[str, str, int, int]:
    """Of members alone, so that the time alone finds them: to be asked for their owner as well
    SQLite reads everybody's.
    """
    asked = func.sum(case((Member.hour_asked, 1), else_=0))
    return (
        select(Chat.platform, Chat.tenant, func.count(), asked)
        .select_from(Alarm)
        .join(Member, Member.id == Alarm.owner_id)
        .join(Chat, Chat.id == Member.home_id)
        .where(Alarm.kind == LETTER)
        .group_by(Chat.platform, Chat.tenant)
    )
