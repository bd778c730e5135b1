"""Finds what a curriculum lacks or does wrong, beyond what its reader refuses."""

from collections.abc import Iterator, Mapping

from content.account import Account
from content.library import CONTAINERS, Group, Item, Library, Place, Question, Source
from content.mistakes import Mistake
from content.proof import LONGEST_QUOTE, states

FEWEST_QUESTIONS = 5
_NEEDS_WHY = {"exercise", "project", "task"}
_NEEDS_TRY = {"topic", "drill"}
_NEEDS_DONE = {"exercise", "project", "task"}
_NEEDS_CADENCE = {"ritual", "habit", "okr"}
# The lines of a document whose words may be repeated: lists, tables and what is not an essay.
_REPEATABLE = {"item", "table", "label", "heading", "title", "code", "prose"}
_ESSAY = {"prose", "comment", "quarantine"}

Wrong = tuple[str, str]


def check(library: Library, accounts: Mapping[str, Account]) -> list[Mistake]:
    """Every mistake in these curricula, by file and line."""
    found = [*library.mistakes, *_twice(library)]
    for curriculum in library.curricula:
        for group in curriculum.groups:
            found += (_at(group.place, wrong) for wrong in _group(group, accounts))
        for item in curriculum.items:
            if item.kind != "card":
                found += (_at(item.place, wrong) for wrong in _item(item, library, accounts))
    return sorted(found, key=lambda each: (each.file, each.line))


def _at(place: Place, wrong: Wrong) -> Mistake:
    return Mistake(place.file, place.line, *wrong)


def _twice(library: Library) -> Iterator[Mistake]:
    """Ids used in two curricula, and list lines two items claim to stand for."""
    ids: dict[str, Place] = {}
    lines: dict[tuple[str, int], Item] = {}
    for curriculum in library.curricula:
        every: tuple[Item | Group, ...] = (*curriculum.items, *curriculum.groups)
        for each in every:
            other = ids.setdefault(each.id, each.place)
            if other.file != each.place.file:
                what = f"the id {each.id} is also used at {other.file}:{other.line}"
                yield _at(each.place, (what, "give one of the two another id"))
        for item in filter(states, curriculum.items):
            if source := item.source:
                stated = {(source.document, line): item for line in _lines(source)}
                for document, line in sorted(stated.keys() & lines.keys()):
                    first = lines[document, line].place
                    what = f"{document}:{line} is already stated at {first.file}:{first.line}"
                    yield _at(item.place, (what, "give one of the two `role: derived`"))
                lines = stated | lines


def _lines(source: Source) -> range:
    return range(source.lines[0], source.lines[1] + 1)


def _group(group: Group, accounts: Mapping[str, Account]) -> Iterator[Wrong]:
    if not group.why:
        yield "a group without why", "say in one `why:` line why it is worth doing"
    if not group.items:
        yield "a group with nothing in it", "put items below it, or remove it"
    yield from _source(group.source, accounts)


def _item(item: Item, library: Library, accounts: Mapping[str, Account]) -> Iterator[Wrong]:
    yield from _missing(item)
    yield from _source(item.source, accounts)
    yield from _words(item, accounts)
    if item.kind == "quiz":
        if len(item.questions) < FEWEST_QUESTIONS:
            what = f"a quiz with {len(item.questions)} questions"
            yield what, f"ask {FEWEST_QUESTIONS} at least"
        for nth, question in enumerate(item.questions, 1):
            yield from _question(nth, question)
            yield from _source(question.source, accounts)
    for needed in item.needs:
        if needed not in library.items:
            yield f"needs {needed}, which is not there", "write the id of a track or project"


def _missing(item: Item) -> Iterator[Wrong]:
    if item.kind in _NEEDS_WHY and not item.why:
        yield f"the {item.kind} has no why", "say in one `why:` line why it is worth doing"
    if item.kind in _NEEDS_TRY and not item.try_:
        yield f"the {item.kind} has no try", "name in a `try:` line one thing to do today"
    if item.kind in _NEEDS_DONE and not item.done:
        yield f"the {item.kind} has no done", "say in a `done:` line how to see that it is done"
    if item.kind in _NEEDS_CADENCE and not item.cadence:
        yield f"the {item.kind} has no cadence", "say how often, such as `cadence: weekly chosen`"
    if item.question and not item.answer and item.kind in _NEEDS_TRY:
        yield "a question without an answer", "write a `!` line below it"


def _words(item: Item, accounts: Mapping[str, Account]) -> Iterator[Wrong]:
    if item.words and not item.source:
        yield "a document's words without a source", "add `@ DOCUMENT LINE`"
    if item.quote and not item.source:
        yield "a quotation without a source", "add `@ DOCUMENT LINE`"
    if len(item.quote) > LONGEST_QUOTE:
        yield "a quotation that is too long", f"keep {LONGEST_QUOTE} characters at most"
    said = item.words or item.quote
    if item.role == "stated" and not said and item.kind not in CONTAINERS:
        yield "a stated item without the document's words", "add `=` lines, or change its role"
    account = accounts.get(item.source.document) if item.source else None
    if item.words and item.source and account:
        yield from _repeated(item.words, item.source, account)


def _repeated(words: tuple[str, ...], source: Source, account: Account) -> Iterator[Wrong]:
    kinds = [account.rows[line].kind for line in _lines(source) if line in account.rows]
    if account.is_article and _ESSAY.intersection(kinds):
        yield "prose repeated word for word", "retell it; quote 40 characters at most after `>`"
    elif not kinds.count("item") <= len(words) <= sum(kind in _REPEATABLE for kind in kinds):
        what = f"{len(words)} `=` lines for {source.document}:{source.lines[0]}-{source.lines[1]}"
        yield what, "write one `=` line for each list line there, and none for menus and rulers"


def _source(source: Source | None, accounts: Mapping[str, Account]) -> Iterator[Wrong]:
    account = accounts.get(source.document) if source else None
    if source and account and source.lines[1] > account.lines:
        what = f"line {source.lines[1]} of {source.document}, which has {account.lines}"
        yield what, "count the lines of the document from 1"


def _question(nth: int, question: Question) -> Iterator[Wrong]:
    right = sum(choice.right for choice in question.choices)
    if not question.text:
        yield f"question {nth} has no words", "write them after the `?`"
    if not question.answer:
        yield f"question {nth} has no explanation", "write a `!` line below its choices"
    if right != 1 or len(question.choices) == right:
        what = f"question {nth} has {right} right of {len(question.choices)} choices"
        yield what, "mark exactly one with `(x)` and give it at least one wrong neighbour"
