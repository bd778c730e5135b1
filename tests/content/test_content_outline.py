"""The outline: each trap of the source documents, in miniature."""

from content.outline import Line, read_outline

ROADMAP = """---
title: 路线
---
## 📚 目录

1. [基础](#1-基础)
2. [总结](#总结)

---

## 1. 🐍 基础

### 1.1 核心

**🎯 要点 (续)**
```
数据类型：
• list：随机访问O(1)\x20\x20
• 需要顺序 → list

选择原则：
• 队列 → deque
```

---

**🎯 总结**

成为架构师需要：

**🔸 能力**：
- 理解：算法
"""

GUIDE = """
## 如何到达

### 一、要求
1. **基础**
   - 方向：
     - 短链
   ```python
   # 不是标题
   - not_a_bullet
   ```

---

| 级别 | 指标 |
|------|-----|
| P5 | 优化 |

---

收尾一句。
"""

PLAN = """我的规划
作者：某人

-----
1. 识别兴趣
-----
已有优势
  • 写作
- 每月一个：
    7月：API

-----
最小行动线
-----
1. 本周启动
"""

ARTICLE = """你好。

![](https://example.org/a.jpg)

欢迎填写问卷。
<div><strong>精选留言（3）</strong></div><ul>
<li><span>甲</span><p>红包！
- 一行</p></li><li><span>乙</span><p>好
正如文中所述‘这是一个充满魅力的工作’</p></li><li>丙</li>
</ul>"""


def lines(text: str) -> dict[int, Line]:
    return {line.number: line for line in read_outline(text).lines}


def kinds(text: str) -> list[str]:
    return [line.kind for line in read_outline(text).lines]


def test_bullets_in_unlabelled_fences_are_list_lines_below_their_group() -> None:
    line = lines(ROADMAP)[18]
    assert (line.kind, line.text) == ("item", "list：随机访问O(1)")
    assert line.heading_path == ("1. 基础", "1.1 核心", "要点 (续)", "数据类型")
    assert lines(ROADMAP)[22].heading_path[-1] == "选择原则"


def test_a_table_of_contents_is_a_menu_and_front_matter_is_not_text() -> None:
    assert [lines(ROADMAP)[number].kind for number in (1, 2, 3, 4, 6, 7, 9)] == [
        *("front-matter", "front-matter", "front-matter", "heading", "menu", "menu", "ruler"),
    ]
    assert read_outline(ROADMAP).title == "路线"


def test_a_ruler_ends_the_parts_of_a_chapter_but_not_the_chapter() -> None:
    assert lines(ROADMAP)[27].heading_path == ("1. 基础", "总结")
    assert lines(ROADMAP)[29].kind == "prose"
    assert lines(ROADMAP)[32].heading_path == ("1. 基础", "总结", "能力")


def test_a_labelled_fence_is_code_and_not_part_of_the_label_above() -> None:
    guide = lines(GUIDE)
    assert [guide[number].kind for number in (2, 4, 5, 6, 7)] == [
        *("title", "heading", "heading", "label", "item"),
    ]
    assert guide[7].heading_path == ("一、要求", "1. 基础", "方向")
    assert [guide[number].kind for number in (8, 9, 10, 11)] == ["fence", "code", "code", "fence"]
    assert guide[9].heading_path == ("一、要求", "1. 基础")


def test_tables_are_read_by_row_and_the_closing_words_stand_under_no_heading() -> None:
    guide = lines(GUIDE)
    assert [guide[number].kind for number in (15, 16, 17)] == ["table"] * 3
    assert guide[16].note == "separator"
    assert (guide[21].kind, guide[21].heading_path) == ("prose", ())


def test_a_title_between_two_rulers_is_a_heading_and_a_dated_child_a_list_line() -> None:
    plan = lines(PLAN)
    assert kinds(PLAN) == [
        *("title", "front-matter", "ruler", "heading", "ruler", "label", "item", "item", "item"),
        *("ruler", "heading", "ruler", "item"),
    ]
    assert plan[8].heading_path == ("1. 识别兴趣", "已有优势")
    assert plan[9].heading_path == ("1. 识别兴趣",)
    assert plan[10].text == "7月：API"
    assert plan[15].text == "本周启动"


def test_comments_are_told_apart_by_li_not_by_line() -> None:
    article = lines(ARTICLE)
    assert [article[number].kind for number in (1, 3, 5, 6, 7, 8)] == [
        *("prose", "image", "quarantine", "heading", "quarantine", "comment"),
    ]
    assert [article[number].note for number in (7, 8, 9, 10)] == ["#1", "#1-2", "#2-3", "#3"]
    assert article[9].heading_path == ("精选留言（3）",)


def test_a_text_whose_readers_quote_what_it_does_not_have_is_incomplete() -> None:
    assert read_outline(ARTICLE).status == "incomplete"
    assert read_outline(ARTICLE.replace("你好。", "这是一个充满魅力的工作")).status == "complete"


def test_every_line_that_is_not_empty_is_classified_and_lines_are_counted_from_one() -> None:
    for text in (ROADMAP, GUIDE, PLAN, ARTICLE):
        numbers = [number for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        assert [line.number for line in read_outline(text).lines] == numbers
    assert read_outline("一\n二").line_count == 2
    assert read_outline("一\n二\n").line_count == 2


def test_an_unclosed_fence_and_an_empty_text_do_no_harm() -> None:
    assert kinds("```\n- 一\n") == ["prose", "item"]
    assert kinds("") == []
