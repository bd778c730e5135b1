"""What is written about the companion is true: settings, commands, the README's samples."""

import ast
from pathlib import Path

import pytest

from bot.commands.environment import example
from bot.settings import Settings
from handlers import HANDLERS
from scheduler.timetable import TIMETABLE
from tests import rights

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    path
    for package in ("bot", "content", "handlers", "scheduler")
    for path in (ROOT / package).rglob("*.py")
)


def test_the_sample_environment_is_made_from_the_settings():
    assert (ROOT / ".env.example").read_text() == example()


@pytest.mark.parametrize("name", [row.name for row in HANDLERS.values() if row.help])
def test_every_command_stands_in_the_reference(name):
    assert f"`/{name}`" in (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [n.upper() for n in Settings.model_fields if n != "data_dir"])
def test_every_setting_stands_in_the_reference(name):
    assert f"`{name}`" in (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", [reminder.kind for reminder in TIMETABLE])
def test_every_reminder_stands_in_the_reference(kind):
    assert f"`{kind}`" in (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")


def test_the_table_of_rights_is_the_one_the_handlers_make(request):
    page = ROOT / "docs" / "rights.md"
    if request.config.getoption("--rewrite"):
        page.write_text(rights.table(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == rights.table()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_opens_with_one_sentence_that_says_what_it_is_for(path):
    if "versions" not in path.parts:
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_the_lines_of_the_procfile_are_commands():
    lines = (ROOT / "Procfile").read_text().splitlines()
    assert [line.partition(":")[0] for line in lines] == ["release", "web", "worker"]
