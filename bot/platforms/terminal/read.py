"""A typed line, read as an event. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.chat import Address, Button, Event, File, Message, Person

PLATFORM, TENANT = "terminal", "local"
ALONE, IN_GROUP = "private-", "group-"
"""How the chats of a person alone and of a group are called."""

LARGEST_FILE = 5 * 1024 * 1024
CHOICE = "form.choose"
STEERING = "form."

_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, cursor moves
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"  # titles, links
    r"|\x1b[ -/]*[0-~]?"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_COMMAND = re.compile(r"/([a-z][a-z0-9_]*)(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
_MENTION = re.compile(r"@(?:学伴|xueban\b)[\s,，:：]*", re.IGNORECASE)


def clean(text: str) -> str:
    """Words without anything a terminal would obey: escapes, bells, returns, turned writing."""
    return _CONTROL.sub("", _ESCAPE.sub("", text)).replace("\t", "    ")


def command_of(line: str) -> tuple[str, str] | None:
    """The command a line begins with, and its words."""
    found = _COMMAND.fullmatch(line)
    return (found[1].lower(), (found[2] or "").strip()) if found else None


@dataclass(frozen=True, slots=True)
class Offer:
    """The buttons that can be pressed in a chat: those of its latest message that had some."""

    message: str = ""
    buttons: tuple[Button, ...] = ()
    numbered: bool = True
    """A question that takes any words keeps its digits: its buttons are pressed by label."""
    awaits_reply: bool = False

    @classmethod
    def of(cls, number: str, message: Message) -> "Offer":
        buttons = tuple(b for b in message.buttons_flat() if isinstance(b, Button))
        steers = all(b.event.startswith(STEERING) and b.event != CHOICE for b in buttons)
        numbered = not (message.expects_reply and steers)
        return cls(number, buttons, numbered, message.expects_reply)

    def pressed(self, line: str) -> Button | None:
        """The button a number or a label names."""
        if self.numbered and line.isascii() and line.isdecimal():
            return self.buttons[int(line) - 1] if 0 < int(line) <= len(self.buttons) else None
        return self.labelled(line)

    def labelled(self, line: str) -> Button | None:
        same = [b for b in self.buttons if label_of(b).casefold() == line.casefold()]
        return same[0] if same else None


def label_of(button: Button) -> str:
    return clean(str(button.label)).replace("\n", " ").strip()


@dataclass(frozen=True, slots=True)
class Place:
    """Who sits at the terminal, and whether they speak in a group."""

    name: str
    group: str | None = None
    locale: str = ""
    zone: str = ""

    @property
    def person(self) -> Person:
        return Person(PLATFORM, TENANT, self.name, self.name, self.locale, self.zone)

    @property
    def address(self) -> Address:
        chat = f"{ALONE}{self.name}" if self.group is None else f"{IN_GROUP}{self.group}"
        return Address(PLATFORM, TENANT, chat)


def event_of(
    place: Place, line: str, offer: Offer, key: str, at: datetime, file: File | None = None
) -> Event | None:
    """A command, a press, or free talk; None for talk among people that is not ours to read.

    `/start` in a group asks the companion in. Of a file too large only the name is passed on.
    """
    more: dict[str, Any] = {"in_group": place.group is not None, "title": place.group or ""}
    command = command_of(line)
    button = None if command or file else offer.pressed(line)
    if button is not None:
        more["message"] = offer.message
        return Event(button.event, place.address, place.person, at, key, text=button.text, **more)
    if file is not None and len(file.content) > LARGEST_FILE:
        more["values"] = {"too_large": file.name}
    elif file is not None:
        more["files"] = (file,)
    name, text = command or ("", line)
    if place.group is not None:
        if name == "start":
            name = "group.arrived"
        if name == "":
            text = _MENTION.sub("", line)
            if text == line and not offer.awaits_reply:
                return None
    return Event(name, place.address, place.person, at, key, text=text, source=key, **more)
