"""What people answer to one question of a form, and what handlers get of it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.chat import Field, Kind
from bot.interview import read

MONDAY = datetime(2026, 3, 2, 7, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("kind", "words", "answer"),
    [
        (Kind.TIME, "8:30", "08:30"),
        (Kind.TIME, "７点", "07:00"),
        (Kind.TIME, "8点半", "08:30"),
        (Kind.TIME, "晚上8点", "20:00"),
        (Kind.TIME, "下午3点15", "15:15"),
        (Kind.TIME, "8pm", "20:00"),
        (Kind.DATE, "2026/3/28".replace("/3/", "/03/"), "2026-03-28"),
        (Kind.DATE, "明天", "2026-03-03"),
        (Kind.DATE, "3月28日", "2026-03-28"),
        (Kind.DATE, "下周三", "2026-03-11"),
        (Kind.DATE, "March 28", "2026-03-28"),
        (Kind.NUMBER, "30", "30"),
        (Kind.NUMBER, "３０", "30"),
        (Kind.NUMBER, "大约 30 分钟", "30"),
        (Kind.NUMBER, "007", "7"),
        (Kind.ZONE, "柏林", "Europe/Berlin"),
    ],
)
def test_an_answer_in_ones_own_words_is_understood(kind, words, answer):
    assert read(Field("it", "It", kind), words, MONDAY) == answer


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.TIME, "25:00"),
        (Kind.TIME, "whenever"),
        (Kind.DATE, "next Friday"),
        (Kind.DATE, "2026-02-30"),
        (Kind.NUMBER, "-3"),
        (Kind.NUMBER, "2.5"),
        (Kind.NUMBER, "3 or 4"),
        (Kind.NUMBER, "9" * 30),
        (Kind.ZONE, "Mars"),
        (Kind.TEXT, "  "),
    ],
)
def test_what_is_not_understood_is_asked_again(kind, words):
    with pytest.raises(ValueError, match=r"\w"):
        read(Field("it", "It", kind), words, MONDAY)
