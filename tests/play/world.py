"""One companion on Telegram and on Slack at once, each with its own library and local server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.app import App, platforms_of
from bot.chat import Button
from tests.play.script import GROUP_NAME
from tests.play.slack import TEAM_CHANNEL, OnSlack, Overheard
from tests.play.stage import FAST, Stage, until
from tests.play.telegram import GROUP, OnTelegram
from tests.servers.slack_workspace import BOT_USER, Message
from tests.servers.telegram import TelegramServer


@dataclass
class World:
    """People act where they are: `on` says on which platform, the one they first act on."""

    app: App
    telegram: OnTelegram
    slack: OnSlack
    home: str
    """The platform the group's channel is on."""
    on: dict[str, str] = field(default_factory=dict)

    def surface(self, who: str) -> OnTelegram | OnSlack:
        return self.slack if self.on.setdefault(who, self.home) == "slack" else self.telegram

    def user(self, who: str) -> str:
        """Their account's number on their platform."""
        surface = self.surface(who)
        if isinstance(surface, OnSlack):
            return surface._place(who, in_channel=False)[0]
        return str(surface._person(who))

    async def say(self, who: str, words: str, *, in_channel: bool = False) -> None:
        await self.surface(who).say(who, words, in_channel=in_channel)

    async def tap(self, who: str, label: str, *, in_channel: bool = False) -> None:
        await self.surface(who).press(who, label, in_channel=in_channel)

    async def fill(self, who: str, **values: str) -> None:
        """The form that was just opened, by its labels."""
        surface = self.surface(who)
        heard = await surface.heard()
        surface.fold(heard)
        await surface.fill(who, values, in_channel=False)

    async def press(self, who: str, event: str, text: str = "", *, in_channel: bool) -> None:
        """A press by what the button carries, whether it is shown or not."""
        data = Button("x", event, text).data
        surface, server = self.surface(who), self.surface(who).server
        if isinstance(surface, OnTelegram):
            chat = surface._chat(who, in_channel=in_channel)
            number = server.forge(server.answers(chat)[-1], data, int(self.user(who)))
            surface._pressed[str(len(server.queries))] = who
            await surface._arrives(number)
            return
        user, where = surface._place(who, in_channel=in_channel)
        label = {"type": "plain_text", "text": "x"}
        button = {"type": "button", "action_id": "b0", "text": label, "value": data}
        row = {"type": "actions", "block_id": "r", "elements": [button]}
        ours = [one for one in server.messages(where, user) if one.user == BOT_USER]
        last = next(one for one in reversed(ours) if not one.seen_by)
        shown = Message(where.id, last.ts, BOT_USER, "x", [row])
        await server.press(shown, "x", user)
        await surface._settles()

    async def react(self, who: str, post: Any, sign: str, *, back: bool = False) -> None:
        """A reaction on one of our messages."""
        surface, server = self.surface(who), self.surface(who).server
        if isinstance(surface, OnTelegram):
            number = server.react(post, int(self.user(who)), "" if back else sign)
            await surface._arrives(number)
            return
        await server.react(self.user(who), post, sign, back=back)
        await surface._settles()

    async def move(self, **span: int) -> None:
        await self.move_to(self.app.clock.now() + timedelta(**span))

    async def move_to(self, at: datetime) -> None:
        await self.app.move_to(at)
        self.telegram.server.now = at

    def channel(self) -> list[str]:
        """What stands in the group's channel."""
        if self.home == "telegram":
            return [post.text for post in self.telegram.server.answers(GROUP)]
        said = self.slack.server.messages(TEAM_CHANNEL)
        return [message.text for message in said if message.user == BOT_USER]

    def posts(self) -> list[Any]:
        """The same as the platform keeps it."""
        if self.home == "telegram":
            return self.telegram.server.answers(GROUP)
        said = self.slack.server.messages(TEAM_CHANNEL)
        return [message for message in said if message.user == BOT_USER]

    def picture(self, post: Any) -> bytes:
        """The picture of one of our posts, as people see it."""
        if self.home == "telegram":
            return post.data
        files = [b["slack_file"]["id"] for b in post.blocks if b["type"] == "image"]
        return self.slack.server.files[files[0]]["content"] if files else b""

    def private(self, who: str) -> list[str]:
        """What stands in somebody's private chat with us, ours only."""
        surface, server = self.surface(who), self.surface(who).server
        if isinstance(surface, OnTelegram):
            return [post.text for post in server.answers(int(self.user(who)))]
        said = server.messages(server.dm(self.user(who)))
        return [message.text for message in said if message.user == BOT_USER]

    def check(self) -> None:
        self.telegram.check()
        self.slack.check()


@asynccontextmanager
async def world(
    stage: Stage, home: str = "telegram", *, limits: bool = False
) -> AsyncIterator[World]:
    """With `limits` the servers enforce the vendors' paces in real seconds, and ours are real."""
    telegram_server = TelegramServer(token="1:TEST", username="xueban_bot", limits=limits)
    slack_server = Overheard(limits=limits)
    async with telegram_server as telegram, slack_server as slack:
        telegram.group(GROUP, GROUP_NAME)
        slack.channel(TEAM_CHANNEL, name=GROUP_NAME)
        app = stage.app(
            telegram_bot_token="1:TEST",
            telegram_api_base=telegram.base,
            slack_bot_token=slack.bot_token,
            slack_app_token="xapp-test",
            slack_signing_secret=slack.signing_secret,
            slack_api_base=slack.base,
        )
        if not limits:
            slack.clock = lambda: app.clock.now().timestamp()
        telegram.now = app.clock.now()
        platforms = [app.add(build) for build in platforms_of(app.settings).values()]
        for platform in platforms:
            if not limits:
                platform.limits = FAST
            await platform.open()
        listening = [asyncio.create_task(platform.listen()) for platform in platforms]
        try:
            await until(lambda: slack.links)
            yield World(
                app,
                OnTelegram(app, telegram, stage.lang),
                OnSlack(app, slack, app.platforms["slack"], stage.lang),
                home,
            )
        finally:
            for task in listening:
                task.cancel()
            await asyncio.gather(*listening, return_exceptions=True)
            for platform in platforms:
                await platform.close()
