"""Letters in pictures: every glyph drawn or stood in for, lines broken where people would."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.pictures import (
    fonts,
    lettering,
)
from tests.bot.sample_cards import (
    NAMES,
    ink,
)


@pytest.mark.parametrize("name", NAMES)
def test_every_character_of_a_name_is_really_drawn(name):
    text = lettering.clean(name)
    assert text
    for character in set(text) - {" "}:
        assert fonts.installed().draws(character)
        assert ink(character) > 3, character


def test_rare_hanzi_are_kept_and_fancy_letters_become_plain_ones():
    assert lettering.clean("喆𠮷") == "喆𠮷"
    assert lettering.clean("𝓐𝓵𝓲𝓬𝓮 🌸") == "Alice"


def test_emoji_leave_no_box_behind():
    assert lettering.clean("🌸 樱花 🌸") == "樱花"
    assert lettering.clean("👨‍👩‍👧🇨🇳👍🏽") == lettering.STAND_IN
    assert lettering.clean("") == ""


def test_a_script_without_a_font_becomes_one_visible_mark():
    assert lettering.clean("𒀀𒁀𒀁") == lettering.STAND_IN


def test_a_word_no_font_knows_is_left_out_beside_one_that_can_be_read():
    assert lettering.clean("ᠮᠣᠩᠭᠣᠯ Мөнх") == "Мөнх"
    assert lettering.clean("小王·𒀀𒁀") == "小王·"


def test_english_quotes_are_not_a_hanzi_wide():
    assert lettering.clean("don’t “stop”") == 'don\'t "stop"'
    assert lettering.clean("他说“好”") == "他说“好”"


@settings(deadline=None)  # the first look into a font takes its time
@given(st.text(max_size=60))
@example("  ")
def test_whatever_is_said_becomes_drawable_text_in_one_line(said):
    text = lettering.clean(said)
    assert all(fonts.installed().draws(character) for character in text if character != " ")
    assert 2 * lettering.STAND_IN not in text
    assert bool(text) == bool(said.strip())


@settings(deadline=None)  # the first look into a font takes its time
@given(st.text(max_size=60), st.integers(60, 400))
def test_fitted_text_is_never_wider_than_its_room(said, room):
    assert lettering.width(lettering.fit(said, room, 24), 24) <= room
    for line in lettering.wrap(said, room, 24, 2):
        assert lettering.width(line, 24) <= room


def test_lines_break_between_words_and_about_in_the_middle():
    wrap = lettering.wrap
    assert wrap("Data structures & algorithms", 230, 21, 2) == ("Data structures", "& algorithms")
    assert wrap("Python基础与进阶语言特性", 214, 21, 2) == ("Python基础与", "进阶语言特性")
    assert wrap("Business understanding", 190, 23, 2) == ("Business", "understanding")
    assert wrap("short", 214, 21, 2) == ("short",)
    assert wrap("", 214, 21, 2) == ()
    assert len(wrap("很长" * 99, 214, 21, 2)) == 2
