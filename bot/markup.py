"""Rich text as spans, so that words typed by people are never read as markup.

A platform renders spans at the last moment (Telegram entities, Slack rich_text, ANSI, HTML).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    PLAIN = ""
    BOLD = "bold"
    ITALIC = "italic"
    CODE = "code"
    PRE = "pre"
    QUOTE = "quote"
    STRIKE = "strike"


@dataclass(frozen=True, slots=True)
class Span:
    text: str
    style: Style = Style.PLAIN
    url: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of rich text. `str()` gives its plain words; `+` and `join` put texts together."""

    spans: tuple[Span, ...] = ()

    def __str__(self) -> str:
        return "".join(span.text for span in self.spans)

    def __add__(self, other: "Text | str") -> "Text":
        return Text(self.spans + as_text(other).spans)

    def __radd__(self, other: str) -> "Text":
        return as_text(other) + self

    def __bool__(self) -> bool:
        return any(span.text for span in self.spans)

    def lines(self) -> list["Text"]:
        """The text cut at its line ends."""
        rows: list[list[Span]] = [[]]
        for span in self.spans:
            first, *rest = span.text.split("\n")
            rows[-1].append(Span(first, span.style, span.url))
            rows.extend([Span(part, span.style, span.url)] for part in rest)
        return [Text(tuple(span for span in row if span.text)) for row in rows]


def as_text(value: "Text | str") -> Text:
    """Words as they are, never read as markup."""
    return value if isinstance(value, Text) else Text((Span(value),))


def plain(value: "Text | str") -> str:
    return str(value)


def bold(value: "Text | str") -> Text:
    return Text((Span(plain(value), Style.BOLD),))


def italic(value: "Text | str") -> Text:
    return Text((Span(plain(value), Style.ITALIC),))


def code(value: str) -> Text:
    return Text((Span(value, Style.CODE),))


def pre(value: str) -> Text:
    return Text((Span(value, Style.PRE),))


def quote(value: "Text | str") -> Text:
    return Text((Span(plain(value), Style.QUOTE),))


def link(label: str, url: str) -> Text:
    return Text((Span(label, url=url),))


def join(separator: "Text | str", parts: "Iterable[Text | str]") -> Text:
    result = Text()
    for number, part in enumerate(parts):
        result = result + separator + part if number else result + part
    return result


def paragraphs(*parts: "Text | str | None") -> Text:
    """The parts that say something, a blank line between them."""
    return join("\n\n", [part for part in parts if part])


def lines(*parts: "Text | str | None") -> Text:
    """The parts that say something, each on a line of its own."""
    return join("\n", [part for part in parts if part])


BRIEF = 160
"""Letters of somebody's words that are said back; all of them are kept."""


def brief(words: str, room: int = BRIEF) -> str:
    """The beginning of somebody's words, for where a hundred kilobytes have no place."""
    return words if len(words) <= room else words[: room - 1].rstrip() + "…"


_INLINE_CODE = re.compile(r"`([^`\n]+)`")


def backticks(value: str) -> Text:
    """Words of a curriculum, in which `code` may stand between backticks."""
    parts = _INLINE_CODE.split(value)
    return Text(
        tuple(
            Span(part, Style.CODE if number % 2 else Style.PLAIN)
            for number, part in enumerate(parts)
            if part
        )
    )


_TEMPLATE = re.compile(r"\*(?P<bold>[^*\n]+)\*|\{(?P<name>\w+)\}")


def fill(template: str, values: "dict[str, Text | str | int]") -> Text:
    """A sentence of the catalogue with its {placeholders} filled; *stars* make bold.

    Only the catalogue's own words are read as markup; what is filled in stays literal.
    """
    spans: list[Span] = []
    position = 0
    for found in _TEMPLATE.finditer(template):
        spans.append(Span(template[position : found.start()]))
        position = found.end()
        if found["name"] is not None:
            spans.extend(_value(values[found["name"]]).spans)
        else:
            inner = fill(found["bold"], values)
            spans.extend(Span(s.text, s.style or Style.BOLD, s.url) for s in inner.spans)
    spans.append(Span(template[position:]))
    return Text(tuple(span for span in spans if span.text))


def _value(value: "Text | str | int") -> Text:
    return as_text(str(value)) if isinstance(value, int) else as_text(value)
