"""A Slack workspace as it stands: people, channels, messages, views, and what broke a rule."""

import copy
import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from .slack_blocks import MESSAGE_BLOCKS_SIZE, check_blocks, mentioned, named

APP_ID, BOT_ID, BOT_USER = "A0APP", "B0BOT", "U0BOT"
TEXT_LIMIT = 40_000


class RefusedError(Exception):
    """The Web API answers ok: false with this error."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


@dataclass(frozen=True)
class Team:
    id: str = "T1"
    name: str = "Study"
    domain: str = "study"


@dataclass(frozen=True)
class User:
    id: str
    name: str
    locale: str = "en-US"
    tz: str = "Asia/Shanghai"
    bot: bool = False


@dataclass
class Channel:
    id: str
    name: str
    members: list[str]
    private: bool = False
    archived: bool = False

    @property
    def is_im(self) -> bool:
        return self.id.startswith("D")

    @property
    def kind(self) -> str:
        """What events call the type of a conversation."""
        return "im" if self.is_im else "group" if self.private else "channel"


@dataclass
class Message:
    """One message. `seen_by` is None for everybody, a user for an ephemeral one."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[dict] = field(default_factory=list)
    thread_ts: str | None = None
    edited: str | None = None
    seen_by: str | None = None
    files: list[dict] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    metadata: dict | None = None

    def as_json(self) -> dict[str, Any]:
        known = {
            "type": "message",
            "user": self.user,
            "ts": self.ts,
            "text": self.text,
            "blocks": self.blocks,
            "thread_ts": self.thread_ts,
            "edited": self.edited and {"user": self.user, "ts": self.edited},
            "files": self.files,
            "metadata": self.metadata,
            "reactions": [
                {"name": name, "users": users, "count": len(users)}
                for name, users in self.reactions.items()
            ],
        }
        if self.user == BOT_USER:
            known |= {"bot_id": BOT_ID, "app_id": APP_ID}
        return {name: value for name, value in known.items() if value or name == "text"}


@dataclass
class View:
    """A modal or a home tab somebody is looking at; `errors` are shown beneath its fields."""

    id: str
    user: str
    body: dict[str, Any]
    hash: str
    root: str
    previous: str | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return str(self.body.get("title", {}).get("text", ""))

    @property
    def blocks(self) -> list[dict]:
        return list(self.body["blocks"])

    def as_json(self) -> dict[str, Any]:
        empty = {"private_metadata": "", "callback_id": "", "external_id": "", "title": None}
        return {
            **empty,
            **self.body,
            "id": self.id,
            "hash": self.hash,
            "root_view_id": self.root,
            "previous_view_id": self.previous,
            "state": {"values": {}},
            "app_id": APP_ID,
            "bot_id": BOT_ID,
        }


@dataclass
class Trigger:
    user: str
    made: float
    used: bool = False
    view: str | None = None


@dataclass
class ResponseUrl:
    user: str
    channel: str
    made: float
    message: Message | None = None
    uses: int = 0


@dataclass(frozen=True)
class Violation:
    where: str
    error: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mention:
    target: str
    channel: str
    text: str


def id_of(thing: Any) -> str:
    """Drivers accept a user, a channel or a view as well as its id."""
    return thing if isinstance(thing, str) else thing.id


