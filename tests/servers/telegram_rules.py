"""What Telegram refuses in a message: lengths, entities, buttons, pictures, commands, polls."""

import re
import struct
from collections.abc import Callable, Mapping
from typing import Any

from .botapi import Description, RefusedError, bad
from .telegram_html import parse_html

TEXT, CAPTION, ENTITIES = 4096, 1024, 100
PHOTO_BYTES, FILE_BYTES, DOWNLOAD_BYTES = 10 * 2**20, 50 * 2**20, 20 * 2**20
CALLBACK_BYTES, ROW, BUTTONS = 64, 8, 100
NEED = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}
CONTROL = {code: " " for code in range(32) if chr(code) != "\n"} | {ord("\r"): None}
INVISIBLE = re.compile("[\\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]*")
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"([a-z]{2})?")
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
BUTTON_KINDS = frozenset(
    [
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    ]
)


def units(text: str) -> int:
    """Telegram counts in UTF-16 code units: an emoji is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_length(value: str, most: int, refusal: str, least: int = 0) -> None:
    if not least <= units(value) <= most:
        raise bad(refusal)


class Rules:
    def __init__(self, description: Description) -> None:
        self.description = description

    def text(self, params: Mapping[str, Any]) -> dict[str, Any]:
        text, entities = self.formatted(params, "text", "entities")
        if INVISIBLE.fullmatch(text):
            raise bad("message text is empty")
        check_length(text, TEXT, "message is too long")
        return {"text": text} | ({"entities": entities} if entities else {})

    def caption(self, params: Mapping[str, Any]) -> dict[str, Any]:
        text, entities = self.formatted(params, "caption", "caption_entities")
        check_length(text, CAPTION, "message caption is too long")
        return ({"caption": text} if text else {}) | (
            {"caption_entities": entities} if entities else {}
        )

    def formatted(
        self, params: Mapping[str, Any], name: str, entities_name: str
    ) -> tuple[str, list[dict[str, Any]]]:
        """Text as Telegram keeps it: controls gone, the end trimmed, its entities checked."""
        text, entities = params.get(name, ""), params.get(entities_name, [])
        if mode := params.get("parse_mode"):
            if mode.lower() != "html":
                raise bad(f"this test server reads entities and HTML, not parse_mode {mode!r}")
            text, entities = parse_html(text)
        text = text.translate(CONTROL)
        for entity in entities[:ENTITIES]:
            self._entity(entity, text)
        text = text.rstrip()
        end = units(text)
        kept = [
            entity | {"length": min(entity["length"], end - entity["offset"])}
            for entity in entities[:ENTITIES]
            if entity["offset"] < end
        ]
        return text, kept

    def _entity(self, entity: dict[str, Any], text: str) -> None:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if entity["type"] not in self.description.entities:
            raise bad(f"can't parse MessageEntity: unsupported type {entity['type']!r}")
        if NEED.get(entity["type"], "type") not in entity:
            raise bad(f"can't parse MessageEntity: no {NEED[entity['type']]!r}")
        if start < 0 or end <= start:
            raise bad(f"entity at UTF-16 offset {start} is empty or begins before the text")
        if end > units(text):
            raise bad(f"entity beginning at UTF-16 offset {start} ends after the end of the text")
        wide = text.encode("utf-16-le", "surrogatepass")
        for at in (start, end):
            if 0xDC00 <= int.from_bytes(wide[2 * at : 2 * at + 2], "little") <= 0xDFFF:
                raise bad(f"entity at UTF-16 offset {at} begins in a middle of a UTF-16 symbol")

    def markup(self, markup: dict[str, Any] | None) -> None:
        if not markup:
            return
        placeholder = markup.get("input_field_placeholder", "-")
        check_length(placeholder, 64, "reply markup placeholder must have 1-64 characters", 1)
        rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
        if sum(map(len, rows)) > BUTTONS:
            raise bad("REPLY_MARKUP_TOO_LONG")
        for row in rows:
            if len(row) > ROW:
                raise bad(f"a row of the keyboard has {len(row)} buttons, {ROW} are shown")
            for button in row:
                self._button(button, inline="inline_keyboard" in markup)

    def _button(self, button: dict[str, Any], *, inline: bool) -> None:
        if INVISIBLE.fullmatch(button["text"]):
            raise bad("can't parse keyboard button: Text must be non-empty")
        if not inline:
            return
        kinds = BUTTON_KINDS & button.keys()
        if len(kinds) != 1:
            raise bad("Text buttons are unallowed in the inline keyboard")
        data = button.get("callback_data", "-")
        if not 1 <= len(data.encode()) <= CALLBACK_BYTES:
            raise bad("BUTTON_DATA_INVALID")
        if not re.match(r"(https?|tg)://[^\s/]", button.get("url", "tg://resolve")):
            raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
        check_length(button.get("copy_text", {"text": "-"})["text"], 256, "BUTTON_COPY_TEXT", 1)

    def commands(self, commands: list[dict[str, str]]) -> None:
        if len(commands) > 100:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        for each in commands:
            if not COMMAND.fullmatch(each["command"].removeprefix("/")):
                raise bad("BOT_COMMAND_INVALID")
            check_length(each["description"].strip(), 256, "BOT_COMMAND_DESCRIPTION_INVALID", 1)

    def language(self, code: str) -> str:
        if not LANGUAGE.fullmatch(code):
            raise bad("invalid language code specified")
        return code

    def reactions(self, reactions: list[dict[str, Any]]) -> None:
        if len(reactions) > 1 or any(
            each.get("emoji") not in self.description.reactions for each in reactions
        ):
            raise bad("REACTION_INVALID" if len(reactions) <= 1 else "REACTIONS_TOO_MANY")

    def poll(self, params: Mapping[str, Any]) -> None:
        options = params["options"]
        check_length(params["question"], 300, "poll question must have 1-300 characters", 1)
        if not 1 <= len(options) <= 12:
            raise bad("poll must have 1-12 answer options")
        for option in options:
            check_length(option["text"], 100, "poll options length must be 1-100", 1)
        check_length(params.get("explanation", ""), 200, "quiz explanation is too long")
        correct = params.get("correct_option_ids", [])
        if (params.get("type") == "quiz") != bool(correct):
            raise bad("correct_option_ids belong to a quiz, and a quiz needs them")
        if any(not 0 <= each < len(options) for each in correct):
            raise bad("wrong correct option ID specified")
        if not 5 <= params.get("open_period", 5) <= 2628000:
            raise bad("poll open period must be 5-2628000 seconds")


def check_file(kind: str, data: bytes) -> None:
    if not data:
        raise bad("file must be non-empty")
    if len(data) > (PHOTO_BYTES if kind == "photo" else FILE_BYTES):
        raise RefusedError(413, "Request Entity Too Large")
    if kind == "photo":
        width, height = picture_size(data)
        if width + height > 10000 or max(width, height) > 20 * min(width, height):
            raise bad("PHOTO_INVALID_DIMENSIONS")


def picture_size(data: bytes) -> tuple[int, int]:
    """The size a PNG or JPEG says it has; anything else is no photo."""
    for magic, size in SIZES.items():
        if data.startswith(magic):
            try:
                width, height = size(data)
            except (struct.error, IndexError):
                break
            if width and height:
                return width, height
    raise bad("IMAGE_PROCESS_FAILED")


def png_size(data: bytes) -> tuple[int, int]:
    if data[12:16] != b"IHDR" or b"IEND" not in data[-16:]:
        raise bad("IMAGE_PROCESS_FAILED")
    return struct.unpack(">II", data[16:24])


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Walks the segments up to the frame header, which holds height and width."""
    at = 2
    while data[at] == 0xFF:
        marker, length = struct.unpack(">BH", data[at + 1 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    raise bad("IMAGE_PROCESS_FAILED")


SIZES: dict[bytes, Callable[[bytes], tuple[int, int]]] = {
    b"\x89PNG\r\n\x1a\n": png_size,
    b"\xff\xd8\xff": jpeg_size,
}
