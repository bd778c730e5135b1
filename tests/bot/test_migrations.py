"""A database that people already use is brought up to date and keeps what they have."""

from datetime import UTC, date, datetime

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, func, insert, select

from bot.database import Database
from bot.schema import _config, is_current, migrate

SAMPLES = {int: 1, str: "x", bool: False, datetime: datetime(2026, 3, 1, tzinfo=UTC),
           date: date(2026, 3, 1), float: 1.0, dict: {}, bytes: b""}  # fmt: skip


def test_each_migration_runs_on_a_database_with_people_in_it(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'old.db'}")
    revisions = [each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()]
    migrate(database, to=revisions[-1])
    with database.begin() as session:
        _fill(session.connection())
    for revision in reversed(revisions[:-1]):
        migrate(database, to=revision)
    assert is_current(database)
    with database.begin() as session:
        kept = _tables(session.connection())
        assert session.scalar(select(func.count()).select_from(kept["members"])) == 1
        assert session.scalar(select(func.count()).select_from(kept["accounts"])) == 1
    database.close()


def _fill(connection: Connection) -> None:
    """A member, and one row in every table that hangs on members alone."""
    tables = _tables(connection)
    connection.execute(insert(tables["members"]).values(_row(tables["members"])))
    for table in tables.values():
        if {key.column.table.name for key in table.foreign_keys} == {"members"}:
            connection.execute(insert(table).values(_row(table)))


def _row(table: Table) -> dict[str, object]:
    needed = [column for column in table.columns if not column.nullable]
    return {column.name: SAMPLES.get(column.type.python_type, "x") for column in needed}


def _tables(connection: Connection) -> dict[str, Table]:
    known = MetaData()
    known.reflect(connection)
    return dict(known.tables)
