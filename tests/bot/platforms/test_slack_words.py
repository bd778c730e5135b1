"""Slack without a network: signatures, payloads to events, messages to blocks, the manifest."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import menu
from bot.chat import Address, Button, Field, Form, Kind, Link, Message
from bot.markup import Span, Style, Text, bold, link, pre, quote
from bot.operations.clock import StillClock
from bot.platforms.slack import forms
from bot.platforms.slack.manifest import manifest
from bot.platforms.slack.read import Us, read, spoken_text, words
from bot.platforms.slack.receive import parsed
from bot.platforms.slack.render import SHEET_SIZE, one_sheet, sheets
from bot.platforms.slack.signature import is_signed, signature
from tests.servers.slack_blocks import MESSAGE_BLOCKS_SIZE, check_blocks, check_view, mentioned

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
BODY = b'{"type": "event_callback"}'
SIGNED = signature("secret", STAMP, BODY)
US = Us("U0BOT", "B0BOT", "T1", frozenset({"today", "checkin", "help"}))
MANIFEST = Path(__file__).parents[3] / "slack" / "manifest.yaml"


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
        {"type": "reaction_added"},
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
    assert (event.message, event.key, event.at) == ("1772438300.000200", "Ev1", NOW)
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


# --- blocks --------------------------------------------------------------------------------------

RICH = Text(
    (
        Span("今天 <!here> *x* & "),
        Span("粗", Style.BOLD),
        Span("\n"),
        Span("print('<@U1>')", Style.PRE),
        Span("\nafter "),
        Span("站点", url="https://a.example"),
        Span("bad", url="javascript:alert(1)"),
    )
)


def test_text_becomes_elements_and_no_markup():
    (sheet,) = sheets(
        RICH, ((Button("Done", "task.done", "7", main=True), Link("Site", "https://a.example")),)
    )
    first, code, last = sheet.blocks[0]["elements"]
    assert first["elements"][1] == {"type": "text", "text": "粗", "style": {"bold": True}}
    assert code["type"] == "rich_text_preformatted"
    assert [element["type"] for element in last["elements"]] == ["text", "link", "text"]
    assert last["elements"][0]["text"] == "after "
    done, site = sheet.blocks[1]["elements"]
    assert (done["value"], done["style"], done["action_id"]) == ("task.done|7", "primary", "b0")
    assert (site["url"], site["action_id"]) == ("https://a.example", "b1")
    assert check_blocks(sheet.blocks) == []
    assert [*mentioned(sheet.text), *mentioned(sheet.blocks)] == []
    assert "&lt;!here&gt; *x* &amp; " in sheet.text


def test_rows_too_long_for_slack_become_more_rows():
    row = tuple(Button("x" * 90, "a", str(n)) for n in range(7))
    (sheet,) = sheets("choose", (row, row))
    assert [len(block["elements"]) for block in sheet.blocks[1:]] == [5, 2, 5, 2]
    assert check_blocks(sheet.blocks) == []


def shown(sheet):
    parts = [p for b in sheet.blocks if b["type"] == "rich_text" for p in b["elements"]]
    return "".join(element["text"] for part in parts for element in part["elements"])


def test_a_long_text_is_split_never_cut_and_the_last_sheet_bears_the_buttons():
    text = "\n".join(f"第 {n} 行，学完了一些东西" for n in range(2500))
    found = sheets(text, ((Button("OK", "ok"),),))
    assert len(found) > 2
    assert "".join(shown(sheet) for sheet in found) == text
    assert [any(b["type"] == "actions" for b in sheet.blocks) for sheet in found].count(True) == 1
    assert found[-1].blocks[-1]["type"] == "actions"


def test_an_edit_stays_one_sheet_and_ends_in_an_ellipsis():
    message = Message(bold("字" * 30_000) + "end", ((Button("OK", "ok"),),))
    sheet = one_sheet(message)
    assert shown(sheet).endswith("…")
    assert len(shown(sheet)) > 3000
    assert sheet.blocks[-1]["type"] == "actions"
    assert one_sheet(Message("")) is None


SPANS = st.builds(
    Span,
    st.text(max_size=4000),
    st.sampled_from(Style),
    st.sampled_from(["", "https://a.example", "x:y"]),
)
ROWS = st.lists(st.lists(st.just(Button("按", "a")), max_size=8).map(tuple), max_size=6).map(tuple)


@given(st.lists(SPANS, max_size=12), ROWS)
def test_whatever_is_said_slack_takes_it(spans, rows):
    text = Text(tuple(spans))
    found = [*sheets(text, rows), one_sheet(Message(text, rows))]
    for sheet in [sheet for sheet in found if sheet]:
        assert check_blocks(sheet.blocks) == []
        assert len(json.dumps(sheet.blocks, ensure_ascii=False)) <= MESSAGE_BLOCKS_SIZE
        assert sheet.text
        assert [*mentioned(sheet.text), *mentioned(sheet.blocks)] == []


def test_many_small_spans_are_counted_with_their_markup():
    text = Text(tuple(Span("ab", style) for style in (Style.BOLD, Style.PRE, Style.ITALIC) * 700))
    for sheet in sheets(text):
        assert check_blocks(sheet.blocks) == []
        assert len(json.dumps(sheet.blocks, ensure_ascii=False)) <= SHEET_SIZE


# --- forms ---------------------------------------------------------------------------------------

FORM = Form(
    "okr.save",
    "这个月的目标与关键结果：写下来，慢慢来，不着急，一步一步做",
    (
        Field("goal", "目标", value="旧的", hint="一句话"),
        Field("why", "x" * 3000, Kind.PARAGRAPH, optional=True),
        Field("mood", "心情", Kind.CHOICE, (("", "不说"), ("good", bold("好")))),
        Field(
            "hour", "几点", Kind.CHOICE, tuple((str(n), f"{n} 点") for n in range(120)), value="8"
        ),
        Field("minutes", "分钟", Kind.NUMBER),
        Field("day", "日期", Kind.DATE, value="2026-03-28"),
        Field("time", "时间", Kind.TIME, value="nonsense", optional=True),
        Field("zone", "时区", Kind.ZONE),
    ),
    text="2026-03",
)


def filled(**entered):
    view = forms.modal(
        FORM, link("说明", "https://a.example") + quote("引文"), Address("slack", "T1", "C1")
    )
    state = {
        "goal": {"text": {"value": " 学完 "}},
        "why": {"paragraph": {"value": None}},
        "mood": {"choice": {"selected_option": {"value": "="}}},
        "hour": {"choice": {"selected_option": {"value": "=8"}}},
        "minutes": {"number": {"value": "030"}},
        "day": {"date": {"selected_date": "2026-03-28"}},
        "time": {"time": {"selected_time": "08:30"}},
        "zone": {"zone": {"value": "asia/shanghai"}},
    }
    return view | {"id": "V1", "hash": "h1", "state": {"values": state | entered}}


def test_a_form_is_a_modal_slack_takes():
    view = forms.modal(FORM, pre("code"), Address("slack", "T1", "C1"))
    assert check_view(view) == []
    assert view["submit"]["text"] == "保存"
    assert [b["element"]["type"] for b in view["blocks"] if b["type"] == "input"] == [
        *("plain_text_input", "plain_text_input", "radio_buttons", "static_select"),
        *("plain_text_input", "datepicker", "timepicker", "plain_text_input"),
    ]


def submission(view):
    user, team = {"id": "U1", "name": "li"}, {"id": "T1"}
    return {"type": "view_submission", "user": user, "team": team, "view": view}


def test_answers_come_back_as_the_interview_would_have_read_them():
    event = event_of(submission(filled()))
    assert (event.name, event.text, event.key) == ("okr.save", "2026-03", "V1:h1")
    assert (event.address.chat, event.in_group) == ("C1", True)
    read_well = {"goal": "学完", "why": "", "mood": "", "hour": "8", "minutes": "30"}
    picked = {"day": "2026-03-28", "time": "08:30", "zone": "Asia/Shanghai"}
    assert event.values == read_well | picked


def test_answers_that_cannot_be_read_are_said_beneath_their_questions():
    with pytest.raises(forms.InvalidError) as caught:
        event_of(
            submission(
                filled(zone={"zone": {"value": "Mars"}}, minutes={"number": {"value": "half"}})
            )
        )
    assert set(caught.value.errors) == {"zone", "minutes"}


# --- the manifest --------------------------------------------------------------------------------


def test_the_manifest_in_the_repository_is_the_one_the_menu_makes(request):
    if request.config.getoption("--rewrite", default=False):
        MANIFEST.write_text(manifest(menu()), encoding="utf-8")
    assert MANIFEST.read_text(encoding="utf-8") == manifest(menu())


@pytest.mark.parametrize("url", [None, "https://study.example"])
def test_the_manifest_says_what_slack_needs(url):
    yaml = pytest.importorskip("yaml")
    found = yaml.safe_load(manifest(menu(), url))
    about, features, settings = (
        found[name] for name in ("display_information", "features", "settings")
    )
    assert 174 <= len(about["long_description"]) <= 4000
    assert (len(about["name"]), len(about["description"])) <= (35, 140)
    (command,) = features["slash_commands"]
    assert command["should_escape"] is True
    assert features["app_home"]["messages_tab_enabled"] is True
    assert settings["interactivity"]["is_enabled"] is True
    assert settings["socket_mode_enabled"] is (url is None)
    addresses = [command, settings["interactivity"], settings["event_subscriptions"]]
    said = {part.get("url") or part.get("request_url") for part in addresses}
    assert said == {f"{url}/slack/events" if url else None}
