"""The Web API's methods about messages, conversations, people, files and installing."""

import json
import re
from collections.abc import Callable
from typing import Any

from .slack_workspace import (
    APP_ID,
    BOT_ID,
    BOT_USER,
    Channel,
    Message,
    RefusedError,
    User,
    Workspace,
)

Args = dict[str, Any]
Method = Callable[[Workspace, Args], dict[str, Any]]


def required(slack: Workspace, where: str, args: Args, *names: str) -> list[str]:
    missing = [name for name in names if not args.get(name)]
    if missing:
        slack.break_rule(
            where, "invalid_arguments", *(f"missing required field: {n}" for n in missing)
        )
    return [str(args[name]) for name in names]


def known_channel(slack: Workspace, channel: str) -> Channel:
    found = slack.channels.get(channel)
    if not found or (found.private and BOT_USER not in found.members):
        raise RefusedError("channel_not_found")
    return found


def open_channel(slack: Workspace, channel: str) -> Channel:
    """A channel the bot may write to."""
    found = known_channel(slack, channel)
    if BOT_USER not in found.members:
        raise RefusedError("not_in_channel")
    if found.archived:
        raise RefusedError("is_archived")
    return found


def known_user(slack: Workspace, user: str) -> User:
    if user not in slack.users:
        raise RefusedError("user_not_found")
    return slack.users[user]


def public_message(slack: Workspace, channel: str, ts: str) -> Message:
    found = slack.said[channel].get(ts)
    if not found or found.seen_by:
        raise RefusedError("message_not_found")
    return found


def truth(value: Any) -> bool:
    return str(value).lower() in ("1", "true")


# -- messages ----------------------------------------------------------------------------------


def post_message(slack: Workspace, args: Args) -> dict[str, Any]:
    (name,) = required(slack, "chat.postMessage", args, "channel")
    channel = open_channel(slack, slack.dm(name).id if name in slack.users else name)
    metadata = args.get("metadata")
    if metadata and {"event_type", "event_payload"} - metadata.keys():
        slack.break_rule("chat.postMessage", "invalid_metadata_format")
    thread = args.get("thread_ts")
    if thread and thread not in slack.said[channel.id]:
        raise RefusedError("cannot_reply_to_message")
    text, blocks = slack.compose("chat.postMessage", channel.id, args)
    message = slack.post(
        channel.id, BOT_USER, text, blocks=blocks, thread_ts=thread, metadata=metadata
    )
    return {"channel": channel.id, "ts": message.ts, "message": message.as_json()}


def history(slack: Workspace, args: Args) -> dict[str, Any]:
    """The newest first. Our app may read in private chats only."""
    (name,) = required(slack, "conversations.history", args, "channel")
    channel = known_channel(slack, name)
    if not channel.id.startswith("D"):
        raise RefusedError("missing_scope")
    most = int(args.get("limit") or 100)
    said = [one for one in slack.said[channel.id].values() if not one.seen_by]
    return {"messages": [one.as_json() for one in reversed(said[-most:])], "has_more": False}


def update_message(slack: Workspace, args: Args) -> dict[str, Any]:
    name, ts = required(slack, "chat.update", args, "channel", "ts")
    channel = open_channel(slack, name)
    message = public_message(slack, channel.id, ts)
    if message.user != BOT_USER:
        raise RefusedError("cant_update_message")
    # Blocks that are not named stay; an empty list takes them away; a text not named is emptied.
    kept = message.blocks if args.get("blocks") is None else None
    text, blocks = slack.compose("chat.update", channel.id, args)
    message.text, message.blocks, message.edited = text, kept or blocks, slack.stamp()
    return {"channel": channel.id, "ts": ts, "text": text, "message": message.as_json()}


def delete_message(slack: Workspace, args: Args) -> dict[str, Any]:
    name, ts = required(slack, "chat.delete", args, "channel", "ts")
    channel = known_channel(slack, name)
    if public_message(slack, channel.id, ts).user != BOT_USER:
        raise RefusedError("cant_delete_message")
    del slack.said[channel.id][ts]
    return {"channel": channel.id, "ts": ts}


