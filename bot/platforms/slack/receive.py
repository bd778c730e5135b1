"""Lets Slack's payloads in, by HTTP or Socket Mode, and acknowledges what is committed."""

import asyncio
import json
import logging
import re
import time
from dataclasses import replace
from urllib.parse import parse_qsl

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.chat import Button, Event, Message
from bot.languages import language_of
from bot.operations.clock import Clock
from bot.platforms.slack import forms
from bot.platforms.slack.people import FAILURES, People
from bot.platforms.slack.read import Json, Us, read, tenant_of
from bot.platforms.slack.send import Sender, error_word, refusal
from bot.platforms.slack.signature import is_signed
from bot.texts import mark, texts
from bot.wire import Handle, Parcel, Quarantine, Refused

LARGEST_BODY = 1024 * 1024
MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError)
PAUSE, LOST_AFTER = 5.0, 30.0
"""Seconds between looks at a socket, and until a lost one is given up for a new one."""
WRONG_APP_TOKEN = mark("Slack does not take this SLACK_APP_TOKEN; it starts with xapp-")
WRONG_TOKEN = {"not_allowed_token_type", "missing_scope", "invalid_token", "token_expired"}
ANYTHING = re.compile(r".*", re.DOTALL)

log = structlog.get_logger("slack")


def quiet() -> logging.Logger:
    """What the libraries log to: at lower levels they would write down what people say."""
    logger = logging.getLogger("slack")
    logger.setLevel(logging.ERROR)
    return logger


