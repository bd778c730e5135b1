"""The app's manifest for Slack, made from the menu, so that nobody clicks through settings."""

import json
from collections.abc import Sequence

from bot.wire import MenuEntry

COMMAND = "/study"

SCOPES = (
    "app_mentions:read",  # somebody asks us in a channel
    "channels:read",  # we are told that we were added to a public channel
    "chat:write",
    "commands",
    "files:read",  # a document sent to us
    "files:write",  # pictures of progress, exports
    "groups:read",  # we are told that we were added to a private channel
    "im:history",  # what people write to us in private
    "im:write",  # opening the private chat of somebody who used the command elsewhere
    "reactions:read",  # a thumb on the day's post is a check-in
    "users:read",  # names and languages
)

EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_left",
    "channel_unarchive",
    "group_archive",
    "group_left",
    "group_unarchive",
    "member_joined_channel",
    "message.im",
    "reaction_added",
    "reaction_removed",
    "tokens_revoked",
)

ABOUT = (
    "学伴 Xueban is a study companion for one learner or a whole study group. Each day it brings "
    "one task from the roadmap you chose, takes your check-ins and monthly OKR reports, reminds "
    "of meetups and reviews, and keeps a small board so that a group keeps its promises to "
    "itself. It speaks 中文 and English. It reads only what is said to it: in private, after its "
    "name, or with the command."
)

USAGE_LIMIT, ABOUT_LIMIT = 1000, 4000


def manifest(menu: Sequence[MenuEntry], url: str | None = None) -> str:
    """The manifest as YAML: for Socket Mode or, given a public `url`, for HTTP."""
    address = f"{url.rstrip('/')}/slack/events" if url else None
    requests = {"request_url": address} if address else {}
    command = {
        "command": COMMAND,
        **({"url": address} if address else {}),
        "description": "Today's task, check-ins and everything else",
        "usage_hint": " | ".join(entry.name for entry in menu)[:USAGE_LIMIT] or "help",
        "should_escape": True,
    }
    about = ABOUT
    for entry in menu:
        line = f"\n{COMMAND} {entry.name}: {entry.help}"
        about += line if len(about + line) <= ABOUT_LIMIT else ""
    return _yaml(
        {
            "display_information": {
                "name": "学伴 Xueban",
                "description": "A study companion: daily tasks, check-ins, OKRs, study groups",
                "long_description": about,
                "background_color": "#2f5d50",
            },
            "features": {
                "app_home": {
                    "home_tab_enabled": False,
                    "messages_tab_enabled": True,
                    "messages_tab_read_only_enabled": False,
                },
                "bot_user": {"display_name": "xueban", "always_online": True},
                "slash_commands": [command],
            },
            "oauth_config": {"scopes": {"bot": list(SCOPES)}},
            "settings": {
                "event_subscriptions": {**requests, "bot_events": list(EVENTS)},
                "interactivity": {"is_enabled": True, **requests},
                "org_deploy_enabled": False,
                "socket_mode_enabled": url is None,
                "token_rotation_enabled": False,
            },
        }
    )


def _yaml(value: object, depth: int = 0) -> str:
    """Enough YAML for a manifest; a JSON string is a YAML string too."""
    indent = "  " * depth
    if isinstance(value, dict):
        return "".join(f"{indent}{name}:{_under(item, depth)}" for name, item in value.items())
    if isinstance(value, list):
        return "".join(f"{indent}- {_yaml(item, depth + 1).lstrip()}" for item in value)
    return json.dumps(value, ensure_ascii=False) + "\n"


def _under(value: object, depth: int) -> str:
    nested = isinstance(value, dict | list)
    return ("\n" if nested else " ") + _yaml(value, depth + 1)
