"""The page's own routes: what the browser asks for and posts."""

import json
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import structlog
from sse_starlette import EventSourceResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot import interview
from bot.chat import Button, Event, File, Form, Message
from bot.models import PageMessage
from bot.operations.clock import Clock
from bot.packing import pack_form, unpack, unpack_form
from bot.platforms.web import read
from bot.platforms.web.guard import Guard
from bot.platforms.web.live import Live
from bot.platforms.web.people import (
    PEOPLE,
    PLATFORM,
    TENANT,
    YOU,
    first_locale,
    person,
    private_chat,
)
from bot.platforms.web.read import Occasion, UnreadableError
from bot.platforms.web.render import Reader, Renderer
from bot.platforms.web.seal import Seal
from bot.platforms.web.words import (
    NOT_STORED,
    OLD_BUTTON,
    OLD_FORM,
    TIME_HELP,
    UNREADABLE,
    WORDS,
)
from bot.settings import Settings
from bot.texts import Texts, language_of, texts
from bot.wire import Handle, MenuEntry, Quarantine

TimeMachine = Callable[[str], Awaitable[str]]
"""`await move_clock("+1d")` moves the companion's clock; the line it answers with."""

LARGEST_POST = 1024 * 1024
LARGEST_UPLOAD = 64 * 1024 * 1024
LONGEST_NUMBER = 9
STATIC = Path(__file__).with_name("static")
TIME = "/time"

log = structlog.get_logger("web")


