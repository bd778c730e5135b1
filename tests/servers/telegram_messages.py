"""What a bot does in chats: sends, edits, deletes, reacts, pins, asks polls."""

from collections.abc import Callable, Mapping
from typing import Any

from .botapi import Upload, bad
from .telegram_rules import units
from .telegram_world import Chat, Json, Post, World

Files = Mapping[str, Upload]
Method = Callable[[World, Json, Files], Any]
METHODS: dict[str, Method] = {}

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)
DELETABLE = 48 * 3600
CONTENT = ("text", "entities", "caption", "caption_entities", "photo", "document", "video", "audio")


def method(function: Method) -> Method:
    """Plays `send_message` as `sendMessage`."""
    first, *rest = function.__name__.split("_")
    METHODS[first + "".join(word.capitalize() for word in rest)] = function
    return function


def send(world: World, p: Json, content: Json, data: bytes = b"") -> Json:
    chat = world.open(p)
    world.rules.markup(p.get("reply_markup"))
    place = world.thread(chat, p) | reply(chat, p)
    return world.add(chat, world.bot, data, **content, **place, **inline(p)).wire


def inline(p: Json) -> Json:
    """Only an inline keyboard belongs to the message itself."""
    markup = p.get("reply_markup") or {}
    return {"reply_markup": markup} if markup.get("inline_keyboard") else {}


def reply(chat: Chat, p: Json) -> Json:
    asked = p.get("reply_parameters")
    if not asked or asked.get("chat_id", chat.id) != chat.id:
        return {}
    post = chat.posts.get(asked["message_id"])
    if post is None or post.deleted:
        if asked.get("allow_sending_without_reply"):
            return {}
        raise bad("message to be replied not found")
    quoted = {key: value for key, value in post.wire.items() if key != "reply_to_message"}
    return {"reply_to_message": quoted}


@method
def send_message(world: World, p: Json, files: Files) -> Json:
    return send(world, p, world.rules.text(p))


def fetch(world: World, kind: str, source: str, files: Files) -> tuple[Json, bytes]:
    """An upload is checked and kept; a file id must be known; nothing is fetched from the web."""
    if source.startswith("attach://"):
        upload = files.get(source.removeprefix("attach://"))
        if upload is None:
            raise bad(f"file {source} was not uploaded")
        return world.upload(kind, upload.name, upload.data), upload.data
    if source.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")
    if source not in world.files:
        raise bad("wrong file identifier/HTTP URL specified")
    file = world.files[source]
    return world.store(kind, file.path.rsplit("-", 1)[-1], file.data), file.data


def send_media(kind: str) -> Method:
    def send_one(world: World, p: Json, files: Files) -> Json:
        world.open(p)
        about, data = fetch(world, kind, p[kind], files)
        return send(world, p, about | world.rules.caption(p), data)

    return send_one


for each in ("photo", "document", "audio", "video", "voice", "animation"):
    METHODS[f"send{each.capitalize()}"] = send_media(each)


@method
def send_media_group(world: World, p: Json, files: Files) -> list[Json]:
    if not 2 <= len(p["media"]) <= 10:
        raise bad("there must be 2-10 items in the album")
    kinds = {item["type"] for item in p["media"]}
    if len(kinds) > 1 and kinds & {"document", "audio"}:
        raise bad("documents and audio files can only be grouped with their own kind")
    world.open(p)
    album = [
        (fetch(world, item["type"], item["media"], files), world.rules.caption(item))
        for item in p["media"]
    ]
    group = {"media_group_id": f"{p['chat_id']}.{world.open(p).last + 1}"}
    return [send(world, p, about | caption | group, data) for (about, data), caption in album]


def own(world: World, p: Json) -> Post:
    if "chat_id" not in p or "message_id" not in p:
        raise bad("message identifier is not specified")
    post = world.find(world.open(p), p["message_id"], "edit")
    if not post.by_bot:
        raise bad("message can't be edited")
    world.rules.markup(p.get("reply_markup"))
    return post


def edit(world: World, p: Json, post: Post, content: Json) -> Json:
    """New content with or without a keyboard; what was not given again is gone."""
    rest = {k: v for k, v in post.wire.items() if k not in {*CONTENT, "reply_markup"}}
    old = {key: value for key, value in post.wire.items() if key not in rest}
    new = content | inline(p)
    if new == old:
        raise bad(NOT_MODIFIED)
    post.wire = rest | new | {"edit_date": world.date}
    return post.wire


@method
def edit_message_text(world: World, p: Json, files: Files) -> Json:
    post = own(world, p)
    if "text" not in post.wire:
        raise bad("there is no text in the message to edit")
    return edit(world, p, post, world.rules.text(p))


