"""Sending by Telegram: new messages, edits, pictures, files, and what each refusal means."""

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.chat import Address, Button, File, Link, Message, Picture
from bot.markup import bold
from bot.platforms.telegram.send import refusal
from bot.wire import Parcel, Refused

WANG, GROUP, TOPIC = 7, -100123, 42
BUTTONS = ((Button("完成", "task.done", "1", main=True), Link("原文", "https://a.example/x")),)


def picture(title="趋势"):
    points = [{"label": "8月", "value": 0.5, "score": "0.5"}]
    facts = {"title": title, "when": "2026", "figures": [], "points": points}
    return Picture("trend", facts, "八月 0.5")


def parcel(message, chat=WANG, *, thread=None, edit=None, key="k:0"):
    address = Address("telegram", "1", str(chat), thread)
    return Parcel(address, message, key, edit=edit)


@pytest.fixture
def chat(server):
    server.private(WANG)
    server.group(GROUP, "学习小组")
    server.topic(GROUP, TOPIC)
    return server


async def refused(telegram, asked):
    with pytest.raises(Refused) as found:
        await telegram.send(asked)
    assert "1:TEST" not in found.value.reason
    assert found.value.__context__ is None
    return found.value


# --- new messages --------------------------------------------------------------------------------


async def test_a_message_arrives_with_styles_and_buttons(chat, telegram):
    number = await telegram.send(parcel(Message("🎉 " + bold("完成 <b>1</b>"), BUTTONS)))
    (post,) = chat.answers(WANG)
    assert str(post.id) == number
    assert post.text == "🎉 完成 <b>1</b>"
    assert [(each["type"], each["offset"]) for each in post.entities] == [("bold", 3)]
    assert post.labels == [["完成", "原文"]]
    (call,) = chat.made("sendMessage")
    assert call.params["link_preview_options"] == {"is_disabled": True}
    assert "disable_notification" not in call.params


async def test_a_silent_message_is_silent(chat, telegram):
    await telegram.send(parcel(Message("周报", silent=True), GROUP))
    assert chat.made("sendMessage")[0].params["disable_notification"] is True


async def test_a_long_message_comes_in_pieces_and_the_last_bears_the_buttons(chat, telegram):
    text = "\n".join(f"第 {n} 行 🎉" for n in range(1500))
    number = await telegram.send(parcel(Message(text, BUTTONS)))
    posts = chat.answers(WANG)
    assert "\n".join(post.text for post in posts) == text
    assert [bool(post.keyboard) for post in posts] == [False] * (len(posts) - 1) + [True]
    assert str(posts[-1].id) == number


async def test_an_interrupted_message_goes_on_where_it_stopped(chat, telegram):
    text = "\n".join(f"第 {n} 行" for n in range(2000))
    asked = parcel(Message(text, BUTTONS))
    chat.rates.limits = True  # three in a burst, then one a second
    for _ in range(2):
        await telegram.send(parcel(Message("之前")))
    assert (await refused(telegram, asked)).retry_after == 1
    chat.rates.limits = False
    assert await telegram.send(asked) == str(chat.answers(WANG)[-1].id)
    said = [post.text for post in chat.answers(WANG)][2:]
    assert len(said) == 5
    assert "\n".join(said) == text


async def test_a_gallery_of_messages_breaks_no_rule(chat, telegram):
    gallery = [
        Message("<b>&lt;</b> *x* _y_ `z` [a](b) @all /today"),
        Message("\u202e反 \u200b 👨‍👩‍👧 𠮷 Z̸̢̛"),
        Message("一\r\n二\t三"),
        Message(bold("  前后 空格  \n\n")),
        Message("选一个", (tuple(Button(str(n), "n", str(n)) for n in range(11)),)),
        Message("名字？", ((Button("取消", "form.cancel"),),), expects_reply=True),
        Message("一句话？", expects_reply=True),
        Message("图", BUTTONS, picture=picture()),
        Message("好" * 2000, BUTTONS, picture=picture()),
        Message("导出", file=File('打卡 "1"\r\n.csv', "日期,内容".encode())),
        Message("", file=File("a.ics", b"BEGIN:VCALENDAR")),
        Message("两样", picture=picture(), file=File("a.csv", b"1")),
    ]
    for address in ((WANG, None), (GROUP, None), (GROUP, str(TOPIC))):
        for number, message in enumerate(gallery):
            where, thread = address
            await telegram.send(parcel(message, where, thread=thread, key=f"{address}{number}"))
    assert chat.violations == []
    assert {call.status for call in chat.calls} == {200}


