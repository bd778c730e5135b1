"""Any document becomes a curriculum and an honest report; what is no document is refused."""

import codecs
import time

import pytest

import content
from content import DocumentError, Imported, import_document, read_document

ROADMAP = """# 🚀 Backend Roadmap

![badge](https://example.org/b.svg)

A guide to becoming a backend engineer.

## Table of Contents

- [Fundamentals](#fundamentals)
- [Projects](#projects)

---

## Fundamentals

- [x] **Git** - version control, rebasing
- Linux: pipes, processes
* HTTP
  * Methods
  * Status codes: 2xx, 3xx
+ Data structures
- Queue → deque

### Storage

Goals:

- PostgreSQL vs MySQL
- Isolation: read uncommitted < read committed < serializable

```sql
SELECT 1;
- not a bullet
```

| Store | Use |
|-------|-----|
| Redis | Cache |

## Weekly routine

- Every Monday: plan the week
- Daily: 30 minutes of LeetCode
- Back up regularly

## Projects

1. **URL shortener** – FastAPI and Redis
2. Chat server: WebSocket
   Must hold 1,000 connections.

## Interview

- "How do you handle an outage?" (detect → mitigate → review)

## Resources

- [A good book](https://example.org/book)

Use coupon SAVE20, or write to joe@example.org.
"""

PLAN = """90天后端学习计划
作者：小明  日期：2025-03-01

一、目标
三个月内独立完成一个博客系统。
目标岗位：实习生 → 初级工程师

二、阶段安排
第一阶段：基础（第1-4周）
1、安装 Python 3.12
2、变量、循环、函数
第二阶段：框架（第5-8周）
1、阅读 FastAPI 文档
2、完成「待办清单」API
   （1）数据模型
   （2）登录
3、先写测试 → 再写代码 → 最后重构

三、每周节奏
周一：定下这一周的目标
每周日：复盘，写三句话
每月：读完一本书
本周启动第一个项目

四、推荐书单
①《流畅的Python》
②《SQL必知必会》

五、性能
（1）定期备份：凌晨做
扫码加微信领取优惠券
"""

ARTICLE = """<!DOCTYPE html>
<html><head><title>no</title><style>p{}</style></head><body>
<nav><ul><li><a href="/">Home</a></li></ul></nav>
<h1>Lesson 7: Caching</h1>
<p>Welcome back to the course, this is a long greeting with nothing in it to do at all.</p>
<h2>Why cache</h2>
<p>Memory is a thousand times faster than a disk. Everything else follows from this one fact,
including all the trouble that caches are known for &amp; the fun.</p>
<pre><code class="language-python">cache = {}
print(1 &lt; 2)</code></pre>
<p><img src="https://example.org/x.png" alt=""></p>
<h2>Exercises</h2>
<ol><li>Measure a hit with <code>timeit</code>.</li><li>Explain a stampede.</li></ol>
<p>In the next lesson we will see the following:</p>
<h3>Comments (6)</h3>
<ul>
<li><span>Alice Smith</span> 👍（3）<p>I re-read this twice and took notes.</p>2023-01-02</li><li>
<span>Bob</span><p>Thanks!</p></li>
<li><span>Carol</span><p>ModuleNotFoundError: no module named redis</p></li>
<li><span>Dan</span><p>How do I choose the TTL?</p></li>
<li><span>Eve</span><p>Fill in my survey and win!</p></li>
</ul></body></html>"""


def of(text: str, name: str = "doc.md", known: content.Curriculum | None = None) -> Imported:
    return import_document(text, name, known)


def by_words(imported: Imported, words: str) -> content.Item:
    return next(
        item
        for item in imported.curriculum.items
        if item.kind != "card" and words in "\n".join((*item.words, item.title))
    )


def kinds(imported: Imported, *words: str) -> list[str]:
    return [by_words(imported, one).kind for one in words]


def asked(imported: Imported) -> str:
    return "\n".join(str(doubt.asked) for doubt in imported.report.doubts)


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


# --- again ----------------------------------------------------------------------------------------


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


# --- bytes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        PLAN.encode(),
        codecs.BOM_UTF8 + PLAN.encode(),
        PLAN.encode("gbk"),
        PLAN.encode("gb18030"),
        PLAN.encode("utf-16"),
        codecs.BOM_UTF16_BE + PLAN.encode("utf-16-be"),
        PLAN.encode("utf-16-le"),
        PLAN.replace("\n", "\r\n").encode(),
        PLAN.replace("\n", "\r").encode("gbk"),
    ],
    ids=["utf-8", "bom", "gbk", "gb18030", "utf-16", "utf-16-be", "no-bom", "crlf", "cr-gbk"],
)
def test_any_usual_encoding_gives_the_same_text(data: bytes) -> None:
    assert read_document(data, "计划.txt") == PLAN


