"""What was typed into a form survives: a killed process, a closed modal, an expired trigger."""

import asyncio
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.database import Database
from bot.models import Account, Chat, Member, Objective, Paper
from bot.schema import migrate
from tests.play.slack import by_http
from tests.play.stage import Stage
from tests.servers.slack import SlackServer
from tests.servers.telegram import TelegramServer
from tests.test_surfaces import TOKEN, companion, on_slack, process, until

WANG = 7
LOOP = "跳转要 900 毫秒"


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/xueban.db")
    migrate(database)
    yield database
    database.close()


def enrol(database, platform, tenant, user, chat):
    with database.begin() as session:
        member = Member(
            name="小王",
            lang="zh",
            zone="Asia/Shanghai",
            track="T5",
            created_at=datetime(2026, 3, 1, tzinfo=UTC),
        )
        member.accounts.append(Account(platform=platform, tenant=tenant, user=user))
        session.add(member)
        session.flush()
        home = Chat(platform=platform, tenant=tenant, chat=chat, member_id=member.id)
        session.add(home)


def loops(database):
    with database.begin() as session:
        papers = session.scalars(select(Paper).where(Paper.kind == "loop"))
        return [(paper.title, dict(paper.fields)) for paper in papers]


# --- killed in the middle of a form ---------------------------------------------------------------


async def test_on_telegram_a_form_goes_on_where_the_killed_process_left_it(tmp_path, database):
    enrol(database, "telegram", "1", str(WANG), str(WANG))
    async with TelegramServer(token=TOKEN) as server:
        server.private(WANG)

        async def says(words, expected):
            if words.startswith("["):
                server.press(server.answers(WANG)[-1], words[1:-1], WANG)
            else:
                server.say(WANG, WANG, words)

            async def heard():
                return any(expected in post.text for post in server.answers(WANG)[-2:])

            await until(heard)

        async with companion(tmp_path, server.base) as (running, _):
            await says(f"/loop {LOOP}", LOOP)
            await says("[去填写]", "(1/4)")
            await says("p95 是 900 毫秒", "(2/4)")
            running.kill()
            await running.wait()
        async with companion(tmp_path, server.base):
            await says("加索引", "(3/4)")
            await says("[返回]", "加索引")
            await says("[跳过]", "(3/4)")
            await says("https://example.com/c/1", "(4/4)")
            await says("先看执行计划", "✅ 完成。")
        assert server.violations == []
    ((title, fields),) = loops(database)
    assert title == LOOP
    assert fields["found"] == "p95 是 900 毫秒"
    assert fields["design"] == "加索引"
    assert fields["improve"] == "先看执行计划"


async def test_on_slack_a_modal_is_sent_to_the_process_that_came_after(tmp_path, database):
    async with SlackServer() as server:
        user = server.user("U1", "小王", locale="zh-CN")
        enrol(database, "slack", server.team.id, user.id, server.dm("U1").id)

        def slack():
            return on_slack(server, tmp_path)

        async def linked():
            return bool(server.links)

        async def opened():
            return bool(server.stacks.get("U1"))

        async with slack() as (running, _):
            await until(linked)
            await server.command("U1", server.dm("U1"), "/study", "okr")
            await until(lambda: _shown(server, "用这份预设"))
            await server.press(server.messages(server.dm("U1").id, "U1")[-1], "用这份预设", "U1")
            await until(opened)
            view = server.stacks["U1"][-1]
            await server.type(view, {"月底你想能做到什么？": "上线一个带测试的接口"})
            running.kill()
            await running.wait()
        server.links.clear()
        async with slack():
            await until(linked)
            await server.submit(view, {"月底你想能做到什么？": "上线一个带测试的接口"})
            await until(lambda: _shown(server, "上线一个带测试的接口"))
        assert server.violations == []
    with database.begin() as session:
        assert session.scalar(select(Objective.title)) == "上线一个带测试的接口"


async def _shown(server, words):
    return any(words in str(one.blocks) for one in server.messages(server.dm("U1").id, "U1"))


async def test_in_the_terminal_a_form_goes_on_in_the_next_run(tmp_path, database):
    enrol(database, "terminal", "local", "wang", "wang")

    async def run(*lines):
        running = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "chat", "--as", "wang"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={
                "PATH": "/usr/bin",
                "DATA_DIR": str(tmp_path),
                "PYTHONPATH": ".",
                "BOT_LANG": "zh",
            },
        )
        said, _ = await running.communicate("\n".join(lines).encode())
        return said.decode()

    await run(f"/loop {LOOP}", "去填写", "p95 是 900 毫秒")
    assert "(3/4)" in await run("加索引")
    await run("https://example.com/c/1", "先看执行计划")
    ((_, fields),) = loops(database)
    assert fields["found"] == "p95 是 900 毫秒"
    assert fields["improve"] == "先看执行计划"


# --- a closed modal, an expired trigger -----------------------------------------------------------


@pytest.fixture
def stage(tmp_path):
    stage = Stage(tmp_path)
    yield stage
    stage.close()


