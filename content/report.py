"""What an import understood, what it asks, what it left out and why: every line accounted for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from content.library import DOABLE, KINDS, Curriculum, Item
from content.pieces import Document, Piece, Section
from content.sentences import Said, said

REASONS = {
    "menu": said("table of contents: a menu, not tasks"),
    "front-matter": said("title, author or date"),
    "ruler": said("ruler"),
    "separator": said("ruler of a table"),
    "table-head": said("head of a table"),
    "fence": said("sign of a code block"),
    "markup": said("tags without words"),
    "image": said("picture, not included"),
    "prose": said("running text: read it in the original"),
    "comment": said("readers' comments: nothing of them is shown before you approve it"),
    "quarantine": said("offer, price, survey or contact: not passed on"),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person should look at, and the lines it is about."""

    asked: Said
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    reason: Said
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Guessed:
    """A kind that was guessed, the words that decided, and the lines it was given to."""

    kind: str
    because: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Titles that came, went or stand elsewhere since the document was imported before."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    kept: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.moved)


@dataclass(frozen=True)
class Report:
    """The account of one import."""

    file: str
    document: str
    sha256: str
    style: str
    status: str
    line_count: int  # lines that are not empty
    counts: Mapping[str, int]
    minutes: int
    guesses: tuple[Guessed, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    comments: Mapping[str, int] = field(default_factory=dict)
    changes: Changes | None = None
    rows: Mapping[int, str] = field(default_factory=dict)
    """What every line is that is not empty."""

    @property
    def understood(self) -> int:
        """How many lines stand in the curriculum."""
        return self.line_count - sum(len(each.lines) for each in self.left_out)


def counts(items: Iterable[Item], groups: int) -> dict[str, int]:
    """How many there are of each kind, the outermost first."""
    found = Counter(item.kind for item in items if item.kind != "card")
    order = (*KINDS[:3], "group", *KINDS[3:])
    found["group"] = groups
    return {kind: found[kind] for kind in order if found[kind]}


def minutes(curriculum: Curriculum) -> int:
    return sum(item.minutes for item in curriculum.items if item.kind in DOABLE)


def guesses(pieces: Iterable[Piece]) -> tuple[Guessed, ...]:
    gathered: dict[tuple[str, str], list[int]] = {}
    for piece in pieces:
        if piece.guess.kind != "topic" and piece.comment is None:
            key = (piece.guess.kind, piece.guess.because)
            gathered.setdefault(key, []).append(piece.lines[0])
    return tuple(Guessed(*key, tuple(lines)) for key, lines in sorted(gathered.items()))


def left_out(document: Document) -> tuple[LeftOut, ...]:
    by_kind: dict[str, list[int]] = {}
    for line, kind in document.kinds.items():
        if kind in REASONS:
            by_kind.setdefault(kind, []).append(line)
    return tuple(
        LeftOut(REASONS[kind], tuple(by_kind[kind])) for kind in REASONS if kind in by_kind
    )


def doubts(document: Document) -> tuple[Doubt, ...]:
    """What a person must say or see, in the order of importance."""
    found = [
        *_broken(document),
        *_asked(document),
        *(
            Doubt(said("“{title}” has nothing below it. Is a part missing?", title=each.title),
                  each.lines[:1])
            for each in document.root.sections()
            if not each.inside and not each.prose and not _has(document, each, "menu", "image")
        ),
    ]  # fmt: skip
    if unfit := _lines_of(document, "quarantine"):
        asked = said("These lines offer, sell or ask for contact. They stay out; is that right?")
        found.append(Doubt(asked, unfit))
    return tuple(found)


def _has(document: Document, section: Section, *kinds: str) -> bool:
    first, last = section.lines
    return any(document.kinds.get(line) in kinds for line in range(first, last + 1))


def _broken(document: Document) -> Iterable[Doubt]:
    if not document.title:
        yield Doubt(said("The document has no title, so it is called as its file is. Right?"), (1,))
    if document.announced:
        asked = said("The text breaks off where it announces more. Is this the whole document?")
        yield Doubt(asked, document.announced)
    if document.hearsay:
        asked = said("Readers quote words the text does not have. Is this the whole document?")
        yield Doubt(asked, document.hearsay)
    comments = document.comments
    if comments and comments.claimed not in {None, len(comments.found)}:
        yield Doubt(
            said(
                "The document says {claimed} comments, I found {found}. Is something missing?",
                claimed=comments.claimed or 0,
                found=len(comments.found),
            ),
            (comments.line,),
        )
    if document.unclosed:
        asked = said("A code block is opened and never closed; I read what follows as text.")
        yield Doubt(asked, document.unclosed)
    if images := _lines_of(document, "image"):
        asked = said("Pictures are not included. Do they say something the text does not?")
        yield Doubt(asked, images)


def _asked(document: Document) -> Iterable[Doubt]:
    gathered: dict[str, list[int]] = {}
    for piece in document.root.pieces():
        if piece.guess.ask:
            gathered.setdefault(piece.guess.ask, []).append(piece.lines[0])
    for words, lines in gathered.items():
        asked = said("“{words}”: is that a date or a habit? From when, how often?", words=words)
        yield Doubt(asked, tuple(lines))


def _lines_of(document: Document, kind: str) -> tuple[int, ...]:
    return tuple(line for line, its_kind in document.kinds.items() if its_kind == kind)
