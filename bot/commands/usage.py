"""What `--help` shows, in the reader's language: our words and those of typer.

It must come at once: settings and catalogue are looked into here without being loaded.
"""

import os
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command

from bot.languages import LANGUAGES, language_of, locale_of_terminal


def mark(sentence: str) -> str:
    """Marks a sentence of typer's; it is translated once typer has said it."""
    return sentence


TYPERS = (
    mark("Usage: "),
    mark("Options:\n"),
    mark("Commands:\n"),
    mark("Arguments:\n"),
    mark("Show this message and exit.\n"),
    mark("[default: "),
    mark("[required]"),
)
ENDS = (". ", "。")


def show_help(app: typer.Typer) -> None:
    """Let typer say what was asked for, and say it on in the reader's language."""
    said = Catalogue(language())
    command = get_command(app)
    _translate(command, said)
    heard = StringIO()
    try:
        with redirect_stdout(heard):
            command()
    finally:
        text = heard.getvalue()
        for sentence in TYPERS:
            text = text.replace(sentence, said(sentence))
        sys.stdout.write(text)


def language() -> str:
    """BOT_LANG where somebody set it, else the terminal's language, else Chinese."""
    wanted = os.environ.get("BOT_LANG") or _in_env_file()
    return wanted if wanted in LANGUAGES else language_of(locale_of_terminal(), "zh")


def _in_env_file() -> str:
    try:
        lines = Path(".env").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError):
        return ""
    said = [line.partition("=")[2] for line in lines if line.startswith("BOT_LANG=")]
    return said[-1].strip(" '\"") if said else ""


def _translate(command: Any, said: "Catalogue") -> None:  # typer keeps its classes to itself
    """A command and all below it; in a list, each is told by its first sentence, whole."""
    command.help = said(" ".join((command.help or "").split()))
    ends = (command.help.find(end) for end in ENDS)
    command.short_help = command.help[: min((at + 1 for at in ends if at >= 0), default=None)]
    for param in command.params:
        param.help = said(param.help or "")
    for each in getattr(command, "commands", {}).values():
        _translate(each, said)


class Catalogue:
    """Single sentences of a catalogue, found without reading all of it."""

    def __init__(self, lang: str) -> None:
        path = Path(__file__).parent.parent / "locales" / f"{lang}.po"
        text = path.read_text(encoding="utf-8") if lang != "en" else ""
        self._text = text.replace('"\n"', "")  # long sentences stand on several lines

    def __call__(self, sentence: str) -> str:
        start = f'\nmsgid "{_written(sentence)}"\nmsgstr "'
        at = self._text.find(start) + len(start)
        said = self._text[at : self._text.find('"\n', at)] if at >= len(start) else ""
        return said.replace("\\n", "\n") or sentence


def _written(sentence: str) -> str:
    return sentence.replace("\n", "\\n")
