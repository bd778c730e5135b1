"""The words of the conversation: what happens is an Event, what we say a Message."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.markup import Text, plain

CALLBACK_BYTES = 64
"""What Telegram lets a button carry; no other platform allows less."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message can go. `tenant` is a Slack team, a Telegram bot's id, or "local"."""

    platform: str
    tenant: str
    chat: str
    thread: str | None = None

    @property
    def lane(self) -> str:
        """The queue its messages share: one Telegram bot, one Slack workspace."""
        return f"{self.platform}:{self.tenant}"


@dataclass(frozen=True, slots=True)
class Person:
    """Who spoke, as the platform knows them; their language and time zone where it tells."""

    platform: str
    tenant: str
    id: str
    name: str
    locale: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A document that came in or goes out."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Event:
    """A command, a press, a form, a newcomer, an alarm: a name, who, where, when, words.

    `key` is the platform's own id of the event, unique per tenant. A name without a dot can be
    typed (`checkin`); with a dot it belongs to a button, a form (`task.done`) or an alarm
    (`alarm.task`); an empty name is free talk. `at` is when it was said, aware UTC. `message` is
    the platform's id of our message a pressed button stands on, `source` that of the sender's own
    words, so that their edit finds what it changes. `trigger` is what the platform wants back to
    answer at once (a toast, a modal).
    """

    name: str
    address: Address
    sender: Person | None
    at: datetime
    key: str
    text: str = ""
    values: dict[str, str] = field(default_factory=dict)
    files: tuple[File, ...] = ()
    message: str | None = None
    source: str | None = None
    edited: bool = False
    trigger: str | None = None
    in_group: bool = False
    shows_forms: bool = False
    title: str = ""
    """The group chat's own name, where the platform tells it."""

    def renamed(
        self, name: str, *, text: str = "", values: Mapping[str, str] | None = None
    ) -> "Event":
        """The same occasion under another name, as when a form is complete."""
        return replace(self, name=name, text=text, values=dict(values or {}))


@dataclass(frozen=True, slots=True)
class Button:
    """A press sends `event` with `text` back. Refuses what would not fit Telegram's 64 bytes."""

    label: Text | str
    event: str
    text: str = ""
    main: bool = False

    def __post_init__(self) -> None:
        if len(self.data.encode()) > CALLBACK_BYTES:
            raise ValueError(f"a button carries at most {CALLBACK_BYTES} bytes: {self.data!r}")
        if not plain(self.label).strip():
            raise ValueError("a button needs a label")

    @property
    def data(self) -> str:
        return f"{self.event}|{self.text}" if self.text else self.event

    @staticmethod
    def read(data: str) -> tuple[str, str]:
        """What `data` said: the event's name and its text."""
        event, _, text = data.partition("|")
        return event, text


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens an address."""

    label: Text | str
    url: str


Row = tuple[Button | Link, ...]


class Kind(StrEnum):
    """What a form's field takes; each has one reading in `bot.interview`."""

    TEXT = "text"
    PARAGRAPH = "paragraph"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    ZONE = "zone"


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. `choices` are (value, label) pairs; `value` is filled in already."""

    name: str
    label: Text | str
    kind: Kind = Kind.TEXT
    choices: tuple[tuple[str, Text | str], ...] = ()
    value: str = ""
    hint: Text | str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """Several questions asked together: a modal, a web form, or one question after another.

    Submitting it makes `Event(event, text=text, values={field name: answer})`.
    """

    event: str
    title: Text | str
    fields: tuple[Field, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn when it is sent: a template of `bot.pictures` and the facts on it."""

    template: str
    facts: dict[str, object]
    alt: Text | str


@dataclass(frozen=True, slots=True)
class Message:
    """Something we say.

    Without `to` it answers where the event came from. `private` is for the asker's eyes only.
    `replace` rewrites the message whose button was pressed. `post` names a message that is kept:
    edited if it stands, else sent. `buttons` are rows. `urgent` answers go before planned messages.
    """

    text: Text | str
    buttons: tuple[Row, ...] = ()
    form: Form | None = None
    picture: Picture | None = None
    file: File | None = None
    to: Address | None = None
    private: bool = False
    replace: bool = False
    post: str | None = None
    silent: bool = False
    expects_reply: bool = False
    expires_at: datetime | None = None

    def buttons_flat(self) -> list[Button | Link]:
        return [button for row in self.buttons for button in row]
