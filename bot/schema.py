"""The tables in a database: brought up to date, or found wanting."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import text

from bot.database import Database


class NewerError(Exception):
    """The database was made by a newer version of this program."""


def migrate(database: Database, to: str = "head") -> None:
    """Run every migration this database has not seen; on PostgreSQL make the queue's tables.
    Raises NewerError if it has seen migrations we do not know.
    """
    if not database.is_sqlite:
        _make_queue(database)
    with database.engine.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, to)
        except CommandError as error:
            raise NewerError from error
        connection.commit()


def _make_queue(database: Database) -> None:
    """Procrastinate brings its own tables; it ships them as one script."""
    with database.engine.begin() as connection:
        if connection.scalar(text("SELECT to_regclass('procrastinate_jobs')")) is None:
            from procrastinate.schema import SchemaManager

            script = SchemaManager.get_schema()
            connection.exec_driver_sql(script.replace("%", "%%"))


def is_current(database: Database) -> bool:
    with database.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_heads()
    return set(found) == set(ScriptDirectory.from_config(_config()).get_heads())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
