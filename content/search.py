"""Finds what the library says about some words, best first, without a database."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from content.kinds import folded
from content.library import Curriculum, Item, Library

MOST = 8
_EXACT, _TITLE, _WORDS, _BODY, _INSIDE, NEAR = range(6)
"""How near a hit is: the title itself, in the title, in the document's words, in ours, only inside
another word ("cap" in "capacity"), or with most of its Chinese alone."""

_CHINESE = re.compile("[\u4e00-\u9fff]{2,}")
_LATIN = re.compile("[a-z0-9]+")
_ENOUGH = 0.5
"""Of the pairs of neighbouring characters, when nothing has the words as they were typed."""


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
    said: str
    texts: tuple[tuple[int, str], ...]


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
    """The items that have every word of the query, taken literally, in any of their texts.

    If there is none, those that have most of its Chinese: "事务隔离" finds "事务的隔离级别".
    """
    wanted = tuple(dict.fromkeys(folded(query).split()))
    if not wanted:
        return ()
    whole = folded(query)
    hits = [
        (rank, len(entry.title), number, entry.item)
        for number, entry in enumerate(_entries(library))
        if (rank := _rank(entry, wanted, whole)) is not None
    ]
    hits = hits or _nearly(library, wanted)
    hits.sort(key=lambda hit: hit[:3])
    return tuple(Hit(item, rank) for rank, _, _, item in hits[:most])


def _rank(entry: _Entry, wanted: tuple[str, ...], whole: str) -> int | None:
    if whole in entry.titles:
        return _EXACT
    rank = _TITLE
    for word in wanted:
        within = [(near, text) for near, text in entry.texts if word in text]
        if not within:
            return None
        rank = max(rank, next((near for near, text in within if _alone(word, text)), _INSIDE))
    return rank


def _alone(word: str, text: str) -> bool:
    """Whether it stands there by itself; a plural is the same word, Chinese has no gaps."""
    if not _LATIN.fullmatch(word):
        return True
    return re.search(rf"(?<![a-z0-9]){word}(?:e?s)?(?![a-z0-9])", text) is not None


def _nearly(library: Library, wanted: tuple[str, ...]) -> list[tuple[int, int, int, Item]]:
    """As hits: nearest first, by how much is missing."""
    runs = [run for word in wanted for run in _CHINESE.findall(word)]
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    rest = {part for word in wanted for part in _CHINESE.sub(" ", word).split()}
    found = []
    for number, entry in enumerate(_entries(library)):
        every = "\n".join(text for _, text in entry.texts)
        if not pairs or not all(part in every for part in rest):
            continue
        # What stands in the title or in the document's words counts more than once.
        here = sum(pair in text for pair in pairs for text in (every, entry.title, entry.said))
        if sum(pair in every for pair in pairs) >= _ENOUGH * len(pairs):
            found.append((NEAR, -here, number, entry.item))
    return found


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
    title, said = "\n".join(titles), _joined(words)
    texts = ((_TITLE, title), (_WORDS, said), (_BODY, _joined(body)))
    return _Entry(item, titles, title, said, texts)


def _joined(parts: tuple[str, ...]) -> str:
    return "\n".join(folded(part) for part in parts if part)
