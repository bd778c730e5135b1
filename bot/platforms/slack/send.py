"""Says parcels through Slack's Web API; what Slack answers instead becomes Refused."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from urllib.parse import urldefrag

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat import File, Message, Picture
from bot.markup import Text, italic, paragraphs, plain
from bot.platforms.slack.people import FAILURES, People
from bot.platforms.slack.read import is_private
from bot.platforms.slack.render import (
    ALT,
    Json,
    Sheet,
    one_sheet,
    picture_block,
    sheets,
    trimmed,
)
from bot.platforms.slack.whispers import Ways
from bot.wire import Parcel, Refused

PERMANENT = {
    "account_inactive": "the app was removed from the workspace",
    "token_revoked": "the bot token was revoked",
    "invalid_auth": "Slack does not know the bot token",
    "not_authed": "no bot token was given",
    "channel_not_found": "there is no such channel for us",
    "not_in_channel": "we are not in the channel",
    "is_archived": "the channel is archived",
    "user_disabled": "the account is closed",
    "user_not_found": "there is no such account",
    "cannot_dm_bot": "programs are not written to",
    "messages_tab_disabled": "the app's messages tab is switched off",
    "restricted_action": "the workspace does not let us write there",
}
HOPELESS = {
    *("msg_too_long", "msg_blocks_too_long", "no_text", "invalid_blocks", "invalid_blocks_format"),
    *("invalid_arguments", "invalid_metadata_format", "metadata_too_large", "too_many_attachments"),
}
GONE_MESSAGE = {"message_not_found", "cant_update_message", "edit_window_closed"}
NOT_HERE = {"user_not_in_channel", "not_in_channel", "channel_not_found"}
LOOK_BACK = 15
"""Messages read to find out whether one was said; as many as Slack gives every app."""
DEFAULT_REST = 30.0
"""Seconds to rest when Slack does not say how long."""
PICTURE_SOON = (0.5, 1.5, 3.0)
"""Seconds between tries with a picture Slack does not know yet."""
FILE_NAME = 200

log = structlog.get_logger("slack")


def error_word(error: Exception) -> str:
    """Slack's word for what was wrong; "" if it was not Slack's API that answered."""
    data = getattr(getattr(error, "response", None), "data", None)
    return str(data.get("error") or "") if isinstance(data, dict) else ""


def refusal(error: Exception) -> Refused:
    """What a failed call means for the parcel; no address and no token gets into its words."""
    if not isinstance(error, SlackApiError):
        return Refused(f"Slack was not reached: {type(error).__name__}")
    word = error_word(error)
    headers = getattr(error.response, "headers", {})
    status = getattr(error.response, "status_code", None)
    if word in {"ratelimited", "rate_limited"} or status == 429:
        return Refused("ratelimited", retry_after=_seconds(headers.get("Retry-After")))
    if word in PERMANENT:
        return Refused(f"{word}: {PERMANENT[word]}", permanent=True)
    reason = word or f"Slack answered {status or 'nothing readable'}"
    return Refused(reason, hopeless=word in HOPELESS)


def _seconds(header: str | None) -> float:
    try:
        return max(0.0, float(header or DEFAULT_REST))
    except ValueError:
        return DEFAULT_REST


class Sender:
    """Turns one parcel into the calls it takes and answers with the message's ts."""

    def __init__(
        self, client: AsyncWebClient, session: aiohttp.ClientSession, people: People
    ) -> None:
        self._client = client
        self._session = session
        self._people = people
        self.ways = Ways()
        self._begun: dict[str, tuple[int, str]] = {}
        """Parcels of several calls that broke off: how many calls were through, the last id."""

    async def send(self, parcel: Parcel) -> str:
        try:
            return await self._send(parcel)
        except FAILURES as error:
            raise refusal(error) from None

    async def _send(self, parcel: Parcel) -> str:
        message, channel, only_for = parcel.message, parcel.address.chat, parcel.only_for
        text, picture = await self._pictured(message)
        if parcel.edit is not None:
            changed = await self._change(parcel, parcel.edit, picture)
            if changed is not None:
                return changed
        if only_for and (message.picture or message.file) and not is_private(channel):
            # Only words can be whispered: what hangs on them is brought in private.
            channel, only_for = await self._people.private_chat(only_for), None
        calls: list[Callable[[], Awaitable[str]]] = [
            partial(self._say, parcel, sheet, channel, only_for)
            for sheet in sheets(text, message.buttons, picture)
        ]
        if message.file is not None:
            calls.append(partial(self._upload, message.file, "", channel))
        if not calls:
            raise Refused("no_text", hopeless=True)
        if parcel.again and not only_for and parcel.key not in self._begun:
            said = await self._said_already(parcel, channel)
            if said and len(said) >= len(calls):
                return said[-1]
            if said:
                self._begun[parcel.key] = (len(said), said[-1])
        return await self._in_turn(parcel.key, calls)

    async def _said_already(self, parcel: Parcel, channel: str) -> list[str]:
        """What of a parcel stands there from a try whose end we do not know, in its order.

        Only where we may read: in private chats. Elsewhere, and when Slack does not let us look,
        it is said again.
        """
        if not is_private(channel):
            return []
        try:
            answer = await self._client.conversations_history(
                channel=channel, include_all_metadata=True, limit=LOOK_BACK
            )
        except FAILURES as error:
            log.info("could not look for a repeat", reason=refusal(error).reason)
            return []
        found = [
            str(one["ts"])
            for one in answer["messages"]
            if one.get("metadata", {}).get("event_payload", {}).get("key") == parcel.key
        ]
        return sorted(found, key=float)

    async def _pictured(self, message: Message) -> tuple[Text | str, Json | None]:
        """The words, and the picture as a block; where none can be drawn the words tell of it."""
        if message.picture is None:
            return message.text, None
        drawn, alt = await _drawn(message.picture), plain(message.picture.alt)
        if drawn is None:
            return paragraphs(message.text, italic(message.picture.alt)), None
        try:
            file = await self._upload(File("xueban.png", drawn, "image/png"), alt)
        except SlackClientError as error:
            refused = refusal(error)
            if refused.permanent or refused.retry_after is not None:
                raise
            log.warning("picture not sent", reason=refused.reason)
            return message.text, None
        return message.text, picture_block(file, alt)

    async def _in_turn(self, key: str, calls: list[Callable[[], Awaitable[str]]]) -> str:
        """One call after the other; a parcel that broke off goes on where it was."""
        done, said = self._begun.pop(key, (0, ""))
        for number, call in enumerate(calls[done:], done):
            try:
                said = await call() or said
            except (*FAILURES, Refused):
                if number:
                    self._begun[key] = (number, said)
                raise
        return said

    # --- words ---------------------------------------------------------------------------------

    async def _say(self, parcel: Parcel, sheet: Sheet, channel: str, only_for: str | None) -> str:
        common: dict[str, Any] = (
            {"thread_ts": parcel.address.thread} if parcel.address.thread else {}
        )
        if only_for and not is_private(channel):
            url = self.ways.take(channel, only_for)
            if url and await self._answer_at(url, sheet, common):
                return ""
            try:
                whispered = await self._client.chat_postEphemeral(
                    channel=channel, user=only_for, text=sheet.text, blocks=sheet.blocks, **common
                )
            except SlackApiError as error:
                if error_word(error) not in NOT_HERE:
                    raise
                channel = await self._people.private_chat(only_for)
            else:
                return str(whispered["message_ts"])
        post = partial(
            self._client.chat_postMessage,
            channel=channel,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": "xueban", "event_payload": {"key": parcel.key}},
            **common,
        )
        return str((await _taken(post, sheet))["ts"])

    async def _answer_at(self, url: str, sheet: Sheet, common: dict[str, Any]) -> bool:
        """Whether the address a press came with took the words; if not, they are whispered."""
        own = {"response_type": "ephemeral", "replace_original": False}
        words = {"text": sheet.text, "blocks": sheet.blocks} | common | own
        async with self._session.post(url, json=words) as answer:
            return answer.status == 200

    async def _change(self, parcel: Parcel, edit: str, picture: Json | None) -> str | None:
        """Rewrite the message; None if it cannot be and must be said anew."""
        sheet = one_sheet(parcel.message, picture)
        if sheet is None:
            return None
        if edit.startswith("http"):
            return await self._change_whisper(parcel, sheet, edit)
        if parcel.only_for and not is_private(parcel.address.chat):
            return None  # what everybody sees does not take words for one person
        try:
            rewrite = partial(self._client.chat_update, channel=parcel.address.chat, ts=edit)
            await _taken(rewrite, sheet)
        except SlackApiError as error:
            if error_word(error) in GONE_MESSAGE:
                return None
            raise
        return edit

    async def _change_whisper(self, parcel: Parcel, sheet: Sheet, edit: str) -> str:
        """A message for one person's eyes is changed at the address its press came with; when
        that has had its day the words are whispered anew, never said aloud.
        """
        url, user = urldefrag(edit)
        words = {"replace_original": True, "text": sheet.text, "blocks": sheet.blocks}
        async with self._session.post(url, json=words) as answer:
            if answer.status >= 500 or answer.status == 429:
                raise TimeoutError
            if answer.status == 200:
                return edit
        return await self._say(parcel, sheet, parcel.address.chat, user)

    # --- pictures and files --------------------------------------------------------------------

    async def _upload(self, file: File, alt: str, channel: str | None = None) -> str:
        name = trimmed(file.name, FILE_NAME)
        answer = await self._client.files_upload_v2(
            channel=channel,
            content=file.content,
            filename=name,
            title=trimmed(alt, FILE_NAME) or name,
            alt_txt=trimmed(alt, ALT) or None,
        )
        return str(answer["files"][0]["id"])


async def _taken(call: Callable[..., Awaitable[AsyncSlackResponse]], sheet: Sheet) -> Any:
    """The call's answer. A picture just uploaded is known a moment later; if it never is, the
    words go alone: they say the same.
    """
    for wait in (*PICTURE_SOON, None):
        try:
            return await call(text=sheet.text, blocks=sheet.blocks)
        except SlackApiError as error:
            if error_word(error) != "invalid_blocks" or sheet.in_words == sheet:
                raise
        if wait is not None:
            await asyncio.sleep(wait)
    log.warning("picture not taken")
    return await call(text=sheet.text, blocks=sheet.in_words.blocks)


async def _drawn(picture: Picture) -> bytes | None:
    from bot.pictures import draw
    from bot.pictures.render import PictureError

    try:
        return await asyncio.to_thread(draw, picture.template, picture.facts)
    except (PictureError, ValueError):
        log.exception("picture not drawn", template=picture.template)
        return None
