"""Reads updates as Telegram sends them into events, and trusts nothing about their shape."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from bot.chat import Address, Button, Event, Person
from bot.platforms.telegram.request import DOWNLOAD_BYTES
from bot.wire import can_be_pressed

Json = dict[str, Any]
T = TypeVar("T", bool, int, str, dict[str, Any], list[Any])

KINDS = (
    *("message", "edited_message", "callback_query", "my_chat_member", "chat_member"),
    "message_reaction",
)
"""The updates we ask for; Telegram sends no others."""

OLD_BUTTON = "button.gone"
"""What a press becomes whose data never stood on a button of ours: nobody answers to it."""

GROUPS = {"group", "supergroup"}
MEMBERS = {"creator", "administrator", "member"}
GENERAL_TOPIC = 1
LARGEST = 2**63
FIRST_DAY, LAST_DAY = 1_000_000_000, 4_000_000_000
"""Dates outside 2001 to 2096 are not dates."""

_COMMAND = re.compile(r"/(?P<name>\w{1,32})(?:@(?P<bot>\w{3,32}))?(?:\s+|$)")
_SHOWN = {
    *("sticker", "voice", "photo", "video", "audio", "document", "animation", "video_note"),
    *("location", "contact", "poll", "dice", "venue", "story"),
}
"""What a message without words may show."""


class UnreadableError(ValueError):
    """The update has not the shape Telegram promises."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file that hangs on a message and is still at Telegram."""

    file_id: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads for one bot.

    `bot` is our id, `commands` are the names in our menus; `when` turns the vendor's date, or None
    where it gives none, into ours.
    """

    bot: str
    username: str
    commands: frozenset[str]
    when: Callable[[datetime | None], datetime]

    def events(self, update: object) -> tuple[Event, ...]:
        """What happened, if it concerns us. Raises UnreadableError, nothing else."""
        whole = _object(update)
        key = str(_need(whole, "update_id", int))
        for kind, edited in (("message", False), ("edited_message", True)):
            if kind in whole:
                return self._message(key, _need(whole, kind, dict), edited=edited)
        if "callback_query" in whole:
            return self._press(key, _need(whole, "callback_query", dict))
        if "message_reaction" in whole:
            return self._reaction(key, _need(whole, "message_reaction", dict))
        if "my_chat_member" in whole:
            return self._own_change(key, _need(whole, "my_chat_member", dict))
        if "chat_member" in whole:
            return self._other_change(_need(whole, "chat_member", dict))
        return ()

    # --- messages --------------------------------------------------------------------------------

    def _message(self, key: str, message: Json, *, edited: bool) -> tuple[Event, ...]:
        chat = _need(message, "chat", dict)
        in_group = _need(chat, "type", str) in GROUPS
        if not in_group and chat["type"] != "private":
            return ()
        at = self.when(_date(message, edited=edited))
        new = _maybe(message, "migrate_to_chat_id", int)
        if new is not None:
            return (self._event("group.moved", key, message, at, text=str(new)),)
        newcomers = _maybe(message, "new_chat_members", list)
        if newcomers is not None:
            return self._newcomers(message, [_object(each) for each in newcomers], at)
        if "sender_chat" in message or self._sender(message) is None:
            return ()  # a channel, an anonymous administrator, another bot
        said = self._said(message, in_group=in_group)
        if said is None:
            return ()
        name, text = said
        return (
            self._event(
                name,
                key,
                message,
                at,
                text=text,
                values=_too_large(message),
                spoken=str(_need(message, "message_id", int)),
                edited=edited,
            ),
        )

    def _said(self, message: Json, *, in_group: bool) -> tuple[str, str] | None:
        """The name and the words of what was said; None if it is not for us."""
        words = _maybe(message, "text", str) or _maybe(message, "caption", str) or ""
        if not (words or "document" in message or (not in_group and message.keys() & _SHOWN)):
            return None
        mention = re.compile(rf"(?<!\w)@{re.escape(self.username)}(?!\w)", re.IGNORECASE)
        command = _COMMAND.match(words.strip()) or (
            in_group and _COMMAND.match(mention.sub("", words).strip())
        )
        if command:
            name, rest = command["name"].lower(), command.string[command.end() :]
            if command["bot"] is not None:
                return (name, rest) if command["bot"].lower() == self.username.lower() else None
            return (name, rest) if not in_group or name in self.commands else None
        if not in_group:
            return "", words
        if mention.search(words) or self._answers_us(message):
            return "", mention.sub("", words).strip()
        return None

    def _answers_us(self, message: Json) -> bool:
        quoted = _maybe(message, "reply_to_message", dict) or {}
        # In a topic everything is a reply to the topic's own first message.
        author = {} if "forum_topic_created" in quoted else _maybe(quoted, "from", dict) or {}
        return str(author.get("id")) == self.bot

    def _newcomers(self, message: Json, people: list[Json], at: datetime) -> tuple[Event, ...]:
        chat = str(_need(_need(message, "chat", dict), "id", int))
        found = []
        for each in people:
            person = self._person(each)
            if person is not None:
                # The same key whether the service message or `chat_member` tells of it.
                key = f"joined:{chat}:{person.id}:{_need(message, 'date', int)}"
                values = {"newcomer": person.id}
                found.append(
                    self._event("group.arrived", key, message, at, sender=person, values=values)
                )
        return tuple(found)

    # --- presses and members ---------------------------------------------------------------------

    def _press(self, key: str, query: Json) -> tuple[Event, ...]:
        data, message = _maybe(query, "data", str), _maybe(query, "message", dict)
        sender = self._sender(query)
        if data is None or message is None or sender is None:
            return ()
        if _need(_need(message, "chat", dict), "type", str) not in {"private", *GROUPS}:
            return ()
        name, text = Button.read(data)
        if not can_be_pressed(name):
            name, text = OLD_BUTTON, ""
        return (
            self._event(
                name,
                key,
                message,
                self.when(None),
                text=text,
                sender=sender,
                message=str(_need(message, "message_id", int)),
                trigger=_need(query, "id", str),
            ),
        )

    def _reaction(self, key: str, change: Json) -> tuple[Event, ...]:
        """Somebody reacts to a message; told where we are an administrator."""
        sender = self._person(_maybe(change, "user", dict) or {"is_bot": True})
        before, now_is = (_emojis(change, name) for name in ("old_reaction", "new_reaction"))
        if sender is None or before == now_is:
            return ()
        fresh = [sign for sign in now_is if sign not in before]
        name = "group.reacted" if fresh else "group.unreacted"
        return (
            self._event(
                name,
                key,
                change,
                self.when(_date(change, edited=False)),
                text=(fresh or before)[0],
                sender=sender,
                message=str(_need(change, "message_id", int)),
            ),
        )

    def _own_change(self, key: str, change: Json) -> tuple[Event, ...]:
        """We were added to a group or removed from it."""
        was, now_is = _is_in(change, "old_chat_member"), _is_in(change, "new_chat_member")
        if was == now_is or _need(_need(change, "chat", dict), "type", str) not in GROUPS:
            return ()
        at = self.when(_date(change, edited=False))
        return (self._event("group.arrived" if now_is else "group.left", key, change, at),)

    def _other_change(self, change: Json) -> tuple[Event, ...]:
        """Somebody came; told where we are an administrator."""
        came = _is_in(change, "new_chat_member") and not _is_in(change, "old_chat_member")
        if not came or _need(_need(change, "chat", dict), "type", str) not in GROUPS:
            return ()
        person = _need(_need(change, "new_chat_member", dict), "user", dict)
        return self._newcomers(change, [person], self.when(_date(change, edited=False)))

    # --- who and where ---------------------------------------------------------------------------

    def _event(
        self,
        name: str,
        key: str,
        source: Json,
        at: datetime,
        *,
        text: str = "",
        values: dict[str, str] | None = None,
        sender: Person | None = None,
        message: str | None = None,
        spoken: str | None = None,
        edited: bool = False,
        trigger: str | None = None,
    ) -> Event:
        chat = _need(source, "chat", dict)
        thread = _maybe(source, "message_thread_id", int)
        # Without `is_topic_message` the number is that of a thread of replies.
        in_topic = _maybe(source, "is_topic_message", bool) and thread != GENERAL_TOPIC
        in_group = _need(chat, "type", str) in GROUPS
        return Event(
            name=name,
            address=Address(
                "telegram",
                self.bot,
                str(_need(chat, "id", int)),
                str(thread) if in_group and in_topic and thread is not None else None,
            ),
            sender=sender or self._sender(source),
            at=at,
            key=key,
            text=text,
            values=values or {},
            message=message,
            source=spoken,
            edited=edited,
            trigger=trigger,
            in_group=in_group,
            title=(_maybe(chat, "title", str) or "") if in_group else "",
        )

    def _sender(self, source: Json) -> Person | None:
        person = _maybe(source, "from", dict)
        return None if person is None else self._person(person)

    def _person(self, user: Json) -> Person | None:
        """A user; None for a bot, which also stands for anonymous administrators."""
        if _maybe(user, "is_bot", bool):
            return None
        number = str(_need(user, "id", int))
        parts = [_maybe(user, part, str) or "" for part in ("first_name", "last_name")]
        name = " ".join(parts).strip() or _maybe(user, "username", str) or number
        locale = _maybe(user, "language_code", str) or ""
        return Person("telegram", self.bot, number, name, locale)


def document(update: object) -> Document | None:
    """The file to fetch for an update that was read, unless it is larger than we take."""
    whole = _object(update)
    message = _maybe(whole, "message", dict) or _maybe(whole, "edited_message", dict) or {}
    found = _document(message)
    return found if found is not None and found.size <= DOWNLOAD_BYTES else None


def chat_of(update: object) -> str:
    """The chat an update belongs to: those of one chat are handled in order. Never raises."""
    chat = _raw_message(update).get("chat")
    return _raw_id(chat.get("id")) if isinstance(chat, dict) else ""


def moved_to(update: object) -> str:
    """The id its chat bears from now on, if the update says so. Never raises."""
    return _raw_id(_raw_message(update).get("migrate_to_chat_id"))


def press_of(update: object) -> str | None:
    """The id of a press, which shows a spinner until it is answered. Never raises."""
    query = update.get("callback_query") if isinstance(update, dict) else None
    number = query.get("id") if isinstance(query, dict) else None
    return number if isinstance(number, str) else None


def number_of(update: object) -> int | None:
    """The update's own number. Never raises."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if type(number) is int else None


