"""Says parcels in Telegram's calls, and tells what its refusals mean for us."""

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from telegram import Bot, InputFile, InputMediaPhoto, LinkPreviewOptions
from telegram import Message as Sent
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.chat import Message, Picture
from bot.platforms.telegram import render
from bot.platforms.telegram.request import AiohttpRequest
from bot.wire import Parcel, Refused

SPINNER_TRIES = (0.0, 0.5, 2.0)
"""Seconds before each try to answer a press."""
REVOKED_REST = 300
"""Seconds the lane rests when our token is refused: every parcel would fare the same."""

_PREVIEWS_OFF = LinkPreviewOptions(is_disabled=True)
_CHAT_GONE = re.compile(
    r"chat not found|kicked|deactivated|blocked|not a member|user not found|peer_id_invalid"
    r"|chat_write_forbidden|chat_restricted|rights to send (text messages|a message)"
    r"|need administrator rights",
    re.IGNORECASE,
)
_TOPIC_CLOSED = re.compile(r"topic_closed", re.IGNORECASE)
_TOPIC_GONE = re.compile(r"message thread not found|topic_(deleted|id_invalid)", re.IGNORECASE)
_NOT_EDITABLE = re.compile(
    r"message to edit not found|message can't be edited|message_id_invalid"
    r"|message identifier is not specified",
    re.IGNORECASE,
)
_PICTURE_REFUSED = re.compile(r"photo|image|media", re.IGNORECASE)

log = structlog.get_logger("platform.telegram")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call goes."""

    chat: int
    thread: int | None

    @property
    def is_group(self) -> bool:
        return self.chat < 0


class Sender:
    """One bot's voice."""

    def __init__(self, bot: Bot, request: AiohttpRequest) -> None:
        self._bot, self._request = bot, request
        self._begun: dict[str, int] = {}
        """How many parts of an interrupted parcel stand already; its next try goes on there."""

    async def send(self, parcel: Parcel) -> str:
        """Say it; the id of the message that can be edited. Raises Refused."""
        try:
            return await self._say(parcel)
        except TelegramError as error:
            refused = refusal(error)
        raise refused  # out here: the library's errors go no further

    async def answer(self, press: str, messages: Sequence[Message]) -> None:
        """Stop the spinner, with a word if there is one. What fails here is lost, and harmless."""
        text = render.toast(messages)
        for wait in SPINNER_TRIES:
            await asyncio.sleep(wait)
            try:
                await self._bot.answer_callback_query(
                    press, text or None, show_alert=render.units(text) > render.ALERT or None
                )
            except BadRequest as error:  # too old to be answered
                log.info("press not answered", reason=str(error))
                return
            except TelegramError as error:
                log.warning("press not answered yet", reason=str(error))
            else:
                return

    async def _say(self, parcel: Parcel) -> str:
        place = _place(parcel)
        message = parcel.message
        picture = await _drawn(message.picture) if message.picture else None
        if parcel.edit is not None and parcel.edit.isdecimal() and message.file is None:
            try:
                await self._edit(place, int(parcel.edit), message, picture)
            except BadRequest as error:
                if "not modified" in error.message.lower():
                    return parcel.edit
                if not _NOT_EDITABLE.search(error.message):
                    raise
            else:
                return parcel.edit
        try:
            return await self._anew(parcel, place, picture)
        except BadRequest as error:
            if place.thread is None or not _TOPIC_CLOSED.search(error.message):
                raise
        return await self._anew(parcel, replace(place, thread=None), picture)

    async def _anew(self, parcel: Parcel, place: Place, picture: bytes | None) -> str:
        parts = render.parts(parcel.message, picture, in_group=place.is_group)
        standing = min(self._begun.pop(parcel.key, 0), len(parts) - 1)
        sent = 0
        for number, part in enumerate(parts[standing:], standing):
            try:
                sent = await self._part(place, part, silent=parcel.message.silent)
            except TelegramError as error:
                if part.picture is not None and _is_about_picture(error):
                    return await self._anew(parcel, place, None)
                if number:
                    self._begun[parcel.key] = number
                raise
        return str(sent)

    async def _part(self, place: Place, part: render.Part, *, silent: bool) -> int:
        """Say it; the number of the message."""
        if part.picture is None and part.file is None:
            return await self._words(place, part, silent=silent)
        return (await self._with_media(place, part, silent=silent)).message_id

    async def _words(self, place: Place, part: render.Part, *, silent: bool) -> int:
        """Not `Bot.send_message`: of its answer we need a number, and making objects of it takes
        longer than the call.
        """
        fields = {
            "chat_id": str(place.chat),
            "text": part.piece.text,
            "link_preview_options": _PREVIEWS_OFF.to_json(),
        }
        if part.piece.entities:
            fields["entities"] = json.dumps([each.to_dict() for each in part.piece.entities])
        if place.thread is not None:
            fields["message_thread_id"] = str(place.thread)
        if silent:
            fields["disable_notification"] = "true"
        if part.markup is not None:
            fields["reply_markup"] = part.markup.to_json()
        answer = await self._request.call(f"{self._bot.base_url}/sendMessage", **fields)
        number = answer.get("message_id") if isinstance(answer, dict) else None
        if not isinstance(number, int):
            raise NetworkError("that was no message")
        return number

    async def _with_media(self, place: Place, part: render.Part, *, silent: bool) -> Sent:
        quiet = silent or None
        text, entities = part.piece.text, part.piece.entities
        if part.picture is not None:
            return await self._bot.send_photo(
                place.chat,
                InputFile(part.picture, "picture.png"),
                caption=text or None,
                caption_entities=entities,
                message_thread_id=place.thread,
                disable_notification=quiet,
                reply_markup=part.markup,
            )
        assert part.file is not None  # noqa: S101 - a part is one of three, for the type checker
        name = "".join(letter for letter in part.file.name if letter.isprintable())
        return await self._bot.send_document(
            place.chat,
            InputFile(part.file.content, name),
            caption=text or None,
            caption_entities=entities,
            message_thread_id=place.thread,
            disable_notification=quiet,
            reply_markup=part.markup,
        )

    async def _edit(
        self, place: Place, number: int, message: Message, picture: bytes | None
    ) -> None:
        markup, words = render.keyboard(message.buttons), render.words_of(message)
        chat, bot = place.chat, self._bot
        caption = render.trimmed(words, render.CAPTION)
        if picture is not None and render.fits_caption(words):
            media = InputMediaPhoto(
                InputFile(picture, "picture.png", attach=True),
                caption=caption.text or None,
                caption_entities=caption.entities,
            )
            await bot.edit_message_media(media, chat, number, reply_markup=markup)
            return
        if not words:
            await bot.edit_message_reply_markup(chat, number, reply_markup=markup)
            return
        text = render.trimmed(words, render.TEXT)
        try:
            await bot.edit_message_text(
                text.text,
                chat,
                number,
                entities=text.entities,
                link_preview_options=_PREVIEWS_OFF,
                reply_markup=markup,
            )
        except BadRequest as error:
            if "no text in the message" not in error.message.lower():
                raise
        else:
            return
        await bot.edit_message_caption(
            chat,
            number,
            caption=caption.text,
            caption_entities=caption.entities,
            reply_markup=markup,
        )


