"""A local Slack: Web API, Socket Mode and Events delivery on 127.0.0.1, with Slack's own rules.

    async with SlackServer(bot_token="xoxb-test") as slack:
        client = AsyncWebClient("xoxb-test", base_url=slack.base)

Alone it runs as `python tests/servers/slack.py --port 8082`; POST /_control then plays people.
"""

import argparse
import asyncio
import sys
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession, web

if not __package__:  # run as a script: its own folder would hide the real `telegram`
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    __package__ = "tests.servers"

from .slack_control import controlled
from .slack_people import People

LARGEST_BODY = 64 * 1024 * 1024


class SlackServer(People):
    """The workspace, what the bot may ask of it, and the people in it, behind one port."""

    def __init__(self, *, port: int = 0, **more: Any) -> None:
        super().__init__(**more)
        self.port = port
        self._runner: web.AppRunner | None = None

    @property
    def base(self) -> str:
        """What slack_sdk's clients take as base_url."""
        return f"{self.origin}/api/"

    def routes(self) -> list[web.RouteDef]:
        return [*super().routes(), web.route("*", "/_control", partial(controlled, self))]

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=LARGEST_BODY)
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.origin = f"http://127.0.0.1:{self.port}"
        self._session = ClientSession()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.hang_up()
        if self._session:
            await self._session.close()
        if self._runner:
            await self._runner.cleanup()


async def serve(options: argparse.Namespace) -> None:
    server = SlackServer(
        port=options.port,
        bot_token=options.bot_token,
        app_token=options.app_token,
        signing_secret=options.signing_secret,
        limits=options.limits,
    )
    server.faults.latency = options.latency
    if options.deliver_to:
        server.deliver_to(options.deliver_to)
    async with server:
        sys.stdout.write(f"{server.base}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--port", type=int, default=8082)
    parser.add_argument("--bot-token", default="xoxb-test")
    parser.add_argument("--app-token", default="xapp-test")
    parser.add_argument("--signing-secret", default="secret")
    parser.add_argument("--deliver-to", help="the bot's /slack/events; without it, Socket Mode")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds every call takes")
    parser.add_argument("--limits", action="store_true", help="enforce Slack's rate limits")
    try:
        asyncio.run(serve(parser.parse_args()))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
