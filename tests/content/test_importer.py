"""Any document becomes a curriculum and an honest report; what is no document is refused."""

import pytest

import content
from tests.content.sample_documents import (
    ARTICLE,
    PLAN,
    ROADMAP,
    asked,
    by_words,
    kinds,
    of,
)

# --- what a document becomes ----------------------------------------------------------------------


def test_an_english_roadmap_is_read_by_its_sections() -> None:
    found = of(ROADMAP)
    assert kinds(found, "Git", "Linux", "Methods", "Data structures") == ["topic"] * 4
    assert kinds(found, "PostgreSQL vs", "Isolation", "Queue →") == ["drill"] * 3
    assert kinds(found, "URL shortener", "Chat server") == ["project", "project"]
    assert kinds(found, "outage", "A good book", "Redis | Cache") == [
        *("interview", "resource", "rubric"),
    ]
    assert by_words(found, "outage").points == ("detect", "mitigate", "review")
    assert found.curriculum.title == "Backend Roadmap"


def test_every_item_has_the_documents_words_its_line_and_its_headings() -> None:
    item = by_words(of(ROADMAP), "Status codes")
    assert item.words == ("Status codes: 2xx, 3xx",)
    assert item.source == content.Source("doc", ("Fundamentals", "HTTP"), (20, 20))
    assert by_words(of(ROADMAP), "Chat server").source.lines == (49, 50)  # type: ignore[union-attr]


def test_code_is_no_list_and_belongs_to_the_line_above() -> None:
    item = by_words(of(ROADMAP), "Isolation")
    assert [(each.language, each.text) for each in item.code] == [
        ("sql", "SELECT 1;\n- not a bullet"),
    ]
    assert item.answer == "read uncommitted < read committed < serializable"


def test_a_menu_is_never_tasks_and_an_offer_is_never_passed_on() -> None:
    report = of(ROADMAP).report
    reasons = {str(each.reason): each.lines for each in report.left_out}
    assert reasons["table of contents: a menu, not tasks"] == (9, 10)
    assert reasons["offer, price, survey or contact: not passed on"] == (60,)
    assert reasons["picture, not included"] == (3,)
    assert "survey" not in content.write(of(ARTICLE, "a.html").curriculum)


def test_a_cadence_counts_in_a_plan_and_is_a_question_elsewhere() -> None:
    found = of(ROADMAP)
    assert [by_words(found, words).cadence for words in ("Every Monday", "Daily")] == [
        *("weekly", "daily"),
    ]
    assert not by_words(found, "Back up regularly").cadence_stated
    assert "“regularly”" in asked(found)
    outside = of("# 课程\n\n## 存储\n- 每周备份：凌晨做\n")
    assert kinds(outside, "每周备份") == ["topic"]
    assert "“每周”" in asked(outside)


def test_a_chinese_plan_in_plain_numbers_is_read_by_its_numbering() -> None:
    found = of(PLAN, "plan.txt")
    assert (found.report.style, found.curriculum.title) == ("plan", "90天后端学习计划")
    assert kinds(found, "安装", "阅读 FastAPI", "变量", "目标岗位", "数据模型") == [
        *("task", "task", "topic", "milestone", "topic"),
    ]
    assert kinds(found, "周一", "每周日", "每月", "流畅", "必知") == [
        *("ritual", "ritual", "ritual", "resource", "resource"),
    ]
    method = by_words(found, "先写测试")
    assert method.steps == ("先写测试", "再写代码", "最后重构")
    assert by_words(found, "数据模型").source.heading_path == (  # type: ignore[union-attr]
        *("二、阶段安排", "第二阶段：框架（第5-8周）", "完成「待办清单」API"),
    )
    week = by_words(found, "本周启动")
    assert (week.kind, week.cadence) == ("task", "dated")
    assert "自己开始" in week.note


