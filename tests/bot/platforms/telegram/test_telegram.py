"""Telegram as a platform: opening, long polling, files, presses, groups; at a local server."""

import asyncio
import json
import logging
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.chat import Message
from bot.operations.clock import Clock, StillClock
from bot.platforms.telegram.read import KINDS
from bot.wire import Refused
from tests.play.stage import until

WANG, LI, GROUP = 7, 8, -100123


# --- opening -------------------------------------------------------------------------------------


async def test_opening_learns_who_we_are_and_shows_the_menus(server, telegram):
    assert telegram.tenant == "1"
    assert telegram.link("g_1") == "https://t.me/xueban_bot?start=g_1"
    menus = {
        (call.params["scope"]["type"], call.params.get("language_code", "")): [
            command["command"] for command in call.params["commands"]
        ]
        for call in server.made("setMyCommands")
    }
    private, group = ["today", "checkin", "forget"], ["today", "checkin", "board"]
    assert menus == {
        ("all_private_chats", ""): private,
        ("all_private_chats", "zh"): private,
        ("all_group_chats", ""): group,
        ("all_group_chats", "zh"): group,
    }
    assert len(server.made("setMyDescription")) == len(server.made("setMyShortDescription")) == 2


async def test_without_a_menu_it_opens_all_the_same(server, make):
    server.refuse("setMyCommands", 500, times=9)
    server.refuse("setMyDescription", 429, "Too Many Requests", times=9, retry_after=600)
    telegram = make()
    await telegram.open()
    assert telegram.tenant == "1"
    await telegram.close()


async def test_a_wrong_token_is_said_plainly_and_never_quoted(make, all_logs):
    telegram = make(token="1:WRONGTOKEN")
    with capture_logs() as logs, pytest.raises(Refused, match="TELEGRAM_BOT_TOKEN") as refused:
        await telegram.open()
    assert refused.value.permanent
    trail, error = [], refused.value
    while error is not None:
        trail.append(repr(error) + str(error))
        error = error.__cause__ or error.__context__
    assert "WRONGTOKEN" not in "".join(trail) + all_logs.text + str(logs) + repr(telegram)


async def test_a_server_out_of_reach_is_said_plainly(make):
    telegram = make(telegram_api_base="http://127.0.0.1:9/bot")
    with pytest.raises(Refused, match="cannot be reached") as refused:
        await telegram.open()
    assert "1:TEST" not in str(refused.value)
    assert not refused.value.permanent


async def test_a_page_of_something_in_between_is_not_taken_for_telegram(server, make):
    server.refuse("getMe", 404, b"<h1>/bot1:TEST/getMe not found</h1>")
    with pytest.raises(Refused, match="HTTP 404, not from the Bot API") as refused:
        await make().open()
    assert "1:TEST" not in str(refused.value)


# --- polling -------------------------------------------------------------------------------------


async def test_what_was_said_is_heard_and_then_confirmed(server, ears, listening):
    server.say(WANG, WANG, "/checkin 学完装饰器")
    (event,) = await ears.hears(1)
    assert (event.name, event.text, event.address.chat) == ("checkin", "学完装饰器", "7")
    assert json.loads(ears.raws[0])["message"]["text"] == "/checkin 学完装饰器"
    await until(lambda: server.updates.confirmed == 1)
    assert server.made("getUpdates")[0].params["allowed_updates"] == list(KINDS)


async def test_nothing_is_confirmed_before_it_is_committed(server, ears, listening):
    ears.pause = 0.3
    server.say(WANG, WANG, "一")
    await until(lambda: ears.deliveries)
    await asyncio.sleep(0.1)
    assert server.updates.confirmed == 0
    await until(lambda: server.updates.confirmed == 1)


async def test_when_committing_fails_midway_nothing_is_lost_and_order_is_kept(
    server, ears, listening
):
    broken = {"left": 3}

    def fail(event):
        if event.text == "250" and broken["left"]:
            broken["left"] -= 1
            return True
        return False

    ears.failing = fail
    for number in range(500):
        server.say(1000 + number % 10, 1000 + number % 10, str(number))
    await ears.hears(500, within=20)
    assert broken["left"] == 0
    assert ears.deliveries > 500
    assert sorted(int(event.text) for event in ears.events) == list(range(500))
    for chat in range(10):
        said = [int(e.text) for e in ears.events if e.address.chat == str(1000 + chat)]
        assert said == list(range(chat, 500, 10))
    await until(lambda: server.updates.confirmed == 500)


async def test_while_the_database_is_away_the_offset_stands(server, ears, listening):
    ears.failing = lambda event: True
    server.say(WANG, WANG, "一")
    with capture_logs() as logs:
        await until(lambda: ears.deliveries >= 3)
    assert server.updates.confirmed == 0
    assert "database is away" not in str(logs)
    ears.failing = lambda event: False
    await ears.hears(1)


