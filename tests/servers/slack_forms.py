"""What a person can do with blocks: find an element by what it says, choose in it, fill fields."""

from collections.abc import Iterator
from typing import Any

from .slack_blocks import inside

# Which field of an action, and of a view's state, holds what was entered into an element.
ENTERED = {
    "plain_text_input": "value",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "static_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "checkboxes": "selected_options",
}
INITIAL = {
    "plain_text_input": "initial_value",
    "datepicker": "initial_date",
    "timepicker": "initial_time",
    "static_select": "initial_option",
    "radio_buttons": "initial_option",
    "checkboxes": "initial_options",
}


class CannotError(Exception):
    """A person's Slack would not let them do this: no such button, a field left empty."""


def words(element: dict[str, Any]) -> set[str | None]:
    label = element.get("text") or element.get("placeholder") or {}
    return {label.get("text"), element.get("action_id"), element.get("value")} - {None}


def options(element: dict[str, Any]) -> list[dict]:
    grouped = [o for group in element.get("option_groups", []) for o in group["options"]]
    return [*element.get("options", []), *grouped]


def choose(element: dict[str, Any], choice: Any) -> dict[str, Any]:
    for option in options(element):
        if choice in (option, option["text"]["text"], option["value"]):
            return option
    raise CannotError(f"no option {choice!r} among {[o['text']['text'] for o in options(element)]}")


def elements(blocks: list[dict]) -> Iterator[tuple[dict, dict]]:
    for block in blocks:
        for element in inside(block):
            if "action_id" in element:
                yield block, element


def pressed(blocks: list[dict], what: str, value: Any = None) -> dict[str, Any]:
    """The action that pressing `what` (a label, an action id, an option) sends."""
    for block, element in elements(blocks):
        if what in words(element):
            return action(block, element, value)
    for block, element in elements(blocks):
        if any(what in (option["text"]["text"], option["value"]) for option in options(element)):
            return action(block, element, [what] if element["type"] == "checkboxes" else what)
    seen = [sorted(map(str, words(element))) for _, element in elements(blocks)]
    raise CannotError(f"nothing says {what!r}; there is {seen}")


def action(block: dict, element: dict, value: Any) -> dict[str, Any]:
    kind = element["type"]
    told = {"action_id": element["action_id"], "block_id": block["block_id"], "type": kind}
    if kind == "button":
        named = {name: element[name] for name in ("text", "value", "style") if name in element}
        return told | named
    return told | {ENTERED[kind]: entered(element, value)}


def entered(element: dict[str, Any], value: Any) -> Any:
    """A value as the element holds it, refused as the person's Slack would refuse it."""
    kind = element["type"]
    if value is None or value == "":
        return [] if kind == "checkboxes" else None
    if kind == "checkboxes":
        return [choose(element, one) for one in value]
    if kind in ("static_select", "radio_buttons", "overflow"):
        return choose(element, value)
    if kind == "plain_text_input":
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        if not least <= len(value) <= most:
            raise CannotError(f"{len(value)} characters where {least} to {most} may be")
    return value


def filled(
    blocks: list[dict], values: dict[str, Any], *, whole: bool = True
) -> dict[str, dict[str, Any]]:
    """The state of a view whose fields were filled in: by label, block id or action id. Before a
    form is sent it need not be `whole`.
    """
    left = dict(values)
    state: dict[str, dict[str, Any]] = {}
    for block, element in elements(blocks):
        kind = element["type"]
        if kind not in INITIAL:
            continue
        label = block.get("label", {}).get("text")
        names = [n for n in (label, block["block_id"], element["action_id"]) if n in left]
        value = element.get(INITIAL[kind])
        if names:
            value = entered(element, left.pop(names[0]))
        needed = whole and block["type"] == "input" and not block.get("optional")
        if needed and not value:
            raise CannotError(f"{label} must be filled in")
        held = {"type": kind, ENTERED[kind]: value or ([] if kind == "checkboxes" else None)}
        state.setdefault(block["block_id"], {})[element["action_id"]] = held
    if left:
        raise CannotError(f"no field is called {sorted(left)}")
    return state
