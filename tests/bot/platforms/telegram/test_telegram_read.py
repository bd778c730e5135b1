"""Reading Telegram's updates: what each becomes, and that what is odd is refused."""

import copy
import random
from datetime import UTC, datetime

import pytest

from bot.platforms.telegram import read

SENT = 1_800_000_000
NOW = datetime(2027, 3, 2, 8, tzinfo=UTC)
WANG = {"id": 7, "is_bot": False, "first_name": "小", "last_name": "王", "language_code": "zh-hans"}
BOT = {"id": 1, "is_bot": True, "first_name": "学伴", "username": "xueban_bot"}
PRIVATE = {"id": 7, "type": "private", "first_name": "小"}
GROUP = {"id": -100123, "type": "supergroup", "title": "学习小组"}

READER = read.Reader(
    bot="1",
    username="Xueban_Bot",
    commands=frozenset({"today", "checkin"}),
    when=lambda sent: NOW if sent is None else sent,
)


def update(kind="message", number=5, **content):
    return {"update_id": number, kind: content}


def message(chat, kind="message", **content):
    return update(kind, message_id=3, date=SENT, chat=chat, **{"from": WANG} | content)


def press(data, chat=PRIVATE, **about):
    stands_on = {"message_id": 9, "chat": chat, "date": SENT} | about
    return update("callback_query", id="q1", data=data, message=stands_on, **{"from": WANG})


def change(kind, chat, was, now_is, user=BOT):
    sides = {
        "old_chat_member": {"user": user, "status": was},
        "new_chat_member": {"user": user, "status": now_is},
    }
    return update(kind, chat=chat, date=SENT, **{"from": WANG}, **sides)


def only(given):
    (event,) = READER.events(given)
    return event


def test_a_typed_command_is_its_name_and_the_words_after_it():
    event = only(message(PRIVATE, text="/CheckIn  学完装饰器\n和闭包"))
    assert (event.name, event.text) == ("checkin", "学完装饰器\n和闭包")
    assert event.key == "5"
    assert event.at == datetime.fromtimestamp(SENT, UTC)
    assert (event.address.chat, event.address.lane) == ("7", "telegram:1")
    assert (event.sender.id, event.sender.name, event.sender.locale) == ("7", "小 王", "zh-hans")
    assert not event.in_group
    assert event.message is None
    assert event.trigger is None


@pytest.mark.parametrize(
    ("chat", "text", "name", "words"),
    [
        (PRIVATE, "/start hello-1", "start", "hello-1"),
        (PRIVATE, "/nonsense", "nonsense", ""),
        (PRIVATE, "/today@xueban_bot", "today", ""),
        (PRIVATE, "/打卡 学完", "打卡", "学完"),
        (PRIVATE, "/etc/hosts 坏了", "", "/etc/hosts 坏了"),
        (PRIVATE, "/alarm.task 7", "", "/alarm.task 7"),
        (PRIVATE, "学完 @xueban_bot", "", "学完 @xueban_bot"),
        (GROUP, "/today", "today", ""),
        (GROUP, "/weird@Xueban_bot 1", "weird", "1"),
        (GROUP, "@xueban_bot 学完装饰器", "", "学完装饰器"),
        (GROUP, "@XUEBAN_BOT /checkin 学完", "checkin", "学完"),
    ],
)
def test_words_are_read_as(chat, text, name, words):
    event = only(message(chat, text=text))
    assert (event.name, event.text, event.in_group) == (name, words, chat is GROUP)


