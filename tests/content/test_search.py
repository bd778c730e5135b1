"""Find: every word literal, Chinese without spaces, best first, at once."""

import time

import content
from content import find
from content.search import _index

TEXT = """# track 缓存课
en: Caching

## module 失效
### topic 缓存穿透
en: Cache penetration
= 缓存穿透：查询不存在的数据
@ doc 3
try: 用空值挡住。
? 布隆过滤器挡得住什么？
! 它挡住一定不存在的键，留下 1% 的误判。

### topic 从慢查询到缓存穿透
try: 画一张图。

### topic 雪崩
= 大量缓存同时失效，与缓存穿透不同
@ doc 4
try: 加随机过期。

### exercise 演练
why: 练过才会。
1. 用 `GET_ALL` 触发一次缓存穿透。
done: 一段日志，写明 it's "done"。
"""


def titles(query: str, text: str = TEXT) -> list[str]:
    return [hit.item.title for hit in find(content.Library((content.parse(text),)), query)]


def test_the_best_comes_first_title_then_words_then_the_rest() -> None:
    assert titles("缓存穿透") == ["缓存穿透", "从慢查询到缓存穿透", "雪崩", "演练"]


def test_every_word_must_be_there_in_any_order_and_case() -> None:
    assert titles("穿透 PENETRATION") == ["缓存穿透"]
    assert titles("雪崩 penetration") == []
    assert titles("cache PENETRATION") == ["缓存穿透"]


def test_a_word_comes_before_what_it_is_only_a_part_of() -> None:
    text = """# track 系统
id: s
en: Systems
### topic 容量
en: Capacity planning
try: 算。
### topic 取舍
en: Trade-offs
try: 讲 CAP 的两难。
### topic 定理
en: CAPs and gowns
try: 画。
"""
    assert titles("cap", text) == ["定理", "取舍", "容量"]


def test_chinese_that_nobody_wrote_so_finds_what_is_nearest() -> None:
    assert titles("缓存的雪崩") == ["雪崩"]
    assert titles("GET_ALL触发") == ["演练"]
    assert titles("怎样挡住缓存穿透")[0] == "缓存穿透"
    assert titles("毫不相干的话") == []


def test_signs_are_literal() -> None:
    assert titles("1%") == ["缓存穿透"]
    assert titles("%") == ["缓存穿透"]
    assert titles("get_all") == ["演练"]
    assert titles("get.all") == []
    assert titles("_") == ["演练"]
    assert titles('it\'s "done"') == ["演练"]
    assert titles("' OR 1=1") == []


def test_an_answer_is_found_by_its_topic_and_never_twice() -> None:
    assert titles("布隆") == ["缓存穿透"]


def test_full_width_signs_and_odd_dashes_are_the_usual_ones() -> None:
    assert titles("ＧＥＴ＿ＡＬＬ") == ["演练"]
    dashed = TEXT.replace("演练", "Top\u202f10 Mid\u2011level")
    assert titles("top 10 mid-level", dashed) == ["Top\u202f10 Mid\u2011level"]


def test_nothing_asked_is_nothing_found() -> None:
    assert titles("") == titles(" \u3000") == titles("没有的词") == []


def test_at_most_eight_are_told() -> None:
    assert len(find(content.load(), "缓存")) == 8


def test_the_whole_library_answers_within_fifty_milliseconds() -> None:
    """Of the processor's time: how busy the machine is besides is not the question."""
    library = content.load()
    _index.cache_clear()
    assert _took(library, "缓存穿透") < 0.5  # the first question also makes the index
    nearly = "怎样防止数据库索引失效的慢查询"
    for query in ("缓存穿透", "a", "的", "asyncio gather", "%", "zzzz", nearly):
        assert min(_took(library, query) for _ in range(3)) < 0.05, query


def _took(library: content.Library, query: str) -> float:
    began = time.process_time()
    find(library, query)
    return time.process_time() - began
