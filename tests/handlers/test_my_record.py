"""One person, many chats; a record to take along; a record that is really gone."""

import io
import json
import re
import zipfile
from base64 import b64decode
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select

from bot.chat import Address, Event, File, Person
from bot.models import (
    Account,
    Attachment,
    Base,
    Chat,
    Checkin,
    Member,
    Objective,
    Outgoing,
    Paper,
    Progress,
    Recall,
    Task,
)
from bot.queries.checkins import LARGEST_EVIDENCE
from tests.play.bare import bare
from tests.play.stage import Stage

KEYS = count()


@pytest.fixture
async def house(tmp_path):
    stage = Stage(tmp_path)
    async with bare(stage) as surface:
        yield surface
    stage.close()


async def said(house, who, words):
    await house.say(who, words, in_channel=False)
    return [one for one in await house.heard() if one.who == who]


async def pressed(house, who, label):
    await house.press(who, label, in_channel=False)
    return [one for one in await house.heard() if one.who == who]


async def begun(house, who):
    await said(house, who, "/start")
    await pressed(house, who, "Python 初级（0-2年）")
    await pressed(house, who, "08:00")


def of(house, table, who=None):
    with house.app.database.begin() as session:
        chosen = select(table)
        if who is not None:
            mine = select(Account.member_id).where(Account.user == who).scalar_subquery()
            chosen = chosen.where(table.member_id == mine)
        return list(session.scalars(chosen))


async def code_of(house, who):
    (answer,) = await said(house, who, "/link")
    return re.search(r"\n(\d{8})\n", answer.text)[1]


async def joined(house):
    """小王 and 小李 are one person: 小李 repeats 小王's code and confirms."""
    code = await code_of(house, "小王")
    await said(house, "小李", f"/link {code}")
    return await pressed(house, "小李", "对，都是我")


async def test_two_records_become_one_and_nothing_done_is_lost(house):
    await begun(house, "小王")
    await begun(house, "小李")
    await said(house, "小王", "/checkin 在这边学")
    await pressed(house, "小李", "✅ 完成")
    await said(house, "小李", "/checkin 在那边学")
    answers = await joined(house)
    assert "共用一份记录" in answers[0].text
    assert {one.text for one in of(house, Checkin, "小王")} >= {"在这边学", "在那边学"}
    assert len(of(house, Checkin, "小王")) == 3
    assert [task.state for task in of(house, Task, "小王")] == ["done"]
    assert len(of(house, Progress, "小李")) == 1
    assert len(of(house, Member)) == 1
    assert {chat.member_id for chat in of(house, Chat)} == {of(house, Member)[0].id}


async def test_two_objectives_of_a_month_become_one(house):
    for who in ("小王", "小李"):
        await begun(house, who)
        (offer,) = await said(house, who, "/okr")
        await pressed(house, who, offer.labels[0])
    before = sum(len(one.key_results) for one in _objectives(house))
    await joined(house)
    (kept,) = _objectives(house)
    assert len(kept.key_results) == before


def _objectives(house):
    with house.app.database.begin() as session:
        found = list(session.scalars(select(Objective)))
        for one in found:
            len(one.key_results)
        return found


async def test_letters_go_to_the_chat_they_chose(house):
    await begun(house, "小王")
    await begun(house, "小李")
    answers = await joined(house)
    label = answers[-1].labels[-1]
    await pressed(house, "小李", label)
    member = of(house, Member)[0]
    assert member.home_id == max(chat.id for chat in of(house, Chat))
    await house.move_to(house.app.clock.now() + timedelta(days=1, hours=2))
    letters = [one for one in await house.heard() if "今天的任务" in one.text]
    assert {one.who for one in letters} == {"小李"}


async def test_a_code_lives_ten_minutes_and_serves_one_other_person(house):
    code = await code_of(house, "小王")
    (own,) = await said(house, "小王", f"/link {code}")
    assert "没有这个码" in own.text
    await said(house, "小李", f"/link {code}")
    (third,) = await said(house, "小张", f"/link {code}")
    assert "没有这个码" in third.text
    await house.move_to(house.app.clock.now() + timedelta(minutes=11))
    await house.heard()
    (late,) = await pressed(house, "小李", "对，都是我")
    assert "失效" in late.text
    assert len(of(house, Member)) == 3


async def test_a_refused_code_is_void(house):
    code = await code_of(house, "小王")
    await said(house, "小李", f"/link {code}")
    await pressed(house, "小李", "不是")
    (again,) = await said(house, "小李", f"/link {code}")
    assert "没有这个码" in again.text


async def test_the_export_holds_every_row_and_a_diary_with_pictures(house):
    await begun(house, "小王")
    await said(house, "小王", "/checkin =SUM(A1) 学完 *装饰器*")
    await pressed(house, "小王", "✅ 完成")
    await said(house, "小王", "/export")
    with house.app.database.begin() as session:
        packed = session.scalars(select(Outgoing.message).order_by(Outgoing.id.desc())).first()
    with zipfile.ZipFile(io.BytesIO(b64decode(packed["file"]["content"]))) as archive:
        record = json.loads(archive.read("record.json"))
        table = archive.read("tables/checkins.csv").decode("utf-8-sig")
        diary = archive.read("diary.md").decode()
        names = archive.namelist()
    assert {row["text"] for row in record["checkins"]} == {"=SUM(A1) 学完 *装饰器*", ""}
    assert record["recalls"]
    assert record["accounts"]
    assert "'=SUM(A1)" in table
    assert r"\*装饰器\*" in diary
    assert "![2026-03](pictures/2026-03.svg)" in diary
    assert "pictures/2026-03.svg" in names


