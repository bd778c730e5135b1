"""Every sentence has its translation, with the same placeholders and marks."""

import re

import pytest

from bot.languages import LANGUAGES
from bot.texts import texts
from tests.sentences import said

PLACEHOLDER = re.compile(r"\{\w+\}")
SENTENCES = sorted(said())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_the_code_says_stands_in_the_catalogue(lang):
    known = texts(lang)._catalogue
    assert [sentence for sentence in SENTENCES if sentence not in known] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_sentence(lang):
    known = texts(lang)._catalogue
    wrong = [
        sentence
        for sentence in SENTENCES
        if set(PLACEHOLDER.findall(sentence)) != set(PLACEHOLDER.findall(known[sentence]))
    ]
    assert wrong == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_is_translated_into_nothing(lang):
    assert [sentence for sentence, said in texts(lang)._catalogue.items() if not said.strip()] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_translation_is_left_that_nobody_says(lang):
    assert sorted(set(texts(lang)._catalogue) - set(SENTENCES) - set(said().values())) == []


def test_user_words_in_a_sentence_are_never_read_as_markup():
    said_back = texts("zh")("Checked in: {text}. {streak}", text="*粗* {streak} <b>", streak="")
    assert "*粗* {streak} <b>" in str(said_back)
    assert all(span.style == "" for span in said_back.spans)


def test_english_knows_one_and_many():
    t = texts("en")
    assert str(t.count("{n} day in a row.", "{n} days in a row.", 1)) == "1 day in a row."
    assert str(t.count("{n} day in a row.", "{n} days in a row.", 2)) == "2 days in a row."
