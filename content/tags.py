"""Tags and the words between them: HTML cut up in one pass, however broken it is."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,12})(?=[\s/>])([^<>]{0,4000})>")
_ATTRIBUTE = re.compile(r"\b(href|src|alt|class|id)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = {
    *("p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "blockquote"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "figure", "summary"),
    *("details", "hr", "br", "pre", "body", "html", "head", "form", *HEADINGS),
}
_INLINE = {
    *("a", "b", "strong", "i", "em", "u", "s", "code", "span", "font", "img", "td", "th", "kbd"),
    *("sub", "sup", "small", "mark", "del", "ins", "center", "label", "input", "button", "link"),
    *("meta", "caption", "figcaption", "time", "abbr", "cite", "q", "picture", "source"),
}
_UNSEEN = {"script", "style", "noscript", "svg", "template", "title"}
_KNOWN = BLOCKS | _INLINE | _UNSEEN
_HEADING = re.compile(r"\s*<h([1-6])\b", re.IGNORECASE)
_SUMMARY = re.compile(r"\s*<summary\b", re.IGNORECASE)
_COLOURED = re.compile(r"\s*<font\b[^<>]{0,200}>[^<>]{1,80}</font>\s*$", re.IGNORECASE)
_DECLARATION = re.compile(r"<![a-zA-Z][^<>]{0,500}>")


@dataclass(frozen=True, slots=True)
class Token:
    """A tag (`name`, lower case) or a piece of text between tags."""

    at: int
    end: int
    text: str = ""
    name: str = ""
    closes: bool = False
    attributes: str = ""

    def attribute(self, name: str) -> str:
        for found in _ATTRIBUTE.finditer(self.attributes):
            if found[1] == name:
                return unescape(found[2] or found[3] or found[4] or "")
        return ""


class Places:
    """Which line an offset stands in."""

    def __init__(self, text: str, line: int = 1) -> None:
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self.line = line

    def at(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1 + self.line


def tokens(text: str) -> Iterator[Token]:
    """Tags and the text between them; comments, scripts and styles are left out."""
    position = 0
    hidden = ""
    for found in _TAG.finditer(text):
        name = found[2].lower()
        closes = bool(found[1])
        if hidden:
            if closes and name == hidden:
                hidden, position = "", found.end()
            continue
        if name not in _KNOWN:
            continue
        if found.start() > position:
            yield Token(position, found.start(), text[position : found.start()])
        position = found.end()
        if name in _UNSEEN:
            hidden = "" if closes or found[3].endswith("/") else name
        else:
            yield Token(found.start(), found.end(), "", name, closes, found[3])
    if position < len(text) and not hidden:
        yield Token(position, len(text), text[position:])


def without_remarks(text: str) -> str:
    """`<!-- remarks -->` become spaces, so that every offset and line stays where it is."""
    text = _DECLARATION.sub(lambda found: " " * len(found[0]), text)
    parts: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) >= 0:
        end = text.find("-->", start + 4)
        end = len(text) if end < 0 else end + 3
        blank = "".join("\n" if char == "\n" else " " for char in text[start:end])
        parts += [text[position:start], blank]
        position = end
    return "".join((*parts, text[position:]))


def untagged(line: str) -> str:
    """A line of Markdown without the tags in it; a heading or a summary becomes one of Markdown."""
    if "<" not in line:
        return line
    parts = line.split("`")  # what stands between backticks is code
    parts[::2] = [_TAG.sub(_without, part) for part in parts[::2]]
    words = "`".join(parts)
    if words.strip() and (heading := _HEADING.match(line)):
        return "#" * int(heading[1]) + " " + words.strip()
    stressed = _SUMMARY.match(line) or _COLOURED.match(line)
    return f"**{words.strip('* ')}**" if words.strip() and stressed else words


def _without(tag: re.Match[str]) -> str:
    name = tag[2].lower()
    if name not in _KNOWN:
        return tag[0]
    return "![]()" if name == "img" else ""


def starts_with_tag(line: str) -> bool:
    found = _TAG.match(line.lstrip())
    return found is not None and found[2].lower() in _KNOWN