async def test_chats_are_handled_side_by_side_and_one_chat_in_order(server, ears, listening):
    ears.pause = 0.1
    loop = asyncio.get_running_loop()
    for user in range(50):
        server.say(2000 + user, 2000 + user, "一")
        server.say(2000 + user, 2000 + user, "二")
    began = loop.time()
    await ears.hears(100)
    assert loop.time() - began < 2
    said = [event.text for event in ears.events if event.address.chat == "2007"]
    assert said == ["一", "二"]


async def test_a_repeated_update_keeps_its_key(server, ears, listening):
    server.repeat_next_update()
    number = server.say(WANG, WANG, "一")
    await until(lambda: ears.deliveries == 2)
    assert [event.key for event in ears.events] == [str(number)]


async def test_numbers_that_begin_again_lower_are_not_lost(server, ears, listening):
    server.say(WANG, WANG, "一")
    await until(lambda: server.updates.confirmed == 1)
    server.updates.next_id = 500
    # A quiet week: the poll that was open ends empty.
    server.updates._wake()
    await until(lambda: "offset" not in server.made("getUpdates")[-1].params)
    server.say(WANG, WANG, "二")
    await ears.hears(2)


async def test_what_cannot_be_read_is_kept_and_confirmed(server, ears, listening):
    server.updates.push("message", {"message_id": "seven", "chat": 7})
    server.say(WANG, WANG, "一")
    await ears.hears(1)
    ((platform, tenant, raw),) = ears.kept
    assert (platform, tenant) == ("telegram", "1")
    assert json.loads(raw)["message"]["message_id"] == "seven"
    await until(lambda: server.updates.confirmed == 2)


@pytest.mark.parametrize("trouble", ["drop_next", "half_answer", "lose_answer"])
async def test_a_broken_connection_is_survived(server, ears, listening, trouble):
    getattr(server, trouble)(times=3, method="getUpdates")
    server.say(WANG, WANG, "一")
    await ears.hears(1)


@pytest.mark.parametrize(
    ("status", "body"),
    [(502, b"<html>bad gateway</html>"), (200, b"[1]"), (200, b'{"ok":true,"result":7}'),
     (404, b"not here"), (429, "Too Many Requests"), (200, b"[" * 100_000)],
)  # fmt: skip
async def test_an_odd_answer_is_survived(server, ears, listening, status, body):
    server.refuse("getUpdates", status, body, times=2)
    server.say(WANG, WANG, "一")
    server.updates._wake()
    await ears.hears(1)


async def test_a_second_poller_makes_us_step_back_and_say_so(server, ears, listening):
    server.refuse("getUpdates", 409, "Conflict: terminated by other getUpdates request", times=3)
    with capture_logs() as logs:
        server.say(WANG, WANG, "一")
        server.updates._wake()
        await until(lambda: any("another program" in each["event"] for each in logs))
    said = next(each for each in logs if "another program" in each["event"])
    assert said["bot"] == "@xueban_bot"
    assert "other getUpdates" in said["reason"]
    assert set(ears.rivals) == {"telegram:1"}
    await ears.hears(1)


async def test_a_revoked_token_ends_the_listening_with_a_clear_word(server, telegram):
    server.refuse("getUpdates", 401, "Unauthorized")
    with capture_logs() as logs:
        await asyncio.wait_for(telegram.listen(), 5)
    assert any("TELEGRAM_BOT_TOKEN" in each["event"] for each in logs)


async def test_a_webhook_that_stood_is_taken_down_before_polling(server, ears, make):
    await server.updates.set_webhook({"url": "http://127.0.0.1:9/telegram"})
    telegram = make()
    await telegram.open()
    task = asyncio.create_task(telegram.listen())
    server.say(WANG, WANG, "一")
    await ears.hears(1)
    task.cancel()
    await telegram.close()


async def test_events_are_dated_by_our_clock_when_it_was_moved(server, ears, make):
    start = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)
    for clock, expected in ((StillClock(start), start), (Clock(), None)):
        telegram = make(clock=clock)
        await telegram.open()
        task = asyncio.create_task(telegram.listen())
        server.now = datetime(2026, 11, 20, 12, tzinfo=UTC)
        heard = len(ears.events)
        server.say(WANG, WANG, "一")
        event = (await ears.hears(heard + 1))[-1]
        assert event.at == (expected or server.now)
        task.cancel()
        await telegram.close()


# --- files ---------------------------------------------------------------------------------------


async def test_a_file_comes_with_its_words(server, ears, listening):
    server.send_file(WANG, WANG, "计划.md", "# 计划".encode(), caption="/import")
    (event,) = await ears.hears(1)
    (file,) = event.files
    assert (event.name, file.name, file.content.decode()) == ("import", "计划.md", "# 计划")


async def test_a_file_too_large_is_only_named(server, ears, listening):
    server.send_file(WANG, WANG, "big.md", b"x" * (5 * 2**20 + 1))
    (event,) = await ears.hears(1)
    assert (event.files, event.values) == ((), {"too_large": "big.md"})
    assert server.made("getFile") == []


