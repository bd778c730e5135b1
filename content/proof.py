"""Accounts for every line of the documents, and proves the account against the originals."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from pathlib import Path

from content.account import HEADINGS, Account, Row, make, read_account
from content.library import CONTAINERS, Item, Library
from content.outline import without_bullet

LONGEST_QUOTE = 40
REASONS = {
    "heading": "heading of what follows",
    "label": "label of the list below",
    "title": "title of the document",
    "front-matter": "title, author or date",
    "menu": "table of contents: a menu, not tasks",
    "ruler": "ruler",
    "fence": "sign of a block, without words",
    "table": "head of the table",
    "code": "line of the sample above",
    "image": "picture, not included",
    "prose": "running text with nothing to do: greeting, transition or background",
    "comment": "reader's comment with nothing to do: thanks, mood or a support question",
    "quarantine": "survey, reward or call of its time",
}
_STRUCTURE = HEADINGS | {"title", "front-matter", "menu", "ruler", "fence"}
_NOT_LEAVES = {*CONTAINERS, "quiz", "card"}


@dataclass(frozen=True, slots=True)
class Accounted:
    """One line of a document: the items that stand for it, or the reason why none does."""

    document: str
    line: int
    kind: str
    items: tuple[str, ...]
    reason: str

    def as_json(self) -> dict[str, object]:
        return {
            "document": self.document,
            "line": self.line,
            "kind": self.kind,
            "items": list(self.items),
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every line of every document that is not empty."""

    rows: tuple[Accounted, ...]

    @property
    def unclassified(self) -> tuple[Accounted, ...]:
        """The list lines nobody is taught, and lines of no known kind."""
        return tuple(row for row in self.rows if not row.items and not row.reason)


def coverage(library: Library, accounts: Iterable[Account]) -> Coverage:
    at = _items_by_line(library)
    return Coverage(
        tuple(
            _accounted(account.document, row, at.get((account.document, row.line), ()))
            for account in accounts
            for row in account.rows.values()
        )
    )


def states(item: Item) -> bool:
    """Whether the item stands for its lines with the document's own words."""
    return item.role == "stated" and bool(item.words) and item.source is not None


def _accounted(document: str, row: Row, items: Iterable[Item]) -> Accounted:
    if row.kind in _STRUCTURE:
        standing: tuple[Item, ...] = ()
    elif row.kind == "item":
        standing = tuple(filter(states, items))
    else:
        standing = tuple(sorted(items, key=_span))
        standing = tuple(each for each in standing if _span(each) == _span(standing[0]))
    ids = tuple(each.id for each in standing)
    return Accounted(document, row.line, row.kind, ids, "" if ids else REASONS.get(row.kind, ""))


def _span(item: Item) -> int:
    return item.source.lines[1] - item.source.lines[0] if item.source else 0


def _items_by_line(library: Library) -> dict[tuple[str, int], list[Item]]:
    at: dict[tuple[str, int], list[Item]] = {}
    for item in library.items.values():
        if item.source and item.kind not in _NOT_LEAVES:
            first, last = item.source.lines
            for line in range(first, last + 1):
                at.setdefault((item.source.document, line), []).append(item)
    return at


def prove(library: Library, accounts: Iterable[Account], folder: Path) -> list[str]:
    """What differs between the originals in this folder and what we say of them; nothing is best.

    A document is known by the sha256 of its content, whatever its file is called.
    """
    contents = [path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()]
    by_sha256 = {sha256(content).hexdigest(): content.decode() for content in contents}
    differences: list[str] = []
    texts: dict[str, list[str]] = {}
    for account in accounts:
        text = by_sha256.get(account.sha256)
        if text is None:
            differences.append(
                f"{account.document}: no file in {folder} has the sha256 {account.sha256}"
            )
        else:
            texts[account.document] = text.split("\n")
            differences += _account_differences(account, text)
    for item in library.items.values():
        if item.source and item.kind != "card":
            differences += _item_differences(item, texts)
    return differences


def _account_differences(account: Account, text: str) -> Iterator[str]:
    anew = read_account(make(text, document=account.document))
    if account.lines != anew.lines:
        yield f"{account.document}: {anew.lines} lines, the account says {account.lines}"
    for line in sorted(account.rows.keys() | anew.rows.keys()):
        said, found = account.rows.get(line), anew.rows.get(line)
        if not said:
            yield f"{account.document}:{line}: a line without a row in the account"
        elif not found:
            yield f"{account.document}:{line}: a row for an empty or missing line"
        elif _essence(said) != _essence(found):
            yield f"{account.document}:{line}: the account says '{said}', the document '{found}'"


def _essence(row: Row) -> tuple[object, ...]:
    return (row.kind, row.level, row.text if row.kind in HEADINGS else "")


def _item_differences(item: Item, texts: Mapping[str, list[str]]) -> Iterator[str]:
    if not item.source or item.source.document not in texts:
        return
    first, last = item.source.lines
    where = f"{item.place.file}:{item.place.line}: {item.id}"
    lines = texts[item.source.document][first - 1 : last]
    waiting = iter(lines)
    for word in item.words:
        if not any(word in (line.strip(), without_bullet(line)) for line in waiting):
            yield f"{where}: not the words of {item.source.document}:{first}-{last}: {word}"
    said = unescape("".join(lines)).replace("**", "")
    if item.quote and item.quote not in said:
        yield f"{where}: not in {item.source.document}:{first}-{last}: {item.quote}"
