"""Finds what a curriculum lacks or does wrong, beyond what its reader refuses."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from content.account import Account
from content.library import CONTAINERS, Group, Item, Library, Place, Question, Source
from content.mistakes import Mistake
from content.proof import LONGEST_QUOTE, states
from content.sentences import Said, said

FEWEST_QUESTIONS = 5
_NEEDS_WHY = {"exercise", "project", "task"}
_NEEDS_TRY = {"topic", "drill"}
_NEEDS_DONE = {"exercise", "project", "task"}
_NEEDS_CADENCE = {"ritual", "habit", "okr"}
# The lines of a document whose words may be repeated: lists, tables and what is not an essay.
_REPEATABLE = {"item", "table", "label", "heading", "title", "code", "prose"}
_ESSAY = {"prose", "comment", "quarantine"}

Wrong = tuple[Said, Said]


def check(
    library: Library, accounts: Mapping[str, Account], *, beside: Library | None = None
) -> list[Mistake]:
    """Every mistake in these curricula, by file and line; `beside` is what they may build on."""
    known = library.items.keys() | (beside.items.keys() if beside else set())
    found = [*library.mistakes, *_twice(library)]
    for curriculum in library.curricula:
        for group in curriculum.groups:
            found += (_at(group.place, wrong) for wrong in _group(group, accounts))
        for item in curriculum.items:
            if item.kind != "card":
                found += (_at(item.place, wrong) for wrong in _item(item, known, accounts))
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
                what = said(
                    "the id {id} is also used at {file}:{line}",
                    id=each.id,
                    file=other.file,
                    line=other.line,
                )
                yield _at(each.place, (what, said("give one of the two another id")))
        for item in filter(states, curriculum.items):
            if source := item.source:
                stated = {(source.document, line): item for line in _lines(source)}
                for document, line in sorted(stated.keys() & lines.keys()):
                    first = lines[document, line].place
                    what = said(
                        "{document}:{line} is already stated at {place}",
                        document=document,
                        line=line,
                        place=f"{first.file}:{first.line}",
                    )
                    yield _at(item.place, (what, said("give one of the two `role: derived`")))
                lines = stated | lines


def _lines(source: Source) -> range:
    return range(source.lines[0], source.lines[1] + 1)


def _group(group: Group, accounts: Mapping[str, Account]) -> Iterator[Wrong]:
    if not group.why:
        yield said("a group without why"), said("say in one `why:` line why it is worth doing")
    if not group.items:
        yield said("a group with nothing in it"), said("put items below it, or remove it")
    yield from _source(group.source, accounts)


def _item(item: Item, known: AbstractSet[str], accounts: Mapping[str, Account]) -> Iterator[Wrong]:
    yield from _missing(item)
    yield from _source(item.source, accounts)
    yield from _words(item, accounts)
    if item.kind == "quiz":
        if len(item.questions) < FEWEST_QUESTIONS:
            what = said("too few questions in a quiz: {n}", n=len(item.questions))
            yield what, said("ask {n} at least", n=FEWEST_QUESTIONS)
        for nth, question in enumerate(item.questions, 1):
            yield from _question(nth, question)
            yield from _source(question.source, accounts)
    for needed in item.needs:
        if needed not in known:
            yield (
                said("needs {needed}, which is not there", needed=needed),
                said("write the id of a track or project"),
            )


def _missing(item: Item) -> Iterator[Wrong]:
    if item.kind in _NEEDS_WHY and not item.why:
        yield (
            said("the {kind} has no why", kind=item.kind),
            said("say in one `why:` line why it is worth doing"),
        )
    if item.kind in _NEEDS_TRY and not item.try_:
        yield (
            said("the {kind} has no try", kind=item.kind),
            said("name in a `try:` line one thing to do today"),
        )
    if item.kind in _NEEDS_DONE and not item.done:
        yield (
            said("the {kind} has no done", kind=item.kind),
            said("say in a `done:` line how to see that it is done"),
        )
    if item.kind in _NEEDS_CADENCE and not item.cadence:
        yield (
            said("the {kind} has no cadence", kind=item.kind),
            said("say how often, such as `cadence: weekly chosen`"),
        )
    if item.question and not item.answer and item.kind in _NEEDS_TRY:
        yield said("a question without an answer"), said("write a `!` line below it")


def _words(item: Item, accounts: Mapping[str, Account]) -> Iterator[Wrong]:
    if item.words and not item.source:
        yield said("a document's words without a source"), said("add `@ DOCUMENT LINE`")
    if item.quote and not item.source:
        yield said("a quotation without a source"), said("add `@ DOCUMENT LINE`")
    if len(item.quote) > LONGEST_QUOTE:
        yield (
            said("a quotation that is too long"),
            said("keep {n} characters at most", n=LONGEST_QUOTE),
        )
    theirs = item.words or item.quote
    if item.role == "stated" and not theirs and item.kind not in CONTAINERS:
        yield (
            said("a stated item without the document's words"),
            said("add `=` lines, or change its role"),
        )
    account = accounts.get(item.source.document) if item.source else None
    if item.words and item.source and account:
        yield from _repeated(item.words, item.source, account)


def _repeated(words: tuple[str, ...], source: Source, account: Account) -> Iterator[Wrong]:
    kinds = [account.rows[line].kind for line in _lines(source) if line in account.rows]
    if account.is_article and _ESSAY.intersection(kinds):
        yield (
            said("prose repeated word for word"),
            said("retell it; quote 40 characters at most after `>`"),
        )
    elif not kinds.count("item") <= len(words) <= sum(kind in _REPEATABLE for kind in kinds):
        what = said(
            "{n} `=` lines for {document}:{first}-{last}",
            n=len(words),
            document=source.document,
            first=source.lines[0],
            last=source.lines[1],
        )
        yield (
            what,
            said("write one `=` line for each list line there, and none for menus and rulers"),
        )


def _source(source: Source | None, accounts: Mapping[str, Account]) -> Iterator[Wrong]:
    account = accounts.get(source.document) if source else None
    if source and account and source.lines[1] > account.lines:
        what = said(
            "line {last} of {document}, which has {lines}",
            last=source.lines[1],
            document=source.document,
            lines=account.lines,
        )
        yield what, said("count the lines of the document from 1")


def _question(nth: int, question: Question) -> Iterator[Wrong]:
    right = sum(choice.right for choice in question.choices)
    if not question.text:
        yield said("question {nth} has no words", nth=nth), said("write them after the `?`")
    if not question.answer:
        yield (
            said("question {nth} has no explanation", nth=nth),
            said("write a `!` line below its choices"),
        )
    if right != 1 or len(question.choices) == right:
        what = said(
            "question {nth} has {right} right of {n} choices",
            nth=nth,
            right=right,
            n=len(question.choices),
        )
        yield what, said("mark exactly one with `(x)` and give it at least one wrong neighbour")
