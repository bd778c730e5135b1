"""The local Telegram server refuses what Telegram refuses, and answers the real client library."""

import struct
import zlib
from io import BytesIO

import aiohttp
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    MessageEntity,
    ReactionTypeEmoji,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken

from .telegram import TelegramServer

LI, GROUP, FORUM = 42, -7, -1007


def png(width: int = 4, height: int = 4) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (width + 1) * min(height, 4))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


JPEG = b"\xff\xd8\xff\xe0\0\4\0\0" + b"\xff\xc0\0\x11\x08\0\x10\0\x20" + b"\0" * 10 + b"\xff\xd9"


@pytest.fixture
async def server():
    async with TelegramServer() as server:
        server.person(LI, "小李", language_code="zh-hans")
        server.private(LI)
        server.group(GROUP, "晨读小组")
        yield server


@pytest.fixture
async def bot(server):
    async with Bot("1:TEST", base_url=server.base, base_file_url=server.base_file) as bot:
        yield bot


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(name, callback_data=name)] for name in labels]
    )


async def test_what_the_client_library_sends_breaks_no_rule(server, bot):
    server.group(GROUP).members[bot.id] = "administrator"
    first = await bot.send_message(
        LI,
        "Hello 😀 world",
        entities=[MessageEntity("bold", 6, 2)],
        reply_markup=keyboard("Go"),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        disable_notification=True,
    )
    await first.reply_text("yes", reply_parameters=ReplyParameters(first.message_id))
    await bot.send_message(LI, "one line?", reply_markup=ForceReply(selective=True))
    await bot.send_message(
        LI, "<b>fat</b> &amp; <a href='https://a.example'>x</a>", parse_mode="HTML"
    )
    await first.edit_text("Bye", reply_markup=keyboard("A", "B"))
    await first.edit_reply_markup(None)
    photo = await bot.send_photo(LI, png(), caption="week")
    await photo.edit_caption("this week")
    await photo.edit_media(InputMediaPhoto(JPEG, caption="again"))
    await bot.send_photo(LI, photo.photo[0].file_id)
    await bot.send_document(LI, b"BEGIN:VCALENDAR", filename="plan.ics")
    await bot.send_media_group(LI, [InputMediaPhoto(png()), InputMediaPhoto(png())])
    await bot.send_chat_action(LI, "typing")
    await bot.set_message_reaction(LI, first.message_id, ReactionTypeEmoji("👍"))
    await bot.set_my_commands([BotCommand("today", "今天的任务")], BotCommandScopeChat(LI), "zh")
    await bot.set_my_short_description("A companion", "en")
    pinned = await bot.send_message(GROUP, "board")
    await pinned.pin()
    await pinned.unpin()
    await pinned.delete()
    assert (await bot.get_chat(GROUP)).title == "晨读小组"
    assert (await bot.get_chat_member(GROUP, bot.id)).status == "administrator"
    assert await bot.get_chat_member_count(GROUP) == 1
    assert server.violations == []
    assert server.messages(GROUP) == []


async def test_a_person_sees_the_chat_as_it_stands_now(server, bot):
    asked = await bot.send_message(LI, "Done?", reply_markup=keyboard("Yes", "No"))
    gone = await bot.send_message(LI, "gone")
    await gone.delete()
    (shown,) = server.messages(LI)
    assert (shown.text, shown.labels, shown.edited) == ("Done?", [["Yes"], ["No"]], False)
    server.press(shown, "Yes", LI)
    (update,) = await bot.get_updates()
    await update.callback_query.answer("Well done")
    await asked.edit_text("Done!")
    (shown,) = server.messages(LI)
    assert (shown.text, shown.labels, shown.edited) == ("Done!", [], True)
    assert server.toasts(LI) == ["Well done"]
    assert server.unanswered == []
    with pytest.raises(LookupError, match="no button 'Yes'"):
        server.press(shown, "Yes", LI)


