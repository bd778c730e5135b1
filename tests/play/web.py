"""The page as browsers use it: loaded for its token, posted to, and listened to by its stream."""

import json
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

import aiohttp

from bot.app import App, web_page
from bot.platforms.web.people import GROUP, PEOPLE, YOU, person, private_chat
from bot.platforms.web.words import WORDS
from bot.server import listening_socket
from bot.texts import texts
from tests.play.page import Element, parsed
from tests.play.script import CHANNEL, GROUP_NAME, Heard, Step
from tests.play.stage import Stage, served

CAST = {"小王": "wang", "小李": "li", "Anna": "anna", "Ben": YOU}
"""Whom of the page's people the cast plays; others play whoever is left."""


@dataclass
class OnPage:
    """Differs by nature: the channel and the people have the page's own names."""

    app: App
    http: aiohttp.ClientSession
    url: str
    lang: str
    _plays: dict[str, str] = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict)
    _after: dict[str, int] = field(default_factory=dict)
    """Up to which change each person has heard."""
    _standing: dict[str, dict[int, Element]] = field(default_factory=dict)
    """What each person sees, by its number."""
    _words: dict[str, str] = field(default_factory=dict)
    """The number of each person's last words."""
    _form: Element | None = None
    _kept: list[Heard] = field(default_factory=list)

    async def say(self, who: str, words: str, *, in_channel: bool) -> None:
        await self._post(who, "say", in_channel, text=self._named(words))

    async def edit(self, who: str, words: str, *, in_channel: bool) -> None:
        await self._post(who, "say", in_channel, text=self._named(words), edits=self._words[who])

    async def press(self, who: str, label: str, *, in_channel: bool) -> None:
        await self._enter(who)
        chat, label = self._chat(who, in_channel=in_channel), self._named(label)
        for number, article in sorted(self._standing[who].items(), reverse=True):
            for button in article.all("button", data_press=None):
                if article.attributes["chat"] == chat and button.text == label:
                    data = button.attributes["data-press"]
                    await self._post(who, "press", in_channel, message=str(number), press=data)
                    return
        raise LookupError(f"nobody offers {who} a button {label!r}")

    async def fill(self, who: str, values: dict[str, str], *, in_channel: bool) -> None:
        assert self._form, f"nothing asks {who} to fill in a form"
        fields = {each.attributes["data-field"]: each for each in self._form.all(data_field=None)}
        given = {name: _filled(each) for name, each in fields.items()}
        for label, value in values.items():
            name = next(name for name, each in fields.items() if label in each.text)
            given[name] = _entered(fields[name], value, self._named(value))
        sealed = self._form.all("form")[0].attributes["data-sealed"]
        self._form = None
        await self._post(who, "form", in_channel, sealed=sealed, values=given)

    async def move_to(self, at: datetime) -> None:
        await self.app.move_to(at)

    async def heard(self) -> list[Heard]:
        """Every reader's stream, read up to now; what all hear is told once."""
        said = {}
        for who in self._tokens:
            for change, chat, article in await self._stream(who):
                number = int(article.attributes["data-id"])
                self._standing[who][number] = article
                article.attributes["chat"] = chat
                if "mine" in article.classes:
                    self._words[who] = str(number)
                elif "theirs" not in article.classes:
                    said[change] = await self._heard(who, chat, article)
        forms, self._kept = self._kept, []
        return [said[change] for change in sorted(said)] + forms

    def fold(self, heard: list[Heard]) -> list[Heard]:
        return heard

    def here(self, expected: Heard, step: Step) -> Heard:
        return replace(
            expected,
            text=self._named(expected.text),
            buttons=tuple(tuple(map(self._named, row)) for row in expected.buttons),
            picture="shown" if expected.picture else "",
            form=self._named(expected.form),
        )

    def check(self) -> None: ...

    # --- one browser for each person ----------------------------------------------------------

    async def _enter(self, who: str) -> None:
        if who not in self._tokens:
            async with self.http.get(self.url, params={"as": self._played(who)}) as answer:
                page = parsed(await answer.text())
            self._tokens[who] = page.all("meta", name="page-token")[0].attributes["content"]
            self._after[who] = int(page.all("body")[0].attributes["data-after"])
            self._standing[who] = {}
            for section in page.all("section", data_chat=None):
                for article in section.all("article"):
                    article.attributes["chat"] = section.attributes["data-chat"]
                    self._standing[who][int(article.attributes["data-id"])] = article

    async def _post(self, who: str, path: str, in_channel: bool, **more: object) -> None:
        await self._enter(who)
        chat = self._chat(who, in_channel=in_channel)
        body = {"as": self._played(who), "chat": chat, "key": secrets.token_hex(8), **more}
        headers = {"X-Page-Token": self._tokens[who]}
        async with self.http.post(f"{self.url}page/{path}", json=body, headers=headers) as answer:
            said = await answer.json()
        assert answer.status == 200, said
        for html in said["forms"]:
            self._form = parsed(html)
            title = self._form.all("summary")[0].inside[0]
            self._kept.append(Heard(who, form=str(title)))
        await self.app.settle()

    def _played(self, who: str) -> str:
        if who not in self._plays:
            left = [name for name in PEOPLE if name not in self._plays.values()]
            wished = CAST.get(who)
            self._plays[who] = wished if wished in left else left[0]
        return self._plays[who]

    def _chat(self, who: str, *, in_channel: bool) -> str:
        return GROUP if in_channel else private_chat(self._played(who))

    def _named(self, words: str) -> str:
        """The words with the page's own names for the channel and the people."""
        words = words.replace(GROUP_NAME, texts(self.lang).plain(WORDS["group"]))
        for name, played in self._plays.items():
            words = re.sub(rf"\b{name}\b", person(played, self.lang).name, words)
        return words

    async def _stream(self, who: str) -> list[tuple[int, str, Element]]:
        """What came since; the stream tells the time of day when it has told everything else."""
        found = []
        asked = {"as": self._played(who), "after": str(self._after[who])}
        async with self.http.get(f"{self.url}page/events", params=asked) as answer:
            lines: dict[str, str] = {}
            async for row in answer.content:
                name, _, value = row.decode().rstrip("\r\n").partition(": ")
                lines[name] = value
                if name:
                    continue
                if lines.get("event") == "clock":
                    break
                data = json.loads(lines["data"])
                self._after[who] = int(lines["id"])
                found.append(
                    (self._after[who], data["chat"], parsed(data["html"]).all("article")[0])
                )
                lines = {}
        return found

    async def _heard(self, who: str, chat: str, article: Element) -> Heard:
        whispered = any(one.text for one in article.all("p", class_="under")[0].all("span"))
        files = article.all("a", class_="file")
        pictures = article.all("img")
        for each in pictures:
            async with self.http.get(self.url.rstrip("/") + each.attributes["src"]) as answer:
                assert answer.content_type == "image/png"
        return Heard(
            CHANNEL if chat == GROUP and not whispered else who,
            article.all(class_="words")[0].text,
            tuple(
                tuple(one.text.removesuffix(" ↗") for one in row.all(class_="button"))
                for row in article.all(class_="row")
            ),
            "shown" if pictures else "",
            files[0].all("bdi")[0].text if files else "",
        )