def _raw_message(update: object) -> Json:
    """What an update is about, whatever its shape."""
    for part in update.values() if isinstance(update, dict) else ():
        if isinstance(part, dict):
            return part["message"] if isinstance(part.get("message"), dict) else part
    return {}


def _raw_id(value: object) -> str:
    return str(value) if type(value) is int and abs(value) < LARGEST else ""


def _document(message: Json) -> Document | None:
    found = _maybe(message, "document", dict)
    if found is None:
        return _photo(message)
    return Document(
        _need(found, "file_id", str),
        _maybe(found, "file_name", str) or "file",
        _maybe(found, "mime_type", str) or "application/octet-stream",
        _maybe(found, "file_size", int) or 0,
    )


def _photo(message: Json) -> Document | None:
    """A picture sent to us alone, at its largest; in a group it is talk among others."""
    sizes, chat = message.get("photo"), _maybe(message, "chat", dict) or {}
    if not isinstance(sizes, list) or not sizes or chat.get("type") in GROUPS:
        return None
    found = _object(sizes[-1])
    size = _maybe(found, "file_size", int) or 0
    return Document(_need(found, "file_id", str), "photo.jpg", "image/jpeg", size)


def _too_large(message: Json) -> dict[str, str]:
    found = _document(message)
    return {"too_large": found.name} if found and found.size > DOWNLOAD_BYTES else {}


