"""What Slack brings, read as an Event; names, private chats and files are looked up elsewhere."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.chat import Address, Button, Event, Person
from bot.operations.clock import Clock
from bot.platforms.slack import forms
from bot.platforms.slack.manifest import COMMAND
from bot.queries.forms import TYPED, name_of
from bot.wire import can_be_pressed

Json = dict[str, Any]

LARGEST_FILE = 5 * 1024 * 1024
TALK = (None, "file_share", "me_message", "thread_broadcast")
"""Subtypes of messages in which people talk; the others are Slack's or programs' own."""

UNKNOWN = "unknown.action"
"""No handler has this name, so the dispatcher says that the button is an old one."""


@dataclass(frozen=True, slots=True)
class Us:
    """Who we are in a workspace, and the commands people can type."""

    user: str
    bot: str
    tenant: str
    commands: frozenset[str]


def read(body: Json, us: Us, clock: Clock) -> Event | None:
    """The event a payload tells of; None if it is nothing to us.

    Raises KeyError, TypeError or ValueError if the payload has not the shape Slack documents,
    and `forms.InvalidError` for a form with answers that cannot be read.
    """
    kind = body.get("type") or ("command" if "command" in body else "")
    reader = _READERS.get(kind)
    return reader(body, us, clock) if reader else None


# --- events ------------------------------------------------------------------------------------


def _happened(body: Json, us: Us, clock: Clock) -> Event | None:
    said = body["event"]
    reader = _EVENT_READERS.get(said["type"])
    return reader(body, said, us, clock) if reader else None


def _message(body: Json, said: Json, us: Us, clock: Clock) -> Event | None:
    """Talk in private. A channel's talk comes as a mention, or is none of our business."""
    if not is_private(said["channel"]):
        return None
    if said.get("subtype") == "message_changed":
        now, before = said["message"], said.get("previous_message", {})
        # Slack calls it a change, too, when it unfolds a link.
        if now.get("text") == before.get("text"):
            return None
        changed = _spoken(body, now, said["channel"], us, clock)
        if changed is None:
            return None
        at = now.get("edited", {}).get("ts", said["ts"])
        return replace(changed, edited=True, at=clock.of(_moment(at)))
    return _spoken(body, said, said["channel"], us, clock)


def _mention(body: Json, said: Json, us: Us, clock: Clock) -> Event | None:
    asked = _spoken(body, said, said["channel"], us, clock)
    # Our name and nothing else: whoever calls us like that wants to know what we can do.
    bare = asked is not None and not asked.name and not asked.text
    return replace(asked, name="help") if asked is not None and bare else asked


def _spoken(body: Json, said: Json, channel: str, us: Us, clock: Clock) -> Event | None:
    if said.get("subtype") not in TALK or said.get("bot_id") or said["user"] == us.user:
        return None
    name, text = words(spoken_text(said.get("text") or "", us.user), us.commands)
    large = [file for file in said.get("files", ()) if int(file.get("size") or 0) > LARGEST_FILE]
    return Event(
        name,
        _address(body, us, channel),
        _person(body, us, said["user"]),
        clock.of(_moment(said["ts"])),
        body["event_id"],
        text=text,
        values={"too_large": str(large[0].get("name") or "")} if large else {},
        source=said["ts"],
        in_group=not is_private(channel),
        shows_forms=True,
    )


def _joined(body: Json, said: Json, us: Us, clock: Clock) -> Event | None:
    if said["user"] != us.user:
        return None
    return _moved("group.arrived", body, said, us, clock)


def _left(body: Json, said: Json, us: Us, clock: Clock) -> Event | None:
    if said.get("user", us.user) != us.user:
        return None
    return _moved("group.left", body, said, us, clock)


def _archived(body: Json, said: Json, us: Us, clock: Clock) -> Event:
    return _moved("group.left", body, said, us, clock)


def _unarchived(body: Json, said: Json, us: Us, clock: Clock) -> Event:
    return _moved("group.arrived", body, said, us, clock)


