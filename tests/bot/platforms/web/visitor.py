"""What the tests of the page share: a companion that remembers, a browser without a window."""

import json
import re
from datetime import UTC, datetime

import httpx
from sqlalchemy import func, select
from starlette.applications import Starlette

from bot.chat import Address
from bot.models import PageMessage
from bot.wire import MenuEntry, Parcel

NOW = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
MENU = (MenuEntry("today", "today's task", "anywhere"), MenuEntry("group", "a group", "group"))
ORIGIN = "http://127.0.0.1:8080"
NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"


class Companion:
    """A stand-in for the whole behind the edge: it notes events and answers as told."""

    def __init__(self):
        self.events = []
        self.keys = set()
        self.raws = []
        self.at_once = ()
        self.away = False
        self.quarantined = []

    async def handle(self, event, raw):
        if self.away:
            raise ConnectionError("database away")
        if event.key in self.keys:
            return ()
        self.keys.add(event.key)
        self.events.append(event)
        self.raws.append(raw)
        return self.at_once

    async def quarantine(self, platform, tenant, raw, at):
        self.quarantined.append(raw)
        return "ab12cd"


class Page:
    """A browser without a window: it loads the page for its token and posts with it."""

    def __init__(self, web):
        transport = httpx.ASGITransport(Starlette(routes=web.routes()))
        self.http = httpx.AsyncClient(transport=transport, base_url=ORIGIN)
        self.number = 0
        self.headers = {}

    async def load(self, who="you", **headers):
        page = await self.http.get("/", params={"as": who}, headers=headers)
        self.headers["X-Page-Token"] = re.search(r'page-token" content="([^"]+)', page.text)[1]
        return page.text

    def key(self):
        self.number += 1
        return f"key-{self.number:06}"

    async def post(self, path, who="you", chat=None, headers=None, **data):
        body = {"as": who, "chat": chat or f"private-{who}", "key": self.key(), **data}
        headers = {**self.headers, **(headers or {})}
        return await self.http.post(path, content=json.dumps(body), headers=headers)

    async def say(self, text, **more):
        return await self.post("/page/say", text=text, **more)


def parcel(message, chat="private-you", key="k1", **more):
    return Parcel(Address("web", "local", chat), message, key, **more)


def count(database):
    with database.begin() as session:
        return session.scalar(select(func.count()).select_from(PageMessage))
