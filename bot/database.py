"""The engine and its sessions: SQLite made safe for several writers, PostgreSQL as it is."""

import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from inspect import signature
from threading import Lock
from typing import Any, ParamSpec, TypeVar, cast

from sqlalchemy import (
    Connection,
    Engine,
    Executable,
    Table,
    bindparam,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import (
    DeclarativeBase,
    Session,
    make_transient_to_detached,
    sessionmaker,
)

from bot.loading import attend, wrote

POOL = 8
"""Connections to PostgreSQL, and as many threads that use them."""


Given = ParamSpec("Given")
Result = TypeVar("Result")


class Threads(ThreadPoolExecutor):
    """A pool that knows whether somebody waits until one of its threads is free."""

    def __init__(self, most: int, name: str) -> None:
        super().__init__(most, name)
        self._counting = Lock()
        self._waiting = 0

    @property
    def is_waited_for(self) -> bool:
        return self._waiting > 0

    def submit(self, work: Callable[..., Result], /, *args: Any, **more: Any) -> Future[Result]:
        self._count(1)
        future = super().submit(self._begun, work, *args, **more)
        future.add_done_callback(self._ended)
        return future

    def _begun(self, work: Callable[..., Result], *args: Any, **more: Any) -> Result:
        self._count(-1)
        return work(*args, **more)

    def _ended(self, future: Future[Any]) -> None:
        """What is cancelled was never begun."""
        if future.cancelled():
            self._count(-1)

    def _count(self, more: int) -> None:
        with self._counting:
            self._waiting += more


class Database:
    """One engine, its sessions, and the threads the synchronous core runs on.

    SQLite has one writer, so it gets one thread; PostgreSQL as many as its pool holds.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        # The drivers are ours: an address copied from a hosting page may name others, or none.
        parsed = parsed.set(drivername="sqlite" if self.is_sqlite else "postgresql+psycopg")
        self.url = parsed
        self.engine = _sqlite(parsed) if self.is_sqlite else _postgresql(parsed)
        self.session = sessionmaker(self.engine, expire_on_commit=False)
        attend(self.session)
        self.threads = Threads(1 if self.is_sqlite else POOL, "database")

    def begin(self) -> Any:
        """A session in a transaction: commits at the end of the `with`, rolls back on an error."""
        return self.session.begin()

    def close(self) -> None:
        self.threads.shutdown(wait=True, cancel_futures=True)
        self.engine.dispose()


Statement = TypeVar("Statement", bound=Executable)


def prepared(
    build: Callable[Given, Statement],
) -> Callable[Given, tuple[Statement, dict[str, object]]]:
    """A statement that is built once; a call fills its arguments in: `scalars(*of_day(7, day))`.

    `build` gets a bound parameter for each of its arguments, so it may compare with them and no
    more; None is no value to compare with. Building a question anew takes longer than asking it,
    and every event and every letter asks a dozen.
    """
    names = tuple(signature(build).parameters)

    @cache
    def statement() -> Statement:
        build_of_parameters = cast("Callable[..., Statement]", build)
        return build_of_parameters(*(bindparam(name) for name in names))

    def filled(*values: Given.args, **_: Given.kwargs) -> tuple[Statement, dict[str, object]]:
        return statement(), dict(zip(names, values, strict=True))

    return filled


def insert_once(session: Session, row: DeclarativeBase) -> bool:
    """Insert what `row` says and fill its key in; False if a unique key of it stands already.

    One statement, built once, no savepoint: every event passes here. The row stays outside the
    session, so a change made to it later is not written.
    """
    table = cast("Table", row.__table__)
    values = {name: value for name, value in vars(row).items() if name in table.c}
    connection = session.connection()
    key = connection.execute(_inserting_once(table, connection.dialect.name), values).first()
    if key is None:
        return False
    for column, value in zip(table.primary_key, key, strict=True):
        setattr(row, column.name, value)
    wrote(session, row)
    return True


def insert(session: Session, row: DeclarativeBase) -> None:
    """Insert a row at once, in half the time that adding and flushing takes; from then on it is as
    one that was loaded. It must say what stands in each of its columns.
    """
    if not insert_once(session, row):
        raise ValueError(f"{row.__tablename__}: there is such a row already")
    make_transient_to_detached(row)
    session.add(row)


def insert_all(session: Session, rows: Sequence[DeclarativeBase]) -> None:
    """Insert rows of one table that say the same columns, in one statement; those whose unique key
    stands already are left out.
    """
    if rows:
        table = cast("Table", rows[0].__table__)
        values = [{name: vars(row)[name] for name in vars(row) if name in table.c} for row in rows]
        connection = session.connection()
        connection.execute(_inserting(table, connection.dialect.name), values)
        for row in rows:
            wrote(session, row)


@cache
def _inserting_once(table: Table, dialect: str) -> Executable:
    return _inserting(table, dialect).returning(*table.primary_key)


@cache
def _inserting(table: Table, dialect: str) -> sqlite.Insert | postgresql.Insert:
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    return insert.on_conflict_do_nothing()


def _postgresql(url: Any) -> Engine:
    return create_engine(
        url, pool_pre_ping=True, pool_size=POOL, max_overflow=2, hide_parameters=True
    )


def _sqlite(url: Any) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 30}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own BEGIN comes too late and is deferred: two writers that read first
        # would both commit and one of them be lost. We say BEGIN IMMEDIATE ourselves.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA busy_timeout=30000")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
