"""Bytes in any usual encoding are read; what is no document, or a hostile one, is told at once."""

import codecs
import time

import pytest

from content import DocumentError, import_document, read_document
from tests.content.sample_documents import (
    PLAN,
)


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