class Receiver:
    """Everything that comes in passes Bolt and ends in `_take`, whichever way it came."""

    def __init__(
        self,
        us: Us,
        client: AsyncWebClient,
        people: People,
        sender: Sender,
        clock: Clock,
        handle: Handle,
        quarantine: Quarantine,
        lang: str,
    ) -> None:
        self._us = us
        self._client = client
        self._people = people
        self._sender = sender
        self._clock = clock
        self._handle = handle
        self._quarantine = quarantine
        self._lang = lang
        self._answers: set[asyncio.Task[None]] = set()
        self.gone: dict[str, str] = {}
        """Workspaces that removed us, and how."""
        self._app = self._bolt(client)

    def _bolt(self, client: AsyncWebClient) -> AsyncApp:
        """Bolt with a listener for everything, so that nothing it gets goes unanswered.

        It runs listeners before it responds: what it acknowledges is committed. Its own signature
        check is off, because ours has already looked at the raw bytes.
        """

        async def authorize() -> AuthorizeResult:
            return AuthorizeResult(
                enterprise_id=None,
                team_id=self._us.tenant,
                bot_token=client.token,
                bot_user_id=self._us.user,
                bot_id=self._us.bot,
            )

        async def take(body: Json, ack: AsyncAck) -> BoltResponse:
            try:
                return await ack(await self._take(body))
            except Exception:
                log.exception("not stored, not acknowledged")
                return BoltResponse(status=503)

        nameless = AsyncWebClient(base_url=client.base_url, session=client.session, logger=quiet())
        app = AsyncApp(
            client=nameless,
            authorize=authorize,
            process_before_response=True,
            request_verification_enabled=False,
            attaching_function_token_enabled=False,  # for steps of workflows, which we have none of
            attaching_conversation_kwargs_enabled=False,  # for assistants' threads, likewise
            logger=quiet(),
        )
        app.event(ANYTHING)(take)
        app.command(ANYTHING)(take)
        app.action(ANYTHING)(take)
        app.view(ANYTHING)(take)
        app.view_closed(ANYTHING)(take)
        app.shortcut(ANYTHING)(take)
        return app

    async def dispatch(self, body: Json) -> BoltResponse:
        """Bolt's answer. What not even Bolt knows is kept, and acknowledged all the same."""
        try:
            # As a dict: Bolt's own reading of bodies loses commands whose text says "payload".
            request = AsyncBoltRequest(mode="socket_mode", body=body)
            answer = await self._app.async_dispatch(request)
        except MISSHAPEN:
            answer = BoltResponse(status=500)
        if answer.status in (404, 500):
            await self._keep(body)
            return BoltResponse(status=200)
        return answer

    async def close(self) -> None:
        if self._answers:
            await asyncio.wait(self._answers, timeout=5)

    # --- by HTTP -------------------------------------------------------------------------------

    async def post(self, request: Request, secret: str) -> Response:
        raw = await _raw(request)
        if raw is None:
            return Response(status_code=413)
        headers = request.headers
        stamps = headers.getlist("x-slack-request-timestamp")
        signatures = headers.getlist("x-slack-signature")
        moments = (self._clock.now(), self._clock.world())
        if not any(is_signed(secret, stamps, signatures, raw, now) for now in moments):
            return Response(status_code=401)
        body = parsed(raw, headers.get("content-type", ""))
        if body is None:
            return Response(status_code=400)
        try:
            return to_starlette_response(await self.dispatch(body))
        except Exception:
            log.exception("not stored, not acknowledged")
            return Response(status_code=503)

    # --- by Socket Mode ------------------------------------------------------------------------

    async def listen(self, app_token: str) -> None:
        """Keep a socket open until cancelled. Raises Refused if Slack does not take the token."""
        while True:
            try:
                opened = await self._client.apps_connections_open(app_token=app_token)
            except FAILURES as error:
                refused = refusal(error)
                if refused.permanent or error_word(error) in WRONG_TOKEN:
                    log.warning("socket not opened", error=error_word(error))
                    raise Refused(WRONG_APP_TOKEN, permanent=True) from None
                await asyncio.sleep(refused.retry_after or PAUSE)
                continue
            socket = _Socket(self, self._app, app_token, self._client)
            socket.client.wss_uri = opened["url"]
            try:
                await socket.live()
            finally:
                await socket.close_async()  # type: ignore[no-untyped-call]  # Bolt's has no types

    # --- from payload to event -------------------------------------------------------------------

    async def _take(self, body: Json) -> Json | str:
        """Handle a payload and commit; what its acknowledgement says.

        Raises if nothing could be stored, except for a form: its sender is told so on the form,
        which stays open with every word in it.
        """
        if _is_farewell(body, self._us):
            self.gone[tenant_of(body, self._us)] = str(body["event"]["type"])
            log.warning("the workspace removed us", how=body["event"]["type"])
            return ""
        try:
            event = read(body, self._us, self._clock)
        except forms.InvalidError as invalid:
            return {"response_action": "errors", "errors": invalid.errors}
        except MISSHAPEN:
            await self._keep(body)
            return ""
        if event is None:
            return ""
        try:
            if event.in_group and event.sender and body.get("response_url"):
                where = event.address.chat
                self._sender.ways.opened(where, event.sender.id, str(body["response_url"]))
            event = await self._whole(event, body)
            answers = await self._handle(event, _kept(body))
        except Exception:
            if body.get("type") != "view_submission":
                raise
            log.exception("form not stored")
            return _not_stored(body["view"])
        for message in answers:
            self._answer(event, message)
        return ""

    async def _whole(self, event: Event, body: Json) -> Event:
        """The event with what the payload only points to."""
        sender = event.sender
        if sender is None or sender.id == self._us.user:
            return event  # our own language would say nothing about a channel's
        where = event.address
        if not event.in_group and ("command" in body or not where.chat):
            # A command can be typed in a chat of two other people: ours is the one with us.
            try:
                where = replace(where, chat=await self._people.private_chat(sender.id))
            except FAILURES as error:
                log.warning("private chat not found", error=type(error).__name__)
        attached = body.get("event", {}).get("files", []) if "event" in body else []
        return replace(
            event,
            address=where,
            sender=await self._people.known(sender),
            files=await self._people.files(attached) if attached else (),
        )

    async def _keep(self, body: Json) -> None:
        """What could not be read is put away for a person to look at."""
        try:
            tenant = str(tenant_of(body, self._us))
        except MISSHAPEN:
            tenant = self._us.tenant
        reference = await self._quarantine("slack", tenant, _kept(body), self._clock.now())
        log.warning("not understood", reference=reference)

    # --- what lives and dies with its trigger ----------------------------------------------------

    def _answer(self, event: Event, message: Message) -> None:
        """Beside the acknowledgement, which must not wait for it."""
        task = asyncio.create_task(self._answered(event, message))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _answered(self, event: Event, message: Message) -> None:
        if message.form is not None and event.trigger is not None:
            try:
                view = forms.modal(message.form, message.text, event.address)
                await self._client.views_open(trigger_id=event.trigger, view=view)
            except Exception:
                log.exception("form not opened")
                message = self._too_late(event)
            else:
                return
        only_for = event.sender.id if event.sender and event.in_group else None
        try:
            await self._sender.send(Parcel(event.address, message, event.key, only_for=only_for))
        except Refused as refused:
            log.warning("answer not sent", reason=refused.reason)

    def _too_late(self, event: Event) -> Message:
        locale = event.sender.locale if event.sender else ""
        t = texts(language_of(locale, self._lang))
        text = t("The form could not be opened in time. Nothing is lost; here it is once more.")
        try:
            again = Button(t("Open the form"), event.name, event.text, main=True)
        except ValueError:  # too many words for a button: they are typed again
            return Message(t("The form could not be opened in time. Please try once more."))
        return Message(text, ((again,),))


