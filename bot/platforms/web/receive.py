"""What the browser posts: words, presses, forms and files, read and handed on as events."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import structlog
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot import interview
from bot.chat import Button, Event, File, Form, Message
from bot.packing import pack_form, unpack, unpack_form
from bot.platforms.web import read
from bot.platforms.web.people import PLATFORM, TENANT, YOU, private_chat
from bot.platforms.web.read import Occasion, UnreadableError
from bot.platforms.web.room import Room, locale_of
from bot.platforms.web.words import NOT_STORED, OLD_BUTTON, OLD_FORM, UNREADABLE, WORDS
from bot.texts import Texts
from bot.wire import Handle, Quarantine

TimeMachine = Callable[[str, Texts, str], Awaitable[str]]
"""`await move_clock("+1d", t, zone)` moves the companion's clock; the line it answers with."""

TIME = "/time"

log = structlog.get_logger("web")


class Posted:
    """The routes that take something, each answered by `{"forms": [html]}` or `{"error": text}`."""

    def __init__(
        self,
        room: Room,
        handle: Handle,
        quarantine: Quarantine,
        time_machine: TimeMachine | None,
    ) -> None:
        self._room = room
        self._live = room.live
        self._handle = handle
        self._quarantine = quarantine
        self._time_machine = time_machine

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
            row = await self._room.row(number, what.person.id)
            if row is None or row.chat != what.chat or pressed not in _data(unpack(row.body)):
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
            t = self._room.texts(request)
            values, errors = {}, {}
            for field in form.fields:
                try:
                    values[field.name] = interview.read(field, read.word(given, field.name))
                except ValueError as error:
                    errors[field.name] = t.plain(str(error))
            if errors:
                return JSONResponse({"errors": errors}, 422)
            return await self._pass_on(request, read.submitted(what, form, values), data)

        return await self._posted(request, read_it)

    async def typed(self, request: Request) -> Response:
        """A form is being filled in: what stands in it is kept, should the page be closed."""

        async def read_it(data: dict[str, Any], what: Occasion) -> Response:
            form = self._unsealed(read.word(data, "sealed"), what)
            given = data.get("values")
            if form is None or not isinstance(given, dict):
                return self._error(request, OLD_FORM, 410)
            values = {
                field.name: read.word(given, field.name)
                for field in form.fields
                if field.name in given
            }
            return await self._pass_on(request, read.typed(what, form, values), data)

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
            t = self._room.texts(request)
            what = read.occasion(
                read_data,
                t.lang,
                locale_of(request),
                self._room.clock.now(),
                t.plain(WORDS["group"]),
            )
            return await read_it(read_data, what)
        except UnreadableError:
            reference = await self._quarantine(
                PLATFORM, TENANT, raw.replace("\x00", ""), self._room.clock.now()
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
                reader = await self._room.reader(request, what.person.id)
                move = text.removeprefix(TIME).strip()
                answer = await self._time_machine(move, reader.t, reader.zone.key)
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
        await self._live.put(chat, "", Message(answer), self._room.clock.now(), f"time:{what.key}")

    async def _pass_on(self, request: Request, event: Event, data: dict[str, Any]) -> Response:
        """Handled and committed before the page is told; forms go back on the same connection."""
        messages = await self._handle(event, json.dumps(data))
        reader = await self._room.reader(request, event.sender.id if event.sender else YOU)
        forms = [
            self._room.renderer.form(
                message, message.form, self._sealed(message.form, event), reader
            )
            for message in messages
            if message.form is not None
        ]
        return JSONResponse({"forms": forms})

    # --- small helps --------------------------------------------------------------------------

    def _sealed(self, form: Form, event: Event) -> str:
        """The form as it was made, for this person in this chat; the browser cannot change it."""
        speaker = event.sender.id if event.sender else ""
        content = {"as": speaker, "chat": event.address.chat, "form": pack_form(form)}
        return self._room.seal.close("form", json.dumps(content).encode())

    def _unsealed(self, sealed: str, what: Occasion) -> Form | None:
        content = self._room.seal.open("form", sealed)
        if content is None:
            return None
        kept = json.loads(content)
        if (kept["as"], kept["chat"]) != (what.person.id, what.chat):
            return None
        return unpack_form(kept["form"])

    async def _is_own(self, number: str, what: Occasion) -> bool:
        row = await self._room.row(number, what.person.id)
        return row is not None and (row.author, row.chat) == (what.person.id, what.chat)

    def _error(self, request: Request, sentence: str, status: int, **values: str) -> Response:
        return JSONResponse({"error": self._room.texts(request).plain(sentence, **values)}, status)


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
