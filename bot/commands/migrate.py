"""`migrate`: bring the tables of the database up to date."""

from bot.commands.language import t
from bot.commands.opening import bring_up_to_date, database_of, settings_or_fail


def main() -> None:
    bring_up_to_date(database_of(settings_or_fail()))
    print(t("The database is up to date."))