class Receiver:
    """Guarded routes. A POST is answered by `{"forms": [html]}`, or `{"error": text}`."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        handle: Handle,
        quarantine: Quarantine,
        menu: Sequence[MenuEntry],
        live: Live,
        time_machine: TimeMachine | None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._handle = handle
        self._quarantine = quarantine
        self._menu = menu
        self._live = live
        self._time_machine = time_machine
        self._seal = Seal(settings)
        self._renderer = Renderer()

    def routes(self) -> list[BaseRoute]:
        guard = [Middleware(Guard, settings=self._settings, seal=self._seal)]
        post = partial(Route, methods=["POST"], max_body_size=LARGEST_POST)
        inside = [
            Route("/events", self.events),
            Route("/picture/{number:int}", self.picture),
            Route("/attachment/{number:int}", self.attachment),
            post("/say", self.say),
            post("/press", self.press),
            post("/form", self.form),
            post("/file", self.file, max_body_size=LARGEST_UPLOAD),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
        return [
            Route("/", self.page, middleware=guard),
            Mount("/page", routes=inside, middleware=guard),
        ]

    # --- what the browser asks for ------------------------------------------------------------

    async def page(self, request: Request) -> Response:
        reader = await self._reader(request)
        rows, change = await self._live.ask(self._live.store.latest, reader.person.id)
        html = self._renderer.page(
            reader,
            rows,
            people=[person(name, reader.t.lang) for name in PEOPLE],
            menu=self._commands(reader.t),
            moment=reader.moment(self._clock.now()),
            after=change,
            token=self._seal.token(),
        )
        return HTMLResponse(html, headers={"Cache-Control": "no-store"})

    async def events(self, request: Request) -> Response:
        """New and edited messages from where the page, or its lost connection, has got to."""
        after = request.headers.get("last-event-id") or request.query_params.get("after", "")
        stream = self._live.changes(
            lambda: self._reader(request), self._renderer, int(after) if after.isdecimal() else 0
        )
        return EventSourceResponse(stream)

    async def picture(self, request: Request) -> Response:
        from bot.pictures import draw
        from bot.pictures.render import PictureError

        message = await self._shown(request)
        if message is None or message.picture is None:
            return Response(status_code=404)
        theme = "dark" if request.query_params.get("theme") == "dark" else "light"
        picture = message.picture
        try:
            png = await run_in_threadpool(draw, picture.template, picture.facts, theme)
        except PictureError:
            log.exception("picture not drawn", template=picture.template)
            png = None
        if png is None:  # the words stand without it
            return Response(status_code=404)
        return Response(
            png, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"}
        )

    async def attachment(self, request: Request) -> Response:
        message = await self._shown(request)
        if message is None or message.file is None:
            return Response(status_code=404)
        name = quote(message.file.name, safe="")
        return Response(
            message.file.content,
            media_type=message.file.media_type,
            headers={"Content-Disposition": f"attachment; filename*=utf-8''{name}"},
        )

    # --- what the browser posts ---------------------------------------------------------------

    async def say(self, request: Request) -> Response:
        async def read_it(data: dict[str, Any], what: Occasion) -> Response:
            text = read.word(data, "text")
            if not text:
                raise UnreadableError("no words")
            edits = read.word(data, "edits")
            if edits and not await self._is_own(edits, what):
                raise UnreadableError("those are somebody else's words")
            return await self._said(request, what, text, data, edits=edits)

        return await self._posted(request, read_it)

    async def press(self, request: Request) -> Response:
        async def read_it(data: dict[str, Any], what: Occasion) -> Response:
            number, pressed = read.word(data, "message"), read.word(data, "press")
            message = await self._seen(number, what.person.id)
            if message is None or pressed not in _data(message):
                return self._error(request, OLD_BUTTON, 410)
            return await self._pass_on(request, read.pressed(what, pressed, number), data)

        return await self._posted(request, read_it)

    async def form(self, request: Request) -> Response:
        async def read_it(data: dict[str, Any], what: Occasion) -> Response:
            form = self._unsealed(read.word(data, "sealed"), what)
            if form is None:
                return self._error(request, OLD_FORM, 410)
            given = data.get("values")
            if not isinstance(given, dict):
                raise UnreadableError("no values")
            t = self._texts(request)
            values, errors = {}, {}
            for field in form.fields:
                try:
                    values[field.name] = interview.read(field, read.word(given, field.name))
                except UnreadableError:
                    raise
                except ValueError as error:
                    errors[field.name] = t.plain(str(error))
            if errors:
                return JSONResponse({"errors": errors}, 422)
            return await self._pass_on(request, read.submitted(what, form, values), data)

        return await self._posted(request, read_it)

    async def file(self, request: Request) -> Response:
        async with request.form(max_files=1, max_fields=8) as posted:
            upload = posted.get("file")
            data: dict[str, Any] = {
                name: value for name, value in posted.items() if isinstance(value, str)
            }
            file = await _received(upload) if isinstance(upload, UploadFile) else None

        async def read_it(data: dict[str, Any], what: Occasion) -> Response:
            if file is None:
                raise UnreadableError("no file")
            return await self._said(request, what, read.word(data, "text"), data, file=file)

        return await self._posted(request, read_it, data)

    # --- how a post becomes an event ----------------------------------------------------------

    async def _posted(
        self,
        request: Request,
        read_it: Callable[[dict[str, Any], Occasion], Awaitable[Response]],
        data: dict[str, Any] | None = None,
    ) -> Response:
        """What cannot be read goes to quarantine; what cannot be stored is not acknowledged."""
        raw = (await request.body()).decode(errors="replace") if data is None else json.dumps(data)
        try:
            read_data = _json_object(raw) if data is None else data
            t = self._texts(request)
            what = read.occasion(
                read_data, t.lang, _locale(request), self._clock.now(), t.plain(WORDS["group"])
            )
            return await read_it(read_data, what)
        except UnreadableError:
            reference = await self._quarantine(
                PLATFORM, TENANT, raw.replace("\x00", ""), self._clock.now()
            )
            return self._error(request, UNREADABLE, 400, reference=reference)
        except Exception:
            log.exception("post not stored", path=request.url.path)
            return self._error(request, NOT_STORED, 503)

    async def _said(
        self,
        request: Request,
        what: Occasion,
        text: str,
        data: dict[str, Any],
        *,
        edits: str = "",
        file: File | None = None,
    ) -> Response:
        """The words stand in the chat first, then they are handled; a repeat does neither twice."""
        shown = "\n".join(filter(None, [text, f"📎 {file.name}" if file else ""]))
        number, is_news = await self._live.put(
            what.chat,
            what.person.id,
            Message(shown),
            what.at,
            f"said:{what.key}",
            edit=edits or None,
        )
        if self._time_machine is not None and text.split(maxsplit=1)[:1] == [TIME]:
            if is_news:
                answer = await self._time_machine(text.removeprefix(TIME).strip())
                await self._answer_here(what, answer)
            return JSONResponse({"forms": []})
        awaited = what.in_group and await self._live.ask(
            self._live.store.awaits_reply, what.chat, what.person.id
        )
        event = read.said(
            what, text, awaited=awaited, source=str(number), edited=bool(edits), file=file
        )
        if event is None:
            return JSONResponse({"forms": []})
        return await self._pass_on(request, event, data)

    async def _answer_here(self, what: Occasion, answer: str) -> None:
        chat = private_chat(what.person.id)
        await self._live.put(chat, "", Message(answer), self._clock.now(), f"time:{what.key}")

    async def _pass_on(self, request: Request, event: Event, data: dict[str, Any]) -> Response:
        """Handled and committed before the page is told; forms go back on the same connection."""
        messages = await self._handle(event, json.dumps(data, ensure_ascii=False))
        reader = await self._reader(request, event.sender.id if event.sender else YOU)
        forms = [
            self._renderer.form(message, message.form, self._sealed(message.form, event), reader)
            for message in messages
            if message.form is not None
        ]
        return JSONResponse({"forms": forms})

    # --- small helps --------------------------------------------------------------------------

    def _sealed(self, form: Form, event: Event) -> str:
        """The form as it was made, for this person in this chat; the browser cannot change it."""
        speaker = event.sender.id if event.sender else ""
        content = {"as": speaker, "chat": event.address.chat, "form": pack_form(form)}
        return self._seal.close("form", json.dumps(content).encode())

    def _unsealed(self, sealed: str, what: Occasion) -> Form | None:
        content = self._seal.open("form", sealed)
        if content is None:
            return None
        kept = json.loads(content)
        if (kept["as"], kept["chat"]) != (what.person.id, what.chat):
            return None
        return unpack_form(kept["form"])

    async def _reader(self, request: Request, name: str = "") -> Reader:
        """Who looks: the person chosen above the page, in the browser's language."""
        name = name or request.query_params.get("as", YOU)
        t = self._texts(request)
        who = person(name if name in PEOPLE else YOU, t.lang, _locale(request))
        zone = await self._live.ask(self._live.store.zone, who)
        return Reader(who, t, ZoneInfo(zone or self._settings.bot_zone))

    async def _is_own(self, number: str, what: Occasion) -> bool:
        row = await self._row(number, what.person.id)
        return row is not None and (row.author, row.chat) == (what.person.id, what.chat)

    async def _seen(self, number: str, name: str) -> Message | None:
        row = await self._row(number, name)
        return unpack(row.body) if row else None

    async def _row(self, number: str, name: str) -> PageMessage | None:
        if not number.isdecimal() or len(number) > LONGEST_NUMBER:
            return None
        return await self._live.ask(self._live.store.message, int(number), name)

    async def _shown(self, request: Request) -> Message | None:
        name = request.query_params.get("as", YOU)
        return await self._seen(str(request.path_params["number"]), name)

    def _texts(self, request: Request) -> Texts:
        return texts(language_of(_locale(request), self._settings.bot_lang))

    def _commands(self, t: Texts) -> list[dict[str, str]]:
        entries = [*self._menu]
        if self._time_machine is not None:
            entries.append(MenuEntry(TIME[1:], TIME_HELP, "anywhere"))
        return [
            {"name": entry.name, "help": t.plain(entry.help), "where": entry.where}
            for entry in entries
        ]

    def _error(self, request: Request, sentence: str, status: int, **values: str) -> Response:
        return JSONResponse({"error": self._texts(request).plain(sentence, **values)}, status)


def _locale(request: Request) -> str:
    return first_locale(request.headers.get("accept-language", ""))


def _json_object(raw: str) -> dict[str, Any]:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise UnreadableError("no JSON") from None
    if not isinstance(data, dict):
        raise UnreadableError("no object")
    return data


def _data(message: Message) -> set[str]:
    return {button.data for button in message.buttons_flat() if isinstance(button, Button)}


async def _received(upload: UploadFile) -> File:
    """The file, or of one too large as much as shows that it is."""
    content = await upload.read(read.LARGEST_FILE + 1)
    name = read.clean(Path(upload.filename or "file").name) or "file"
    return File(name, content, upload.content_type or "application/octet-stream")
