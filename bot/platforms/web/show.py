"""What the browser asks for: the page, its stream, pictures and files."""

from collections.abc import Sequence
from urllib.parse import quote

import structlog
from sse_starlette import EventSourceResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.chat import Message
from bot.platforms.web.people import PEOPLE, YOU, person
from bot.platforms.web.room import Room
from bot.texts import Texts
from bot.wire import MenuEntry

log = structlog.get_logger("web")


class Shown:
    """The routes that only show; nothing changes by asking."""

    def __init__(self, room: Room, menu: Sequence[MenuEntry]) -> None:
        self._room = room
        self._menu = menu

    async def page(self, request: Request) -> Response:
        room = self._room
        reader = await room.reader(request)
        rows, change = await room.live.ask(room.live.store.latest, reader.person.id)
        html = room.renderer.page(
            reader,
            rows,
            people=[person(name, reader.t.lang) for name in PEOPLE],
            menu=self._commands(reader.t),
            moment=reader.moment(room.clock.now()),
            after=change,
            token=room.seal.token(),
        )
        return HTMLResponse(html, headers={"Cache-Control": "no-store"})

    async def events(self, request: Request) -> Response:
        """New and edited messages from where the page, or its lost connection, has got to."""
        room = self._room
        after = request.headers.get("last-event-id") or request.query_params.get("after", "")
        stream = room.live.changes(
            lambda: room.reader(request), room.renderer, int(after) if after.isdecimal() else 0
        )
        return EventSourceResponse(stream)

    async def picture(self, request: Request) -> Response:
        from bot.pictures import draw

        message = await self._message(request)
        if message is None or message.picture is None:
            return Response(status_code=404)
        theme = "dark" if request.query_params.get("theme") == "dark" else "light"
        picture = message.picture
        try:
            png = await run_in_threadpool(draw, picture.template, picture.facts, theme)
        except Exception:
            log.exception("picture not drawn", template=picture.template)
            png = None
        if png is None:  # the words stand without it
            return Response(status_code=404)
        kept = {"Cache-Control": "private, max-age=3600"}
        return Response(png, media_type="image/png", headers=kept)

    async def attachment(self, request: Request) -> Response:
        message = await self._message(request)
        if message is None or message.file is None:
            return Response(status_code=404)
        name = quote(message.file.name, safe="")
        return Response(
            message.file.content,
            media_type=message.file.media_type,
            headers={"Content-Disposition": f"attachment; filename*=utf-8''{name}"},
        )

    async def _message(self, request: Request) -> Message | None:
        name = request.query_params.get("as", YOU)
        return await self._room.message(str(request.path_params["number"]), name)

    def _commands(self, t: Texts) -> list[dict[str, str]]:
        return [
            {"name": entry.name, "help": t.plain(entry.help), "where": entry.where}
            for entry in self._menu
        ]
