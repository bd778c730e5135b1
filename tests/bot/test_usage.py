"""`--help` speaks the reader's language: BOT_LANG, else that of the terminal, else Chinese."""

import unicodedata

import pytest

from bot.__main__ import app, main
from bot.commands.usage import TYPERS, Catalogue, language, show_help
from bot.texts import texts
from tests.sentences import said

COMMANDS = [
    *(
        [name]
        for name in [
            "run",
            "web",
            "worker",
            "chat",
            "demo",
            "migrate",
            "doctor",
            "connect",
            "export",
            "content",
        ]
    ),
    *(["content", name] for name in ["list", "show", "check", "import", "export"]),
    [],
]


@pytest.fixture(autouse=True)
def nowhere(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "BOT_LANG"):
        monkeypatch.delenv(name, raising=False)


def shown(capsys, monkeypatch, words):
    monkeypatch.setattr("sys.argv", ["bot", *words, "--help"])
    with pytest.raises(SystemExit) as ended:
        show_help(app)
    assert ended.value.code == 0
    return capsys.readouterr().out


def wide(line):
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in line)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_is_chinese_where_nobody_says_otherwise(words, capsys, monkeypatch):
    text = shown(capsys, monkeypatch, words)
    assert text.startswith("用法：")
    assert not [sentence for sentence in TYPERS if sentence in text]
    assert max(map(wide, text.split("\n"))) <= 80
    assert "..." not in text.replace("[ARGS]...", "")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_is_english_for_an_english_terminal(words, capsys, monkeypatch):
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    text = shown(capsys, monkeypatch, words)
    assert text.startswith("Usage: ")
    assert text.replace("学伴", "").isascii()


@pytest.mark.parametrize(
    ("environment", "file", "expected"),
    [
        ({}, "", "zh"),
        ({"LANG": "C.UTF-8"}, "", "zh"),
        ({"LANG": "de_DE.UTF-8"}, "", "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "", "zh"),
        ({"LANG": "zh_CN.UTF-8", "BOT_LANG": "en"}, "", "en"),
        ({"LANG": "zh_CN.UTF-8"}, "PORT=1\nBOT_LANG='en'\n", "en"),
        ({"BOT_LANG": "zh"}, "BOT_LANG=en\n", "zh"),
        ({"BOT_LANG": "klingon"}, "", "zh"),
    ],
)
def test_the_setting_wins_over_the_terminal(environment, file, expected, monkeypatch, tmp_path):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    (tmp_path / ".env").write_text(file)
    assert language() == expected


def test_a_sentence_is_found_as_the_whole_catalogue_has_it():
    quickly, known = Catalogue("zh"), texts("zh")._catalogue
    wanted = [one for one, plural in said().items() if not plural and '"' not in one]
    assert [one for one in wanted if "\\" not in one and quickly(one) != known[one]] == []
    assert quickly("Nobody says this.") == "Nobody says this."


@pytest.mark.parametrize(
    ("words", "chinese", "english"),
    [
        (["rnu"], "没有 rnu 这个命令。\n是不是 run？", "There is no command rnu.\nPerhaps run?"),
        (["run", "--foo"], "这里没有 --foo 这个选项。", "There is no option --foo here."),
        (["content"], "还差一个命令。", "A command is missing."),
        (["connect"], "还差：platform。", "What is missing: platform."),
        (["demo", "--days"], "--days 后面要写一个值。", "--days needs a value."),
        (["demo", "--days", "x"], "--days 要写整数。", "--days is a whole number."),
        (["demo", "--days", "0"], "--days 至少是 1。", "--days is at least 1."),
        (["demo", "--days", "999"], "--days 最多是 366。", "--days is at most 366."),
        (["run", "[fast]", "now"], "多写了：[fast] now", "Too much: [fast] now"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_command_written_wrong_is_told_so_in_the_readers_language(
    words, chinese, english, capsys, monkeypatch
):
    monkeypatch.setattr("sys.argv", ["bot", *words])
    for lang, expected, where in (
        ("zh", chinese, "写法见："),
        ("en", english, "How it is written: "),
    ):
        monkeypatch.setenv("BOT_LANG", lang)
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith(f"{expected}\n{where}")
        assert said.err.endswith(" --help\n")


def test_a_command_that_fails_for_its_own_reasons_ends_as_it_says(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["bot", "content", "show", "nothing.like.it"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert "nothing.like.it" in capsys.readouterr().err
