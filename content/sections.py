"""Reads any document into sections of pieces: what each line is, under which headings, and why."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from content import cues
from content.comments import Comment, Comments, split_comments
from content.dialects import SHORT, rewritten, without_sign
from content.kinds import Guess, column_kind, folded, guess, is_unfit
from content.outline import Line, read_outline
from content.tags import without_remarks
from content.webpage import Row, is_page, rows_of

_LABELLED = re.compile(r"(?:[^：:。，]{1,12}：|[A-Z][A-Za-z ]{1,24}:\s)\S.{1,100}$")
_WRITTEN_ON = re.compile(
    r"(?:日期|date|written|更新|updated)\S{0,8}[：:]\s*(\d{4}-\d{1,2}-\d{1,2})", re.IGNORECASE
)
_NUMBERING = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})*[.、．:：)]?\s+|\d{1,2}[.、．]\s*(?=\D)|[一二三四五六七八九十]{1,3}[、.．]\s*"
    r"|[（(][一二三四五六七八九十\d]{1,3}[）)]\s*)(?=\S)"
)
_CONTINUED = re.compile(r"\s*[（(](?:续|continued|cont\.?)[）)]\s*", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_SIGNS = re.compile(
    "[\u2190-\u2191\u231a\u231b\u23e9-\u23fa\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]|\\*\\*|__"
)
_EMPHASIS = re.compile(r"(?<!\w)[*_]([^*_]+)[*_](?!\w)")
_ARTICLE_SHARE = 0.6  # of the letters that stand in running text


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


def read_sections(text: str) -> Document:
    """Read Markdown, plain text or HTML, with or without readers' comments."""
    text = text.removeprefix("\ufeff")
    seen = without_remarks(text)
    comments = split_comments(seen)
    body = seen[: comments.start] if comments else seen
    page = is_page(body)
    plain = (Row(line, number, number) for number, line in enumerate(body.split("\n"), 1))
    return _Reader(text, rows_of(body) if page else list(plain), comments, page=page).document()


def plain_title(words: str) -> str:
    """A heading or head in its own words: no numbering, no emphasis, no pictures, no "(续)"."""
    title = _EMPHASIS.sub(r"\1", _SIGNS.sub(" ", _LINK.sub(r"\1", words))).replace("`", "")
    title = " ".join(_CONTINUED.sub("", title).split()).strip("：: ")
    return _NUMBERING.sub("", title) or title


