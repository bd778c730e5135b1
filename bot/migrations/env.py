"""Alembic's entry: the address of the database comes from our settings, never from an ini."""

from alembic import context
from sqlalchemy import Connection

from bot.database import Database
from bot.models import Base


def run() -> None:
    given = context.config.attributes.get("connection")
    if given is not None:
        _migrate(given)
        return
    from bot.settings import read_settings

    settings = read_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database)
    with database.engine.connect() as connection:
        _migrate(connection)
        connection.commit()
    database.close()


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
