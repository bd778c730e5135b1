"""Reads the curriculum format: text in, a curriculum and every mistake in it out."""

import re
from collections.abc import Callable, Iterable

from content.library import (
    CADENCES,
    CONTAINERS,
    LEAVES,
    ROLES,
    Choice,
    Code,
    Curriculum,
    Place,
    Source,
)
from content.mistakes import Mistake
from content.nodes import Asked, Builder, Node
from content.sentences import Said, said

FIELDS = (
    *("id", "en", "lang", "why", "try", "done", "minutes", "role", "cadence"),
    *("note", "days", "needs", "by", "tags"),
)
# Outer kinds before inner ones; every leaf may stand inside any container, or inside another leaf.
_RANK = {kind: rank for rank, kind in enumerate((*CONTAINERS, "group"))}
_LEAF_RANK = len(_RANK)

_HEADING = re.compile(r"(#+)\s*([a-z]+)(?:\s+(.*))?$")
_FIELD = re.compile(r"([a-z]+)(:(?=\s|$)|：)\s*(.*)$")
_STEP = re.compile(r"\d+\.\s+(.*)$")
_CHOICE = re.compile(r"[(（]\s*([xX]?)\s*[)）]\s*(.*)$")
_SOURCE = re.compile(r"(\S+)\s+(\d+)(?:\s*[-–]\s*(\d+))?(?:\s+(\S.*))?$")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*$")
_FENCE = re.compile(r"(`{3,})\s*(.*)$")
PATH_SIGN = " › "
# A Chinese keyboard writes the full-width form of a sign just as easily.
_HALF_WIDTH = str.maketrans("＃＝＠？！＞＼", "#=@?!>\\")

HeadingPath = Callable[[str, tuple[int, int]], tuple[str, ...]]


def read(
    files: Iterable[tuple[str, str]],
    headings: HeadingPath = lambda _document, _lines: (),
    *,
    name: str = "",
) -> tuple[Curriculum, tuple[Mistake, ...]]:
    """Read files (name, text) as one curriculum; a bad line is reported and left out.

    `headings` says under which headings of a known document some lines stand. `name` stands
    in for the id as long as no track is written.
    """
    reader = _Reader(headings)
    for file, text in files:
        reader.read(file, text)
    return Builder(reader.mistakes, name).build(reader.nodes), tuple(reader.mistakes)