class _Reader:
    def __init__(
        self, text: str, rows: Sequence[Row], comments: Comments | None, *, page: bool
    ) -> None:
        self.is_page = page
        self.text = text
        self.rows = rows
        self.comments = comments
        new, self.unclosed = rewritten([row.text for row in rows])
        outline = read_outline("\n".join(new))
        self.lines = outline.lines
        self.title = outline.title or self._only_heading()
        self.by_number = {line.number: line for line in self.lines}
        self.kinds: dict[int, str] = {}
        self.root = Section("", (1, len(text.split("\n"))))
        self.stack: list[Section] = []
        self.last: Piece | None = None
        self.before: Line | None = None
        self.head = ""
        self.style = self._style()
        self.titles = {
            folded(plain_title(line.text)) for line in self.lines if line.kind == "heading"
        }

    def document(self) -> Document:
        for line in self.lines:
            self._read(line)
        announced = self._announced()
        if self.comments:
            self._comments(self.comments)
        numbers = [n for n, line in enumerate(self.text.split("\n"), 1) if line.strip()]
        return Document(
            title=self.title,
            style=self.style,
            written_on=self._written_on(),
            root=self.root,
            kinds={number: self.kinds.get(number, "markup") for number in numbers},
            comments=self.comments,
            unclosed=tuple(self.rows[number - 1].first for number in self.unclosed),
            hearsay=self._hearsay(),
            announced=announced,
            line_count=len(numbers),
        )

    def _style(self) -> str:
        letters = dict.fromkeys(("prose", "item"), 1)
        for line in self.lines:
            if line.kind in letters:
                letters[line.kind] += len(line.text)
        prose = letters["prose"] / sum(letters.values())
        if prose > _ARTICLE_SHARE and (self.comments or letters["prose"] > 1000):
            return "article"
        items = [folded(line.text) for line in self.lines if line.kind == "item"]
        heads = [folded(line.text) for line in self.lines if line.kind in {"heading", "label"}]
        dated = sum(bool(cues.DATED.search(text)) for text in (*items, *heads))
        timed = sum(any(s.search(text) for s in cues.CADENCES.values()) for text in items)
        is_dense = dated + timed > max(len(items) / 10, 3)
        return "plan" if is_dense or cues.PLANS.search(self.title) else "outline"

    def _only_heading(self) -> str:
        """The first heading, if no other stands as far out."""
        levels = [line for line in self.lines if line.kind == "heading"]
        outer = [line for line in levels if line.level == 1]
        return outer[0].text if len(outer) == 1 and outer[0] is levels[0] else ""

    def _written_on(self) -> str:
        found = _WRITTEN_ON.search(self.text[:3000])
        return found[1] if found else ""

    # --- line by line -----------------------------------------------------------------------------

    def _at(self, line: Line) -> tuple[int, int]:
        row = self.rows[line.number - 1]
        return row.first, row.last

    def _is(self, lines: tuple[int, int], kind: str) -> None:
        for number in range(lines[0], lines[1] + 1):
            # On one line of HTML stand several things; what can be learned counts.
            if self.kinds.get(number) not in {"item", "code", "table"}:
                self.kinds[number] = kind

    @property
    def section(self) -> Section:
        return self.stack[-1] if self.stack else self.root

    def _read(self, line: Line) -> None:
        lines = self._at(line)
        del self.stack[len(line.heading_path) - (line.kind in {"heading", "label"}) :]
        for section in (self.root, *self.stack):
            section.lines = (section.lines[0], max(section.lines[1], lines[1]))
        read = {
            "heading": self._heading,
            "label": self._heading,
            "item": self._item,
            "table": self._table,
            "code": self._code,
            "prose": self._prose,
            "quarantine": self._prose,
        }.get(line.kind)
        kind = read(line, lines) if read else line.kind
        self._is(lines, kind)
        if kind not in {"item", "code", "fence", "prose"}:
            self.last = None
        self.before = line

    def _heading(self, line: Line, lines: tuple[int, int]) -> str:
        section = Section(plain_title(line.text), lines, line.heading_path)
        self.section.inside.append(section)
        self.stack.append(section)
        return line.kind

    def _sections(self) -> tuple[str, ...]:
        return tuple(section.title for section in self.stack)

    def _add(self, words: str, lines: tuple[int, int], found: Guess) -> Piece:
        path = self.stack[-1].path if self.stack else ()
        piece = Piece([words], lines, found, path)
        self.section.inside.append(piece)
        self.last = piece
        return piece

    def _item(self, line: Line, lines: tuple[int, int]) -> str:
        words = " ".join(without_sign(self.rows[line.number - 1].text).split())
        if any(map(cues.MENU.search, self._sections()[-1:])) and self._is_heading(words):
            return "menu"
        if is_unfit(words):
            return "quarantine"
        self._add(words, lines, guess(words, self._sections(), is_plan=self.style == "plan"))
        return "item"

    def _is_heading(self, words: str) -> bool:
        return folded(plain_title(words)) in self.titles

    def _table(self, line: Line, lines: tuple[int, int]) -> str:
        cells = self.rows[line.number - 1].text.strip()
        if line.note == "separator":
            return "separator"
        if self.before is None or self.before.kind != "table":
            self.head = cells
            return "table-head"
        kind = column_kind(self.head, self._sections())
        self._add(cells, lines, Guess(kind, self.head)).table_head = self.head
        return "table"

    def _code(self, line: Line, lines: tuple[int, int]) -> str:
        opening = self.before if self.before and self.before.kind == "fence" else None
        if self.last is None or self.last.table_head:
            self._add("", lines, Guess("topic", "code")).words = []
        if self.last:
            if opening or not self.last.code:
                language = opening.text.strip("`~ ") if opening else ""
                self.last.code.append((language, []))
            self.last.code[-1][1].append(line.text)
            self.last.lines = (self.last.lines[0], lines[1])
        return "code"

    def _prose(self, line: Line, lines: tuple[int, int]) -> str:
        row = self.rows[line.number - 1].text
        words = " ".join(row.split())
        if is_unfit(words) or line.kind == "quarantine":
            self.last = None
            return "quarantine"
        if not self.stack and cues.METADATA.search(words):
            return "front-matter"
        if (found := self._listed(line, words)) and not row.startswith(" "):
            self._add(words, lines, found).plain = True
            return "item"
        if self._goes_on(row, lines) and self.last:
            self.last.words.append(words)
            self.last.lines = (self.last.lines[0], lines[1])
            return "item"
        self.last = None
        self.section.prose.append((words, lines))
        return "prose"

    def _listed(self, line: Line, words: str) -> Guess | None:
        """A line without a sign that is a list line all the same.

        A label, a date in a plan, or a short line among others.
        """
        is_plan = self.style == "plan"
        found = guess(words, self._sections(), is_plan=is_plan)
        labelled = _LABELLED.match(words) and found.kind != "topic"
        dated = is_plan and self._is_short(line) and found.cadence
        beside = [self.by_number.get(line.number + step) for step in (-1, 1)]
        among = self._is_short(line) and self.stack and any(map(self._is_short, beside))
        return found if self.style != "article" and (labelled or dated or among) else None

    @staticmethod
    def _is_short(line: Line | None) -> bool:
        if line is None or line.kind != "prose" or line.text.startswith(("![", ">")):
            return False
        return len(line.text) <= SHORT and not line.text.endswith(("。", ".", "！", "!", "：", ":"))

    def _goes_on(self, row: str, lines: tuple[int, int]) -> bool:
        """Whether the list line above goes on here."""
        last = self.last
        if not last or not last.words or last.table_head or last.code:
            return False
        beside = lines[0] <= last.lines[1] + 1
        return beside and (row.startswith((" ", "\t")) or not (self.is_page or last.plain))

    # --- readers --------------------------------------------------------------------------------

    def _comments(self, comments: Comments) -> None:
        self.kinds[comments.line] = "heading"
        section = Section("", (comments.line, comments.line), ("",))
        for comment in comments.found:
            found = comment_class(comment.text)
            self._is(comment.lines, "quarantine" if found == "notice" else "comment")
            piece = Piece([comment.text], comment.lines, Guess("insight", found), comment=comment)
            section.inside.append(piece)
        self.kinds[comments.line] = "heading"
        self.root.inside.append(section)

    def _announced(self) -> tuple[int, ...]:
        """Lines right before the comments that announce more."""
        prose = [line for line in self.lines if line.kind not in {"ruler", "image"}]
        if not self.comments or not prose:
            return ()
        last = prose[-1]
        is_heading = last.kind in {"heading", "label"}
        return self._at(last)[:1] if is_heading or cues.ANNOUNCES.search(last.text) else ()

    def _hearsay(self) -> tuple[int, ...]:
        """Comments that quote words from the text which it does not have."""
        body = "".join(row.text for row in self.rows)
        return tuple(
            comment.lines[0]
            for comment in (self.comments.found if self.comments else ())
            if any(words not in body for words in cues.FROM_THE_TEXT.findall(comment.text))
        )


def comment_class(text: str) -> str:
    """What a reader's comment is."""
    for name, sign in cues.COMMENTS.items():
        if sign.search(text) and not (name == "thanks" and len(text) > 3 * SHORT):
            return name
    return "insight" if len(text) > SHORT // 2 else "thanks"
