"""A job description's own lines that ask for something; the firm, the pay and the rest are left."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape

from bot.study import posting_words as words_of
from content.tags import BLOCKS, HEADINGS, tokens

LONGEST = 240
"""A longer sentence is cut where it takes a breath."""


def _any(patterns: str) -> "re.Pattern[str]":
    return re.compile(patterns.strip().replace("\n", "|"), re.IGNORECASE)


_HEADING_LENGTH = 42
_HEADING_WORDS = 7
_LABEL_WORDS = 3
_TITLE_LENGTH = 60
FIRST_LINES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """`duty`: what one would do there; otherwise what one should bring."""

    words: str
    duty: bool = False


def lines(text: str, names_skill: Callable[[str], object]) -> Iterator[Line]:
    """Sentences and bullets of the parts that ask, in their order.

    A heading opens or shuts a part; one that says neither leaves it as it was. What stands before
    the first heading is the firm's greeting. A text without headings is read as a whole.
    """
    rows = [line for line in plain(text).splitlines() if line.strip()]
    heads = [_heading(line, names_skill) for line in rows]
    asking = not any(head is not None and head.asks for head in heads)
    duty = False
    for place, (row, head) in enumerate(zip(rows, heads, strict=True)):
        if head is None:
            words = "" if _is_title(row, place) else row
        elif head.fact:
            asking, words = asking and bool(head.rest), ""
        else:
            asking, duty, words = head.asks, head.duty, head.rest
        if asking:
            yield from (Line(part, duty) for part in _parts(words) if not _BESIDE.search(part))


def plain(text: str) -> str:
    """The text as it would be read: remains of HTML gone, each block on a line of its own."""
    if "<" in text:
        kept: list[str] = []
        for token in tokens(text):
            if token.name in HEADINGS and not token.closes:
                kept.append("\n# ")
            elif token.name in BLOCKS:
                kept.append("\n")
            kept.append(token.text)
        text = "".join(kept)
    return unescape(text).replace("\xa0", " ").replace("\u3000", " ").replace("\u200b", "")


# --- sentences and bullets ------------------------------------------------------------------------

_BULLET = re.compile(
    r"^(?:\[[ xX]\]|[^\w(（\[【\"“'‘「『《.#]+|o\s+|[①-⑳]|[一二三四五六七八九十]+、"
    r"|[(（]?(?:\d{1,2}|[a-hA-H])\s*(?:[、)）]|[.．:：](?!\d))|\d{1,2}\s+(?=[\u4e00-\u9fff])(?!\d+\s+[年个名天人月周]))"
    r"\s*"
)
_LABEL = re.compile(r"^\s*[^:：]{2,8}[:：]\s*(?=\d{1,2}[.、])")
_GREETING = re.compile(r"^[^:.;]{0,80}\b(?:wanted|hiring|vacancy)\b[^:.;]{0,60}:\s+", re.IGNORECASE)
_INSIDE = re.compile(
    r"(?<=[;；。！])\s*|(?<!\s)\s+(?=\d{1,2}[、.．)）]\s*\D)|(?<=[.!?;])\s+(?=[A-Z])"
    r"|(?<=[\u4e00-\u9fff，；])(?=[1-9][、.．)）]\s*[\u4e00-\u9fff])|(?=[①-⑳])"
)
_IN_HANZI = re.compile(r"[\u4e00-\u9fff]{3}")
_BREATH = re.compile(r"(?<=[,，、])\s*")


def _parts(line: str) -> Iterator[str]:
    for sentence in _INSIDE.split(line):
        bare = _bare(sentence)
        longest = LONGEST // 2 if _IN_HANZI.search(bare) else LONGEST
        if len(bare) <= longest:
            yield from (bare,) if bare else ()
            continue
        kept = ""
        for piece in _BREATH.split(bare):
            if kept and len(kept) + len(piece) > longest:
                yield kept
                kept = ""
            kept += piece
        if len(kept) <= 2 * longest:
            yield kept


def _bare(part: str) -> str:
    before = ""
    part = _GREETING.sub("", _LABEL.sub("", part))
    while before != part:
        before, part = part, _BULLET.sub("", part, count=1)
    return part.strip(" \t;；。*")


_BESIDE = _any(words_of.BESIDE)

_TITLE = re.compile(
    r"engineer|developer|programmer|architect|工程师|开发|程序员|架构师|实习生|[（(].{0,20}方向[）)]",
    re.IGNORECASE,
)


_JOB = re.compile(r"^[^，。；,.;:：]{2,24}(?:工程师|开发|程序员|架构师|实习生)$")


def _is_title(line: str, place: int) -> bool:
    """What is wanted, as it stands above a description, perhaps under the page's own menu."""
    if line.count("|") > 1 or (place < FIRST_LINES and _JOB.match(line.strip())):
        return True
    return not place and len(line) < _TITLE_LENGTH and _TITLE.search(line) is not None


