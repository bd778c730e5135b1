"""Makes any text drawable and fits it: no control characters, no missing glyphs, no overflow."""

import re
import unicodedata
from itertools import pairwise

from bot.pictures import fonts

STAND_IN = "·"
UNKNOWN = "\0"
"""A letter no font draws, until it is known whether its word has others."""
LONGEST = 400  # no line on a picture shows more; what lies beyond is not even looked at
PICTOGRAPHS = range(0x1F000, 0x1FB00)
ORNATE_LIGATURES = range(0xFDFA, 0xFDFE)  # one character, a whole sentence wide
MARKS_IN_A_ROW = 2
NEVER_FIRST = "，。、；：？！）》」』”’…,.;:?!)%"  # a line does not begin with these
STRAIGHT = str.maketrans("“”‘’", "\"\"''")  # a Chinese font draws the curly ones a hanzi wide
# Advance widths of Noto Sans CJK's ASCII in thousandths of the size.
WIDTHS = {
    character: width
    for width, characters in {
        230: " ",
        280: "ij',.:;l|I",
        330: "!f()[]{}",
        390: "-tr/\\",
        480: '*s"?z',
        530: "xcvyYJL",
        560: "Fke#$+0123456789<=>^~_ag",
        610: "XVESTZ`ohuAnbdpq",
        665: "PRCKB&DG",
        745: "UNHOQ",
        815: "wM",
        946: "W%m@",
    }.items()
    for character in characters
}
OTHER_WIDTHS = {"W": 1000, "F": 1000, "A": 1000, "H": 520}
FOREIGN_CAPITAL, FOREIGN = 800, 640  # Greek, Cyrillic, Arabic ...: about so wide on average


def clean(text: str) -> str:
    """The text with only characters the fonts can draw; never empty unless nothing was said."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    typeface = fonts.installed()
    drawn: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text):
        piece = _drawable(character, typeface)
        if not piece:
            continue
        marks = marks + 1 if unicodedata.category(character).startswith("M") else 0
        if marks > MARKS_IN_A_ROW:
            continue
        drawn.append(piece)
    words = "".join(drawn).split()
    # A word of which no letter can be drawn is left out beside one that can.
    result = " ".join([word for word in words if word.strip(UNKNOWN)] or words[:1])
    result = re.sub(f"[{UNKNOWN}{STAND_IN}]+", STAND_IN, result)
    if not any(
        _width(character) == OTHER_WIDTHS["W"] and character.isalpha() for character in result
    ):
        result = result.translate(STRAIGHT)
    return result or (STAND_IN if text.strip() else "")


def _drawable(character: str, typeface: fonts.Fonts) -> str:
    """The character, a plainer form of it, a stand-in, or nothing."""
    category = unicodedata.category(character)
    if character.isspace():
        return " "
    if category.startswith("C") or ord(character) in PICTOGRAPHS:
        return ""
    if ord(character) not in ORNATE_LIGATURES and typeface.draws(character):
        return character
    plainer = unicodedata.normalize("NFKD", character)
    kept = "".join(part for part in plainer if part != character and typeface.draws(part))
    if kept or category.startswith(("M", "Sk")):
        return kept
    return UNKNOWN


def width(text: str, size: float) -> float:
    """How wide the text will be, rather a little too wide than too narrow."""
    return sum(_width(character) for character in text) * size / 1000


def _width(character: str) -> int:
    known = WIDTHS.get(character)
    if known is not None:
        return known
    category = unicodedata.category(character)
    if category.startswith("M"):
        return 0
    if category.startswith("L") and unicodedata.east_asian_width(character) == "A":
        return FOREIGN_CAPITAL if category == "Lu" else FOREIGN
    return OTHER_WIDTHS.get(unicodedata.east_asian_width(character), FOREIGN)


def fit(text: str, room: float, size: float) -> str:
    """The text cleaned and, where it is too long, ended by an ellipsis."""
    text = clean(text[:LONGEST])
    return text if width(text, size) <= room else _cut(text, room, size)


def shrink(text: str, room: float, size: float) -> float:
    """The size at which a big number fits, but never less than half of the one wished for."""
    wide = width(clean(text[:LONGEST]), size)
    return size if wide <= room else max(0.99 * size * room / wide, size / 2)


def _cut(text: str, room: float, size: float) -> str:
    kept = text
    while kept and width(kept + _dots(kept), size) > room:
        kept = kept[:-1]
    kept = kept.rstrip(" ·-—,，、（(")
    return kept + _dots(kept)


def _dots(text: str) -> str:
    """A Chinese font centres its ellipsis, which suits hanzi only."""
    return "..." if text[-1:].isascii() else "…"


def wrap(text: str, room: float, size: float, lines: int) -> tuple[str, ...]:
    """At most so many lines, about equally long; what is left over ends in an ellipsis."""
    text = clean(text[:LONGEST])
    pieces = _pieces(text, room, size)
    if len(pieces) > lines:
        pieces[lines - 1 :] = ["".join(pieces[lines - 1 :])]
    else:
        for tenths in range(9, 4, -1):
            tighter = _pieces(text, room * tenths / 10, size)
            if len(tighter) > len(pieces) or _splits_words(tighter):
                break
            pieces = tighter
    return tuple(fit(piece, room, size) for piece in pieces)


def _pieces(text: str, room: float, size: float) -> list[str]:
    """The text cut into lines as long as go into the room."""
    pieces = []
    while len(text) > 1 and width(text, size) > room:
        end = _break(text, room, size)
        pieces.append(text[:end])
        text = text[end:].lstrip()
    return [*pieces, text] if text else pieces


def _break(text: str, room: float, size: float) -> int:
    """Where the first line ends: at the last place in reach where a line may, else in mid-word."""
    end = 1
    while end < len(text) - 1 and width(text[: end + 1], size) <= room:
        end += 1
    for place in range(end, 0, -1):
        if not _inside_word(text[place - 1], text[place]) and text[place] not in NEVER_FIRST:
            return place
    return end


def _splits_words(pieces: list[str]) -> bool:
    return any(_inside_word(one[-1], other[0]) for one, other in pairwise(pieces))


def _inside_word(before: str, after: str) -> bool:
    """Between hanzi a line may break, between letters it should not."""
    return not any(
        character.isspace() or _width(character) == OTHER_WIDTHS["W"]
        for character in (before, after)
    )
