"""Messages as Block Kit: text becomes rich_text elements, so nothing typed is read as markup."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bot.chat import Button, Link, Message, Row
from bot.markup import Span, Style, Text, as_text, plain

Json = dict[str, Any]

BLOCK_TEXT = 2800
"""What one block holds, markup counted; Slack's limit is 3000 characters."""
SPAN_COST = 60
"""How much room the markup of a span takes beside its words."""
SHEET_BLOCKS, SHEET_SIZE = 49, 12_000
"""Slack takes 50 blocks, and by experience about 13,200 characters of them as JSON."""
FALLBACK, LABEL, IN_A_ROW, URL, ALT = 3000, 75, 5, 3000, 1000

_STYLES = {
    Style.BOLD: "bold",
    Style.ITALIC: "italic",
    Style.CODE: "code",
    Style.STRIKE: "strike",
}
_CONTAINERS = {Style.PRE: "rich_text_preformatted", Style.QUOTE: "rich_text_quote"}
_CONTROLS = dict.fromkeys(set(range(32)) - {ord("\n"), ord("\t")})


@dataclass(frozen=True, slots=True)
class Sheet:
    """What goes out in one call: the blocks, and the words where blocks cannot be shown."""

    text: str
    blocks: list[Json]

    @property
    def in_words(self) -> "Sheet":
        """Without its picture, whose facts stand in the words as well."""
        return Sheet(self.text, [block for block in self.blocks if block["type"] != "image"])


def picture_block(file: str, alt: str) -> Json:
    """A picture that was uploaded, as a part of a message: edited with it, seen by its readers."""
    return {"type": "image", "slack_file": {"id": file}, "alt_text": trimmed(alt, ALT) or "…"}


def sheets(
    text: Text | str, buttons: tuple[Row, ...] = (), picture: Json | None = None
) -> list[Sheet]:
    """A message as few sheets as it fits on; the buttons stand under the last words."""
    texts = rich_texts(text)
    rows = _rows(buttons)
    groups = [[block] for block in ([picture, *texts] if picture else texts)]
    if rows:
        groups = [*groups[:-1], [*(groups[-1] if groups else []), *rows]]
    packed: list[list[Json]] = []
    for group in groups:
        if packed and _fits([*packed[-1], *group]):
            packed[-1] += group
        else:
            packed.append(list(group))
    return [Sheet(_fallback(blocks), blocks) for blocks in packed]


def one_sheet(message: Message, picture: Json | None = None) -> Sheet | None:
    """A message that must fit on one sheet, as an edit must: if too long it ends in an ellipsis."""
    text = as_text(message.text)
    full = sheets(text, message.buttons, picture)
    if len(full) < 2:
        return full[0] if full else None
    room = SHEET_SIZE // 2
    while True:
        short = sheets(_trimmed(text, room), message.buttons, picture)
        if len(short) < 2 or room < SPAN_COST:
            return short[0]
        room = room * 3 // 4


def _fits(blocks: list[Json]) -> bool:
    return len(blocks) <= SHEET_BLOCKS and len(json.dumps(blocks, ensure_ascii=False)) <= SHEET_SIZE


def _fallback(blocks: list[Json]) -> str:
    """The words of the blocks, for notifications; here alone `<` and `&` would be markup."""
    words = trimmed("".join(_words(blocks)).strip() or "…", FALLBACK)
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        words = words.replace(sign, entity)
    return words


def _words(blocks: Iterable[Json]) -> Iterator[str]:
    for block in blocks:
        if block["type"] in {"actions", "image"}:
            continue
        for part in block["elements"]:
            yield from (element["text"] for element in part["elements"])
            yield "\n"


