"""`start`: how long `python -m bot --help` takes, against a Python that does nothing."""

import subprocess
import sys
import time
from collections.abc import Iterator

from bench.figures import Figure, compared, in_turn
from bench.local import ROOT

MORE = 3
"""A start is short: three times the pairs cost nothing and calm the median."""


def measure(pairs: int) -> Iterator[Figure]:
    _milliseconds("-m", "bot", "--help")  # writes the compiled files
    found = in_turn(
        pairs * MORE,
        lambda: _milliseconds("-m", "bot", "--help"),
        lambda: _milliseconds("-c", "pass"),
    )
    yield compared("start, --help", "ms", found, "python -c pass", "<= 6", digits=2)


def _milliseconds(*arguments: str) -> float:
    began = time.perf_counter()
    command = [sys.executable, *arguments]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=20)
    return (time.perf_counter() - began) * 1000
