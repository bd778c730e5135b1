"""Block Kit's limits, each once at its edge and once beyond it."""

from typing import Any

import pytest

from .slack_blocks import check_blocks, check_view, mentioned, named


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str = "hello", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(label: str = "Done", **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(label), **more}


def actions(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements), **more}


def options(count: int, label: int = 1, value: int = 1) -> list[dict[str, Any]]:
    return [{"text": plain("x" * label), "value": f"{n}".rjust(value, "v")} for n in range(count)]


def menu(kind: str, count: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "options": options(count), **more}


def field(element: dict[str, Any], label: str = "Text", **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain(label), "element": element, **more}


def context(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "context", "elements": list(elements)}


def image(**more: Any) -> dict[str, Any]:
    return {"type": "image", "alt_text": "a card", "image_url": "https://x.test/a.png", **more}


def rich(*inline: dict[str, Any]) -> dict[str, Any]:
    section = {"type": "rich_text_section", "elements": list(inline)}
    return {"type": "rich_text", "elements": [section]}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Check in"), "blocks": list(blocks), **more}


CONFIRM = {
    "title": plain("t" * 100),
    "text": mrkdwn("x" * 300),
    "confirm": plain("y" * 30),
    "deny": plain("n" * 30),
}
TYPED = {"type": "plain_text_input"}

FINE = {
    "fifty blocks": [{"type": "divider"}] * 50,
    "section text": [section("x" * 3000)],
    "section fields": [{"type": "section", "fields": [mrkdwn("x" * 2000)] * 10}],
    "header": [{"type": "header", "text": plain("x" * 150)}],
    "buttons": [
        actions(
            *(button("x" * 75, action_id=f"{n}".rjust(255), value="v" * 2000) for n in range(25))
        )
    ],
    "confirm": [actions(button(confirm=CONFIRM, style="danger"))],
    "select": [section(accessory=menu("static_select", 100, placeholder=plain("x" * 150)))],
    "groups": [
        section(
            accessory={
                "type": "static_select",
                "option_groups": [{"label": plain("a"), "options": options(2)}],
            }
        )
    ],
    "option": [section(accessory={"type": "overflow", "options": options(1, 75, 150)})],
    "overflow": [section(accessory=menu("overflow", 5))],
    "checkboxes": [actions(menu("checkboxes", 10, initial_options=options(2)))],
    "radio": [field(menu("radio_buttons", 10, initial_option=options(1)[0]))],
    "date and time": [
        actions(
            {"type": "datepicker", "initial_date": "2026-03-02"},
            {"type": "timepicker", "initial_time": "23:59"},
        )
    ],
    "context": [context(*[mrkdwn("x")] * 5, *[image()] * 5)],
    "image": [image(alt_text="x" * 2000, title=plain("x" * 2000))],
    "uploaded image": [
        {"type": "image", "alt_text": "a", "slack_file": {"id": "F1"}},
        section(accessory={"type": "image", "alt_text": "a", "slack_file": {"id": "F1"}}),
    ],
    "input": [field(TYPED | {"max_length": 3000}, "x" * 2000, hint=plain("x" * 2000))],
    "rich text": [
        rich(
            {"type": "text", "text": "*not bold*", "style": {"bold": True}},
            {"type": "link", "url": "https://x.test"},
            {"type": "emoji", "name": "fire"},
        ),
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_list", "style": "bullet", "elements": [rich()["elements"][0]]},
                {"type": "rich_text_preformatted", "elements": []},
                {"type": "rich_text_quote", "elements": []},
            ],
        },
    ],
    "the same action in two blocks": [
        actions(button(action_id="a")),
        actions(button(action_id="a")),
    ],
}