async def test_calls_are_kept_with_their_values(server, bot):
    await bot.send_message(LI, "hi", reply_markup=keyboard("A"))
    (call,) = server.made("sendMessage")
    assert call.params["chat_id"] == LI
    assert call.params["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "A"
    assert call.status == 200


async def test_editing_follows_the_rules(server, bot, call):
    sent = await bot.send_message(LI, "same", reply_markup=keyboard("A"))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("same ", reply_markup=keyboard("A"))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_reply_markup(keyboard("A"))
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", LI, 99)
    with pytest.raises(BadRequest, match="no caption in the message"):
        await sent.edit_caption("x")
    photo = await bot.send_photo(LI, png())
    with pytest.raises(BadRequest, match="no text in the message"):
        await photo.edit_text("x")
    server.say(LI, LI, "mine")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", LI, server.messages(LI)[-1].id)
    assert (await call("editMessageText", text="x"))[1]["description"].endswith("not specified")
    await sent.edit_text("same")
    assert server.answers(LI)[0].labels == []


async def test_deleting_follows_the_rules(server, bot):
    sent = await bot.send_message(GROUP, "x")
    server.say(GROUP, LI, "mine")
    with pytest.raises(BadRequest, match="can't be deleted"):
        await bot.delete_message(GROUP, server.messages(GROUP)[-1].id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(GROUP, 99)
    server.now = server.now.replace(year=server.now.year + 1)
    with pytest.raises(BadRequest, match="can't be deleted"):
        await sent.delete()
    with pytest.raises(BadRequest, match="can't be deleted"):
        await bot.delete_messages(GROUP, [99, sent.message_id])


async def test_files_are_checked_and_can_be_fetched_again(server, bot):
    for picture, refusal in [
        (b"GIF89a not a photo", "Image_process_failed"),
        (png(9000, 1001), "Photo_invalid_dimensions"),
        (png(100, 4), "Photo_invalid_dimensions"),
    ]:
        with pytest.raises(BadRequest, match=refusal):
            await bot.send_photo(LI, picture)
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(LI, JPEG, caption="x" * 1025)
    with pytest.raises(BadRequest, match="non-empty"):
        await bot.send_document(LI, b"")
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.send_document(LI, "nonsense")
    sent = await bot.send_photo(LI, JPEG)
    assert (sent.photo[0].width, sent.photo[0].height) == (32, 16)
    file = await bot.get_file(sent.photo[0].file_id)
    assert bytes(await file.download_as_bytearray()) == JPEG == server.answers(LI)[0].data


async def test_a_file_over_the_limit_is_too_large(server, call):
    async with aiohttp.ClientSession() as session:
        for method, field, size in [("sendPhoto", "photo", 10), ("sendDocument", "document", 50)]:
            form = aiohttp.FormData({"chat_id": str(LI)})
            content = BytesIO(png() + b"\0" * size * 2**20)
            form.add_field(field, content, filename="a.png")
            async with session.post(f"{server.base}1:TEST/{method}", data=form) as answer:
                assert (await answer.json())["description"] == "Request Entity Too Large"


async def test_commands_and_profile_have_limits_scopes_and_languages(server, bot, call):
    await bot.set_my_commands([BotCommand("today", "Today")], BotCommandScopeDefault())
    await bot.set_my_commands([BotCommand("today", "今天")], language_code="zh")
    assert (await bot.get_my_commands(language_code="zh"))[0].description == "今天"
    assert (await bot.get_my_commands())[0].description == "Today"
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()
    for commands, refusal in [
        ([("Today", "x")], "BOT_COMMAND_INVALID"),
        ([("今天", "x")], "BOT_COMMAND_INVALID"),
        ([("a" * 33, "x")], "BOT_COMMAND_INVALID"),
        ([("today", "x" * 257)], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([("today", "")], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([("today", "x")] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ]:
        named = [{"command": name, "description": text} for name, text in commands]
        assert refusal in (await call("setMyCommands", commands=named))[1]["description"]
    for params in ({"language_code": "zh-CN"}, {"scope": {"type": "chat", "chat_id": 999}}):
        assert (await call("setMyCommands", commands=[], **params))[0] == 400
    assert (await call("setMyDescription", description="x" * 513))[0] == 400
    assert (await call("setMyShortDescription", short_description="x" * 121))[0] == 400


async def test_a_button_is_answered_while_its_query_lives(server, bot, call):
    sent = await bot.send_message(LI, "x", reply_markup=keyboard("A"))
    server.press((LI, sent.message_id), "A", LI)
    (update,) = await bot.get_updates()
    query = update.callback_query
    with pytest.raises(BadRequest, match="Message_too_long"):
        await query.answer("x" * 201)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query("77")
    assert server.unanswered == [query.id]
    server.now = server.now + 2 * server.query_life
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer()


async def test_reactions_and_polls_follow_the_rules(server, bot, call):
    sent = await bot.send_message(LI, "x")
    await sent.set_reaction("🔥")
    assert server.answers(LI)[0].reactions[bot.id] == [{"type": "emoji", "emoji": "🔥"}]
    for reaction in ([{"type": "emoji", "emoji": "🍕"}], [{"type": "emoji", "emoji": "🔥"}] * 2):
        params = {"chat_id": LI, "message_id": sent.message_id, "reaction": reaction}
        assert "REACTION" in (await call("setMessageReaction", **params))[1]["description"]
    poll = await bot.send_poll(LI, "Who comes?", ["I", "Not I"], is_anonymous=False)
    server.vote(server.answers(LI)[-1], LI, 1)
    *_, update = await bot.get_updates()
    assert update.poll_answer.option_ids == (1,)
    stopped = await bot.stop_poll(LI, poll.message_id)
    assert (stopped.is_closed, stopped.options[1].voter_count) == (True, 1)
    for params in (
        {"question": "x" * 301, "options": [{"text": "a"}]},
        {"question": "x", "options": [{"text": "a"}] * 13},
        {"question": "x", "options": [{"text": "a" * 101}]},
        {"question": "x", "options": [{"text": "a"}], "type": "quiz"},
    ):
        assert (await call("sendPoll", chat_id=LI, **params))[0] == 400


async def test_topics_can_be_closed_and_deleted(server, call):
    server.topic(FORUM, 5)
    message = {"chat_id": FORUM, "text": "x", "message_thread_id": 5}
    assert (await call("sendMessage", **message))[1]["result"]["is_topic_message"]
    server.topic(FORUM, 5, opened=False)
    assert "TOPIC_CLOSED" in (await call("sendMessage", **message))[1]["description"]
    server.delete_topic(FORUM, 5)
    assert "thread not found" in (await call("sendMessage", **message))[1]["description"]


async def test_pinning_needs_the_right(server, bot):
    sent = await bot.send_message(GROUP, "board")
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned"):
        await sent.pin()
    server.promote(GROUP, bot.id)
    await sent.pin()
    assert server.chats[GROUP].pinned == [sent.message_id]


async def test_a_wrong_token_is_unauthorized(server):
    with pytest.raises(InvalidToken):
        async with Bot("1:WRONG", base_url=server.base):
            pass


async def test_a_chat_that_is_gone_says_why(server, bot):
    server.block(LI)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(LI, "x")
    server.unblock(LI)
    await bot.send_message(LI, "x")
    server.remove_bot(GROUP, LI)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(GROUP, "x")
    server.add_bot(GROUP, LI)
    await bot.leave_chat(GROUP)
    with pytest.raises(Forbidden, match="not a member of the group chat"):
        await bot.send_message(GROUP, "x")


async def test_a_migrated_group_tells_its_new_id(server, bot):
    server.migrate(GROUP, FORUM)
    with pytest.raises(ChatMigrated) as error:
        await bot.send_message(GROUP, "x")
    assert error.value.new_chat_id == FORUM
    await bot.send_message(FORUM, "x")
    old, new = await bot.get_updates()
    assert old.message.migrate_to_chat_id == FORUM
    assert new.message.migrate_from_chat_id == GROUP
