"""How the bot presents itself: its command menus and descriptions, in both languages."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.error import TelegramError

from bot.texts import mark, texts
from bot.wire import MenuEntry

DESCRIPTION = mark(
    "I am your study companion: a small task a day, one line to check in, and the next step is "
    "always clear. Press Start, or add me to your study group."
)
SHORT_DESCRIPTION = mark("Your study companion: a task a day, check-ins, goals and study groups.")

LANGUAGES = {None: "en", "zh": "zh"}
"""Telegram's language code (none: everybody else) and ours."""

log = structlog.get_logger("platform.telegram")


async def present(bot: Bot, menu: Sequence[MenuEntry]) -> None:
    """Best effort: a bot without a menu still answers."""
    wishes: list[Coroutine[Any, Any, bool]] = []
    for code, lang in LANGUAGES.items():
        t = texts(lang)
        wishes += [
            bot.set_my_description(t.plain(DESCRIPTION), language_code=code),
            bot.set_my_short_description(t.plain(SHORT_DESCRIPTION), language_code=code),
        ]
        for scope, where in _SCOPES:
            commands = [
                BotCommand(entry.name, t.plain(entry.help))
                for entry in menu
                if entry.main and entry.where in {where, "anywhere"}
            ]
            if commands:
                wishes.append(bot.set_my_commands(commands, scope, language_code=code))
    for outcome in await asyncio.gather(*wishes, return_exceptions=True):
        if isinstance(outcome, TelegramError):
            log.warning("menu or description not set", reason=outcome.message)
        elif isinstance(outcome, BaseException):
            raise outcome


_SCOPES: tuple[tuple[BotCommandScope, str], ...] = (
    (BotCommandScopeAllPrivateChats(), "private"),
    (BotCommandScopeAllGroupChats(), "group"),
)
