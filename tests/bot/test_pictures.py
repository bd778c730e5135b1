"""Pictures: every glyph drawn, no name breaks or reads anything, a dead worker is survived."""

import os
import re
import struct
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.pictures import (
    farewell,
    fonts,
    lettering,
    month,
    okr,
    personal_week,
    radar,
    render,
    track,
    trend,
    week,
    year,
)
from bot.pictures.drawing import PALETTES, Figure, draw

SNAPSHOTS = Path(__file__).parent / "snapshots" / "pictures"
ROOT = Path(__file__).parents[2]

ZH_DAYS = tuple("一二三四五六日")
MARKS = week.Words("完成", "请假", "休息日", "全组 15 人")
DAYS: dict[str, week.Day] = {"x": "done", "l": "leave", "o": "off", "-": "empty"}
FIGURES = (Figure("45", "打卡天数"), Figure("9/12", "兑现的约定"), Figure("7", "完成的闭环"))
HOSTILE = (
    '</text><image href="file:///etc/passwd"/>',
    "]]><script>alert(1)</script>&nbsp;{{ 7 * 7 }}{% raw %}",
    "a\x00b\x07c\x1b[31m\ud800\ufffe\n\r\t",
    "\u202eesrever\u202c \u2066x\u2069 \u200f",
    "Z̸̢̛͕̈́̂a̵͕̓l̶͖͝g̶̱͝ȏ̶̼" * 5,
    "长" * 10_000,
    "W" * 10_000,
    "🐼" * 3_000,
    "",
)
NAMES = (
    "小王",
    "阿喆",
    "𠮷田さくら",
    "Мөнхбаяр Батүүл",
    "علي بن محمد",
    "שלום",
    "🐼",
    "🌸 樱花 🌸",
    "Nguyễn Thị Ánh",
    "𝓐𝓵𝓲𝓬𝓮",
    "👨‍👩‍👧 家",
    "﷽",
    "ᚠᚢᚦ",
    "𒀀𒁀",
)


def days(marks: str) -> tuple[week.Day, ...]:
    return tuple(DAYS[mark] for mark in marks)


def rows(*names: str) -> tuple[week.Row, ...]:
    return tuple(week.Row(name, days("xxlx-oo")) for name in names)