async def test_in_a_group_a_word_is_asked_for(chat, telegram):
    await telegram.send(parcel(Message("一句话？", expects_reply=True), GROUP))
    markup = chat.made("sendMessage")[0].params["reply_markup"]
    assert markup["force_reply"] is True
    assert markup["selective"] is True


# --- pictures and files --------------------------------------------------------------------------


async def test_a_picture_comes_with_its_words(chat, telegram):
    number = await telegram.send(parcel(Message("本周", BUTTONS, picture=picture())))
    (post,) = chat.answers(WANG)
    assert post.data.startswith(b"\x89PNG")
    assert (post.text, str(post.id)) == ("本周\n\n八月 0.5", number)
    assert post.labels == [["完成", "原文"]]


async def test_a_picture_that_cannot_be_drawn_does_not_swallow_the_words(chat, telegram):
    await telegram.send(parcel(Message("本周", BUTTONS, picture=Picture("nonsense", {}, "七天"))))
    (post,) = chat.answers(WANG)
    assert (post.data, post.text) == (b"", "本周\n\n七天")


@pytest.mark.parametrize(
    "reason",
    ["not enough rights to send photos to the chat", "IMAGE_PROCESS_FAILED", "PHOTO_SAVE_FILE"],
)
async def test_where_the_picture_is_refused_the_words_are_said(chat, telegram, reason):
    chat.refuse("sendPhoto", 400, f"Bad Request: {reason}")
    await telegram.send(parcel(Message("本周", BUTTONS, picture=picture()), GROUP))
    (post,) = chat.answers(GROUP)
    assert (post.data, post.text) == (b"", "本周\n\n八月 0.5")
    assert post.labels == [["完成", "原文"]]


async def test_a_file_keeps_its_name_and_every_byte(chat, telegram):
    content = bytes(range(256)) * 100
    await telegram.send(parcel(Message("导出好了", file=File("打卡.csv", content))))
    (post,) = chat.answers(WANG)
    assert (post.wire["document"]["file_name"], post.data) == ("打卡.csv", content)
    assert post.text == "导出好了"


# --- edits ---------------------------------------------------------------------------------------


async def test_an_edit_rewrites_the_message(chat, telegram):
    number = await telegram.send(parcel(Message("旧", BUTTONS)))
    again = await telegram.send(parcel(Message(bold("新")), edit=number))
    (post,) = chat.answers(WANG)
    assert (again, post.text, post.keyboard) == (number, "新", [])


async def test_an_edit_that_changes_nothing_is_fine(chat, telegram):
    number = await telegram.send(parcel(Message("旧", BUTTONS)))
    assert await telegram.send(parcel(Message("旧", BUTTONS), edit=number)) == number
    assert len(chat.answers(WANG)) == 1


async def test_an_edit_without_words_changes_the_buttons(chat, telegram):
    number = await telegram.send(parcel(Message("旧", BUTTONS)))
    await telegram.send(parcel(Message("", BUTTONS[:0]), edit=number))
    (post,) = chat.answers(WANG)
    assert (post.text, post.keyboard) == ("旧", [])


async def test_an_edit_is_trimmed_where_it_does_not_fit(chat, telegram):
    number = await telegram.send(parcel(Message("旧")))
    await telegram.send(parcel(Message("🎉" * 3000), edit=number))
    assert chat.answers(WANG)[0].text == "🎉" * 2047 + "…"
    shown = await telegram.send(parcel(Message("图", picture=picture()), key="k:1"))
    await telegram.send(parcel(Message("好" * 3000), edit=shown))
    assert chat.answers(WANG)[1].text == "好" * 1023 + "…"


async def test_a_picture_is_exchanged_in_place(chat, telegram):
    number = await telegram.send(parcel(Message("一", BUTTONS, picture=picture())))
    before = chat.answers(WANG)[0].data
    edit = parcel(Message("二", BUTTONS, picture=picture("新的趋势")), edit=number)
    assert await telegram.send(edit) == number
    (post,) = chat.answers(WANG)
    assert post.data.startswith(b"\x89PNG")
    assert post.data != before
    assert (post.text, post.labels) == ("二\n\n八月 0.5", [["完成", "原文"]])


@pytest.mark.parametrize("edit", ["99", "nonsense", "foreign", "deleted"])
async def test_what_cannot_be_edited_is_said_anew(chat, telegram, edit):
    if edit == "foreign":
        chat.say(WANG, WANG, "我的")
        edit = str(chat.messages(WANG)[-1].id)
    if edit == "deleted":
        edit = await telegram.send(parcel(Message("旧")))
        chat.delete((WANG, int(edit)))
    number = await telegram.send(parcel(Message("新"), edit=edit))
    assert number != edit
    assert chat.answers(WANG)[-1].text == "新"


