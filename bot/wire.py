"""What a platform promises: it sends parcels, says how it was refused, and lets events in."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from starlette.routing import BaseRoute

from bot.chat import Address, Event, Message

Handle = Callable[[Event, str], Awaitable[tuple[Message, ...]]]
"""`await handle(event, raw)`: returns when the event is committed, with what is answered on its
own trigger (a toast, a modal, an ephemeral). `raw` is the update as it came, kept in the inbox
if the handler fails. Raises only when nothing could be stored: then do not acknowledge."""

Quarantine = Callable[[str, str, str, datetime], Awaitable[str]]
"""`await quarantine(platform, tenant, raw, at)` keeps what could not be read; its reference."""

NoteRival = Callable[[str, datetime], Awaitable[None]]
"""`await note_rival("telegram:<bot>", at)`: another program takes the updates meant for us."""


_TOLD = re.compile(r"alarm\..*|group\.(arrived|left|moved|(un)?reacted)|")


def can_be_pressed(name: str) -> bool:
    """Whether a button may mean this: alarms ring inside, comings and goings a platform tells."""
    return not _TOLD.fullmatch(name)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message on its way to one chat.

    `edit` is the platform's id of the message to rewrite. `only_for` is the platform's user id
    when the message is for one person's eyes in a shared chat. `key` names this sending: a repeat
    after a crash carries the same. `again`: an earlier try may have got there without our knowing;
    a platform that can looks first.
    """

    address: Address
    message: Message
    key: str
    edit: str | None = None
    only_for: str | None = None
    again: bool = False


class Refused(Exception):  # noqa: N818 - the field's word: the platform refused the parcel
    """The platform did not take a parcel.

    `permanent`: the chat is gone for us (blocked, removed, archived). `retry_after`: seconds its
    lane must rest. `moved_to`: the chat's new id. `no_topic`: the topic is gone, the chat itself
    still listens. Otherwise it is worth another try later.
    `hopeless`: this one message can never be taken as it is.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        hopeless: bool = False,
        retry_after: float | None = None,
        moved_to: str | None = None,
        no_topic: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.hopeless = hopeless
        self.retry_after = retry_after
        self.moved_to = moved_to
        self.no_topic = no_topic


@dataclass(frozen=True, slots=True)
class Limits:
    """The vendor's pace: messages a second in a lane, a second in a chat, a minute in a group.

    `per_minute` is what a lane may do of one kind: an "edit", a "picture".
    """

    lane_per_second: float
    chat_per_second: float
    group_per_minute: float
    in_flight: int = 4
    per_minute: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A command as menus show it: its name, its help as an English sentence of the catalogue."""

    name: str
    help: str
    where: Literal["private", "group", "anywhere"]
    main: bool = True
    """Whether a short menu shows it."""


class OwnScreen:
    """What platforms have in common whose screen is ours: nobody's pace, and one sees it alone."""

    limits = Limits(lane_per_second=10_000, chat_per_second=10_000, group_per_minute=600_000)
    whispers = True


class Platform(Protocol):
    """One vendor. Each lives in a folder of `bot.platforms` and knows nothing of the others."""

    name: str
    tenant: str
    """Known after `open()`; with several tenants the one we were configured with."""
    limits: Limits
    whispers: bool
    """Whether a message in a shared chat can be shown to one person only."""

    async def open(self) -> None:
        """Connect, learn who we are. Raises Refused with a plain reason."""

    async def close(self) -> None: ...

    async def listen(self) -> None:
        """Fetch events by our own connection until cancelled; returns at once if they come by HTTP.

        A process runs it only while it holds the `listener` lease.
        """

    def routes(self) -> list[BaseRoute]:
        """The HTTP entry points, if events come that way."""

    async def send(self, parcel: Parcel) -> str:
        """Say it; the platform's id of the message. Raises Refused."""

    def link(self, payload: str) -> str:
        """An address a person opens to come to us privately with `/start payload`; "" if none."""
