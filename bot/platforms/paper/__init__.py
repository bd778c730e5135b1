"""A platform of paper: what is said is written into a transcript, pictures beside it."""

import asyncio
from datetime import datetime
from pathlib import Path

from starlette.routing import BaseRoute

from bot.chat import Link
from bot.operations.clock import Clock
from bot.study.calendar import local
from bot.wire import Limits, Parcel


class Paper:
    """Writes `transcript.txt` and `picture-NN.png` into a folder; nobody answers from there."""

    name = "paper"
    tenant = "local"
    limits = Limits(1e6, 1e6, 1e8)
    whispers = True

    def __init__(self, folder: Path, clock: Clock, zone: str) -> None:
        self.folder = folder
        self.pictures: list[Path] = []
        self.sent: list[tuple[str, Parcel]] = []
        self._clock = clock
        self._zone = zone
        self._lines: list[str] = []

    async def open(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)

    async def close(self) -> None:
        text = "\n".join(self._lines) + "\n"
        (self.folder / "transcript.txt").write_text(text, encoding="utf-8")

    async def listen(self) -> None: ...

    def routes(self) -> list[BaseRoute]:
        return []

    def link(self, payload: str) -> str:
        return f"https://example.invalid/start?{payload}"

    def write(self, who: str, where: str, words: str) -> None:
        """A line of the transcript: somebody says something somewhere."""
        at: datetime = local(self._clock.now(), self._zone)
        first, *rest = words.split("\n")
        self._lines.append(f"{at:%m-%d %H:%M}  [{where}] {who}: {first}")
        self._lines += [f"{'':13}{line}" for line in rest]

    async def send(self, parcel: Parcel) -> str:
        number = parcel.edit or f"p{len(self.sent) + 1}"
        self.sent.append((number, parcel))
        message = parcel.message
        rows = [" ".join(f"[{button.label}]" for button in row) for row in message.buttons]
        links = [b.url for b in message.buttons_flat() if isinstance(b, Link)]
        words = [str(message.text), *rows, *links]
        if message.picture is not None:
            words.append(f"({await self._drawn(parcel)}: {message.picture.alt})")
        where = f"{parcel.address.chat} · {parcel.only_for}" if parcel.only_for else None
        mark = "学伴 (edited)" if parcel.edit else "学伴"
        self.write(mark, where or parcel.address.chat, "\n".join(word for word in words if word))
        return number

    async def _drawn(self, parcel: Parcel) -> str:
        from bot.pictures import draw

        picture = parcel.message.picture
        if picture is None:
            return ""
        png = await asyncio.to_thread(draw, picture.template, picture.facts)
        if png is None:
            return "no font for pictures here"
        path = self.folder / f"picture-{len(self.pictures) + 1:02d}.png"
        path.write_bytes(png)
        self.pictures.append(path)
        return path.name
