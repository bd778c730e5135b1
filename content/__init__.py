"""What we teach: the shipped curricula, and the format a group writes its own in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from content import checks, proof
from content.account import Account, read_account
from content.format import read
from content.importer import Imported, import_document
from content.library import Curriculum, Item, Library, Source
from content.mistakes import CurriculumError, Mistake
from content.originals import keep, originals
from content.proof import Accounted, Coverage
from content.reading import DocumentError, read_document
from content.report import Report
from content.search import Hit, find
from content.writer import write

__all__ = [
    "Account",
    "Accounted",
    "Coverage",
    "Curriculum",
    "CurriculumError",
    "DocumentError",
    "Hit",
    "Imported",
    "Item",
    "Library",
    "Mistake",
    "Report",
    "Source",
    "accounts",
    "check",
    "coverage",
    "examine",
    "find",
    "import_document",
    "keep_original",
    "load",
    "parse",
    "prove",
    "read_document",
    "with_originals",
    "write",
]


def examine(texts: Iterable[tuple[str, str]]) -> list[Mistake]:
    """Every mistake in a curriculum of somebody's own; its texts by name."""
    curriculum, mistakes = read(texts, _headings)
    return checks.check(Library((curriculum,), mistakes), accounts(), beside=load())


def parse(text: str) -> Curriculum:
    """The curriculum this text describes, or a CurriculumError that lists every mistake in it."""
    curriculum, mistakes = read([("", text)], _headings)
    if mistakes:
        raise CurriculumError(mistakes)
    return curriculum


@cache
def load() -> Library:
    """The shipped curricula; a line that cannot be read is left out and told by `check`."""
    curricula: list[Curriculum] = []
    mistakes: list[Mistake] = []
    for name, texts in _shipped():
        curriculum, found = read(texts, _headings, name=name)
        curricula.append(curriculum)
        mistakes.extend(found)
    return Library(tuple(curricula), tuple(mistakes))


def with_originals(library: Library, folder: Path) -> Library:
    """The library with the lines of the documents that are kept in this folder."""
    return replace(library, originals=originals(folder, accounts().values()))


def keep_original(data: bytes, folder: Path) -> str:
    """Keep a file that is one of the documents we teach from; its name, or "" if it is none."""
    return keep(data, folder, accounts().values())


@cache
def accounts() -> Mapping[str, Account]:
    """The account of every document the shipped curricula are made from, by its name."""
    folder = files(__name__) / "curricula" / "documents"
    if not folder.is_dir():
        return {}
    found = (read_account(text) for _, text in _texts(folder))
    return {each.document: each for each in found}


def check(library: Library) -> list[Mistake]:
    """Every mistake in these curricula, by file and line, with what to do about it."""
    return checks.check(library, accounts())


def coverage(library: Library) -> Coverage:
    """For every line of the source documents: the items that stand for it, or the reason."""
    return proof.coverage(library, accounts().values())


def prove(library: Library, documents: Path) -> list[str]:
    """What differs from the originals in this folder; an empty list is the proof."""
    return proof.prove(library, accounts().values(), documents)


def _headings(document: str, lines: tuple[int, int]) -> tuple[str, ...]:
    account = accounts().get(document)
    return account.heading_path(lines) if account else ()


def _shipped() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Every curriculum by name: a folder of texts, or a single text."""
    for entry in sorted((files(__name__) / "curricula").iterdir(), key=lambda each: each.name):
        if entry.name.endswith(".txt"):
            yield entry.name.removesuffix(".txt"), [(entry.name, entry.read_text("utf-8"))]
        elif entry.is_dir() and entry.name != "documents":
            yield entry.name, [(f"{entry.name}/{name}", text) for name, text in _texts(entry)]


def _texts(folder: Traversable) -> list[tuple[str, str]]:
    """The texts of a folder by name."""
    texts = (each for each in folder.iterdir() if each.name.endswith(".txt"))
    return sorted((each.name, each.read_text("utf-8")) for each in texts)
