"""Slack without a network: signatures, and payloads read as events."""

from datetime import UTC, datetime

import pytest

from bot.chat import Address
from bot.operations.clock import StillClock
from bot.platforms.slack.read import Us, read, spoken_text, words
from bot.platforms.slack.receive import parsed
from bot.platforms.slack.signature import is_signed, signature

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
BODY = b'{"type": "event_callback"}'
SIGNED = signature("secret", STAMP, BODY)
US = Us("U0BOT", "B0BOT", "T1", frozenset({"today", "checkin", "help"}))


# --- signatures ----------------------------------------------------------------------------------


def test_a_request_signed_now_is_slacks():
    assert is_signed("secret", [STAMP], [SIGNED], BODY, NOW)


@pytest.mark.parametrize(
    ("stamps", "signatures"),
    [
        ([STAMP], ["v0=" + "0" * 64]),
        ([STAMP], [""]),
        ([STAMP], [SIGNED.upper()]),
        ([STAMP], ["签名"]),
        ([STAMP], ["v0=\udcff"]),
        ([STAMP], []),
        ([STAMP], [SIGNED, SIGNED]),
        ([], [SIGNED]),
        ([STAMP, STAMP], [SIGNED]),
        (["abc"], [signature("secret", "abc", BODY)]),
        ([""], [signature("secret", "", BODY)]),
        (["-" + STAMP], [signature("secret", "-" + STAMP, BODY)]),
        (["１７７２４３８４００"], [signature("secret", "１７７２４３８４００", BODY)]),
        (["9" * 5000], [signature("secret", "9" * 5000, BODY)]),
        ([str(int(STAMP) - 301)], [signature("secret", str(int(STAMP) - 301), BODY)]),
        ([str(int(STAMP) + 301)], [signature("secret", str(int(STAMP) + 301), BODY)]),
        ([STAMP], [signature("another", STAMP, BODY)]),
    ],
)
def test_a_request_that_proves_nothing_is_not_believed(stamps, signatures):
    assert not is_signed("secret", stamps, signatures, BODY, NOW)


def test_without_a_secret_nobody_is_believed():
    assert not is_signed("", [STAMP], [signature("", STAMP, BODY)], BODY, NOW)


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe", b"", b"[" * 200_000, b"[1]", b"{", b"payload=%7B", b"payload=[]", b"words"]
)
def test_a_body_that_is_no_payload_is_none(raw):
    assert parsed(raw, "application/json") is None
    assert parsed(raw, "application/x-www-form-urlencoded") is None


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("<@U0BOT> hello", "hello"),
        ("1 &lt; 2 &amp;amp; 3", "1 < 2 &amp; 3"),
        ("<https://a.example/x|a.example/x> read", "https://a.example/x read"),
        ("ask <@U7|li> in <#C1|study> <!here>", "ask @li in #study @here"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("nul\0", "nul"),
    ],
)
def test_text_is_read_as_people_saw_it(typed, seen):
    assert spoken_text(typed, "U0BOT") == seen


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("Today", "today", ""),
        ("checkin 学完\n装饰器", "checkin", "学完\n装饰器"),
        ("/checkin done", "checkin", "done"),
        ("/quit", "quit", ""),
        ("/study checkin x", "checkin", "x"),
        ("/study", "today", ""),
        ("/alarm.task", "", "/alarm.task"),
        ("学完装饰器 today", "", "学完装饰器 today"),
        ("", "", ""),
    ],
)
def test_a_text_opens_with_a_command_or_is_talk(text, name, rest):
    assert words(text, US.commands) == (name, rest)


# --- payloads ------------------------------------------------------------------------------------


def happened(**event):
    event = {"ts": "1772438400.000100", "user": "U1", "channel": "D1", "text": "hi"} | event
    return {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event}


def event_of(body):
    return read(body, US, StillClock(NOW))


def test_talk_in_private_is_free_talk_at_its_own_time():
    event = read(happened(type="message", text="学完 &amp; 打卡"), US, clock())
    assert (event.name, event.text, event.key) == ("", "学完 & 打卡", "Ev1")
    assert event.at == datetime(2026, 3, 2, 8, 0, 0, 100, tzinfo=UTC)
    assert event.address == Address("slack", "T1", "D1")
    assert not event.in_group


def clock():
    """A clock that nobody moved, so that Slack's own dates count."""
    found = StillClock(None)
    assert not found.is_ours
    return found


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "bot_id": "B7", "subtype": "bot_message"},
        {"type": "message", "bot_id": "B0BOT", "user": "U0BOT"},
        {"type": "message", "user": "U0BOT"},
        {"type": "message", "subtype": "channel_join"},
        {"type": "message", "subtype": "message_deleted"},
        {"type": "message", "channel": "C1", "text": "among ourselves"},
        {"type": "message", "channel": "C1", "thread_ts": "1.1"},
        {"type": "member_joined_channel", "channel": "C1"},
        {"type": "reaction_added", "item": {"type": "file", "file": "F1"}},
        {"type": "pin_added"},
    ],
)
def test_what_is_not_said_to_us_is_no_event(event):
    assert event_of(happened(**event)) is None


