"""Slack: events by Socket Mode or signed HTTP, Block Kit out, forms as modals."""

from collections.abc import Sequence

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.operations.clock import Clock
from bot.platforms.slack.people import FAILURES, People
from bot.platforms.slack.read import Us
from bot.platforms.slack.receive import Receiver, quiet
from bot.platforms.slack.send import Sender, error_word, refusal
from bot.settings import Settings
from bot.texts import mark
from bot.wire import Handle, Limits, MenuEntry, Parcel, Quarantine, Refused

WRONG_TOKEN = mark("Slack does not take this SLACK_BOT_TOKEN; OAuth & Permissions shows it")
PATIENCE = aiohttp.ClientTimeout(total=20, connect=5)

log = structlog.get_logger("slack")


class Slack:
    """One app in one workspace."""

    name = "slack"
    limits = Limits(
        lane_per_second=5,
        chat_per_second=1,
        group_per_minute=30,
        in_flight=4,
        per_minute={"edit": 50, "picture": 100},  # a workspace's, tiers 3 and 4
    )
    whispers = True

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        handle: Handle,
        quarantine: Quarantine,
        menu: Sequence[MenuEntry],
    ) -> None:
        self.tenant = ""
        self._settings = settings
        self._clock = clock
        self._handle = handle
        self._quarantine = quarantine
        self._commands = frozenset(entry.name for entry in menu)
        self._app_token = settings.slack_app_token.get_secret_value()
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncWebClient | None = None
        self._sender: Sender | None = None
        self._receiver: Receiver | None = None

    async def open(self) -> None:
        session = aiohttp.ClientSession(timeout=PATIENCE)
        client = AsyncWebClient(
            self._settings.slack_bot_token.get_secret_value(),
            base_url=self._settings.slack_api_base,
            session=session,
            logger=quiet(),
            retry_handlers=[],  # the outbox tries again; a retry here could say things twice
        )
        try:
            told = await client.auth_test()
        except FAILURES as error:
            await session.close()
            refused = refusal(error)
            if refused.permanent:
                log.warning("token refused", error=error_word(error))
                refused.reason = WRONG_TOKEN
            raise refused from None
        self._session, self._client, self.tenant = session, client, str(told["team_id"])
        people = People(client, session)
        self._sender = Sender(client, session, people)
        self._receiver = Receiver(
            Us(str(told["user_id"]), str(told.get("bot_id", "")), self.tenant, self._commands),
            client,
            people,
            self._sender,
            self._clock,
            self._handle,
            self._quarantine,
            self._settings.bot_lang,
        )
        secret = self._settings.slack_signing_secret.get_secret_value()
        if not self._app_token and not secret:
            log.warning("neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET: Slack is not heard")

    async def close(self) -> None:
        if self._receiver is not None:
            await self._receiver.close()
        if self._session is not None:
            await self._session.close()

    async def listen(self) -> None:
        """Listen in Socket Mode. Raises Refused if Slack does not take the app token."""
        if not self._app_token:
            return
        if self._receiver is None or self._client is None:
            raise RuntimeError("open() comes first")
        await self._receiver.listen(self._app_token)

    def routes(self) -> list[BaseRoute]:
        if self._app_token:
            return []
        return [Route("/slack/events", self._posted, methods=["POST"])]

    async def _posted(self, request: Request) -> Response:
        if self._receiver is None:
            return Response(status_code=503)
        secret = self._settings.slack_signing_secret.get_secret_value()
        return await self._receiver.post(request, secret)

    async def send(self, parcel: Parcel) -> str:
        if self._sender is None or self._receiver is None:
            raise RuntimeError("open() comes first")
        farewell = self._receiver.gone.get(parcel.address.tenant)
        if farewell is not None:
            raise Refused(f"{farewell}: the workspace removed us", permanent=True)
        return await self._sender.send(parcel)

    def link(self, payload: str) -> str:  # noqa: ARG002 - Slack has no address that carries words
        return ""