class _Socket(AsyncSocketModeHandler):
    """Bolt's Socket Mode with our dispatch: an envelope is acknowledged by what is committed."""

    def __init__(
        self, receiver: Receiver, app: AsyncApp, app_token: str, client: AsyncWebClient
    ) -> None:
        super().__init__(app, app_token, logger=quiet(), web_client=client, ping_interval=PAUSE)
        self._receiver = receiver

    async def live(self) -> None:
        """Returns when the link is lost for good: the client itself mends it, but an address
        that has expired it would try for ever.
        """
        try:
            async with asyncio.timeout(LOST_AFTER):
                await self.connect_async()  # type: ignore[no-untyped-call]  # Bolt's has no types
        except TimeoutError:
            return
        lost = 0.0
        while lost < LOST_AFTER:
            await asyncio.sleep(PAUSE)
            lost = 0.0 if await self.client.is_connected() else lost + PAUSE

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # as in Bolt's own class
        answer = await self._receiver.dispatch(req.payload)
        await send_async_response(client, req, answer, time.monotonic())


async def _raw(request: Request) -> bytes | None:
    """The body as it came; None if it is larger than anything Slack sends."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)


def parsed(raw: bytes, content_type: str) -> Json | None:
    """The payload: JSON, a form, or JSON within a form. None if it is neither."""
    try:
        text = raw.decode()
        if not content_type.startswith("application/json") and not text.startswith("{"):
            form = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True))
            if "payload" not in form:
                return form or None
            text = form["payload"]
        body = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _is_farewell(body: Json, us: Us) -> bool:
    """Whether we were removed. When tokens are revoked they may be other people's."""
    event = body.get("event")
    if body.get("type") != "event_callback" or not isinstance(event, dict):
        return False
    if event.get("type") == "tokens_revoked":
        return us.user in (event.get("tokens") or {}).get("bot", ())
    return event.get("type") == "app_uninstalled"


def _kept(body: Json) -> str:
    """The payload as it is stored, without the old verification token."""
    return json.dumps({key: body[key] for key in body if key != "token"}, ensure_ascii=False)


def _not_stored(view: Json) -> Json | str:
    sentence = forms.language(view).plain(
        "Something broke on our side and nothing was saved. Your words are still here: "
        "please press the button again in a minute."
    )
    errors = forms.refused(view, sentence)
    return {"response_action": "errors", "errors": errors} if errors else ""
