"""The account of a document, what covers it, and the proof against the original."""

from pathlib import Path

import content
from content import proof
from content.account import make, read_account

DOCUMENT = "## 一\n\n- 甲：乙\n- 丙\n\n> 一段话。\n"
CURRICULUM = """
# track 书
id: book
## topic 甲
id: first
= 甲：乙
@ D 3
try: 试。
## exercise 两个
id: both
@ D 3-6
> 一段话
why: 为。
done: 成。
"""


def library(text: str = CURRICULUM) -> content.Library:
    return content.Library((content.parse(text),))


def account(text: str = DOCUMENT) -> content.Account:
    return read_account(make(text, document="D"))


def test_an_account_is_written_and_read_again_and_holds_no_prose() -> None:
    text = make(DOCUMENT, document="D", title="题")
    assert str(read_account(text)) == text
    assert text.split("\n\n")[1].splitlines() == ["1 heading 1 一", "3 item", "4 item", "6 prose"]
    assert "一段话" not in text


def test_the_headings_of_some_lines_are_those_that_hold_all_of_them() -> None:
    shipped = content.accounts()["003"]
    assert shipped.heading_path((30, 30))[2:] == ("语言基础掌握要点", "数据类型深度理解")
    assert shipped.heading_path((46, 58))[2:] == ("Python内置数据结构性能特征",)
    assert shipped.heading_path((623, 650)) == ("5. 并发编程与异步处理", "5.4 并发模式选择")


def test_a_list_line_is_covered_by_the_item_that_states_it_and_by_nothing_less() -> None:
    covered = proof.coverage(library(), [account()])
    assert [(row.line, row.items) for row in covered.rows] == [
        (1, ()),
        (3, ("first",)),
        (4, ()),
        (6, ("both",)),
    ]
    assert [row.line for row in covered.unclassified] == [4]
    assert covered.rows[0].reason == "heading of what follows"


def test_a_true_account_and_true_words_leave_nothing_to_say(tmp_path: Path) -> None:
    (tmp_path / "any name").write_text(DOCUMENT, "utf-8")
    assert proof.prove(library(), [account()], tmp_path) == []


def test_a_missing_document_is_told_by_its_sha256(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("另一篇", "utf-8")
    (difference,) = proof.prove(library(), [account()], tmp_path)
    assert account().sha256 in difference


def test_changed_words_and_a_wrong_account_are_told_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "d").write_text(DOCUMENT, "utf-8")
    wrong = library(CURRICULUM.replace("= 甲：乙", "= 甲：已").replace("> 一段话", "> 两段话"))
    told = read_account(str(account()).replace("4 item", "5 item").replace("6 prose", "6 code"))
    assert [each.split(": ")[0] for each in proof.prove(wrong, [told], tmp_path)] == [
        *("D:4", "D:5", "D:6", ":4", ":9"),
    ]


def test_every_shipped_account_names_its_document_and_counts_its_list_lines() -> None:
    found = {
        name: (each.lines, sum(row.kind == "item" for row in each.rows.values()), each.status)
        for name, each in content.accounts().items()
    }
    assert found == {
        "000": (76, 0, "complete"),
        "001": (83, 38, "complete"),
        "002": (53, 0, "incomplete"),
        "003": (2048, 1099, "complete"),
        "004": (140, 51, "complete"),
    }


def test_every_row_that_is_no_list_line_has_a_known_class() -> None:
    for each in content.accounts().values():
        assert {row.kind for row in each.rows.values()} <= {"item", *proof.REASONS}
