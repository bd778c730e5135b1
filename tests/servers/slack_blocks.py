"""Block Kit as Slack checks it: closed shapes, lengths, counts; each fault has a JSON pointer."""

import json
import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from typing import Any

from .slack_shapes import (
    Check,
    Shape,
    any_value,
    flag,
    kind_of,
    many,
    number,
    plain,
    string,
    text,
    word,
)

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
# Not in the reference: slackapi/bolt-js#2509 met msg_blocks_too_long at about 13,200 characters.
MESSAGE_BLOCKS_SIZE = 13_200
VIEW_SIZE = 250_000
NO_FILES: AbstractSet[str] = frozenset()


def chosen_among_options(value: dict, at: str) -> Iterator[str]:
    groups = value.get("option_groups") or []
    options = [o for group in groups for o in group.get("options", [])] + value.get("options", [])
    if ("options" in value) == ("option_groups" in value):
        yield f"must define either `options` or `option_groups` [json-pointer:{at}]"
    chosen = value.get("initial_options", [])
    chosen = [*chosen, value["initial_option"]] if "initial_option" in value else chosen
    if any(option not in options for option in chosen):
        yield f"initial_option must match one of the options [json-pointer:{at}]"


def fits_its_own_length(value: dict, at: str) -> Iterator[str]:
    if value.get("min_length", 0) > value.get("max_length", 3000):
        yield f"min_length must not exceed max_length [json-pointer:{at}/min_length]"
    if len(value.get("initial_value", "")) > value.get("max_length", 3000):
        yield f"initial_value must not exceed max_length [json-pointer:{at}/initial_value]"


def one_source(value: dict, at: str) -> Iterator[str]:
    if ("image_url" in value) == ("slack_file" in value):
        yield f"must define either `image_url` or `slack_file` [json-pointer:{at}]"


def text_or_fields(value: dict, at: str) -> Iterator[str]:
    if "text" not in value and "fields" not in value:
        yield f"must define either `text` or `fields` [json-pointer:{at}]"


STYLE: dict[str, Check] = {"style": word("primary", "danger")}
CONFIRM = Shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)}, STYLE
)
ACTION: dict[str, Check] = {"action_id": string(255)}
ASKING: dict[str, Check] = ACTION | {"confirm": CONFIRM}
FIELD: dict[str, Check] = ASKING | {"focus_on_load": flag}
PLACEHOLDER: dict[str, Check] = {"placeholder": plain(150)}
PICTURE: dict[str, Check] = {
    "image_url": string(3000),
    "slack_file": Shape({}, {"id": string(255), "url": string(3000)}),
}


def option(kind: Callable[[int], Check], **more: Check) -> Check:
    return Shape({"text": kind(75), "value": string(150)}, {"description": kind(75), **more})


MENU_OPTION, LISTED_OPTION = option(plain), option(text)
ELEMENTS: dict[str, Check] = {
    "button": Shape(
        {"text": plain(75)},
        ASKING
        | STYLE
        | {"value": string(2000), "url": string(3000), "accessibility_label": string(75)},
    ),
    "static_select": Shape(
        {},
        FIELD
        | PLACEHOLDER
        | {
            "options": many(MENU_OPTION, 100),
            "option_groups": many(
                Shape({"label": plain(75), "options": many(MENU_OPTION, 100)}, {}), 100
            ),
            "initial_option": MENU_OPTION,
        },
        chosen_among_options,
    ),
    "overflow": Shape({"options": many(option(plain, url=string(3000)), 5)}, ASKING),
    "datepicker": Shape(
        {}, FIELD | PLACEHOLDER | {"initial_date": string(form=r"\d{4}-\d\d-\d\d")}
    ),
    "timepicker": Shape(
        {},
        FIELD
        | PLACEHOLDER
        | {"initial_time": string(form=r"([01]\d|2[0-3]):[0-5]\d"), "timezone": string(255)},
    ),
    "checkboxes": Shape(
        {"options": many(LISTED_OPTION, 10)},
        FIELD | {"initial_options": many(LISTED_OPTION, 10)},
        chosen_among_options,
    ),
    "radio_buttons": Shape(
        {"options": many(LISTED_OPTION, 10)},
        FIELD | {"initial_option": LISTED_OPTION},
        chosen_among_options,
    ),
    "plain_text_input": Shape(
        {},
        ACTION
        | PLACEHOLDER
        | {
            "multiline": flag,
            "focus_on_load": flag,
            "initial_value": string(least=0),
            "min_length": number(3000),
            "max_length": number(3000, least=1),
            "dispatch_action_config": any_value,
        },
        fits_its_own_length,
    ),
    "image": Shape({"alt_text": string(2000)}, PICTURE, one_source),
}


