"""What a bot asks and says about itself and its chats: updates, commands, profile, members."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from .botapi import RefusedError, bad
from .telegram_messages import METHODS, Files, method
from .telegram_rules import DOWNLOAD_BYTES, SECRET, check_length
from .telegram_world import ADMINS, MEMBERS, Json, World

LOCAL = {"127.0.0.1", "localhost", "::1"}
PORTS = {None, 80, 88, 443, 8443}


@method
def get_me(world: World, p: Json, files: Files) -> Json:
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method
async def get_updates(world: World, p: Json, files: Files) -> list[Json]:
    return await world.updates.get(
        p.get("offset", 0), p.get("limit", 100), p.get("timeout", 0), p.get("allowed_updates")
    )


@method
async def set_webhook(world: World, p: Json, files: Files) -> bool:
    url = urlsplit(p["url"])
    if p["url"] and url.hostname not in LOCAL:
        if url.scheme != "https":
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if url.port not in PORTS:
            raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if not SECRET.fullmatch(p.get("secret_token", "-")):
        raise bad("secret token contains unallowed characters")
    if not 1 <= p.get("max_connections", 40) <= 100:
        raise bad("max_connections must be 1-100")
    world.updates.allow(p.get("allowed_updates"))
    if p.get("drop_pending_updates"):
        world.updates.drop_pending()
    names = ("url", "secret_token", "max_connections")
    chosen = {name: p[name] for name in names if name in p}
    await world.updates.set_webhook(chosen if p["url"] else {})
    return True


@method
async def delete_webhook(world: World, p: Json, files: Files) -> bool:
    if p.get("drop_pending_updates"):
        world.updates.drop_pending()
    await world.updates.set_webhook({})
    return True


@method
def get_webhook_info(world: World, p: Json, files: Files) -> Json:
    shown = {key: value for key, value in world.updates.webhook.items() if key != "secret_token"}
    return {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.queue),
        "allowed_updates": sorted(world.updates.allowed),
    } | shown


def command_key(world: World, p: Json) -> tuple[str, ...]:
    scope = p.get("scope", {"type": "default"})
    if scope.get("chat_id", 0) not in {0, *world.chats}:
        raise bad("chat not found")
    language = world.rules.language(p.get("language_code", ""))
    return "commands", json.dumps(scope, sort_keys=True), language


@method
def set_my_commands(world: World, p: Json, files: Files) -> bool:
    world.rules.commands(p["commands"])
    world.profile[command_key(world, p)] = p["commands"]
    return True


@method
def get_my_commands(world: World, p: Json, files: Files) -> list[Json]:
    return world.profile.get(command_key(world, p), [])


@method
def delete_my_commands(world: World, p: Json, files: Files) -> bool:
    world.profile.pop(command_key(world, p), None)
    return True


def profile_text(name: str, most: int) -> None:
    """A text of the profile, one per language: `setMyName`, `getMyName`."""
    suffix = "".join(word.capitalize() for word in name.split("_"))

    def write(world: World, p: Json, files: Files) -> bool:
        text, language = p.get(name, ""), world.rules.language(p.get("language_code", ""))
        check_length(text, most, f"{name} is too long")
        world.profile[name, language] = text
        return True

    def read(world: World, p: Json, files: Files) -> Json:
        return {name: world.profile.get((name, p.get("language_code", "")), "")}

    METHODS[f"setMy{suffix}"], METHODS[f"getMy{suffix}"] = write, read


profile_text("name", 64)
profile_text("description", 512)
profile_text("short_description", 120)


@method
def set_chat_menu_button(world: World, p: Json, files: Files) -> bool:
    world.profile["menu", str(p.get("chat_id", ""))] = p.get("menu_button", {"type": "default"})
    return True


@method
def get_chat_menu_button(world: World, p: Json, files: Files) -> Json:
    return world.profile.get(("menu", str(p.get("chat_id", ""))), {"type": "commands"})


@method
def get_chat(world: World, p: Json, files: Files) -> Json:
    gifts = ("unlimited", "limited", "unique", "premium_subscription")
    types = {f"{each}_gifts": False for each in gifts[:3]} | {gifts[3]: False}
    return world.open(p).wire | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": types | {"gifts_from_channels": False},
    }


@method
def get_chat_member(world: World, p: Json, files: Files) -> Json:
    chat = world.open(p)
    if p["user_id"] not in world.people:
        raise bad("PARTICIPANT_ID_INVALID")
    return world.member(p["user_id"], chat.members.get(p["user_id"], "left"))


@method
def get_chat_administrators(world: World, p: Json, files: Files) -> list[Json]:
    chat = world.open(p)
    if chat.private:
        raise bad("there are no administrators in the private chat")
    bot = world.bot["id"]
    return [
        world.member(user, status)
        for user, status in chat.members.items()
        if status in ADMINS and user != bot
    ]


@method
def get_chat_member_count(world: World, p: Json, files: Files) -> int:
    return sum(status in MEMBERS for status in world.open(p).members.values())


@method
def leave_chat(world: World, p: Json, files: Files) -> bool:
    chat = world.open(p)
    if chat.private:
        raise bad("chat member status can't be changed in private chats")
    world.change_member(chat, world.bot["id"], "left", world.bot["id"])
    return True


@method
def get_file(world: World, p: Json, files: Files) -> Json:
    file = world.files.get(p["file_id"])
    if file is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(file.data) > DOWNLOAD_BYTES:
        raise bad("file is too big")
    unique = re.sub(r"\D", "", file.id)
    about = {"file_id": file.id, "file_unique_id": f"u{unique}", "file_size": len(file.data)}
    return about | {"file_path": file.path}


def play(world: World, name: str, params: Json, files: Files) -> Any:
    if name not in METHODS:
        raise RefusedError(501, f"Not Implemented: this test server does not play {name}")
    return METHODS[name](world, params, files)
