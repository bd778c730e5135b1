"""The one HTTP application: page, webhooks, health and metrics on one port."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.app import App
from bot.calendars.write import MEDIA_TYPE, version
from bot.operations.metrics import exposition

BACKLOG = 128
"""Callers that may wait: the address is printed before the first one is served."""

PRIVATE = {
    "cache-control": "private, max-age=300",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}
"""A calendar is its owner's: no shared cache keeps it, its address is not passed on."""

NAMED = {"content-disposition": 'inline; filename="xueban.ics"'}


def application(app: App) -> Starlette:
    async def health(_request: Request) -> Response:
        ok = await app.answers()
        return JSONResponse({"ok": ok}, status_code=200 if ok else 503)

    async def metrics(_request: Request) -> Response:
        text = exposition(await app.figures())
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")

    async def calendar(request: Request) -> Response:
        found = await app.calendar(request.path_params["token"])
        if found is None:
            return Response("no such calendar", status_code=404, headers=PRIVATE)
        headers = PRIVATE | NAMED | {"etag": version(found)}
        if headers["etag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(found, media_type=MEDIA_TYPE, headers=headers)

    routes: list[BaseRoute] = [
        Route("/healthz", health),
        Route("/metrics", metrics),
        Route("/calendar/{token}.ics", calendar),
    ]
    for platform in app.platforms.values():
        routes += platform.routes()
    return Starlette(routes=routes)


def listening_socket(host: str, port: int) -> socket.socket:
    """Takes callers from now on; they wait until somebody serves. Raises OSError if the address is
    taken or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(BACKLOG)
    except OSError:
        found.close()
        raise
    return found


class _Server(uvicorn.Server):
    """Signals are ours: the delivery must be drained before the process ends."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(application: Starlette, at: socket.socket, stop: asyncio.Event) -> None:
    """Answer HTTP until `stop`."""
    config = uvicorn.Config(application, log_config=None, access_log=False, lifespan="off")
    server = _Server(config)
    running = asyncio.create_task(server.serve([at]))
    try:
        await stop.wait()
    finally:
        server.should_exit = True
        server.force_exit = True
        await running
