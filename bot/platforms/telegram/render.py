"""Renders messages into what Telegram is sent: text with entities, buttons, captions, parts."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from bot.chat import Button, File, Link, Message, Row
from bot.markup import Style, Text, as_text, paragraphs, plain

TEXT, CAPTION, TOAST = 4096, 1024, 200
"""What fits, in UTF-16 code units, as Telegram counts."""
ALERT = 60
"""A longer toast is shown in a box of its own, to be read at leisure."""
ROW = 8
"""Buttons in a row, at most."""
WIDE = 44
"""Latin letters side by side below a message on a phone; Chinese ones take two each."""
AROUND = 2
"""What the edges of a button take of it."""

_ENTITIES = {
    Style.BOLD: MessageEntity.BOLD,
    Style.ITALIC: MessageEntity.ITALIC,
    Style.CODE: MessageEntity.CODE,
    Style.PRE: MessageEntity.PRE,
    Style.QUOTE: MessageEntity.BLOCKQUOTE,
    Style.STRIKE: MessageEntity.STRIKETHROUGH,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that fit into one message, and the entities that style them."""

    text: str
    entities: tuple[MessageEntity, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One call: words alone, or a picture or file with the words as caption."""

    piece: Piece
    picture: bytes | None = None
    file: File | None = None
    markup: InlineKeyboardMarkup | ForceReply | None = None


@dataclass(frozen=True, slots=True)
class _Mark:
    """A styled stretch of the words, in characters."""

    start: int
    end: int
    kind: str
    url: str | None = None


def units(words: str) -> int:
    """The length in UTF-16 code units: an emoji is two."""
    return len(words) + sum(letter > "\uffff" for letter in words)


def words_of(message: Message) -> Text:
    """What a message says; a picture is also said in words."""
    return paragraphs(message.text, message.picture.alt if message.picture else None)


def fits_caption(words: Text) -> bool:
    """Whether they fit under a picture; longer ones stand in a message of their own after it."""
    return units(plain(words)) <= CAPTION


def parts(message: Message, picture: bytes | None, *, in_group: bool) -> list[Part]:
    """The calls a new message takes; the last carries the buttons."""
    words = words_of(message)
    media = [Part(Piece(""), picture=picture)] if picture else []
    media += [Part(Piece(""), file=message.file)] if message.file else []
    bare = media
    if media and fits_caption(words):
        bare, last = media[:-1], media[-1]
        said = [Part(trimmed(words, CAPTION), last.picture, last.file)]
    else:
        said = [Part(piece) for piece in pieces(words, TEXT)]
    *others, last = [*bare, *said]
    markup = keyboard(message.buttons)
    if markup is None and message.expects_reply and in_group:
        return [*others, Part(last.piece, last.picture, last.file, ForceReply(selective=True))]
    return [*others, Part(last.piece, last.picture, last.file, markup)]


def pieces(text: Text | str, limit: int) -> list[Piece]:
    """The whole text, cut at line ends where it does not fit."""
    words, marks = _flat(text)
    found = [_piece(words, marks, start, end) for start, end in _cuts(words, limit)]
    return found or [Piece("")]


def trimmed(text: Text | str, limit: int) -> Piece:
    """As much of the text as fits, with an ellipsis if that is not all."""
    words, marks = _flat(text)
    if units(words) <= limit:
        return _piece(words, marks, 0, len(words))
    cut = _piece(words, marks, 0, _reach(words, 0, limit - 1))
    return Piece(cut.text + "…", cut.entities)


def keyboard(rows: Iterable[Row]) -> InlineKeyboardMarkup | None:
    """The rows as they were given; one that a phone would cut short is broken into shorter ones."""
    fitting = [short for row in rows for short in _fitting(row)]
    if not fitting:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in fitting])


def toast(messages: Sequence[Message]) -> str:
    """What is shown to the one who pressed."""
    return trimmed("\n".join(plain(message.text) for message in messages), TOAST).text


def _fitting(row: Row) -> list[Row]:
    columns = columns_of([plain(button.label) for button in row])
    return [row[at : at + columns] for at in range(0, len(row), columns)]


def columns_of(labels: Sequence[str]) -> int:
    """How many of these buttons can stand side by side and be read whole, in rows about as long."""
    widest = max((sum(map(_cells, label)) for label in labels), default=0) + AROUND
    most = max(1, min(ROW, WIDE // widest))
    rows = ceil(len(labels) / most)
    return ceil(len(labels) / rows) if rows else 1


def _cells(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _button(button: Button | Link) -> InlineKeyboardButton:
    if isinstance(button, Link):
        return InlineKeyboardButton(plain(button.label), url=button.url)
    style = "primary" if button.main else None
    return InlineKeyboardButton(plain(button.label), callback_data=button.data, style=style)


def _flat(text: Text | str) -> tuple[str, list[_Mark]]:
    """The words in one string and where they are styled. Telegram drops carriage returns."""
    words, marks = "", []
    for span in as_text(text).spans:
        start, words = len(words), words + span.text.replace("\r", "")
        if span.style:
            marks.append(_Mark(start, len(words), _ENTITIES[span.style]))
        if span.url:
            marks.append(_Mark(start, len(words), MessageEntity.TEXT_LINK, span.url))
    return words, marks


def _piece(words: str, marks: list[_Mark], start: int, end: int) -> Piece:
    entities = []
    for mark in marks:
        first, last = max(mark.start, start), min(mark.end, end)
        if first < last:
            offset, length = units(words[start:first]), units(words[first:last])
            entities.append(MessageEntity(mark.kind, offset, length, url=mark.url))
    return Piece(words[start:end], tuple(entities))


def _cuts(words: str, limit: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(words):
        end = _reach(words, start, limit)
        line_end = words.rfind("\n", start + 1, end + 1) if end < len(words) else -1
        if line_end > 0:
            end = line_end
        if words[start:end].strip():
            yield start, end
        start = end + (line_end > 0)


def _reach(words: str, start: int, limit: int) -> int:
    """How far the words from `start` fit into `limit` units."""
    if units(words[start : start + limit]) <= limit:
        return min(start + limit, len(words))
    used = 0
    for position in range(start, len(words)):
        used += 1 + (words[position] > "\uffff")
        if used > limit:
            return position
    return len(words)
