"""The chats as they stand: people, messages, files, polls, who may write where."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from .botapi import RefusedError, bad
from .telegram_rules import Rules, check_file, picture_size
from .telegram_updates import Updates

Json = dict[str, Any]
MEMBERS = {"creator", "administrator", "member", "restricted"}
ADMINS = {"creator", "administrator"}


@dataclass
class Post:
    """A message as its chat shows it now."""

    wire: Json
    data: bytes = b""
    toasts: list[str] = field(default_factory=list)
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    deleted: bool = False

    @property
    def id(self) -> int:
        return self.wire["message_id"]

    @property
    def chat(self) -> int:
        return self.wire["chat"]["id"]

    @property
    def sender(self) -> int:
        return self.wire["from"]["id"]

    @property
    def by_bot(self) -> bool:
        return self.wire["from"]["is_bot"]

    @property
    def text(self) -> str:
        return self.wire.get("text") or self.wire.get("caption") or ""

    @property
    def entities(self) -> list[Json]:
        return self.wire.get("entities") or self.wire.get("caption_entities") or []

    @property
    def keyboard(self) -> list[list[Json]]:
        return self.wire.get("reply_markup", {}).get("inline_keyboard", [])

    @property
    def labels(self) -> list[list[str]]:
        return [[button["text"] for button in row] for row in self.keyboard]

    @property
    def edited(self) -> bool:
        return "edit_date" in self.wire


@dataclass
class Chat:
    id: int
    kind: str
    about: Json
    members: dict[int, str] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)
    topics: dict[int, bool] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    closed: RefusedError | None = None
    last: int = 0

    @property
    def private(self) -> bool:
        return self.kind == "private"

    @property
    def wire(self) -> Json:
        forum = {"is_forum": True} if self.topics else {}
        return {"id": self.id, "type": self.kind} | self.about | forum

    def next_id(self) -> int:
        self.last += 1
        return self.last


@dataclass
class Query:
    """A pressed button waiting for its answer."""

    at: datetime
    post: Post
    answered: bool = False


@dataclass
class StoredFile:
    id: str
    path: str
    data: bytes


class World:
    """Everything the vendor remembers about one bot and the chats it is in."""

    # The vendor does not say how long a query lives; a minute is generous.
    query_life = timedelta(minutes=1)
    # Privacy mode: in groups the bot sees only what is meant for it.
    privacy = True
    # Whether a chat nobody opened can be written to, which saves benches the opening.
    open_chats = False

    def __init__(self, bot: Json, rules: Rules, updates: Updates) -> None:
        self.bot, self.rules, self.updates = bot, rules, updates
        self.chats: dict[int, Chat] = {}
        self.people: dict[int, Json] = {bot["id"]: bot}
        self.files: dict[str, StoredFile] = {}
        self.queries: dict[str, Query] = {}
        self.polls: dict[str, tuple[Post, dict[int, list[int]]]] = {}
        self.profile: dict[tuple[str, ...], Any] = {}
        self._now: datetime | None = None

    @property
    def now(self) -> datetime:
        """The vendor's clock: real until a test sets it."""
        return self._now or datetime.now(UTC)

    @now.setter
    def now(self, value: datetime) -> None:
        self._now = value

    @property
    def date(self) -> int:
        return int(self.now.timestamp())

    def person(self, user: int, name: str = "", **about: Any) -> Json:
        """The user as Telegram writes it; made at first mention, changed when told more."""
        known = self.people.setdefault(
            user, {"id": user, "is_bot": False, "first_name": f"User {user}"}
        )
        known |= ({"first_name": name} if name else {}) | about
        if user in self.chats:
            self.chats[user].about = private_about(known)
        return dict(known)

    def private(self, user: int) -> Chat:
        if user not in self.chats:
            about = private_about(self.person(user))
            members = {user: "member", self.bot["id"]: "member"}
            self.chats[user] = Chat(user, "private", about, members)
        return self.chats[user]

    def group(self, chat: int, title: str = "", bot: str = "member") -> Chat:
        """A group; an id that begins with -100 is a supergroup."""
        if chat not in self.chats:
            kind = "supergroup" if str(chat).startswith("-100") else "group"
            about = {"title": title or f"Group {chat}"}
            self.chats[chat] = Chat(chat, kind, about, {self.bot["id"]: bot})
        return self.chats[chat]

    def chat(self, chat: int) -> Chat:
        return self.private(chat) if chat > 0 else self.group(chat)

    def open(self, params: Mapping[str, Any]) -> Chat:
        """The chat the bot writes to, if it may."""
        chat = self.chats.get(params["chat_id"])
        if chat is None:
            if not self.open_chats or not isinstance(params["chat_id"], int):
                raise bad("chat not found")
            chat = self.chat(params["chat_id"])
        if chat.closed:
            raise chat.closed
        return chat

    def is_admin(self, chat: Chat, user: int | None = None) -> bool:
        return chat.members.get(user or self.bot["id"]) in ADMINS

    def change_member(self, chat: Chat, user: int, status: str, by: int) -> int | None:
        """Tells the bot of its own changes always, of others' only as an administrator."""
        old, chat.members[user] = chat.members.get(user, "left"), status
        if user == self.bot["id"]:
            chat.closed = None if status in MEMBERS else RefusedError(403, gone(chat, status))
        kind = "my_chat_member" if user == self.bot["id"] else "chat_member"
        if kind == "chat_member" and not self.is_admin(chat):
            return None
        change = {"chat": chat.wire, "from": self.person(by), "date": self.date}
        change["old_chat_member"] = self.member(user, old)
        change["new_chat_member"] = self.member(user, status)
        return self.updates.push(kind, change)

    def member(self, user: int, status: str) -> Json:
        return {"user": self.person(user), "status": status} | MEMBER_DETAILS.get(status, {})

    def thread(self, chat: Chat, params: Mapping[str, Any]) -> Json:
        topic = params.get("message_thread_id")
        if topic is None:
            return {}
        if topic not in chat.topics:
            raise bad("message thread not found")
        if not chat.topics[topic] and not self.is_admin(chat):
            raise bad("TOPIC_CLOSED")
        return {"message_thread_id": topic, "is_topic_message": True}

    def find(self, chat: Chat, message: int, to: str) -> Post:
        post = chat.posts.get(message)
        if post is None or post.deleted:
            raise bad(f"message to {to} not found")
        return post

    def add(self, chat: Chat, sender: Json, data: bytes = b"", **content: Any) -> Post:
        number = chat.next_id()
        head = {"message_id": number, "from": sender, "chat": chat.wire, "date": self.date}
        chat.posts[number] = post = Post(head | content, data)
        return post

    def store(self, kind: str, name: str, data: bytes) -> Json:
        """Keeps the bytes and says how Telegram describes them in a message."""
        number = len(self.files) + 1
        file = StoredFile(f"file-{number}", f"{kind}s/{number}-{name}", data)
        self.files[file.id] = file
        about = {"file_id": file.id, "file_unique_id": f"u{number}", "file_size": len(data)}
        if kind == "photo":
            width, height = picture_size(data)
            return {"photo": [about | {"width": width, "height": height}]}
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        details = {"file_name": name, "mime_type": mime} | MEDIA.get(kind, {})
        return {kind: about | details}

    def upload(self, kind: str, name: str, data: bytes) -> Json:
        check_file(kind, data)
        return self.store(kind, name, data)

    def is_too_old(self, query: str) -> bool:
        asked = self.queries.get(query)
        return asked is None or self.now - asked.at > self.query_life


ADMIN_RIGHTS = dict.fromkeys(
    [
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
        "can_pin_messages",
        "can_manage_topics",
    ],
    True,
) | {"can_be_edited": False, "is_anonymous": False}
MEMBER_DETAILS: dict[str, Json] = {
    "creator": {"is_anonymous": False},
    "administrator": ADMIN_RIGHTS,
    "kicked": {"until_date": 0},
}
MEDIA: dict[str, Json] = {
    "video": {"width": 1, "height": 1, "duration": 1},
    "animation": {"width": 1, "height": 1, "duration": 1},
    "audio": {"duration": 1},
    "voice": {"duration": 1},
}


def gone(chat: Chat, status: str) -> str:
    if chat.private:
        return "Forbidden: bot was blocked by the user"
    if status == "kicked":
        return f"Forbidden: bot was kicked from the {chat.kind} chat"
    return f"Forbidden: bot is not a member of the {chat.kind} chat"


def private_about(person: Json) -> Json:
    return {key: person[key] for key in ("first_name", "last_name", "username") if key in person}
