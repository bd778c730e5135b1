"""What must be asked of Slack before an event is whole: names, private chats, attached files."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat import File, Person
from bot.platforms.slack.read import LARGEST_FILE

PATIENCE = 1.0
"""Seconds a question may take: Slack itself waits three for our acknowledgement."""
DOWNLOAD_PATIENCE = 20.0
REMEMBERED = 10_000
PAGE = 500
"""People Slack tells of at once when it is asked for all of them."""
TOO_MANY = 429
FAILURES = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError)

Known = tuple[str, str, str]
"""Name, language and zone."""

log = structlog.get_logger("slack")


class People:
    """Answers are kept in memory, so a person is looked up once. When so many are new that Slack
    would rather not be asked for each, it is asked once for all.
    """

    def __init__(self, client: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        self._client = client
        self._session = session
        self._names: dict[str, Known] = {}
        self._chats: dict[str, str] = {}
        self._roll_call: asyncio.Task[None] | None = None

    async def known(self, person: Person) -> Person:
        """The person with name, language and zone, or as the payload told if Slack does not say:
        then they are looked up again the next time.
        """
        if person.id not in self._names:
            try:
                await self._ask(self._look_up, person.id)
            except FAILURES as error:
                log.warning("name not found", error=type(error).__name__)
        if person.id not in self._names:
            return person
        name, locale, zone = self._names[person.id]
        return replace(person, name=name or person.name, locale=locale, zone=zone)

    async def private_chat(self, user: str) -> str:
        """The channel in which we are alone with somebody. Raises what Slack's client raises."""
        found = self._chats.get(user)
        if found is None:
            found = await self._ask(self._open, user)
            _remember(self._chats, user, found)
        return found

    async def files(self, attached: list[dict[str, Any]]) -> tuple[File, ...]:
        """The attached files that are not too large. Raises aiohttp.ClientError or TimeoutError
        when another try may succeed.
        """
        found = [
            await self._download(file)
            for file in attached
            if int(file.get("size") or 0) <= LARGEST_FILE
        ]
        return tuple(file for file in found if file is not None)

    async def _ask(self, question: Callable[[str], Awaitable[Any]], user: str) -> Any:
        async with asyncio.timeout(PATIENCE):
            return await question(user)

    async def _look_up(self, user: str) -> None:
        if self._roll_call is None:
            try:
                answer = await self._client.users_info(user=user, include_locale=True)
            except SlackApiError as error:
                if error.response.status_code != TOO_MANY:
                    raise
            else:
                _remember(self._names, user, _told_of(answer["user"]))
                return
        if self._roll_call is None:
            self._roll_call = asyncio.create_task(self._look_up_all())
        await asyncio.shield(self._roll_call)  # whoever has no time left leaves it to the others

    async def _look_up_all(self) -> None:
        """Everybody in the workspace, as far as we remember people."""
        cursor = ""
        try:
            for _ in range(0, REMEMBERED, PAGE):
                answer = await self._client.users_list(
                    limit=PAGE, cursor=cursor, include_locale=True
                )
                for told in answer["members"]:
                    _remember(self._names, told["id"], _told_of(told))
                further: dict[str, Any] = answer.get("response_metadata") or {}
                cursor = further.get("next_cursor") or ""
                if not cursor:
                    break
        except FAILURES as error:
            log.warning("people not listed", error=type(error).__name__)
        finally:
            self._roll_call = None

    async def _open(self, user: str) -> str:
        answer = await self._client.conversations_open(users=user)
        return str(answer["channel"]["id"])

    async def _download(self, file: dict[str, Any]) -> File | None:
        url = file.get("url_private_download") or file.get("url_private") or ""
        if not self._is_slacks(url):
            return None  # kept elsewhere; our token is nobody else's business
        name, media_type = str(file.get("name") or "file"), str(file.get("mimetype") or "")
        headers = {"Authorization": f"Bearer {self._client.token}"}
        timeout = aiohttp.ClientTimeout(total=DOWNLOAD_PATIENCE)
        async with self._session.get(url, headers=headers, timeout=timeout) as answer:
            if answer.status >= 500:
                answer.raise_for_status()
            # Without the scope Slack answers with a page to sign in.
            is_page = answer.content_type == "text/html" and media_type != "text/html"
            if answer.status != 200 or is_page:
                log.warning("file not given", status=answer.status)
                return None
            content = await answer.content.read(LARGEST_FILE + 1)
            while len(content) <= LARGEST_FILE and (more := await answer.content.readany()):
                content += more
        if len(content) > LARGEST_FILE:
            return None
        return File(name, content, media_type or "application/octet-stream")

    def _is_slacks(self, url: str) -> bool:
        asked, ours = urlsplit(url), urlsplit(self._client.base_url)
        host = asked.hostname or ""
        return (asked.scheme, asked.netloc) == (ours.scheme, ours.netloc) or (
            asked.scheme == "https" and host.endswith(".slack.com")
        )


def _told_of(user: dict[str, Any]) -> Known:
    profile = user.get("profile", {})
    name = profile.get("display_name") or profile.get("real_name") or user.get("name") or ""
    return name, user.get("locale") or "", user.get("tz") or ""


def _remember(kept: dict[str, Any], name: str, value: Any) -> None:
    if len(kept) >= REMEMBERED:
        kept.pop(next(iter(kept)))
    kept[name] = value
