"""Finds what the library says about some words, best first, without a database."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from content.kinds import folded
from content.library import Curriculum, Item, Library

MOST = 8
_EXACT, _TITLE, _WORDS, _BODY = range(4)
"""How near a hit is: the title itself, in the title, in the document's words, in ours."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that has every word of the query, and how near it is."""

    item: Item
    rank: int


@dataclass(frozen=True, slots=True)
class _Entry:
    item: Item
    titles: tuple[str, ...]
    title: str
    words: str
    body: str


class _Same:
    """A curriculum known by being the same object: comparing its thousand items takes too long."""

    __slots__ = ("curriculum",)

    def __init__(self, curriculum: Curriculum) -> None:
        self.curriculum = curriculum

    def __hash__(self) -> int:
        return id(self.curriculum)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.curriculum is other.curriculum


def find(library: Library, query: str, most: int = MOST) -> tuple[Hit, ...]:
    """The items that have every word of the query, taken literally, in any of their texts."""
    wanted = tuple(dict.fromkeys(folded(query).split()))
    if not wanted:
        return ()
    whole = folded(query)
    hits = [
        (rank, len(entry.title), number, entry.item)
        for number, entry in enumerate(_entries(library))
        if (rank := _rank(entry, wanted, whole)) is not None
    ]
    hits.sort(key=lambda hit: hit[:3])
    return tuple(Hit(item, rank) for rank, _, _, item in hits[:most])


def _rank(entry: _Entry, wanted: tuple[str, ...], whole: str) -> int | None:
    if whole in entry.titles:
        return _EXACT
    rank = _TITLE
    for word in wanted:
        if word in entry.title:
            continue
        if word in entry.words:
            rank = max(rank, _WORDS)
        elif word in entry.body:
            rank = _BODY
        else:
            return None
    return rank


def _entries(library: Library) -> Iterator[_Entry]:
    for curriculum in library.curricula:
        yield from _index(_Same(curriculum))


@lru_cache(maxsize=128)
def _index(same: _Same) -> tuple[_Entry, ...]:
    # A card says what its topic says.
    return tuple(_entry(item) for item in same.curriculum.items if item.kind != "card")


def _entry(item: Item) -> _Entry:
    titles = tuple(dict.fromkeys(folded(title) for title in (item.title, item.en) if title))
    asked = (part for each in item.questions for part in (each.text, each.answer))
    body = (
        *(item.body, item.group, item.why, item.question, item.answer, item.try_, item.done),
        *(item.note, item.by, *item.steps, *item.points, *asked),
    )
    words = (*item.words, item.quote)
    return _Entry(item, titles, "\n".join(titles), _joined(words), _joined(body))


def _joined(parts: tuple[str, ...]) -> str:
    return "\n".join(folded(part) for part in parts if part)
