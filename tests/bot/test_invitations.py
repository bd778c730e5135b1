"""An invitation in one line: the name, when, where, how many; what is unclear is asked."""

from datetime import date, datetime

import pytest

from bot.study.invitations import LONGEST, Invitation, read

NOW = datetime(2026, 3, 10, 9, 0)  # noqa: DTZ001 - a local time
SAT, FRI = date(2026, 3, 14), date(2026, 3, 20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Python 线上分享 2026-03-14 19:00 https://meet.example.com/py",
            Invitation("Python 线上分享", SAT, 19 * 60, place="https://meet.example.com/py"),
        ),
        (
            "读书会 2026年3月14日 19:30-21:00 每周 最多20人 图书馆三楼",
            Invitation("读书会", SAT, 1170, 1260, "图书馆三楼", "FREQ=WEEKLY", 20),
        ),
        (
            "Code review 2026-03-14 19:30~20:00 weekly max 8 people Room 5",
            Invitation("Code review", SAT, 1170, 1200, "Room 5", "FREQ=WEEKLY", 8),
        ),
        ("2026-03-14 19:30 读书会", Invitation("读书会", SAT, 1170)),
        (
            "Book club next Monday 19:00-20:30 Library",
            Invitation("Book club", date(2026, 3, 16), 1140, 1230, "Library"),
        ),
        ("Book club on the coming Saturday at 7pm", Invitation("Book club", SAT, 1140)),
        (
            "next week Saturday 18:00 lunch & learn",
            Invitation("lunch & learn", date(2026, 3, 21), 1080),
        ),
        ("聚餐 周六晚", Invitation("聚餐", SAT, 1200)),
        (
            "下周六下午三点 Python 聚会 在图书馆",
            Invitation("Python 聚会", date(2026, 3, 21), 900, place="图书馆"),
        ),
        (
            "周三读书会 每周三晚上八点 线上",
            Invitation(
                "周三读书会", date(2026, 3, 11), 1200, place="线上", rule="FREQ=WEEKLY;BYDAY=WE"
            ),
        ),
        ("每天早上七点 晨读", Invitation("晨读", date(2026, 3, 11), 420, rule="FREQ=DAILY")),
        (
            "Python meetup tomorrow at 19:00 - 21:00 Room 5",
            Invitation("Python meetup", date(2026, 3, 11), 1140, 1260, "Room 5"),
        ),
        (
            "读书会 每个月最后一天 20:00",
            Invitation("读书会", date(2026, 3, 31), 1200, rule="FREQ=MONTHLY;BYMONTHDAY=-1"),
        ),
        (
            "tick 2026-03-14 19:30 FREQ=SECONDLY",
            Invitation("tick", SAT, 1170, rule="FREQ=SECONDLY"),
        ),
        (
            "下周六下午三点在图书馆读书会",
            Invitation("读书会", date(2026, 3, 21), 900, place="图书馆"),
        ),
        (
            "3月20号晚上7点到9点半 后端夜话 地点：大学路88号 限10人",
            Invitation("后端夜话", FRI, 1140, 1290, "大学路88号", seats=10),
        ),
        (
            "读书会 周六 上午10点半到12点 星巴克 每周",
            Invitation("读书会", SAT, 630, 720, "星巴克", "FREQ=WEEKLY"),
        ),
        (
            "读书会：《流畅的Python》，下周三晚8点，线上，限 15 人",
            Invitation("读书会：《流畅的Python》", date(2026, 3, 18), 1200, place="线上", seats=15),
        ),
        (
            "周五晚上8点 算法小组 线上",
            Invitation("算法小组", date(2026, 3, 13), 1200, place="线上"),
        ),
        ("3月20日 23:00到1:00 通宵写代码", Invitation("通宵写代码", FRI, 1380, 60)),
        ("黑客松 3月20日全天 杨浦", Invitation("黑客松", FRI, place="杨浦", all_day=True)),
        (
            "PyCon 9月19日到9月20日 上海",
            Invitation(
                "PyCon",
                date(2026, 9, 19),
                place="上海",
                all_day=True,
                last=date(2026, 9, 20),
            ),
        ),
        (
            "Mar 20 7pm-9pm Backend talk @ Some Cafe, max 20",
            Invitation("Backend talk", FRI, 1140, 1260, "Some Cafe", seats=20),
        ),
        (
            "March 20, 19:00 to 21:00: Backend talk at Cafe X",
            Invitation("Backend talk", FRI, 1140, 1260, "Cafe X"),
        ),
        (
            "tomorrow at 7:30pm mock interview, Zoom",
            Invitation("mock interview", date(2026, 3, 11), 1170, place="Zoom"),
        ),
        (
            "book club on Sunday at 3 in the afternoon",
            Invitation("book club", date(2026, 3, 15), 900),
        ),
        ("hackathon this Saturday all day", Invitation("hackathon", SAT, all_day=True)),
        (
            "every 2 weeks on Tuesday 7:30pm architecture review",
            Invitation(
                "architecture review",
                date(2026, 3, 10),
                1170,
                rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
            ),
        ),
        ("读书会 昨天 19:00 图书馆", Invitation("读书会", None, 1140, place="图书馆")),
        ("retro last Friday 19:00", Invitation("retro", None, 1140)),
        ("Python 3.11 聚会", Invitation("Python 3.11 聚会")),
        ("看书 2026-13-40 09:00", Invitation("看书", None, 540)),
        ("", Invitation("")),
    ],
)
def test_a_line_is_read(text, expected):
    assert read(text, NOW) == expected


def test_two_readings_are_both_offered():
    found = read("Python evening next Thursday 7pm at the library", NOW)
    assert [one.day.day for one in found.either] == [12, 19]
    assert (found.title, found.place) == ("Python evening", "the library")


def test_an_hour_that_is_not_quite_said_is_asked_for():
    assert read("Reading club tomorrow evening 7 Cafe", NOW).begins is None
    assert read("Reading club tomorrow evening at 7 Cafe", NOW).begins == 19 * 60


def test_of_a_page_only_the_beginning_is_an_invitation():
    found = read("读书会 2026-03-14 19:00 " + "a, " * 20_000, NOW)
    assert (found.title, found.day, len(found.place) < LONGEST) == ("读书会", SAT, True)
