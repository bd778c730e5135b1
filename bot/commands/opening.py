"""Opening what a command needs: settings, logs, the database, with plain words when it fails."""

from sqlalchemy.exc import OperationalError

from bot.commands.errors import fail
from bot.database import Database
from bot.operations.logs import set_up
from bot.settings import Settings, SettingsError, read_settings


def settings_or_fail() -> Settings:
    try:
        return read_settings()
    except SettingsError as error:
        fail(f"These settings cannot be used:\n{error}\nSee .env.example.", 2)


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
    from bot.schema import is_current, migrate

    database = Database(settings.database)
    if database.is_sqlite:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        if database.is_sqlite and migrates:
            migrate(database)
        elif not is_current(database):
            fail("The database is not up to date. Run: python -m bot migrate", 3)
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        fail(
            f"The database cannot be reached ({database.url.render_as_string(hide_password=True)}):"
            f" {reason}\nCheck DATABASE_URL and that the server runs.",
            3,
        )
    return database
