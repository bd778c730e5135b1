"""What a document is made of: sections, and the pieces that are listed, asked or told in them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from content.comments import Comment, Comments
from content.kinds import Guess


@dataclass(slots=True)
class Piece:
    """A thing the document lists, asks or tells: one line, or several that belong together."""

    words: list[str]
    lines: tuple[int, int]
    guess: Guess
    path: tuple[str, ...] = ()
    code: list[tuple[str, list[str]]] = field(default_factory=list)
    table_head: str = ""
    comment: Comment | None = None
    plain: bool = False  # it has no bullet
    indent: int = 0
    answer: str = ""
    points: list[str] = field(default_factory=list)  # what is listed below a project


@dataclass(slots=True)
class Section:
    """A heading and what stands below it, in order."""

    title: str
    lines: tuple[int, int]
    path: tuple[str, ...] = ()
    inside: list["Section | Piece"] = field(default_factory=list)
    prose: list[tuple[str, tuple[int, int]]] = field(default_factory=list)

    def pieces(self) -> Iterator[Piece]:
        for each in self.inside:
            if isinstance(each, Piece):
                yield each
            else:
                yield from each.pieces()

    def sections(self) -> Iterator["Section"]:
        for each in self.inside:
            if isinstance(each, Section):
                yield each
                yield from each.sections()


@dataclass(slots=True)
class Document:
    """Everything that was read, and of every line that is not empty what it is."""

    title: str
    style: str  # outline, plan or article
    written_on: str
    root: Section
    kinds: dict[int, str]
    comments: Comments | None
    unclosed: tuple[int, ...]
    hearsay: tuple[int, ...]
    announced: tuple[int, ...]
    line_count: int = 0

    @property
    def status(self) -> str:
        return "incomplete" if self.hearsay or self.announced else "complete"
