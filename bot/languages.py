"""The languages we speak, and which of them a locale asks for. It imports hardly anything."""

import os

LANGUAGES = ("zh", "en")
LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
NOBODYS = {"C", "POSIX"}


def language_of(locale: str, default: str) -> str:
    """Our language for a platform's locale such as "zh-hans" or "en_US"."""
    if not locale:
        return default
    return "zh" if locale.lower().startswith("zh") else "en"


def locale_of_terminal() -> str:
    """The terminal's own locale, such as "en_US"; "" where it says nothing."""
    said = next((os.environ[name] for name in LOCALES if os.environ.get(name)), "")
    locale = said.partition(".")[0]
    return "" if locale in NOBODYS else locale
