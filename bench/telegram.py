"""`telegram`: check-ins over long polling - parsed, handled, committed, answered - each second."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

from bench.community import move_in
from bench.figures import Figure, compared, in_turn
from bench.local import ROOT, History, first_line, folder, running, sqlite, until
from bot.operations.clock import Clock

TOKEN = "1:BENCH"
SERVER = ROOT / "tests" / "servers" / "telegram.py"
LEARNERS = 500
WORDS = "学完第 {n} 节"
WITHIN = 90.0
WARM = 5
"""The first fifth of the answers is not counted: connections open, code is compiled."""

ECHO = "bare echo bot of python-telegram-bot"


def measure(pairs: int) -> Iterator[Figure]:
    with folder() as at:
        template = at / "template.db"
        with sqlite(template) as database:
            users = [str(1000 + n) for n in range(LEARNERS)]
            move_in(database, users, Clock().now(), platform="telegram", tenant="1")
        for name, latency, few, many, goal in (
            ("telegram", 0.0, 1000, 1000, ">= 0.8"),
            ("telegram, 40 ms", 0.04, 100, 1000, ">= 20"),
        ):
            found = in_turn(
                pairs,
                lambda latency=latency, many=many: _ours(at, template, many, latency),
                lambda latency=latency, few=few: _echo(at, few, latency),
            )
            yield compared(name, "check-ins/s", found, ECHO, goal)


def _ours(at: Path, template: Path, updates: int, latency: float) -> float:
    copyfile(template, at / "t.db")
    for rest in ("t.db-wal", "t.db-shm"):
        (at / rest).unlink(missing_ok=True)
    return _rate(
        at,
        updates,
        latency,
        "bench.ours",
        lambda base: {
            "DATABASE_URL": f"sqlite:///{at / 't.db'}",
            "DATA_DIR": str(at),
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_BASE": base,
            "LOG_LEVEL": "WARNING",
            "PORT": "0",
        },
    )


def _echo(at: Path, updates: int, latency: float) -> float:
    return _rate(
        at,
        updates,
        latency,
        "bench.echo_telegram",
        lambda base: {"ECHO_TOKEN": TOKEN, "ECHO_BASE": base},
    )


def _rate(at: Path, updates: int, latency: float, module: str, told) -> float:
    """Answers a second, from the first that counts to the last, as the server saw them."""
    path = at / "history.jsonl"
    path.unlink(missing_ok=True)
    server = (
        f"{SERVER} --port 0 --token {TOKEN} --open-chats --latency {latency}"
        f" --updates {updates} --chats {LEARNERS} --history {path}"
    ).split()
    with running(*server, "--text", WORDS) as telegram:
        base = first_line(telegram)
        history = History(path)
        try:
            with running("-m", module, **told(base)):
                until(lambda: history.look() >= updates, WITHIN, module)
        finally:
            history.close()
    first = updates // WARM
    return (updates - first) / (history.sent[updates - 1] - history.sent[first - 1])