async def begun(slack):
    """小王, with a loop of theirs open in front of them."""
    for words in ("/start", "[创意后端作品集]", "[08:00]", f"/loop {LOOP}"):
        act = slack.press if words.startswith("[") else slack.say
        await act("小王", words.strip("[]"), in_channel=False)
    return slack._people["小王"]


async def test_what_was_typed_into_a_closed_modal_stands_there_again(stage):
    async with by_http(stage) as slack:
        user = await begun(slack)
        await slack.press("小王", "去填写", in_channel=False)
        (view,) = slack.server.stacks[user]
        await slack.server.type(view, {"发现问题": "p95 是 900 毫秒"})
        await slack.server.type(view, {"发现问题": "p95 是 900 毫秒", "设计方案": "加索引"})
        await slack.server.close(view)
        await slack.press("小王", "去填写", in_channel=False)
        (again,) = slack.server.stacks[user]
        assert "你写过的都还在" in str(again.blocks)
        await slack.fill("小王", {"总结改进": "先看执行计划"}, in_channel=False)
        ((_, fields),) = loops(slack.app.database)
        assert fields["found"] == "p95 是 900 毫秒"
        assert fields["design"] == "加索引"
        assert fields["improve"] == "先看执行计划"
        await slack.press("小王", "去填写", in_channel=False)  # sent: nothing half filled is left
        (fresh,) = slack.server.stacks[user]
        assert "你写过的都还在" not in str(fresh.blocks)
        slack.check()


async def test_after_an_expired_trigger_one_tap_opens_the_form_with_what_was_typed(stage):
    async with by_http(stage) as slack:
        user = await begun(slack)
        await slack.press("小王", "去填写", in_channel=False)
        (view,) = slack.server.stacks[user]
        await slack.server.type(view, {"发现问题": "p95 是 900 毫秒"})
        await slack.server.close(view)
        slack.server.faults.refuse("views.open", "expired_trigger_id")
        await slack.press("小王", "去填写", in_channel=False)
        assert slack.server.stacks[user] == []
        await slack.press("小王", "打开表单", in_channel=False)
        await slack.fill("小王", {"实施验证": "再量一次"}, in_channel=False)
        ((_, fields),) = loops(slack.app.database)
        assert fields["found"] == "p95 是 900 毫秒"
        assert fields["verify"] == "再量一次"


async def test_a_form_put_aside_in_a_chat_goes_on_with_its_answers(stage):
    from tests.play.bare import bare

    async with bare(stage) as chat:
        for words in ("/start", "[创意后端作品集]", "[08:00]", f"/loop {LOOP}", "[去填写]"):
            act = chat.press if words.startswith("[") else chat.say
            await act("小王", words.strip("[]"), in_channel=False)
        await chat.say("小王", "p95 是 900 毫秒", in_channel=False)
        await chat.press("小王", "取消", in_channel=False)
        await chat.press("小王", "去填写", in_channel=False)
        assert "现在是：p95 是 900 毫秒" in (await chat.heard())[-1].text


# --- the page in a real browser -------------------------------------------------------------------

CHROMIUM = Path("/usr/bin/chromium")


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@pytest.mark.skipif(not CHROMIUM.exists(), reason="no chromium on this machine")
async def test_on_the_page_a_form_outlives_the_process_and_the_tab(tmp_path, monkeypatch):
    from playwright.async_api import async_playwright

    monkeypatch.setenv("HOME", str(tmp_path))
    port = free_port()
    found, designed = "发现问题", "设计方案"

    def page_served():
        return process(
            *("-m", "bot", "run"),
            folder=tmp_path,
            said="http://",
            DATA_DIR=str(tmp_path),
            PORT=str(port),
        )

    async def opens(context):
        async def answers():
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                return False
            writer.close()
            return True

        await until(answers)
        tab = await context.new_page()
        await tab.goto(f"http://127.0.0.1:{port}/")
        return tab

    async def says(tab, words):
        await tab.locator("#text").fill(words)
        await tab.locator("#text").press("Enter")

    async def presses(tab, label):
        await tab.get_by_role("button", name=label, exact=True).last.click()

    async with async_playwright() as playwright:
        arguments = ["--headless", "--no-sandbox", "--disable-gpu"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        context = await browser.new_context(locale="zh-CN")
        async with page_served() as (running, _):
            tab = await opens(context)
            await says(tab, "/start")
            for label in ("创意后端作品集", "08:00"):
                await presses(tab, label)
            await says(tab, f"/loop {LOOP}")
            await presses(tab, "去填写")
            async with tab.expect_response("**/page/typed"):
                await tab.get_by_label(found).last.fill("p95 是 900 毫秒")
            running.kill()
            await running.wait()
        async with page_served():
            await tab.close()  # the tab is gone as well: what was typed is not
            tab = await opens(context)
            await presses(tab, "去填写")
            assert await tab.get_by_label(found).last.input_value() == "p95 是 900 毫秒"
            await tab.get_by_label(designed).last.fill("加索引")
            async with tab.expect_response("**/page/form"):
                await tab.locator("details.form[open] button.main").last.click()
        await browser.close()
    kept = Database(f"sqlite:///{tmp_path}/xueban.db")
    ((_, fields),) = loops(kept)
    kept.close()
    assert (fields["found"], fields["design"]) == ("p95 是 900 毫秒", "加索引")
