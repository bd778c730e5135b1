"""Processes on this machine: started for a bench, told where things are, ended by their own id."""

import json
import os
import select
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.database import Database
from bot.schema import migrate
from bot.settings import Settings
from tests.postgres import Postgres

ROOT = Path(__file__).parent.parent
START_WITHIN = 30.0
END_WITHIN = 10.0
_OURS = {name.upper() for name in Settings.model_fields}


@contextmanager
def running(
    *arguments: str, at: Path = ROOT, **environment: str
) -> Iterator[subprocess.Popen[str]]:
    """A Python process; none of the caller's own settings reach it. It ends with the `with`.

    `at` is where it looks for a .env.
    """
    clean = {key: value for key, value in os.environ.items() if key.upper() not in _OURS}
    process = subprocess.Popen(  # only our own programs
        [sys.executable, *arguments],
        cwd=at,
        env=clean | {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(END_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def first_line(process: subprocess.Popen[str]) -> str:
    """What a server says once it listens: where."""
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], START_WITHIN)
    line = process.stdout.readline().strip() if ready else ""
    if not line:
        raise TimeoutError(f"{process.args} did not start")
    return line


def until(done: Callable[[], bool], seconds: float, what: str) -> None:
    """Look every few milliseconds; a bench that does not end is a failed one."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="xueban-bench-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@contextmanager
def sqlite(at: Path) -> Iterator[Database]:
    """A migrated file, synchronous=FULL like the real one."""
    database = Database(f"sqlite:///{at}")
    try:
        migrate(database)
        yield database
    finally:
        database.close()


@contextmanager
def postgres() -> Iterator[Postgres]:
    # In a folder of its own: the server may run as another user, who may not look in others.
    with TemporaryDirectory(prefix="xueban-postgres-", ignore_cleanup_errors=True) as name:
        server = Postgres(Path(name))
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def on_postgres(server: Postgres) -> Iterator[Database]:
    with server.database() as url:
        database = Database(url)
        try:
            yield database
        finally:
            database.close()


class History:
    """The lines a local Telegram writes as things happen, read while it writes."""

    def __init__(self, path: Path) -> None:
        path.touch()
        self._file = path.open(encoding="utf-8")
        self._rest = ""
        self.sent: list[float] = []
        """When each message of the bot came, in seconds of the server's timer."""
        self.texts: list[str] = []
        self.chats: list[int] = []

    def look(self) -> int:
        """How many messages the bot has sent by now."""
        *lines, self._rest = (self._rest + self._file.read()).split("\n")
        for line in lines:
            if '"sendMessage"' in line:
                row = json.loads(line)
                if row.get("status") == 200:
                    self.sent.append(row["at"])
                    self.texts.append(row["params"].get("text", ""))
                    self.chats.append(row["params"]["chat_id"])
        return len(self.sent)

    def close(self) -> None:
        self._file.close()


def state_of(base: str) -> dict[str, int]:
    """What a local server counted."""
    address = base.rpartition("/")[0] + "/_control"
    with urllib.request.urlopen(address, timeout=10) as answer:
        return json.load(answer)