class _Reader:
    """Turns lines into nodes."""

    def __init__(self, headings: HeadingPath) -> None:
        self.headings = headings
        self.nodes: list[Node] = []
        self.mistakes: list[Mistake] = []
        self.node: Node | None = None
        self.place = Place()
        self.signs = {
            "=": self._words,
            "@": self._source,
            "?": self._question,
            "!": self._answer,
            ">": self._quote,
            "\\": self._body,
        }

    def wrong(self, what: Said, fix: Said) -> None:
        self.mistakes.append(Mistake(self.place.file, self.place.line, what, fix))

    def read(self, file: str, text: str) -> None:
        lines = iter(enumerate(text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"), 1))
        for number, raw in lines:
            line = raw.strip()
            if not line:
                continue
            self.place = Place(file, number)
            first = line[0].translate(_HALF_WIDTH)
            if first == "#":
                self._heading(first + line[1:])
            elif self.node is None:
                self.wrong(
                    said("text before the first heading"), said("begin with `# track TITLE`")
                )
            elif opened := _FENCE.match(line):
                self._code(opened, lines)
            elif sign := self.signs.get(first):
                sign(self.node, line[1:].strip())
            else:
                self._other(self.node, line)

    def _heading(self, line: str) -> None:
        match = _HEADING.match(line)
        if not match:
            self.wrong(
                said("a line of # signs without a kind"),
                said("write `#### topic TITLE`, or begin a line of text with a backslash"),
            )
            return
        signs, kind, title = match.groups()
        parent = self.node
        while parent and parent.depth >= len(signs):
            parent = parent.parent
        if kind not in _RANK and kind not in LEAVES:
            self.wrong(
                said("unknown kind {kind}", kind=kind),
                said("use one of: {names}", names=", ".join((*_RANK, *LEAVES))),
            )
        elif parent is None and kind != "track":
            self.wrong(
                said("the {kind} stands outside any track", kind=kind),
                said("put `# track TITLE` above it"),
            )
        elif parent and _rank(parent.kind) >= _rank(kind) and kind not in LEAVES:
            self.wrong(
                said("the {kind} stands inside the {parent}", kind=kind, parent=parent.kind),
                said("give the {kind} fewer # signs", kind=kind),
            )
        if not title:
            self.wrong(
                said("the {kind} has no title", kind=kind), said("write the title after the kind")
            )
        self.node = Node(kind, title or "", len(signs), self.place, parent)
        self.nodes.append(self.node)

    def _code(self, opened: re.Match[str], lines: Iterable[tuple[int, str]]) -> None:
        fence, language = opened.groups()
        text: list[str] = []
        for _, line in lines:
            if line.strip() == fence:
                break
            text.append(line)
        else:
            self.wrong(
                said("a code block without an end"),
                said("close it with a line {fence}", fence=fence),
            )
        if self.node:
            self.node.code.append(Code(language, "\n".join(text), self.place))

    @staticmethod
    def _words(node: Node, text: str) -> None:
        node.words.append(text)

    @staticmethod
    def _body(node: Node, text: str) -> None:
        node.body.append(text)

    def _source(self, node: Node, text: str) -> None:
        match = _SOURCE.match(text)
        if not match:
            self.wrong(
                said("a source that names no lines"),
                said("write `@ DOCUMENT LINE` or `@ 003 30-34`"),
            )
            return
        document, first, last, path = match.groups()
        lines = (int(first), int(last or first))
        if not 1 <= lines[0] <= lines[1]:
            self.wrong(
                said("source lines in the wrong order"),
                said("count from 1, the smaller line first"),
            )
        headings = tuple(path.split(PATH_SIGN)) if path else self.headings(document, lines)
        owner: Node | Asked = node.asked[-1] if node.kind == "quiz" and node.asked else node
        if owner.source:
            self.wrong(
                said("a second source"), said("keep one `@` line; let it cover a range of lines")
            )
        owner.source = Source(document, headings, lines)

    def _question(self, node: Node, text: str) -> None:
        if node.kind == "quiz":
            node.asked.append(Asked(text))
        elif not text:
            return
        elif node.asked:
            self.wrong(
                said("a second question"), said("put it into an item of its own, or into a quiz")
            )
        else:
            node.asked.append(Asked(text))

    def _answer(self, node: Node, text: str) -> None:
        if not text:
            return
        if not node.asked:
            self.wrong(said("an answer without a question"), said("write the `?` line above it"))
        elif node.asked[-1].answer:
            self.wrong(said("a second answer"), said("keep one `!` line for each question"))
        else:
            node.asked[-1].answer = text

    def _quote(self, node: Node, text: str) -> None:
        if node.quote:
            self.wrong(said("a second quotation"), said("keep one `>` line for each item"))
        node.quote = text

    def _choice(self, node: Node, match: re.Match[str]) -> None:
        if node.kind != "quiz" or not node.asked:
            self.wrong(
                said("a choice without a quiz question"),
                said("write it below a `?` line of a quiz"),
            )
        else:
            node.asked[-1].choices.append(Choice(match[2], bool(match[1])))

    def _other(self, node: Node, line: str) -> None:
        if line.startswith("- "):
            node.points.append(line[2:].lstrip())
        elif step := _STEP.match(line):
            node.steps.append(step[1])
        elif choice := _CHOICE.match(line):
            self._choice(node, choice)
        elif (named := _FIELD.match(line)) and (named[1] in FIELDS or named[2] == ":"):
            self._field(node, named[1], named[3].strip())
        else:
            node.body.append(line)

    def _field(self, node: Node, name: str, value: str) -> None:
        if name not in FIELDS:
            self.wrong(
                said("unknown field {name}", name=name),
                said(
                    "use one of: {names}; or begin a line of text with a backslash",
                    names=", ".join(FIELDS),
                ),
            )
        elif name in node.fields:
            self.wrong(said("a second {name}", name=name), said("keep one line of each name"))
        elif value:
            node.fields[name] = value
            self._value(name, value)

    def _value(self, name: str, value: str) -> None:
        if name in {"minutes", "days"} and not (value.isdecimal() and int(value)):
            self.wrong(
                said("{name} {value} is not a number", name=name, value=value),
                said("write a whole number above zero"),
            )
        elif name == "role" and value not in ROLES:
            self.wrong(
                said("unknown role {value}", value=value),
                said("use one of: {names}", names=", ".join(ROLES)),
            )
        elif name == "id" and not _ID.match(value):
            self.wrong(
                said("the id {value}", value=value),
                said("use letters, digits, dots and hyphens only"),
            )
        elif name == "cadence":
            how_often, _, whose = value.partition(" ")
            if how_often not in CADENCES or whose.strip() not in {"stated", "chosen"}:
                self.wrong(
                    said("the cadence {value}", value=value),
                    said("write one of {names}, then stated or chosen", names=", ".join(CADENCES)),
                )


def _rank(kind: str) -> int:
    return _RANK.get(kind, _LEAF_RANK)
