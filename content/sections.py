"""Reads any document into sections of pieces: what each line is, under which headings, and why."""

import re
from collections.abc import Sequence

from content import cues
from content.comments import Comments, comment_class, split_comments
from content.dialects import SHORT, rewritten, without_sign
from content.grids import cells, framed
from content.kinds import LONGEST_READ, Guess, column_kind, folded, guess, is_unfit
from content.outline import Line, read_outline
from content.pieces import Document, Piece, Section
from content.rereading import Rereader
from content.tags import untagged, without_remarks
from content.titles import plain_title, without_number, without_pictures
from content.webpage import Row, is_page, rows_of

_LABELLED = re.compile(r"(?:[^：:。，]{1,12}：|[A-Z][A-Za-z ]{1,24}:\s)\S.{1,100}$")
_WRITTEN_ON = re.compile(
    r"(?:日期|date|written|更新|updated)\S{0,8}[：:]\s*(\d{4}-\d{1,2}-\d{1,2})", re.IGNORECASE
)
_QUESTION = re.compile(r"[^。！!？?：:]+[？?]")
_ASKS, _ANSWER = re.compile(r"(?:问|[Qq])\d{0,2}[：:]"), re.compile(r"(?:答|[Aa])\d{0,2}[：:]\s*")
_DEMANDS = re.compile(
    r"(?:要求|功能|技术栈|说明|亮点|验收(?:标准)?|requirements?|features?|stack|must)\s*[：:]",
    re.IGNORECASE,
)
_LED = re.compile(r"\*\*[^*]{2,50}\*\*[.:：。—–-]?\s*\S")  # **Topic.** What to do with it.
_DOTTED = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}[.、]?\s")
LONGEST_LED = 240
_ARTICLE_SHARE = 0.6  # of the letters that stand in running text


