"""Slack's own library against the local Slack: by Socket Mode and by signed HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.app import App, menu, platforms_of
from bot.platforms.slack import Slack
from bot.platforms.slack.manifest import COMMAND
from bot.server import listening_socket
from tests.play.questions import in_rows, without
from tests.play.script import CHANNEL, GROUP_NAME, Heard, Step
from tests.play.stage import FAST, Stage, in_every_language, served, until
from tests.servers.slack import SlackServer
from tests.servers.slack_api import Call
from tests.servers.slack_workspace import Channel, Message, ResponseUrl

TEAM_CHANNEL = "C1"
LOCALES = {"zh": "zh-CN", "en": "en-US"}
EDITABLE = "checkin"
"""Typed as plain words: Slack lets nobody change a slash command."""
DEEP_LINKS = in_every_language("Invitation link", "Open our private chat")


class Overheard(SlackServer):
    """Notes the answers at a response_url among the calls."""

    def reply(self, way: ResponseUrl, body: dict[str, Any]) -> None:
        super().reply(way, body)
        place = {"channel": way.channel, "user": way.user}
        self.calls.append(Call(self.clock(), "response_url", body | place, ""))


@dataclass
class OnSlack:
    """Differs by nature: no address opens the private chat, so no button does; a row has five
    buttons.
    """

    app: App
    server: Overheard
    platform: Slack
    lang: str
    _people: dict[str, str] = field(default_factory=dict)
    _words: dict[str, Message] = field(default_factory=dict)
    _told: int = 0

    async def say(self, who: str, words: str, *, in_channel: bool) -> None:
        user, where = self._place(who, in_channel=in_channel)
        name, _, text = words.removeprefix("/").partition(" ")
        is_command = words.startswith("/") and name in {entry.name for entry in menu()}
        if words == "/start" and f"home:{user}" not in self._words:
            self._words[f"home:{user}"] = Message(where.id, "", user, "")
            await self.server.open_home(user)
        elif is_command and (in_channel or name != EDITABLE):
            await self.server.command(user, where, COMMAND, f"{name} {text}".strip())
        else:
            self._words[who] = await self.server.say(user, where, words)
        await self._settles()

    async def edit(self, who: str, words: str, *, in_channel: bool) -> None:
        await self.server.edit(self._words[who], words)
        await self._settles()

    async def press(self, who: str, label: str, *, in_channel: bool) -> None:
        user, where = self._place(who, in_channel=in_channel)
        for message in reversed(self.server.messages(where, user)):
            if any(label in row for row in _buttons(message.blocks)):
                await self.server.press(message, label, user)
                await self._settles()
                return
        raise LookupError(f"nobody offers {who} a button {label!r}")

    async def fill(self, who: str, values: dict[str, str], *, in_channel: bool) -> None:
        user, _ = self._place(who, in_channel=in_channel)
        (view,) = self.server.stacks[user]
        labels = [block["label"]["text"] for block in view.blocks if block["type"] == "input"]
        named = {next(label for label in labels if name in label): values[name] for name in values}
        assert (await self.server.submit(view, named)).ok
        assert self.server.stacks[user] == [], view.errors
        await self._settles()

    async def move_to(self, at: datetime) -> None:
        await self.app.move_to(at)

    async def heard(self) -> list[Heard]:
        fresh, self._told = self.server.calls[self._told :], len(self.server.calls)
        wrong = [(call.method, call.error, call.args) for call in fresh if call.error]
        assert wrong == []
        said = (self._heard(call) for call in fresh)
        return _joined(one for one in said if one is not None)

    def fold(self, heard: list[Heard]) -> list[Heard]:
        return heard

    def here(self, expected: Heard, step: Step) -> Heard:
        return in_rows(without(expected, DEEP_LINKS), lambda _: 5)

    def check(self) -> None:
        assert self.server.violations == []
        assert self.server.mentions == []
        assert all(delivery.ok for delivery in self.server.deliveries)

    async def _settles(self) -> None:
        await until(lambda: not self.platform._receiver._answers)
        await self.app.settle()

    def _place(self, who: str, *, in_channel: bool) -> tuple[str, Channel]:
        if who not in self._people:
            self._people[who] = f"U{len(self._people) + 1}"
            self.server.user(self._people[who], who, locale=LOCALES[self.lang])
            self.server.channels[TEAM_CHANNEL].members.append(self._people[who])
        user = self._people[who]
        private = self.server.dm(user)
        return user, self.server.channels[TEAM_CHANNEL] if in_channel else private

    def _heard(self, call: Call) -> Heard | None:
        given, names = call.args, {user: who for who, user in self._people.items()}
        if call.method == "views.open":
            view = self.server.views[-1]
            # A long title is cut, and stands whole above the questions.
            title = text_of(view.blocks).split("\n")[0] if view.title.endswith("…") else view.title
            return Heard(names[view.user], form=title)
        if call.method == "files.completeUploadExternal":
            (file,) = json.loads(given["files"])
            kept = self.server.files[file["id"]]
            if "channel_id" not in given:
                return None  # a picture on its way into a message
            return Heard(self._listener(given["channel_id"]), file=kept["name"])
        if not call.method.startswith(("chat.", "response_url")):
            return None
        whispered = call.method in {"chat.postEphemeral", "response_url"}
        who = names[given["user"]] if whispered else self._listener(given["channel"])
        blocks = given["blocks"]
        pictures = [block["alt_text"] for block in blocks if block["type"] == "image"]
        return Heard(who, text_of(blocks), _buttons(blocks), "".join(pictures))

    def _listener(self, channel: str) -> str:
        private = {self.server.dm(user).id: who for who, user in self._people.items()}
        return private.get(channel, CHANNEL)


def text_of(blocks: list[dict[str, Any]]) -> str:
    """The words of the blocks; each part of one stands on lines of its own."""
    said = [block["elements"] for block in blocks if block["type"] == "rich_text"]
    return "".join(
        "\n".join("".join(one["text"] for one in part["elements"]) for part in parts)
        for parts in said
    )


def _buttons(blocks: list[dict[str, Any]]) -> tuple[tuple[str, ...], ...]:
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    return tuple(tuple(button["text"]["text"] for button in row) for row in rows)


def _joined(said: Iterable[Heard]) -> list[Heard]:
    """A file belongs to the words before it."""
    found: list[Heard] = []
    for one in said:
        if found and found[-1].who == one.who and one.file:
            found.append(replace(found.pop(), file=one.file))
        else:
            found.append(one)
    return found


@asynccontextmanager
async def by_socket(stage: Stage) -> AsyncIterator[OnSlack]:
    async with _server() as server:
        app, platform = _platform(stage, server, slack_app_token="xapp-test")
        await platform.open()
        listening = asyncio.create_task(platform.listen())
        try:
            await until(lambda: server.links)
            yield OnSlack(app, server, platform, stage.lang)
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            await platform.close()


@asynccontextmanager
async def by_http(stage: Stage) -> AsyncIterator[OnSlack]:
    door = listening_socket("127.0.0.1", 0)
    async with _server() as server:
        app, platform = _platform(stage, server)
        async with served(app, door):
            await platform.open()
            try:
                server.deliver_to(f"http://127.0.0.1:{door.getsockname()[1]}/slack/events")
                yield OnSlack(app, server, platform, stage.lang)
            finally:
                await platform.close()


@asynccontextmanager
async def _server() -> AsyncIterator[Overheard]:
    async with Overheard() as server:
        server.channel(TEAM_CHANNEL, name=GROUP_NAME)
        yield server


def _platform(stage: Stage, server: Overheard, **settings: str) -> tuple[App, Slack]:
    app = stage.app(
        slack_bot_token=server.bot_token,
        slack_signing_secret=server.signing_secret,
        slack_api_base=server.base,
        **settings,
    )
    server.clock = lambda: app.clock.now().timestamp()
    platform = app.add(platforms_of(app.settings)["slack"])
    platform.limits = FAST
    return app, platform
