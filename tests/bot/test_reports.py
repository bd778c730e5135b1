"""A report as Markdown and as one page: what is ticked, nothing that runs, every word escaped."""

from datetime import date
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from bot.study.reports import Number, Report, Section, Trace, markdown, only, page

EVIL = "<script>alert(1)</script> \"&' [x](javascript:alert(1)) *bold* | `code`"


def made(words=EVIL, link="https://example.com/1?a=1&b=2"):
    trace = Trace(date(2026, 3, 2), words, link)
    return Report(
        title=f"Month {words}",
        name=words,
        when="2026-03-01 – 2026-03-31",
        lang="zh",
        sections=(
            Section("okr", words, (Number(words, "1/2", (trace,), words),), (trace,)),
            Section("study", "Studying", (Number("Days", "1", (trace,)),)),
        ),
        behind="What stands behind it",
        footer=words,
    )


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.links, self.open = set(), [], []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name in {"href", "src"}]
        assert not [name for name, _ in attrs if name.startswith("on")]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "main", "header", "h1", "p", "section"),
    *("h2", "dl", "div", "dd", "dt", "small", "details", "summary", "ul", "li", "time", "a"),
    "footer",
}


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_written_the_page_holds_only_our_tags_and_web_links(words, link):
    parser = Tags()
    parser.feed(page(made(words, link)))
    assert parser.tags <= ALLOWED
    assert not parser.open
    assert all(one.startswith(("https://", "http://")) for one in parser.links)


def test_the_page_fetches_nothing_and_runs_nothing():
    text = page(made())
    assert "<script" not in text
    assert "default-src 'none'" in text
    assert "@import" not in text
    assert "url(" not in text


def test_words_are_never_markup_in_markdown():
    text = markdown(made())
    assert "<script>" not in text
    assert "\\[x\\]\\(javascript" in text
    assert "<https://example.com/1?a=1&b=2>" in text


def test_only_what_is_ticked_is_left():
    kept = only(made(), ["study"], details=False)
    assert [one.key for one in kept.sections] == ["study"]
    assert [number.traces for _, number in kept.numbers()] == [()]
    assert "okr" not in page(kept)


def test_details_are_a_tick_of_their_own():
    kept = only(made(), ["study"], details=True)
    assert len(kept.numbers()[0][1].traces) == 1


def test_nothing_ticked_leaves_nothing():
    assert only(made(), [], details=True).sections == ()
