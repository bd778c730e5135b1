"""The terminal: lines in, lines out, nothing a terminal would obey."""

import io
import unicodedata
from datetime import timedelta

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.chat import Address, Button, File, Link, Message, Picture
from bot.markup import Span, Style, Text, bold, code, lines, link
from bot.platforms.terminal.read import clean
from bot.platforms.terminal.receive import HintCompleter, piped, typed
from bot.wire import Parcel
from tests.conftest import START

PRIVATE = Address("terminal", "local", "private-小王")
CHANNEL = Address("terminal", "local", "group-channel")
TASK = Message("Today", ((Button("Done", "task.done", "7"), Button("Later", "task.later")),))


# --- lines in -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "name", "text"),
    [
        ("/today", "today", ""),
        ("/Checkin 学完装饰器", "checkin", "学完装饰器"),
        ("  学完装饰器  ", "", "学完装饰器"),
        ("/alarm.task", "", "/alarm.task"),
        ("/time +1d", "time", "+1d"),
        ("\x1b[31mred\x1b[0m\x07\r", "", "red"),
    ],
)
async def test_a_typed_line_is_read(desk, line, name, text):
    await desk.says(line)
    [event] = desk.events
    assert (event.name, event.text, event.at) == (name, text, START)
    assert (event.address, event.sender.id, event.sender.name) == (PRIVATE, "小王", "小王")
    assert (event.trigger, event.shows_forms) == (None, False)


async def test_an_empty_line_says_nothing(desk):
    assert await desk.says("", "   ", "\x07") == ""
    assert desk.events == []


async def test_every_line_is_an_event_of_its_own(desk):
    await desk.says("a", "a")
    assert len({event.key for event in desk.events}) == 2


async def test_what_is_no_text_is_kept_and_told(desk):
    assert "ab12cd" in await desk.says("a\udcff")
    assert len(desk.kept) == 1
    assert desk.events == []


async def test_what_was_not_stored_is_told(desk):
    desk.away = True
    assert "not stored" in await desk.says("hi")


# --- buttons --------------------------------------------------------------------------------------


async def test_buttons_are_pressed_by_number_and_by_label(desk):
    desk.answers["today"] = TASK
    assert await desk.says("/today") == "bot> Today\n     [1] Done  [2] Later\n"
    await desk.says("1", "later", "3", "0")
    pressed = [(event.name, event.text, event.message) for event in desk.events[1:]]
    assert pressed == [
        ("task.done", "7", "k1"),
        ("task.later", "", "k1"),
        ("", "3", None),
        ("", "0", None),
    ]


async def test_numbers_are_for_the_latest_message_with_buttons(desk):
    desk.answers["today"] = (TASK, Message("Well", ((Button("Undo", "undo"),),)), Message("so"))
    await desk.says("/today", "1", "2")
    assert [event.name for event in desk.events[1:]] == ["undo", ""]


async def test_a_question_for_words_keeps_its_digits(desk):
    steer = ((Button("Skip", "form.skip"), Button("Cancel", "form.cancel")),)
    desk.answers["okr"] = Message("How many?", steer, expects_reply=True)
    assert await desk.says("/okr") == "bot> How many?\n     [Skip]  [Cancel]\n"
    await desk.says("1", "skip")
    assert [(event.name, event.text) for event in desk.events[1:]] == [("", "1"), ("form.skip", "")]


async def test_a_question_with_choices_takes_numbers(desk):
    rows = ((Button("Fast", "form.choose", "f"),), (Button("Cancel", "form.cancel"),))
    desk.answers["okr"] = Message("Pace?", rows, expects_reply=True)
    await desk.says("/okr", "1")
    assert (desk.events[-1].name, desk.events[-1].text) == ("form.choose", "f")


async def test_an_edit_is_printed_again_with_a_mark_only_when_it_changed(desk):
    desk.answers["today"] = TASK
    desk.answers["task.done"] = Message("Done!", replace=True)
    desk.answers["task.later"] = Message("Today", TASK.buttons, replace=True)
    await desk.says("/today")
    assert await desk.says("Later") == ""
    assert await desk.says("Done") == "bot> ✎ Done!\n"
    await desk.says("1")
    assert desk.events[-1].name == "", "a rewritten message's buttons are gone"


# --- the group ------------------------------------------------------------------------------------


