"""How a command fails: one line on standard error, an exit code, no traceback."""

import sys
from typing import NoReturn


def fail(text: str, code: int = 1) -> NoReturn:
    print(text, file=sys.stderr)
    raise SystemExit(code)