def post_ephemeral(slack: Workspace, args: Args) -> dict[str, Any]:
    name, user = required(slack, "chat.postEphemeral", args, "channel", "user")
    channel = open_channel(slack, name)
    if user not in channel.members:
        raise RefusedError("user_not_in_channel")
    text, blocks = slack.compose("chat.postEphemeral", channel.id, args)
    thread = args.get("thread_ts")
    message = slack.post(channel.id, BOT_USER, text, blocks=blocks, seen_by=user, thread_ts=thread)
    return {"message_ts": message.ts}


def permalink(slack: Workspace, args: Args) -> dict[str, Any]:
    name, ts = required(slack, "chat.getPermalink", args, "channel", "message_ts")
    public_message(slack, known_channel(slack, name).id, ts)
    link = f"https://{slack.team.domain}.slack.com/archives/{name}/p{ts.replace('.', '')}"
    return {"channel": name, "permalink": link}


def add_reaction(slack: Workspace, args: Args) -> dict[str, Any]:
    name, ts, emoji = required(slack, "reactions.add", args, "channel", "timestamp", "name")
    message = public_message(slack, open_channel(slack, name).id, ts)
    if not re.fullmatch(r"[\w+'-]+(::skin-tone-[2-6])?", emoji):
        slack.break_rule("reactions.add", "invalid_name")
    users = message.reactions.setdefault(emoji, [])
    if BOT_USER in users:
        raise RefusedError("already_reacted")
    users.append(BOT_USER)
    return {}


# -- conversations and people ------------------------------------------------------------------


def open_conversation(slack: Workspace, args: Args) -> dict[str, Any]:
    (users,) = required(slack, "conversations.open", args, "users")
    if "," in users:
        slack.break_rule("conversations.open", "invalid_arguments", "group messages are not played")
    known = slack.dm(known_user(slack, users).id)
    full = {"user": users, "is_im": True} if truth(args.get("return_im")) else {}
    return {"channel": {"id": known.id, **full}}


def conversation_info(slack: Workspace, args: Args) -> dict[str, Any]:
    (name,) = required(slack, "conversations.info", args, "channel")
    channel = known_channel(slack, name)
    info: dict[str, Any] = {
        "id": channel.id,
        "is_im": channel.is_im,
        "is_archived": channel.archived,
        "is_private": channel.private,
        "is_channel": not channel.is_im,
        "is_member": BOT_USER in channel.members,
        "context_team_id": slack.team.id,
    }
    if channel.is_im:
        info["user"] = channel.members[0]
    else:
        info["name"] = channel.name
    if truth(args.get("include_num_members")):
        info["num_members"] = len(channel.members)
    if truth(args.get("include_locale")):
        info["locale"] = slack.users[channel.members[0]].locale
    return {"channel": info}


def conversation_members(slack: Workspace, args: Args) -> dict[str, Any]:
    (name,) = required(slack, "conversations.members", args, "channel")
    page, cursor = paged(known_channel(slack, name).members, args)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def paged(items: list[Any], args: Args) -> tuple[list[Any], str]:
    """The page asked for, and where the next one begins."""
    first, count = int(args.get("cursor") or 0), int(args.get("limit") or 100)
    later = first + count
    return items[first:later], str(later) if later < len(items) else ""


def user_info(slack: Workspace, args: Args) -> dict[str, Any]:
    (name,) = required(slack, "users.info", args, "user")
    return {"user": told_of(slack, known_user(slack, name), args)}


def user_list(slack: Workspace, args: Args) -> dict[str, Any]:
    """Everybody, our app as well, a page at a time."""
    page, cursor = paged(list(slack.users.values()), args)
    told = [told_of(slack, user, args) for user in page]
    return {"members": told, "response_metadata": {"next_cursor": cursor}}


def told_of(slack: Workspace, user: User, args: Args) -> dict[str, Any]:
    locale = {"locale": user.locale} if truth(args.get("include_locale")) else {}
    profile = {"real_name": user.name, "display_name": user.name}
    return {
        "id": user.id,
        "team_id": slack.team.id,
        "name": user.name,
        "real_name": user.name,
        "tz": user.tz,
        "is_bot": user.bot,
        "deleted": False,
        "profile": profile,
        **locale,
    }


