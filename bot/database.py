"""The engine and its sessions: SQLite made safe for several writers, PostgreSQL as it is."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

POOL = 8
"""Connections to PostgreSQL, and as many threads that use them."""


class Database:
    """One engine, its sessions, and the threads the synchronous core runs on.

    SQLite has one writer, so it gets one thread; PostgreSQL as many as its pool holds.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        if not self.is_sqlite and parsed.drivername in {"postgresql", "postgres"}:
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.url = parsed
        self.engine = _sqlite(parsed) if self.is_sqlite else _postgresql(parsed)
        self.session = sessionmaker(self.engine, expire_on_commit=False)
        self.threads = ThreadPoolExecutor(1 if self.is_sqlite else POOL, "database")

    def begin(self) -> Any:
        """A session in a transaction: commits at the end of the `with`, rolls back on an error."""
        return self.session.begin()

    def close(self) -> None:
        self.threads.shutdown(wait=True, cancel_futures=True)
        self.engine.dispose()


def insert_once(session: Session, row: object) -> bool:
    """Insert `row`; False if its unique key stands already. The transaction goes on either way."""
    from sqlalchemy.exc import IntegrityError

    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def _postgresql(url: Any) -> Engine:
    return create_engine(url, pool_pre_ping=True, pool_size=POOL, max_overflow=2)


def _sqlite(url: Any) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 30})

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