async def test_forgetting_leaves_nothing_that_names_the_member(house):
    await begun(house, "小王")
    await begun(house, "小李")
    await said(house, "小王", "/checkin 秘密的话")
    await pressed(house, "小王", "✅ 完成")
    await said(house, "小王", "/remind 明天早上8点 秘密的提醒")
    await said(house, "小王", "/forget")
    (gone,) = await pressed(house, "小王", "对，全部忘掉")
    assert "已忘掉" in gone.text
    (left,) = of(house, Account)
    for table in (Checkin, Task, Progress, Recall, Paper):
        assert {row.member_id for row in of(house, table)} <= {left.member_id}, table
    assert [one.user for one in of(house, Account)] == ["小李"]
    with house.app.database.begin() as session:
        for table in Base.metadata.sorted_tables:
            rows = session.execute(select(table)).all()
            words = [str(value) for row in rows for value in row if value is not None]
            assert not [one for one in words if "秘密" in one], table.name
            if table.name not in {"chats", "handled"}:  # the address one is answered at
                assert not [one for one in words if one == "小王"], table.name


async def in_channel(house, who, *steps):
    """Words and presses (in brackets) in the shared channel."""
    for step in steps:
        if step.startswith("["):
            await house.press(who, step.strip("[]"), in_channel=True)
        else:
            await house.say(who, step, in_channel=True)
        await house.heard()


async def test_forgetting_reaches_what_a_channel_was_told_and_what_was_half_said(house):
    for who in ("小王", "小李"):
        await begun(house, who)
    await in_channel(house, "小李", "/group", "[成立小组]", "[各学各的]", "[08:00]")
    await in_channel(house, "小王", "[加入]", "[✅ 我今天学了]")
    for words in ("/remind 改天 秘密的草稿", "/loop 秘密的问题", "秘密的一句话", "/link"):
        await said(house, "小王", words)
    await sent(house, "小王", File("秘密.png", b"picture", "image/png"))
    assert [row for row in _everything(house) if "小王" in row[1] and row[0] == "outbox"]
    await said(house, "小王", "/forget")
    await pressed(house, "小王", "对，全部忘掉")
    rows = [row for row in _everything(house) if row[0] not in {"chats", "handled"}]
    assert [row for row in rows if "秘密" in row[1] or "小王" in row[1]] == []
    await house.move_to(house.app.clock.now() + timedelta(days=8))
    assert [one for one in await house.heard() if "小王" in one.text] == []


def _everything(house):
    """Every value of every table, as (table, text)."""
    with house.app.database.begin() as session:
        return [
            (table.name, str(value))
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table)).all()
            for value in row
        ]


async def sent(house, who, *files):
    """A message with files, as any platform hands it over."""
    with house.app.database.begin() as session:
        account = session.scalar(select(Account).where(Account.user == who))
        where = Address(account.platform, account.tenant, who)
        person = Person(account.platform, account.tenant, who, who, "zh")
    key = f"files {next(KEYS)}"
    event = Event("", where, person, house.app.clock.now(), key, files=files)
    await house.app.dispatcher.handle(event, "")
    await house.app.settle()
    return [one for one in await house.heard() if one.who == who]


async def archive_of(house, who):
    await said(house, who, "/export")
    with house.app.database.begin() as session:
        packed = session.scalars(select(Outgoing.message).order_by(Outgoing.id.desc())).first()
    return zipfile.ZipFile(io.BytesIO(b64decode(packed["file"]["content"])))


async def test_a_picture_as_evidence_is_given_back_and_goes_with_the_record(house):
    await begun(house, "小王")
    await sent(house, "小王", File("../图 1.png", b"\x89PNG secret", "image/png"))
    with await archive_of(house, "小王") as archive:
        (name,) = [one for one in archive.namelist() if one.startswith("files/")]
        assert archive.read(name) == b"\x89PNG secret"
        (row,) = json.loads(archive.read("record.json"))["attachments"]
    assert (name, "content" in row) == ("files/1-.._图_1.png", False)
    (asked,) = await said(house, "小王", "/forget")
    assert "发来的文件：1" in asked.text
    await pressed(house, "小王", "对，全部忘掉")
    assert of(house, Attachment) == []


async def test_a_check_in_taken_back_takes_its_file_along(house):
    await begun(house, "小王")
    await sent(house, "小王", File("a.png", b"a", "image/png"))
    await said(house, "小王", "/undo")
    assert (of(house, Checkin), of(house, Attachment)) == ([], [])


async def test_of_more_than_five_megabytes_the_name_is_kept_and_it_is_said(house):
    await begun(house, "小王")
    large = File("b.png", b"b" * LARGEST_EVIDENCE, "image/png")
    (answer,) = await sent(house, "小王", File("a.png", b"a", "image/png"), large)
    assert "5 MB" in answer.text
    assert [one.name for one in of(house, Attachment)] == ["a.png"]
    assert of(house, Checkin)[0].files == ["a.png", "b.png"]


async def test_whoever_is_forgotten_can_begin_anew(house):
    await begun(house, "小王")
    await said(house, "小王", "/forget")
    await pressed(house, "小王", "对，全部忘掉")
    (hello,) = await said(house, "小王", "/start")
    assert "我是学伴" in hello.text
    await house.move_to(house.app.clock.now() + timedelta(days=1))
    assert [one for one in await house.heard() if "今天的任务" in one.text] == []