def _reaction(body: Json, said: Json, us: Us, clock: Clock) -> Event | None:
    """Somebody reacts to a message, or takes it back."""
    item = said["item"]
    if item.get("type") != "message" or said["user"] == us.user or is_private(item["channel"]):
        return None
    return Event(
        "group.reacted" if said["type"] == "reaction_added" else "group.unreacted",
        _address(body, us, item["channel"]),
        _person(body, us, said["user"]),
        clock.of(_moment(said["event_ts"])),
        body["event_id"],
        text=said["reaction"],
        message=item["ts"],
        in_group=True,
    )


def _moved(name: str, body: Json, said: Json, us: Us, clock: Clock) -> Event:
    """We came or went; whoever saw to it has said so, if Slack tells who it was."""
    archivist = said.get("user") if said["type"].endswith("archive") else None
    mover = said.get("inviter") or said.get("actor_id") or archivist or us.user
    return Event(
        name,
        _address(body, us, said["channel"]),
        _person(body, us, mover),
        clock.now(),
        body["event_id"],
        in_group=True,
    )


def _home(body: Json, said: Json, us: Us, clock: Clock) -> Event:
    """Somebody looks at our page for the first time: the key is theirs, so it counts once."""
    user = said["user"]
    return Event(
        "start",
        _address(body, us, said["channel"]),
        _person(body, us, user),
        clock.now(),
        f"home:{user}",
        shows_forms=True,
    )


# --- commands, presses, forms --------------------------------------------------------------------


def _command(body: Json, us: Us, clock: Clock) -> Event:
    channel = body["channel_id"]
    in_group = not is_private(channel)
    name, text = _typed(spoken_text(body.get("text") or "", us.user), us.commands, in_group)
    return Event(
        name,
        _address(body, us, channel),
        _person(body, us, body["user_id"], body.get("user_name")),
        clock.now(),
        body["trigger_id"],
        text=text,
        trigger=body["trigger_id"],
        in_group=in_group,
        shows_forms=True,
        title=_title(body.get("channel_name"), in_group=in_group),
    )


def _press(body: Json, us: Us, clock: Clock) -> Event | None:
    action, user = body["actions"][0], body["user"]
    if body.get("view", {}).get("type") == "modal" and action.get("type") != "button":
        return _typing(body, us, clock)
    if action.get("type") == "button" and not action.get("value"):
        return None  # a link: the press opened it
    name, text = Button.read(str(action.get("value") or UNKNOWN))
    container = body.get("container", {})
    channel = body.get("channel", {})
    where = channel.get("id") or container.get("channel_id") or ""
    in_group = bool(where) and not is_private(where)
    message = container.get("message_ts")
    if container.get("is_ephemeral") and body.get("response_url"):
        message = whisper_id(body["response_url"], user["id"])
    return Event(
        _allowed(name),
        _address(body, us, where),
        _person(body, us, user["id"], user.get("name")),
        clock.now(),
        f"{action['action_ts']}:{action['action_id']}:{user['id']}",
        text=text,
        message=message,
        trigger=body.get("trigger_id"),
        in_group=in_group,
        shows_forms=True,
        title=_title(channel.get("name"), in_group=in_group),
    )


def _typing(body: Json, us: Us, clock: Clock) -> Event:
    """Slack does not tell of a closed form what stood in it, so it is kept while it is typed."""
    view, user, action = body["view"], body["user"], body["actions"][0]
    opened = json.loads(view["private_metadata"])
    where = opened["channel"]
    return Event(
        TYPED,
        _address(body, us, where),
        _person(body, us, user["id"], user.get("name")),
        clock.of(_moment(action["action_ts"])),
        f"{action['action_ts']}:{view['id']}:{user['id']}",
        text=name_of(opened["event"], opened["text"]),
        values=forms.typed(view),
        in_group=not is_private(where),
    )


