"""`content import`: the report first, and nothing written before a person says so."""

import pytest

import content
from bot.commands.importing import main

PLAN = "# My plan\n\n## Week 1\n- Git: branches\n- Install Python\n\n## Week 2\n- HTTP\n"


@pytest.fixture(autouse=True)
def _english(monkeypatch, tmp_path):
    monkeypatch.setenv("BOT_LANG", "en")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.md"
    path.write_text(PLAN)
    return path


def test_without_a_terminal_and_without_yes_nothing_is_written(plan, tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(plan, None, yes=False)
    said = capsys.readouterr()
    assert "6 of 6 lines stand in it" in said.out
    assert "--yes" in said.err
    assert [path.name for path in tmp_path.glob("*.txt")] == []


def test_a_person_on_a_terminal_is_asked(plan, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    for answer, written in (("", False), ("n", False), ("y", True)):
        monkeypatch.setattr("builtins.input", lambda _, answer=answer: answer)
        try:
            main(plan, None, yes=False)
        except SystemExit:
            assert not written
        assert (tmp_path / "plan.curriculum.txt").exists() == written


def test_what_is_written_is_a_curriculum_and_the_next_edition_keeps_its_ids(plan, tmp_path, capsys):
    out = tmp_path / "out.txt"
    main(plan, out, yes=True)
    first = content.parse(out.read_text(encoding="utf-8"))
    plan.write_text(PLAN.replace("- Git", "- Linux\n- Git"))
    main(plan, out, yes=True)
    again = content.parse(out.read_text(encoding="utf-8"))
    assert {item.id for item in first.items} <= {item.id for item in again.items}
    assert "1 new, 0 gone, 0 moved" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("data", "said"), [(b"PK\x03\x04", "zip"), (b"x" * 50 * 2**20, "5 MB"), (b"", "empty")],
    ids=["zip", "50MB", "empty"],
)  # fmt: skip
def test_a_broken_file_is_refused_in_one_line(tmp_path, capsys, data, said):
    path = tmp_path / "a.md"
    path.write_bytes(data)
    with pytest.raises(SystemExit):
        main(path, None, yes=True)
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_file_that_is_no_curriculum_is_never_written_over(plan, tmp_path):
    other = tmp_path / "notes.txt"
    other.write_text("mine")
    for out in (other, plan):
        with pytest.raises(SystemExit):
            main(plan, out, yes=True)
    assert (other.read_text(), plan.read_text()) == ("mine", PLAN)
