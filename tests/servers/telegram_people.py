"""The people's side of the chats, for tests: they write, press, join, block, and look."""

import re
from typing import Any

from .botapi import bad
from .telegram_rules import PAYLOAD, units
from .telegram_world import Chat, Json, Post, Query, World

# A message as a test names it: as it was shown, or by chat and number.
Named = Post | tuple[int, int] | list[int]

MARKS = re.compile(
    r"(?P<bot_command>(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<![\w@])@[A-Za-z0-9_]{3,32}(?!\w))"
    r"|(?P<url>https?://[^\s<>\"]+)"
)


def marks(text: str) -> list[Json]:
    """The entities Telegram finds in what people type: commands, mentions, links."""
    return [
        {"type": found.lastgroup, "offset": units(text[: found.start()]), "length": units(found[0])}
        for found in MARKS.finditer(text)
    ]


class People(World):
    # Looking

    def messages(self, chat: int) -> list[Post]:
        """The chat as a person sees it now."""
        known = self.chats.get(chat)
        return [post for post in known.posts.values() if not post.deleted] if known else []

    def answers(self, chat: int) -> list[Post]:
        """What the bot said there, as it stands now."""
        return [post for post in self.messages(chat) if post.by_bot]

    def toasts(self, chat: int) -> list[str]:
        return [toast for post in self.messages(chat) for toast in post.toasts]

    @property
    def unanswered(self) -> list[str]:
        """Pressed buttons that still show a spinner."""
        return [number for number, query in self.queries.items() if not query.answered]

    def post(self, message: Named) -> Post:
        if isinstance(message, Post):
            return message
        chat, number = message
        return self.chats[chat].posts[number]

    # Writing

    def say(
        self,
        chat: int,
        user: int,
        text: str,
        *,
        reply_to: Named | None = None,
        thread: int | None = None,
        **extra: Any,
    ) -> int | None:
        """The id of the update, or None when Telegram does not show the message to the bot."""
        content: Json = {"text": text}
        if entities := marks(text):
            content["entities"] = entities
        if reply_to is not None:
            quoted = self.post(reply_to).wire
            content["reply_to_message"] = {
                key: value for key, value in quoted.items() if key != "reply_to_message"
            }
        if thread is not None:
            content |= {"message_thread_id": thread, "is_topic_message": True}
        return self._write(chat, user, content | extra)

    def start(self, user: int, payload: str = "") -> int | None:
        """Follows a deep link, or presses Start."""
        if payload and not PAYLOAD.fullmatch(payload):
            raise bad("START_PARAM_INVALID")
        return self.say(user, user, f"/start {payload}".rstrip())

    def send_file(
        self, chat: int, user: int, name: str, data: bytes, *, kind: str = "document", **extra: Any
    ) -> int | None:
        return self._write(chat, user, self.store(kind, name, data) | extra, data)

    def edit(self, message: Named, text: str) -> int | None:
        post = self.post(message)
        name, entities = ("caption", "caption_entities") if post.data else ("text", "entities")
        post.wire = {k: v for k, v in post.wire.items() if k != entities}
        post.wire |= {name: text, "edit_date": self.date}
        if found := marks(text):
            post.wire[entities] = found
        return self._show("edited_message", self.chats[post.chat], post.wire)

    def delete(self, message: Named) -> None:
        """A person deletes it; the bot is not told."""
        self.post(message).deleted = True

    def _write(self, chat: int, user: int, content: Json, data: bytes = b"") -> int | None:
        where = self.chat(chat)
        where.members.setdefault(user, "member")
        post = self.add(where, self.person(user), data, **content)
        return self._show("message", where, post.wire)

    def _show(self, kind: str, chat: Chat, wire: Json) -> int | None:
        if chat.closed or not (chat.private or self._meant_for_bot(chat, wire)):
            return None
        return self.updates.push(kind, wire)

    def _meant_for_bot(self, chat: Chat, wire: Json) -> bool:
        """Privacy mode: commands, mentions, replies to the bot and service messages."""
        if not self.privacy or self.is_admin(chat):
            return True
        if wire.get("reply_to_message", {}).get("from", {}).get("id") == self.bot["id"]:
            return True
        text, name = wire.get("text") or wire.get("caption"), self.bot["username"].lower()
        if text is None:
            return not (wire.keys() & {"photo", "document", "audio", "video", "voice", "sticker"})
        for found in MARKS.finditer(text):
            word, _, bot = found[0].lower().partition("@")
            if (found.lastgroup == "bot_command" and bot in {"", name}) or (
                found.lastgroup == "mention" and not word and bot == name
            ):
                return True
        return False

    # Pressing

    def press(self, message: Named, button: str, user: int) -> int | None:
        """Presses the button with this label or data."""
        post = self.post(message)
        buttons = [each for row in post.keyboard for each in row]
        if post.deleted:
            raise LookupError("the message is gone; forge() presses what is remembered of it")
        for each in buttons:
            if "callback_data" in each and button in {each["text"], each["callback_data"]}:
                return self.forge(post, each["callback_data"], user)
        labels = [each["text"] for each in buttons]
        raise LookupError(f"no button {button!r} to press among {labels} under {post.text!r:.80}")

    def forge(self, message: Named, data: str, user: int) -> int | None:
        """Presses a button that is not there (any more), as an odd client may."""
        post = self.post(message)
        number = str(len(self.queries) + 1)
        self.queries[number] = Query(self.now, post)
        # Of a deleted message only its number is left.
        seen = {name: post.wire[name] for name in ("message_id", "chat")} | {"date": 0}
        asked = {
            "id": number,
            "from": self.person(user),
            "message": seen if post.deleted else post.wire,
            "chat_instance": str(post.chat),
            "data": data,
        }
        return self.updates.push("callback_query", asked)

    def react(self, message: Named, user: int, emoji: str = "") -> int | None:
        """Reacts, or takes the reaction back; told only in private or to an administrator."""
        post = self.post(message)
        chat, old = self.chats[post.chat], post.reactions.get(user, [])
        post.reactions[user] = new = [{"type": "emoji", "emoji": emoji}] if emoji else []
        if not (chat.private or self.is_admin(chat)):
            return None
        change = {"chat": chat.wire, "message_id": post.id, "date": self.date}
        change |= {"user": self.person(user), "old_reaction": old, "new_reaction": new}
        return self.updates.push("message_reaction", change)

    def vote(self, message: Named, user: int, *options: int) -> int | None:
        poll = self.post(message).wire["poll"]
        if poll["is_closed"]:
            raise LookupError("the poll is closed")
        votes = self.polls[poll["id"]][1]
        votes[user] = list(options)
        for number, option in enumerate(poll["options"]):
            option["voter_count"] = sum(number in vote for vote in votes.values())
        poll["total_voter_count"] = sum(bool(vote) for vote in votes.values())
        counted = self.updates.push("poll", poll)
        if poll["is_anonymous"]:
            return counted
        said = {"poll_id": poll["id"], "user": self.person(user), "option_ids": list(options)}
        said["option_persistent_ids"] = [str(option) for option in options]
        return self.updates.push("poll_answer", said)

    # Coming and going

    def join(self, chat: int, user: int) -> int | None:
        where = self.group(chat)
        self.change_member(where, user, "member", user)
        return self._write(chat, user, {"new_chat_members": [self.person(user)]})

    def leave(self, chat: int, user: int) -> int | None:
        self.change_member(self.group(chat), user, "left", user)
        where, who = self.group(chat), self.person(user)
        post = self.add(where, who, left_chat_member=who)
        return self._show("message", where, post.wire)

    def promote(self, chat: int, user: int, status: str = "administrator") -> int | None:
        """Gives a member, or the bot by its own id, another status."""
        return self.change_member(self.group(chat), user, status, self._owner(chat))

    def add_bot(self, chat: int, by: int, title: str = "") -> int | None:
        where = self.group(chat, title, bot="left")
        where.members.setdefault(by, "creator")
        update = self.change_member(where, self.bot["id"], "member", by)
        self._write(chat, by, {"new_chat_members": [self.bot]})
        return update

    def remove_bot(self, chat: int, by: int) -> int | None:
        return self.change_member(self.group(chat), self.bot["id"], "kicked", by)

    def block(self, chat: int) -> int | None:
        """The person stops the bot; from a group it is thrown out."""
        return self.change_member(self.chat(chat), self.bot["id"], "kicked", self._owner(chat))

    def unblock(self, chat: int) -> int | None:
        return self.change_member(self.chat(chat), self.bot["id"], "member", self._owner(chat))

    def migrate(self, chat: int, new: int, *, told: bool = True) -> None:
        """The group becomes a supergroup; with `told` both service messages come, too."""
        old = self.group(chat)
        self.group(new, old.about["title"]).members |= old.members
        who = self.person(self._owner(chat))
        moved = self.add(old, who, migrate_to_chat_id=new)
        began = self.add(self.group(new), who, migrate_from_chat_id=chat)
        reason = "group chat was upgraded to a supergroup chat"
        old.closed = bad(reason, migrate_to_chat_id=new)
        if told:
            self.updates.push("message", moved.wire)
            self.updates.push("message", began.wire)

    def _owner(self, chat: int) -> int:
        """Whoever may act for the chat: the person it is with, or the group's first member."""
        if chat > 0:
            return chat
        people = [user for user in self.group(chat).members if user != self.bot["id"]]
        return people[0] if people else 777000

    # Topics

    def topic(self, chat: int, topic: int, *, opened: bool = True) -> None:
        """Opens a topic of a forum, or closes it."""
        self.group(chat).topics[topic] = opened

    def delete_topic(self, chat: int, topic: int) -> None:
        del self.group(chat).topics[topic]
