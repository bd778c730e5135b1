"""Reads a source document: what every line of it is, and under which headings it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"\s{0,8}(`{3,})\s*(.*?)\s*$")
_RULER = re.compile(r"\s*([-*_=])(\s*\1){2,}\s*$")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)[\s#]*$")
_BLOCK = re.compile(r"\*\*([^*]+)\*\*([：:]?)\s*$")
_NUMBERED_BLOCK = re.compile(r"(\d+[.、])\s*\*\*([^*]+)\*\*[：:]?\s*$")
_BULLET = re.compile(r"^(?:[-*•·]\s+|•|\d+[.]\s+|\d+、|（\d+）|\(\d+\)\s+)(?=\S)")
_DATED = re.compile(r"\d+月：")
_MENU = re.compile(r"\[[^\]]*\]\(#[^)]*\)$")
_SEPARATOR = re.compile(r"\|[\s:|-]*$")
_IMAGE = re.compile(r"(?:\[\s*)?!\[[^\]]*\]\([^)]*\)(?:\s*\]\([^)]*\))?$")
_COMMENTS = re.compile(r".*<strong>(精选留言（\d+）)</strong>")
_COMMENT = "<li>"
_NO_TIMELESS_USE = re.compile("问卷|红包|优惠券")
_FROM_THE_TEXT = re.compile("文中[^‘“]{0,6}[‘“]([^’”]{6,200})[’”]")
_DECORATION = re.compile(
    "[\u2190-\u21ff\u231a\u231b\u23e9-\u23fa\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]"
)
_CONTENT_SHARE = 0.6  # of an unlabelled fence; below it, it is code

# How far out a heading stands. Markdown's own headings have their depth, 1 to 6.
_CHAPTER, _BLOCK_RANK, _INNER_BLOCK_RANK, _GROUP_RANK = 2, 7, 8, 9  # a ruler ends the inner ones


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not empty; `level` is a heading's depth, `text` is without signs."""

    number: int
    kind: str
    text: str
    heading_path: tuple[str, ...] = ()
    level: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """A document, line by line."""

    title: str
    lines: tuple[Line, ...]
    line_count: int
    hearsay: tuple[int, ...]  # lines where readers quote the text with words it does not have

    @property
    def status(self) -> str:
        return "incomplete" if self.hearsay else "complete"


@dataclass(frozen=True, slots=True)
class _Mark:
    """What one line is, before its headings are known."""

    kind: str
    text: str
    rank: int = 0  # of a heading
    closed_at: int = -1  # a label ends before the next line that stands no further in than this
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Open:
    title: str
    rank: int
    closed_at: int


def read_outline(text: str) -> Outline:
    """Every line that is not empty, classified; lines are counted from 1 by line feeds."""
    raw = [line.rstrip("\r") for line in text.removeprefix("\ufeff").split("\n")]
    marks = _Marker(raw).marks
    lines: list[Line] = []
    stack: list[_Open] = []
    for number, mark in sorted(marks.items()):
        indent = _indent(raw[number - 1])
        while stack and indent <= stack[-1].closed_at:
            stack.pop()
        level = 0
        if mark.rank:
            while stack and stack[-1].rank >= mark.rank:
                stack.pop()
            stack.append(_Open(mark.text, mark.rank, mark.closed_at))
            level = len(stack)
        elif mark.kind == "ruler":
            while stack and stack[-1].rank > _CHAPTER:
                stack.pop()
        path = tuple(each.title for each in stack)
        lines.append(Line(number, mark.kind, mark.text, path, level, mark.note))
    return Outline(_title(lines), tuple(lines), len(raw) - (not raw[-1]), _hearsay(lines))