def _emojis(change: Json, name: str) -> list[str]:
    """The plain signs among the reactions; a custom one is a picture we cannot read."""
    found = (_object(each) for each in _maybe(change, name, list) or [])
    return [sign for each in found if (sign := _maybe(each, "emoji", str))]


def _is_in(change: Json, key: str) -> bool:
    member = _need(change, key, dict)
    status = _need(member, "status", str)
    return status in MEMBERS or (status == "restricted" and member.get("is_member") is True)


def _date(source: Json, *, edited: bool) -> datetime:
    changed = _maybe(source, "edit_date", int) if edited else None
    seconds = changed or _need(source, "date", int)
    if not FIRST_DAY < seconds < LAST_DAY:
        raise UnreadableError("a date lies outside of time")
    return datetime.fromtimestamp(seconds, UTC)


def _object(value: object) -> Json:
    if not isinstance(value, dict):
        raise UnreadableError("an object was expected")
    return value


def _need(source: Json, key: str, kind: type[T]) -> T:
    found = _maybe(source, key, kind)
    if found is None:
        raise UnreadableError(f"{key!r} is missing")
    return found


def _maybe(source: Json, key: str, kind: type[T]) -> T | None:
    found = source.get(key)
    if found is None:
        return None
    if type(found) is not kind or (isinstance(found, int) and abs(found) >= LARGEST):
        raise UnreadableError(f"{key!r} is no {kind.__name__}")
    return _clean(found) if isinstance(found, str) else found


def _clean(words: str) -> str:
    """Without what no database keeps: NUL, and halves of UTF-16 pairs."""
    return words.replace("\0", "").encode("utf-8", "replace").decode()