# --- refusals ------------------------------------------------------------------------------------


async def test_a_chat_that_blocked_us_is_gone(chat, telegram):
    chat.block(WANG)
    assert (await refused(telegram, parcel(Message("在吗")))).permanent
    chat.remove_bot(GROUP, WANG)
    assert (await refused(telegram, parcel(Message("在吗"), GROUP))).permanent
    assert (await refused(telegram, parcel(Message("在吗"), 999))).permanent
    assert (await refused(telegram, parcel(Message("在吗"), "C024BE91L"))).permanent


async def test_a_group_that_moved_is_followed(chat, telegram):
    chat.group(-5, "旧群")
    chat.migrate(-5, -100555)
    assert (await refused(telegram, parcel(Message("在吗"), -5))).moved_to == "-100555"


async def test_words_too_long_for_a_caption_are_edited_whole(chat, telegram):
    post = await telegram.send(parcel(Message("长" * 1500, picture=picture()), GROUP))
    shown, words = chat.answers(GROUP)
    assert (bool(shown.data), words.text[:1500]) == (True, "长" * 1500)
    again = Message("新" * 1600, picture=picture())
    assert await telegram.send(parcel(again, GROUP, edit=post)) == post
    assert [one.text[:1600] for one in chat.answers(GROUP)] == ["", "新" * 1600]


async def test_a_topic_that_is_gone_is_left(chat, telegram):
    await telegram.send(parcel(Message("一"), GROUP, thread=str(TOPIC)))
    chat.topic(GROUP, TOPIC, opened=False)
    await telegram.send(parcel(Message("二"), GROUP, thread=str(TOPIC)))
    threads = [post.wire.get("message_thread_id") for post in chat.answers(GROUP)]
    assert threads == [TOPIC, None], "a closed topic is spoken past"
    chat.delete_topic(GROUP, TOPIC)
    gone = await refused(telegram, parcel(Message("三"), GROUP, thread=str(TOPIC)))
    assert (gone.no_topic, gone.permanent) == (True, False)


async def test_a_message_telegram_can_never_take_is_hopeless(chat, telegram):
    found = await refused(telegram, parcel(Message("\u200b")))
    assert (found.hopeless, found.permanent) == (True, False)
    chat.violations.clear()


@pytest.mark.parametrize("trouble", ["drop_next", "lose_answer", "half_answer"])
async def test_a_broken_connection_is_worth_another_try(chat, telegram, trouble):
    getattr(chat, trouble)(1, "sendMessage")
    found = await refused(telegram, parcel(Message("一")))
    assert (found.permanent, found.hopeless, found.retry_after) == (False, False, None)
    await telegram.send(parcel(Message("二")))


@pytest.mark.parametrize(("status", "body"), [(500, ""), (502, b"<html>"), (200, b"")])
async def test_a_sick_server_is_worth_another_try(chat, telegram, status, body):
    chat.refuse("sendMessage", status, body)
    found = await refused(telegram, parcel(Message("一")))
    assert (found.permanent, found.hopeless, found.retry_after) == (False, False, None)


async def test_a_server_that_does_not_answer_in_time_is_worth_another_try(
    chat, telegram, monkeypatch
):
    monkeypatch.setattr("bot.platforms.telegram.request.READ", 0.1)
    chat.delay(0.5, method="sendMessage")
    assert (await refused(telegram, parcel(Message("一")))).reason == "Timed out"


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), {"permanent": True}),
        (Forbidden("Forbidden: user is deactivated"), {"permanent": True}),
        (ChatMigrated(-100), {"moved_to": "-100"}),
        (RetryAfter(17), {"retry_after": 17.0}),
        (BadRequest("Chat not found"), {"permanent": True}),
        (BadRequest("Peer_id_invalid"), {"permanent": True}),
        (BadRequest("Not enough rights to send text messages to the chat"), {"permanent": True}),
        (BadRequest("CHAT_WRITE_FORBIDDEN"), {"permanent": True}),
        (BadRequest("Button_data_invalid"), {"hopeless": True}),
        (BadRequest("Message is too long"), {"hopeless": True}),
        (NetworkError("Request Entity Too Large"), {"hopeless": True}),
        (NetworkError("Bad Gateway"), {}),
        (TimedOut(), {}),
        (InvalidToken("Unauthorized"), {"retry_after": 300}),
    ],
)
def test_each_error_means(error, meaning):
    found = refusal(error)
    said = {
        name: getattr(found, name)
        for name in ("permanent", "hopeless", "retry_after", "moved_to")
        if getattr(found, name)
    }
    assert said == meaning
