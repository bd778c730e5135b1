"""The account of a source document: a row for every line that is not empty, without its prose."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from content.outline import Outline, read_outline

HEADINGS = frozenset({"heading", "label"})


@dataclass(frozen=True, slots=True)
class Row:
    """What one line of the document is; `text` is a heading's words or, elsewhere, a reason."""

    line: int
    kind: str
    level: int | None = None  # of a heading; elsewhere: how many headings stay open here
    text: str = ""

    def __str__(self) -> str:
        level = "" if self.level is None else str(self.level)
        return " ".join(filter(None, (str(self.line), self.kind, level, self.text)))


@dataclass(frozen=True)
class Account:
    """One document, known by the sha256 of its content."""

    document: str
    sha256: str
    lines: int
    title: str
    status: str
    rows: Mapping[int, Row]

    @property
    def is_article(self) -> bool:
        """An article with readers' comments: its prose is retold, never repeated."""
        return any(row.kind == "comment" for row in self.rows.values())

    def heading_path(self, lines: tuple[int, int]) -> tuple[str, ...]:
        """The headings that hold all of these lines, outermost first."""
        start, end = lines
        while end > start and not (end in self.rows and self.rows[end].kind != "ruler"):
            end -= 1  # a ruler at the end of a part belongs to no heading
        first, last = self._open_at(start), self._open_at(end)
        shared = (one.text for one, other in zip(first, last, strict=False) if one == other)
        return tuple(shared)

    def _open_at(self, line: int) -> tuple[Row, ...]:
        turns, stacks = self._open
        return stacks[bisect_right(turns, line)]

    @cached_property
    def _open(self) -> tuple[list[int], list[tuple[Row, ...]]]:
        """The lines where headings open or close, and what is open before and after each."""
        turns: list[int] = []
        stacks: list[tuple[Row, ...]] = [()]
        for row in self.rows.values():
            if row.level is None:
                continue
            turns.append(row.line)
            if row.kind in HEADINGS:
                stacks.append((*stacks[-1][: row.level - 1], row))
            else:
                stacks.append(stacks[-1][: row.level])
        return turns, stacks

    def __str__(self) -> str:
        head = (
            f"document: {self.document}",
            f"sha256: {self.sha256}",
            f"lines: {self.lines}",
            f"title: {self.title}",
            f"status: {self.status}",
        )
        return "\n".join((*head, "", *map(str, self.rows.values()))) + "\n"


def make(text: str, *, document: str = "", title: str = "", status: str = "") -> str:
    """The account of a document, from its own text; what an editor knows better is told."""
    outline = read_outline(text)
    sha = content_sha256(text)
    account = Account(
        document=document or sha[:8],
        sha256=sha,
        lines=outline.line_count,
        title=title or outline.title,
        status=status or outline.status,
        rows={row.line: row for row in _rows(outline)},
    )
    return str(account)


def content_sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _rows(outline: Outline) -> Iterator[Row]:
    depth = 0
    for line in outline.lines:
        is_heading = line.kind in HEADINGS
        closes = len(line.heading_path) < depth
        depth = len(line.heading_path)
        level = line.level if is_heading else depth if closes else None
        yield Row(line.number, line.kind, level, line.text if is_heading else line.note)


def read_account(text: str) -> Account:
    """The account this text holds, as `str(account)` wrote it."""
    head, _, body = text.partition("\n\n")
    fields = dict(line.split(":", 1) for line in head.splitlines())
    return Account(
        document=fields["document"].strip(),
        sha256=fields["sha256"].strip(),
        lines=int(fields["lines"]),
        title=fields["title"].strip(),
        status=fields["status"].strip(),
        rows={row.line: row for row in map(_row, body.splitlines())},
    )


def _row(text: str) -> Row:
    line, kind, *rest = text.split(" ", 2)
    told = rest[0] if rest else ""
    level, _, after = told.partition(" ")
    if len(level) == 1 and level.isdecimal():
        return Row(int(line), kind, int(level), after)
    return Row(int(line), kind, None, told)
