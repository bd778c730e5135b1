"""Writes a curriculum in the format it was read from."""

from collections import Counter
from collections.abc import Iterator

from content.format import PATH_SIGN
from content.library import Code, Curriculum, Group, Item, Question, Source, usual_minutes
from content.nodes import made_id, usual_language, usual_role

# A line of plain text that begins like this would be read as something else.
_SIGNS = tuple("#=@?!>`\\-(（＃＝＠？！＞＼0123456789abcdefghijklmnopqrstuvwxyz")


def write(curriculum: Curriculum) -> str:
    """The whole curriculum as text; reading it again gives an equal one."""
    return "\n\n".join("\n".join(block) for block in _Writer(curriculum).blocks()) + "\n"


class _Writer:
    def __init__(self, curriculum: Curriculum) -> None:
        self.curriculum = curriculum
        self.group_of = {each: group for group in curriculum.groups for each in group.items}
        self.depth = {"": 0}
        self.lang: dict[str, str] = {}
        self.equals: Counter[tuple[str, str, str]] = Counter()

    def blocks(self) -> Iterator[list[str]]:
        for item in self.curriculum.items:
            if item.kind == "card":
                continue
            group = self.group_of.get(item.id)
            if group and group.id not in self.depth:
                yield self._group(group)
            in_group = group and item.parent not in group.items
            yield self._item(item, group.id if group and in_group else item.parent)

    def _heading(self, kind: str, title: str, its_id: str, inside: str) -> Iterator[str]:
        self.depth[its_id] = self.depth[inside] + 1
        yield f"{'#' * self.depth[its_id]} {kind} {title}"
        key = (inside, kind, title)
        self.equals[key] += 1
        if its_id != made_id(*key, self.equals[key]):
            yield f"id: {its_id}"

    def _group(self, group: Group) -> list[str]:
        return [
            *self._heading("group", group.title, group.id, group.parent),
            *_fields(en=group.en, why=group.why, note=group.note),
            *_source(group.source),
        ]

    def _item(self, item: Item, inside: str) -> list[str]:
        self.lang[item.id] = item.lang
        inherited = self.lang.get(item.parent) or usual_language(item.title)
        return [
            *self._heading(item.kind, item.title, item.id, inside),
            *_fields(
                en=item.en,
                lang="" if item.lang == inherited else item.lang,
                needs=" ".join(item.needs),
            ),
            *(f"= {line}" for line in item.words),
            *([f"> {item.quote}"] if item.quote else []),
            *_source(item.source),
            *_fields(
                role="" if item.role == usual_role(item.words, item.source) else item.role,
                by=item.by,
                minutes="" if item.minutes == usual_minutes(item.kind) else str(item.minutes),
                cadence=_cadence(item),
                days=str(item.days or ""),
                tags=" ".join(item.tags),
                note=item.note,
                why=item.why,
            ),
            *(_plain(line) for line in item.body.split("\n") if line),
            *(f"- {point}" for point in item.points),
            *(f"{number}. {step}" for number, step in enumerate(item.steps, 1)),
            *_fields(**{"try": item.try_, "done": item.done}),
            *([f"? {item.question}"] if item.question else []),
            *([f"! {item.answer}"] if item.answer else []),
            *(line for question in item.questions for line in _question(question)),
            *(line for code in item.code for line in _code(code)),
        ]


def _fields(**values: str) -> Iterator[str]:
    return (f"{name}: {value}" for name, value in values.items() if value)


def _source(source: Source | None) -> Iterator[str]:
    if source:
        first, last = source.lines
        lines = f"{first}-{last}" if last > first else f"{first}"
        path = PATH_SIGN.join(source.heading_path)
        yield f"@ {source.document} {lines} {path}".rstrip()


def _cadence(item: Item) -> str:
    if not item.cadence:
        return ""
    return f"{item.cadence} {'stated' if item.cadence_stated else 'chosen'}"


def _plain(line: str) -> str:
    return "\\" + line if line.startswith(_SIGNS) else line


def _question(question: Question) -> Iterator[str]:
    yield f"? {question.text}"
    yield from _source(question.source)
    for choice in question.choices:
        yield f"({'x' if choice.right else ' '}) {choice.text}"
    if question.answer:
        yield f"! {question.answer}"


def _code(code: Code) -> Iterator[str]:
    fence = "```"
    while any(line.strip() == fence for line in code.text.split("\n")):
        fence += "`"
    yield from (f"{fence}{code.language}", *code.text.split("\n"), fence)
