"""What is said, printed; pictures and files, saved beside the database."""

import asyncio
import hashlib
import os
import re
import sys
from pathlib import Path
from typing import TextIO

import structlog
from rich.console import Console
from rich.text import Text as Line

from bot.chat import File, Message, Picture
from bot.platforms.terminal.read import clean
from bot.platforms.terminal.render import CALM, Saved

log = structlog.get_logger("terminal")

_ODD = re.compile(r"[^\w.-]+")


class _Console(Console):
    """A reader of a pipe may stop reading: what is still typed is handled all the same."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Screen:
    """Prints lines under a speaker's name: wrapped for a person, unbroken into a pipe."""

    def __init__(self, out: TextIO | None = None) -> None:
        # Without a file rich asks for sys.stdout each time, so a prompt below can hold its line.
        self._console = _Console(file=out, highlight=False, markup=False, emoji=False)

    def say(self, speaker: str, rows: list[Line]) -> None:
        head = Line(f"{clean(speaker)}> ", f"bold {CALM}")
        indent = Line(" " * head.cell_len)
        for number, row in enumerate(self._fitting(rows, head.cell_len)):
            line = (head if number == 0 else indent) + row
            line.rstrip()
            self._console.print(line, soft_wrap=True)

    def note(self, words: str) -> None:
        self._console.print(Line(clean(words), "dim"), soft_wrap=True)

    def _fitting(self, rows: list[Line], indent: int) -> list[Line]:
        if not self._console.is_terminal:
            return rows
        width = max(20, self._console.width - indent)
        return [part for row in rows for part in row.wrap(self._console, width)]


class Shelf:
    """The folder pictures and files are put into, each under a name nothing else has."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, message: Message, key: str) -> tuple[Saved, ...]:
        saved = []
        if message.picture is not None:
            path = await asyncio.to_thread(self._picture, message.picture, key)
            if path is not None:
                saved.append(Saved(str(message.picture.alt), str(path)))
        if message.file is not None:
            path = await asyncio.to_thread(self._file, message.file, key)
            saved.append(Saved(message.file.name, str(path)))
        return tuple(saved)

    def _picture(self, picture: Picture, key: str) -> Path | None:
        from bot.pictures import draw

        try:
            png = draw(picture.template, picture.facts)
        except Exception:
            log.exception("picture not drawn", template=picture.template)
            return None
        if png is None:
            return None
        return self._write("pictures", f"{picture.template}.png", key, png)

    def _file(self, file: File, key: str) -> Path:
        return self._write("files", file.name, key, file.content)

    def _write(self, folder: str, name: str, key: str, content: bytes) -> Path:
        """The same message saved again is the same file; another's is never overwritten."""
        named = Path(_ODD.sub("-", clean(name).replace("/", "-")).strip(".-") or "file")
        mark = hashlib.sha256(key.encode()).hexdigest()[:6]
        path = self._folder / folder / f"{named.stem}-{mark}{named.suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path
