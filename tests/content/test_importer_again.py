"""The same document again: what changed is told, and nobody loses progress by it."""

from content import Imported, import_document
from tests.content.sample_documents import (
    ROADMAP,
    by_words,
    of,
)


def test_the_same_document_again_changes_nothing() -> None:
    first = of(ROADMAP).curriculum
    again = of(ROADMAP, known=first)
    assert again.curriculum == first
    assert not again.report.changes


def test_an_inserted_line_shifts_nobodys_progress() -> None:
    first = of(ROADMAP).curriculum
    again = of(ROADMAP.replace("- Linux", "- Shell scripts\n- Linux"), known=first)
    changes = again.report.changes
    assert changes is not None
    assert (changes.added, changes.removed, changes.moved) == (("Shell scripts",), (), ())
    assert {item.id for item in first.items} <= {item.id for item in again.curriculum.items}


def test_a_renamed_title_or_heading_keeps_the_ids_below() -> None:
    first = of(ROADMAP).curriculum
    renamed = ROADMAP.replace("# 🚀 Backend Roadmap", "# My road").replace("## Fund", "## The fund")
    again = of(renamed, known=first).curriculum
    for words in ("Git", "Status codes", "URL shortener"):
        assert by_words(Imported(again, of(ROADMAP).report), words).id == next(
            item.id for item in first.items if words in item.title
        )


def test_a_line_under_another_heading_is_moved_and_a_missing_one_is_told() -> None:
    first = of(ROADMAP)
    text = ROADMAP.replace("- Linux: pipes, processes\n", "")
    moved = of(
        text.replace("Goals:\n\n", "Goals:\n\n- Linux: pipes, processes\n"), known=first.curriculum
    )
    assert moved.report.changes is not None
    assert "Linux" in moved.report.changes.moved
    assert by_words(moved, "Linux").id == by_words(first, "Linux").id
    gone = of(text, known=first.curriculum)
    assert gone.report.changes is not None
    assert gone.report.changes.removed == ("Linux",)


def test_two_groups_with_a_document_of_one_name_do_not_share_ids() -> None:
    one, other = (import_document(ROADMAP, "a.md", owner=owner) for owner in ("1", "2"))
    ids = [{item.id for item in each.curriculum.items} for each in (one, other)]
    assert not ids[0] & ids[1]


def test_equal_lines_in_one_group_are_two_items() -> None:
    items = of("# A\n\n- same\n- same\n- same\n").curriculum.items
    assert len({item.id for item in items if item.words}) == 3
