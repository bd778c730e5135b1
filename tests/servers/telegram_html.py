"""Reads Telegram's HTML into text and entities, and refuses what Telegram cannot parse."""

import re
from html import unescape
from typing import Any

from .botapi import bad

TOKEN = re.compile(r"<(/?)([A-Za-z-]+)((?:\s[^<>]*)?)>|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);|<")
ATTRIBUTE = re.compile(r"""\s+([a-z-]+)(?:=(?:"([^"]*)"|'([^']*)'))?""")
KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}


def parse_html(html: str) -> tuple[str, list[dict[str, Any]]]:
    text, open_tags, entities, at = "", [], [], 0

    def here() -> int:
        return len(text.encode("utf-16-le")) // 2

    for token in TOKEN.finditer(html):
        text += html[at : token.start()]
        at = token.end()
        closing, tag, rest = token[1], (token[2] or "").lower(), token[3]
        if not tag and token[0] != "<":
            text += unescape(token[0])
        elif tag not in KINDS:
            raise bad(f"can't parse entities: unsupported start tag {token[0]!r} in the text")
        elif not closing:
            open_tags.append((tag, here(), entity(tag, rest)))
        elif not open_tags or open_tags[-1][0] != tag:
            raise bad(f"can't parse entities: unexpected end tag {tag!r}")
        else:
            _, start, made = open_tags.pop()
            if here() > start:
                entities.append(made | {"offset": start, "length": here() - start})
    if open_tags:
        raise bad(f"can't parse entities: can't find end tag corresponding to {open_tags[-1][0]!r}")
    entities.sort(key=lambda each: (each["offset"], -each["length"]))
    return text + html[at:], entities


def entity(tag: str, attributes: str) -> dict[str, Any]:
    given = {name: unescape(a or b) for name, a, b in ATTRIBUTE.findall(attributes)}
    if tag == "span" and given.get("class") != "tg-spoiler":
        raise bad("can't parse entities: unsupported start tag 'span' without tg-spoiler")
    if tag == "a":
        user = re.fullmatch(r"tg://user\?id=(\d+)", given.get("href", ""))
        if user:
            who = {"id": int(user[1]), "is_bot": False, "first_name": "-"}
            return {"type": "text_mention", "user": who}
        return {"type": "text_link", "url": given.get("href", "")}
    if tag == "tg-emoji":
        return {"type": "custom_emoji", "custom_emoji_id": given.get("emoji-id", "")}
    if tag == "blockquote" and "expandable" in given:
        return {"type": "expandable_blockquote"}
    return {"type": KINDS[tag]}
