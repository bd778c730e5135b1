"""Dates in words: tables of phrases people type, and the promise never to guess silently."""

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import Button
from bot.study.calendar import clock_text
from bot.study.dates import (
    Choice,
    Every,
    When,
    day_past,
    find,
    next_of,
    packed,
    read,
    split,
    split_past,
    unpacked,
)
from bot.study.recurrence import WEEKDAYS

NOW = datetime(2026, 11, 20, 11, 30, tzinfo=UTC)  # a Friday
DAILY = "FREQ=DAILY"


def at(month, day, hour=None, minute=0, year=2026):
    return When(date(year, month, day), None if hour is None else hour * 60 + minute)


def every(*weekdays, at=None, day=0):
    names = ",".join(WEEKDAYS[number] for number in weekdays)
    return Every(f"FREQ=MONTHLY;BYMONTHDAY={day}" if day else f"FREQ=WEEKLY;BYDAY={names}", at)


CHINESE = {
    "明天早上8点": at(11, 21, 8),
    "明早七点半": at(11, 21, 7, 30),
    "后天下午三点": at(11, 22, 15),
    "大后天": at(11, 23),
    "今晚9点": at(11, 20, 21),
    "今晚12点": at(11, 21, 0),
    "明天凌晨2点": at(11, 21, 2),
    "明天中午": at(11, 21, 12),
    "周六下午3点半": at(11, 21, 15, 30),
    "星期天上午十点一刻": at(11, 22, 10, 15),
    "下周三晚上7点": at(11, 25, 19),
    "下周日": at(11, 29),
    "下下周一": at(11, 30),
    "礼拜一": at(11, 23),
    "半小时后": at(11, 20, 12, 0),
    "一个半小时后": at(11, 20, 13, 0),
    "20分钟后": at(11, 20, 11, 50),
    "三天后": at(11, 23),
    "两周后的晚上8点": at(12, 4, 20),
    "下个月1号": at(12, 1),
    "月底": at(11, 30),
    "年底": at(12, 31),
    "12月1日 20:00": at(12, 1, 20),
    "十一月三十号晚上八点": at(11, 30, 20),
    "2027年3月5日": at(3, 5, year=2027),
    "2026-12-01 08:00": at(12, 1, 8),
    "3月5号": at(3, 5, year=2027),
    "每周一三五": every(0, 2, 4),
    "每周二、四 20:30": every(1, 3, at=20 * 60 + 30),
    "每天早上7点": Every(DAILY, 7 * 60),
    "周一到周五 9:00": every(0, 1, 2, 3, 4, at=9 * 60),
    "工作日晚上九点": every(0, 1, 2, 3, 4, at=21 * 60),
    "每周末上午10点": every(5, 6, at=10 * 60),
    "每月1号": every(day=1),
    "每月最后一天": every(day=-1),
}
ENGLISH = {
    "tomorrow 8am": at(11, 21, 8),
    "8pm tomorrow": at(11, 21, 20),
    "tomorrow morning": at(11, 21, 8),
    "tonight": at(11, 20, 20),
    "tonight at 9:30": at(11, 20, 21, 30),
    "the day after tomorrow at noon": at(11, 22, 12),
    "Saturday afternoon": at(11, 21, 15),
    "on Sunday at 10:00": at(11, 22, 10),
    "next Wed 7pm": at(11, 25, 19),
    "next Monday": at(11, 23),
    "in half an hour": at(11, 20, 12, 0),
    "in 2 hours": at(11, 20, 13, 30),
    "in an hour and a half": at(11, 20, 13, 0),
    "in three days": at(11, 23),
    "two weeks from now": at(12, 4),
    "Dec 1st, 2026 at 8 pm": at(12, 1, 20),
    "5 March at 9:30am": at(3, 5, 9, 30, year=2027),
    "on the 1st": at(12, 1),
    "end of month": at(11, 30),
    "12/25": at(12, 25),
    "every Monday 8pm": every(0, at=20 * 60),
    "every Mon, Wed and Fri": every(0, 2, 4),
    "every weekday at 7:30": every(0, 1, 2, 3, 4, at=7 * 60 + 30),
    "Mon-Fri 9am": every(0, 1, 2, 3, 4, at=9 * 60),
    "every day": Every(DAILY),
}
ASKED_BACK = {
    "周五": {at(11, 20), at(11, 27)},
    "周五晚上8点": {at(11, 20, 20), at(11, 27, 20)},
    "周末": {at(11, 21), at(11, 22)},
    "明天8点": {at(11, 21, 8), at(11, 21, 20)},
    "8点": {at(11, 20, 20), at(11, 21, 8)},
    "friday 8pm": {at(11, 20, 20), at(11, 27, 20)},
    "next Saturday": {at(11, 21), at(11, 28)},
    "tomorrow at 8": {at(11, 21, 8), at(11, 21, 20)},
    "12/1": {at(12, 1), at(1, 12, year=2027)},
    "this weekend": {at(11, 21), at(11, 22)},
}
NOT_UNDERSTOOD = (
    *("下周", "改天", "一会儿", "有空的时候", "每两周", "每隔两天", "两三天后", "农历正月初一"),
    *("大年三十", "2月30日", "25点", "今天早上8点", "昨天", "11月15日", "晚上3点", "每周五下班后"),
    *("明天和后天", "next week", "someday", "every few days", "the 32nd", "Feb 30"),
    *("25:00", "yesterday", "in 1.5 days", "tomorrow at 14pm", "monday or tuesday"),
    *("from 9 to 5", ""),
)


