"""Opening what a command needs: settings, logs, the database, with plain words when it fails."""

from typing import NoReturn

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.commands.errors import fail
from bot.commands.language import how_to_call, reader, t
from bot.database import Database
from bot.operations.logs import set_up
from bot.settings import Settings, SettingsError, read_settings


def settings_or_fail() -> Settings:
    try:
        return read_settings()
    except SettingsError as error:
        told = error.told(reader())
        fail(t("These settings cannot be used:\n{told}\nSee .env.example.", told=told), 2)


def prepare_logs(settings: Settings, level: str | None = None) -> None:
    set_up(level or settings.log_level, settings.log_format, secrets_of(settings))


def secrets_of(settings: Settings) -> list[str]:
    """Every secret we know, so that logs can leave them out."""
    fields = (
        settings.telegram_bot_token,
        settings.telegram_webhook_secret,
        settings.slack_bot_token,
        settings.slack_app_token,
        settings.slack_signing_secret,
        settings.slack_client_secret,
        settings.secret_key,
    )
    return [field.get_secret_value() for field in fields]


def open_database(settings: Settings, *, migrates: bool) -> Database:
    """The database, up to date. SQLite is migrated by itself when `migrates`."""
    from bot.schema import is_current

    database = database_of(settings)
    try:
        if database.is_sqlite and migrates:
            bring_up_to_date(database)
        elif not is_current(database):
            fail(t("The database is not up to date. Run: {bot} migrate", bot=how_to_call()), 3)
    except DBAPIError as error:
        fail_without(database, error)
    return database


def bring_up_to_date(database: Database) -> None:
    from bot.schema import NewerError, migrate

    try:
        migrate(database)
    except DBAPIError as error:
        fail_without(database, error)
    except NewerError:
        fail(
            t(
                "The database was made by a newer version of this program. "
                "Update the program, or restore a backup."
            ),
            3,
        )


def database_of(settings: Settings) -> Database:
    """The database, not yet asked anything; its folder is there."""
    database = Database(settings.database)
    if database.is_sqlite:
        try:
            settings.data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            fail(
                t(
                    "The folder {folder} cannot be made: {reason}",
                    folder=str(settings.data_dir.resolve()),
                    reason=error.strerror or str(error),
                ),
                3,
            )
    return database


def fail_without(database: Database, error: DBAPIError) -> NoReturn:
    """Say which database does not answer, and why; its password stays hidden."""
    fail(
        t(
            "The database cannot be used ({shown}): {reason}\n"
            "Check DATABASE_URL, that the server runs, and that the disk has room.",
            shown=database.url.render_as_string(hide_password=True),
            reason=first_line(error),
        ),
        3,
    )


def first_line(error: SQLAlchemyError) -> str:
    """What the driver says, without the statement."""
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
