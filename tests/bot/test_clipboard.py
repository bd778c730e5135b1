"""Invitations pasted from meeting programs: what, when and where, on whose clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.calendars.clipboard import read

NOW = datetime(2026, 3, 10, 9)  # noqa: DTZ001 - a local time
SHANGHAI = ZoneInfo("Asia/Shanghai")
EVENING = datetime(2026, 3, 23, 20, 30, tzinfo=SHANGHAI)

TENCENT = """王伟 邀请您参加腾讯会议
会议主题：Python 读书会
会议时间：2026/03/23 20:30-21:30 (GMT+08:00) 中国标准时间 - 北京

点击链接入会，或添加至会议列表：
https://meeting.tencent.com/dm/AbCd1234

#腾讯会议：123-456-789
会议密码：123456"""
FEISHU = """李娜邀请你参加飞书视频会议
会议主题：后端夜话
会议时间：2026年3月23日（周一）20:30 - 22:00 (GMT+8)
会议链接：https://vc.feishu.cn/j/123456789
会议 ID：123 456 789"""
ZOOM = """Wang Wei 邀请您参加预先安排的 Zoom 会议。

主题：架构评审
时间：2026年3月23日 08:30 下午 北京，上海

加入 Zoom 会议
https://us02web.zoom.us/j/81234567890?pwd=x"""
ZOOM_ENGLISH = """Ada is inviting you to a scheduled Zoom meeting.

Topic: Mock interview
Time: Mar 23, 2026 08:30 PM Beijing, Shanghai

Join Zoom Meeting
https://us02web.zoom.us/j/81234567890"""
MEET = """Title: Async talk
When: Monday, March 23 · 8:30 – 9:30pm
Time zone: Asia/Shanghai
Video call link: https://meet.google.com/abc-defg-hij"""
DINGTALK = """【钉钉日程】
日程主题：周会
日程时间：2026-03-23 23:30-00:30
地点：三楼"""


@pytest.mark.parametrize(
    ("text", "title", "minutes", "place"),
    [
        (TENCENT, "Python 读书会", 60, "https://meeting.tencent.com/dm/AbCd1234"),
        (FEISHU, "后端夜话", 90, "https://vc.feishu.cn/j/123456789"),
        (MEET, "Async talk", 60, "https://meet.google.com/abc-defg-hij"),
    ],
)
def test_an_invitation_with_its_zone_is_read_whole(text, title, minutes, place):
    found = read(text, NOW)
    assert (found.title, found.starts, found.place) == (title, EVENING, place)
    assert (found.ends - found.starts).total_seconds() == minutes * 60


@pytest.mark.parametrize("text", [ZOOM, ZOOM_ENGLISH])
def test_a_zone_said_only_by_its_cities_is_asked_about(text):
    found = read(text, NOW)
    assert found.floating
    assert found.starts == EVENING.replace(tzinfo=None)


def test_one_past_midnight_ends_on_the_next_day():
    found = read(DINGTALK, NOW)
    assert (found.starts.day, found.ends.day, found.place) == (23, 24, "三楼")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "今天的时间：8:30 学习",
        "主题：随便\n时间：以后再说",
        "主题：随便\n时间：25:99",
        "主题：随便\n时间：2026-13-40 20:00",
        "时间：2026-03-23 20:00",
        "主题" + "：" * 5000,
        "a:" * 5000,
    ],
)
def test_what_does_not_say_both_is_none(text):
    assert read(text, NOW) is None