WRONG = {
    "fifty-one blocks": ([{"type": "divider"}] * 51, "no more than 50 items allowed"),
    "unknown block": ([{"type": "table"}], "unsupported type: table"),
    "no type": ([{}], "unsupported type: None"),
    "section text": ([section("x" * 3001)], "must be less than 3001 characters"),
    "empty text": ([section("")], "must be more than 0 characters"),
    "text not an object": ([{"type": "section", "text": "x"}], "unsupported type"),
    "empty section": ([{"type": "section"}], "must define either `text` or `fields`"),
    "field": ([{"type": "section", "fields": [mrkdwn("x" * 2001)]}], "less than 2001"),
    "eleven fields": ([{"type": "section", "fields": [mrkdwn("x")] * 11}], "no more than 10 items"),
    "header": ([{"type": "header", "text": plain("x" * 151)}], "less than 151"),
    "mrkdwn header": ([{"type": "header", "text": mrkdwn("x")}], "unsupported type: mrkdwn"),
    "button text": ([actions(button("x" * 76))], "less than 76"),
    "button value": ([actions(button(value="x" * 2001))], "less than 2001"),
    "action id": ([actions(button(action_id="x" * 256))], "less than 256"),
    "block id": ([section(block_id="x" * 256)], "less than 256"),
    "button style": ([actions(button(style="loud"))], "must be one of primary, danger"),
    "additional": ([actions(button(disabled=True))], "invalid additional property: disabled"),
    "no actions": ([actions()], "no fewer than 1 items allowed"),
    "26 actions": ([actions(*[button()] * 26)], "no more than 25 items allowed"),
    "input among actions": ([actions(TYPED)], "unsupported type: plain_text_input"),
    "101 options": ([actions(menu("static_select", 101))], "no more than 100 items allowed"),
    "no options": ([actions({"type": "static_select"})], "either `options` or `option_groups`"),
    "placeholder": (
        [actions(menu("static_select", 1, placeholder=plain("x" * 151)))],
        "less than 151",
    ),
    "option text": ([actions({"type": "overflow", "options": options(1, 76)})], "less than 76"),
    "option value": (
        [actions({"type": "overflow", "options": options(1, 1, 151)})],
        "less than 151",
    ),
    "6 overflow": ([actions(menu("overflow", 6))], "no more than 5 items allowed"),
    "no overflow": ([actions(menu("overflow", 0))], "no fewer than 1 items allowed"),
    "11 radio": ([actions(menu("radio_buttons", 11))], "no more than 10 items allowed"),
    "11 boxes": ([actions(menu("checkboxes", 11))], "no more than 10 items allowed"),
    "foreign choice": (
        [actions(menu("radio_buttons", 1, initial_option=options(2)[1]))],
        "must match one of the options",
    ),
    "date": ([actions({"type": "datepicker", "initial_date": "2 March"})], "must match"),
    "time": ([actions({"type": "timepicker", "initial_time": "24:00"})], "must match"),
    "11 in context": ([context(*[mrkdwn("x")] * 11)], "no more than 10 items allowed"),
    "button in context": ([context(button())], "unsupported type: button"),
    "no alt": ([{"type": "image", "image_url": "https://x.test"}], "required field: alt_text"),
    "alt": ([image(alt_text="x" * 2001)], "less than 2001"),
    "two sources": ([image(slack_file={"id": "F1"})], "either `image_url` or `slack_file`"),
    "unknown file": (
        [{"type": "image", "alt_text": "a", "slack_file": {"id": "F2"}}],
        "invalid slack file",
    ),
    "label": ([field(TYPED, "x" * 2001)], "less than 2001"),
    "hint": ([field(TYPED, hint=plain("x" * 2001))], "less than 2001"),
    "max length": ([field(TYPED | {"max_length": 3001})], "a number from 1 to 3000"),
    "min over max": ([field(TYPED | {"min_length": 5, "max_length": 4})], "must not exceed"),
    "initial value": ([field(TYPED | {"max_length": 1, "initial_value": "xx"})], "not exceed"),
    "button in input": ([field(button())], "unsupported type: button"),
    "empty rich text": ([rich({"type": "text", "text": ""})], "must be more than 0 characters"),
    "rich style": ([rich({"type": "text", "text": "x", "style": {"big": True}})], "property: big"),
    "confirm title": ([actions(button(confirm=CONFIRM | {"title": plain("x" * 101)}))], "than 101"),
    "confirm text": ([actions(button(confirm=CONFIRM | {"text": plain("x" * 301)}))], "than 301"),
    "deny": ([actions(button(confirm=CONFIRM | {"deny": plain("x" * 31)}))], "less than 31"),
    "half a confirm": ([actions(button(confirm={"text": plain("x")}))], "required field: title"),
    "block id twice": ([section(block_id="b")] * 2, "`block_id` b already exists"),
    "action id twice": (
        [actions(button(action_id="a"), button(action_id="a"), block_id="b")],
        "`action_id` a already exists for block_id b",
    ),
    "two in focus": (
        [field(TYPED | {"focus_on_load": True}), field(TYPED | {"focus_on_load": True})],
        "focus_on_load",
    ),
    "flag": ([field(TYPED | {"multiline": "yes"})], "must be a boolean"),
}


