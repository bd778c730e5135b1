"""A canary in every private field: it reaches nobody else's chat, picture, export or log."""

import json
import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.models import Account, Base, Member, Outgoing, Paper
from bot.packing import unpack
from bot.queries.records import record
from tests.play.bare import bare
from tests.play.stage import Stage

OWN = "canary"
"""What the learner writes into private fields holds this word and a number."""

STEPS = [
    "/okr",
    "[用这份预设]",
    "{月底你想能做到什么？: canary-objective}",
    "/okr blog https://example.com/canary-link",
    "/checkin canary-checkin 20 分钟",
    "[加一项关键结果]",
    "{到时候会有什么？: canary-result; 多少？: 3; 单位？（篇、道、页）: canary-unit}",
    "[改一项]",
    "[放下]",
    "{是什么没让它发生？一句就够。: canary-reason}",
    "/report",
    "[确认]",
    "{想带什么去下个月？: canary-note}",
    "/loop canary-loop",
    "[去填写]",
    "{发现问题: canary-found; 设计方案: canary-design; 实施验证: canary-verify}",
    "[去填写]",
    "{总结改进: canary-improve}",
    "/project canary-project",
    "[部署到 Render]",
    "{拿什么证明？最好是链接。: canary-proof}",
    "/decide canary-decision",
    "[六个步骤]",
    "{1. 需求分析: canary-need; 6. 决策记录: canary-choice}",
    "/jd 任职要求：\\n- 熟悉 Redis canary-row",
    "[开始打分]",
    "[已掌握]",
    "[补证据]",
    "{Redis: canary-shown}",
    "[工具与趋势]",
    "{试用了哪个工具？留下吗，为什么？: canary-tool; 注意到的一个趋势，附来源: canary-trend}",
    "/decide",
    "[本周的取舍]",
    "[质量]",
    "{支持“质量”最有力的理由: canary-claim; 对方最有力的理由: canary-other}",
    "/interview",
    "[写一个故事]",
    "{故事的名字: canary-story; 情境: canary-situation}",
    "/year",
    "[我做了一次分享]",
    "{什么题目，在哪里？有链接就附上。: canary-talk}",
    "/ladder",
    "[P5/P6：把一个服务管好]",
    "[我在这一级]",
    "{会拿什么来证明？: canary-place}",
    "/loop canary-second",
    "[去填写]",
    "canary-unsent",
    "[取消]",
    "/project",
    "[canary-project]",
    "[做完了，复盘]",
    "{哪些做法还会再用？: canary-kept; 重来一次，第一天就会换什么做法？: canary-changed}",
    "[项目页]",
    "/report month",
    "[图]",
    "/report quarter",
    "[图]",
    "/report year",
    "[图]",
    "/why",
]
FIRST = [
    ("小王", "/start", False),
    ("小王", "[创意后端作品集]", False),
    ("小王", "[08:00]", False),
    ("小王", "/group", True),
    ("小王", "[成立小组]", True),
    ("小王", "[创意后端作品集]", True),
    ("小王", "[20:00]", True),
    ("小李", "/start", False),
    ("小李", "[创意后端作品集]", False),
    ("小李", "[08:00]", False),
    ("小李", "[加入]", True),
]
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def stage(tmp_path):
    stage = Stage(tmp_path)
    yield stage
    stage.close()


async def act(surface, who, words, in_channel=False):
    if words.startswith("{"):
        pairs = [part.split(":", 1) for part in words[1:-1].split(";")]
        values = {name.strip(): value.strip() for name, value in pairs}
        await surface.fill(who, values, in_channel=in_channel)
    elif words.startswith("["):
        await surface.press(who, words[1:-1], in_channel=in_channel)
    else:
        await surface.say(who, words.replace("\\n", "\n"), in_channel=in_channel)
    return await surface.heard()


async def test_private_words_stay_private(stage, caplog):
    caplog.set_level(logging.DEBUG)
    async with bare(stage) as surface:
        for who, words, in_channel in FIRST:
            await act(surface, who, words, in_channel)
        for words in STEPS:
            await act(surface, "小王", words)
        for days in range(1, 12):  # boards, the Sunday summary, letters
            await surface.move_to(
                datetime(2026, 3, 1, 20, 5, tzinfo=SHANGHAI) + timedelta(days=days)
            )
        await act(surface, "小李", "/report")
        with surface.app.database.begin() as session:
            told = {}
            for row in session.scalars(select(Outgoing)):
                told.setdefault(row.chat_id, []).append(_said(row))
            mine = session.scalar(select(Member.home_id).where(Member.name == "小王"))
            others = [text for chat, texts in told.items() if chat != mine for text in texts]
            kept = json.dumps(_everything(session), ensure_ascii=False)
            other = session.scalar(select(Member).where(Member.name == "小李"))
            export = json.dumps(record(session, other), ensure_ascii=False)
            pictures = [text for text in others if '"picture"' in text]
    canaries = {word for step in STEPS for word in step.replace(";", " ").split() if OWN in word}
    names = {word[word.index(OWN) :].strip("{}[]") for word in canaries}
    assert len(names) >= 25
    assert [name for name in names if name.partition("/")[0] not in kept] == []  # really written
    assert any(OWN in text for text in told[mine])
    assert [text for text in others if OWN in text] == []
    assert [text for text in pictures if OWN in text] == []
    assert OWN not in export
    assert OWN not in caplog.text


def _said(row):
    """A message with the words of its file: in the outbox a file is base64."""
    message = unpack(row.message)
    words = json.dumps(row.message, ensure_ascii=False)
    return words + (message.file.content.decode(errors="replace") if message.file else "")


def _everything(session):
    """Every row of every table that could hold somebody's words."""
    found = []
    for mapper in Base.registry.mappers:
        for row in session.scalars(select(mapper.class_)):
            found += [str(getattr(row, column.key)) for column in mapper.column_attrs]
    return found


async def test_only_what_is_ticked_reaches_the_group(stage):
    async with bare(stage) as surface:
        for who, words, in_channel in FIRST:
            await act(surface, who, words, in_channel)
        for words in STEPS[:5]:
            await act(surface, "小王", words)
        for words in ("/report", "[给别人看]", "[☐ 学习]", "[发到小组]"):
            await act(surface, "小王", words)
        heard = await act(surface, "小王", "[发出去]")
    posted = "\n".join(one.text for one in heard if one.who == "组")
    assert "打卡：1" in posted
    assert OWN not in posted


async def test_nobody_opens_the_papers_of_another(stage):
    async with bare(stage) as surface:
        for who, words, in_channel in FIRST:
            await act(surface, who, words, in_channel)
        for words in STEPS:
            await act(surface, "小王", words)
        with surface.app.database.begin() as session:
            numbers = list(session.scalars(select(Paper.id)))
            account = session.scalar(select(Account).where(Account.user == "小李"))
            assert account is not None
        events = [
            *("loop.show", "loop.fill", "project.show", "project.page", "project.again"),
            *("decide.show", "decide.steps", "interview.story", "mock.yes", "mock.score"),
            *("kr.edit", "kr.leave"),
        ]
        for number in [*numbers, "x", ""]:
            for event in events:
                for prefix in ("", "loop:", "project:"):
                    await surface._happens("小李", event, f"{prefix}{number}", in_channel=False)
        heard = await surface.heard()
    assert heard
    assert [one for one in heard if one.who == "小李" and OWN in one.text] == []
