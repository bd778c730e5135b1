"""What the page posts, read as events. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.chat import Button, Event, File, Form, Person
from bot.platforms.web.people import GROUP, address, chats_of, person
from bot.queries.forms import TYPED, name_of

LARGEST_FILE = 5 * 1024 * 1024

_COMMAND = re.compile(r"/([a-z][a-z0-9_]*)(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
_MENTION = re.compile(r"@(?:学伴|xueban\b)[\s,，:：]*", re.IGNORECASE)
_KEY = re.compile(r"[A-Za-z0-9-]{8,64}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class UnreadableError(Exception):
    """The page never posts such a thing."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who did something on the page, in which chat, under which one-time key, and when."""

    person: Person
    chat: str
    key: str
    at: datetime
    title: str = ""

    @property
    def in_group(self) -> bool:
        return self.chat == GROUP

    def event(self, name: str, **more: Any) -> Event:
        return Event(
            name,
            address(self.chat),
            self.person,
            self.at,
            self.key,
            trigger=self.key,
            in_group=self.in_group,
            shows_forms=True,
            title=self.title if self.in_group else "",
            **more,
        )


def occasion(data: dict[str, Any], lang: str, locale: str, at: datetime, title: str) -> Occasion:
    """Raises UnreadableError for a stranger, for a chat that is not theirs, or without a key."""
    who, chat, key = (word(data, name) for name in ("as", "chat", "key"))
    try:
        speaker = person(who, lang, locale, word(data, "zone"))
    except KeyError:
        raise UnreadableError("nobody of that name is here") from None
    if chat not in chats_of(who):
        raise UnreadableError("that chat is somebody else's")
    if not _KEY.fullmatch(key):
        raise UnreadableError("no key")
    return Occasion(speaker, chat, key, at, title)


def word(data: dict[str, Any], name: str) -> str:
    """A posted text without control characters. Raises UnreadableError if it is no text."""
    value = data.get(name, "")
    if not isinstance(value, str):
        raise UnreadableError(f"{name} is no text")
    return clean(value)


def clean(text: str) -> str:
    """Words as typed: one kind of line end, no control characters, no broken halves of letters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text.encode("utf-8", "ignore").decode()).strip()


def said(
    what: Occasion,
    text: str,
    *,
    awaited: bool,
    source: str,
    edited: bool = False,
    file: File | None = None,
) -> Event | None:
    """A command, or free talk; None for talk among people that is not ours to read.

    `/start` in the channel asks the companion in. `awaited`: it has asked this person for words.
    Of a file too large only the name is passed on.
    """
    more: dict[str, Any] = {"source": source, "edited": edited}
    if file is not None and len(file.content) > LARGEST_FILE:
        more["values"] = {"too_large": file.name}
    elif file is not None:
        more["files"] = (file,)
    command = _COMMAND.fullmatch(text)
    if command:
        name, words = command[1].lower(), (command[2] or "").strip()
        if what.in_group and name == "start":
            name = "group.arrived"
        return what.event(name, text=words, **more)
    addressed = _MENTION.sub("", text)
    if what.in_group and not awaited and addressed == text:
        return None
    return what.event("", text=addressed if what.in_group else text, **more)


def pressed(what: Occasion, data: str, message: str) -> Event:
    name, text = Button.read(data)
    return what.event(name, text=text, message=message)


def submitted(what: Occasion, form: Form, values: dict[str, str]) -> Event:
    return what.event(form.event, text=form.text, values=values)


def typed(what: Occasion, form: Form, values: dict[str, str]) -> Event:
    """What stands in a form that was not sent yet."""
    return what.event(TYPED, text=name_of(form.event, form.text), values=values)
