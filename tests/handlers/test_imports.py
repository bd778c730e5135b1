"""An organiser brings the group's own document: a report first, then published or discarded."""

from dataclasses import dataclass, field
from itertools import count

import pytest
from sqlalchemy import select

import content
from bot.chat import Address, Button, Event, File, Message, Person
from bot.models import Checkin, Curriculum, Progress
from content.reading import LARGEST
from tests.conftest import START
from tests.play.bare import Memory

pytestmark = pytest.mark.both_databases

PLAN = """# 我们组的计划

## 第一周
- 安装 Python
- 变量：名字和值
- 队列 → deque

## 项目
- 待办清单：增删改查
"""


@dataclass
class Talk:
    """People and what they do, in private and in the group's channel."""

    app: object
    memory: Memory
    keys: count = field(default_factory=count)

    async def happens(self, who, name, text="", *, channel="", **more) -> list[Message]:
        event = Event(
            name,
            Address("memory", "local", channel or who),
            Person("memory", "local", who, who, more.pop("locale", "zh")),
            START,
            f"k{next(self.keys)}",
            text=text,
            in_group=bool(channel),
            title=channel,
            **more,
        )
        told = len(self.memory.said)
        await self.app.dispatcher.handle(event)
        await self.app.settle()
        return [parcel.message for parcel in self.memory.said[told:]]

    async def founds(self, who, channel):
        await self.happens(who, "start")
        await self.happens(who, "group.hour", "- 480", channel=channel)

    async def sends(self, who, text, file="计划.md", *, name="", channel="", words="") -> Message:
        data = text if isinstance(text, bytes) else text.encode()
        files = (File(file, data),)
        return (await self.happens(who, name, words, channel=channel, files=files))[-1]

    async def presses(self, who, message, label) -> list[Message]:
        button = button_of(message, label)
        return await self.happens(who, button.event, button.text, message="1")

    def rows(self, table):
        with self.app.database.begin() as session:
            rows = list(session.scalars(select(table).order_by(table.id)))
            session.expunge_all()
            return rows


def button_of(message, label) -> Button:
    return next(button for button in message.buttons_flat() if str(button.label) == label)


def roads(messages) -> set[str]:
    return {str(button.label) for one in messages for button in one.buttons_flat()}


@pytest.fixture
async def talk(app):
    talk = Talk(app, app.add(lambda _: Memory()))
    await talk.founds("小王", "组")
    await talk.happens("小李", "start")
    await talk.happens("小李", "group.join", "1", channel="组")
    return talk


async def published(talk, text=PLAN) -> str:
    """The track's id."""
    answer = (await talk.presses("小王", await talk.sends("小王", text), "发布"))[-1]
    return button_of(answer, "选这条路线").text


async def test_a_file_from_an_organiser_is_shown_as_a_report_and_nothing_is_published(talk):
    report = await talk.sends("小王", PLAN)
    assert "计划.md" in str(report.text)
    assert "知识点 1" in str(report.text)
    assert [str(button.label) for button in report.buttons_flat()] == ["发布", "丢弃"]
    assert report.file.name == "导入报告.txt"
    assert [row.state for row in talk.rows(Curriculum)] == ["draft"]
    assert "我们组的计划" not in roads(await talk.happens("小李", "start.tracks"))


async def test_once_published_the_members_are_offered_it_and_nobody_else(talk):
    track = await published(talk)
    assert "我们组的计划" in roads(await talk.happens("小李", "start.tracks"))
    assert "我们组的计划" not in roads(await talk.happens("小张", "start"))
    await talk.happens("小李", "start.track", track)
    said = await talk.happens("小李", "start.hour", "480")
    assert "安装 Python" in str(said[-1].text)


async def test_the_command_in_the_channel_brings_it_too_and_answers_in_private(talk):
    report = await talk.sends("小王", PLAN, name="import", channel="组")
    assert report.private
    assert button_of(report, "发布")


async def test_a_file_handed_to_us_in_the_channel_is_the_organisers(talk):
    report = await talk.sends("小王", PLAN, channel="组")
    assert button_of(report, "发布")
    files = (File("a.md", PLAN.encode()),)
    assert await talk.happens("小李", "", channel="组", files=files) == []


