"""How Slack brings what people do to the bot: signed HTTP requests, or envelopes over a socket."""

import asyncio
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout, WSCloseCode, WSMsgType, web

from .slack_api import WebApi
from .slack_workspace import APP_ID, BOT_USER, Violation

PATIENCE = 3.0
MESSAGE_EVENTS = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}
EVENTS, COMMANDS, INTERACTIVE = "events_api", "slash_commands", "interactive"


@dataclass
class Attempt:
    """One try; `reason` is why it did not count, in the words of x-slack-retry-reason."""

    seconds: float
    status: int | None = None
    reason: str = ""
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Delivery:
    kind: str
    payload: dict[str, Any]
    at: float
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return bool(self.attempts) and any(not attempt.reason for attempt in self.attempts)

    @property
    def body(self) -> Any:
        """What the bot said in its acknowledgement: an object, a text, or nothing."""
        return next((a.body for a in self.attempts if not a.reason), None)

    @property
    def status(self) -> int | None:
        return self.attempts[-1].status if self.attempts else None

    @property
    def seconds(self) -> float:
        return self.attempts[-1].seconds if self.attempts else 0.0


@dataclass
class Envelope:
    """Something on its way through a socket; without a link it waits for the next one."""

    message: dict[str, Any]
    acked: asyncio.Future[Any]
    link: web.WebSocketResponse | None = None


@dataclass(frozen=True)
class Endpoint:
    url: str
    secret: str
    clock: Callable[[], float]


