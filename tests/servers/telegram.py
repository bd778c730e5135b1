"""A local Telegram Bot API server that enforces the vendor's rules, for tests and benches."""

import asyncio
import inspect
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

if not __package__:  # run as a script: its own folder would hide the real `telegram`
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    __package__ = "tests.servers"

from .botapi import Description, RefusedError, Upload, bad
from .telegram_account import play
from .telegram_faults import Faults
from .telegram_people import People
from .telegram_rates import Rates
from .telegram_rules import Rules
from .telegram_updates import Updates

REQUEST_BYTES = 52 * 2**20
RATED = re.compile(r"(send(?!ChatAction)|edit).+")


@dataclass
class Call:
    """One call of the bot; `at` is in seconds of the server's timer."""

    method: str
    params: dict[str, Any]
    at: float
    status: int = 0


class TelegramServer(People, Faults):
    """`async with TelegramServer(token="1:TEST") as server:` speaks at `server.base`."""

    def __init__(
        self,
        token: str = "1:TEST",
        *,
        username: str = "testbot",
        name: str = "Test Bot",
        port: int = 0,
        limits: bool = False,
        validate: bool = True,
        open_chats: bool = False,
        latency: float = 0,
        history: Path | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self.description = Description()
        bot = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": name}
        updates = Updates(self.description.updates, self.note, lambda: self.date)
        People.__init__(self, bot | {"username": username}, Rules(self.description), updates)
        Faults.__init__(self)
        self.token, self.port, self.validate, self.latency = token, port, validate, latency
        self.open_chats, self.timer = open_chats, timer
        self.rates = Rates(timer, limits=limits)
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self._history = history.open("a", buffering=1, encoding="utf-8") if history else None
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=REQUEST_BYTES)
        app.router.add_route("*", "/_control", self._control)
        app.router.add_get(f"/file/bot{self.token}/{{path:.+}}", self._file)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.updates.stop()
        await self._runner.cleanup()
        if self._history:
            self._history.close()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def base_file(self) -> str:
        return f"http://127.0.0.1:{self.port}/file/bot"

    def repeat_next_update(self) -> None:
        self.updates.repeat_next()

    def made(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

    def note(self, event: str, **about: Any) -> None:
        if self._history:
            line = {"at": round(self.timer(), 4), "event": event} | about
            self._history.write(json.dumps(line, ensure_ascii=False) + "\n")

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if self.faults and self.take("drop", method):
            return broken(request)
        call = Call(method, {}, self.timer())
        self.calls.append(call)
        try:
            call.status, answer = 200, await self._answer(request, call)
        except RefusedError as refused:
            call.status, answer = refused.status, refused.body()
        self.note("call", method=method, params=call.params, status=call.status)
        if self.latency:
            await asyncio.sleep(self.latency)
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        if self.faults:
            await self.late(method)
            if self.take("lose", method):
                return broken(request)
            if self.take("half", method):
                return await half(request, body)
        return web.Response(status=call.status, body=body, content_type="application/json")

    async def _answer(self, request: web.Request, call: Call) -> Any:
        call.params, uploads = await read_body(request)
        check_token(request.match_info["token"], self.token)
        if self.faults:
            self.refuse_as_ordered(call.method)
        self._check(call, uploads)
        self._rate(call)
        result = play(self, call.method, call.params, uploads)
        return {"ok": True, "result": await result if inspect.isawaitable(result) else result}

    def _check(self, call: Call, uploads: dict[str, Upload]) -> None:
        """What the description forbids is refused, and kept so that a test may assert: nothing."""
        try:
            call.params = self.description.read(
                call.method, call.params, uploads, strict=self.validate
            )
        except RefusedError as refused:
            self.violations.append(refused.description)
            raise

    def _rate(self, call: Call) -> None:
        chat = call.params.get("chat_id")
        if isinstance(chat, int) and RATED.fullmatch(call.method):
            for _ in call.params["media"] if call.method == "sendMediaGroup" else "1":
                self.rates.note(chat)

    async def _file(self, request: web.Request) -> web.Response:
        for file in self.files.values():
            if file.path == request.match_info["path"]:
                return web.Response(body=file.data)
        return web.json_response(RefusedError(404, "Not Found").body(), status=404)

    async def _control(self, request: web.Request) -> web.Response:
        """GET tells another process the state; POST `{"do": "say", "chat": 7, ...}` acts there."""
        if request.method == "GET":
            return web.json_response(self.state())
        order = await request.json()
        name, times = order.pop("do"), order.pop("times", 1)
        if not (hasattr(People, name) or hasattr(Faults, name)) or name.startswith("_"):
            raise web.HTTPNotFound
        if name == "now":
            self.now = datetime.fromisoformat(order["to"])
            return web.json_response([self.date])
        done = [getattr(self, name)(**order) for _ in range(times)]
        return web.json_response(done, dumps=plain)

    def state(self) -> dict[str, Any]:
        return {
            "calls": Counter(call.method for call in self.calls),
            "statuses": Counter(call.status for call in self.calls),
            "violations": self.violations,
            "pending": len(self.updates.queue),
            "confirmed": self.updates.confirmed,
            "given": len(self.updates.given),
            "repeated": sum(times > 1 for times in self.updates.given.values()),
            "messages": {chat: len(self.answers(chat)) for chat in self.chats},
            "peak": self.rates.peak,
            "chat_peak": self.rates.chat_peak,
            "group_minute_peak": self.rates.group_minute_peak,
            "refused_by_rate": self.rates.refused,
            "unanswered": len(self.unanswered),
        }


def check_token(given: str, token: str) -> None:
    if given != token:
        raise RefusedError(401, "Unauthorized")


def readable(value: Any) -> Any:
    return vars(value) if hasattr(value, "__dict__") else str(value)


def plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=readable)