def _filled(each: Element) -> str:
    """What a field holds before anybody touches it."""
    for one in each.all():
        if {"checked", "selected"} & one.attributes.keys():
            return one.attributes["value"]
    entered = [one for one in each.all() if one.tag in {"input", "textarea"}]
    if not entered or entered[0].attributes.get("type") == "radio":
        return ""
    return entered[0].text if entered[0].tag == "textarea" else entered[0].attributes["value"]


def _entered(each: Element, value: str, label: str) -> str:
    """A choice is made by its label, the rest is typed."""
    for one in each.all("option"):
        if one.text == label:
            return one.attributes["value"]
    for one in each.all("label", class_="choice"):
        if one.all("span")[0].text == label:
            return one.all("input")[0].attributes["value"]
    return value


@asynccontextmanager
async def by_browser(stage: Stage) -> AsyncIterator[OnPage]:
    door = listening_socket("127.0.0.1", 0)
    url = f"http://127.0.0.1:{door.getsockname()[1]}/"
    app = stage.app(port=door.getsockname()[1])
    platform = app.add(web_page)
    async with (
        served(app, door),
        aiohttp.ClientSession(headers={"Accept-Language": stage.lang}) as http,
    ):
        try:
            yield OnPage(app, http, url, stage.lang)
        finally:
            await platform.close()
