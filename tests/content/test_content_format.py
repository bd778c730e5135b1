"""The curriculum format: what is read, what is refused, and that writing gives it back."""

import re
from pathlib import Path

import pytest

import content
from content.library import Choice
from content.nodes import LONGEST_ID

SMALL = """
# track 阅读计划
id: reading
en: Reading plan

## module 第一周
@ 003 24-60

### group 列表
why: 每天都在用。

#### topic 插入的代价
= 列表：尾部追加快
@ notes 12 第一章 › 1.1
try: 各做一万次，记下倍数。
minutes: 15
tags: morning, solo
? 为什么 insert(0) 慢？
! 后面的全部往后挪一格。
也想想 deque。

#### exercise 量一量
why: 数字比印象可靠。
1. 写脚本。
2. 记下四个数字。
done: 一张表。
```python
assert [1].pop(0) == 1
```

### quiz 小测
? `[1, 2].pop()` 返回什么？
@ notes 13
( ) 1
(x) 2
! 默认取最后一个。

## ritual 周日回顾
cadence: weekly chosen
- 做了什么
- 卡在哪里
"""

MISTAKEN = """开头
# track 一
colour: red
minutes: viele
## chapter 二
### topic
@ 003
? 一？
? 二？
## stage 三
### track 四
cadence: weekly
! 没有问题的回答
(x) 没有问题的选项
```python"""


def small() -> content.Curriculum:
    return content.parse(SMALL)


def by_title(curriculum: content.Curriculum, title: str, kind: str = "") -> content.Item:
    return next(
        each for each in curriculum.items if each.title == title and kind in {"", each.kind}
    )


def test_every_sign_of_an_item_is_read() -> None:
    topic = by_title(small(), "插入的代价", "topic")
    assert topic.text == "列表：尾部追加快"
    assert topic.body == "也想想 deque。"
    assert topic.source == content.Source("notes", ("第一章", "1.1"), (12, 12))
    assert (topic.role, topic.minutes, topic.tags) == ("stated", 15, ("morning", "solo"))
    assert topic.try_ == "各做一万次，记下倍数。"
    assert topic.answer == "后面的全部往后挪一格。"
    exercise = by_title(small(), "量一量")
    assert exercise.steps == ("写脚本。", "记下四个数字。")
    assert exercise.code[0].text == "assert [1].pop(0) == 1"
    assert (exercise.role, exercise.minutes) == ("default", 30)
    ritual = by_title(small(), "周日回顾")
    assert (ritual.cadence, ritual.cadence_stated) == ("weekly", False)
    assert ritual.points == ("做了什么", "卡在哪里")


def test_a_quiz_keeps_each_question_with_its_choices_and_its_line() -> None:
    question = by_title(small(), "小测").questions[0]
    assert question.choices == (Choice("1", right=False), Choice("2", right=True))
    assert question.answer == "默认取最后一个。"
    assert question.source is not None
    assert question.source.lines == (13, 13)


def test_an_item_knows_its_track_its_module_and_the_title_of_its_group() -> None:
    curriculum = small()
    module = by_title(curriculum, "第一周")
    topic = by_title(curriculum, "插入的代价", "topic")
    assert (topic.track, topic.module, topic.group) == ("reading", module.id, "列表")
    assert topic.parent == module.id
    assert by_title(curriculum, "小测").group == ""
    (group,) = curriculum.groups
    assert group.items == (topic.id, by_title(curriculum, "量一量").id)


def test_a_topic_with_an_answer_also_becomes_a_card() -> None:
    curriculum = small()
    topic, card = (by_title(curriculum, "插入的代价", kind) for kind in ("topic", "card"))
    assert card.id == f"{topic.id}.card"
    assert (card.role, card.minutes, card.source) == ("derived", 2, topic.source)
    assert (card.question, card.parent) == (topic.question, topic.id)