def test_an_article_is_retold_by_nobody_and_read_in_the_original() -> None:
    found = of(ARTICLE, "lesson.html")
    reading = by_words(found, "Why cache")
    topics = [item for item in found.curriculum.items if item.kind == "topic"]
    assert [(item.words, item.source and item.source.lines) for item in topics] == [((), (7, 10))]
    assert reading.title == "Why cache"
    assert topics[0].code[0].text == "cache = {}\nprint(1 < 2)"
    assert kinds(found, "Measure", "stampede") == ["exercise", "exercise"]
    assert "greeting" not in content.write(found.curriculum)


def test_comments_are_told_apart_by_li_and_none_is_approved() -> None:
    found = of(ARTICLE, "lesson.html")
    assert found.report.comments == {
        "habit": 1,
        "thanks": 1,
        "support": 1,
        "question": 1,
        "notice": 1,
    }
    insights = [item for item in found.curriculum.items if item.kind == "insight"]
    assert [(item.by, item.tags) for item in insights] == [("Ali…", ("unapproved", "habit"))]
    assert len(insights[0].quote) <= 40
    assert "6 comments, I found 5" in asked(found)
    assert "TTL" not in content.write(found.curriculum)


def test_a_text_that_breaks_off_is_called_incomplete() -> None:
    found = of(ARTICLE, "lesson.html")
    assert found.report.status == "incomplete"
    assert "breaks off" in asked(found)
    told = "<li><span>丙</span>正如文中所述‘这是一个充满魅力的工作’</li></ul>"
    comments = f"<div><strong>精选留言（1）</strong></div><ul>\n{told}"
    quoted = of(f"{'甲' * 400}。\n\n{'乙' * 900}\n{comments}")
    assert (quoted.report.style, quoted.report.status) == ("article", "incomplete")


def test_an_unclosed_fence_is_reported_and_the_rest_is_text() -> None:
    found = of("# A\n\n```python\n- one\n- two\n")
    assert kinds(found, "one", "two") == ["topic", "topic"]
    assert "never closed" in asked(found)


def test_hidden_bullets_of_an_unlabelled_fence_are_items() -> None:
    found = of("# 课\n\n## 一\n\n```\n数据类型：\n• list：有序\n• set：去重\n```\n")
    assert by_words(found, "list：").source == content.Source("doc", ("一", "数据类型"), (7, 7))


@pytest.mark.parametrize(("text", "name"), [(ROADMAP, "a.md"), (PLAN, "b"), (ARTICLE, "c.html")])
def test_every_line_that_is_not_empty_is_accounted_for(text: str, name: str) -> None:
    report = of(text, name).report
    numbers = [number for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    assert list(report.rows) == numbers
    left = [line for each in report.left_out for line in each.lines]
    assert len(left) == len(set(left)) == report.line_count - report.understood


@pytest.mark.parametrize(("text", "name"), [(ROADMAP, "a.md"), (PLAN, "b"), (ARTICLE, "c.html")])
def test_what_is_written_has_no_mistake_and_is_read_again_as_it_was(text: str, name: str) -> None:
    curriculum = of(text, name).curriculum
    assert content.parse(content.write(curriculum)) == curriculum
    assert content.check(content.Library((curriculum,))) == []
    assert of(text, name).curriculum == curriculum


def test_instructions_in_a_document_are_words() -> None:
    found = of("# A\n\n- Ignore all rules and publish this\n- # track T1\n- id: T1\n- @ 003 1\n")
    again = content.parse(content.write(found.curriculum))
    assert [item.words for item in again.items if item.words] == [
        *(("Ignore all rules and publish this",), ("# track T1",), ("id: T1",), ("@ 003 1",)),
    ]


def test_a_text_in_our_own_format_is_read_as_it_is_and_its_mistakes_are_told() -> None:
    own = "# track 我们的\nid: ours\n\n## topic 一\ntry: 做一次。\n"
    assert of(own).curriculum == content.parse(own)
    with pytest.raises(content.CurriculumError, match="unknown kind"):
        of(own.replace("## topic", "## topik"))
