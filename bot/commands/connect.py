"""`connect`: ask for a platform's token, check it live, write `.env`, say what is left to do."""

import asyncio
import getpass
import os
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from pydantic import SecretStr

from bot.commands.errors import fail
from bot.commands.language import how_to_call, t
from bot.commands.opening import settings_or_fail
from bot.settings import Settings
from bot.texts import mark

ENV = Path(".env")
"""What Telegram answers when two processes ask for updates at once."""

PATIENCE = aiohttp.ClientTimeout(total=15)

AFTER = {
    "telegram": mark(
        "Next: {bot} run, then open https://t.me/{name} and press Start.\n"
        "For a study group: add @{name} to it and say /group there. Leave privacy mode on."
    ),
    "slack": mark(
        "Next: {bot} run, then say /study in Slack.\n"
        "The app's manifest is slack/manifest.yaml: Create app > From a manifest > paste it.\n"
        "For a study group: /invite the app into a channel and say /study group there."
    ),
}
"""What is left to do."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a platform said of our token, as a sentence of the catalogue."""

    said: str
    values: dict[str, str] = field(default_factory=dict)
    trouble: bool = True


def main(platform: str) -> None:
    if platform not in CHECKS:
        fail(t("connect knows: {names}", names=", ".join(CHECKS)), 2)
    settings = settings_or_fail()
    asked = {name: _hidden(t(words)) for name, words in ASKED[platform]}
    given = settings.model_copy(
        update={name.lower(): SecretStr(value) for name, value in asked.items()}
    )
    checked = asyncio.run(CHECKS[platform](given))
    if checked.trouble:
        fail(f"{t(checked.said, **checked.values)}\n{t('Nothing was written.')}", 4)
    try:
        write_env(asked)
    except (OSError, UnicodeDecodeError) as error:
        fail(t(".env cannot be written: {reason}", reason=str(error)))
    print(t(checked.said, **checked.values))
    print(t("Written to .env (only you can read it)."))
    print(t(AFTER[platform], bot=how_to_call(), **checked.values))


def write_env(values: dict[str, str], path: Path = ENV) -> None:
    """Put settings into `.env`, keeping its other lines; readable by its owner only."""
    kept = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    lines = [line for line in kept if line.partition("=")[0].strip() not in values]
    lines += [f"{name}={value}" for name, value in values.items() if value]
    new = path.with_name(path.name + ".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")
    new.replace(path)


def _hidden(words: str) -> str:
    """A secret typed without being shown; from a pipe, one line."""
    if sys.stdin.isatty():
        return getpass.getpass(f"{words}: ").strip()
    return sys.stdin.readline().strip()


async def _check_telegram(settings: Settings) -> Checked:
    token = settings.telegram_bot_token.get_secret_value()
    if not token:
        return Checked(mark("There is no token. BotFather gives one: /newbot."))
    answer = await _ask(f"{settings.telegram_api_base}{token}/getMe", {})
    if isinstance(answer, Checked):
        return answer
    if not answer.get("ok"):
        return Checked(mark("Telegram does not know this token. Copy it again from BotFather."))
    result = answer.get("result")
    name = str(result.get("username", "")) if isinstance(result, dict) else ""
    return Checked(mark("The token works; the bot is {name}"), {"name": name}, trouble=False)


async def has_webhook(settings: Settings) -> bool:
    """Whether Telegram brings updates to a webhook. Asking for updates, only to see who else
    does, would take the poll of whoever is listening.
    """
    base = f"{settings.telegram_api_base}{settings.telegram_bot_token.get_secret_value()}"
    info = await _ask(f"{base}/getWebhookInfo", {})
    result = info.get("result") if isinstance(info, dict) else None
    return bool(isinstance(result, dict) and result.get("url"))


async def _check_slack(settings: Settings) -> Checked:
    bot, app = settings.slack_bot_token, settings.slack_app_token
    if not bot.get_secret_value():
        return Checked(mark("There is no bot token. It starts with xoxb- (OAuth & Permissions)."))
    if not app.get_secret_value() and not settings.slack_signing_secret.get_secret_value():
        return Checked(
            mark(
                "Slack can neither connect by Socket Mode nor prove its requests: it takes "
                "SLACK_APP_TOKEN, or SLACK_SIGNING_SECRET for HTTP."
            )
        )
    checked = await _ask_slack(settings, "auth.test", "SLACK_BOT_TOKEN", bot)
    if not checked.trouble and app.get_secret_value():
        # Being given an address to connect to changes nothing until somebody does.
        socket = await _ask_slack(settings, "apps.connections.open", "SLACK_APP_TOKEN", app)
        return socket if socket.trouble else checked
    return checked


async def _ask_slack(settings: Settings, method: str, name: str, token: SecretStr) -> Checked:
    """Whether Slack takes the token of that name."""
    url = f"{settings.slack_api_base.rstrip('/')}/{method}"
    answer = await _ask(url, {"Authorization": f"Bearer {token.get_secret_value()}"})
    if isinstance(answer, Checked):
        return answer
    if not answer.get("ok"):
        said = mark("Slack refuses {name} ({error}). Copy it again from the app's pages.")
        return Checked(said, {"name": name, "error": str(answer.get("error", "?"))})
    team = str(answer.get("team", ""))
    return Checked(mark("The token works; the app is in {team}"), {"team": team}, trouble=False)


async def _ask(url: str, headers: dict[str, str]) -> dict[str, object] | Checked:
    """The answer, or in plain words why there is none; never the address, it may hold a token."""
    try:
        async with (
            aiohttp.ClientSession(timeout=PATIENCE) as session,
            session.post(url, headers=headers) as response,
        ):
            answer = await response.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        said = mark("No usable answer came ({kind}). Is the network there?")
        return Checked(said, {"kind": type(error).__name__})
    return answer if isinstance(answer, dict) else Checked(mark("No usable answer came."))


ASKED = {
    "telegram": [("TELEGRAM_BOT_TOKEN", mark("Bot token from BotFather"))],
    "slack": [
        ("SLACK_BOT_TOKEN", mark("Bot token (xoxb-...)")),
        (
            "SLACK_APP_TOKEN",
            mark("App-level token for Socket Mode (xapp-...; empty for HTTP)"),
        ),
        (
            "SLACK_SIGNING_SECRET",
            mark("Signing secret (for HTTP; may be empty with Socket Mode)"),
        ),
    ],
}

CHECKS: dict[str, Callable[[Settings], Coroutine[Any, Any, Checked]]] = {
    "telegram": _check_telegram,
    "slack": _check_slack,
}