class Deliveries(WebApi):
    """Brings payloads to the bot and keeps what came of each."""

    def __init__(
        self,
        *,
        retry_delays: tuple[float, ...] = (0.0, 0.1, 0.2),
        patience: float = PATIENCE,
        **more: Any,
    ) -> None:
        super().__init__(**more)
        self.retry_delays, self.patience = retry_delays, patience
        self.deliveries: list[Delivery] = []
        self.links: list[web.WebSocketResponse] = []
        self.endpoint: Endpoint | None = None
        self.subscriptions: set[str] | None = None
        self._waiting: dict[str, Envelope] = {}
        self._session: ClientSession | None = None
        self._transports: dict[web.WebSocketResponse, asyncio.Transport] = {}
        self._turn = 0

    def routes(self) -> list[web.RouteDef]:
        return [*super().routes(), web.get("/link/", self._linked)]

    def deliver_to(
        self, url: str, signing_secret: str = "", clock: Callable[[], float] | None = None
    ) -> None:
        """From now on people's doings are POSTed there, signed; without this they need a socket."""
        self.endpoint = Endpoint(url, signing_secret or self.signing_secret, clock or self.clock)

    async def deliver(self, kind: str, payload: dict[str, Any]) -> Delivery:
        """Brings one payload, events with retries, and tells how it went."""
        delivery = Delivery(kind, payload, self.clock())
        self.deliveries.append(delivery)
        copies, self.faults.repeats = self.faults.repeats * (kind == EVENTS), 0
        again = [self._try(delivery, number + 1, "http_timeout") for number in range(copies)]
        await asyncio.gather(self._insist(delivery), *again)
        return delivery

    async def _insist(self, delivery: Delivery) -> None:
        attempt = await self._try(delivery)
        for number, delay in enumerate(self.retry_delays if delivery.kind == EVENTS else (), 1):
            if not attempt.reason or attempt.headers.get("x-slack-no-retry") == "1":
                break
            await asyncio.sleep(delay)
            attempt = await self._try(delivery, number, attempt.reason)

    async def _try(self, delivery: Delivery, number: int = 0, reason: str = "") -> Attempt:
        way = self._over_http if self.endpoint else self._over_socket
        attempt = await way(delivery, number, reason)
        delivery.attempts.append(attempt)
        return attempt

    # -- over HTTP -------------------------------------------------------------------------------

    async def _over_http(self, delivery: Delivery, number: int, reason: str) -> Attempt:
        body, content_type = encoded(delivery)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0"}
        if number:
            headers |= {"x-slack-retry-num": str(number), "x-slack-retry-reason": reason}
        return await self.send(body, headers)

    async def send(self, body: bytes, headers: dict[str, str]) -> Attempt:
        """POSTs a body as it is, signed unless the headers already say how."""
        if not self.endpoint or not self._session:
            raise RuntimeError("deliver_to says where")
        stamp = str(int(self.endpoint.clock()))
        signed = {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(self.endpoint.secret, stamp, body),
        }
        began = time.monotonic()
        try:
            async with self._session.post(
                self.endpoint.url,
                data=body,
                headers=signed | headers,
                timeout=ClientTimeout(total=self.patience),
                allow_redirects=False,
            ) as answer:
                text = await answer.text()
        except TimeoutError:
            return Attempt(time.monotonic() - began, reason="http_timeout")
        except ClientError:
            return Attempt(time.monotonic() - began, reason="connection_failed")
        return Attempt(
            time.monotonic() - began,
            answer.status,
            "" if answer.ok else "http_error",
            decoded(text, answer.content_type),
            {name.lower(): value for name, value in answer.headers.items()},
        )

    async def challenge(self) -> bool:
        """What Slack asks of a Request URL before it believes in it."""
        payload = {"token": "", "challenge": self.fresh("c"), "type": "url_verification"}
        delivery = await self.deliver(EVENTS, payload)
        said = delivery.body
        answer = said.get("challenge") if isinstance(said, dict) else said
        return bool(delivery.ok and answer == payload["challenge"])

    # -- over a socket ---------------------------------------------------------------------------

    async def _over_socket(self, delivery: Delivery, number: int, reason: str) -> Attempt:
        key = str(uuid.uuid4())
        message = {
            "envelope_id": key,
            "type": delivery.kind,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.kind != EVENTS,
        }
        if delivery.kind == EVENTS:
            words = {"http_timeout": "timeout"}
            message |= {"retry_attempt": number, "retry_reason": words.get(reason, reason)}
        envelope = Envelope(message, asyncio.get_running_loop().create_future())
        self._waiting[key] = envelope
        began = time.monotonic()
        try:
            await self._send_envelope(envelope)
            body = await asyncio.wait_for(envelope.acked, self.patience)
        except TimeoutError:
            return Attempt(time.monotonic() - began, reason="http_timeout")
        finally:
            del self._waiting[key]
        if delivery.kind == EVENTS and body:
            self.violations.append(Violation("ack", "payload_not_accepted", (str(body),)))
        return Attempt(time.monotonic() - began, 200, body=body or None)

    async def _send_envelope(self, envelope: Envelope) -> None:
        """Through one of the open sockets; they take turns."""
        if not self.links:
            return
        self._turn += 1
        envelope.link = self.links[self._turn % len(self.links)]
        try:
            await envelope.link.send_json(envelope.message)
        except ConnectionError:
            envelope.link = None

    async def _linked(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            return web.Response(status=404)
        self.tickets.remove(ticket)
        link = web.WebSocketResponse()
        await link.prepare(request)
        self.links.append(link)
        if request.transport:
            self._transports[link] = request.transport
        try:
            await link.send_json(
                {
                    "type": "hello",
                    "num_connections": len(self.links),
                    "connection_info": {"app_id": APP_ID},
                    "debug_info": {"host": "applink", "approximate_connection_time": 18060},
                }
            )
            for envelope in [e for e in self._waiting.values() if not e.link]:
                await self._send_envelope(envelope)
            async for message in link:
                if message.type == WSMsgType.TEXT:
                    self._acknowledged(json.loads(message.data))
        except ConnectionError:
            pass
        finally:
            self._lose(link)
            self._transports.pop(link, None)
        return link

    def _acknowledged(self, said: dict[str, Any]) -> None:
        envelope = self._waiting.get(said.get("envelope_id", ""))
        if envelope and not envelope.acked.done():
            envelope.acked.set_result(said.get("payload"))

    def _lose(self, link: web.WebSocketResponse) -> None:
        if link in self.links:
            self.links.remove(link)
        for envelope in self._waiting.values():
            if envelope.link is link:
                envelope.link = None

    async def refresh_links(self, reason: str = "refresh_requested") -> None:
        """Slack tells every socket that it will go, and closes it: the bot opens another."""
        for link in list(self.links):
            self._lose(link)
            await link.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink"}}
            )

    def cut_links(self) -> None:
        """Every socket dies without a word."""
        for link in list(self.links):
            self._lose(link)
            self._transports[link].abort()

    async def hang_up(self) -> None:
        """Closes every socket in good manners, as the server goes."""
        for link in list(self._transports):
            await link.close(code=WSCloseCode.GOING_AWAY)

    # -- events ----------------------------------------------------------------------------------

    async def event(self, **event: Any) -> Delivery | None:
        """An event of the Events API, unless the app has not subscribed to it."""
        name = event["type"]
        if event["type"] == "message":
            name = MESSAGE_EVENTS[event["channel_type"]]
        if self.subscriptions is not None and name not in self.subscriptions:
            return None
        return await self.deliver(
            EVENTS,
            {
                "token": "verification",
                "team_id": self.team.id,
                "context_team_id": self.team.id,
                "context_enterprise_id": None,
                "api_app_id": APP_ID,
                "event": {"event_ts": self.stamp(), **event},
                "type": "event_callback",
                "event_id": self.fresh("Ev"),
                "event_time": int(self.clock()),
                "authorizations": [
                    {
                        "enterprise_id": None,
                        "team_id": self.team.id,
                        "user_id": BOT_USER,
                        "is_bot": True,
                        "is_enterprise_install": False,
                    }
                ],
                "is_ext_shared_channel": False,
            },
        )


def signature(secret: str, stamp: str, body: bytes) -> str:
    base = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def encoded(delivery: Delivery) -> tuple[bytes, str]:
    """Events travel as JSON, commands as a form, interactions as JSON within a form."""
    if delivery.kind == EVENTS:
        return json.dumps(delivery.payload).encode(), "application/json"
    form = delivery.payload
    if delivery.kind == INTERACTIVE:
        form = {"payload": json.dumps(delivery.payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def decoded(text: str, content_type: str) -> Any:
    if content_type != "application/json" or not text:
        return text or None
    try:
        return json.loads(text)
    except ValueError:
        return text