@method
def edit_message_caption(world: World, p: Json, files: Files) -> Json:
    post = own(world, p)
    media = {key: post.wire[key] for key in CONTENT[4:] if key in post.wire}
    if not media:
        raise bad("there is no caption in the message to edit")
    return edit(world, p, post, media | world.rules.caption(p))


@method
def edit_message_media(world: World, p: Json, files: Files) -> Json:
    post, item = own(world, p), p["media"]
    about, data = fetch(world, item["type"], item["media"], files)
    wire = edit(world, p, post, about | world.rules.caption(item))
    post.data = data
    return wire


@method
def edit_message_reply_markup(world: World, p: Json, files: Files) -> Json:
    post = own(world, p)
    if post.wire.get("reply_markup", {}) == inline(p).get("reply_markup", {}):
        raise bad(NOT_MODIFIED)
    post.wire = {k: v for k, v in post.wire.items() if k != "reply_markup"} | inline(p)
    return post.wire


@method
def delete_message(world: World, p: Json, files: Files) -> bool:
    chat = world.open(p)
    post = world.find(chat, p["message_id"], "delete")
    foreign = not (post.by_bot or chat.private or world.is_admin(chat))
    if foreign or world.date - post.wire["date"] > DELETABLE:
        raise bad("message can't be deleted")
    post.deleted = True
    return True


@method
def delete_messages(world: World, p: Json, files: Files) -> bool:
    if not 1 <= len(p["message_ids"]) <= 100:
        raise bad("there must be 1-100 message identifiers")
    known = world.open(p).posts
    for number in p["message_ids"]:
        if number in known and not known[number].deleted:
            delete_message(world, p | {"message_id": number}, files)
    return True


@method
def set_message_reaction(world: World, p: Json, files: Files) -> bool:
    post = world.find(world.open(p), p["message_id"], "react")
    world.rules.reactions(p.get("reaction", []))
    post.reactions[world.bot["id"]] = p.get("reaction", [])
    return True


@method
def pin_chat_message(world: World, p: Json, files: Files) -> bool:
    chat = pinboard(world, p)
    chat.pinned.append(world.find(chat, p["message_id"], "pin").id)
    return True


@method
def unpin_chat_message(world: World, p: Json, files: Files) -> bool:
    chat = pinboard(world, p)
    number = p.get("message_id", chat.pinned[-1] if chat.pinned else None)
    if number not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(number)
    return True


@method
def unpin_all_chat_messages(world: World, p: Json, files: Files) -> bool:
    pinboard(world, p).pinned.clear()
    return True


def pinboard(world: World, p: Json) -> Chat:
    chat = world.open(p)
    if not chat.private and not world.is_admin(chat):
        raise bad("not enough rights to manage pinned messages in the chat")
    return chat


@method
def send_poll(world: World, p: Json, files: Files) -> Json:
    world.rules.poll(p)
    number = str(len(world.polls) + 1)
    options = [
        {"persistent_id": str(n), "text": option["text"], "voter_count": 0}
        for n, option in enumerate(p["options"])
    ]
    quiz = p.get("type") == "quiz"
    poll = {
        "id": number,
        "question": p["question"],
        "options": options,
        "total_voter_count": 0,
        "is_closed": p.get("is_closed", False),
        "is_anonymous": p.get("is_anonymous", True),
        "type": p.get("type", "regular"),
        "allows_multiple_answers": p.get("allows_multiple_answers", False),
        "allows_revoting": p.get("allows_revoting", not quiz),
        "members_only": False,
    }
    known = ("correct_option_ids", "explanation", "open_period", "close_date")
    poll |= {name: p[name] for name in known if name in p}
    wire = send(world, p, {"poll": poll})
    world.polls[number] = (world.chats[p["chat_id"]].posts[wire["message_id"]], {})
    return wire


@method
def stop_poll(world: World, p: Json, files: Files) -> Json:
    post = own(world, p)
    if "poll" not in post.wire or post.wire["poll"]["is_closed"]:
        raise bad("poll has already been closed" if "poll" in post.wire else "no poll to stop")
    post.wire["poll"]["is_closed"] = True
    return post.wire["poll"]


@method
def send_chat_action(world: World, p: Json, files: Files) -> bool:
    world.thread(world.open(p), p)
    if p["action"] not in ACTIONS:
        raise bad("wrong parameter action in request")
    return True


@method
def answer_callback_query(world: World, p: Json, files: Files) -> bool:
    """The toast is shown to whoever pressed; later than the query lives, nobody sees it."""
    if units(p.get("text", "")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    if world.is_too_old(p["callback_query_id"]):
        raise bad("query is too old and response timeout expired or query ID is invalid")
    query = world.queries[p["callback_query_id"]]
    query.answered = True
    if p.get("text"):
        query.post.toasts.append(p["text"])
    return True