def _submission(body: Json, us: Us, clock: Clock) -> Event:
    view, user = body["view"], body["user"]
    opened = json.loads(view["private_metadata"])
    where = opened["channel"]
    return Event(
        _allowed(opened["event"]),
        _address(body, us, where),
        _person(body, us, user["id"], user.get("name")),
        clock.now(),
        f"{view['id']}:{view['hash']}",
        text=opened["text"],
        values=forms.answers(view),
        in_group=not is_private(where),
        shows_forms=True,
    )


_READERS: dict[str, Callable[[Json, Us, Clock], Event | None]] = {
    "event_callback": _happened,
    "command": _command,
    "block_actions": _press,
    "view_submission": _submission,
}
_EVENT_READERS: dict[str, Callable[[Json, Json, Us, Clock], Event | None]] = {
    "message": _message,
    "app_mention": _mention,
    "member_joined_channel": _joined,
    "member_left_channel": _left,
    "channel_left": _left,
    "group_left": _left,
    "channel_archive": _archived,
    "group_archive": _archived,
    "channel_unarchive": _unarchived,
    "group_unarchive": _unarchived,
    "reaction_added": _reaction,
    "reaction_removed": _reaction,
    "app_home_opened": _home,
}


# --- words -------------------------------------------------------------------------------------

_REFERENCE = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
_TYPEABLE = re.compile(r"\w{1,32}")


def spoken_text(text: str, us: str) -> str:
    """What was typed: our own name taken out, references and entities as people saw them."""
    text = re.sub(rf"<@{re.escape(us)}(\|[^<>]*)?>", " ", text)
    text = _REFERENCE.sub(_seen, text)
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("\0", "")):
        text = text.replace(entity, sign)
    return text.strip()


def _seen(found: re.Match[str]) -> str:
    target, label = found[1], found[2]
    if target[0] in "@#":
        return target[0] + (label or target[1:]).removeprefix(target[0])
    if target[0] == "!":
        return label or f"@{target[1:]}"
    return label if label and target.startswith(("mailto:", "tel:")) else target


def words(text: str, commands: frozenset[str]) -> tuple[str, str]:
    """The command a text opens with and the words after it, or free talk."""
    first, rest = _first(text)
    word = first.removeprefix("/").casefold()
    if first == COMMAND:
        return _typed(rest, commands, in_group=False)
    if word in commands or (first.startswith("/") and _TYPEABLE.fullmatch(word)):
        return word, rest
    return "", text


def _typed(text: str, commands: frozenset[str], in_group: bool) -> tuple[str, str]:
    """What stands after the slash command. Nothing means today's task; talk is understood in
    private, while in a channel, where talk is not answered, help is better than silence.
    """
    if not text:
        return "today", ""
    first, rest = _first(text)
    word = first.removeprefix("/").casefold()
    if word in commands:
        return word, rest
    return ("help", "") if in_group else ("", text)


def _first(text: str) -> tuple[str, str]:
    first, *rest = text.split(maxsplit=1) or [""]
    return first, rest[0] if rest else ""


def _allowed(name: str) -> str:
    return name if can_be_pressed(name) else UNKNOWN


# --- places, people, times -----------------------------------------------------------------------


def is_private(channel: str) -> bool:
    return channel.startswith("D")


def whisper_id(response_url: str, user: str) -> str:
    """How a message for one person's eyes is named: Slack changes it through this address only."""
    return f"{response_url}#{user}"


def tenant_of(body: Json, us: Us) -> str:
    """The workspace the app is installed in, as far as the payload tells."""
    granted = body.get("authorizations") or [{}]
    team = body.get("team")
    return granted[0].get("team_id") or body.get("team_id") or (team or {}).get("id") or us.tenant


def _address(body: Json, us: Us, channel: str) -> Address:
    return Address("slack", tenant_of(body, us), channel)


def _person(body: Json, us: Us, user: str, name: str | None = None) -> Person:
    return Person("slack", tenant_of(body, us), user, name or user)


def _title(name: str | None, *, in_group: bool) -> str:
    return name if name and in_group and name != "privategroup" else ""


def _moment(stamp: str) -> datetime:
    return datetime.fromtimestamp(float(stamp), UTC)
