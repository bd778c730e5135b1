"""The program as a person starts it: real processes, plain words, clean ends."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from bot.platforms.telegram.receive import POLL
from tests.play.stage import until
from tests.servers.telegram import TelegramServer

ROOT = Path(__file__).parent.parent
PATIENCE = 30.0


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def surroundings(folder, **more):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **more}


def bot(folder, *words, said="", **more):
    """One command, run to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env=surroundings(folder, **more),
        input=said,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


def started(folder, port, **more):
    """A running companion that answers, as a process of ours."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=folder,
        env=surroundings(folder, PORT=str(port), **more),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if get(port, "/healthz")[0] == 200:
                return process
        except OSError:
            time.sleep(0.1)
        assert process.poll() is None, "it ended before it answered"
    process.kill()
    raise AssertionError("it did not start")


def get(port, path, **headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=names)
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_seconds_even_while_a_page_is_open(tmp_path, number):
    port = free_port()
    process = started(tmp_path, port)
    status, page = get(port, "/")
    assert status == 200
    assert "学伴" in page
    with socket.create_connection(("127.0.0.1", port)) as open_page:
        open_page.sendall(f"GET /page/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        open_page.recv(100)
        process.send_signal(number)
        assert process.wait(timeout=15) == 0


def test_the_page_answers_only_to_this_machine(tmp_path):
    port = free_port()
    process = started(tmp_path, port)
    try:
        assert get(port, "/", Host="evil.test")[0] == 400
        assert get(port, "/", Host=f"127.0.0.1:{port}")[0] == 200
    finally:
        process.terminate()
        process.wait(timeout=15)


@pytest.mark.parametrize("more", [{"HOST": "0.0.0.0"}, {"PUBLIC_URL": "https://study.example"}])
def test_the_page_is_off_where_the_world_could_reach_it(tmp_path, more):
    port = free_port()
    process = started(tmp_path, port, **more)
    try:
        assert get(port, "/")[0] == 404
        assert get(port, "/page/events")[0] == 404
        assert json.loads(get(port, "/healthz")[1]) == {"ok": True}
    finally:
        process.terminate()
        process.wait(timeout=15)


def test_a_piped_conversation_reaches_a_real_task_with_its_source(tmp_path):
    done = bot(tmp_path, "chat", said="/start\n1\n2\n")
    assert done.returncode == 0, done.stderr
    assert "出处：003 › 1. Python基础与进阶语言特性" in done.stdout
    assert "\x1b" not in done.stdout


def test_what_was_said_in_one_sitting_is_known_in_the_next(tmp_path):
    bot(tmp_path, "chat", said="/start\n1\n2\n/checkin 学完装饰器\n")
    assert "学完装饰器" in bot(tmp_path, "chat", said="/progress\n").stdout


def test_time_is_moved_only_without_real_chats(tmp_path):
    first = bot(tmp_path, "chat", said="/start\n1\n2\n/time +1d\n")
    assert "容器类型" not in first.stdout.split("🕰")[0].split("今天的任务")[0]
    assert "🕰" in first.stdout
    somebody_on_telegram(tmp_path)
    assert "不拨动他们的时间" in bot(tmp_path, "chat", said="/time +1d\n").stdout


def test_a_moved_clock_goes_on_from_there_next_time_except_among_real_chats(tmp_path):
    """What was written down lies in that time, and the next letter must not be in the past."""

    def day(said="/time\n", **more):
        return bot(tmp_path, "chat", said=said, **more).stdout.partition("🕰 ")[2].split()[0]

    today = day()
    moved = day("/time +40d\n")
    assert moved != today
    assert day() == moved
    assert day(TELEGRAM_BOT_TOKEN="1:TEST") == today
    somebody_on_telegram(tmp_path)
    assert day() == today


def somebody_on_telegram(tmp_path):
    from bot.database import Database
    from bot.models import Chat

    database = Database(f"sqlite:///{tmp_path}/data/xueban.db")
    with database.begin() as session:
        session.add(Chat(platform="telegram", tenant="1", chat="42"))
    database.close()


@pytest.mark.parametrize(
    ("words", "more", "code", "plain"),
    [
        (["run"], {"PORT": "abc"}, 2, "PORT"),
        (["run"], {"BOT_ZONE": "Mars/Base"}, 2, "is not a time zone"),
        (["run"], {"CLOCK_START": "2026-03-02T08:00:00+08:00"}, 2, "BOT_ENV=dev"),
        (["run"], {"DATABASE_URL": "postgresql://u:hush@127.0.0.1:1/x"}, 3, "cannot be used"),
        (["migrate"], {"DATABASE_URL": "postgresql://u:hush@127.0.0.1:1/x"}, 3, "refused"),
        (["doctor"], {"DATABASE_URL": "mysql://u:hush@h/x"}, 2, "postgresql://"),
        (["chat"], {"DATABASE_URL": "hush"}, 2, "postgresql://"),
        (["chat"], {"DATABASE_URL": "sqlite:////nowhere/at/all.db"}, 3, "unable to open"),
        (["chat"], {"DATA_DIR": "/proc/nowhere"}, 3, "cannot be made"),
        (["run"], {"HOST": "192.0.2.1"}, 5, "Cannot listen on 192.0.2.1"),
        (["demo", "--out", "/proc/nowhere"], {}, 1, "/proc/nowhere"),
        (["worker"], {}, 2, "need PostgreSQL"),
        (["web"], {"DATABASE_URL": "postgresql://u:hush@127.0.0.1:1/x"}, 2, "SECRET_KEY"),
        (["content", "show", "nope"], {}, 1, "There is no item nope"),
        (["content", "check", "missing.txt"], {}, 1, "missing.txt"),
        (["connect", "icq"], {}, 2, "telegram, slack"),
        (["connect", "slack"], {"SLACK_API_BASE": "http://127.0.0.1:9/api/"}, 4, "no bot token"),
    ],
)
def test_what_cannot_be_is_said_in_a_line_without_a_traceback(tmp_path, words, more, code, plain):
    done = bot(tmp_path, *words, LANG="en_US.UTF-8", **more)
    assert done.returncode == code
    assert plain in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    assert "hush" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("name", "content", "code", "plain"),
    [
        ("data/xueban.db", b"no database, by any means " * 9, 3, "数据库用不了"),
        (".env", b"BOT_LANG=\xff\xfe", 2, "不是 UTF-8 的文本文件"),
        (".env", b"PORT=many\nBOT_LANG=fr\n", 2, "PORT: 要一个整数"),
        (".env", b"HOST=\nPORT=\nDATABASE_URL=\nBOT_ZONE=\n", 0, "你好，我是学伴。"),
        ("data", b"", 3, "建不了文件夹"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_told_in_the_readers_language(
    tmp_path, name, content, code, plain
):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    done = bot(tmp_path, "chat", said="/start\n")
    assert (done.returncode, plain in done.stdout + done.stderr) == (code, True)
    assert "Traceback" not in done.stderr


def test_a_database_of_a_newer_version_is_left_alone(tmp_path):
    from sqlalchemy import text

    from bot.database import Database

    bot(tmp_path, "chat", said="/start\n")
    database = Database(f"sqlite:///{tmp_path}/data/xueban.db")
    with database.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'ffff'"))
    database.close()
    done = bot(tmp_path, "chat", said="/start\n")
    assert (done.returncode, done.stdout) == (3, "")
    assert "更新的版本" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("more", "hello"),
    [
        ({}, "你好，我是学伴。"),
        ({"LANG": "C.UTF-8"}, "你好，我是学伴。"),
        ({"LANG": "en_GB.UTF-8"}, "Hello, I am Xueban"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "你好，我是学伴。"),
        ({"LANG": "en_GB.UTF-8", "BOT_LANG": "zh"}, "你好，我是学伴。"),
    ],
)
def test_the_terminal_speaks_its_readers_language_unless_one_is_set(tmp_path, more, hello):
    assert hello in bot(tmp_path, "chat", said="/start\n", **more).stdout


@pytest.mark.parametrize(
    ("more", "zone"),
    [
        ({"TZ": "UTC"}, "Asia/Shanghai"),
        ({"TZ": "Europe/Paris"}, "Europe/Paris"),
        ({"TZ": "Nowhere"}, "Asia/Shanghai"),
        ({"TZ": "Europe/Paris", "BOT_ZONE": "Asia/Tokyo"}, "Asia/Tokyo"),
    ],
)
def test_the_terminal_sits_where_its_machine_does_unless_told_otherwise(tmp_path, more, zone):
    assert f"08:00（{zone}）" in bot(tmp_path, "chat", said="/start\n1\n2\n", **more).stdout


def test_a_reader_may_stop_reading_what_was_typed_is_handled_all_the_same(tmp_path):
    words = f"printf '/start\\n1\\n2\\n/checkin 学完装饰器\\n' | {sys.executable} -m bot chat"
    done = subprocess.run(
        ["/bin/sh", "-c", f"{words} | head -1"],
        cwd=tmp_path,
        env=surroundings(tmp_path) | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("bot> 你好，我是学伴。\n", "")
    assert "学完装饰器" in bot(tmp_path, "chat", said="/progress\n").stdout


async def test_a_wrong_token_ends_it_with_a_plain_word(tmp_path):
    async with TelegramServer(token="1:TEST") as server:
        known = {"TELEGRAM_BOT_TOKEN": "1:hush", "TELEGRAM_API_BASE": server.base, "PORT": "0"}
        done = await asyncio.to_thread(bot, tmp_path, "run", **known)
    assert done.returncode == 4
    assert "Telegram 不认这个 TELEGRAM_BOT_TOKEN" in done.stderr
    assert "hush" not in done.stderr + done.stdout


async def test_a_platform_out_of_reach_keeps_nobody_else_waiting_and_is_heard_later(tmp_path):
    away = free_port()
    known = {"TELEGRAM_BOT_TOKEN": "1:TEST", "TELEGRAM_API_BASE": f"http://127.0.0.1:{away}/bot"}
    port = free_port()
    process = await asyncio.to_thread(started, tmp_path, port, **known)
    try:
        assert (await asyncio.to_thread(get, port, "/"))[0] == 200
        async with TelegramServer(token="1:TEST", port=away) as server:
            server.private(7)
            server.say(7, 7, "/start")
            async with asyncio.timeout(PATIENCE):
                while not server.answers(7):  # noqa: ASYNC110 - it happens in another process
                    await asyncio.sleep(0.1)
            assert "你好，我是学伴。" in server.answers(7)[0].text
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 15)


def test_a_curriculum_with_a_mistake_is_told_file_line_and_fix(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text("# track 计划\nid: plan\n\n#### topic 列表\n= 列表：追加快\n", encoding="utf-8")
    done = bot(tmp_path, "content", "check", str(path))
    assert done.returncode == 1
    assert f"{path}:4: " in done.stdout
    assert " - " in done.stdout


@pytest.mark.parametrize(
    ("lang", "hello", "board"),
    [("zh", "你好，我是学伴。", "3 人中已到 3 人"), ("en", "Hello, I am Xueban", "3 of 3")],
)
def test_the_demo_writes_a_transcript_and_its_picture(tmp_path, lang, hello, board):
    done = bot(tmp_path, "demo", "--days", "7", "--out", "week", BOT_LANG=lang)
    assert done.returncode == 0, done.stderr
    told = (tmp_path / "week" / "transcript.txt").read_text(encoding="utf-8")
    assert hello in told
    assert board in told
    assert (tmp_path / "week" / "picture-01.png").read_bytes().startswith(b"\x89PNG")


def test_doctor_is_well_after_a_first_run_and_never_prints_a_secret(tmp_path):
    bot(tmp_path, "chat", said="/start\n")
    done = bot(tmp_path, "doctor", "--json", SLACK_SIGNING_SECRET="hush")
    assert "hush" not in done.stdout
    assert {one["level"] for one in json.loads(done.stdout)} <= {"OK", "WARN"}


async def test_connect_checks_the_token_writes_it_for_us_alone_and_doctor_agrees(tmp_path):
    async with TelegramServer(token="1:TEST") as server:
        wrong = await asyncio.to_thread(
            bot, tmp_path, "connect", "telegram", said="1:hush\n", TELEGRAM_API_BASE=server.base
        )
        assert (wrong.returncode, (tmp_path / ".env").exists()) == (4, False)
        assert "hush" not in wrong.stdout + wrong.stderr
        right = await asyncio.to_thread(
            bot, tmp_path, "connect", "telegram", said="1:TEST\n", TELEGRAM_API_BASE=server.base
        )
        assert right.returncode == 0, right.stderr
        assert (tmp_path / ".env").stat().st_mode & 0o077 == 0
        await asyncio.to_thread(bot, tmp_path, "chat", said="/start\n")
        doctor = await asyncio.to_thread(
            bot, tmp_path, "doctor", "--json", TELEGRAM_API_BASE=server.base
        )
        assert "1:TEST" not in doctor.stdout
        assert {
            "level": "OK",
            "what": "telegram: The token works; the bot is testbot",
            "fix": "",
        } in (json.loads(doctor.stdout))
        assert server.violations == []


async def test_doctor_tells_of_a_second_poller_and_leaves_the_running_one_in_peace(tmp_path):
    async with TelegramServer(token="1:TEST") as server:
        told = {"TELEGRAM_BOT_TOKEN": "1:TEST", "TELEGRAM_API_BASE": server.base}
        process = await asyncio.to_thread(started, tmp_path, free_port(), **told)

        async def doctor():
            done = await asyncio.to_thread(bot, tmp_path, "doctor", LANG="en_US.UTF-8", **told)
            return "a second process polls with this token" in done.stdout

        try:
            await until(lambda: server.made("getUpdates"), PATIENCE)
            assert not await doctor()
            server.refuse("getUpdates", 409, "Conflict: terminated by other getUpdates request")
            server.updates._wake()
            await until(lambda: len(server.made("getUpdates")) > 1, PATIENCE)
            assert await doctor()
            assert {int(call.params["timeout"]) for call in server.made("getUpdates")} == {POLL}
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, PATIENCE)
        assert server.violations == []
