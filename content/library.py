"""The words of what we teach: items, their sources, curricula and the library that holds them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from content.mistakes import Mistake

CONTAINERS = ("track", "stage", "module")
LEAVES = (
    *("topic", "drill", "exercise", "quiz", "task", "project", "ritual", "habit", "resource"),
    *("rubric", "template", "okr", "milestone", "interview", "question", "insight", "direction"),
    *("gap", "advice"),
)
# A card is never written by hand: every topic with a question and an answer has one.
KINDS = (*CONTAINERS, *LEAVES, "card")
# What stands in a learner's daily sequence, in the order of the track; the rest is chosen by tag,
# cadence or place.
DOABLE = frozenset({"topic", "drill", "exercise", "quiz", "project", "task", "interview"})
ROLES = ("stated", "derived", "default", "note")
CADENCES = (
    *("daily", "weekly", "monthly", "quarterly", "yearly"),
    *("once", "project", "dated", "event"),
)
_USUAL_MINUTES = {
    **dict.fromkeys(CONTAINERS, 0),  # a container is not a sitting
    "topic": 25,
    "drill": 10,
    "exercise": 30,
    "quiz": 15,
    "project": 60,
    "task": 45,
    "card": 2,
    "interview": 30,
    "ritual": 20,
    "habit": 10,
}
_OTHER_MINUTES = 10


def usual_minutes(kind: str) -> int:
    return _USUAL_MINUTES.get(kind, _OTHER_MINUTES)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the curriculum's own files."""

    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document says it: the lines are counted from 1, both ends included."""

    document: str
    heading_path: tuple[str, ...]
    lines: tuple[int, int]

    def as_json(self) -> dict[str, object]:
        return {
            "document": self.document,
            "heading_path": list(self.heading_path),
            "lines": list(self.lines),
        }


@dataclass(frozen=True, slots=True)
class Choice:
    text: str
    right: bool


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    answer: str
    choices: tuple[Choice, ...] = ()
    source: Source | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "text": self.text,
            "answer": self.answer,
            "choices": [{"text": each.text, "right": each.right} for each in self.choices],
            "source": self.source.as_json() if self.source else None,
        }


@dataclass(frozen=True, slots=True)
class Code:
    language: str
    text: str
    place: Place = field(default=Place(), compare=False)

    def as_json(self) -> dict[str, object]:
        return {"language": self.language, "text": self.text}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do, read, answer or belong to.

    `track`, `stage`, `module` and `parent` are ids; a container names itself in its own field.
    """

    id: str
    kind: str
    title: str
    words: tuple[str, ...] = ()  # the document's own words, line by line
    body: str = ""  # our own words
    en: str = ""
    track: str = ""
    stage: str = ""
    module: str = ""
    group: str = ""  # the title of the topic group
    minutes: int = 0
    cadence: str = ""
    cadence_stated: bool = False
    role: str = "default"
    lang: str = "zh"
    source: Source | None = None
    why: str = ""
    try_: str = ""
    question: str = ""
    answer: str = ""
    steps: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    done: str = ""
    note: str = ""
    questions: tuple[Question, ...] = ()
    code: tuple[Code, ...] = ()
    days: int = 0
    needs: tuple[str, ...] = ()
    by: str = ""
    tags: tuple[str, ...] = ()
    quote: str = ""
    parent: str = ""
    place: Place = field(default=Place(), compare=False)

    @property
    def text(self) -> str:
        """The document's own words where there are any, else ours."""
        return "\n".join(self.words) or self.body

    def as_json(self) -> dict[str, object]:
        always: dict[str, object] = {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "text": self.text,
            "track": self.track or None,
            "stage": self.stage or None,
            "minutes": self.minutes,
            "cadence": self.cadence or None,
            "cadence_stated": self.cadence_stated,
            "role": self.role,
            "lang": self.lang,
            "source": self.source.as_json() if self.source else None,
        }
        present: dict[str, object] = {
            "en": self.en,
            "module": self.module,
            "group": self.group,
            "parent": self.parent,
            "body": self.body if self.words else "",
            "why": self.why,
            "try": self.try_,
            "question": self.question,
            "answer": self.answer,
            "steps": list(self.steps),
            "points": list(self.points),
            "done": self.done,
            "note": self.note,
            "questions": [each.as_json() for each in self.questions],
            "code": [each.as_json() for each in self.code],
            "days": self.days,
            "needs": list(self.needs),
            "by": self.by,
            "tags": list(self.tags),
            "quote": self.quote,
        }
        return always | {name: value for name, value in present.items() if value}


