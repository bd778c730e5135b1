"""A small real Bolt app, and an address to serve it at, for trying the local Slack."""

import asyncio
from typing import Any

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from .slack import SlackServer
from .test_slack_blocks import TYPED, field, menu, modal, options, plain

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
CHECKIN = modal(
    field(TYPED | {"action_id": "line", "max_length": 20}, "What did you learn?", block_id="note"),
    field({"type": "datepicker", "action_id": "day", "initial_date": "2026-03-02"}, "Day"),
    field(menu("checkboxes", 3, action_id="tags"), "Tags", block_id="tags", optional=True),
    field({"type": "radio_buttons", "action_id": "mood", "options": options(2)}, "Mood"),
    submit=plain("Save"),
    callback_id="checkin",
    private_metadata="7",
    notify_on_close=True,
)


EVENTS_HEARD = (
    "message",
    "app_mention",
    "member_joined_channel",
    "member_left_channel",
    "app_home_opened",
    "app_uninstalled",
    "tokens_revoked",
    {"type": "message", "subtype": "message_changed"},
)


class Bot:
    """A small real Bolt app that keeps what it was told."""

    def __init__(self, slack: SlackServer) -> None:
        client = AsyncWebClient("xoxb-test", base_url=slack.base)
        self.app = AsyncApp(client=client, signing_secret=SECRET)
        self.heard: list[Any] = []
        self.answer: dict[str, Any] = {}
        self.app.command("/study")(self.command)
        self.app.action("done")(self.action)
        self.app.action("more")(self.action)
        self.app.view("checkin")(self.submission)
        self.app.view_closed("checkin")(self.action)
        self.app.shortcut("save")(self.action)
        for event in EVENTS_HEARD:
            self.app.event(event)(self.event)

    async def command(self, ack, body, client, respond):
        self.heard.append(body)
        if body["text"] == "slow":
            await asyncio.sleep(1)
        if body["text"] == "form":
            await client.views_open(trigger_id=body["trigger_id"], view=CHECKIN)
        await ack(body["text"] if body["text"] == "today" else "")
        if body["text"] == "respond":
            await respond("for you alone")

    async def action(self, ack, body):
        await ack()
        self.heard.append(body)

    async def submission(self, ack, body):
        self.heard.append(body)
        await ack(**self.answer)

    async def event(self, event, body):
        self.heard.append(body)

    async def http(self, request: web.Request) -> web.Response:
        asked = AsyncBoltRequest(body=await request.text(), headers=dict(request.headers))
        told = await self.app.async_dispatch(asked)
        headers = {name: values[0] for name, values in told.headers.items()}
        return web.Response(status=told.status, text=told.body, headers=headers)


class served:  # noqa: N801 # reads as a word
    """A handler at an address of its own."""

    def __init__(self, handler) -> None:
        app = web.Application()
        app.router.add_post("/slack/events", handler)
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)

    async def __aenter__(self) -> str:
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self.runner.addresses[0][1]}/slack/events"

    async def __aexit__(self, *_) -> None:
        await self.runner.cleanup()