@pytest.mark.parametrize(
    "given",
    [
        message(GROUP, text="大家好"),
        message(GROUP, text="/weird"),
        message(GROUP, text="/today@other_bot"),
        message(PRIVATE, text="/today@other_bot"),
        message(GROUP, text="@xueban_bot2 在吗"),
        message(GROUP, text="me@xueban_bot"),
        message(GROUP, sticker={"file_id": "s"}),
        message(GROUP, text="/today", sender_chat=GROUP, **{"from": BOT | {"id": 1087968824}}),
        message(GROUP, text="/today", **{"from": BOT | {"id": 99}}),
        message(GROUP, text="/today", **{"from": None}),
        message(GROUP, text="推送", sender_chat={"id": -1005, "type": "channel"}),
        message({"id": -1005, "type": "channel", "title": "频道"}, text="/today"),
        message(GROUP, pinned_message={"message_id": 1}),
        message(GROUP, left_chat_member=WANG),
        message(GROUP, new_chat_members=[BOT]),
        message(GROUP, migrate_from_chat_id=-5),
        message(PRIVATE, delete_chat_photo=True),
        update("channel_post", message_id=3, date=SENT, chat={"id": -1005, "type": "channel"}),
        update("poll", id="1", question="?"),
        update("my_new_kind"),
        press("today", chat={"id": -1005, "type": "channel"}),
        update("callback_query", id="q", game_short_name="g", **{"from": WANG}),
        update("callback_query", id="q", inline_message_id="i", data="today", **{"from": WANG}),
        change("my_chat_member", PRIVATE, "member", "kicked"),
        change("my_chat_member", GROUP, "member", "administrator"),
        change("chat_member", GROUP, "member", "left", WANG),
    ],
)
def test_what_does_not_concern_us_is_no_event(given):
    assert READER.events(given) == ()


@pytest.mark.parametrize("shown", ["sticker", "voice", "photo", "location", "poll"])
def test_a_private_message_without_words_is_talk_without_words(shown):
    event = only(message(PRIVATE, **{shown: {}}))
    assert (event.name, event.text) == ("", "")


def test_an_answer_to_us_in_a_group_is_talk():
    quoted = {"message_id": 2, "chat": GROUP, "date": SENT, "from": BOT, "text": "今天学了什么？"}
    event = only(message(GROUP, text="装饰器", reply_to_message=quoted))
    assert (event.name, event.text, event.in_group, event.title) == ("", "装饰器", True, "学习小组")


def test_a_topic_we_opened_does_not_make_everything_an_answer_to_us():
    opened = {"message_id": 2, "chat": GROUP, "from": BOT, "forum_topic_created": {"name": "x"}}
    assert READER.events(message(GROUP, text="大家好", reply_to_message=opened)) == ()


@pytest.mark.parametrize(
    ("where", "thread"),
    [
        ({"message_thread_id": 42, "is_topic_message": True}, "42"),
        ({"message_thread_id": 1, "is_topic_message": True}, None),
        ({"message_thread_id": 42}, None),  # a thread of replies
        ({}, None),
    ],
)
def test_a_topic_is_part_of_the_address(where, thread):
    assert only(message(GROUP, text="/today", **where)).address.thread == thread
    assert only(press("today", GROUP, **where)).address.thread == thread


def test_an_edit_is_read_like_the_original_and_dated_by_itself():
    event = only(message(PRIVATE, "edited_message", text="/checkin 学完闭包", edit_date=SENT + 60))
    assert (event.name, event.text, event.edited, event.source) == (
        "checkin",
        "学完闭包",
        True,
        "3",
    )
    assert event.at == datetime.fromtimestamp(SENT + 60, UTC)


def test_a_press_says_what_its_button_said():
    event = only(press("task.done|17"))
    assert (event.name, event.text, event.message, event.trigger) == ("task.done", "17", "9", "q1")
    assert event.at == NOW


@pytest.mark.parametrize(
    "data", ["alarm.task|7", "group.moved|666", "group.left", "group.arrived", "|words", ""]
)
def test_a_forged_press_cannot_play_an_alarm_or_the_vendor(data):
    event = only(press(data))
    assert (event.name, event.text) == (read.OLD_BUTTON, "")


def test_a_press_on_a_message_too_old_to_be_shown_is_read():
    assert only(press("today", date=0)).message == "9"


def test_coming_and_going():
    assert only(change("my_chat_member", GROUP, "left", "member")).name == "group.arrived"
    assert only(change("my_chat_member", GROUP, "member", "kicked")).name == "group.left"
    moved = only(message({"id": -5, "type": "group", "title": "x"}, migrate_to_chat_id=-100123))
    assert (moved.name, moved.address.chat, moved.text) == ("group.moved", "-5", "-100123")