@dataclass(frozen=True, slots=True)
class Group:
    """A topic group: items that belong in one sitting or in neighbouring ones."""

    id: str
    title: str
    en: str = ""
    why: str = ""
    source: Source | None = None
    items: tuple[str, ...] = ()
    note: str = ""
    parent: str = ""
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class Curriculum:
    """What one file, or one folder of files, teaches."""

    id: str
    title: str
    en: str
    lang: str
    items: tuple[Item, ...]
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, eq=False)
class Library:
    """Every curriculum somebody can study, with the ways daily planning looks at them. Only itself
    is equal to it, so what is reckoned from a whole library can be kept.
    """

    curricula: tuple[Curriculum, ...]
    mistakes: tuple[Mistake, ...] = ()  # what could not be read
    originals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # lines by document

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every item by id, in the order of the curricula."""
        return MappingProxyType({each.id: each for one in self.curricula for each in one.items})

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        return MappingProxyType({each.id: each for one in self.curricula for each in one.groups})

    def item(self, item_id: str) -> Item:
        return self.items[item_id]

    def find(self, item_id: str) -> Item | None:
        """As `item`, for ids from old messages and rows that may have outlived their item."""
        return self.items.get(item_id)

    def tracks(self) -> tuple[Item, ...]:
        return self.of_kind("track")

    def roads(self) -> tuple[Item, ...]:
        """The tracks somebody walks day by day; a collection of habits is not one."""
        return tuple(
            each
            for each in self.tracks()
            if "collection" not in each.tags and self.sequence(each.id)
        )

    def track(self, track_id: str) -> tuple[Item, ...]:
        """Everything in the track in order: the track itself first, each card after its topic."""
        return self._by_track.get(track_id, ())

    def sequence(self, track_id: str) -> tuple[Item, ...]:
        """What a learner does in this track, in order."""
        return tuple(each for each in self.track(track_id) if each.kind in DOABLE or each.days > 1)

    def card(self, topic_id: str) -> Item | None:
        return self.items.get(f"{topic_id}.card")

    def group(self, group_id: str) -> Group:
        return self.groups[group_id]

    def group_of(self, item_id: str) -> Group | None:
        return self._group_of.get(item_id)

    def of_kind(self, *kinds: str, track: str = "") -> tuple[Item, ...]:
        among = self.track(track) if track else self.items.values()
        return tuple(each for each in among if each.kind in kinds)

    def tagged(self, tag: str, *, track: str = "") -> tuple[Item, ...]:
        among = self.track(track) if track else self.items.values()
        return tuple(each for each in among if tag in each.tags)

    def plus(self, *more: Curriculum) -> "Library":
        """The library with more curricula; one with a known id takes the place of that one."""
        by_id = {one.id: one for one in (*self.curricula, *more)}
        return replace(self, curricula=tuple(by_id.values()))

    def lines_of(self, source: Source) -> tuple[str, ...]:
        """The document's own lines, where this installation has it; else nothing."""
        first, last = source.lines
        return self.originals.get(source.document, ())[first - 1 : last]

    @cached_property
    def _by_track(self) -> dict[str, tuple[Item, ...]]:
        return _gathered((each.track, each) for each in self.items.values())

    @cached_property
    def _group_of(self) -> dict[str, Group]:
        return {item_id: group for group in self.groups.values() for item_id in group.items}


def _gathered(pairs: Iterable[tuple[str, Item]]) -> dict[str, tuple[Item, ...]]:
    lists: dict[str, list[Item]] = {}
    for key, item in pairs:
        lists.setdefault(key, []).append(item)
    return {key: tuple(items) for key, items in lists.items()}
