"""Rows inserted at once, past the session's unit of work: every event and every letter does."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Executable, Row, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session, make_transient_to_detached

from bot.loading import wrote, wrote_many


def insert_once(session: Session, row: DeclarativeBase) -> bool:
    """Insert what `row` says and fill its key in; False if a unique key of it stands already.

    The row stays outside the session, so a change made to it later is not written.
    """
    table = cast("Table", row.__table__)
    values = {name: value for name, value in vars(row).items() if name in table.c}
    key = insert_values(session, table, values)
    if key is None:
        return False
    for column, value in zip(table.primary_key, key, strict=True):
        setattr(row, column.name, value)
    wrote(session, row)
    return True


def insert_values(session: Session, table: Table, values: Mapping[str, object]) -> Row[Any] | None:
    """The key of a new row that says this; None if a unique key of it stands already.

    One statement, built once, no savepoint, and nothing is forgotten that was read of the table.
    """
    connection = session.connection()
    return connection.execute(_inserting_once(table, connection.dialect.name), values).first()


def insert(session: Session, row: DeclarativeBase) -> None:
    """Insert a row at once, in half the time that adding and flushing takes; from then on it is as
    one that was loaded. It must say what stands in each of its columns.
    """
    if not insert_once(session, row):
        raise ValueError(f"{row.__tablename__}: there is such a row already")
    make_transient_to_detached(row)
    session.add(row)


def insert_all(
    session: Session, model: type[DeclarativeBase], rows: Sequence[Mapping[str, object]]
) -> None:
    """Insert rows that say the same columns, in one statement; those whose unique key stands
    already are left out.
    """
    if rows:
        connection = session.connection()
        writing = _inserting(cast("Table", model.__table__), connection.dialect.name)
        connection.execute(writing, rows)
        wrote_many(session, model)


def insert_new(
    session: Session,
    model: type[DeclarativeBase],
    rows: Sequence[Mapping[str, object]],
    *told: str,
) -> list[Row[*tuple[Any, ...]]]:
    """As `insert_all`; what the columns `told` say in those that are new, in any order."""
    if not rows:
        return []
    connection = session.connection()
    writing = _inserting_told(cast("Table", model.__table__), connection.dialect.name, told)
    # One row alone needs no statement made for so many.
    found = connection.execute(writing, rows if len(rows) > 1 else rows[0]).all()
    wrote_many(session, model)
    return list(found)


@cache
def _inserting_told(table: Table, dialect: str, told: tuple[str, ...]) -> Executable:
    return _inserting(table, dialect).returning(*(table.c[name] for name in told))


@cache
def _inserting_once(table: Table, dialect: str) -> Executable:
    return _inserting(table, dialect).returning(*table.primary_key)


@cache
def _inserting(table: Table, dialect: str) -> sqlite.Insert | postgresql.Insert:
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    return insert.on_conflict_do_nothing()