@pytest.mark.parametrize(("words", "meaning"), (CHINESE | ENGLISH).items())
def test_a_phrase_means_this(words, meaning):
    assert read(words, NOW) == meaning


@pytest.mark.parametrize(("words", "options"), ASKED_BACK.items())
def test_what_can_mean_two_things_is_asked_back(words, options):
    found = read(words, NOW)
    assert isinstance(found, Choice)
    assert set(found.options) == options


@pytest.mark.parametrize("words", NOT_UNDERSTOOD)
def test_what_is_not_understood_is_not_guessed(words):
    assert read(words, NOW) is None


def test_a_date_at_the_beginning_is_cut_from_the_words_after_it():
    assert split("明天早上8点 写博客", NOW) == (at(11, 21, 8), "写博客")
    assert split("in 2 hours drink water", NOW) == (at(11, 20, 13, 30), "drink water")
    assert split("写博客", NOW) == (None, "写博客")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("昨天", date(2026, 11, 19)),
        ("前天", date(2026, 11, 18)),
        ("大前天", date(2026, 11, 17)),
        ("周一", date(2026, 11, 16)),
        ("上周日", date(2026, 11, 15)),
        ("11月18日", date(2026, 11, 18)),
        ("yesterday", date(2026, 11, 19)),
        ("last Friday", date(2026, 11, 13)),
        ("明天", None),
        ("周五", None),
    ],
)
def test_a_day_gone_by(words, day):
    assert day_past(words, NOW.date()) == day


def test_a_report_of_yesterday_is_told_from_one_of_today():
    today = NOW.date()
    assert split_past("昨天 学完装饰器", today) == (today - timedelta(days=1), "学完装饰器")
    assert split_past("补周一：看书", today) == (date(2026, 11, 16), "看书")
    assert split_past("补卡 周三看书", today) == (date(2026, 11, 18), "看书")
    assert split_past("昨天 周四的笔记", today) == (today - timedelta(days=1), "周四的笔记")
    assert split_past("昨天 8点看书", today) == (today - timedelta(days=1), "8点看书")
    assert split_past("周三看书", today) == (None, "周三看书")
    assert split_past("周二：看书", today) == (date(2026, 11, 17), "看书")
    assert split_past("11月18日：看书", today) == (date(2026, 11, 18), "看书")
    assert split_past("Monday: a parser", today) == (date(2026, 11, 16), "a parser")
    assert split_past("the day before yesterday: tests", today) == (date(2026, 11, 18), "tests")
    assert split_past("TODO: https://example.com", today) == (None, "TODO: https://example.com")
    assert split_past("学完昨天的装饰器", today) == (None, "学完昨天的装饰器")


