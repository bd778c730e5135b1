"""A report as Markdown and as one page: what is ticked, nothing that runs, every word escaped."""

from datetime import date
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from bot.study.pages import page
from bot.study.reports import Number, Report, Section, Trace, markdown, only

EVIL = "<script>alert(1)</script> \"&' [x](javascript:alert(1)) *bold* | `code`"


MARCH = tuple((date(2026, 3, day), day % 4) for day in range(1, 32))


def made(words=EVIL, link="https://example.com/1?a=1&b=2"):
    trace = Trace(date(2026, 3, 2), words, link)
    return Report(
        title=f"Month {words}",
        name=words,
        when="2026-03-01 – 2026-03-31",
        lang="zh",
        sections=(
            Section(
                "okr",
                words,
                (
                    Number(words, "0.5", (), words, share=0.5, note=words),
                    Number(words, "1/2", (trace,), share=0.5, part=True),
                ),
                (trace,),
            ),
            Section("study", "Studying", (Number("Days", "1", (trace,)),), days=MARCH),
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
    *("article", "h3", "span", "i", "b", "strong", "footer"),
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
    kept = only(made(), ["study"])
    assert [one.key for one in kept.sections] == ["study"]
    assert [number.traces for _, number in kept.numbers()] == [()]
    assert "okr" not in page(kept)


def test_the_entries_of_a_section_are_a_tick_of_their_own():
    kept = only(made(), ["study", "study+", "okr"])
    behind = {section.key: number.traces for section, number in kept.numbers()}
    assert len(behind["study"]) == 1
    assert behind["okr"] == ()


def test_the_entries_alone_tick_nothing():
    assert only(made(), ["study+"]).sections == ()


def test_a_link_within_words_is_said_once():
    link = "https://example.com/late"
    one = Number("Posts", "1", (Trace(None, f"{link} (late)", link),))
    text = Report("R", "W", "2026", "en", (Section("okr", "OKR", (one,)),))
    assert page(text).count(f">{link}<") == page(text).count(link) - 1 == 1
    assert markdown(text).count("example") == 1


def test_many_entries_are_folded_and_few_stand_open():
    def with_entries(number):
        traces = tuple(Trace(None, f"entry {n}") for n in range(number))
        section = Section("study", "Studying", (Number("Days", str(number), traces),))
        return page(Report("R", "W", "2026", "en", (section,)))

    assert "<details>" not in with_entries(3)
    assert "<details>" in with_entries(30)
    assert with_entries(30).count("entry ") == 30


def test_every_day_of_the_period_is_a_square_under_its_weekday():
    text = page(made())
    days = text.partition('<div class="days">')[2].partition("</div>")[0]
    shades = [part.partition('"')[0] for part in days.split('<i class="')[1:]]
    assert shades[:6] == ["out"] * 6  # 1 March 2026 is a Sunday
    assert len(shades) == 6 + 31
    assert [shades.count(f"s{n}") for n in range(5)] == [7, 0, 8, 8, 8]


def test_nothing_ticked_leaves_nothing():
    assert only(made(), []).sections == ()