async def test_a_file_that_lies_about_its_size_or_is_gone_does_not_stop_the_rest(
    server, ears, listening
):
    sent = server.store("document", "liar.md", b"x" * (5 * 2**20 + 1))
    sent["document"]["file_size"] = 3
    server._write(WANG, WANG, sent)
    gone = server.store("document", "gone.md", b"x")
    server.files.pop(gone["document"]["file_id"])
    server._write(WANG, WANG, gone)
    events = await ears.hears(2)
    assert [event.files for event in events] == [(), ()]


# --- presses -------------------------------------------------------------------------------------


async def shown(server, telegram, ears, chat=WANG):
    """A message of ours with buttons, as it stands in the chat."""
    return (await telegram._bot.send_message(chat, "今天")).message_id


async def test_a_press_is_always_answered(server, ears, listening):
    server.say(WANG, WANG, "一")
    number = await shown(server, listening, ears)
    for data in ("task.done|1", "alarm.task|1", "", "x" * 64):
        server.forge((WANG, number), data, WANG)
    await ears.hears(5)
    server.updates.push("callback_query", {"id": "3", "from": {"id": "odd"}, "data": "today",
                                           "message": {"message_id": 1}})  # fmt: skip
    await until(lambda: ears.kept)
    await until(lambda: not server.unanswered)


async def test_a_private_word_is_shown_as_a_toast(server, ears, listening):
    server.say(GROUP, WANG, "/today")
    await ears.hears(1)
    number = await shown(server, listening, ears, GROUP)
    ears.answers["task.done"] = [Message("这不是你的任务。", private=True)]
    ears.answers["task.skip"] = [Message("长" * 300, private=True)]
    server.forge((GROUP, number), "task.done|1", WANG)
    server.forge((GROUP, number), "task.skip|1", WANG)
    await until(lambda: len(server.toasts(GROUP)) == 2)
    short, long = sorted(server.made("answerCallbackQuery"), key=lambda c: len(c.params["text"]))
    assert short.params["text"] == "这不是你的任务。"
    assert "show_alert" not in short.params
    assert long.params["show_alert"] is True


async def test_an_answer_to_a_press_that_breaks_is_tried_again(server, ears, listening):
    server.say(WANG, WANG, "一")
    number = await shown(server, listening, ears)
    server.drop_next(1, "answerCallbackQuery")
    server.forge((WANG, number), "task.done|1", WANG)
    await until(lambda: server.made("answerCallbackQuery") and not server.unanswered)


async def test_a_press_that_is_too_old_is_let_be(server, ears, listening):
    server.say(WANG, WANG, "一")
    number = await shown(server, listening, ears)
    server.query_life = timedelta(0)
    server.forge((WANG, number), "task.done|1", WANG)
    await until(lambda: server.made("answerCallbackQuery"))
    await ears.hears(2)


# --- groups --------------------------------------------------------------------------------------


async def test_the_life_of_a_group(server, ears, listening):
    server.add_bot(-5, WANG, "学习小组")
    server.join(-5, LI)
    server.say(-5, WANG, "随便聊聊")
    server.migrate(-5, GROUP)
    server.remove_bot(GROUP, WANG)
    events = await ears.hears(4)
    assert [event.name for event in events] == [
        *("group.arrived", "group.arrived", "group.moved", "group.left")
    ]
    assert [event.address.chat for event in events] == ["-5", "-5", "-5", str(GROUP)]
    assert events[0].title == "学习小组"
    assert events[1].sender.id == str(LI)
    assert events[2].text == str(GROUP)


async def test_a_newcomer_is_told_once_where_we_are_administrator(server, ears, listening):
    server.add_bot(GROUP, WANG)
    server.promote(GROUP, server.bot["id"])
    await ears.hears(1)
    server.now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    server.join(GROUP, LI)
    await until(lambda: ears.deliveries == 3)
    assert len(ears.events) == 2


# --- secrets -------------------------------------------------------------------------------------


async def test_the_token_is_in_no_log(server, ears, make, all_logs):
    logging.getLogger("httpx").setLevel(logging.NOTSET)
    logging.getLogger("telegram").setLevel(logging.NOTSET)
    with capture_logs() as logs:
        telegram = make()
        await telegram.open()
        task = asyncio.create_task(telegram.listen())
        server.drop_next(2, "getUpdates")
        server.half_answer(2, "getUpdates")
        server.refuse("getUpdates", 404, b"<p>/bot1:TEST/getUpdates?</p>")
        server.say(WANG, WANG, "秘密的一句话")
        server.updates._wake()
        await ears.hears(1)
        task.cancel()
        await telegram.close()
    assert "1:TEST" not in all_logs.text + str(logs)
    assert "秘密的一句话" not in all_logs.text + str(logs)
