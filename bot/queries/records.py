"""Everything kept about one member, row by row: it belongs to them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from bot.models import (
    Account,
    Base,
    Checkin,
    Contact,
    Evidence,
    KeyResult,
    LetterLine,
    Meetup,
    Member,
    Membership,
    Objective,
    Paper,
    Progress,
    Review,
    Rsvp,
    Task,
)


def record_of(session: Session, user: str) -> dict[str, Any] | None:
    """The record of whoever has this user id on the terminal or the page; None: nobody has."""
    member = session.scalar(
        select(Member)
        .join(Account)
        .where(Account.user == user, Account.platform.in_(("terminal", "web")))
        .order_by(Account.id)
        .limit(1)
    )
    return None if member is None else _record(session, member)


def _record(session: Session, member: Member) -> dict[str, Any]:
    own = (Task, Checkin, Progress, Objective, Review, Paper, LetterLine, Rsvp, Contact, Membership, Account)
    found: dict[str, Any] = {"member": _row(member)}
    for table in own:
        rows = session.scalars(select(table).where(table.member_id == member.id))
        found[table.__tablename__] = [_row(row) for row in rows]
    objectives = select(Objective.id).where(Objective.member_id == member.id)
    results = select(KeyResult).where(KeyResult.objective_id.in_(objectives))
    found["key_results"] = [_row(row) for row in session.scalars(results)]
    ids = [row["id"] for row in found["key_results"]]
    steps = session.scalars(select(Evidence).where(Evidence.key_result_id.in_(ids)))
    found["evidence"] = [_row(row) for row in steps]
    hosted = session.scalars(select(Meetup).where(Meetup.host_id == member.id))
    found["meetups"] = [_row(row) for row in hosted]
    return found


def _row(row: Base) -> dict[str, Any]:
    return {
        column.key: _plain(getattr(row, column.key)) for column in inspect(type(row)).column_attrs
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime | date) else value
