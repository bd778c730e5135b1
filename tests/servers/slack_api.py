"""The Web API as it is called: bodies, tokens, limits and faults around its methods."""

import asyncio
import json
import socket
import struct
from base64 import b64decode
from dataclasses import dataclass
from typing import Any

from aiohttp import BodyPartReader, web

from .slack_faults import Fault, Faults
from .slack_limits import Limits
from .slack_methods import METHODS, truth
from .slack_views import VIEW_METHODS
from .slack_workspace import BOT_USER, RefusedError, ResponseUrl, Violation, Workspace

ALL_METHODS = METHODS | VIEW_METHODS
URL_LIFE, URL_USES = 30 * 60, 5


@dataclass(frozen=True)
class Call:
    """One call as it came in; `error` is what was answered, empty when it was granted."""

    at: float
    method: str
    args: dict[str, Any]
    error: str


class WebApi(Workspace):
    """What the bot may ask of the workspace over HTTP."""

    def __init__(self, *, limits: bool = False, **more: Any) -> None:
        super().__init__(**more)
        self.limits = Limits() if limits else None
        self.faults = Faults()
        self.calls: list[Call] = []
        self.tickets: set[str] = set()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/api/{method}", self._called),
            web.post("/upload/{file}", self._uploaded),
            web.post("/response/{key}", self._responded),
        ]

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    async def _called(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        fault = self.faults.take(method)
        await asyncio.sleep(self.faults.latency + (fault.seconds if fault else 0))
        if fault and fault.kind == "drop":
            return cut(request)
        try:
            args = await self._args(request)
        except RefusedError as refused:
            return self._answer(method, {}, refused)
        answer = self._judge(request, method, args, fault)
        if fault and fault.kind == "reset":
            return cut(request)
        if fault and fault.kind == "half":
            return await half(request, answer)
        return answer

    def _judge(
        self, request: web.Request, method: str, args: dict[str, Any], fault: Fault | None
    ) -> web.Response:
        try:
            if fault and fault.kind == "status":
                self.calls.append(Call(self.clock(), method, args, f"http {fault.status}"))
                return web.Response(status=fault.status, text="<html>sorry</html>")
            if fault and fault.kind == "refuse":
                more = {name: value for name, value in fault.body.items() if name != "error"}
                refusal = RefusedError(fault.body["error"], **more)
                return self._answer(method, args, refusal, fault.status, fault.headers)
            self._admit(request, method, args)
            if method == "apps.connections.open":
                done = {"url": self._ticket()}
            else:
                done = ALL_METHODS[method](self, args)
        except RefusedError as refused:
            wait = refused.more.pop("retry_after", None)
            if wait:
                return self._answer(method, args, refused, 429, {"Retry-After": str(wait)})
            return self._answer(method, args, refused)
        self.calls.append(Call(self.clock(), method, args, ""))
        return web.json_response({"ok": True} | done)

    def _answer(
        self,
        method: str,
        args: dict[str, Any],
        refused: RefusedError,
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> web.Response:
        self.calls.append(Call(self.clock(), method, args, refused.error))
        said = {"ok": False, "error": refused.error} | refused.more
        return web.json_response(said, status=status, headers=headers)

    def _admit(self, request: web.Request, method: str, args: dict[str, Any]) -> None:
        """The method exists, the caller may use it, and not too often."""
        if method not in ALL_METHODS and method != "apps.connections.open":
            raise RefusedError("unknown_method", req_method=method)
        if method == "oauth.v2.access":
            self._check_client(request, args)
        else:
            self._check_token(request, method, args)
        if self.limits:
            channel = str(args.get("channel"))
            if wait := self.limits.retry_after(method, channel, self.clock()):
                raise RefusedError("ratelimited", retry_after=wait)

    def _check_token(self, request: web.Request, method: str, args: dict[str, Any]) -> None:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token:
            token = str(args.pop("token", "")) if request.content_type != "application/json" else ""
        if not token:
            raise RefusedError("not_authed")
        if token in self.dead_tokens:
            raise RefusedError(self.dead_tokens[token])
        if token == self.app_token:
            if method != "apps.connections.open":
                raise RefusedError("not_allowed_token_type")
        elif token != self.bot_token and token not in self.extra_tokens:
            raise RefusedError("invalid_auth")
        elif method == "apps.connections.open":
            raise RefusedError("not_allowed_token_type")

    def _check_client(self, request: web.Request, args: dict[str, Any]) -> None:
        """Client id and secret come as Basic authorization or as arguments."""
        kind, _, basic = request.headers.get("Authorization", "").partition(" ")
        said = [str(args.get("client_id")), "", str(args.get("client_secret"))]
        if kind == "Basic":
            said = list(b64decode(basic).decode().partition(":"))
        if said[0] != self.client_id:
            raise RefusedError("invalid_client_id")
        if said[2] != self.client_secret:
            raise RefusedError("bad_client_secret")

    def _ticket(self) -> str:
        ticket = self.fresh("link")
        self.tickets.add(ticket)
        return f"{self.origin.replace('http', 'ws', 1)}/link/?ticket={ticket}"

    async def _args(self, request: web.Request) -> dict[str, Any]:
        """The arguments, from the address and a JSON or form body."""
        args: dict[str, Any] = dict(request.query)
        if request.content_type == "application/json":
            try:
                body = json.loads(await request.read() or b"{}")
            except ValueError:
                raise RefusedError("invalid_json") from None
            if not isinstance(body, dict):
                raise RefusedError("json_not_object")
            return args | body
        return args | {
            name: unpacked(name, value) for name, value in (await request.post()).items()
        }

    async def _uploaded(self, request: web.Request) -> web.Response:
        file = self.files.get(request.match_info["file"])
        if not file:
            return web.Response(status=404, text="no such upload")
        content = b""
        if request.content_type.startswith("multipart/"):
            async for part in await request.multipart():
                if isinstance(part, BodyPartReader):
                    content = bytes(await part.read())
        else:
            content = await request.read()
        if len(content) != file["size"]:
            lengths = f"{len(content)} bytes came, {file['size']} were promised"
            self.violations.append(Violation("upload", "wrong_length", (lengths,)))
            return web.Response(status=400, text="length mismatch")
        file["content"] = content
        return web.Response(text=f"OK - {len(content)}")

    async def _responded(self, request: web.Request) -> web.Response:
        """A response_url: five messages within half an hour."""
        way = self.response_urls.get(request.match_info["key"])
        if not way or self.clock() - way.made > URL_LIFE:
            return web.Response(status=404, text="expired_url")
        if way.uses >= URL_USES:
            return web.Response(status=404, text="used_url")
        try:
            body = json.loads(await request.read())
            self.reply(way, body)
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        except RefusedError as refused:
            return web.Response(status=400, text=refused.error)
        way.uses += 1
        return web.Response(text="ok")

    def reply(self, way: ResponseUrl, body: dict[str, Any]) -> None:
        """What an answer to a command or a press does to what people see."""
        said = self.said[way.channel]
        original = way.message and said.get(way.message.ts)
        if truth(body.get("delete_original")):
            if original:
                del said[original.ts]
            return
        text, blocks = self.compose("response_url", way.channel, body)
        if truth(body.get("replace_original")) and original:
            original.text, original.blocks = text, blocks
            original.edited = None if original.seen_by else self.stamp()
            return
        seen_by = None if body.get("response_type") == "in_channel" else way.user
        thread = body.get("thread_ts")
        self.post(way.channel, BOT_USER, text, blocks=blocks, seen_by=seen_by, thread_ts=thread)


def unpacked(name: str, value: Any) -> Any:
    """In a form, what is not flat comes as JSON."""
    if name in ("metadata", "attachments") and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            raise RefusedError("invalid_arguments") from None
    return value


def cut(request: web.Request) -> web.Response:
    """The connection ends with a reset, so that the caller cannot know what was done."""
    if request.transport:
        line = request.transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return web.Response()


async def half(request: web.Request, answer: web.Response) -> web.StreamResponse:
    body = answer.body if isinstance(answer.body, bytes) else b""
    response = web.StreamResponse(
        headers={"Content-Type": "application/json", "Content-Length": str(len(body))}
    )
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    return cut(request)
