"""What has been read of an item or group, and how it becomes one."""

import re
from base64 import b32encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2s

from content.library import (
    CONTAINERS,
    LEAVES,
    Choice,
    Code,
    Curriculum,
    Group,
    Item,
    Place,
    Question,
    Source,
    usual_minutes,
)
from content.mistakes import Mistake
from content.sentences import Said, said

LONGEST_ID = 24
_CJK = re.compile(r"[\u3400-\u9fff]")
_BETWEEN_WORDS = re.compile(r"[\s,，、]+")
_GROUP_FIELDS = {"id", "en", "why", "note"}


@dataclass(slots=True)
class Asked:
    """A question while it is being read."""

    text: str
    answer: str = ""
    choices: list[Choice] = field(default_factory=list)
    source: Source | None = None


@dataclass(slots=True)
class Node:
    """An item or group while it is being read."""

    kind: str
    title: str
    depth: int
    place: Place
    parent: "Node | None"
    id: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    code: list[Code] = field(default_factory=list)
    quote: str = ""
    source: Source | None = None

    def above(self, kind: str) -> "Node | None":
        """The nearest node of that kind, from here outwards."""
        node: Node | None = self
        while node and node.kind != kind:
            node = node.parent
        return node


class Builder:
    """Turns nodes into items and groups."""

    def __init__(self, mistakes: list[Mistake], name: str) -> None:
        self.mistakes = mistakes
        self.name = name
        self.equals: Counter[tuple[str, str, str]] = Counter()
        self.ids: dict[str, Place] = {}
        self.members: dict[str, list[str]] = {}

    def build(self, nodes: list[Node]) -> Curriculum:
        items: list[Item] = []
        groups: list[Node] = []
        for node in nodes:
            self._identify(node)
            if node.kind == "group":
                groups.append(node)
            elif node.kind in CONTAINERS or node.kind in LEAVES:
                item = self._item(node)
                items.append(item)
                if node.kind == "topic" and item.question and item.answer:
                    items.append(_card(item))
        first = next((each for each in items if each.kind == "track"), None)
        return Curriculum(
            id=first.id if first else self.name,
            title=first.title if first else self.name,
            en=first.en if first else "",
            lang=first.lang if first else "zh",
            items=tuple(items),
            groups=tuple(map(self._group, groups)),
        )

    def _identify(self, node: Node) -> None:
        """The id given, else one made of the parent's id, the kind, the title, the n-th equal."""
        parent = node.parent.id if node.parent else ""
        key = (parent, node.kind, node.title)
        self.equals[key] += 1
        node.id = node.fields.get("id") or made_id(*key, self.equals[key])
        longest = LONGEST_ID - len(".card") if node.kind == "topic" else LONGEST_ID
        if len(node.id) > longest:
            self._wrong(
                node,
                said("the id {id} is too long", id=node.id),
                said("use {n} characters at most", n=longest),
            )
        elif node.id in self.ids:
            at = self.ids[node.id]
            self._wrong(
                node,
                said("the id {id} is used twice", id=node.id),
                said(
                    "give one of the two another id; the other is at {place}",
                    place=f"{at.file or 'text'}:{at.line}",
                ),
            )
        self.ids.setdefault(node.id, node.place)

    def _wrong(self, node: Node, what: Said, fix: Said) -> None:
        self.mistakes.append(Mistake(node.place.file, node.place.line, what, fix))

    def _item(self, node: Node) -> Item:
        fields = node.fields
        cadence, _, told = fields.get("cadence", "").partition(" ")
        single = node.asked[0] if node.asked and node.kind != "quiz" else Asked("")
        group = node.above("group")
        if group:
            self.members.setdefault(group.id, []).append(node.id)
        return Item(
            id=node.id,
            kind=node.kind,
            title=node.title,
            words=tuple(node.words),
            body="\n".join(node.body),
            en=fields.get("en", ""),
            track=_id_of(node.above("track")) or self.name,
            stage=_id_of(node.above("stage")),
            module=_id_of(node.above("module")),
            group=group.title if group else "",
            minutes=_number(fields.get("minutes", "")) or usual_minutes(node.kind),
            cadence=cadence,
            cadence_stated=told.strip() == "stated",
            role=fields.get("role") or usual_role(node.words, node.source),
            lang=_language(node),
            source=node.source,
            why=fields.get("why", ""),
            try_=fields.get("try", ""),
            question=single.text,
            answer=single.answer,
            steps=tuple(node.steps),
            points=tuple(node.points),
            done=fields.get("done", ""),
            note=fields.get("note", ""),
            questions=tuple(map(_asked, node.asked)) if node.kind == "quiz" else (),
            code=tuple(node.code),
            days=_number(fields.get("days", "")),
            needs=_several(fields.get("needs", "")),
            by=fields.get("by", ""),
            tags=_several(fields.get("tags", "")),
            quote=node.quote,
            parent=_id_of(_parent_item(node)),
            place=node.place,
        )

    def _group(self, node: Node) -> Group:
        texts = (node.words, node.body, node.steps, node.points, node.asked, node.code, node.quote)
        if any(texts) or node.fields.keys() - _GROUP_FIELDS:
            self._wrong(
                node,
                said("a group with more than a title"),
                said(
                    "keep {names} and `@`; the rest belongs to its items",
                    names=", ".join(sorted(_GROUP_FIELDS)),
                ),
            )
        return Group(
            id=node.id,
            title=node.title,
            en=node.fields.get("en", ""),
            why=node.fields.get("why", ""),
            source=node.source,
            items=tuple(self.members.get(node.id, ())),
            note=node.fields.get("note", ""),
            parent=_id_of(_parent_item(node)),
            place=node.place,
        )


def made_id(parent: str, kind: str, title: str, nth: int) -> str:
    """Ten letters and digits that depend on the names above and on nothing beside them."""
    path = "\n".join((parent, kind, title, str(nth)))
    return b32encode(blake2s(path.encode(), digest_size=6).digest()).decode().rstrip("=").lower()


def _card(topic: Item) -> Item:
    return Item(
        id=f"{topic.id}.card",
        kind="card",
        title=topic.title,
        body=topic.question,
        en=topic.en,
        track=topic.track,
        stage=topic.stage,
        module=topic.module,
        group=topic.group,
        minutes=usual_minutes("card"),
        role="derived",
        lang=topic.lang,
        source=topic.source,
        question=topic.question,
        answer=topic.answer,
        note=topic.note,
        parent=topic.id,
        place=topic.place,
    )


def _asked(asked: Asked) -> Question:
    return Question(asked.text, asked.answer, tuple(asked.choices), asked.source)


def usual_role(words: Sequence[str], source: Source | None) -> str:
    if words:
        return "stated"
    return "derived" if source else "default"


def usual_language(title: str) -> str:
    return "zh" if _CJK.search(title) else "en"


def _language(node: Node) -> str:
    saying = node
    while "lang" not in saying.fields and saying.parent:
        saying = saying.parent
    return saying.fields.get("lang") or usual_language(saying.title)


def _parent_item(node: Node) -> Node | None:
    parent = node.parent
    while parent and parent.kind == "group":
        parent = parent.parent
    return parent


def _id_of(node: Node | None) -> str:
    return node.id if node else ""


def _number(value: str) -> int:
    return int(value) if value.isdecimal() else 0


def _several(value: str) -> tuple[str, ...]:
    return tuple(filter(None, _BETWEEN_WORDS.split(value)))