def test_the_headings_around_the_lines_of_our_own_documents_are_known() -> None:
    source = by_title(small(), "第一周").source
    assert source is not None
    assert source.heading_path == ("1. Python基础与进阶语言特性", "1.1 Python语言核心基础")


def test_an_inserted_sibling_shifts_no_id() -> None:
    before = {each.title: each.id for each in small().items}
    more = SMALL.replace("#### exercise", "#### topic 切片\ntry: 切一次。\n\n#### exercise")
    after = {each.title: each.id for each in content.parse(more).items}
    assert before.items() <= after.items()


def test_equal_titles_in_different_groups_have_different_ids() -> None:
    text = "# track 一\n## group 甲\n### topic 缓存\n## group 乙\n### topic 缓存\n### topic 缓存\n"
    ids = {each.id for each in content.parse(text).items}
    assert len(ids) == 4


def test_renaming_with_the_old_id_written_down_keeps_the_ids_inside() -> None:
    (group,) = small().groups
    renamed = SMALL.replace("### group 列表", f"### group 序列\nid: {group.id}")
    again = content.parse(renamed)
    assert [each.id for each in again.items] == [each.id for each in small().items]


def test_the_full_width_signs_of_a_chinese_keyboard_are_read() -> None:
    typed = SMALL.replace("? 为什么", "？为什么").replace("! 后面", "！ 后面")
    typed = typed.replace("why: 每天", "why：每天").replace("(x) 2", "（x） 2")
    assert content.parse(typed) == small()


def test_writing_and_reading_again_gives_an_equal_curriculum() -> None:
    assert content.parse(content.write(small())) == small()


def test_text_that_looks_like_a_sign_survives_writing_and_reading() -> None:
    text = (
        "# track 一\n## advice 二\n\\# 不是标题\n\\- 不是要点\n\\todo: 不是字段\n\\（1）不是选项\n"
    )
    text += "````text\n```\n````\n"
    curriculum = content.parse(text)
    assert (
        by_title(curriculum, "二").body == "# 不是标题\n- 不是要点\ntodo: 不是字段\n（1）不是选项"
    )
    assert content.parse(content.write(curriculum)) == curriculum


def test_a_shipped_curriculum_survives_writing_and_reading() -> None:
    for curriculum in content.load().curricula:
        assert content.parse(content.write(curriculum)) == curriculum


def test_all_mistakes_are_told_at_once_with_their_lines() -> None:
    with pytest.raises(content.CurriculumError) as refused:
        content.parse(MISTAKEN)
    assert [(each.line, str(each.what)) for each in refused.value.mistakes] == [
        (1, "text before the first heading"),
        (3, "unknown field colour"),
        (4, "minutes viele is not a number"),
        (5, "unknown kind chapter"),
        (6, "the topic has no title"),
        (7, "a source that names no lines"),
        (9, "a second question"),
        (11, "the track stands inside the stage"),
        (12, "the cadence weekly"),
        (13, "an answer without a question"),
        (14, "a choice without a quiz question"),
        (15, "a code block without an end"),
    ]
    assert all(each.fix for each in refused.value.mistakes)


def test_an_id_used_twice_names_both_places() -> None:
    with pytest.raises(content.CurriculumError, match="text:2") as refused:
        content.parse("# track 一\n## task 二\nid: a\n## task 三\nid: a\n")
    assert refused.value.mistakes[0].line == 4


def test_ids_are_short_and_plain() -> None:
    for each in content.load().items.values():
        assert len(each.id) <= LONGEST_ID
        assert re.fullmatch(r"[A-Za-z0-9.-]+", each.id)


def test_the_sample_of_the_documentation_is_read_without_a_mistake() -> None:
    page = Path(__file__).parents[2] / "docs" / "curriculum.md"
    sample = re.search(r"```text\n(.*?)\n```", page.read_text("utf-8"), re.DOTALL)
    assert sample
    curriculum = content.parse(sample[1])
    assert curriculum.id == "reading"
    assert content.check(content.Library((curriculum,))) == []