class _Marker:
    """Says what every line is, reading from the top."""

    def __init__(self, raw: list[str]) -> None:
        self.raw = raw
        self.full = [number for number, line in enumerate(raw, 1) if line.strip()]
        self.after = dict(zip(self.full, self.full[1:], strict=False))
        self.before = dict(zip(self.full[1:], self.full, strict=False))
        self.marks: dict[int, _Mark] = {}
        self._front_matter()
        self._comments()
        self._fences()
        for number in self.full:
            if number not in self.marks:
                self.marks[number] = self._mark(number)
        self._headline()

    def line(self, number: int) -> str:
        return self.raw[number - 1]

    def between(self, first: int, last: int) -> Iterator[int]:
        return (number for number in range(first, last + 1) if self.line(number).strip())

    def _front_matter(self) -> None:
        if self.raw[0].strip() == "---":
            for number in self.full[1:]:
                if self.line(number).strip() == "---":
                    for each in self.between(1, number):
                        self.marks[each] = _Mark("front-matter", self.line(each).strip())
                    return

    def _comments(self) -> None:
        """Readers' comments: several may share a line, and one may have many."""
        comment = 0
        expired = set()
        rows: dict[int, range] = {}
        for number in self.full:
            line = self.line(number)
            if heading := _COMMENTS.match(line):
                self.marks[number] = _Mark("heading", heading[1], 1)
                rows[number] = range(0)
            elif rows:
                parts = line.split(_COMMENT)
                first = comment if parts[0].strip() and comment else comment + 1
                for nth, part in enumerate(parts):
                    if _NO_TIMELESS_USE.search(part):
                        expired.add(comment + nth)
                comment += len(parts) - 1
                rows[number] = range(first, comment + 1)
        for number, numbers in rows.items():
            if number not in self.marks:
                all_expired = bool(numbers) and expired.issuperset(numbers)
                kind = "quarantine" if all_expired else "comment"
                ends = dict.fromkeys(f"{each}" for each in (*numbers[:1], *numbers[-1:]))
                note = f"#{'-'.join(ends)}"
                self.marks[number] = _Mark(kind, self.line(number).strip(), note=note)

    def _fences(self) -> None:
        fences = [n for n in self.full if n not in self.marks and _FENCE.match(self.line(n))]
        while len(fences) > 1:
            first, last, *fences = fences
            inside = list(self.between(first + 1, last - 1))
            opened = _FENCE.match(self.line(first))
            labelled = bool(opened and opened[2])
            for number in (first, last):
                self.marks[number] = _Mark("fence", self.line(number).strip())
            is_code = labelled or not self._is_content(inside)
            for number in inside:
                self.marks[number] = (
                    _Mark("code", self.line(number)) if is_code else self._mark_in_fence(number)
                )

    def _is_content(self, numbers: list[int]) -> bool:
        lines = [self.line(number).strip() for number in numbers]
        content = sum(bool(_BULLET.match(line)) or line.endswith("：") for line in lines)
        return content >= _CONTENT_SHARE * len(lines)

    def _mark_in_fence(self, number: int) -> _Mark:
        line = self.line(number).strip()
        if line.endswith("：") and not _BULLET.match(line):
            return _Mark("heading", line.rstrip("："), _GROUP_RANK)
        return self._mark(number)

    def _mark(self, number: int) -> _Mark:
        line = self.line(number).strip()
        if _RULER.match(line):
            return _Mark("ruler", line)
        if _MENU.match(line.strip("* ")):
            return _Mark("menu", line)
        if heading := self._heading(number, line):
            return heading
        if line.startswith("|"):
            return _Mark("table", line, note="separator" if _SEPARATOR.match(line) else "")
        if _IMAGE.match(line):
            return _Mark("image", line)
        return self._mark_text(number, line)

    def _heading(self, number: int, line: str) -> _Mark | None:
        if self._is_boxed(number):
            return _Mark("heading", _plain(line), _CHAPTER)
        if heading := _HEADING.match(line):
            return _Mark("heading", _plain(heading[2]), len(heading[1]))
        if block := _BLOCK.match(line):
            rank = _INNER_BLOCK_RANK if block[2] else _BLOCK_RANK
            return _Mark("heading", _plain(block[1]), rank)
        if numbered := _NUMBERED_BLOCK.match(line):
            return _Mark("heading", _plain(f"{numbered[1]} {numbered[2]}"), _INNER_BLOCK_RANK)
        return None

    def _mark_text(self, number: int, line: str) -> _Mark:
        text = without_bullet(line)
        bulleted = text != line
        if bulleted and _MENU.match(text):
            return _Mark("menu", text)
        if self._leads_a_list(number, text, bulleted=bulleted):
            indent = _indent(self.line(number))
            is_deeper = _indent(self.line(self.after[number])) > indent
            closed_at = indent if is_deeper else indent - 1
            return _Mark("label", _plain(text.rstrip("：")), _GROUP_RANK, closed_at)
        if bulleted or _DATED.match(line):
            return _Mark("item", text)
        return _Mark("quarantine" if _NO_TIMELESS_USE.search(line) else "prose", text)

    def _is_boxed(self, number: int) -> bool:
        """A line right between two rulers."""
        around = (number - 1, number + 1)
        return all(1 <= n <= len(self.raw) and _RULER.match(self.line(n)) for n in around)

    def _leads_a_list(self, number: int, text: str, *, bulleted: bool) -> bool:
        following = self.after.get(number, 0)
        if not following or not _BULLET.match(self.line(following).strip()):
            return False
        deeper = _indent(self.line(following)) > _indent(self.line(number))
        if bulleted:
            return deeper and text.endswith("：")
        return following == number + 1 and (deeper or text.endswith("："))

    def _headline(self) -> None:
        """The title: a heading above all others, or the first line of a plan in boxes."""
        ranked = [number for number, mark in sorted(self.marks.items()) if mark.rank]
        if not ranked:
            return
        first, *others = ranked
        if others and all(self.marks[n].rank > self.marks[first].rank for n in others):
            self.marks[first] = _Mark("title", self.marks[first].text)
        elif self._is_boxed(first):
            above = [n for n in self.full if n < first and self.marks[n].kind == "prose"]
            for nth, number in enumerate(above):
                kind = "front-matter" if nth else "title"
                self.marks[number] = _Mark(kind, self.line(number).strip())


def without_bullet(line: str) -> str:
    """The words of a list line: no bullet sign, no space around."""
    return _BULLET.sub("", line.strip(), count=1)


def _plain(heading: str) -> str:
    """A heading's own words: no emphasis signs, no pictures."""
    return " ".join(_DECORATION.sub(" ", heading.replace("**", "")).split())


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _title(lines: list[Line]) -> str:
    for line in lines:
        if line.kind == "title":
            return line.text
        if line.kind == "front-matter" and line.text.startswith("title:"):
            return line.text.removeprefix("title:").strip(" \"'")
    return ""


def _hearsay(lines: list[Line]) -> tuple[int, ...]:
    body = "".join(line.text for line in lines if line.kind != "comment")
    return tuple(
        line.number
        for line in lines
        if line.kind == "comment"
        and any(quoted not in body for quoted in _FROM_THE_TEXT.findall(line.text))
    )
