"""Who sits at the local page: its reader and three marked sample members, and where they talk."""

import re

from bot.chat import Address, Person
from bot.platforms.web.words import ME
from bot.texts import texts

PLATFORM, TENANT = "web", "local"
YOU = "you"
SAMPLES = {"wang": "小王（示例）", "li": "小李（示例）", "anna": "Anna (sample)"}
SAMPLE_LOCALES = {"wang": "zh", "li": "zh", "anna": "en"}
PEOPLE = (YOU, *SAMPLES)
GROUP = "channel"

_LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def person(name: str, lang: str, locale: str = "", zone: str = "") -> Person:
    """Somebody at the page. Raises KeyError for a stranger. A browser that says UTC hides its zone,
    or sits on a server.
    """
    if name == YOU:
        known = "" if zone == "UTC" else zone
        return Person(PLATFORM, TENANT, YOU, texts(lang).plain(ME), locale, known)
    return Person(PLATFORM, TENANT, name, SAMPLES[name], SAMPLE_LOCALES[name])


def private_chat(name: str) -> str:
    return f"private-{name}"


def chats_of(name: str) -> tuple[str, str]:
    """The two chats a person sees: their private one and the channel."""
    return private_chat(name), GROUP


def is_chat(name: str) -> bool:
    return name == GROUP or name in map(private_chat, PEOPLE)


def address(chat: str) -> Address:
    return Address(PLATFORM, TENANT, chat)


def first_locale(accepted: str) -> str:
    """The language a browser would like best, from its Accept-Language header."""
    found = _LOCALE.match(accepted.strip())
    return found[0] if found else ""
