"""Turns the sections of a document into items: each piece as its kind, with our defaults named."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from content.grids import cells
from content.kinds import LONGEST_HEAD, head_and_detail, is_label
from content.library import Code, Group, Item, Source, usual_minutes
from content.nodes import made_id
from content.pieces import Document, Piece, Section
from content.titles import plain_title

LONGEST_QUOTE = 40
_LETTERS_A_MINUTE = 300
_LETTERS_A_READING = {"zh": 40, "en": 100}
_APPROVABLE = {"habit", "insight", "plan", "outcome"}
_LINK_HEAD = re.compile(r"(?:\*\*)?\[([^\]]+)\]\([^)]*\)(?:\*\*)?\s*(.*)$")
_BOLD_HEAD = re.compile(r"\*\*([^*]+)\*\*\s*[:：–—-]*\s*(.*)$")
_NUMBERS = re.compile(r"\d{1,4}(?:\s?[-–~]\s?\d{1,4})?")
_BRACKET = re.compile(r"[（(][^（(]*[)）]$")
_CLAUSE = re.compile(r"[，。；！？,.;!?～~\s]+")

SAYINGS = {
    "zh": {
        "topic": "不看资料，用三句话讲清「{head}」：是什么、什么时候用、一个例子。",
        "order": "凭记忆排出这个顺序，再说出相邻两个为什么这样排。",
        "versus": "各写一个更该选「{first}」和更该选「{last}」的场景。",
        "arrow": "为「{first}」举一个自己的场景，说出为什么走向「{last}」。",
        "reading": "读原文第 {first}–{last} 行，合上以后用自己的话写三句要点。",
        "why": "文档把它列在「{place}」里。",
        "done": "有看得见的结果：一个链接、一张截图或三句话。",
        "recall": "「{head}」：文档列出的要点是什么？",
        "order?": "按「{head}」把这几个排好：{parts}",
        "arrow?": "{first} → ？",
        "reader": "读者的话：{name}",
        "opening": "正文",
        "relative": "“{words}”从成员自己开始的那天算起。",
        "from": "导入自 {file}（sha256 {sha}，{lines} 行）。",
        "incomplete": "原文不完整。",
    },
    "en": {
        "topic": "Without looking it up, explain “{head}”: what, when, an example.",
        "order": "Put them in order from memory, then say why each stands before the next.",
        "versus": "Write one case where {first} is the better choice, and one for {last}.",
        "arrow": "Name a case of your own for “{first}” and say why it leads to “{last}”.",
        "reading": "Read lines {first}–{last} of the document, close it, write three sentences.",
        "why": "The document lists it under “{place}”.",
        "done": "There is something to see: a link, a screenshot or three sentences.",
        "recall": "“{head}”: what does the document say about it?",
        "order?": "Put these in order by “{head}”: {parts}",
        "arrow?": "{first} → ?",
        "reader": "A reader's words: {name}",
        "opening": "The text",
        "relative": "“{words}” counts from the member's own first day.",
        "from": "Imported from {file} (sha256 {sha}, {lines} lines).",
        "incomplete": "The document is not complete.",
    },
}  # fmt: skip


class Draft:
    """The items and groups of one document, in its order."""

    def __init__(self, document: Document, name: str, track: Item) -> None:
        self.document = document
        self.name = name
        self.lang = track.lang
        self.track = track
        self.items: list[Item] = [track]
        self.groups: list[Group] = []
        self.equals: Counter[tuple[str, str, str]] = Counter()
        self.stated: set[int] = set()
        self.deepest = _depth(document.root)
        self._inside(document.root, {"track": track.id}, track.title, 0)

    def say(self, what: str, **values: object) -> str:
        return SAYINGS[self.lang][what].format(**values)

    def _id(self, inside: str, kind: str, title: str) -> str:
        key = (inside, kind, title)
        self.equals[key] += 1
        return made_id(*key, self.equals[key])

    def _source(self, lines: tuple[int, int], path: tuple[str, ...]) -> Source:
        headings = tuple(" ".join(part.replace("›", ">").split()) for part in path)
        return Source(self.name, tuple(filter(None, headings)), lines)

    # --- containers ------------------------------------------------------------------------------

    def _inside(self, section: Section, ids: dict[str, str], title: str, depth: int) -> None:
        parent = _innermost(ids)
        group: Group | None = None
        if depth and self._kind(depth) == "group" and _own(section):
            group = Group(
                id=self._id(parent, "group", title),
                title=title,
                why=self._intro(section) or self.say("why", place=title),
                source=self._source(section.lines, section.path),
                parent=parent,
            )
        members: list[str] = []
        inside: list[Section | Piece] = section.inside
        if group:  # nothing can be in a group again after another one was opened
            inside = sorted(inside, key=lambda each: isinstance(each, Section))
        made = list(self._readings(section, ids, parent, group, title))
        if made:
            inside = [each for each in inside if not isinstance(each, Piece) or each.words]
        self._add(made, members)
        for each in inside:
            if isinstance(each, Piece):
                self._add(self._item(each, ids, parent, group, title), members)
            elif self._holds(each):
                self._section(each, ids, depth + 1)
        if group and members:
            self.groups.append(replace(group, items=tuple(members)))

    def _add(self, made: list[Item], members: list[str]) -> None:
        members.extend(item.id for item in made)
        self.items.extend(made)

    def _section(self, section: Section, ids: dict[str, str], depth: int) -> None:
        parent = _innermost(ids)
        kind, title = self._kind(depth), _short(section.title)
        inside = dict(ids)
        if title and kind != "group":
            container = Item(
                id=self._id(parent, kind, title),
                kind=kind,
                title=title,
                body=self._intro(section),
                track=ids["track"],
                stage=ids.get("stage", ""),
                module=ids.get("module", ""),
                role="derived",
                lang=self.lang,
                source=self._source(section.lines, section.path),
                parent=parent,
            )
            inside[kind] = container.id
            self.items.append(_named(container))
        self._inside(section, inside, title or self.say("opening"), depth if title else 0)

    def _kind(self, depth: int) -> str:
        kinds = {1: ("module",), 2: ("module", "group")}.get(
            self.deepest, ("stage", "module", "group")
        )
        return kinds[min(depth, len(kinds)) - 1]

    def _holds(self, section: Section) -> bool:
        reads = map(self._reads, (section, *section.sections()))
        return (self.document.style == "article" and any(reads)) or any(
            piece.comment is None or _class(piece) in _APPROVABLE for piece in section.pieces()
        )

    def _reads(self, section: Section) -> bool:
        """Whether there is enough to read; half as much will do where nothing else is."""
        alone = 2 if section.prose and not section.inside else 1
        return alone * _letters(section) >= _LETTERS_A_READING[self.lang]

    def _intro(self, section: Section) -> str:
        """The sentence a plan or an outline puts above its list."""
        if self.document.style == "article" or not section.prose:
            return ""
        words = plain_title(section.prose[0][0])
        if len(words) > 4 * LONGEST_QUOTE:
            return ""
        first, last = section.prose[0][1]
        self.document.kinds.update(dict.fromkeys(range(first, last + 1), "label"))
        return words

    # --- pieces ----------------------------------------------------------------------------------

    def _readings(
        self, section: Section, ids: dict[str, str], parent: str, group: Group | None, title: str
    ) -> Iterator[Item]:
        """The running text of an article's part is one thing to read, in the original."""
        untitled = section is self.document.root and any(self.document.root.sections())
        if self.document.style != "article" or not section.prose or untitled:
            return
        first, last = section.prose[0][1][0], section.prose[-1][1][1]
        if not self._reads(section):
            return
        for _, lines in section.prose:
            self.document.kinds.update(dict.fromkeys(range(lines[0], lines[1] + 1), "reading"))
        samples = [each for each in section.inside if isinstance(each, Piece) and not each.words]
        last = max((last, *(each.lines[1] for each in samples)))
        item = self._new("topic", title, ids, parent, group)
        yield _with(
            item,
            source=self._source((first, last), section.path),
            role="derived",
            minutes=min(max(_letters(section) // _LETTERS_A_MINUTE + 5, 5), 45),
            try_=self.say("reading", first=first, last=last),
            tags=("reading",),
            code=tuple(code for each in samples for code in _code(each)),
        )

    def _new(
        self, kind: str, title: str, ids: dict[str, str], parent: str, group: Group | None
    ) -> Item:
        return Item(
            id=self._id(group.id if group else parent, kind, title),
            kind=kind,
            title=title,
            track=ids["track"],
            stage=ids.get("stage", ""),
            module=ids.get("module", ""),
            group=group.title if group else "",
            minutes=usual_minutes(kind),
            lang=self.lang,
            parent=parent,
        )

    def _item(
        self, piece: Piece, ids: dict[str, str], parent: str, group: Group | None, place: str
    ) -> list[Item]:
        source = self._source(piece.lines, piece.path)
        if piece.comment:
            return self._comment(piece, source, ids, parent)
        head, detail = _split(piece)
        kind, title = piece.guess.kind, _short(head).rstrip("。；;.") or place
        item = self._new(kind, title, ids, parent, group)
        left = piece.guess.shape == "left"  # running text: its question alone is told
        words, lines = (
            () if left else tuple(piece.words),
            set(range(piece.lines[0], piece.lines[1] + 1)),
        )
        alone = words and not lines & self.stated  # of one line of HTML the first item speaks
        self.stated |= lines
        item = _with(
            item,
            words=words,
            role="stated" if alone else "derived",
            source=source,
            code=_code(piece),
            cadence=piece.guess.cadence,
            cadence_stated=bool(piece.guess.cadence) and piece.guess.stated,
            note=self._note(piece),
            points=self._cells(piece) if piece.table_head else tuple(piece.points),
            quote=_quote(piece.guess.parts[0]) if left else "",
        )
        return [self._filled(item, piece, title, detail, place)]

    def _cells(self, piece: Piece) -> tuple[str, ...]:
        colon = "：" if self.lang == "zh" else ": "
        pairs = zip(cells(piece.table_head)[1:], cells(piece.words[0])[1:], strict=False)
        return tuple(f"{head}{colon}{cell}" if head else cell for head, cell in pairs if cell)

    def _note(self, piece: Piece) -> str:
        relative = piece.guess.cadence == "dated" and piece.guess.ask
        return self.say("relative", words=piece.guess.ask) if relative else ""

    def _filled(self, item: Item, piece: Piece, head: str, detail: str, place: str) -> Item:
        """What a kind needs and the document does not say, as our default."""
        shape, parts = piece.guess.shape, piece.guess.parts
        ends = {"first": parts[0], "last": parts[-1]} if parts else {}
        more: dict[str, object] = {}
        if item.kind in {"topic", "drill"}:
            saying = shape if shape in {"order", "versus", "arrow"} else "topic"
            more["try_"] = self.say(saying, head=head, **ends)
        if item.kind in {"project", "task", "exercise"}:
            more |= {"why": self.say("why", place=place), "done": self.say("done")}
        if item.kind in {"ritual", "habit", "okr"} and not item.cadence:
            more |= {"cadence": "weekly", "cadence_stated": False}
        if shape == "method" and item.kind != "project":
            more["steps"] = parts
        elif shape in {"asked", "method"}:
            more["points"] = parts
        if shape == "order":
            asked = self.say("order?", head=head, parts=" / ".join(sorted(parts)))
            more |= {"question": asked, "answer": detail or " < ".join(parts)}
        elif shape == "arrow":
            more |= {"question": self.say("arrow?", **ends), "answer": ends["last"]}
        elif item.kind in {"topic", "drill"} and detail and not shape:
            more |= {"question": self.say("recall", head=head), "answer": detail}
        elif item.kind in {"interview", "question"}:
            more["question"] = parts[0] if shape == "left" else head
            more["answer"] = piece.answer
        return _with(item, **more)

    def _comment(
        self, piece: Piece, source: Source, ids: dict[str, str], parent: str
    ) -> list[Item]:
        comment = piece.comment
        if comment is None or _class(piece) not in _APPROVABLE:
            return []
        name = shortened(comment.name)
        item = self._new("insight", self.say("reader", name=name), ids, parent, None)
        tags = ("unapproved", _class(piece))
        quote = _quote(comment.text)
        return [_with(item, role="stated", source=source, quote=quote, by=name, tags=tags)]


def _innermost(ids: dict[str, str]) -> str:
    return next(ids[kind] for kind in ("module", "stage", "track") if ids.get(kind))


def shortened(name: str) -> str:
    """A reader's name as far as it may be told."""
    keep = 3 if name.isascii() else 2
    return name if len(name) <= keep else name[:keep] + "…"


def _code(piece: Piece) -> tuple[Code, ...]:
    return tuple(Code(language, "\n".join(text)) for language, text in piece.code)


def _class(piece: Piece) -> str:
    return piece.guess.because


def _letters(section: Section) -> int:
    return sum(len(words) for words, _ in section.prose)


def _own(section: Section) -> bool:
    return any(isinstance(each, Piece) for each in section.inside) or bool(section.prose)


def _depth(section: Section) -> int:
    """How many headings stand above the innermost thing."""
    below = [_depth(each) for each in section.inside if isinstance(each, Section)]
    return max(
        (deep + 1 for deep, each in zip(below, _sections(section), strict=True) if _full(each)),
        default=0,
    )


def _sections(section: Section) -> list[Section]:
    return [each for each in section.inside if isinstance(each, Section)]


def _full(section: Section) -> bool:
    return any(True for _ in section.pieces()) or bool(section.prose)


def _split(piece: Piece) -> tuple[str, str]:
    """Head and detail of a piece: a link's or bold words first, else what is before a colon."""
    if not piece.words:
        return "", ""
    words, more = piece.words[0], piece.words[1:]
    if piece.table_head:
        column, row = plain_title(cells(piece.table_head)[0]), plain_title(cells(words)[0])
        return f"{column} {row}" if _NUMBERS.fullmatch(row) else row, " | ".join(cells(words)[1:])
    if piece.guess.shape in {"left", "asked"}:
        asked = piece.guess.because if piece.guess.shape == "left" else _BRACKET.sub("", words)
        return plain_title(asked), ""
    head, detail = head_and_detail(words)
    for sign in (_LINK_HEAD, _BOLD_HEAD):
        if found := sign.match(words):
            head, detail = found[1], found[2].strip(" -–—:：")
            break
    if detail and is_label(head):
        return plain_title(detail, numbered=False), " ".join(more).strip()
    return plain_title(head), " ".join((detail, *more)).strip()


def _short(title: str) -> str:
    if len(title) <= LONGEST_HEAD:
        return title
    cut = title[:LONGEST_HEAD]
    space = cut.rfind(" ")
    return (cut[:space] if space > LONGEST_HEAD // 2 else cut).rstrip("，,、；;：: ") + "…"


def _quote(text: str) -> str:
    """At most forty characters of running text, cut between two clauses where it can be."""
    if len(text) <= LONGEST_QUOTE:
        return text
    ends = [found.start() for found in _CLAUSE.finditer(text) if 8 < found.start() <= LONGEST_QUOTE]
    return text[: ends[-1] if ends else LONGEST_QUOTE]


def _with(item: Item, **values: object) -> Item:
    return replace(item, **values)  # type: ignore[arg-type]  # fields are named where it is called


def _named(container: Item) -> Item:
    """A container names itself in its own field."""
    return _with(container, **{container.kind: container.id})
