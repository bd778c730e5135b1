"""The local Telegram server hands over updates as Telegram does, and people act in its chats."""

import asyncio
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest, Conflict
from telegram.ext import Application, CommandHandler

from tests.play.stage import until

from .botapi import RefusedError
from .telegram import TelegramServer

LI, WANG, GROUP, SUPER = 42, 43, -7, -1007


@pytest.fixture
async def server():
    async with TelegramServer() as server:
        server.now = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
        server.person(LI, "小李")
        yield server


@pytest.fixture
async def bot(server):
    async with Bot("1:TEST", base_url=server.base, base_file_url=server.base_file) as bot:
        yield bot


async def ids(bot, **params):
    return [update.update_id for update in await bot.get_updates(**params)]


async def test_updates_stay_until_an_offset_confirms_them(server, bot):
    first, second, third = (server.say(LI, LI, text) for text in "abc")
    assert await ids(bot) == await ids(bot) == [first, second, third]
    assert await ids(bot, limit=1) == [first]
    assert await ids(bot, offset=second) == [second, third]
    assert server.updates.confirmed == 1
    assert await ids(bot, offset=-1) == [third]
    assert await ids(bot) == [third]
    assert await ids(bot, offset=third + 1) == []
    assert server.state()["pending"] == 0


async def test_an_update_is_as_it_was_when_it_happened(server, bot):
    server.say(LI, LI, "old")
    server.edit(server.messages(LI)[0], "new")
    said, edited = await bot.get_updates()
    assert (said.message.text, edited.edited_message.text) == ("old", "new")
    assert said.message.date == server.now == edited.edited_message.edit_date
    assert said.message.from_user.first_name == "小李"


async def test_a_long_poll_waits_for_the_next_update(server, bot):
    polling = asyncio.create_task(ids(bot, timeout=5))
    await asyncio.sleep(0.05)
    assert not polling.done()
    update = server.say(LI, LI, "now")
    assert await asyncio.wait_for(polling, 1) == [update]
    assert await ids(bot, offset=update + 1, timeout=1) == []


async def test_a_second_poller_ends_the_first(server, bot):
    polling = asyncio.create_task(ids(bot, timeout=5))
    await asyncio.sleep(0.05)
    async with Bot("1:TEST", base_url=server.base) as rival:
        assert await ids(rival) == []
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await polling


async def test_only_the_kinds_asked_for_are_kept(server, bot):
    server.promote(SUPER, bot.id)
    server.join(SUPER, LI)
    (promoted, joined) = await bot.get_updates()
    assert promoted.my_chat_member.new_chat_member.status == "administrator"
    assert joined.message.new_chat_members[0].id == LI
    await bot.get_updates(offset=joined.update_id + 1, allowed_updates=["chat_member"])
    server.join(SUPER, WANG)
    (changed,) = await bot.get_updates()
    assert changed.chat_member.new_chat_member.user.id == WANG


async def test_a_repeated_update_comes_again_after_it_was_confirmed(server, bot):
    server.repeat_next_update()
    first = server.say(LI, LI, "once")
    assert await ids(bot) == [first]
    assert await ids(bot, offset=first + 1) == [first]
    assert await ids(bot, offset=first + 1) == []


async def test_an_application_of_the_library_answers(server):
    async def today(update, context):
        await update.message.reply_text("Read page 3")

    builder = Application.builder().token("1:TEST").base_url(server.base)
    application = builder.base_file_url(server.base_file).build()
    application.add_handler(CommandHandler("today", today))
    async with application:
        await application.updater.start_polling(poll_interval=0, timeout=1)
        await application.start()
        server.say(GROUP, LI, "/today@testbot")
        await until(lambda: server.answers(GROUP))
        await application.updater.stop()
        await application.stop()
    assert [post.text for post in server.answers(GROUP)] == ["Read page 3"]
    assert (server.violations, server.updates.confirmed) == ([], 1)


