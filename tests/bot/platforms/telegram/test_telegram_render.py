"""Rendering for Telegram: UTF-16 offsets, long texts, buttons, captions, toasts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import Button, File, Link, Message, Picture
from bot.markup import Text, bold, code, italic, link, pre, quote
from bot.platforms.telegram import render

ALPHABET = st.sampled_from("a好🎉👨‍👩‍👧\n \r")
TEXTS = st.lists(
    st.tuples(st.text(ALPHABET, max_size=40), st.sampled_from([bold, italic, str])), max_size=12
)


def styled(piece):
    """What each entity covers, read the way Telegram counts."""
    wide = piece.text.encode("utf-16-le")
    return [
        (each.type, wide[2 * each.offset : 2 * (each.offset + each.length)].decode("utf-16-le"))
        for each in piece.entities
    ]


def test_entities_count_utf16_units():
    text = "🎉🎉 " + bold("小王🐼") + " 学完 " + code("x = 1") + link("任务", "https://a.example")
    (piece,) = render.pieces(text, 4096)
    assert piece.text == "🎉🎉 小王🐼 学完 x = 1任务"
    assert styled(piece) == [("bold", "小王🐼"), ("code", "x = 1"), ("text_link", "任务")]
    assert piece.entities[2].url == "https://a.example"
    assert piece.entities[0].offset == 5


def test_every_style_has_its_entity():
    (piece,) = render.pieces(italic("a") + pre("b\nb") + quote("c"), 4096)
    assert styled(piece) == [("italic", "a"), ("pre", "b\nb"), ("blockquote", "c")]


def test_what_people_typed_is_never_markup():
    (piece,) = render.pieces("<b>*x*</b> `y` [z](http://evil)", 4096)
    assert piece.text == "<b>*x*</b> `y` [z](http://evil)"
    assert piece.entities == ()


def test_a_carriage_return_does_not_shift_what_follows():
    (piece,) = render.pieces("一\r\n" + bold("二"), 4096)
    assert styled(piece) == [("bold", "二")]
    assert piece.text == "一\n二"


def test_a_long_text_is_cut_at_line_ends_and_nothing_is_lost():
    lines = [f"第{n}行🎉" * 20 for n in range(100)]
    found = render.pieces("\n".join(lines), 4096)
    assert len(found) > 2
    assert all(render.units(piece.text) <= 4096 for piece in found)
    assert "\n".join(piece.text for piece in found).split("\n") == lines


def test_a_style_goes_on_in_the_next_piece():
    found = render.pieces(bold("好" * 3000 + "\n" + "学" * 3000), 4096)
    assert [styled(piece) for piece in found] == [[("bold", "好" * 3000)], [("bold", "学" * 3000)]]


def test_one_endless_line_is_cut_between_characters():
    found = render.pieces("🎉" * 5000, 4096)
    assert [piece.text for piece in found] == ["🎉" * 2048, "🎉" * 2048, "🎉" * 904]


@given(TEXTS, st.integers(5, 30))
def test_pieces_fit_and_keep_every_visible_letter(spans, limit):
    text = sum((style(words) for words, style in spans), Text())
    found = render.pieces(text, limit)
    assert all(render.units(piece.text) <= limit for piece in found)
    kept = "".join("".join(piece.text.split()) for piece in found)
    assert kept == "".join(str(text).split())
    for piece in [*found, render.trimmed(text, limit)]:
        assert render.units(piece.text) <= limit
        for each in piece.entities:
            assert each.length > 0
            assert each.offset + each.length <= render.units(piece.text)


def test_trimming_says_so():
    assert render.trimmed("🎉" * 10, 20).text == "🎉" * 10
    assert render.trimmed("🎉" * 11, 20).text == "🎉" * 9 + "…"


LEADS = ("a week before", "a day before", "two hours before", "15 minutes before")
LINE = ("One thing I learned", "Another day", "Skip this one", "Stop these")


@pytest.mark.parametrize(
    ("labels", "columns"),
    [
        (("Later", "Not today", "Stuck"), 3),
        (("稍后", "今天休息", "卡住了"), 3),
        (("改天", "这次不用", "不再提醒"), 3),
        (LINE, 2),
        (LEADS, 2),
        (("提前一周", "提前一天", "提前两小时", "提前一刻钟"), 2),
        (("Seats, repeat, question", "Time and place"), 1),
        (("0", "1", "2", "3", "4", "5", "6", "7"), 8),
    ],
)
def test_a_row_is_broken_where_a_phone_would_cut_its_labels_short(labels, columns):
    row = tuple(Button(label, "n", str(n)) for n, label in enumerate(labels))
    markup = render.keyboard([row])
    assert max(len(each) for each in markup.inline_keyboard) == columns
    assert tuple(one.text for each in markup.inline_keyboard for one in each) == labels


def test_rows_are_kept_and_too_long_ones_become_short_ones():
    def labels(*rows):
        markup = render.keyboard(rows)
        return [[button.text for button in row] for row in markup.inline_keyboard]

    row = tuple(Button(str(n), "n", str(n)) for n in range(10))
    assert labels(row[:8], row[:1]) == [[str(n) for n in range(8)], ["0"]]
    assert [len(each) for each in labels(row)] == [5, 5]
    assert render.keyboard(()) is None


def test_buttons_carry_their_event_and_links_their_address():
    done, site = (
        Button(bold("完成"), "task.done", "17", main=True),
        Link("打开", "https://a.example"),
    )
    ((first, second),) = render.keyboard(((done, site),)).inline_keyboard
    assert (first.text, first.callback_data, first.style) == ("完成", "task.done|17", "primary")
    assert (second.text, second.url, second.callback_data) == ("打开", "https://a.example", None)


@pytest.mark.parametrize(
    ("message", "in_group", "shape"),
    [
        (Message("好", expects_reply=True), True, "force_reply"),
        (Message("好", expects_reply=True), False, None),
        (Message("好", ((Button("取消", "form.cancel"),),), expects_reply=True), True, "keyboard"),
    ],
)
def test_an_answer_is_asked_for_in_groups(message, in_group, shape):
    (part,) = render.parts(message, None, in_group=in_group)
    if shape is None:
        assert part.markup is None
    else:
        said = part.markup.to_dict()
        assert ("force_reply" in said) == (shape == "force_reply")
        assert shape != "force_reply" or said["selective"] is True


BUTTONS = ((Button("看", "today"),),)


def test_a_picture_bears_the_words_if_they_fit():
    message = Message("本周", BUTTONS, picture=Picture("week", {}, "15 人，7 天"))
    (part,) = render.parts(message, b"png", in_group=True)
    assert part.picture == b"png"
    assert part.piece.text == "本周\n\n15 人，7 天"
    assert part.markup is not None


def test_long_words_follow_their_picture_and_bear_the_buttons():
    message = Message("好" * 5000, BUTTONS, picture=Picture("week", {}, "图"))
    picture, first, last = render.parts(message, b"png", in_group=True)
    assert (picture.picture, picture.piece.text, picture.markup) == (b"png", "", None)
    assert first.piece.text + last.piece.text == "好" * 5000 + "\n\n图"
    assert (first.markup, last.markup is not None) == (None, True)


def test_without_fonts_the_alternative_words_are_said():
    (part,) = render.parts(Message("本周", picture=Picture("week", {}, "图")), None, in_group=False)
    assert (part.picture, part.piece.text) == (None, "本周\n\n图")


def test_a_file_comes_with_its_words():
    (part,) = render.parts(Message("导出", file=File("a.csv", b"1")), None, in_group=False)
    assert (part.file.name, part.piece.text) == ("a.csv", "导出")


def test_a_toast_is_trimmed_to_what_is_shown():
    assert render.toast([Message("已记下"), Message(bold("加油"))]) == "已记下\n加油"
    assert render.units(render.toast([Message("🎉" * 300)])) <= 200
    assert render.toast([]) == ""