def elements(*kinds: str) -> Check:
    return kind_of({kind: ELEMENTS[kind] for kind in kinds})


PICKERS = ("static_select", "datepicker", "timepicker", "checkboxes", "radio_buttons")
INTERACTIVE = ("button", "overflow", *PICKERS)

LOOK: dict[str, Check] = {
    "style": Shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), flag))
}
INLINE = kind_of(
    {
        "text": Shape({"text": string(40_000)}, LOOK),
        "link": Shape({"url": string(3000)}, LOOK | {"text": string(40_000), "unsafe": flag}),
        "emoji": Shape(
            {"name": string(255)}, LOOK | {"unicode": string(255), "skin_tone": number(6)}
        ),
        "user": Shape({"user_id": string(255)}, LOOK),
        "channel": Shape({"channel_id": string(255)}, LOOK),
        "usergroup": Shape({"usergroup_id": string(255)}, LOOK),
        "broadcast": Shape({"range": word("here", "channel", "everyone")}, LOOK),
        "date": Shape(
            {"timestamp": number(2**40), "format": string(255)},
            LOOK | {"url": string(3000), "fallback": string(3000)},
        ),
    }
)
INLINES: dict[str, Check] = {"elements": many(INLINE, 10_000, least=0)}
BORDER: dict[str, Check] = {"border": number(1)}
SECTION = Shape(INLINES, {})
RICH: dict[str, Check] = {
    "rich_text_section": SECTION,
    "rich_text_preformatted": Shape(INLINES, BORDER | {"language": string(255)}),
    "rich_text_quote": Shape(INLINES, BORDER),
    "rich_text_list": Shape(
        {
            "style": word("bullet", "ordered"),
            "elements": many(kind_of({"rich_text_section": SECTION}), 10_000),
        },
        BORDER | {"indent": number(8), "offset": number(10_000)},
    ),
}

