"""`doctor`: what is well, what is not, and the fix for it. It never prints a secret."""

import asyncio
import json
import stat
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.commands.language import how_to_call, reader
from bot.commands.opening import first_line
from bot.database import Database
from bot.settings import Settings, SettingsError, read_settings
from bot.texts import Texts, texts

Say = Callable[..., str]
"""A sentence of the catalogue and its values, as plain words in the reader's language."""

OK, WARN, FAIL = "OK", "WARN", "FAIL"
CODES = {OK: 0, WARN: 1, FAIL: 2}

BEHIND = 10
"""Minutes after which what waits is a warning; the morning of a large lane takes longer."""

SLOW = 500
"""Milliseconds to look through outbox and alarms after which something is wrong."""


@dataclass(frozen=True, slots=True)
class Finding:
    level: str
    what: str
    fix: str = ""


def main(*, as_json: bool) -> None:
    """Exit code 0: all well; 1: warnings; 2: something is broken."""
    # A machine reads the same words everywhere.
    t = texts("en") if as_json else reader()
    found = list(_examine(t.plain, t))
    if as_json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            print(f"{one.level:4} {one.what}")
            if one.fix:
                print(f"     {t.plain('fix: {what}', what=one.fix)}")
    raise SystemExit(max(CODES[one.level] for one in found))


def _examine(t: Say, words: Texts) -> Iterator[Finding]:
    yield _python()
    try:
        settings = read_settings()
    except SettingsError as error:
        fix = t("correct .env; every setting is in .env.example")
        yield Finding(FAIL, t("settings: {told}", told=error.told(words)), fix)
        return
    yield Finding(OK, t("settings can be read"))
    for examine in (_env_file, _zones, _fonts, _database, _telegram, _slack):
        yield from examine(settings, t)


def _python() -> Finding:
    found = ".".join(str(part) for part in sys.version_info[:3])
    return Finding(OK, f"Python {found}, python-telegram-bot {version('python-telegram-bot')}")


def _env_file(_settings: Settings, t: Say) -> Iterator[Finding]:
    path = Path(".env")
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding(WARN, t(".env can be read by others on this machine"), "chmod 600 .env")


def _zones(settings: Settings, t: Say) -> Iterator[Finding]:
    try:
        ZoneInfo(settings.bot_zone)
        yield Finding(OK, t("time zones are known here"))
    except ZoneInfoNotFoundError:
        yield Finding(FAIL, t("no time zone data on this machine"), "pip install tzdata")


def _fonts(_settings: Settings, t: Say) -> Iterator[Finding]:
    from bot.pictures.render import fonts_ok

    if fonts_ok():
        yield Finding(OK, t("pictures can be lettered in Chinese"))
    else:
        yield Finding(
            WARN,
            t("no font for Chinese pictures; summaries come as text only"),
            t("make install, or install the package fonts-noto-cjk or fonts-wqy-microhei"),
        )


def _database(settings: Settings, t: Say) -> Iterator[Finding]:
    from bot.schema import is_current

    database = Database(settings.database)
    shown = database.url.render_as_string(hide_password=True)
    if database.is_sqlite and not settings.database_url and not settings.data_dir.exists():
        yield Finding(OK, t("there is no database yet; the first run makes one"))
        return
    try:
        if not is_current(database):
            what = t("the database {shown} is not up to date", shown=shown)
            yield Finding(WARN, what, f"{how_to_call()} migrate")
            return
        with database.engine.connect() as connection:
            if database.is_sqlite:
                said = connection.execute(text("PRAGMA quick_check")).scalar()
                level = OK if said == "ok" else FAIL
                what = t("database {shown}: {said}", shown=shown, said=str(said))
                yield Finding(level, what, "" if level == OK else t("restore a backup"))
            else:
                yield Finding(OK, t("database {shown} answers", shown=shown))
        yield from _record(database, t)
    except SQLAlchemyError as error:
        what = t(
            "the database {shown} cannot be used: {reason}", shown=shown, reason=first_line(error)
        )
        yield Finding(FAIL, what, t("check DATABASE_URL, the folder and its rights"))
    finally:
        database.close()