WEEK = week.Week(
    title="Python 进阶学习小组",
    when="11月16日 – 11月22日 · 第 12 周",
    weekdays=ZH_DAYS,
    rows=rows("小王", "小李", "阿喆"),
    totals=(11, 12, 9, 13, 0, 0, 0),
    figures=FIGURES,
    footer="下次聚会：周六 20:00，小李讲「装饰器的三种写法」",
    words=MARKS,
    today=3,
)
PERSONAL = personal_week.PersonalWeek(
    title="小王的一周",
    when="11月16日 – 11月22日",
    weekdays=ZH_DAYS,
    days=days("xxlxoo-"),
    notes=("25 分", "40 分", "", "15 分", "", "", ""),
    figures=FIGURES,
    footer="下周：从「上下文管理器」接着走",
    words=MARKS,
    today=3,
)
MONTH = month.Month(
    title="小王的十一月",
    when="2026年11月",
    first=date(2026, 11, 1),
    weekdays=ZH_DAYS,
    amounts=(25, 0, 30, 45, 60, 0, 0, 10, 20, 25, 30, 0, 45, 240, 0, *[None] * 15),
    figures=FIGURES,
    words=month.Words("少", "多", "请假"),
    leave=frozenset({2, 6}),
    today=15,
)
TRACK = track.Track(
    title="Python full-stack track",
    when="55 of 148 steps · 23 weeks to go at this pace",
    stages=tuple(
        track.Part(title, done, total)
        for title, done, total in (
            ("Python language core", 12, 12),
            ("Data structures & algorithms", 12, 12),
            ("Object orientation in depth", 12, 12),
            ("Functional programming", 13, 13),
            ("Concurrency & async", 7, 16),
            ("Web frameworks", 0, 17),
            ("Databases", 0, 16),
            ("Caches & queues", 0, 18),
        )
    ),
    here=4,
    now="Stage 5: Concurrency & async",
    modules=(
        track.Part("Threads", 4, 4),
        track.Part("Processes", 3, 4),
        track.Part("Asynchronous programming", 0, 5),
        track.Part("Choosing a model of concurrency", 0, 3),
    ),
    words=track.Words("You are here"),
    footer="Next: process pools",
)
OKR = okr.Okr(
    title="小王的十一月 OKR",
    when="2026年11月",
    figures=(Figure("0.72", "本月得分"),),
    objectives=(
        okr.Objective(
            "写得出，也讲得清",
            (
                okr.KeyResult("两篇技术博客", 1.0, "2/2"),
                okr.KeyResult("一个功能项目", 0.6, "60%"),
                okr.KeyResult("给小组讲一次", None, "—"),
            ),
        ),
    ),
    footer="下月想试：把博客拆成更小的一步",
)
TREND = trend.Trend(
    title="OKR trend",
    when="August – November 2026",
    figures=(Figure("0.62", "mean"),),
    points=(
        trend.Point("Aug", 0.5, "0.5"),
        trend.Point("Sep", None),
        trend.Point("Oct", 0.7, "0.7"),
        trend.Point("Nov", 0.65, "0.65"),
    ),
    footer="A gap is a month without a report, not a zero",
)
RADAR = radar.Radar(
    title="能力雷达",
    when="2026 年第四季度",
    axes=tuple(
        radar.Axis(name, now, before, f"{now:g}")
        for name, now, before in (
            ("技术深度", 3.5, 3),
            ("技术广度", 3, 2.5),
            ("业务理解", 2, 2),
            ("领导能力", 2.5, 2),
            ("学习能力", 4, 3.5),
        )
    ),
    words=radar.Words("现在", "上个季度"),
    footer="最想长的一块：业务理解",
)
YEAR = year.Year(
    title="小王的 2026",
    when="这一年",
    year=2026,
    months=tuple(f"{number}月" for number in range(1, 13)),
    amounts=tuple(number * 7 % 5 * 10 for number in range(365)),
    figures=FIGURES,
    milestones=(
        year.Milestone("一次公开技术分享", 1.0, "1/1"),
        year.Milestone("3–4 个部署项目", 0.75, "3/4"),
    ),
    words=year.Words("少", "多"),
    footer="明年见",
)
FAREWELL = farewell.Farewell(
    title="Python 进阶学习小组",
    when="2026年8月31日 – 11月22日",
    big=Figure("12", "周，一起走完"),
    figures=FIGURES,
    names=("小王", "小李", "阿喆"),
    footer="谢谢每一个人。路还长，慢慢走。",
)
CARDS = {
    "week": (week.svg, WEEK),
    "personal_week": (personal_week.svg, PERSONAL),
    "month": (month.svg, MONTH),
    "track": (track.svg, TRACK),
    "okr": (okr.svg, OKR),
    "trend": (trend.svg, TREND),
    "radar": (radar.svg, RADAR),
    "year": (year.svg, YEAR),
    "farewell": (farewell.svg, FAREWELL),
}
EMPTY = {
    "week": (week.svg, replace(WEEK, rows=(), figures=(), footer="", today=None)),
    "month": (
        month.svg,
        replace(MONTH, amounts=(0,) * 28, figures=(), leave=frozenset(), today=None),
    ),
    "track": (track.svg, replace(TRACK, stages=(), here=None, modules=(), footer="")),
    "okr": (okr.svg, replace(OKR, objectives=(), figures=(), footer="")),
    "trend": (trend.svg, replace(TREND, points=(), figures=(), footer="")),
    "radar": (radar.svg, replace(RADAR, axes=(), footer="")),
    "year": (year.svg, replace(YEAR, amounts=(None,) * 365, milestones=(), figures=(), footer="")),
    "farewell": (farewell.svg, replace(FAREWELL, names=(), figures=(), footer="")),
}
FULL = {
    "week": (week.svg, replace(WEEK, rows=rows(*"甲乙丙丁戊己庚辛壬癸子丑寅卯"))),
    "month": (month.svg, replace(MONTH, first=date(2026, 3, 1), amounts=tuple(range(31)))),
    "track": (
        track.svg,
        replace(TRACK, stages=TRACK.stages * 4, here=17, modules=TRACK.modules * 3),
    ),
    "okr": (okr.svg, replace(OKR, objectives=OKR.objectives * 9)),
    "trend": (trend.svg, replace(TREND, points=TREND.points * 9)),
    "radar": (radar.svg, replace(RADAR, axes=RADAR.axes * 3)),
    "year": (year.svg, replace(YEAR, milestones=YEAR.milestones * 9)),
    "farewell": (farewell.svg, replace(FAREWELL, names=("一个很长很长的名字",) * 99)),
}