def test_a_western_text_with_curly_quotes_is_read() -> None:
    assert read_document("Don’t panic – it’s a plan".encode("cp1252"), "a.md") == (
        "Don’t panic – it’s a plan"
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"x" * 50 * 2**20, "larger than 5 MB"),
        (b"PK\x03\x04" + b"\0" * 100, "zip"),
        (b"%PDF-1.7 text", "PDF"),
        (b"a\0b\0\1\2c" * 500, "not text"),
        (bytes(range(128, 256)) * 50, "letters"),
        (b"one\n\x1b[31mtwo", "control character in line 2"),
        (b" \n ", "empty"),
        (b"[" * 50_000, "nested too deeply"),
        ("\n".join("  " * n + "- x" for n in range(2000)).encode(), "nested too deeply"),
        (b"<ul><li>\n" * 2000, "nested too deeply"),
        (b"- x\n" * 100_000, "more than 5000 lines"),
        (b"x" * 100_000, "longer than 10000 characters"),
        ("计划\n- 学习\n".encode() + "- 循环\n".encode("gbk"), "Line 3 of doc.md is in another"),
        ("计划\n- 学习\n".encode()[:-2], "Line 2 of doc.md is in another encoding"),
        ("学習計画\n- ループと関数\n".encode("shift_jis") * 5, "letters"),
        ("學習計劃\n- 迴圈與函數\n".encode("big5") * 5, "letters"),
        (b"<ul><li>" * 20_000, "nested too deeply"),
    ],
    ids=[
        *("50MB", "zip", "pdf", "nul", "binary", "control", "empty", "brackets", "lists", "html"),
        *("lines", "line", "mixed", "broken-off", "japanese", "big5", "html-line"),
    ],
)
def test_what_is_no_document_is_refused_at_once_with_the_reason(data: bytes, reason: str) -> None:
    began = time.process_time()
    with pytest.raises(DocumentError, match=reason):
        read_document(data, "doc.md")
    assert time.process_time() - began < 2


LONG = [
    *("**a", "_a ", "[a](b ", "[![a](b", "a\t", "|a", "`a", "a：", "a: ", "1", "1 ", "1.", "a.b-c"),
    *("a@", "a → ", "《a", "（a", "%%a", "文中“a", "a ", "# ", "$1", "每周"),
]


@pytest.mark.parametrize("sign", LONG)
def test_a_hostile_document_of_legal_size_is_read_at_once(sign: str) -> None:
    line = "- " + (sign * 9_900)[:9_900]
    began = time.process_time()
    import_document(read_document("\n".join(["# T", *[line] * 60]).encode(), "a.md"), "a.md")
    assert time.process_time() - began < 2


@pytest.mark.parametrize("sign", ["1", "1.", "a", "每周 ", "&nbsp;", "是吗？", "文中“a", "<b>a"])
def test_a_page_of_one_line_is_read_at_once(sign: str) -> None:
    page = f"<html><body><h2>思考题</h2><p>{(sign * 100_000)[:100_000]}</p></body></html>"
    began = time.process_time()
    import_document(read_document(page.encode(), "a.html"), "a.html")
    assert time.process_time() - began < 2


def test_a_page_of_comments_alone_has_nothing_to_learn() -> None:
    text = "精选留言（1）<ul>\n<li>小王 <p>谢谢</p></li></ul>"
    assert import_document(text, "a.md").report.rows[2] == "comment"


@pytest.mark.parametrize(
    "words",
    [
        "红包算法：二倍均值法", "优惠券系统设计", "扫码登录的实现", "抽奖活动的概率怎么算",
        "限时 45 分钟做一道系统设计题", "A Survey of Large Language Models",
        "The discount factor and the return", "The coupon collector problem",
    ],
)  # fmt: skip
def test_what_only_sounds_like_an_offer_is_learned(words: str) -> None:
    found = import_document(f"# Plan\n\n## Part\n- {words}\n- Another\n", "plan.md")
    assert found.report.rows[4] == "item"


@pytest.mark.parametrize(
    "words",
    ["扫码领取优惠券", "加我微信进群", "前 50 名抽奖送书", "填问卷领红包", "Take our survey!"],
)
def test_what_is_an_offer_stays_out(words: str) -> None:
    found = import_document(f"# Plan\n\n## Part\n- {words}\n- Another\n", "plan.md")
    assert found.report.rows[4] == "quarantine"
