"""The /_control address: lets a bench in another process play people and read the figures."""

import asyncio
from collections import Counter
from dataclasses import asdict, is_dataclass
from typing import Any

from aiohttp import web

from .slack_forms import CannotError
from .slack_people import People
from .slack_workspace import Message, View

ALLOWED = {
    *("user", "channel", "dm", "archive", "deliver_to", "messages", "home", "highest_rate"),
    *("say", "app_mention", "edit", "delete", "command", "press", "shortcut", "submit", "close"),
    *("join", "leave", "open_home", "uninstall", "revoke_tokens", "event", "challenge"),
    *("refresh_links", "cut_links"),
}
TROUBLE = {"refuse", "limit", "fail", "drop", "reset", "half", "delay", "repeat_next"}


async def controlled(slack: People, request: web.Request) -> web.Response:
    """GET gives the figures; POST does {"do": name, "args": [...], "with": {...}} or a list of
    such, all at once. {"message": [channel, ts]} and {"view": id} stand for what people see."""
    if request.method == "GET":
        return web.json_response(figures(slack))
    orders = await request.json()
    try:
        if isinstance(orders, list):
            return web.json_response(await asyncio.gather(*(perform(slack, o) for o in orders)))
        return web.json_response(await perform(slack, orders))
    except (CannotError, LookupError, TypeError, ValueError) as error:
        return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)


async def perform(slack: People, order: dict[str, Any]) -> Any:
    name = order["do"]
    if name in TROUBLE:
        deed = getattr(slack.faults, name)
    elif name in ALLOWED:
        deed = getattr(slack, name)
    else:
        raise LookupError(name)
    done = deed(
        *(resolved(slack, value) for value in order.get("args", [])),
        **{key: resolved(slack, value) for key, value in order.get("with", {}).items()},
    )
    return plain(await done if asyncio.iscoroutine(done) else done)


def resolved(slack: People, value: Any) -> Any:
    match value:
        case {"message": [channel, ts]}:
            return slack.said[channel][ts]
        case {"view": key}:
            return next(v for v in [*slack.views, *slack.homes.values()] if v.id == key)
    return value


def plain(value: Any) -> Any:
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, Message | View):
        return value.as_json() | asdict(value)
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def figures(slack: People) -> dict[str, Any]:
    return {
        "calls": Counter(call.method for call in slack.calls),
        "errors": Counter(call.error for call in slack.calls if call.error),
        "highest_rate": slack.highest_rate(),
        "deliveries": len(slack.deliveries),
        "undelivered": sum(not delivery.ok for delivery in slack.deliveries),
        "violations": [asdict(violation) for violation in slack.violations],
        "mentions": [asdict(mention) for mention in slack.mentions],
        "links": len(slack.links),
        "views": [view.as_json() | {"user": view.user} for view in slack.views],
    }