def drawn(svg: str) -> bytes:
    picture = render.png(svg)
    assert picture is not None
    return picture


def size(picture: bytes) -> tuple[int, int]:
    return struct.unpack(">II", picture[16:24])


def ink(text: str) -> int:
    """Dark pixels of the text on a small white picture."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60" font-family="sans-serif">'
        '<rect width="200" height="60" fill="#fff"/>'
        f'<text x="10" y="44" font-size="36">{text}</text></svg>'
    )
    return sum(pixel < 0x80 for row in render.grey_rows(drawn(svg)) for pixel in row)


# -- the drawings ---


@pytest.mark.parametrize("name", CARDS)
def test_a_picture_is_drawn_as_agreed(name):
    """Run with UPDATE_SNAPSHOTS=1 to agree to what is drawn now; look at the difference first."""
    make, card = CARDS[name]
    path = SNAPSHOTS / f"{name}.svg"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make(card), encoding="utf-8")
    assert make(card) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("name", CARDS)
def test_a_picture_is_1200_wide_and_as_high_as_its_svg_says(name, theme):
    make, card = CARDS[name]
    svg = make(replace(card, theme=theme))
    wide, high = size(drawn(svg))
    root = ET.fromstring(svg)
    assert (wide, high) == (1200, int(root.get("height")))
    assert high <= render.HIGHEST


@pytest.mark.parametrize("name", EMPTY)
def test_a_picture_of_nothing_is_still_a_picture(name):
    make, card = EMPTY[name]
    assert size(drawn(make(card)))[0] == 1200


@pytest.mark.parametrize("name", FULL)
def test_a_picture_of_too_much_stays_within_its_bounds(name):
    make, card = FULL[name]
    assert size(drawn(make(card)))[1] <= render.HIGHEST


def test_light_and_dark_differ_in_colour_only():
    light, dark = week.svg(WEEK), week.svg(replace(WEEK, theme="dark"))
    texts = [
        [element.text for element in ET.fromstring(svg).iter() if element.text]
        for svg in (light, dark)
    ]
    assert texts[0] == texts[1]
    assert PALETTES["light"].paper in light
    assert PALETTES["dark"].paper in dark


def test_more_than_twelve_members_become_a_count():
    svg = week.svg(replace(WEEK, rows=rows(*(f"同学{number}" for number in range(15)))))
    assert "同学11" in svg
    assert "同学12" not in svg
    assert ">+3<" in svg


def test_days_ahead_show_no_count():
    svg = week.svg(replace(WEEK, totals=(11, 12, 9, 13, 77, 77, 77)))
    assert ">13<" in svg
    assert ">77<" not in svg


def test_you_are_here_stands_on_the_stage_of_the_learner_however_long_the_track():
    for here in (0, 6, 31):
        svg = track.svg(replace(TRACK, stages=TRACK.stages * 4, here=here, modules=()))
        assert svg.count("You are here") == 1
        assert f">{here + 1}<" in svg or TRACK.stages[here % 8].complete


def test_a_heroic_day_does_not_pale_the_others():
    assert month.shades((0, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 600, None)) == (
        0, *[4] * 11, None,
    )  # fmt: skip
    assert month.shades((0, 10, 20, 30, 40)) == (0, 2, 3, 4, 4)
    assert month.shades((0, 0)) == (0, 0)


def test_a_month_begins_under_its_weekday():
    sunday_first = month.svg(replace(MONTH, amounts=(0,), leave=frozenset(), today=None))
    monday_first = month.svg(
        replace(MONTH, amounts=(0,), leave=frozenset(), today=None, first=date(2026, 6, 1))
    )
    column = {svg: re.search(r'x="(\d+)" y="254"', svg)[1] for svg in (sunday_first, monday_first)}
    assert int(column[sunday_first]) - int(column[monday_first]) == 6 * 98


def test_a_missing_month_is_a_gap_and_no_zero():
    svg = trend.svg(TREND)
    assert svg.count("<circle") - trend.svg(replace(TREND, points=())).count("<circle") == 3


def test_an_earlier_shape_joins_the_axes_that_were_there_before():
    """The rows of another job description are partly others; three corners make a shape."""
    unknown = [replace(axis, before=None) for axis in RADAR.axes]
    assert "上个季度" in radar.svg(RADAR)
    for known, shown in ((3, True), (2, False), (0, False)):
        axes = (*RADAR.axes[:known], *unknown[known:])
        assert ("上个季度" in radar.svg(replace(RADAR, axes=axes))) is shown


# -- letters ---


@pytest.mark.parametrize("name", NAMES)
def test_every_character_of_a_name_is_really_drawn(name):
    text = lettering.clean(name)
    assert text
    for character in set(text) - {" "}:
        assert fonts.installed().draws(character)
        assert ink(character) > 3, character


def test_rare_hanzi_are_kept_and_fancy_letters_become_plain_ones():
    assert lettering.clean("喆𠮷") == "喆𠮷"
    assert lettering.clean("𝓐𝓵𝓲𝓬𝓮 🌸") == "Alice"


def test_emoji_leave_no_box_behind():
    assert lettering.clean("🌸 樱花 🌸") == "樱花"
    assert lettering.clean("👨‍👩‍👧🇨🇳👍🏽") == lettering.STAND_IN
    assert lettering.clean("") == ""


def test_a_script_without_a_font_becomes_one_visible_mark():
    assert lettering.clean("𒀀𒁀𒀁") == lettering.STAND_IN


def test_a_word_no_font_knows_is_left_out_beside_one_that_can_be_read():
    assert lettering.clean("ᠮᠣᠩᠭᠣᠯ Мөнх") == "Мөнх"
    assert lettering.clean("小王·𒀀𒁀") == "小王·"


def test_english_quotes_are_not_a_hanzi_wide():
    assert lettering.clean("don’t “stop”") == 'don\'t "stop"'
    assert lettering.clean("他说“好”") == "他说“好”"


@settings(deadline=None)  # the first look into a font takes its time
@given(st.text(max_size=60))
@example("  ")
def test_whatever_is_said_becomes_drawable_text_in_one_line(said):
    text = lettering.clean(said)
    assert all(fonts.installed().draws(character) for character in text if character != " ")
    assert 2 * lettering.STAND_IN not in text
    assert bool(text) == bool(said.strip())


@settings(deadline=None)  # the first look into a font takes its time
@given(st.text(max_size=60), st.integers(60, 400))
def test_fitted_text_is_never_wider_than_its_room(said, room):
    assert lettering.width(lettering.fit(said, room, 24), 24) <= room
    for line in lettering.wrap(said, room, 24, 2):
        assert lettering.width(line, 24) <= room


def test_lines_break_between_words_and_about_in_the_middle():
    wrap = lettering.wrap
    assert wrap("Data structures & algorithms", 230, 21, 2) == ("Data structures", "& algorithms")
    assert wrap("Python基础与进阶语言特性", 214, 21, 2) == ("Python基础与", "进阶语言特性")
    assert wrap("Business understanding", 190, 23, 2) == ("Business", "understanding")
    assert wrap("short", 214, 21, 2) == ("short",)
    assert wrap("", 214, 21, 2) == ()
    assert len(wrap("很长" * 99, 214, 21, 2)) == 2


# -- strangers ---


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", ["week", "farewell", "track", "radar"])
def test_a_name_is_only_ever_a_name(kind, name):
    if kind == "week":
        svg = week.svg(replace(WEEK, title=name, footer=name, rows=rows(name, name)))
        plain = week.svg(replace(WEEK, title="x", footer="x" if name else "", rows=rows("x", "x")))
    elif kind == "farewell":
        svg = farewell.svg(replace(FAREWELL, title=name, names=(name,)))
        plain = farewell.svg(replace(FAREWELL, title="x", names=("x",)))
    elif kind == "track":
        svg = track.svg(replace(TRACK, title=name, now=name, words=track.Words(name)))
        plain = track.svg(replace(TRACK, title="x"))
    else:
        svg = radar.svg(replace(RADAR, title=name, axes=(radar.Axis(name, 9, 9, name),)))
        plain = radar.svg(replace(RADAR, title="x", axes=(radar.Axis("x", 9, 9, "x"),)))
    tags = {element.tag for element in ET.fromstring(svg).iter()}
    assert not [tag for tag in tags if tag.endswith(("image", "script"))]
    assert size(drawn(svg)) == size(drawn(plain))


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="file:///etc/passwd"/>',
        "< image href='x'/>",
        "<use href='#a'/>",
        "<!-- x -->",
        "<foreignObject/>",
    ],
)
def test_what_no_template_draws_is_refused(inside):
    with pytest.raises(render.PictureError, match="no template draws"):
        render.png(f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{inside}</svg>')


@pytest.mark.parametrize(
    "svg",
    [
        '<svg xmlns="http://www.w3.org/2000/svg" width="100000" height="9"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="100000"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="9"/>',
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">' + "x" * 600_000 + "</svg>",
        "",
    ],
)
def test_a_picture_without_measure_is_refused(svg):
    with pytest.raises(render.PictureError):
        render.png(svg)


# -- the worker and the fonts ---


def test_a_crashed_worker_is_reported_and_the_next_picture_is_drawn():
    depth = 30_000  # resvg's parser runs out of stack, the process dies of a signal
    nested = "<g>" * depth + "</g>" * depth
    with pytest.raises(render.PictureError, match="ended with -"):
        render.png(f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{nested}</svg>')
    assert drawn(week.svg(WEEK)).startswith(render.SIGNATURE)


def test_a_broken_svg_is_an_error_with_its_reason():
    with pytest.raises(render.PictureError, match="expected 'g' tag"):
        render.png('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g></svg>')


def test_without_a_font_there_is_no_picture_and_no_error():
    assert not fonts.first_of(())
    assert not fonts.first_of((("Nowhere", "/nowhere/font.ttf"),))
    assert render.png(week.svg(WEEK), fonts.Fonts()) is None
    assert not render.letters_well(fonts.Fonts())


def test_the_self_test_sees_hanzi_here():
    assert render.fonts_ok()


def test_the_self_test_sees_a_font_that_draws_nothing(tmp_path):
    hollow = tmp_path / "hollow.ttf"
    hollow.write_bytes(b"no font")
    assert not render.letters_well(fonts.Fonts("Hollow", (str(hollow),)))


def test_the_wheel_comes_before_what_the_system_has():
    chosen = fonts.installed()
    assert chosen.family == fonts.NOTO
    assert fonts.WHEEL in chosen.files[0]


def test_pictures_are_cheap_to_import():
    names = "farewell, month, okr, personal_week, radar, render, track, trend, week, year"
    check = (
        f"from bot.pictures import {names}; import sys; "
        "assert not {'jinja2', 'resvg_py', 'noto_cjk_sans_otc'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", check], check=True, cwd=ROOT)


def test_a_template_that_asks_for_a_missing_value_fails_at_once():
    with pytest.raises(Exception, match="card"):
        draw("week.svg", "light", 900)