# --- headings -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Head:
    """`fact`: a label such as a place or a title, which says something about its own line alone."""

    asks: bool
    duty: bool = False
    fact: bool = False
    rest: str = ""


_FACT = _any(words_of.FACT)
_UNWANTED = _any(words_of.UNWANTED)
_DUTY = _any(words_of.DUTY)
_WANTED = _any(words_of.WANTED)
_NEEDS = re.compile(r"要求|资格|任职|require|qualif|must|bring", re.IGNORECASE)
_SIGNS = "\u2764\u2728\u2b50\u26a1\U0001f300-\U0001f445\U0001f44a-\U0001f535\U0001f53c-\U0001faff"
"""Pictures a heading may begin with; arrows and diamonds stand before bullets."""

_MARKED = re.compile(rf"^\s*(?:#|【|\[|「|\*\*|[■□◆★▌▍▎{_SIGNS}]|[一二三四五六七八九十]+、)")
_BRACKET = re.compile(r"^\s*【([^】]{2,20})】\s*[:：]?\s*(.+)$")
_OPENS = re.compile(
    rf"^(?:[\s#*【\[「■□◆★▌▍▎\ufe0f{_SIGNS}]+"
    r"|[一二三四五六七八九十]+、|[(（]?\d{1,2}[.、)）]\s*)+"
)
_SHUTS = re.compile(r"(?<![\s*】\]」#])[\s*】\]」#]+$")


def _heading(line: str, names_skill: Callable[[str], object]) -> _Head | None:
    """Whether a line heads a part that asks for something, or another; None for what heads none."""
    bracket = _BRACKET.match(line)
    head, colon, rest = (
        (bracket[1], ":", bracket[2])
        if bracket
        else _trimmed(line).replace("：", ":").partition(":")
    )
    head, rest = _trimmed(head), rest.strip(" *")
    if not _is_short(head) or line.count("|") > 1:
        return None
    if rest[:1].islower() and len(head.split()) > _LABEL_WORDS:
        return None  # a sentence with a colon in it
    bullet = not bracket and not _MARKED.match(line) and _BULLET.match(line)
    if (bullet and not (colon and not rest)) or (not colon and names_skill(head)):
        return None
    if colon and _FACT.fullmatch(head):
        return _Head(asks=False, fact=True, rest=rest)
    return _of_part(head, rest)


def _of_part(head: str, rest: str) -> _Head | None:
    needs = _NEEDS.search(head) is not None
    duty = _DUTY.search(head) is not None
    if _UNWANTED.search(head) and not re.search("任职|职责", head):
        return _Head(asks=False)
    if duty or _WANTED.search(head):
        return _Head(asks=True, duty=duty and not needs, rest=rest)
    return None


def _is_short(head: str) -> bool:
    return (
        0 < len(head) <= _HEADING_LENGTH
        and len(head.split()) <= _HEADING_WORDS
        and not re.search(r"[,，。;；]|[.!]$", head)
    )


def _trimmed(line: str) -> str:
    return _SHUTS.sub("", _OPENS.sub("", line)).strip()