@pytest.mark.parametrize("name", FINE)
def test_what_reaches_a_limit_may_be_sent(name):
    assert check_blocks(FINE[name], {"F1"}) == []


@pytest.mark.parametrize("name", WRONG)
def test_what_passes_a_limit_is_refused_with_its_reason_and_place(name):
    blocks, reason = WRONG[name]
    faults = check_blocks(blocks, {"F1"})
    assert any(reason in fault for fault in faults), faults
    assert all("[json-pointer:/blocks" in fault for fault in faults)


def test_a_text_too_long_is_reported_in_the_words_of_slack():
    assert check_blocks([section("x" * 3001)]) == [
        "failed to match all allowed schemas [json-pointer:/blocks/0/text]",
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ]


@pytest.mark.parametrize(
    "view",
    [
        modal(*[{"type": "divider"}] * 100, title=plain("x" * 24), close=plain("x" * 24)),
        modal(field(TYPED), submit=plain("x" * 24), callback_id="x" * 255, notify_on_close=True),
        modal(section(), private_metadata="x" * 3000, external_id="x" * 255),
        {"type": "home", "blocks": [section()], "private_metadata": ""},
    ],
)
def test_a_view_within_its_limits_may_be_shown(view):
    assert check_view(view) == []


@pytest.mark.parametrize(
    ("view", "reason"),
    [
        (modal(*[{"type": "divider"}] * 101), "no more than 100 items allowed"),
        (modal(title=plain("x" * 25)), "must be less than 25 characters"),
        (modal(submit=plain("x" * 25)), "[json-pointer:/view/submit/text]"),
        (modal(close=plain("x" * 25)), "[json-pointer:/view/close/text]"),
        (modal(private_metadata="x" * 3001), "must be less than 3001 characters"),
        (modal(callback_id="x" * 256), "must be less than 256 characters"),
        (modal(field(TYPED)), "missing required field: submit"),
        ({"type": "modal", "blocks": []}, "missing required field: title"),
        ({"type": "home", "blocks": [], "title": plain("x")}, "additional property: title"),
        ({"type": "dialog", "blocks": []}, "unsupported type: dialog"),
        ("not a view", "unsupported type: None"),
    ],
)
def test_a_view_beyond_its_limits_is_refused(view, reason):
    assert any(reason in fault for fault in check_view(view))


def test_blocks_and_elements_without_ids_get_some():
    count = iter(range(100))
    (kept,) = named([actions(button(), button(action_id="mine"))], lambda: f"id{next(count)}")
    assert kept["block_id"] == "id0"
    assert [e["action_id"] for e in kept["elements"]] == ["id1", "mine"]


@pytest.mark.parametrize(
    ("value", "targets"),
    [
        ("<!channel> and <!here|here> and <!everyone>", ["channel", "here", "everyone"]),
        ("<@U1> <@W2|li> <!subteam^S1>", ["U1", "W2", "subteam^S1"]),
        ("&lt;!channel&gt; <#C1> <https://x.test|@here>", []),
        ([section("<!here>")], ["here"]),
        ([{"type": "section", "fields": [mrkdwn("<@U1>"), plain("<@U2>")]}], ["U1"]),
        ([rich({"type": "broadcast", "range": "here"}, {"type": "user", "user_id": "U1"})],
         ["here", "U1"]),
        ([rich({"type": "text", "text": "<!channel>"})], []),
        ([actions(button("<!channel>", value="<@U1>"))], []),
    ],
)  # fmt: skip
def test_only_what_would_really_call_somebody_is_a_mention(value, targets):
    assert list(mentioned(value)) == targets