def test_an_edit_has_its_own_key_and_names_the_original():
    message = {"type": "message", "user": "U1", "text": "checkin new", "ts": "1772438300.000200"}
    edit = happened(
        type="message",
        subtype="message_changed",
        message=message | {"edited": {"user": "U1", "ts": "1772438400.000000"}},
        previous_message=message | {"text": "checkin old"},
    )
    event = read(edit, US, clock())
    assert (event.name, event.text, event.edited) == ("checkin", "new", True)
    assert (event.source, event.key, event.at) == ("1772438300.000200", "Ev1", NOW)
    edit["event"]["previous_message"] = message
    assert event_of(edit) is None  # Slack has only unfolded a link


def test_a_mention_in_a_channel_is_a_command_or_talk_of_the_group():
    command = event_of(happened(type="app_mention", channel="C1", text="<@U0BOT> Today"))
    assert (command.name, command.in_group, command.address.thread) == ("today", True, None)
    talk = event_of(happened(type="app_mention", channel="C1", text="<@U0BOT> thanks"))
    assert (talk.name, talk.text, talk.in_group) == ("", "thanks", True)
    assert event_of(happened(type="app_mention", channel="C1", text="<@U0BOT>")).name == "help"


def test_we_arrive_in_a_channel_and_leave_it():
    came = {"type": "member_joined_channel", "user": "U0BOT", "channel": "C1", "inviter": "U1"}
    event = event_of(happened(**came))
    assert (event.name, event.sender.id, event.in_group) == ("group.arrived", "U1", True)
    assert event_of(happened(type="channel_left", channel="C1")) is None
    left = happened(type="member_left_channel", channel="C1") | {}
    left["event"]["user"] = "U0BOT"
    assert event_of(left).name == "group.left"


def test_somebody_new_on_our_page_starts_once():
    first, second = (event_of(happened(type="app_home_opened", tab="messages")) for _ in range(2))
    assert (first.name, first.key) == ("start", "home:U1")
    assert second.key == first.key


def command(text, channel="D1"):
    told = {"team_id": "T1", "channel_id": channel, "channel_name": "study", "user_id": "U1"}
    return {"command": "/study", "text": text, "trigger_id": "7.T1", "user_name": "li", **told}


@pytest.mark.parametrize(
    ("text", "channel", "name", "rest"),
    [
        ("", "D1", "today", ""),
        ("today", "C1", "today", ""),
        ("help", "C1", "help", ""),
        ("Checkin payload parser", "C1", "checkin", "payload parser"),
        ("学完装饰器", "D1", "", "学完装饰器"),
        ("学完装饰器", "C1", "help", ""),
        ("alarm.task", "D1", "", "alarm.task"),
    ],
)
def test_the_slash_command(text, channel, name, rest):
    event = event_of(command(text, channel))
    assert (event.name, event.text) == (name, rest)
    assert (event.key, event.trigger, event.shows_forms) == ("7.T1", "7.T1", True)
    assert event.in_group == (channel == "C1")
    assert event.title == ("study" if channel == "C1" else "")


def press(value, **more):
    action = {"type": "button", "action_id": "b0", "action_ts": "5.5", "value": value}
    where = {"container": {"message_ts": "4.4", "channel_id": "C1"}, "team": {"id": "T1"}}
    who = {"user": {"id": "U1", "name": "li"}, "trigger_id": "8.T1"}
    return {"type": "block_actions", "actions": [action], **where, **who, **more}


def test_a_press_says_what_its_button_carries():
    event = event_of(press("task.done|7"))
    assert (event.name, event.text, event.message) == ("task.done", "7", "4.4")
    assert (event.key, event.at, event.sender.name) == ("5.5:b0:U1", NOW, "li")


def test_a_press_on_a_whisper_keeps_the_only_address_it_can_be_changed_at():
    container = {"message_ts": "4.4", "channel_id": "C1", "is_ephemeral": True}
    event = event_of(press("today", container=container, response_url="https://h.example/r"))
    assert event.message == "https://h.example/r#U1"


def test_links_are_only_acknowledged_and_alarms_are_not_rung_from_outside():
    assert event_of(press("")) is None
    assert event_of(press("alarm.task|1")).name == "unknown.action"


def test_the_same_user_in_two_workspaces_is_two_people():
    here, there = press("today"), press("today", team={"id": "T2"})
    assert event_of(here).sender != event_of(there).sender
    assert event_of(there).address.lane == "slack:T2"
