"""The Web API's methods about modals and the home tab: triggers, stacks and hashes."""

import json
from typing import Any

from .slack_blocks import VIEW_SIZE, check_view, named
from .slack_methods import Args, Method, known_user, required
from .slack_workspace import RefusedError, View, Workspace

TRIGGER_LIFE = 3.0
DEEPEST_STACK = 3


def checked(slack: Workspace, where: str, body: Any) -> dict[str, Any]:
    """The view as Slack keeps it, if it may be shown."""
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            slack.break_rule(where, "invalid_arguments", "view is not JSON [json-pointer:/view]")
    if len(json.dumps(body, ensure_ascii=False).encode()) > VIEW_SIZE:
        slack.break_rule(where, "view_too_large")
    if faults := check_view(body, slack.files.keys()):
        slack.break_rule(where, "invalid_arguments", *faults)
    return {**body, "blocks": named(body["blocks"], slack.fresh)}


def spend_trigger(slack: Workspace, trigger_id: str) -> str:
    """Whose trigger it was. A trigger lives three seconds and opens one view."""
    trigger = slack.triggers.get(trigger_id)
    if not trigger:
        raise RefusedError("invalid_trigger_id")
    if trigger.used:
        raise RefusedError("exchanged_trigger_id")
    if slack.clock() - trigger.made > TRIGGER_LIFE:
        raise RefusedError("expired_trigger_id")
    trigger.used = True
    return trigger.user


def modal(slack: Workspace, where: str, args: Args) -> dict[str, Any]:
    body = checked(slack, where, args.get("view"))
    if body["type"] != "modal":
        slack.break_rule(where, "invalid_arguments", "must be a modal [json-pointer:/view/type]")
    return body


def push_view(slack: Workspace, user: str, body: dict[str, Any]) -> View:
    stack = slack.stacks.setdefault(user, [])
    key = slack.fresh("V")
    below = stack[-1] if stack else None
    view = View(
        key, user, body, slack.fresh("h"), below.root if below else key, below.id if below else None
    )
    stack.append(view)
    return view


def open_view(slack: Workspace, args: Args) -> dict[str, Any]:
    body = modal(slack, "views.open", args)
    (trigger,) = required(slack, "views.open", args, "trigger_id")
    user = spend_trigger(slack, trigger)
    slack.stacks[user] = []
    return {"view": push_view(slack, user, body).as_json()}


def push_modal(slack: Workspace, args: Args) -> dict[str, Any]:
    body = modal(slack, "views.push", args)
    (trigger,) = required(slack, "views.push", args, "trigger_id")
    user = spend_trigger(slack, trigger)
    depth = len(slack.stacks.get(user, []))
    if not depth or not slack.triggers[trigger].view:
        raise RefusedError("not_found")
    if depth >= DEEPEST_STACK:
        raise RefusedError("push_limit_reached")
    return {"view": push_view(slack, user, body).as_json()}


def replace_view(slack: Workspace, view: View, body: dict[str, Any]) -> None:
    view.body, view.hash, view.errors = body, slack.fresh("h"), {}


def update_view(slack: Workspace, args: Args) -> dict[str, Any]:
    body = modal(slack, "views.update", args)
    wanted = {args.get("view_id"), args.get("external_id")} - {None, ""}
    found = [
        view
        for stack in slack.stacks.values()
        for view in stack
        if wanted & {view.id, view.body.get("external_id")}
    ]
    if not found:
        raise RefusedError("not_found")
    if args.get("hash") and args["hash"] != found[0].hash:
        raise RefusedError("hash_conflict")
    replace_view(slack, found[0], body)
    return {"view": found[0].as_json()}


def publish_home(slack: Workspace, args: Args) -> dict[str, Any]:
    (user,) = required(slack, "views.publish", args, "user_id")
    body = checked(slack, "views.publish", args.get("view"))
    if body["type"] != "home":
        slack.break_rule("views.publish", "invalid_arguments", "must be a home view")
    known_user(slack, user)
    home = slack.homes.get(user)
    if args.get("hash") and (not home or args["hash"] != home.hash):
        raise RefusedError("hash_conflict")
    if home:
        replace_view(slack, home, body)
    else:
        key = slack.fresh("V")
        home = slack.homes[user] = View(key, user, body, slack.fresh("h"), key)
    return {"view": home.as_json()}


VIEW_METHODS: dict[str, Method] = {
    "views.open": open_view,
    "views.publish": publish_home,
    "views.push": push_modal,
    "views.update": update_view,
}