async def read_body(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """The fields of a call, however it was sent, and the files that came along."""
    given: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    try:
        await fill(request, given, uploads)
    except ValueError as error:
        raise bad(f"can't parse the body: {error}") from error
    return given, uploads


async def fill(request: web.Request, given: dict[str, Any], uploads: dict[str, Upload]) -> None:
    kind = request.content_type
    if kind == "multipart/form-data":
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            data = bytes(await part.read())
            if part.filename is None:
                given[part.name] = data.decode()
            else:
                uploads[part.name] = Upload(part.filename, data)
    elif kind == "application/json":
        body = json.loads(await request.read() or b"{}")
        if not isinstance(body, dict):
            raise bad("an object is expected")
        given |= body
    else:
        given |= parse_qsl((await request.read()).decode(), keep_blank_values=True)


def broken(request: web.Request) -> web.Response:
    request.transport.abort()
    return web.Response()


async def half(request: web.Request, answer: bytes) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    response.content_length = len(answer)
    await response.prepare(request)
    await response.write(answer[: len(answer) // 2])
    request.transport.close()
    return response


async def serve(server: TelegramServer) -> None:
    async with server:
        sys.stdout.write(server.base + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    import argparse

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default="1:test")
    parser.add_argument("--latency", type=float, default=0, help="seconds per call")
    parser.add_argument("--updates", type=int, default=0, help="messages waiting at the start")
    parser.add_argument("--chats", type=int, default=50, help="people who wrote them")
    parser.add_argument("--text", default="/checkin {n}", help="what they wrote")
    parser.add_argument("--history", type=Path, help="a file for one JSON line an event")
    parser.add_argument("--limits", action="store_true", help="enforce the rate limits")
    parser.add_argument("--no-validate", action="store_true", help="take any field")
    parser.add_argument("--open-chats", action="store_true", help="let the bot write to anybody")
    args = parser.parse_args()
    server = TelegramServer(
        args.token,
        port=args.port,
        limits=args.limits,
        validate=not args.no_validate,
        open_chats=args.open_chats,
        latency=args.latency,
        history=args.history,
    )
    for n in range(args.updates):
        user = 1000 + n % args.chats
        server.say(user, user, args.text.format(n=n))
    asyncio.run(serve(server))


if __name__ == "__main__":
    main()
