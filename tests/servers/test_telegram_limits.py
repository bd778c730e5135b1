"""The local Telegram server takes what the description allows, and nothing over a limit."""

import json

import aiohttp
import pytest

from .telegram import TelegramServer

LI = 42


@pytest.fixture
async def server():
    async with TelegramServer() as server:
        server.private(LI)
        yield server


@pytest.mark.parametrize(
    ("method", "params", "refusal"),
    [
        ("sendMesage", {}, "Not Found"),
        ("sendMessage", {"chat_id": LI}, "'text' of sendMessage is missing"),
        ("sendMessage", {"chat_id": LI, "text": 7}, "String is expected"),
        ("sendMessage", {"chat_id": 4.2, "text": "x"}, "Integer is expected"),
        ("sendMessage", {"chat_id": LI, "text": "x", "colour": 1}, "no parameter 'colour'"),
        (
            "sendMessage",
            {"chat_id": LI, "text": "x", "entities": [{"type": "bold", "offset": 0}]},
            "MessageEntity lacks length",
        ),
        (
            "sendMessage",
            {"chat_id": LI, "text": "x", "reply_markup": {"inline_keyboard": [[{"txt": "a"}]]}},
            "InlineKeyboardButton has no field 'txt'",
        ),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "planet"}},
            "must be",
        ),
        ("getUpdates", {"timeout": "soon"}, "can't parse"),
    ],
)
async def test_a_call_outside_the_description_is_refused_and_remembered(
    server, call, method, params, refusal
):
    status, body = await call(method, **params)
    assert status == body["error_code"] == (404 if method == "sendMesage" else 400)
    assert refusal in body["description"]
    assert server.violations == [body["description"]]


def button(**more):
    return {"inline_keyboard": [[{"text": "a"} | more]]}


def entity(offset: int, length: int, kind: str = "bold"):
    return [{"type": kind, "offset": offset, "length": length}]


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \u200b\n"}, "message text is empty"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "a😀", "entities": entity(0, 4)}, "ends after the end"),
        ({"text": "a😀", "entities": entity(0, 2)}, "middle of a UTF-16 symbol"),
        ({"text": "abc", "entities": entity(1, 0)}, "is empty"),
        ({"text": "abc", "entities": entity(0, 1, "text_link")}, "no 'url'"),
        ({"text": "abc", "entities": entity(0, 1, "blink")}, "unsupported type"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't find end tag"),
        ({"text": "<h1>x</h1>", "parse_mode": "HTML"}, "unsupported start tag"),
        ({"text": "1 < 2", "parse_mode": "HTML"}, "unsupported start tag"),
        ({"text": "x</b>", "parse_mode": "HTML"}, "unexpected end tag"),
        ({"text": "*x*", "parse_mode": "MarkdownV2"}, "reads entities and HTML"),
        ({"text": "x", "reply_markup": button(callback_data="é" * 33)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": button(callback_data="")}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": button()}, "Text buttons are unallowed"),
        ({"text": "x", "reply_markup": button(text=" ", url="https://a.b")}, "must be non-empty"),
        ({"text": "x", "reply_markup": button(url="javascript:1")}, "Wrong HTTP URL"),
        (
            {"text": "x", "reply_markup": {"keyboard": [[{"text": "a"}] * 9]}},
            "a row of the keyboard",
        ),
        (
            {"text": "x", "reply_markup": {"keyboard": [[{"text": "a"}]] * 101}},
            "REPLY_MARKUP_TOO_LONG",
        ),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "chat_id": 777}, "chat not found"),
        ({"text": "x", "message_thread_id": 1}, "message thread not found"),
    ],
)
async def test_a_message_over_a_limit_is_refused(server, call, params, refusal):
    status, body = await call("sendMessage", **({"chat_id": LI} | params))
    assert (status, refusal in body["description"]) == (400, True), body
    assert server.answers(LI) == []


async def test_the_longest_allowed_message_passes(server, call):
    buttons = [[{"text": "a", "callback_data": "d" * 64}] * 8] * 12
    text = "😀" * 2047 + "ab"
    params = {"entities": entity(4094, 2), "reply_markup": {"inline_keyboard": buttons}}
    status, body = await call("sendMessage", chat_id=LI, text=text, **params)
    assert (status, body["result"]["text"]) == (200, text)


async def test_the_end_of_a_text_is_trimmed_with_its_entities(server, call):
    _, body = await call("sendMessage", chat_id=LI, text="a\tb\0 \n", entities=entity(0, 6))
    assert (body["result"]["text"], body["result"]["entities"]) == ("a b", entity(0, 3))


async def test_html_becomes_text_and_entities(server, call):
    html = "😀<b>fat <i>&lt;slim&gt;</i></b> <a href='tg://user?id=42'>who</a>"
    _, body = await call("sendMessage", chat_id=LI, text=html, parse_mode="HTML")
    said = body["result"]
    assert said["text"] == "😀fat <slim> who"
    assert [(e["type"], e["offset"], e["length"]) for e in said["entities"]] == [
        ("bold", 2, 10),
        ("italic", 6, 6),
        ("text_mention", 13, 3),
    ]


async def test_forms_read_as_json_does(server):
    fields = {"chat_id": str(LI), "text": "123", "protect_content": "true"}
    fields["entities"] = json.dumps(entity(0, 3))
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.base}1:TEST/sendMessage", data=fields) as answer,
    ):
        assert (await answer.json())["result"]["entities"] == entity(0, 3)
    assert server.calls[0].params["protect_content"] is True


async def test_a_body_that_is_no_json_is_a_bad_request(server):
    headers = {"Content-Type": "application/json"}
    async with aiohttp.ClientSession(headers=headers) as session:
        for body in (b"[1]", b"{", b"\xff"):
            async with session.post(f"{server.base}1:TEST/getMe", data=body) as answer:
                assert (answer.status, (await answer.json())["ok"]) == (400, False)


async def test_without_validation_unknown_fields_pass():
    async with (
        TelegramServer(validate=False, open_chats=True) as server,
        aiohttp.ClientSession() as session,
    ):
        url = f"{server.base}1:TEST/sendMessage"
        async with session.post(url, json={"chat_id": 9, "text": "x", "colour": 1}) as answer:
            assert answer.status == 200
        assert server.violations == []
