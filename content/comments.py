"""Reads the comments of readers below an article: told apart by `<li>`, not by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from content import cues
from content.tags import BLOCKS, Places, Token, tokens

SENTENCE = 40  # fewer letters than that are hardly a thought

_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_LIKES, _REPLIES = re.compile(r"👍\s*[（(]?(\d+)[)）]?"), re.compile(r"💬\s*[（(]?(\d+)[)）]?")
_COMMENTS = re.compile(
    r"(精选留言|读者留言|用户留言|读者评论|网友评论|留言|评论|(?:reader )?comments|discussion)"
    r"\s{0,3}(?:[（(]\s{0,3}(\d{1,6})\s{0,3}[）)])?[\s*#]{0,20}(?:</?[a-z0-9]{1,10}[^<>]{0,200}>\s{0,20}){0,8}?"
    r"<(?:ul|ol|li)\b",
    re.IGNORECASE,
)

_HEADINGS = re.compile(r"^#{1,6}[ \t]+\S.*$", re.MULTILINE)
_NAMED = re.compile(
    r"#{1,6}\s+\W{0,4}(?:(?P<count>\d{1,6})\s{0,3}(?:条\s{0,3})?)?"
    r"(?:(?:精选|读者|用户)?留言区?|(?:读者|网友)?评论区?|(?:reader )?comments|responses|replies)"
    r"\s{0,3}(?:[（(]\s{0,3}(?P<claimed>\d{1,6})\s{0,3}[）)])?\W{0,4}",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"(?:[-*+>]|\d{1,3}[.、)])\s+|(?=\*\*[^*]{1,30}\*\*)")
_NAME = re.compile(r"\s*(\*\*[^*]{1,30}\*\*|@?[^：:，。,.!?？！]{1,24}?)\s*(?:[：:]|(?<=\*)\s)\s*")
_WHEN = re.compile(r"[·•|,-]\s{0,3}[^:：]{0,24}[:：]\s+")  # `· Jan 6:` after a name


@dataclass(frozen=True, slots=True)
class Comment:
    """One reader's comment; `name` as it stands there."""

    name: str
    text: str
    date: str
    likes: int
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Comments:
    """The readers' comments of an article: how many it claims to have, and those it has."""

    start: int
    line: int
    claimed: int | None
    found: tuple[Comment, ...]


def split_comments(text: str) -> Comments | None:
    """The comments below an article; told by `<li>`, not by line; or the last part of Markdown."""
    found = _COMMENTS.search(text)
    if not found:
        return _listed(text)
    start = text.rfind("\n", 0, found.start()) + 1
    line = text.count("\n", 0, start) + 1
    comments = tuple(_comments(text[start:], line))
    return Comments(start, line, int(found[2]) if found[2] else None, comments)


def _listed(text: str) -> Comments | None:
    """Comments as a list or paragraphs below the last heading of a document, if it names them."""
    headings = list(_HEADINGS.finditer(text))
    found = _NAMED.fullmatch(headings[-1][0].strip()) if headings else None
    if not found:
        return None
    start = headings[-1].start()
    line = text.count("\n", 0, start) + 1
    rows = text[headings[-1].end() :].split("\n")[1:]
    spans: list[list[int]] = []
    before = ""
    for number, row in enumerate(rows):
        if row.strip() and (_ENTRY.match(row) or not (before.strip() and spans)):
            spans.append([number, number])
        elif row.strip():
            spans[-1][1] = number
        before = row
    comments = tuple(_told(rows, line + 1, first, last) for first, last in spans)
    claimed = found["count"] or found["claimed"]
    return Comments(start, line, int(claimed) if claimed else None, comments)


def _told(rows: list[str], line: int, first: int, last: int) -> Comment:
    text = " ".join(" ".join(rows[first : last + 1]).split())
    likes, dates = _LIKES.search(text), _DATE.findall(text)
    for sign in (_ENTRY, _LIKES, _REPLIES):
        text = sign.sub("", text, count=1)
    name = _NAME.match(text)
    said = _WHEN.sub("", (text[name.end() :] if name else text).strip())
    for date in (dates[:1], dates[-1:]):
        said = said.removeprefix("".join(date)).removesuffix("".join(date)).strip()
    return Comment(
        name=name[1].strip("*@ ") if name else "",
        text=said,
        date=dates[-1] if dates else "",
        likes=int(likes[1]) if likes else 0,
        lines=(line + first, line + last),
    )


def _comments(text: str, line: int) -> Iterator[Comment]:
    places = Places(text, line)
    first, lists, inside = 0, 0, list[Token]()
    for token in tokens(text):
        if token.name in {"ul", "ol"} and inside:
            lists += -1 if token.closes else 1
        if token.name == "li" and lists <= 0:  # not a list inside a comment
            if inside:
                yield from _comment(inside, places, first, token.at)
            first, lists, inside = token.at, 0, [] if token.closes else [token]
        elif inside and lists >= 0:
            inside.append(token)
    if inside:
        yield from _comment(inside, places, first, inside[-1].end - 1)


def _comment(inside: list[Token], places: Places, first: int, last: int) -> Iterator[Comment]:
    words = [token for token in inside if not token.name and token.text.strip()]
    if not words:
        return
    text = unescape("".join("\n" if token.name in BLOCKS else token.text for token in inside[1:]))
    name = unescape(words[0].text).strip().rstrip("：:")
    dates = _DATE.findall(text)
    likes = _LIKES.search(text)
    body = text.split(name, 1)[-1]
    for sign in (_LIKES, _REPLIES):
        body = sign.sub("", body, count=1)
    body = _DATE.sub("", body) if body.strip() in dates else body.strip()
    for date in {*dates[:1], *dates[-1:]}:
        body = body.removeprefix(date).removesuffix(date).strip()
    yield Comment(
        name=name if len(name) <= 40 else "",
        text=" ".join((body or name).split()),
        date=dates[-1] if dates else "",
        likes=int(likes[1]) if likes else 0,
        lines=(places.at(first), places.at(max(first, last))),
    )


def comment_class(text: str) -> str:
    """What a reader's comment is."""
    if cues.COLOPHON.search(text.strip("* ")):
        return "notice"
    for name, sign in cues.COMMENTS.items():
        if sign.search(text) and not (name == "thanks" and len(text) > 3 * SENTENCE):
            return name
    return "insight" if len(text) > SENTENCE // 2 else "thanks"
