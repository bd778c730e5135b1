"""One person on four platforms at once: one record, and letters where they chose."""

import re
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.models import Account, Checkin, Member
from tests.play.slack import by_socket
from tests.play.stage import START, Stage
from tests.play.telegram import by_polling
from tests.play.terminal import by_line
from tests.play.web import by_browser

OTHERS = {"slack": by_socket, "terminal": by_line, "web": by_browser}


@pytest.fixture
def stage(tmp_path):
    stage = Stage(tmp_path)
    yield stage
    stage.close()


async def said(surface, words):
    await surface.say("小王", words, in_channel=False)
    return [one for one in await surface.heard() if one.who == "小王"]


async def pressed(surface, label):
    await surface.press("小王", label, in_channel=False)
    return [one for one in await surface.heard() if one.who == "小王"]


async def test_telegram_slack_the_terminal_and_the_page_share_one_record(stage):
    async with AsyncExitStack() as places:
        phone = await places.enter_async_context(by_polling(stage))
        await said(phone, "/start")
        await pressed(phone, "Python 初级（0-2年）")
        await pressed(phone, "08:00")
        for name, surface_of in OTHERS.items():
            there = await places.enter_async_context(surface_of(stage))
            await said(there, f"/checkin 在 {name} 上学")
            (answer,) = await said(phone, "/link")
            code = re.search(r"\n(\d{8})\n", answer.text)[1]
            (asked,) = await said(there, f"/link {code}")
            assert "小王" in asked.text
            (*_, where) = await pressed(there, "对，都是我")
        assert where.labels == ["Telegram", "Slack", "终端", "本机网页"]
        await pressed(there, "Slack")
        with there.app.database.begin() as session:
            (member,) = session.scalars(select(Member).where(Member.track.is_not(None)))
            accounts = list(session.scalars(select(Account)))
            words = set(session.scalars(select(Checkin.text)))
        assert {(one.platform, one.member_id) for one in accounts} == {
            (platform, member.id) for platform in ("telegram", *OTHERS)
        }
        assert words == {f"在 {name} 上学" for name in OTHERS}
        for surface in (phone, there):
            await surface.move_to(START + timedelta(days=1, hours=2))
            assert [one for one in await surface.heard() if "今天的任务" in one.text] == []
