"""Makes a curriculum of any document, and a report of what was understood, doubtful, left out."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePath

from content import report as reports
from content.account import content_sha256
from content.drafting import SAYINGS, Draft
from content.format import read
from content.library import Curriculum, Group, Item, Source
from content.mistakes import CurriculumError
from content.nodes import made_id
from content.pieces import Document
from content.reading import is_chinese
from content.report import Changes, Report
from content.sections import read_sections
from content.titles import plain_title
from content.writer import write

_CURRICULUM = re.compile(r"\s*#\s*track\s")
_NO_NAME = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class Imported:
    """A curriculum made from a document, and the report for the person who publishes it."""

    curriculum: Curriculum
    report: Report


def import_document(
    text: str, name: str, known: Curriculum | None = None, *, owner: str = ""
) -> Imported:
    """Read a document, or a text in our own format, as a curriculum.

    `known` is what it was read as before: what is still there keeps its id, and so everybody's
    progress. `owner` keeps the ids of two groups' documents of one name apart.
    """
    if _CURRICULUM.match(text.removeprefix("\ufeff")):
        return _written(text, name, known)
    document = read_sections(text)
    draft = Draft(document, document_name(name), _track(text, name, document, owner))
    curriculum = _read_again(_curriculum(draft))
    changes = None
    if known:
        curriculum, changes = _kept(curriculum, known)
    report = Report(
        file=name,
        document=draft.name,
        sha256=content_sha256(text),
        style=document.style,
        status=document.status,
        line_count=document.line_count,
        counts=reports.counts(curriculum.items, len(curriculum.groups)),
        minutes=reports.minutes(curriculum),
        guesses=reports.guesses(document.root.pieces()),
        doubts=reports.doubts(document),
        left_out=reports.left_out(document),
        comments=Counter(piece.guess.because for piece in document.root.pieces() if piece.comment),
        changes=changes,
        rows=document.kinds,
    )
    return Imported(curriculum, report)


def document_name(name: str) -> str:
    """What sources call a document: its file's name without ending and spaces."""
    known = _NO_NAME.sub("-", PurePath(name).stem).strip("-.") or "document"
    return f"document-{known}" if known.isdecimal() else known  # shipped documents are numbered


def track_id(name: str, owner: str = "") -> str:
    """The id of a document's track: the same for every edition of the file."""
    return made_id(owner, "document", document_name(name), 1)


def _track(text: str, name: str, document: Document, owner: str) -> Item:
    lang = "zh" if is_chinese(text) else "en"
    title = plain_title(document.title) or PurePath(name).stem or "document"
    says = SAYINGS[lang]
    sha = content_sha256(text)
    body = [says["from"].format(file=PurePath(name).name, sha=sha, lines=len(text.split("\n")))]
    if document.status == "incomplete":
        body.append(says["incomplete"])
    its_id = track_id(name, owner)
    return Item(
        id=its_id,
        kind="track",
        title=title,
        en=title,
        body="\n".join(body),
        track=its_id,
        role="derived",
        lang=lang,
        source=Source(document_name(name), (), document.root.lines),
    )


def _curriculum(draft: Draft) -> Curriculum:
    track = draft.track
    items, groups = tuple(draft.items), tuple(draft.groups)
    return Curriculum(track.id, track.title, track.en, track.lang, items, groups)


def _read_again(curriculum: Curriculum) -> Curriculum:
    """What everybody else will read: as it is written, with its cards."""
    again, mistakes = read([("", write(curriculum))])
    if mistakes:
        raise CurriculumError(mistakes)
    return again


def _written(text: str, name: str, known: Curriculum | None) -> Imported:
    """A curriculum somebody wrote in our own format."""
    curriculum, mistakes = read([(name, text)])
    if mistakes:
        raise CurriculumError(mistakes)
    numbers = [n for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    report = Report(
        file=name,
        document=document_name(name),
        sha256=content_sha256(text),
        style="curriculum",
        status="complete",
        line_count=len(numbers),
        counts=reports.counts(curriculum.items, len(curriculum.groups)),
        minutes=reports.minutes(curriculum),
        changes=_changes(curriculum, known) if known else None,
        rows=dict.fromkeys(numbers, "item"),
    )
    return Imported(curriculum, report)


# --- again ----------------------------------------------------------------------------------------

Named = Item | Group


def _kept(fresh: Curriculum, known: Curriculum) -> tuple[Curriculum, Changes]:
    """The fresh curriculum with the ids of the known one wherever the same thing stands in both."""
    ids = _same(fresh, known)
    renamed = Curriculum(
        ids.get(fresh.id, fresh.id),
        fresh.title,
        fresh.en,
        fresh.lang,
        tuple(_renamed(item, ids) for item in fresh.items if item.kind != "card"),
        tuple(
            replace(
                group,
                id=ids.get(group.id, group.id),
                parent=ids.get(group.parent, group.parent),
                items=tuple(ids.get(one, one) for one in group.items),
            )
            for group in fresh.groups
        ),
    )
    again = _read_again(renamed)
    return again, _changes(again, known)


def _renamed(item: Item, ids: dict[str, str]) -> Item:
    names = {name: getattr(item, name) for name in ("id", "track", "stage", "module", "parent")}
    return replace(item, **{name: ids.get(value, value) for name, value in names.items()})


def _same(fresh: Curriculum, known: Curriculum) -> dict[str, str]:
    """For every id that would be new, the known id of the same thing, by place or else by words."""
    ids = {fresh.id: known.id}
    taken = {each.id for each in _named(known)} & {each.id for each in _named(fresh)}
    for key in (_place, _words):
        there = {key(each): each for each in _named(known) if each.id not in taken}
        here = Counter(key(each) for each in _named(fresh))
        for each in _named(fresh):
            old = there.get(key(each))
            is_new = each.id not in taken and each.id not in ids
            if old and is_new and here[key(each)] == 1 and old.id not in taken:
                ids[each.id] = old.id
                taken.add(old.id)
    return ids


def _named(curriculum: Curriculum) -> Iterable[Named]:
    return (*(each for each in curriculum.items if each.kind != "card"), *curriculum.groups)


def _place(each: Named) -> tuple[object, ...]:
    """Title and headings: an item whose kind is guessed anew, or that got an id of its own."""
    path = each.source.heading_path if each.source else ()
    return (type(each), each.title, tuple(map(plain_title, path)))


def _words(each: Named) -> tuple[object, ...]:
    """Title and words: an item that stands under another heading now."""
    if isinstance(each, Group) or not each.words:
        return (each.id,)
    return (each.title, each.words)


def _changes(fresh: Curriculum, known: Curriculum) -> Changes:
    now = {each.id: each for each in fresh.items if each.kind != "card"}
    before = {each.id: each for each in known.items if each.kind != "card"}
    moved = [
        now[one].title for one in now if one in before and now[one].parent != before[one].parent
    ]
    return Changes(
        added=tuple(each.title for one, each in now.items() if one not in before),
        removed=tuple(each.title for one, each in before.items() if one not in now),
        moved=tuple(moved),
        kept=len(now.keys() & before.keys()),
    )
