"""Addresses in people's words end where the sentence goes on; titles say that more was said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.study.links import link_in, shortened


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ("发了博客 https://example.com/posts/1", "https://example.com/posts/1"),
        ("https://example.com/c/1，p95 80 毫秒", "https://example.com/c/1"),
        ("见（https://example.com/a_b?x=1&y=2#top）。", "https://example.com/a_b?x=1&y=2#top"),
        ("See https://example.com/a.", "https://example.com/a"),
        ("<https://example.com/a>", "https://example.com/a"),
        ("HTTPS://EXAMPLE.COM/A, and more", "HTTPS://EXAMPLE.COM/A"),
        ("two: http://a.example http://b.example", "http://a.example"),
        ("没有链接", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_an_address_ends_where_the_sentence_goes_on(words, link):
    assert link_in(words) == link


@given(st.text())
def test_whatever_is_found_stands_in_the_words(words):
    assert link_in(words) in words


@given(st.text(), st.integers(2, 80))
def test_a_title_is_one_line_and_says_where_more_was_said(words, most):
    title = shortened(words, most)
    assert len(title) <= most
    assert "\n" not in title
    assert title.endswith("…") or title == " ".join(words.split())
