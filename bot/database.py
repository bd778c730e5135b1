"""The engine and its sessions: SQLite made safe for several writers, PostgreSQL as it is."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import sessionmaker

from bot.loading import attend

POOL = 8
"""Connections to PostgreSQL, and as many threads that use them."""


Result = TypeVar("Result")


class Threads(ThreadPoolExecutor):
    """A pool that knows whether somebody waits until one of its threads is free: whoever is at a
    long work may then end it early.
    """

    def __init__(self, most: int, name: str) -> None:
        super().__init__(most, name)
        self._counting = Lock()
        self._waiting = 0

    @property
    def is_waited_for(self) -> bool:
        return self._waiting > 0

    def do(
        self, work: Callable[..., Result], /, *args: Any, hurry: bool = True
    ) -> asyncio.Future[Result]:
        """Work in its turn, awaited from the event loop; whether who is before should hurry."""
        submit = self.submit if hurry else super().submit
        return asyncio.wrap_future(submit(work, *args))

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