def bot_info(slack: Workspace, args: Args) -> dict[str, Any]:
    if args.get("bot", BOT_ID) != BOT_ID:
        raise RefusedError("bot_not_found")
    return {"bot": {"id": BOT_ID, "app_id": APP_ID, "user_id": BOT_USER, "name": "xueban"}}


def team_info(slack: Workspace, args: Args) -> dict[str, Any]:
    return {"team": {"id": slack.team.id, "name": slack.team.name, "domain": slack.team.domain}}


def auth_test(slack: Workspace, args: Args) -> dict[str, Any]:
    return {
        "url": f"https://{slack.team.domain}.slack.com/",
        "team": slack.team.name,
        "user": slack.users[BOT_USER].name,
        "team_id": slack.team.id,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


# -- files: ask for an address, send the bytes there, then say where the file belongs ------------


def upload_address(slack: Workspace, args: Args) -> dict[str, Any]:
    name, length = required(slack, "files.getUploadURLExternal", args, "filename", "length")
    file = slack.fresh("F")
    url = f"{slack.origin}/upload/{file}"
    slack.files[file] = {
        "id": file,
        "name": name,
        "title": name,
        "size": int(length),
        "alt_txt": args.get("alt_txt", ""),
        "content": None,
        "url_private": url,
    }
    return {"upload_url": url, "file_id": file}


def complete_upload(slack: Workspace, args: Args) -> dict[str, Any]:
    where = "files.completeUploadExternal"
    files = args.get("files") or []
    files = json.loads(files) if isinstance(files, str) else files
    if not files:
        slack.break_rule(where, "invalid_arguments", "missing required field: files")
    wanted = [slack.files.get(entry["id"]) for entry in files]
    whole = [file for file in wanted if file and file["content"] is not None]
    if len(whole) < len(files):
        raise RefusedError("file_not_found")
    for file, entry in zip(whole, files, strict=True):
        file["title"] = entry.get("title") or file["name"]
    shown = [{name: value for name, value in f.items() if name != "content"} for f in whole]
    if name := args.get("channel_id") or args.get("channels"):
        channel = open_channel(slack, str(name))
        comment: tuple[str, list[dict]] = ("", [])
        if args.get("initial_comment") or args.get("blocks"):
            spoken = {"text": args.get("initial_comment"), "blocks": args.get("blocks")}
            comment = slack.compose(where, channel.id, spoken)
        slack.post(
            channel.id,
            BOT_USER,
            comment[0],
            blocks=comment[1],
            thread_ts=args.get("thread_ts"),
            files=shown,
        )
    return {"files": shown}


# -- installing ----------------------------------------------------------------------------------


def exchange_code(slack: Workspace, args: Args) -> dict[str, Any]:
    token = slack.installs.pop(str(args.get("code")), None)
    if not token:
        raise RefusedError("invalid_code")
    slack.extra_tokens.add(token)
    slack.dead_tokens.pop(token, None)
    return {
        "access_token": token,
        "token_type": "bot",
        "scope": "chat:write,commands",
        "bot_user_id": BOT_USER,
        "app_id": APP_ID,
        "team": {"id": slack.team.id, "name": slack.team.name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": "U1"},
    }


METHODS: dict[str, Method] = {
    "auth.test": auth_test,
    "bots.info": bot_info,
    "chat.delete": delete_message,
    "chat.getPermalink": permalink,
    "chat.postEphemeral": post_ephemeral,
    "chat.postMessage": post_message,
    "chat.update": update_message,
    "conversations.history": history,
    "conversations.info": conversation_info,
    "conversations.members": conversation_members,
    "conversations.open": open_conversation,
    "files.completeUploadExternal": complete_upload,
    "files.getUploadURLExternal": upload_address,
    "oauth.v2.access": exchange_code,
    "reactions.add": add_reaction,
    "team.info": team_info,
    "users.info": user_info,
    "users.list": user_list,
}
