"""Messages as Block Kit, forms as modals and back, the manifest: nothing Slack would refuse."""

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
from bot.platforms.slack.read import Us, read
from bot.platforms.slack.render import SHEET_SIZE, one_sheet, sheets
from tests.servers.slack_blocks import MESSAGE_BLOCKS_SIZE, check_blocks, check_view, mentioned

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
US = Us("U0BOT", "B0BOT", "T1", frozenset())
MANIFEST = Path(__file__).parents[4] / "slack" / "manifest.yaml"

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
    event = read(submission(filled()), US, StillClock(NOW))
    assert (event.name, event.text, event.key) == ("okr.save", "2026-03", "V1:h1")
    assert (event.address.chat, event.in_group) == ("C1", True)
    read_well = {"goal": "学完", "why": "", "mood": "", "hour": "8", "minutes": "30"}
    picked = {"day": "2026-03-28", "time": "08:30", "zone": "Asia/Shanghai"}
    assert event.values == read_well | picked


def test_answers_that_cannot_be_read_are_said_beneath_their_questions():
    with pytest.raises(forms.InvalidError) as caught:
        forms.answers(
            filled(zone={"zone": {"value": "Mars"}}, minutes={"number": {"value": "half"}})
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
