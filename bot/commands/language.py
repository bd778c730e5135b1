"""What a command says, in the language of whoever sits at the terminal; and where they sit."""

import os
import sys
from pathlib import Path

from bot.languages import language_of, locale_of_terminal
from bot.markup import Text
from bot.settings import Settings, SettingsError, read_settings
from bot.texts import Texts, texts

UNIVERSAL = {"UTC", "Etc/UTC", "Universal", "Etc/Universal"}


def language_for(settings: Settings) -> str:
    """BOT_LANG where somebody set it, else the terminal's language, else ours."""
    if "bot_lang" in settings.model_fields_set:
        return settings.bot_lang
    locale = locale_of_terminal()
    return language_of(locale, settings.bot_lang)


def zone_for(settings: Settings) -> str:
    """The zone this machine is in, unless BOT_ZONE is set; a machine on UTC says nothing of it."""
    if "bot_zone" in settings.model_fields_set:
        return settings.bot_zone
    linked = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
    zone = os.environ.get("TZ", "").removeprefix(":") or linked
    return "" if zone in UNIVERSAL else zone


def reader() -> Texts:
    """The reader's language; settings that cannot be used must not keep us from saying so."""
    try:
        return texts(language_for(read_settings()))
    except SettingsError:
        return texts(language_of(locale_of_terminal(), "zh"))


def t(sentence: str, /, **values: Text | str | int) -> str:
    return reader().plain(sentence, **values)


def how_to_call() -> str:
    """How this program is called from here: by the environment's own Python, if it has one."""
    python = Path(sys.executable)
    here = Path.cwd()
    return f"{python.relative_to(here)} -m bot" if python.is_relative_to(here) else "python -m bot"