def test_every_newcomer_is_told_once_by_whichever_way():
    li = WANG | {"id": 8, "first_name": "李"}
    first, second = READER.events(message(GROUP, new_chat_members=[WANG, BOT, li]))
    assert [first.sender.id, second.sender.id] == ["7", "8"]
    assert first.name == second.name == "group.arrived"
    assert first.values == {"newcomer": "7"}
    again = only(change("chat_member", GROUP, "left", "member", WANG))
    assert again.key == first.key != second.key


def test_a_document_is_found_and_a_large_one_only_named():
    about = {"file_id": "f", "file_name": "计划.md", "mime_type": "text/markdown", "file_size": 9}
    given = message(PRIVATE, document=about, caption="/import")
    assert (only(given).name, only(given).values) == ("import", {})
    assert read.document(given) == read.Document("f", "计划.md", "text/markdown", 9)
    given = message(PRIVATE, document=about | {"file_size": 6 * 2**20})
    assert (only(given).name, only(given).values) == ("", {"too_large": "计划.md"})
    assert read.document(given) is None


def test_a_picture_sent_to_us_alone_is_fetched_at_its_largest():
    sizes = [{"file_id": "s", "file_size": 9}, {"file_id": "l", "file_size": 99}]
    given = message(PRIVATE, photo=sizes)
    assert (only(given).name, only(given).text) == ("", "")
    assert read.document(given) == read.Document("l", "photo.jpg", "image/jpeg", 99)
    assert read.document(message(GROUP, photo=sizes, caption="/checkin")) is None


def test_words_no_database_keeps_are_cleaned():
    event = only(
        message(PRIVATE, text="a\0b\ud800c", **{"from": WANG | {"first_name": "\0\udfff"}})
    )
    assert event.text == "ab?c"
    assert event.sender.name == "? 王"


def test_where_an_update_belongs_is_seen_without_reading_it():
    moving = message({"id": -5, "type": "group"}, migrate_to_chat_id=-100123)
    assert (read.chat_of(moving), read.moved_to(moving)) == ("-5", "-100123")
    assert read.chat_of(message(GROUP, text="x")) == "-100123"
    assert read.chat_of(press("today", GROUP)) == "-100123"


ODD = (None, True, 0, -1, 2**70, 1.5, "", "x", "\ud800", [], [[]], [7], {}, {"id": "x"}, 10**400)
GOOD = (
    message(PRIVATE, text="/checkin 学完", entities=[{"type": "bot_command"}]),
    message(GROUP, "edited_message", text="@xueban_bot 好", edit_date=SENT, is_topic_message=True),
    message(PRIVATE, document={"file_id": "f", "file_name": "a", "file_size": 1}, caption="x"),
    message(GROUP, new_chat_members=[WANG]),
    message(GROUP, migrate_to_chat_id=-7),
    message(GROUP, text="x", reply_to_message={"from": BOT}),
    press("task.done|1", GROUP),
    change("my_chat_member", GROUP, "left", "member"),
    change("chat_member", GROUP, "left", "member", WANG),
)


def nodes(value):
    found = []
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        found.append((value, key))
        if isinstance(inner, dict | list):
            found += nodes(inner)
    return found


def test_ten_thousand_mutated_updates_are_read_or_refused():
    chance, read_well, refused = random.Random(22), 0, 0
    for _ in range(10_000):
        given = copy.deepcopy(chance.choice(GOOD))
        for _ in range(chance.randint(1, 3)):
            holder, key = chance.choice(nodes(given))
            if chance.random() < 0.25 and isinstance(holder, dict):
                holder.pop(key, None)
            else:
                holder[key] = copy.deepcopy(chance.choice(ODD))
            if not nodes(given):
                break
        for look in (read.chat_of, read.moved_to, read.press_of, read.number_of):
            look(given)
        try:
            for event in READER.events(given):
                assert "\0" not in event.text
            read.document(given)
            read_well += 1
        except read.UnreadableError:
            refused += 1
    assert read_well > 1000
    assert refused > 1000


@pytest.mark.parametrize("given", [None, [], "x", 7, {}, {"update_id": "5"}, {"update_id": True}])
def test_what_is_no_update_is_refused(given):
    with pytest.raises(read.UnreadableError):
        READER.events(given)