async def test_a_draft_can_be_discarded_and_sent_again(talk):
    report = await talk.sends("小王", PLAN)
    await talk.presses("小王", report, "丢弃")
    assert [row.state for row in talk.rows(Curriculum)] == ["discarded"]
    assert "发一次" in str((await talk.presses("小王", report, "发布"))[-1].text)
    again = await talk.sends("小王", PLAN)
    await talk.presses("小王", again, "发布")
    assert [row.state for row in talk.rows(Curriculum)] == ["published"]


async def test_only_an_organiser_can_publish(talk):
    report = await talk.sends("小王", PLAN)
    refused = await talk.presses("小李", report, "发布")
    assert "组长" in str(refused[-1].text)
    assert [row.state for row in talk.rows(Curriculum)] == ["draft"]
    await talk.founds("小张", "别的组")
    number = button_of(report, "发布").text.split(" ")[1]
    await talk.happens("小张", "import.publish", f"2 {number}")
    assert [row.state for row in talk.rows(Curriculum)] == ["draft"]


async def test_a_file_from_somebody_else_is_a_check_in_as_ever(talk):
    await talk.sends("小李", "笔记", "笔记.md")
    assert [row.text for row in talk.rows(Checkin)] == ["笔记.md"]
    assert talk.rows(Curriculum) == []
    refused = await talk.happens("小李", "import")
    assert "组长" in str(refused[-1].text)


async def test_a_changed_file_says_what_changed_and_keeps_everybodys_progress(talk):
    track = await published(talk)
    await talk.happens("小李", "start.track", track)
    await talk.happens("小李", "start.hour", "480")
    await talk.happens("小李", "task.done", "1")
    done = {row.item for row in talk.rows(Progress)}
    assert done
    changed = PLAN.replace("- 安装", "- 准备环境\n- 安装").replace("- 队列 → deque\n", "")
    report = await talk.sends("小王", changed)
    assert "准备环境" in str(report.text)
    assert "队列 → deque" in str(report.text)
    answer = (await talk.presses("小王", report, "发布"))[-1]
    assert button_of(answer, "选这条路线").text == track
    assert [row.state for row in talk.rows(Curriculum)] == ["replaced", "published"]
    now = content.parse(talk.rows(Curriculum)[-1].text)
    assert done <= {item.id for item in now.items}


async def test_the_same_file_again_is_no_second_draft(talk):
    await published(talk)
    again = await talk.sends("小王", PLAN)
    assert "已经原样" in str(again.text)
    assert len(talk.rows(Curriculum)) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04" + b"\0" * 50, "zip"),
        (b"x" * (LARGEST + 1), "5 MB"),
        (b"a\0b\1" * 500, "不是文本"),
        (b"[" * 50_000, "嵌套太深"),
        ("谢谢大家。".encode(), "没有找到"),
        ("# track 我的\n## topik 一\n".encode(), "第 2 行"),
        ("# track 我的\nid: T1\n\n## topic 一\ntry: 做。\n".encode(), "T1"),
    ],
    ids=["zip", "large", "binary", "deep", "nothing", "mistaken", "taken"],
)
async def test_what_cannot_be_imported_is_refused_in_the_readers_language(talk, data, said):
    assert said in str((await talk.sends("小王", data)).text)
    assert talk.rows(Curriculum) == []


async def test_of_a_file_too_large_for_the_platform_only_the_name_is_known(talk):
    said = await talk.happens("小王", "", "计划", values={"too_large": "大.md"})
    assert "大.md 超过 5 MB" in str(said[-1].text)


async def test_a_curriculum_in_our_own_format_is_published_as_it_is(talk):
    own = "# track 自己写的\nid: own\nen: Ours\n\n## topic 一\ntry: 做一次。\n"
    assert await published(talk, own) == "own"
    assert "自己写的" in roads(await talk.happens("小李", "start.tracks"))


async def test_an_organiser_of_several_groups_says_which(talk):
    await talk.founds("小王", "二组")
    assert "组、二组" in str((await talk.sends("小王", PLAN)).text)
    report = await talk.sends("小王", PLAN, name="import", words="二组")
    await talk.presses("小王", report, "发布")
    assert [row.group_id for row in talk.rows(Curriculum)] == [2]
    assert "我们组的计划" not in roads(await talk.happens("小李", "start.tracks"))


async def test_without_a_file_the_command_explains_itself(talk):
    said = await talk.happens("小王", "import")
    assert "Markdown" in str(said[-1].text)
