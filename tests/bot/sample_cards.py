"""One card of each kind as the tests draw it, and the measures they are taken with."""

import struct
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.pictures import (
    farewell,
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
from bot.pictures.drawing import Figure

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