class Workspace:
    """The state everything else works on."""

    def __init__(
        self,
        *,
        bot_token: str = "xoxb-test",
        app_token: str = "xapp-test",
        signing_secret: str = "secret",
        client_id: str = "1.2",
        client_secret: str = "client-secret",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.bot_token, self.app_token, self.signing_secret = bot_token, app_token, signing_secret
        self.client_id, self.client_secret = client_id, client_secret
        self.clock = clock
        self.team = Team()
        self.users = {BOT_USER: User(BOT_USER, "xueban", bot=True)}
        self.channels: dict[str, Channel] = {}
        self.said: dict[str, dict[str, Message]] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, dict[str, Any]] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.installs: dict[str, str] = {}  # an OAuth code -> the token it gives
        self.dead_tokens: dict[str, str] = {}  # a token -> the error it now earns
        self.extra_tokens: set[str] = set()
        self.may_mention: set[str] = set()
        self.mentions: list[Mention] = []
        self.violations: list[Violation] = []
        self.posted_at: dict[str, list[float]] = {}
        self.origin = ""
        self._count = itertools.count(1)
        self._last_stamp = 0

    # -- setting the scene -------------------------------------------------------------------

    def user(
        self, user: str, name: str = "", locale: str = "en-US", tz: str = "Asia/Shanghai"
    ) -> User:
        self.users[user] = User(user, name or user.lower(), locale, tz)
        return self.users[user]

    def channel(
        self, channel: str, *members: Any, name: str = "", bot: bool = True, private: bool = False
    ) -> Channel:
        ids = [id_of(member) for member in members] + [BOT_USER] * bot
        for member in ids:
            if member not in self.users:
                self.user(member)
        self.channels[channel] = Channel(channel, name or channel.lower(), ids, private)
        self.said.setdefault(channel, {})
        return self.channels[channel]

    def dm(self, user: Any) -> Channel:
        channel = "D" + id_of(user)[1:]
        return self.channels.get(channel) or self.channel(
            channel, user, name="directmessage", private=True
        )

    def archive(self, channel: Any) -> None:
        self.channels[id_of(channel)].archived = True

    def offer_install(self, code: str, token: str) -> None:
        """Somebody agreed to install the app: the code may be exchanged once for the token."""
        self.installs[code] = token

    # -- what people see ---------------------------------------------------------------------

    def messages(self, channel: Any, viewer: Any = None) -> list[Message]:
        """The channel as everybody sees it now or, with a viewer, as that person does."""
        eyes = {None, viewer and id_of(viewer)}
        said = self.said[id_of(channel)].values()
        return copy.deepcopy([message for message in said if message.seen_by in eyes])

    @property
    def views(self) -> list[View]:
        """Every open modal; of one person's stack the last is on top."""
        return copy.deepcopy([view for stack in self.stacks.values() for view in stack])

    def home(self, user: Any) -> View | None:
        return copy.deepcopy(self.homes.get(id_of(user)))

    def highest_rate(self, channel: Any = None, window: float = 1.0) -> int:
        """The most messages the bot ever posted to one channel within a window of seconds."""
        channels = [id_of(channel)] if channel else list(self.posted_at)
        most = 0
        for times in (self.posted_at.get(name, []) for name in channels):
            first = 0
            for last, at in enumerate(times):
                while at - times[first] >= window:
                    first += 1
                most = max(most, last - first + 1)
        return most

    # -- what happens ------------------------------------------------------------------------

    def fresh(self, prefix: str = "") -> str:
        return f"{prefix}{next(self._count):08X}"

    def stamp(self) -> str:
        """A message's ts: the time now, and never the same twice."""
        self._last_stamp = max(int(self.clock() * 1_000_000), self._last_stamp + 1)
        return f"{self._last_stamp // 1_000_000}.{self._last_stamp % 1_000_000:06d}"

    def post(self, channel: str, user: str, text: str, **more: Any) -> Message:
        message = Message(channel, self.stamp(), user, text, **more)
        self.said[channel][message.ts] = message
        if user == BOT_USER and not message.seen_by:
            self.posted_at.setdefault(channel, []).append(self.clock())
        return message

    def break_rule(self, where: str, error: str, *problems: str) -> NoReturn:
        self.violations.append(Violation(where, error, problems))
        raise RefusedError(
            error,
            errors=list(problems),
            response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]},
        )

    def compose(self, where: str, channel: str, args: dict[str, Any]) -> tuple[str, list[dict]]:
        """The text and blocks of a message the bot wants to show, checked as Slack checks them."""
        text, blocks = str(args.get("text") or ""), args.get("blocks") or []
        if isinstance(blocks, str):
            try:
                blocks = json.loads(blocks)
            except ValueError:
                self.break_rule(where, "invalid_blocks_format")
        if not isinstance(blocks, list):
            self.break_rule(where, "invalid_blocks_format")
        if not text and not blocks:
            self.break_rule(where, "no_text")
        if len(text) > TEXT_LIMIT:
            self.break_rule(where, "msg_too_long", f"{len(text)} characters")
        if faults := check_blocks(blocks, self.files.keys()):
            self.break_rule(where, "invalid_blocks", *faults)
        if (size := len(json.dumps(blocks, ensure_ascii=False))) > MESSAGE_BLOCKS_SIZE:
            self.break_rule(where, "msg_blocks_too_long", f"{size} characters of blocks")
        for target in [*mentioned(text), *mentioned(blocks)]:
            if target not in self.may_mention:
                self.mentions.append(Mention(target, channel, text))
        return text, named(blocks, self.fresh)

    def trigger(self, user: str, view: str | None = None) -> str:
        trigger = f"{self.fresh()}.{self.team.id}.{self.fresh()}".lower()
        self.triggers[trigger] = Trigger(user, self.clock(), view=view)
        return trigger

    def response_url(self, user: str, channel: str, message: Message | None = None) -> str:
        key = self.fresh("r")
        self.response_urls[key] = ResponseUrl(user, channel, self.clock(), message)
        return f"{self.origin}/response/{key}"