def read_sections(text: str) -> Document:
    """Read Markdown, plain text or HTML, with or without readers' comments."""
    text = text.removeprefix("\ufeff")
    seen = without_remarks(text)
    comments = split_comments(seen)
    body = seen[: comments.start] if comments else seen
    page = is_page(body)
    plain = (Row(line, number, number) for number, line in enumerate(body.split("\n"), 1))
    return _Reader(text, rows_of(body) if page else list(plain), comments, page=page).document()


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
        self.headline: Line | None = None
        if not self.title and (first := self._unnumbered()):
            self.title, self.headline = first.text, first
        self.by_number = {line.number: line for line in self.lines}
        self.kinds: dict[int, str] = {}
        self.root = Section("", (1, len(text.split("\n"))))
        self.stack: list[Section] = []
        self.last: Piece | None = None
        self.reading = Line(1, "", "")
        self.before: Line | None = None
        self.head = ""
        self.style = self._style()
        self.titles = {
            folded(plain_title(line.text)) for line in self.lines if line.kind == "heading"
        }

    def document(self) -> Document:
        for line in self.lines:
            self._read(line)
        rows = () if self.is_page else self.rows
        Rereader(self.title, self.style, rows, self._is).read(self.root)
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
        items = [folded(line.text[:LONGEST_READ]) for line in self.lines if line.kind == "item"]
        outer = (line.text for line in self.lines if line.kind in {"heading", "label"})
        heads = [folded(text[:LONGEST_READ]) for text in outer]
        dated = sum(bool(cues.DATED.search(text)) for text in (*items, *heads))
        timed = sum(any(s.search(text) for s in cues.CADENCES.values()) for text in items)
        is_dense = dated + timed > max(len(items) / 10, 3)
        return "plan" if is_dense or cues.PLANS.search(self.title[:LONGEST_READ]) else "outline"

    def _only_heading(self) -> str:
        """The first heading, if no other stands as far out."""
        levels = [line for line in self.lines if line.kind == "heading"]
        outer = [line for line in levels if line.level == 1]
        return outer[0].text if len(outer) == 1 and outer[0] is levels[0] else ""

    def _unnumbered(self) -> Line | None:
        """The first heading, if the others that stand as far out are numbered and it is not."""
        headings = [line for line in self.lines if line.kind == "heading"]
        outer = [line for line in headings if line.level == 1]
        if outer[:2] != headings[:2] or len(outer) < 2:
            return None
        plain, *numbered = [
            plain_title(line.text) == untagged(line.text).strip("* ") for line in outer
        ]
        return outer[0] if plain and not any(numbered) else None

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
        self.reading = line
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
        if line is self.headline:
            return "title"
        if _ASKS.match(line.text):
            words = " ".join(untagged(line.text).split())
            self._add(words, lines, Guess("question", line.text[:1]))
            return "item"
        words = without_sign(self.rows[line.number - 1].text).rstrip("* ")
        names_a_list = words.endswith(("：", ":"))
        found = self._guess(line.text)
        if line.kind == "label" and found.kind == "project" and not names_a_list:
            self._add(words, lines, found)
            return "item"
        section = Section(plain_title(line.text), lines, line.heading_path)
        self.section.inside.append(section)
        self.stack.append(section)
        return line.kind

    def _sections(self) -> tuple[str, ...]:
        return tuple(section.title for section in self.stack)

    def _add(self, words: str, lines: tuple[int, int], found: Guess) -> Piece:
        path = self.stack[-1].path if self.stack else ()
        row = self.rows[self.reading.number - 1].text
        piece = Piece([words], lines, found, path, indent=_indent(row))
        self.section.inside.append(piece)
        self.last = piece
        return piece

    def _item(self, line: Line, lines: tuple[int, int]) -> str:
        words = " ".join(without_sign(self.rows[line.number - 1].text).split())
        words = without_number(words) if _DOTTED.match(words) else words
        if any(map(cues.MENU.search, self._sections()[-1:])) and self._is_heading(words):
            return "menu"
        if is_unfit(words):
            return "quarantine"
        if any(map(cues.HISTORY.search, self._sections())):
            return "front-matter"
        found = self._guess(words)
        last, row = self.last, self.rows[line.number - 1].text
        if last and last.guess.kind == "project" and _indent(row) > last.indent:
            last.points.append(words)
            last.lines = (last.lines[0], lines[1])
            return "item"
        self._add(words, lines, found)
        return "item"

    def _guess(self, words: str) -> Guess:
        return guess(words, self._sections(), is_plan=self.style == "plan")

    def _is_heading(self, words: str) -> bool:
        return folded(plain_title(words)) in self.titles

    def _table(self, line: Line, lines: tuple[int, int]) -> str:
        row = framed(self.rows[line.number - 1].text)
        if line.note == "separator":
            return "separator"
        if self.before is None or self.before.kind != "table":
            self.head = row
            return "table-head"
        if cues.VERSIONS.search(cells(self.head)[0]):
            return "front-matter"
        kind = column_kind(self.head, self._sections())
        self._add(row, lines, Guess(kind, self.head)).table_head = self.head
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
        if cues.COLOPHON.search(words) or (
            not self.stack and cues.METADATA.search(words.strip("*_ "))
        ):
            return "front-matter"
        inside = self.last and row.startswith(" ") and _indent(row) > self.last.indent
        if self._answers(words, lines) or self._demands(words, lines):
            return "item"
        if (found := self._listed(line, words)) and not inside:
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
        if self.style == "article":
            return self._left_to_think(words)
        told = words.startswith(">")
        led = bool(_LED.match(words))
        words = without_pictures(words)
        found = self._guess(words)
        listed = (
            (_LABELLED.match(words) and found.kind != "topic" and not told)
            or (found.kind == "advice" and len(words) <= 2 * SHORT)
            or (found.kind == "resource" and len(words) <= 2 * SHORT and words[-1:] not in "。.")
            or (led and len(words) <= LONGEST_LED)
            or (found.cadence and not told and len(words) <= LONGEST_LED and self._in_habits())
            or (found.cadence and self.style == "plan" and self._is_short(line))
            or (found.shape == "method" and len(words) <= 2 * SHORT)
            or self._is_among(line)
        )
        return found if listed else None

    def _is_among(self, line: Line) -> bool:
        """Whether it is a short line among others."""
        beside = [self.by_number.get(line.number + step) for step in (-1, 1)]
        return self._is_short(line) and bool(self.stack) and any(map(self._is_short, beside))

    def _in_habits(self) -> bool:
        return any(map(cues.RITUALS.search, self._sections()[-1:]))

    def _left_to_think(self, words: str) -> Guess | None:
        """The question a lecture ends with."""
        heading = next(reversed(self._sections()), "")
        if not cues.SECTIONS["question"].search(heading):
            return None
        if asked := _QUESTION.findall(words[-LONGEST_READ:]):
            return Guess("question", heading, parts=(asked[-1].strip(),), shape="left")
        return None

    @staticmethod
    def _is_short(line: Line | None) -> bool:
        if line is None or line.kind != "prose" or line.text.startswith(("![", ">")):
            return False
        return len(line.text) <= SHORT and not line.text.endswith(("。", ".", "！", "!", "：", ":"))

    def _answers(self, words: str, lines: tuple[int, int]) -> bool:
        """The answer of a question and answer, which stands right below the question."""
        last, found = self.last, _ANSWER.match(words)
        if not (found and last and last.guess.kind == "question" and not last.answer):
            return False
        last.answer = words[found.end() :]
        last.words.append(words)
        last.lines = (last.lines[0], lines[1])
        return True

    def _demands(self, words: str, lines: tuple[int, int]) -> bool:
        """What a project must have, said in a line below it."""
        last, found = self.last, _DEMANDS.match(words)
        if not (found and last and last.guess.kind == "project"):
            return False
        last.points.append(words)
        last.lines = (last.lines[0], lines[1])
        return True

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


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())
