"""`connect`: ask for a platform's token, check it live, write `.env`, say what is left to do."""

import asyncio
import getpass
import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import aiohttp
from pydantic import SecretStr

from bot.commands.errors import fail
from bot.commands.opening import settings_or_fail
from bot.settings import Settings

ENV = Path(".env")
CONFLICT = 409
"""What Telegram answers when two processes ask for updates at once."""

PATIENCE = aiohttp.ClientTimeout(total=15)

AFTER_TELEGRAM = """\
Next: python -m bot run, then open https://t.me/{name} and press Start.
For a study group: add @{name} to it and say /group there. Leave privacy mode on."""

AFTER_SLACK = """\
Next: python -m bot run, then say /study in Slack.
The app's manifest is slack/manifest.yaml: Create app > From a manifest > paste it.
For a study group: /invite the app into a channel and say /study group there."""


def main(platform: str) -> None:
    if platform not in CHECKS:
        fail("connect knows: telegram, slack", 2)
    settings = settings_or_fail()
    asked = {name: _hidden(words) for name, words in ASKED[platform]}
    given = settings.model_copy(
        update={name.lower(): SecretStr(value) for name, value in asked.items()}
    )
    trouble, said = asyncio.run(CHECKS[platform](given))
    if trouble:
        fail(f"{trouble} Nothing was written.", 4)
    write_env(asked)
    print(f"{said}\nWritten to .env (only you can read it).")
    print((AFTER_TELEGRAM if platform == "telegram" else AFTER_SLACK).format(name=said.split()[-1]))


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


async def _check_telegram(settings: Settings) -> tuple[str, str]:
    token = settings.telegram_bot_token.get_secret_value()
    if not token:
        return "There is no token. BotFather gives one: /newbot.", ""
    answer = await _ask(f"{settings.telegram_api_base}{token}/getMe", {})
    if isinstance(answer, str):
        return answer, ""
    if not answer.get("ok"):
        return "Telegram does not know this token. Copy it again from BotFather.", ""
    result = answer["result"]
    name = result.get("username", "") if isinstance(result, dict) else ""
    return "", f"The token works; the bot is {name}"


async def who_listens(settings: Settings) -> tuple[bool, bool]:
    """Whether a webhook is set, and whether another process is polling at this moment."""
    base = f"{settings.telegram_api_base}{settings.telegram_bot_token.get_secret_value()}"
    info = await _ask(f"{base}/getWebhookInfo", {})
    result = info.get("result") if isinstance(info, dict) else None
    if isinstance(result, dict) and result.get("url"):
        return True, False
    asked = await _ask(f"{base}/getUpdates?timeout=0&limit=1", {})
    return False, isinstance(asked, dict) and asked.get("error_code") == CONFLICT


async def _check_slack(settings: Settings) -> tuple[str, str]:
    token = settings.slack_bot_token.get_secret_value()
    if not token:
        return "There is no bot token. It starts with xoxb- (OAuth & Permissions).", ""
    answer = await _ask(f"{settings.slack_api_base}auth.test", {"Authorization": f"Bearer {token}"})
    if isinstance(answer, str):
        return answer, ""
    if not answer.get("ok"):
        return f"Slack refuses this token ({answer.get('error', 'unknown')}).", ""
    return "", f"The token works; the app is in {answer.get('team', 'the workspace')}"


async def _ask(url: str, headers: dict[str, str]) -> dict[str, object] | str:
    """The answer, or in plain words why there is none; never the address, it may hold a token."""
    try:
        async with (
            aiohttp.ClientSession(timeout=PATIENCE) as session,
            session.post(url, headers=headers) as response,
        ):
            answer = await response.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return f"No usable answer came ({type(error).__name__}). Is the network there?"
    return answer if isinstance(answer, dict) else "No usable answer came."


ASKED = {
    "telegram": [("TELEGRAM_BOT_TOKEN", "Bot token from BotFather")],
    "slack": [
        ("SLACK_BOT_TOKEN", "Bot token (xoxb-...)"),
        ("SLACK_APP_TOKEN", "App-level token for Socket Mode (xapp-...; empty for HTTP)"),
        ("SLACK_SIGNING_SECRET", "Signing secret (for HTTP; may be empty with Socket Mode)"),
    ],
}

CHECKS: dict[str, Callable[[Settings], Coroutine[Any, Any, tuple[str, str]]]] = {
    "telegram": _check_telegram,
    "slack": _check_slack,
}
"""By platform: (what is wrong or "", what it said)."""
