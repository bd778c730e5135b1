"""`python -m bench [NAME ...] [--quick]`: measure, print a table, write bench/results.json."""

import argparse
import time
from importlib import import_module
from pathlib import Path

from bench.figures import Figure, keep, table
from bot.operations.logs import set_up

SUBJECTS = {
    "telegram": "bench.telegram",
    "slack": "bench.slack",
    "idle-tick": "bench.ticks",
    "planning": "bench.planning",
    "answers": "bench.answers",
    "delivery": "bench.delivery",
    "lanes": "bench.lanes",
    "pace": "bench.pace",
    "crash": "bench.crash",
    "library": "bench.library",
    "start": "bench.start",
    "rhythm": "bench.rhythm",
}
RESULTS = Path(__file__).parent / "results.json"
PAIRS, QUICK_PAIRS = 5, 2


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SUBJECTS))
    parser.add_argument("--quick", action="store_true", help="fewer pairs: a first look only")
    options = parser.parse_args()
    if unknown := set(options.names) - set(SUBJECTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(SUBJECTS)}")
    set_up("ERROR", "console", [])  # a late mark is part of what is measured
    pairs = QUICK_PAIRS if options.quick else PAIRS
    figures: list[Figure] = []
    failed: list[str] = []
    for name in options.names or SUBJECTS:
        began = time.monotonic()
        try:
            figures += import_module(SUBJECTS[name]).measure(pairs)
        except TimeoutError as error:
            failed.append(f"{name}: {error}")
        keep(figures, RESULTS)
        print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
    print(f"\n{table(figures)}")
    if failed:
        raise SystemExit("\n".join(failed))


if __name__ == "__main__":
    main()