BLOCK: dict[str, Check] = {"block_id": string(255)}
BLOCKS: dict[str, Check] = {
    "section": Shape(
        {},
        BLOCK
        | {
            "text": text(3000),
            "fields": many(text(2000), 10),
            "accessory": elements("image", *INTERACTIVE),
            "expand": flag,
        },
        text_or_fields,
    ),
    "header": Shape({"text": plain(150)}, BLOCK),
    "divider": Shape({}, BLOCK),
    "actions": Shape({"elements": many(elements(*INTERACTIVE), 25)}, BLOCK),
    "context": Shape(
        {
            "elements": many(
                kind_of(
                    {
                        "image": ELEMENTS["image"],
                        "plain_text": plain(3000),
                        "mrkdwn": text(3000, "mrkdwn"),
                    }
                ),
                10,
            )
        },
        BLOCK,
    ),
    "image": Shape(
        {"alt_text": string(2000)}, BLOCK | PICTURE | {"title": plain(2000)}, one_source
    ),
    "input": Shape(
        {"label": plain(2000), "element": elements("plain_text_input", *PICKERS)},
        BLOCK | {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": Shape({"elements": many(kind_of(RICH), 10_000)}, BLOCK),
}
A_BLOCK = kind_of(BLOCKS)

VIEW_FIELDS: dict[str, Check] = {
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
    "blocks": many(A_BLOCK, VIEW_BLOCKS, least=0),
}
VIEWS = kind_of(
    {
        "home": Shape({"blocks": VIEW_FIELDS["blocks"]}, VIEW_FIELDS),
        "modal": Shape(
            {"title": plain(24), "blocks": VIEW_FIELDS["blocks"]},
            VIEW_FIELDS
            | {"submit": plain(24), "close": plain(24)}
            | dict.fromkeys(("clear_on_close", "notify_on_close", "submit_disabled"), flag),
        ),
    }
)


def inside(block: dict) -> list[dict]:
    """The elements of a block, whatever it calls them."""
    own = [block.get("element"), block.get("accessory"), *(block.get("elements") or [])]
    return [element for element in own if isinstance(element, dict)]


def distinct(blocks: list, at: str, files: AbstractSet[str]) -> Iterator[str]:
    """What no block knows alone: ids met twice, two fields in focus, pictures never uploaded."""
    seen: set[str] = set()
    focused = 0
    for index, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        if (block_id := block.get("block_id")) in seen:
            yield f"`block_id` {block_id} already exists [json-pointer:{at}/{index}/block_id]"
        if block_id:
            seen.add(block_id)
        actions = [e["action_id"] for e in inside(block) if "action_id" in e]
        for action in {a for a in actions if actions.count(a) > 1}:
            yield (
                f"`action_id` {action} already exists for block_id {block_id} "
                f"[json-pointer:{at}/{index}]"
            )
        focused += sum(bool(e.get("focus_on_load")) for e in inside(block))
        for picture in (block, *inside(block)):
            source = picture.get("slack_file")
            if isinstance(source, dict) and not files & {source.get("id"), source.get("url")}:
                yield f"invalid slack file [json-pointer:{at}/{index}/slack_file]"
    if focused > 1:
        yield f"only one element may have focus_on_load [json-pointer:{at}]"


def check_blocks(blocks: Any, files: AbstractSet[str] = NO_FILES) -> list[str]:
    """What Slack would say against the blocks of a message; nothing if they may be sent."""
    faults = list(many(A_BLOCK, MESSAGE_BLOCKS, least=0)(blocks, "/blocks"))
    return faults or list(distinct(blocks, "/blocks", files))


def check_view(view: Any, files: AbstractSet[str] = NO_FILES) -> list[str]:
    faults = list(VIEWS(view, "/view"))
    if faults:
        return faults
    if view["type"] == "modal" and "submit" not in view:
        faults += [
            "missing required field: submit (the view has an input block) [json-pointer:/view]"
            for block in view["blocks"][:]
            if block["type"] == "input"
        ][:1]
    return faults + list(distinct(view["blocks"], "/view/blocks", files))


def named(blocks: list[dict], fresh: Callable[[], str]) -> list[dict]:
    """The blocks as Slack keeps them: every block and every element has an id."""
    kept = json.loads(json.dumps(blocks))
    for block in kept:
        block.setdefault("block_id", fresh())
        for element in inside(block):
            if element.get("type") in (*INTERACTIVE, "plain_text_input"):
                element.setdefault("action_id", fresh())
    return kept


PINGS = re.compile(r"<!(channel|here|everyone|subteam\^\w+)[^>]*>|<@([UW]\w+)[^>]*>")


def mentioned(value: Any) -> Iterator[str]:
    """Everybody whom a text, or blocks, would call: channel, here, everyone, or a user's id."""
    if isinstance(value, str):
        yield from (broadcast or user for broadcast, user in PINGS.findall(value))
    elif isinstance(value, list):
        for item in value:
            yield from mentioned(item)
    elif isinstance(value, dict):
        kind = value.get("type")
        if kind == "mrkdwn":
            yield from mentioned(value.get("text"))
        elif kind == "broadcast":
            yield value["range"]
        elif kind in ("user", "usergroup"):
            yield value[f"{kind}_id"]
        else:
            # Strings outside mrkdwn are shown as they are: only objects and arrays can hold more.
            yield from mentioned([v for v in value.values() if isinstance(v, dict | list)])