def _record(database: Database, t: Say) -> Iterator[Finding]:
    from bot.operations.clock import Clock
    from bot.queries.figures import figures
    from bot.queries.leases import rivals

    began, now = time.perf_counter(), Clock().now()
    with database.begin() as session:
        found = figures(session, now)
        others = rivals(session, now)
    took = round((time.perf_counter() - began) * 1000)
    told = {name: value for name, (_, value) in found.items()}
    yield from _waiting(told, t)
    if others:
        fix = t("stop the other process, or give it a bot of its own")
        yield Finding(WARN, t("telegram: a second process polls with this token"), fix)
    parked, inbox, dead = (told[name] for name in ("parked", "inbox", "chats_dead"))
    if parked:
        what = t("messages parked after too many tries: {n}", n=parked)
        yield Finding(WARN, what, t("see the log"))
    if inbox:
        what = t("updates that could not be handled and are kept: {n}", n=inbox)
        yield Finding(WARN, what, t("see the log"))
    if dead:
        what = t("chats that no longer take our messages: {n}; nothing is sent there", n=dead)
        yield Finding(OK, what)
    what = t("the outbox and the alarms were looked through in {n} ms", n=took)
    yield Finding(OK if took < SLOW else WARN, what, "" if took < SLOW else t("see docs/scale.md"))


def _waiting(told: dict[str, Any], t: Say) -> Iterator[Finding]:
    """What is due and not rung, and what each lane has to say, in words."""
    fix = t("is `{bot} run`, or a worker, running?", bot=how_to_call())
    overdue = round(told["alarms_lag_seconds"] / 60)
    if told["alarms_due"]:
        what = t(
            "reminders due: {n}, the oldest for {minutes} min",
            n=told["alarms_due"],
            minutes=overdue,
        )
        yield Finding(WARN, what, fix) if overdue >= BEHIND else Finding(OK, what)
    for lane, waiting in told["waiting"].items():
        behind = round(told["lag_seconds"][lane] / 60)
        what = t(
            "{lane}: waiting to be said: {n}, the oldest for {minutes} min",
            lane=lane,
            n=waiting,
            minutes=behind,
        )
        yield Finding(WARN, what, fix) if behind >= BEHIND else Finding(OK, what)
    if not told["alarms_due"] and not told["waiting"]:
        yield Finding(OK, t("nothing is due and nothing waits to be said"))


def _telegram(settings: Settings, t: Say) -> Iterator[Finding]:
    if not settings.has_telegram:
        yield Finding(OK, _unconfigured("telegram", t))
        return
    found = asyncio.run(_ask_platform("telegram", settings, t))
    yield found
    if found.level == OK:
        yield from asyncio.run(_webhook(settings, t))


def _slack(settings: Settings, t: Say) -> Iterator[Finding]:
    if settings.has_slack:
        yield asyncio.run(_ask_platform("slack", settings, t))
    else:
        yield Finding(OK, _unconfigured("slack", t))


def _unconfigured(name: str, t: Say) -> str:
    return t("{name} is not configured ({bot} connect {name})", name=name, bot=how_to_call())


async def _webhook(settings: Settings, t: Say) -> list[Finding]:
    """Whether a webhook takes the updates that we would poll for."""
    from bot.commands.connect import has_webhook

    if settings.telegram_webhook_url or not await has_webhook(settings):
        return []
    fix = t("`run` removes it; or set TELEGRAM_WEBHOOK_URL to keep webhooks")
    return [Finding(WARN, t("telegram: a webhook is set, polling gets nothing"), fix)]


async def _ask_platform(name: str, settings: Settings, t: Say) -> Finding:
    """Whether the platform takes our token, without listening or changing anything."""
    from bot.commands.connect import CHECKS

    checked = await CHECKS[name](settings)
    what = f"{name}: {t(checked.said, **checked.values)}"
    if checked.trouble:
        return Finding(FAIL, what, f"{how_to_call()} connect {name}")
    return Finding(OK, what)
