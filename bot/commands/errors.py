"""How a command fails: one line on standard error, an exit code, no traceback."""

import sys
from pathlib import Path
from typing import NoReturn

from bot.commands.language import how_to_call, t
from bot.settings import Settings
from bot.wire import Refused


def fail(text: str, code: int = 1) -> NoReturn:
    print(text, file=sys.stderr)
    raise SystemExit(code)


def fail_to_open(refused: Refused) -> NoReturn:
    """A platform does not take us: what it said, and where help is."""
    fail(f"{t(refused.reason)}\n{t('Try: {bot} doctor', bot=how_to_call())}", 4)


def fail_to_listen(settings: Settings, error: OSError) -> NoReturn:
    fail(
        t(
            "Cannot listen on {host}:{port}: {reason}\n"
            "Is it running already? Another port: PORT=8081",
            host=settings.host,
            port=str(settings.port),
            reason=error.strerror or str(error),
        ),
        5,
    )


def write(path: Path, text: str) -> None:
    """Write a file somebody asked for, or say why it cannot be written."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        fail(f"{path}: {error.strerror}")