def refusal(error: TelegramError) -> Refused:
    """What an error of the library means for the parcel, its chat and its lane."""
    reason = error.message
    if isinstance(error, ChatMigrated):
        return Refused(reason, moved_to=str(error.new_chat_id))
    if isinstance(error, RetryAfter):
        return Refused(reason, retry_after=seconds(error))
    if isinstance(error, InvalidToken):
        return Refused("Telegram refuses our token", retry_after=REVOKED_REST)
    if isinstance(error, BadRequest) and _TOPIC_GONE.search(reason):
        return Refused(reason, no_topic=True)
    ours = isinstance(error, BadRequest) or "entity too large" in reason.lower()
    gone = isinstance(error, Forbidden) or (ours and bool(_CHAT_GONE.search(reason)))
    return Refused(reason, permanent=gone, hopeless=ours and not gone)


def seconds(error: RetryAfter) -> float:
    """How long Telegram wants to hear nothing."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _place(parcel: Parcel) -> Place:
    chat, thread = parcel.address.chat, parcel.address.thread
    if not re.fullmatch(r"-?\d{1,18}", chat):
        raise Refused("that is no chat of Telegram's", permanent=True)
    return Place(int(chat), int(thread) if thread and thread.isdecimal() else None)


def _is_about_picture(error: TelegramError) -> bool:
    """The picture is refused, not the chat: the same can be said in words."""
    return (
        isinstance(error, BadRequest)
        and bool(_PICTURE_REFUSED.search(error.message))
        and not _CHAT_GONE.search(error.message)
    )


async def _drawn(picture: Picture) -> bytes | None:
    """The picture as PNG, or None: then its words must do."""
    from bot.pictures import draw

    try:
        return await asyncio.to_thread(draw, picture.template, picture.facts)
    except Exception:
        log.exception("picture not drawn", template=picture.template)
        return None
