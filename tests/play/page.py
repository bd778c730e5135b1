"""Reads the page's HTML as its reader sees it: messages and forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"img", "input", "source", "br", "meta", "link"}
BLOCKS = {"pre", "blockquote"}


@dataclass
class Element:
    """A tag with what is inside it, in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list["Element | str"] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def all(self, tag: str = "", **attributes: str | None) -> list["Element"]:
        """Everything within of that tag, class or attribute; with None any value will do."""
        asked = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [one for one in self._below() if one._is(tag, asked)]

    @property
    def text(self) -> str:
        """The words; a block stands on lines of its own."""
        words = ""
        for one in self.inside:
            if words.endswith("\0"):
                words = words[:-1] + "\n"
            words += one if isinstance(one, str) else one.text
            if isinstance(one, Element) and one.tag in BLOCKS:
                words += "\0"
        return words.removesuffix("\0")

    def _below(self) -> list["Element"]:
        inner = [one for one in self.inside if isinstance(one, Element)]
        return [each for one in inner for each in (one, *one._below())]

    def _is(self, tag: str, asked: dict[str, str | None]) -> bool:
        if tag and self.tag != tag:
            return False
        return all(
            value in self.classes
            if name == "class"
            else name in self.attributes and value in {None, self.attributes[name]}
            for name, value in asked.items()
        )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == self.open[-1].tag == "option":  # needs no end of its own
            self.open.pop()
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and self.open.pop().tag != tag:
            continue

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def parsed(html: str) -> Element:
    reader = _Reader()
    reader.feed(html)
    return reader.open[0]