PARTS = [*CHINESE, *ENGLISH, "和", "or", " ", "8", "周"]
SAID = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(PARTS), max_size=3).map(" ".join))
MOMENTS = st.integers(0, 2000 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


@given(SAID, MOMENTS)
def test_whatever_is_said_the_future_is_meant_or_nothing(words, now):
    found = read(words, now)
    options = found.options if isinstance(found, Choice) else (found,)
    for one in options:
        if isinstance(one, When):
            assert one.day >= now.date()
            assert one.minutes is None or 0 <= one.minutes < 24 * 60


@given(
    st.frozensets(st.integers(0, 6), min_size=1),
    st.dates(date(2024, 1, 1), date(2030, 1, 1)),
)
def test_the_next_day_of_a_repetition_is_later_and_one_of_its_own(weekdays, day):
    following = next_of(every(*sorted(weekdays)), day)
    assert following > day
    assert following.weekday() in weekdays
    assert (following - day).days <= 7


@given(st.sampled_from([*CHINESE.values(), *ENGLISH.values()]), st.integers(1, 9_999_999))
def test_a_button_carries_a_meaning_and_gives_it_back(meaning, draft):
    carried = Button("…", "remind.choose", f"{draft} {packed(meaning)}").text
    assert unpacked(carried.partition(" ")[2]) == meaning


def table(name):
    """Each line of a table: its place, the moment, the phrase, what it means."""
    now = None
    path = Path(__file__).with_name(name)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("# "):
            _, _, moment, zone = line.split(" ")
            now = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))
        elif now is not None and line:
            words, _, meaning = line.partition(" = ")
            yield pytest.param(words, now, meaning, id=f"{number}: {words}")


def written(meaning):
    """A meaning as the table writes it."""
    if meaning is None:
        return "ask"
    if isinstance(meaning, Choice):
        return " | ".join(["which", *map(written, meaning.options)])
    clock = "" if meaning.minutes is None else f" {clock_text(meaning.minutes)}"
    if isinstance(meaning, Every):
        return meaning.rule + clock
    return f"{meaning.day:%a %Y-%m-%d}{clock}" + (" again" if meaning.fold else "")


@pytest.mark.parametrize(
    ("words", "now", "meaning"), [*table("date_phrases.txt"), *table("date_phrases_typed.txt")]
)
def test_the_table_of_phrases(words, now, meaning):
    meaning, request, rest = meaning.partition(" -> ")
    found, left = find(words, now) if request else (read(words, now), "")
    assert (written(found), left) == (meaning, rest)


@pytest.mark.parametrize(
    ("said", "meaning", "words"),
    [
        ("提醒我明天早上8点写博客", at(11, 21, 8), "写博客"),
        ("明天早上8点提醒我写博客…", at(11, 21, 8), "写博客…"),
        ("写博客 明天早上8点", at(11, 21, 8), "写博客"),
        ("学习 Rust 每周一三五晚8点", every(0, 2, 4, at=20 * 60), "学习 Rust"),
        ("remind me to drink water in 2 hours", at(11, 20, 13, 30), "drink water"),
        ("tonight: read chapter 3", at(11, 20, 20), "read chapter 3"),
        ("tomorrow 8am to read notes", at(11, 21, 8), "read notes"),
        ("明天后端作业", at(11, 21), "后端作业"),
        ("明天的会议 准备材料", at(11, 21), "会议 准备材料"),
        ("明天在图书馆自习", at(11, 21), "在图书馆自习"),
        ("明早7点10公里", at(11, 21, 7), "10公里"),
        ("明天(周六) 开会", at(11, 21), "开会"),
        ("Wed Nov 25 8pm: demo", at(11, 25, 20), "demo"),
    ],
)
def test_a_request_is_parted_into_its_date_and_its_words(said, meaning, words):
    assert find(said, NOW) == (meaning, words)


@pytest.mark.parametrize(
    "said",
    [
        *(
            "明天和后天 写博客",
            "每周五下班后 跑步",
            "周五前交作业",
            "8点到10点 自习",
        ),
        *("12月1日起每天8点 跑步", "明天下午3点-5点 面试", "下周一二三 值日", "watch the sun"),
        *("8pm PST call", "finish chapter 12", "tomorrow before lunch call", "in 2 hours or so"),
        *(
            "Thursday Nov 25 demo",
            "明天周五 开会",
            "tomorrow 8 run",
            "next week call Bob",
            "喝水",
            "call mom",
            "12月5篇博客",
        ),
    ],
)
def test_words_that_change_a_date_are_not_read_over(said):
    assert find(said, NOW) == (None, said)


@pytest.mark.parametrize(
    "said", ["昨天的作业今天做完了", "昨天没学", "yesterday's bug, fixed today", "昨天不舒服"]
)
def test_a_line_that_only_names_yesterday_is_of_today(said):
    assert split_past(said, NOW.date()) == (None, said)


@pytest.mark.parametrize("unit", ["a ", "1 ", "a,", "- a\n", " "])
def test_a_hostile_request_is_read_in_a_few_seconds(unit):
    began = time.process_time()
    assert find("x" + unit * (100_000 // len(unit)) + "!", NOW)[0] is None
    assert time.process_time() - began < 5
