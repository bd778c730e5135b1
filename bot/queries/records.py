"""Everything kept about one member, row by row: it belongs to them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import LargeBinary, inspect, select
from sqlalchemy.orm import Session

from bot.models import Account, Base, LinkCode, LinkTry, Member
from bot.queries.linking import owned_columns

SECRET = {table.__tablename__ for table in (LinkCode, LinkTry)}


def record_of(session: Session, user: str) -> dict[str, Any] | None:
    """The record of whoever has this user id on the terminal or the page; None: nobody has."""
    member = session.scalar(
        select(Member)
        .join(Account)
        .where(Account.user == user, Account.platform.in_(("terminal", "web")))
        .order_by(Account.id)
        .limit(1)
    )
    return None if member is None else record(session, member)


def record(session: Session, member: Member) -> dict[str, Any]:
    """Every row that names the member, by table, and the rows below: key results, evidence."""
    found: dict[str, Any] = {"member": _row(member)}
    ids: dict[str, set[int]] = {}
    own = _columns()
    for name, owner in own:
        table = TABLES[name]
        rows = session.scalars(select(table).where(getattr(table, owner) == member.id))
        _add(found, ids, name, rows.all())
    for name in TABLES.keys() - {one for one, _ in own}:
        for column in TABLES[name].__table__.columns:
            for key in column.foreign_keys:
                if above := ids.get(key.column.table.name):
                    rows = session.scalars(select(TABLES[name]).where(column.in_(above)))
                    _add(found, ids, name, rows.all())
    return found


def _add(found: dict[str, Any], ids: dict[str, set[int]], name: str, rows: Sequence[Base]) -> None:
    known = ids.setdefault(name, set())
    listed = found.setdefault(name, [])
    for row in rows:
        values = _row(row)
        if values["id"] not in known:
            known.add(values["id"])
            listed.append(values)


def _columns() -> list[tuple[str, str]]:
    return [
        (table.name, column)
        for table, column in owned_columns()
        if table.name not in SECRET and table.name in TABLES
    ]


TABLES: dict[str, type[Base]] = {
    mapper.local_table.name: mapper.class_  # type: ignore[attr-defined]  # our tables have names
    for mapper in sorted(Base.registry.mappers, key=lambda one: one.class_.__name__)
    if "id" in mapper.columns and mapper.class_.__tablename__ not in {"outbox", "posts", "chats"}
}
"""Tables with rows of people; what was said to them is theirs already."""


def _row(row: Base) -> dict[str, Any]:
    """A row as JSON; what a file holds is no JSON and is given back as a file."""
    return {
        column.key: _plain(getattr(row, column.key))
        for column in inspect(type(row)).column_attrs
        if not isinstance(column.columns[0].type, LargeBinary)
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime | date) else value
