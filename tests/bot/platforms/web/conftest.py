"""The page before a companion that only remembers, and the page served on a port."""

import asyncio
import contextlib

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from bot.operations.clock import StillClock
from bot.platforms.web import Web
from tests.bot.platforms.web.visitor import MENU, NOW, Companion, Page


@pytest.fixture
def companion():
    return Companion()


@pytest.fixture
def web(settings, database, companion):
    clock = StillClock(NOW)
    return Web(settings, clock, companion.handle, companion.quarantine, MENU, database)


@pytest.fixture
async def page(web):
    page = Page(web)
    await page.load()
    yield page
    await page.http.aclose()


@pytest.fixture
def served(settings, database, companion):
    """`async with served() as (web, http)`: a real server on a port of its own."""

    @contextlib.asynccontextmanager
    async def serve():
        own = settings.model_copy(update={"port": 0})
        clock = StillClock(NOW)
        web = Web(own, clock, companion.handle, companion.quarantine, MENU, database)
        config = uvicorn.Config(Starlette(routes=web.routes()), port=0, log_level="error")
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn tells in no other way
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=5) as http:
            yield web, http
        await web.close()
        server.should_exit = True
        await task

    return serve
