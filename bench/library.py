"""`library`: reading everything we teach at start, against a Markdown parser on the same text."""

import json
import subprocess
import sys
from collections.abc import Iterator

from bench.figures import Figure, compared, in_turn
from bench.local import ROOT

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


def measure(pairs: int) -> Iterator[Figure]:
    measured = in_turn(pairs, lambda: _read(OURS), lambda: _read(MARKDOWN))
    times = [(ours[0] * 1000, theirs[0] * 1000) for ours, theirs in measured]
    yield compared("library, load", "ms", times, "markdown-it-py, parse", "<= 1", digits=2)
    memory = [(ours[1] / 1024, theirs[1] / 1024) for ours, theirs in measured]
    yield compared("library, peak memory", "MB", memory, "markdown-it-py, parse", "<= 1", digits=2)


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
