"""`library`: reading all we teach, against a Markdown parser; finding in it, against `in`."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from statistics import median

from bench.figures import Figure, compared, in_turn
from bench.local import ROOT
from content import load
from content.search import find

OURS = "import content\nread = content.load\n"
MARKDOWN = (
    "from markdown_it import MarkdownIt\n"
    "from pathlib import Path\n"
    "files = sorted(Path('content/curricula').rglob('*.txt'))\n"
    "def read():\n"
    "    parser = MarkdownIt()\n"
    "    return [parser.parse(file.read_text(encoding='utf-8')) for file in files]\n"
)
TIMED = (
    "import json, re, time\n"
    "from pathlib import Path\n"
    "began = time.perf_counter()\n"
    "kept = read()\n"
    "seconds = time.perf_counter() - began\n"
    # Not getrusage: what it tells survives exec, so it would be the bench's own peak.
    "peak = re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]\n"
    "print(json.dumps([seconds, int(peak)]))\n"
)
WITHIN = 60
QUERIES = ("装饰器", "python", "面试 项目", "git", "没有这样的词")
ROUNDS = 20


def measure(pairs: int) -> Iterator[Figure]:
    measured = in_turn(pairs, lambda: _read(OURS), lambda: _read(MARKDOWN))
    times = [(ours[0] * 1000, theirs[0] * 1000) for ours, theirs in measured]
    yield compared("library, load", "ms", times, "markdown-it-py, parse", "<= 1", digits=2)
    memory = [(ours[1] / 1024, theirs[1] / 1024) for ours, theirs in measured]
    yield compared("library, peak memory", "MB", memory, "markdown-it-py, parse", "<= 1", digits=2)
    library, lines = load(), _lines()
    asked = in_turn(
        pairs,
        lambda: _milliseconds(lambda query: find(library, query)),
        lambda: _milliseconds(lambda query: _grep(lines, query)),
    )
    yield compared("library, find", "ms", asked, "`in` over every line of the same files")


def _read(way: str) -> tuple[float, float]:
    """Seconds and peak kilobytes of a fresh process that reads everything once."""
    done = subprocess.run(
        [sys.executable, "-c", way + TIMED],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=WITHIN,
    )
    seconds, peak = json.loads(done.stdout)
    return seconds, peak


def _lines() -> list[str]:
    files = (ROOT / "content" / "curricula").rglob("*.txt")
    return [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def _grep(lines: list[str], query: str) -> list[str]:
    words = query.casefold().split()
    return [line for line in lines if all(word in line.casefold() for word in words)]


def _milliseconds(ask: Callable[[str], object]) -> float:
    """One question, the median of a few rounds of all of them."""
    found = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for query in QUERIES:
            ask(query)
        found.append((time.perf_counter() - began) / len(QUERIES))
    return median(found) * 1000
