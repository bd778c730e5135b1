"""A message as lines for a terminal; styles stay behind where there is no colour."""

from dataclasses import dataclass

from rich.text import Text as Line

from bot.chat import Link, Message
from bot.markup import Span, Style, Text, as_text
from bot.platforms.terminal.read import Offer, clean, label_of

STYLES = {
    Style.BOLD: "bold",
    Style.ITALIC: "italic",
    Style.CODE: "cyan",
    Style.PRE: "cyan",
    Style.QUOTE: "italic dim",
    Style.STRIKE: "strike",
}
CALM, FAINT = "cyan", "dim"


@dataclass(frozen=True, slots=True)
class Saved:
    """A picture or a file of the message, and where it was saved."""

    label: str
    path: str


def lines_of(message: Message, saved: tuple[Saved, ...] = ()) -> list[Line]:
    """The words, what was saved beside them, the links, and the buttons in their rows."""
    rows = [_line(row) for row in as_text(message.text).lines()]
    rows += [Line(f"{clean(each.label)}: {each.path}", FAINT) for each in saved]
    links = [button for button in message.buttons_flat() if isinstance(button, Link)]
    rows += [Line(f"{clean(str(link.label))}: {clean(link.url)}", CALM) for link in links]
    return rows + _buttons(message)


def _buttons(message: Message) -> list[Line]:
    numbered = Offer.of("", message).numbered
    rows, number = [], 0
    for row in message.buttons:
        shown = []
        for button in row:
            if isinstance(button, Link):
                continue
            number += 1
            label = label_of(button)
            shown.append(f"[{number}] {label}" if numbered else f"[{label}]")
        if shown:
            rows.append(Line("  ".join(shown), CALM))
    return rows


def _line(row: Text) -> Line:
    line = Line()
    for span in row.spans:
        line.append(clean(_words(span)), STYLES.get(span.style, ""))
    return line


def _words(span: Span) -> str:
    shows_itself = not span.url or span.url == span.text
    return span.text if shows_itself else f"{span.text} ({span.url})"