async def test_one_can_speak_in_the_group_and_go_back(desk):
    assert "#channel" in await desk.says("/channel")
    await desk.says("hello all", "/checkin done", "@学伴 hello", "/group new", "/group")
    await desk.says("/start", "/private", "hello")
    said = [(event.address.chat, event.name, event.text) for event in desk.events]
    assert said == [
        ("group-channel", "checkin", "done"),
        ("group-channel", "", "hello"),
        ("group-channel", "group", "new"),
        ("group-channel", "group", ""),
        ("group-channel", "group.arrived", ""),
        ("private-小王", "", "hello"),
    ]
    assert [event.in_group for event in desk.events] == [True] * 5 + [False]


async def test_a_group_can_be_named_at_the_start(desk):
    desk.open(as_name="Anna", group="读书会")
    await desk.says("/today")
    event = desk.events[0]
    assert (event.address.chat, event.title, event.sender.id) == ("group-读书会", "读书会", "Anna")


async def test_an_awaited_answer_in_the_group_is_for_us(desk):
    desk.answers["okr"] = Message("How many?", expects_reply=True)
    await desk.says("/channel", "/okr", "30")
    assert [event.text for event in desk.events] == ["", "30"]


async def test_what_is_said_elsewhere_says_where(desk):
    other = Address("terminal", "local", "private-小李")
    await desk.terminal.send(Parcel(CHANNEL, Message("all"), "1"))
    await desk.terminal.send(Parcel(other, Message("theirs"), "2"))
    await desk.terminal.send(Parcel(CHANNEL, Message("psst"), "3", only_for="小李"))
    printed = desk.out.getvalue()
    assert printed == "bot → #channel> all\nbot → 小李> theirs\nbot → 小李> psst\n"


async def test_anothers_buttons_are_not_ours_to_press(desk):
    await desk.says("/channel")
    await desk.terminal.send(Parcel(CHANNEL, TASK, "1", only_for="小李"))
    await desk.says("Done")
    assert desk.events == []


# --- lines out ------------------------------------------------------------------------------------


async def test_a_message_is_printed_plainly_into_a_pipe(desk):
    text = lines(bold("Read") + " " + code("x = 1") + ", " + link("here", "https://a.example"), "b")
    buttons = ((Link("Source", "https://b.example"), Button("Done", "done")),)
    await desk.terminal.send(Parcel(PRIVATE, Message(text + "\n\n" + "c" * 300, buttons), "1"))
    assert desk.out.getvalue().splitlines() == [
        "bot> Read x = 1, here (https://a.example)",
        "     b",
        "",
        "     " + "c" * 300,
        "     Source: https://b.example",
        "     [1] Done",
    ]


OBEYED = (
    "\x1b[2Ja\x1b]0;title\x07b\x1b]8;;https://e.test\x1b\\c\x1b(0d\x9b31me\x9d0;t\x9cf\rg\x07\x08h"
    "\x1b[?1049hi\x7fj\u202ek\x1b\x1b[1ml\tm"
)


def test_nothing_a_terminal_would_obey_is_left():
    assert clean(OBEYED) == "abcdefghijkl    m"


async def test_no_control_byte_goes_out_from_any_text(desk):
    spans = tuple(Span(OBEYED, style, OBEYED) for style in Style)
    buttons = ((Button(OBEYED, "a"), Link(OBEYED, "https://a.example/" + OBEYED)),)
    message = Message(Text(spans), buttons, file=File(OBEYED, b"x"))
    await desk.terminal.send(Parcel(PRIVATE, message, "1", only_for=OBEYED))
    left = {
        letter for letter in desk.out.getvalue() if unicodedata.category(letter) in {"Cc", "Cf"}
    }
    assert left == {"\n"}


class Screen(io.StringIO):
    """Memory that says it is a terminal."""

    def isatty(self):
        return True


