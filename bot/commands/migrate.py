"""`migrate`: bring the tables of the database up to date."""

from sqlalchemy.exc import OperationalError

from bot.commands.errors import fail
from bot.commands.opening import settings_or_fail
from bot.database import Database
from bot.schema import migrate


def main() -> None:
    settings = settings_or_fail()
    database = Database(settings.database)
    if database.is_sqlite:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        migrate(database)
    except OperationalError as error:
        fail(f"The database cannot be reached: {str(error.orig).strip().splitlines()[0]}", 3)
    print("The database is up to date.")
