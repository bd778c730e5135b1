"""A command written wrong: what typer says of it, in the reader's language, and where help is."""

import re
import sys
from typing import NoReturn

import typer

from bot.commands.language import t
from bot.texts import mark

SLIPS = tuple(
    (re.compile(said), sentence)
    for said, sentence in (
        (r"No such command '(?P<what>.*?)'\.", mark("There is no command {what}.")),
        (r"No such option: (?P<what>\S+)", mark("There is no option {what} here.")),
        (r"Missing command\.", mark("A command is missing.")),
        (r"Missing argument '(?P<what>.*?)'\.", mark("What is missing: {what}.")),
        (r"Option '(?P<what>.*?)' requires an argument\.", mark("{what} needs a value.")),
        (r"Got unexpected extra argument\(s\) \((?P<what>.*)\)", mark("Too much: {what}")),
        (
            r"Invalid value for '(?P<what>.*?)': .*less than or equal to (?P<most>\d+)",
            mark("{what} is at most {most}."),
        ),
        (
            r"Invalid value for '(?P<what>.*?)': .*greater than or equal to (?P<least>\d+)",
            mark("{what} is at least {least}."),
        ),
        (r"Invalid value for '(?P<what>.*?)': .*integer.*", mark("{what} is a whole number.")),
    )
)
MEANT = re.compile(r"(?:Did you mean|Possible options:) (?P<what>[^?)]+)")


def explain(slip: typer.TyperException) -> NoReturn:
    """Ends the program as typer would."""
    said = slip.format_message()
    meant = MEANT.search(said)
    print(_translated(said), file=sys.stderr)
    if meant:
        print(t("Perhaps {what}?", what=meant["what"].replace("'", "")), file=sys.stderr)
    where = getattr(slip, "ctx", None)
    command = where.command_path if where is not None else "python -m bot"
    print(t("How it is written: {command} --help", command=command), file=sys.stderr)
    raise SystemExit(slip.exit_code)


def _translated(said: str) -> str:
    for pattern, sentence in SLIPS:
        if found := pattern.match(said):
            return t(sentence, **found.groupdict())
    return said
