"""The baseline of `slack`: a bare echo as Bolt's own documentation writes it."""

import asyncio
import os
import re

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


def main() -> None:
    client = AsyncWebClient(os.environ["ECHO_TOKEN"], base_url=os.environ["ECHO_BASE"])
    # Bolt's server starts in the loop that is there.
    asyncio.set_event_loop(asyncio.new_event_loop())
    app = AsyncApp(client=client, signing_secret=os.environ["ECHO_SECRET"])

    @app.message(re.compile(".+"))
    async def echo(message, say) -> None:
        await say(message["text"])

    app.server(port=int(os.environ["ECHO_PORT"]), host="127.0.0.1").start()


if __name__ == "__main__":
    main()
