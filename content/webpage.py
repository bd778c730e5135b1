"""Reads an HTML page as the lines of an outline, and remembers which lines they came from."""

from dataclasses import dataclass, field, replace
from html import unescape

from content.tags import BLOCKS, HEADINGS, Places, Token, starts_with_tag, tokens

_BULLET, _MENU = "- ", "* "  # the signs of a list, and of the way to a page


@dataclass(frozen=True, slots=True)
class Row:
    """A line of an outline and the lines of the document it was made from."""

    text: str
    first: int
    last: int


def is_page(text: str) -> bool:
    """Whether a text is an HTML page rather than text with some HTML in it."""
    if text[:2000].lstrip("\ufeff \n").lower().startswith(("<!doctype html", "<html")):
        return True
    lines = [line for line in text.split("\n") if line.strip()]
    tagged = sum(starts_with_tag(line) for line in lines)
    return bool(lines) and tagged > 0.6 * len(lines)


def rows_of(page: str) -> list[Row]:
    """An HTML page as the lines of an outline."""
    return _Page(page).rows


@dataclass(slots=True)
class _Block:
    """What is being gathered for one row."""

    prefix: str = ""
    parts: list[str] = field(default_factory=list)
    first: int = -1
    last: int = 0


class _Page:
    def __init__(self, page: str) -> None:
        self.places = Places(page)
        self.rows: list[Row] = []
        self.block = _Block()
        self.lists: list[str] = []
        self.table_rows = 0
        self.in_menu = 0
        self.in_code = False
        self.bold = False
        self.href = ""
        self.titled = False  # then even the outermost headings stand below the title
        for token in tokens(page):
            if self.in_code and not (token.name == "pre" and token.closes):
                self._code(token)
            elif token.name:
                self._tag(token)
            else:
                self._text(token.text, token.at, token.end)
        self._flush()

    def _text(self, text: str, at: int, end: int) -> None:
        if not text.strip() and not self.block.parts:
            return
        if self.block.first < 0:
            self.block.first = at + len(text) - len(text.lstrip())
        if text.strip():
            self.block.last = max(at, end - 1 - (len(text) - len(text.rstrip())))
        self.block.parts.append(unescape(text))

    def _sign(self, sign: str, token: Token) -> None:
        self._text(sign, token.at, token.end)

    def _flush(self) -> None:
        block, self.block = self.block, _Block()
        text = " ".join("".join(block.parts).split()).replace("****", "").replace("``", "")
        if text:
            first, last = self.places.at(block.first), self.places.at(block.last)
            inside = (
                self._indent() + "  " if self.lists else ""
            )  # a further paragraph of a list line
            heads = self.bold and not block.prefix  # not the name of a list in a list
            text = f"**{text}**" if heads else (block.prefix or inside) + text
            self.rows.append(Row(text, first, max(first, last)))
        else:
            self.block.prefix = block.prefix  # `<li><p>`: the sign waits for the words

    def _row(self, text: str, token: Token) -> None:
        line = self.places.at(token.at)
        self.rows.append(Row(text, line, line))

    def _indent(self) -> str:
        return "  " * max(len(self.lists) - 1, 0)

    def _tag(self, token: Token) -> None:
        name, closes = token.name, token.closes
        if name in {"tr", "table", "td", "th"}:
            self._table(token)
        elif name not in BLOCKS:
            self._inline(token)
        else:
            self._flush()
            self._block(token)
            level = HEADINGS.get(name) or _is_title(token)
            if level and not closes:
                self.block.prefix = "#" * min(level + self.titled, 6) + " "
                self.titled = self.titled or name == "p"

    def _block(self, token: Token) -> None:
        name, closes = token.name, token.closes
        if name in {"ul", "ol"}:
            if closes:
                self.in_menu -= self.lists[-1:] == [_MENU]
                self.lists[-1:] = []
            elif "breadcrumb" in token.attributes:
                self.in_menu += 1
                self.lists.append(_MENU)
            else:
                self.lists.append(_BULLET if name == "ul" else "1. ")
        elif name in {"li", "dd"}:
            sign = self.lists[-1] if self.lists and name == "li" else _BULLET
            self.block.prefix = "" if closes else self._indent() + sign
        elif name == "pre":
            self._row("```" + ("" if closes else _language(token)), token)
            self.in_code = not closes
        elif name == "hr":
            self._row("---", token)
        elif name == "nav":
            self.in_menu += -1 if closes else 1
        elif name in {"summary", "dt"}:
            self.bold = not closes

    def _inline(self, token: Token) -> None:
        name, closes = token.name, token.closes
        if name in {"b", "strong"}:
            self._sign("**", token)
        elif name == "code":
            self._sign("`", token)
        elif name == "img":
            self._sign(f"![{token.attribute('alt')}]({token.attribute('src')})", token)
        elif name == "a":
            if not closes:
                self.href = "#menu" if self.in_menu else token.attribute("href")
            if self.href:
                self._sign(f"]({self.href})" if closes else "[", token)
            if closes:
                self.href = ""

    def _table(self, token: Token) -> None:
        if token.name == "table":
            self._flush()
            self.table_rows = 0
        elif token.name == "tr" and not token.closes:
            self._flush()
        elif token.name == "tr":
            self._sign("|", token)
            self._flush()
            self.table_rows += 1
            if self.table_rows == 1:
                self._row("|---|", token)
        elif not token.closes:
            self._sign("| ", token)

    def _code(self, token: Token) -> None:
        opening = self.rows[-1]
        if token.name == "code" and opening.text == "```text":
            self.rows[-1] = replace(opening, text="```" + _language(token))
        if token.name:
            return
        offset = token.at
        for text in token.text.split("\n"):
            line = self.places.at(offset)
            self.rows.append(Row(unescape(text).replace("```", "'''"), line, line))
            offset += len(text) + 1


def _is_title(token: Token) -> bool:
    """The name of a document as office programs write it."""
    return token.name == "p" and "title" in token.attribute("class").split()


def _language(token: Token) -> str:
    return token.attribute("class").split(" ")[0].removeprefix("language-") or "text"