async def test_a_person_gets_wrapped_lines_and_calm_colours(desk, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    screen = Screen()
    desk.open(as_name="小王", out=screen)
    await desk.terminal.send(Parcel(PRIVATE, Message("学" * 30), "1"))
    first, second = clean(screen.getvalue()).splitlines()
    assert (first, second) == ("bot> " + "学" * 17, "     " + "学" * 13)
    assert "\x1b[1;36mbot> " in screen.getvalue()


async def test_no_color_is_honoured(desk, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Screen()
    desk.open(as_name="小王", out=screen)
    await desk.terminal.send(Parcel(PRIVATE, Message(code("x"), TASK.buttons), "1"))
    assert "[36m" not in screen.getvalue()
    assert ";36m" not in screen.getvalue()


# --- files ----------------------------------------------------------------------------------------


async def test_files_are_saved_where_nothing_is_overwritten_or_escapes(desk, settings):
    for number, name in enumerate(["../../notes.md", "notes.md", "..", "周报.csv"]):
        message = Message("here", file=File(name, name.encode()))
        await desk.terminal.send(Parcel(PRIVATE, message, str(number)))
    saved = sorted((settings.data_dir / "files").iterdir())
    assert [path.read_text() for path in saved] != []
    assert {path.read_text() for path in saved} == {"../../notes.md", "notes.md", "..", "周报.csv"}
    assert all(str(path) in desk.out.getvalue() for path in saved)
    assert len(list(settings.data_dir.rglob("*.md"))) == 2


async def test_a_picture_is_saved_and_its_path_printed_with_its_words(desk, settings):
    facts = {
        "title": "一起学",
        "when": "3月2日",
        "weekdays": list("一二三四五六日"),
        "rows": [{"name": "小王", "days": ["done"] * 7}],
        "totals": [1] * 7,
        "figures": [],
        "footer": "",
        "words": {"done": "做了", "leave": "请假", "off": "休息", "everybody": "大家"},
    }
    message = Message("The week", picture=Picture("week", facts, "7 of 7"))
    await desk.terminal.send(Parcel(PRIVATE, message, "1"))
    [path] = (settings.data_dir / "pictures").iterdir()
    assert path.read_bytes().startswith(b"\x89PNG")
    assert desk.out.getvalue() == f"bot> The week\n     7 of 7: {path}\n"


async def test_a_file_can_be_handed_in(desk, tmp_path):
    (tmp_path / "notes.md").write_text("# hi")
    await desk.says(f"/file {tmp_path}/notes.md /import T1", f"/file {tmp_path}/none")
    [event] = desk.events
    assert (event.name, event.text) == ("import", "T1")
    assert (event.files[0].name, event.files[0].content) == ("notes.md", b"# hi")
    assert "none" in desk.out.getvalue()


async def test_of_a_file_too_large_only_the_name_is_passed_on(desk, tmp_path):
    (tmp_path / "big.bin").write_bytes(b"x" * (5 * 1024 * 1024 + 1))
    await desk.says(f"/file {tmp_path}/big.bin")
    assert desk.events[0].files == ()
    assert desk.events[0].values == {"too_large": "big.bin"}


# --- a whole sitting ------------------------------------------------------------------------------


async def test_a_piped_dialogue_is_answered_line_by_line(desk):
    read, write = io.BytesIO(), "/today\n1\n/quit\nnever\n"
    read.write(write.encode())
    read.seek(0)
    desk.answers.update({"today": TASK, "task.done": Message("Well done")})
    await desk.terminal.run(piped(read))
    assert desk.out.getvalue() == "bot> Today\n     [1] Done  [2] Later\nbot> Well done\n"


async def test_the_clock_is_moved_from_the_terminal(desk):
    async def move_clock(text, _t, _zone):
        return f"moved {text} from {START - timedelta()}"

    desk.open(time_machine=move_clock)
    assert (await desk.says("/time +1d")).startswith("bot> moved +1d")
    assert desk.events == []


async def test_a_person_types_and_it_is_remembered(tmp_path):
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("/today\n1\n\x04")
        said = [line async for line in typed(lambda: "me> ", list, tmp_path / "history")]
    assert said == ["/today", "1"]
    assert "+/today" in (tmp_path / "history").read_text()
    assert (tmp_path / "history").stat().st_mode & 0o077 == 0


async def test_completion_offers_commands_and_the_numbers_of_buttons(desk):
    desk.answers["today"] = TASK
    await desk.says("/today")
    hints = dict(desk.terminal._hints())
    completer = HintCompleter(desk.terminal._hints)
    offered = completer.get_completions(Document("/to"), CompleteEvent())
    assert [(each.text, each.display_meta_text) for each in offered] == [("/today", "today's task")]
    assert hints["/today"] == "today's task"
    assert {"/time", "/channel", "/private", "/file", "/quit"} <= set(hints)
    assert (hints["1"], hints["2"]) == ("Done", "Later")


async def test_a_picture_that_cannot_be_drawn_leaves_its_words(desk):
    message = Message("The week", picture=Picture("week", {}, "7 of 7"))
    await desk.terminal.send(Parcel(PRIVATE, message, "1"))
    assert desk.out.getvalue() == "bot> The week\n"
