"""`doctor`: what is well, what is not, and the fix for it. It never prints a secret."""

import asyncio
import json
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.database import Database
from bot.settings import Settings, SettingsError, read_settings

OK, WARN, FAIL = "OK", "WARN", "FAIL"
CODES = {OK: 0, WARN: 1, FAIL: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    level: str
    what: str
    fix: str = ""


def main(*, as_json: bool) -> None:
    """Exit code 0: all well; 1: warnings; 2: something is broken."""
    found = list(_examine())
    if as_json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            print(f"{one.level:4} {one.what}" + (f"\n     fix: {one.fix}" if one.fix else ""))
    raise SystemExit(max(CODES[one.level] for one in found))


def _examine() -> Iterator[Finding]:
    yield _python()
    try:
        settings = read_settings()
    except SettingsError as error:
        yield Finding(FAIL, f"settings: {error}", "correct .env; every setting is in .env.example")
        return
    yield Finding(OK, "settings can be read")
    for examine in (_env_file, _zones, _fonts, _database, _telegram, _slack):
        yield from _safely(examine, settings)


def _safely(examine: Callable[[Settings], Iterator[Finding]], settings: Settings) -> list[Finding]:
    return list(examine(settings))


def _python() -> Finding:
    found = ".".join(str(part) for part in sys.version_info[:3])
    return Finding(OK, f"Python {found}, python-telegram-bot {version('python-telegram-bot')}")


def _env_file(_settings: Settings) -> Iterator[Finding]:
    path = Path(".env")
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding(WARN, ".env can be read by others on this machine", "chmod 600 .env")


def _zones(settings: Settings) -> Iterator[Finding]:
    try:
        ZoneInfo(settings.bot_zone)
        yield Finding(OK, "time zones are known here")
    except ZoneInfoNotFoundError:
        yield Finding(FAIL, "no time zone data on this machine", "pip install tzdata")


def _fonts(_settings: Settings) -> Iterator[Finding]:
    from bot.pictures.render import fonts_ok

    if fonts_ok():
        yield Finding(OK, "pictures can be lettered in Chinese")
    else:
        yield Finding(
            WARN,
            "no font for Chinese pictures; summaries come as text only",
            "make install, or install the package fonts-noto-cjk or fonts-wqy-microhei",
        )


def _database(settings: Settings) -> Iterator[Finding]:
    from bot.schema import is_current

    database = Database(settings.database)
    shown = database.url.render_as_string(hide_password=True)
    try:
        if not is_current(database):
            yield Finding(WARN, f"the database {shown} is not up to date", "python -m bot migrate")
            return
        with database.engine.connect() as connection:
            if database.is_sqlite:
                said = connection.execute(text("PRAGMA quick_check")).scalar()
                level = OK if said == "ok" else FAIL
                yield Finding(
                    level, f"database {shown}: {said}", "" if level == OK else "restore a backup"
                )
            else:
                yield Finding(OK, f"database {shown} answers")
        yield from _record(database)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        yield Finding(
            FAIL, f"the database {shown} cannot be reached: {reason}", "check DATABASE_URL"
        )
    finally:
        database.close()


def _record(database: Database) -> Iterator[Finding]:
    from bot.operations.clock import Clock
    from bot.queries.figures import figures

    with database.begin() as session:
        found = figures(session, Clock().now())
    parked, inbox, dead = (int(found[n][1]) for n in ("outbox_parked", "inbox", "chats_dead"))
    if parked:
        yield Finding(WARN, f"{parked} messages are parked after too many tries", "see the log")
    if inbox:
        yield Finding(WARN, f"{inbox} updates could not be handled and are kept", "see the log")
    if dead:
        yield Finding(OK, f"{dead} chats no longer take our messages; nothing is sent there")


def _telegram(settings: Settings) -> Iterator[Finding]:
    if not settings.has_telegram:
        yield Finding(OK, "Telegram is not configured (python -m bot connect telegram)")
        return
    found = asyncio.run(_ask_platform("telegram", settings))
    yield found
    if found.level == OK:
        yield from asyncio.run(_pollers(settings))


def _slack(settings: Settings) -> Iterator[Finding]:
    if not settings.has_slack:
        yield Finding(OK, "Slack is not configured (python -m bot connect slack)")
        return
    if not settings.slack_app_token.get_secret_value() and not (
        settings.slack_signing_secret.get_secret_value()
    ):
        yield Finding(
            FAIL,
            "Slack can neither connect by Socket Mode nor prove its requests",
            "set SLACK_APP_TOKEN, or SLACK_SIGNING_SECRET for HTTP",
        )
    yield asyncio.run(_ask_platform("slack", settings))


async def _pollers(settings: Settings) -> list[Finding]:
    """Whether somebody else takes the updates that are meant for us."""
    from bot.commands.connect import who_listens

    webhook, conflict = await who_listens(settings)
    found = []
    if webhook and not settings.telegram_webhook_url:
        fix = "python -m bot run removes it; or set TELEGRAM_WEBHOOK_URL to keep webhooks"
        found.append(Finding(WARN, "telegram: a webhook is set, polling gets nothing", fix))
    if conflict:
        fix = "stop the other process, or give it a bot of its own"
        found.append(Finding(WARN, "telegram: a second process polls with this token", fix))
    return found


async def _ask_platform(name: str, settings: Settings) -> Finding:
    """Whether the platform takes our token, without listening or changing anything."""
    from bot.commands.connect import CHECKS

    trouble, said = await CHECKS[name](settings)
    if trouble:
        return Finding(FAIL, f"{name}: {trouble}", f"python -m bot connect {name}")
    return Finding(OK, f"{name}: {said}")