def trimmed(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


# --- text ----------------------------------------------------------------------------------------


def rich_texts(text: Text | str) -> list[Json]:
    """A text as rich_text blocks; nothing if it says nothing."""
    clean = Text(tuple(_in_one(as_text(text).spans)))
    if not str(clean).strip():
        return []
    return [
        {"type": "rich_text", "elements": elements}
        for piece in _pieces(clean)
        if (elements := _elements(piece))
    ]


def _in_one(spans: Iterable[Span]) -> Iterator[Span]:
    """Without what no font shows; neighbours of one style are one, so a block holds more words."""
    for (style, url), alike in groupby(spans, lambda span: (span.style, span.url)):
        words = "".join(span.text for span in alike).translate(_CONTROLS)
        if words:
            yield Span(words, style, url)


def _elements(text: Text) -> list[Json]:
    """Sections, quotes and code blocks. The last two stand on lines of their own, so the line
    ends around them are theirs.
    """
    parts = [(container, list(spans)) for container, spans in groupby(text.spans, _container)]
    elements = []
    for number, (container, spans) in enumerate(parts):
        before = number > 0 and container == "rich_text_section"
        after = number < len(parts) - 1 and container == "rich_text_section"
        inner = [_element(span) for span in _shorn(spans, first=before, last=after)]
        if inner:
            elements.append({"type": container, "elements": inner})
    return elements


def _container(span: Span) -> str:
    return _CONTAINERS.get(span.style, "rich_text_section")


def _shorn(spans: list[Span], *, first: bool, last: bool) -> list[Span]:
    """The spans without one line end before the first word and one after the last."""
    texts = [span.text for span in spans]
    if first:
        texts[0] = texts[0].removeprefix("\n")
    if last:
        texts[-1] = texts[-1].removesuffix("\n")
    return [
        Span(text, span.style, span.url) for text, span in zip(texts, spans, strict=True) if text
    ]


def _element(span: Span) -> Json:
    style = {"style": {_STYLES[span.style]: True}} if span.style in _STYLES else {}
    if span.url.startswith(("http://", "https://", "mailto:")) and len(span.url) <= URL:
        return {"type": "link", "url": span.url, "text": span.text, **style}
    return {"type": "text", "text": span.text, **style}


def _pieces(text: Text) -> Iterator[Text]:
    """The text cut into what one block holds, at a line's end or a space where there is one."""
    spans = list(text.spans)
    while spans:
        piece, room = [], BLOCK_TEXT
        while spans and room > SPAN_COST + len(spans[0].url):
            span = spans.pop(0)
            room -= SPAN_COST + len(span.url)
            if len(span.text) <= room:
                piece.append(span)
                room -= len(span.text)
                continue
            cut = _cut(span.text, room)
            piece.append(Span(span.text[:cut], span.style, span.url))
            spans.insert(0, Span(span.text[cut:], span.style, span.url))
            break
        if not piece:  # an address longer than a block: its words must do
            spans[0] = Span(spans[0].text, spans[0].style)
        else:
            yield Text(tuple(piece))


def _cut(text: str, room: int) -> int:
    for sign in ("\n", " "):
        found = text.rfind(sign, room // 2, room)
        if found > 0:
            return found + 1
    return room


def _trimmed(text: Text, room: int) -> Text:
    kept, used = [], 0
    for span in text.spans:
        used += SPAN_COST + len(span.url)
        words = trimmed(span.text, max(1, room - used))
        kept.append(Span(words, span.style, span.url))
        used += len(words)
        if words != span.text or used >= room:
            break
    if kept and not kept[-1].text.endswith("…"):
        kept.append(Span("…"))
    return Text(tuple(kept))


# --- buttons -------------------------------------------------------------------------------------


def _rows(buttons: tuple[Row, ...]) -> list[Json]:
    """The rows as given, those too long for Slack in several."""
    rows = [
        row[start : start + IN_A_ROW] for row in buttons for start in range(0, len(row), IN_A_ROW)
    ]
    numbered = iter(range(sum(len(row) for row in rows)))
    return [
        {"type": "actions", "elements": [_button(button, next(numbered)) for button in row]}
        for row in rows
    ]


def _button(button: Button | Link, number: int) -> Json:
    drawn: Json = {
        "type": "button",
        "text": {"type": "plain_text", "text": trimmed(plain(button.label), LABEL), "emoji": True},
        "action_id": f"b{number}",
    }
    if isinstance(button, Link):
        return drawn | {"url": button.url}
    style = {"style": "primary"} if button.main else {}
    return drawn | {"value": button.data} | style