@pytest.fixture
async def hook():
    """A bot's webhook: what came, with its secret, and what to answer next."""
    came, answers = [], []

    async def receive(request):
        update = await request.json()
        came.append((update["update_id"], request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        return web.Response(status=answers.pop(0) if answers else 200)

    app = web.Application()
    app.router.add_post("/telegram", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/telegram", came, answers
    await runner.cleanup()


async def test_a_webhook_gets_updates_in_order_until_it_takes_them(server, bot, hook):
    url, came, answers = hook
    answers += [500, 302, 403]
    server.updates.first_delay = 0.01
    first = server.say(LI, LI, "waiting")
    await bot.set_webhook(url, secret_token="s3cret_-")
    second = server.say(LI, LI, "live")
    await until(lambda: not server.updates.queue)
    assert came == [(first, "s3cret_-")] * 4 + [(second, "s3cret_-")]
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == (url, 0)
    assert "403" in info.last_error_message
    server.repeat_next_update()
    third = server.say(LI, LI, "twice")
    await until(lambda: not server.updates.queue)
    assert [number for number, _ in came[-2:]] == [third, third]


async def test_polling_and_webhook_exclude_each_other(server, bot, hook):
    polling = asyncio.create_task(ids(bot, timeout=5))
    await asyncio.sleep(0.05)
    await bot.set_webhook(hook[0])
    with pytest.raises(Conflict, match="terminated by setWebhook"):
        await polling
    with pytest.raises(Conflict, match="while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    update = server.say(LI, LI, "x")
    assert await ids(bot) == [update]
    await bot.delete_webhook(drop_pending_updates=True)
    assert await ids(bot) == []


async def test_a_webhook_of_a_wrong_form_is_refused(server, bot):
    for url, refusal in [
        ("http://bot.example/x", "(?i)HTTPS URL must be provided"),
        ("https://bot.example:8080/x", "only on ports"),
    ]:
        with pytest.raises(BadRequest, match=refusal):
            await bot.set_webhook(url)
    with pytest.raises(BadRequest, match="unallowed characters"):
        await bot.set_webhook("https://bot.example/x", secret_token="not secret")


async def test_in_a_group_the_bot_sees_only_what_is_meant_for_it(server, bot):
    sent = await bot.send_message(server.group(GROUP).id, "Hello all")
    assert server.say(GROUP, LI, "good morning") is None
    assert server.say(GROUP, LI, "/today@otherbot") is None
    assert server.say(GROUP, LI, "and/or 2/3") is None
    assert server.send_file(GROUP, LI, "a.txt", b"x") is None
    assert server.say(GROUP, LI, "/today")
    assert server.say(GROUP, LI, "现在 /today@TestBot 吧")
    assert server.say(GROUP, LI, "hi @testbot")
    assert server.say(GROUP, LI, "thanks", reply_to=(GROUP, sent.message_id))
    assert server.join(GROUP, WANG)
    server.privacy = False
    assert server.say(GROUP, LI, "good morning")


async def test_typed_commands_carry_entities_in_utf16(server, bot):
    server.say(LI, LI, "😀 /today@testbot https://a.example/b")
    (update,) = await bot.get_updates()
    found = update.message.parse_entities()
    assert sorted(found.values()) == ["/today@testbot", "https://a.example/b"]
    assert update.message.entities[0].offset == 3


async def test_people_act_in_every_way_a_bot_hears_of(server, bot):
    await bot.get_updates(allowed_updates=["message", "message_reaction", "my_chat_member"])
    server.start(LI, "g_abc-1")
    (started,) = await bot.get_updates(offset=-1)
    assert started.message.text == "/start g_abc-1"
    with pytest.raises(RefusedError):
        server.start(LI, "not allowed")
    server.send_file(LI, LI, "plan.txt", b"page 1", caption="mine")
    (sent,) = await bot.get_updates(offset=-1)
    file = await sent.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"page 1"
    server.edit((LI, sent.message.message_id), "ours")
    assert server.messages(LI)[-1].text == "ours"
    server.react((LI, sent.message.message_id), LI, "👍")
    (reacted,) = await bot.get_updates(offset=-1)
    assert reacted.message_reaction.new_reaction[0].emoji == "👍"
    server.add_bot(GROUP, LI, "晨读小组")
    added, hello = (await bot.get_updates())[-2:]
    assert added.my_chat_member.old_chat_member.status == "left"
    assert added.my_chat_member.from_user.id == LI
    assert hello.message.new_chat_members[0].id == bot.id
    server.leave(GROUP, LI)
    (left,) = await bot.get_updates(offset=-1)
    assert left.message.left_chat_member.id == LI
    server.block(LI)
    (blocked,) = await bot.get_updates(offset=-1)
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert server.say(LI, LI, "nobody hears me") is None


async def test_a_button_of_a_deleted_message_can_still_be_forged(server, bot):
    button = InlineKeyboardMarkup([[InlineKeyboardButton("A", callback_data="a")]])
    server.private(LI)
    sent = await bot.send_message(LI, "x", reply_markup=button)
    server.delete((LI, sent.message_id))
    with pytest.raises(LookupError):
        server.press((LI, sent.message_id), "A", LI)
    server.forge((LI, sent.message_id), "task.done:999", WANG)
    (update,) = await bot.get_updates()
    assert update.callback_query.data == "task.done:999"
    assert not update.callback_query.message.is_accessible


async def test_replies_carry_the_message_they_answer(server, bot):
    server.say(LI, LI, "question")
    (update,) = await bot.get_updates()
    sent = await bot.send_message(LI, "answer", reply_parameters=ReplyParameters(1))
    assert sent.reply_to_message.text == "question"
    server.say(LI, LI, "thanks", reply_to=server.answers(LI)[0])
    (update,) = await bot.get_updates(offset=-1)
    assert update.message.reply_to_message.text == "answer"


async def test_any_update_can_be_pushed_raw(server):
    odd = {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "moon"}}
    server.updates.next_id = 5
    assert server.updates.push("channel_post", odd) == 5
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{server.base}1:TEST/getUpdates", params={"timeout": 1}) as answer,
    ):
        assert (await answer.json())["result"] == [{"update_id": 5, "channel_post": odd}]
