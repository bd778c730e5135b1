"""The checks: what a curriculum lacks is told with file, line and what to do."""

import pytest

import content

WHOLE = """
# track 全
## group 组
why: 因为。
### topic 甲
= 基本类型：int、float、str、bool、None
@ 003 30
try: 试。
? 问？
! 答。
### exercise 乙
why: 为。
done: 成。
## quiz 测
? 一？
(x) 对
( ) 错
! 因。
? 二？
(x) 对
( ) 错
! 因。
? 三？
(x) 对
( ) 错
! 因。
? 四？
(x) 对
( ) 错
! 因。
? 五？
(x) 对
( ) 错
! 因。
## ritual 会
cadence: weekly chosen
"""


def mistakes(text: str) -> list[tuple[int, str]]:
    library = content.Library((content.parse(text),))
    return [(each.line, str(each.what)) for each in content.check(library)]


def test_a_whole_curriculum_has_no_mistakes() -> None:
    assert mistakes(WHOLE) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("why: 因为。", "", 3, "a group without why"),
        ("try: 试。", "", 5, "the topic has no try"),
        ("! 答。", "", 5, "a question without an answer"),
        ("why: 为。", "", 11, "the exercise has no why"),
        ("done: 成。", "", 11, "the exercise has no done"),
        ("cadence: weekly chosen", "", 35, "the ritual has no cadence"),
        ("@ 003 30", "", 5, "a document's words without a source"),
        ("@ 003 30", "@ 003 30-31", 5, "1 `=` lines for 003:30-31"),
        ("@ 003 30", "@ 003 6", 5, "1 `=` lines for 003:6-6"),
        ("@ 003 30", "@ 003 2049", 5, "line 2049 of 003, which has 2048"),
        ("@ 003 30", "@ 000 1", 5, "prose repeated word for word"),
        ("@ 003 30", "@ 003 30\n> " + "长" * 41, 5, "a quotation that is too long"),
        ("why: 为。", "why: 为。\nrole: stated", 11, "a stated item without the document's words"),
        ("why: 为。", "why: 为。\nneeds: T0", 11, "needs T0, which is not there"),
        ("? 五？\n(x) 对\n( ) 错\n! 因。", "", 14, "too few questions in a quiz: 4"),
        ("? 五？\n(x) 对", "? 五？\n( ) 对", 14, "question 5 has 0 right of 2 choices"),
        ("? 五？", "?", 14, "question 5 has no words"),
        ("( ) 错\n! 因。\n## ritual", "( ) 错\n## ritual", 14, "question 5 has no explanation"),
        ("## ritual", "## group 空\nwhy: 无。\n## ritual", 35, "a group with nothing in it"),
    ],
)
def test_what_is_missing_or_wrong_is_told(old: str, new: str, line: int, what: str) -> None:
    assert old in WHOLE
    assert (line, what) in mistakes(WHOLE.replace(old, new))


def test_two_items_may_not_state_one_line_unless_one_is_derived() -> None:
    again = "## topic 丁\n= 基本类型：int、float、str、bool、None\n@ 003 30\ntry: 试。\n"
    found = mistakes(WHOLE + again)
    assert [line for line, _ in found] == [37]
    assert "003:30 is already stated at" in found[0][1]
    assert mistakes(WHOLE + again + "role: derived\n") == []


def test_an_id_in_two_curricula_is_told() -> None:
    one, _ = content.format.read([("a.txt", "# track 一\nid: A\n## task 二\nid: t\n")])
    two, _ = content.format.read([("b.txt", "# track 三\nid: B\n## task 四\nid: t\n")])
    found = content.check(content.Library((one, two)))
    assert ("b.txt", 3, "the id t is also used at a.txt:3") in [
        (each.file, each.line, str(each.what)) for each in found
    ]


def test_what_could_not_be_read_is_among_the_mistakes() -> None:
    mistake = content.Mistake("T1/01.txt", 3, "unknown field x", "remove it")
    library = content.Library((), (mistake,))
    assert content.check(library) == [mistake]
    assert str(mistake) == "T1/01.txt:3: unknown field x - remove it"


def test_what_cannot_be_read_hides_nothing_else_and_the_files_are_named() -> None:
    texts = [
        ("a.txt", "# track 一\nid: a\n## task 二\nminutes: bald\nwhy: 为。\n"),
        ("b.txt", "## quiz 三\n? 问\n(x) 对\n! 因\n## task 四\nneeds: T1\nwhy: 为。\ndone: 完。\n"),
    ]
    assert [(each.file, each.line, str(each.what)) for each in content.examine(texts)] == [
        ("a.txt", 3, "the task has no done"),
        ("a.txt", 4, "minutes bald is not a number"),
        ("b.txt", 1, "too few questions in a quiz: 1"),
        ("b.txt", 1, "question 1 has 1 right of 1 choices"),
    ]
