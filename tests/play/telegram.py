"""Telegram's own library against the local Telegram: by long polling and by webhook."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.app import App, platforms_of
from bot.platforms.telegram.render import columns_of
from bot.server import listening_socket
from tests.play.questions import ByQuestions, in_rows
from tests.play.script import CHANNEL, GROUP_NAME, Heard, Line, Step
from tests.play.stage import FAST, Stage, served, until
from tests.servers.telegram import Call, TelegramServer
from tests.servers.telegram_world import Post

GROUP = -1001
FIRST_PERSON = 7
LOCALES = {"zh": "zh-hans", "en": "en"}
SAID = {
    *("sendMessage", "sendPhoto", "sendDocument"),
    *("editMessageText", "editMessageCaption", "editMessageMedia"),
}


TOAST = "answerCallbackQuery"
"""It lies on top of all chats, so it has no place among the messages that are sent beside it."""


@dataclass
class OnTelegram(ByQuestions):
    """Differs by nature: in the group a private word is a toast to who pressed, and to who typed
    a message in their private chat or, if they never opened it, in the group.
    """

    app: App
    server: TelegramServer
    lang: str
    _people: dict[str, int] = field(default_factory=dict)
    _words: dict[tuple[str, int], Post] = field(default_factory=dict)
    _pressed: dict[str, str] = field(default_factory=dict)
    """Who pressed, by the press's id."""
    _files: Counter[int] = field(default_factory=Counter)
    """How many files were told of, by chat."""
    _told: int = 0

    async def say(self, who: str, words: str, *, in_channel: bool) -> None:
        user, chat = self._person(who), self._chat(who, in_channel=in_channel)
        asked = self._question if in_channel and not words.startswith("/") else None
        reply = {"reply_to": self.server.answers(chat)[-1]} if asked else {}
        update = self.server.say(chat, user, words, **reply)
        self._words[who, chat] = self.server.messages(chat)[-1]
        await self._arrives(update)

    async def edit(self, who: str, words: str, *, in_channel: bool) -> None:
        chat = self._chat(who, in_channel=in_channel)
        await self._arrives(self.server.edit(self._words[who, chat], words))

    async def press(self, who: str, label: str, *, in_channel: bool) -> None:
        for post in reversed(self.server.answers(self._chat(who, in_channel=in_channel))):
            if any(label == each["text"] for row in post.keyboard for each in row):
                number = self.server.press(post, label, self._person(who))
                self._pressed[str(len(self.server.queries))] = who
                await self._arrives(number)
                return
        raise LookupError(f"nobody offers {who} a button {label!r}")

    async def fill(self, who: str, values: dict[str, str], *, in_channel: bool) -> None:
        """Answered where it was asked."""
        in_channel = self._question is not None and self._question.who == CHANNEL
        await super().fill(who, values, in_channel=in_channel)

    async def move_to(self, at: datetime) -> None:
        await self.app.move_to(at)
        self.server.now = at

    async def listen(self) -> list[Heard]:
        fresh, self._told = self.server.calls[self._told :], len(self.server.calls)
        assert {call.status for call in fresh} <= {0, 200, 400}
        toasts_first = sorted(fresh, key=lambda call: call.method != TOAST)
        said = (self._heard(call) for call in toasts_first)
        return _joined([one for one in said if one is not None])

    def _file(self, chat: int) -> str:
        """The name of the next file there that was not yet told of."""
        sent = [
            post.wire["document"] for post in self.server.answers(chat) if "document" in post.wire
        ]
        self._files[chat] += 1
        return sent[self._files[chat] - 1]["file_name"]

    def here(self, expected: Heard, step: Step) -> Heard:
        if expected.picture:  # said in words, too: the picture may not be seen
            text = f"{expected.text}\n\n{expected.picture}".strip()
            expected = replace(expected, text=text, picture="shown")
        expected = in_rows(expected, columns_of)
        typed = isinstance(step, Line) and step.in_channel and not step.button
        if typed and expected.who == step.who and not self._is_open(step.who):
            return replace(expected, who=CHANNEL)
        return expected

    def check(self) -> None:
        assert self.server.violations == []
        assert self.server.unanswered == []

    async def _arrives(self, update: int | None) -> None:
        """Handled, confirmed, answered."""
        if update is not None:
            queue = self.server.updates.queue
            await until(lambda: all(each["update_id"] != update for each in queue))
        await self.app.settle()
        await until(lambda: not self.server.unanswered)

    def _person(self, who: str) -> int:
        if who not in self._people:
            self._people[who] = FIRST_PERSON + len(self._people)
            self.server.person(self._people[who], who, language_code=LOCALES[self.lang])
        return self._people[who]

    def _chat(self, who: str, *, in_channel: bool) -> int:
        return GROUP if in_channel else self._person(who)

    def _is_open(self, who: str) -> bool:
        return self._person(who) in self.server.chats

    def _heard(self, call: Call) -> Heard | None:
        given = call.params
        if call.method == TOAST and given.get("text"):
            who = self._pressed[given["callback_query_id"]]
            return Heard(who, given["text"], lacks=("buttons",))
        if call.method not in SAID:
            return None
        names = {number: who for who, number in self._people.items()} | {GROUP: CHANNEL}
        media = given.get("media", {})
        rows = given.get("reply_markup", {}).get("inline_keyboard", ())
        return Heard(
            names.get(given["chat_id"], str(given["chat_id"])),
            given.get("text") or given.get("caption") or media.get("caption") or "",
            tuple(tuple(button["text"] for button in row) for row in rows),
            "shown" if call.method in {"sendPhoto", "editMessageMedia"} else "",
            self._file(given["chat_id"]) if call.method == "sendDocument" else "",
        )


def _joined(said: list[Heard]) -> list[Heard]:
    """A picture without words belongs to the words after it."""
    found: list[Heard] = []
    for one in said:
        if found and found[-1].picture and not found[-1].text and one.who == found[-1].who:
            found.append(replace(one, picture=found.pop().picture))
        else:
            found.append(one)
    return found


@asynccontextmanager
async def by_polling(stage: Stage) -> AsyncIterator[OnTelegram]:
    async with _server() as server:
        app = _app(stage, server)
        platform = app.platforms["telegram"]
        await platform.open()
        listening = asyncio.create_task(platform.listen())
        try:
            yield OnTelegram(app, server, stage.lang)
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            await platform.close()


@asynccontextmanager
async def by_webhook(stage: Stage) -> AsyncIterator[OnTelegram]:
    door = listening_socket("127.0.0.1", 0)
    url = f"http://127.0.0.1:{door.getsockname()[1]}/telegram"
    async with _server() as server:
        app = _app(stage, server, telegram_webhook_url=url)
        platform = app.platforms["telegram"]
        async with served(app, door):
            await platform.open()
            try:
                yield OnTelegram(app, server, stage.lang)
            finally:
                await platform.close()


@asynccontextmanager
async def _server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(token="1:TEST", username="xueban_bot") as server:
        server.group(GROUP, GROUP_NAME)
        yield server


def _app(stage: Stage, server: TelegramServer, **settings: object) -> App:
    app = stage.app(telegram_bot_token="1:TEST", telegram_api_base=server.base, **settings)
    app.add(platforms_of(app.settings)["telegram"]).limits = FAST
    return app
