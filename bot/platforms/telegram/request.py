"""Our way to Telegram's servers: python-telegram-bot's request interface, spoken with aiohttp.

Under load the library's own one is many times slower. No error raised here names an address,
because the address holds the token.
"""

import json
import os
from dataclasses import dataclass
from typing import Any, ClassVar, cast

import aiohttp

os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's opt-in to durations as timedelta

from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 256
DOWNLOAD_BYTES = 5 * 2**20
"""What we take from people; a larger file is not read to its end."""
CONNECT, READ, WRITE, WRITE_FILE = 5.0, 15.0, 10.0, 60.0
"""Seconds we wait where the caller says nothing."""
CHUNK = 2**16


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a call as text: what of the library's `RequestData`, which takes long to make
    and may not be inherited from, is read here.
    """

    json_parameters: dict[str, str]
    contains_files: ClassVar[bool] = False
    multipart_data: ClassVar[dict[str, Any]] = {}


class AiohttpRequest(BaseRequest):
    """One shared session. `proxied`: heed HTTPS_PROXY and its like, as outside a test."""

    def __init__(self, *, proxied: bool) -> None:
        self._proxied = proxied
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return READ

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS)
            self._session = aiohttp.ClientSession(connector=connector, trust_env=self._proxied)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer, an object; the library's own version would log what it cannot read."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict) or (answer.get("ok") and "result" not in answer):
            raise NetworkError("that was no answer of the Bot API")
        return answer

    async def call(self, url: str, **fields: str) -> Any:
        """The result as JSON, without the library's objects."""
        return await self.post(url, cast("RequestData", Fields(fields)))

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,  # noqa: ARG002 - the connector makes callers wait
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NetworkError("the connection to Telegram is not open")
        uploads = request_data is not None and request_data.contains_files
        connect = _said(connect_timeout, CONNECT)
        read = _said(read_timeout, READ)
        write = _said(write_timeout, WRITE_FILE if uploads else WRITE)
        timeout = aiohttp.ClientTimeout(
            total=connect + write + read, sock_connect=connect, sock_read=read
        )
        problem: TelegramError
        try:
            async with self._session.request(
                method, url, data=_body(request_data), timeout=timeout, allow_redirects=False
            ) as answer:
                payload = await _capped(answer) if method == "GET" else await answer.read()
        except TimeoutError:
            problem = TimedOut()
        except (aiohttp.ClientError, OSError, ValueError) as error:
            problem = NetworkError(_kind(error))
        else:
            return self._checked(method, answer.status, payload)
        raise problem  # out here, so that no traceback leads back to the address

    def _checked(self, method: str, status: int, payload: bytes) -> tuple[int, bytes]:
        """A refusal must be Telegram's own: what stands between us and it may say anything."""
        if status < 300:
            return status, payload
        if method == "GET" and status < 500:
            raise BadRequest(f"no such file (HTTP {status})")
        try:
            self.parse_json_payload(payload)
        except TelegramError:
            problem = NetworkError(f"HTTP {status}, not from the Bot API")
        else:
            return status, payload
        raise problem


def _said(seconds: object, usual: float) -> float:
    """The library hands over a marker of its own where nothing was said."""
    return float(seconds) if isinstance(seconds, int | float) else usual


def _body(data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if data is None or not data.contains_files:
        return data and data.json_parameters
    form = aiohttp.FormData(quote_fields=False)  # Telegram shows a file's name as it is sent
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, media_type) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=media_type)
    return form


async def _capped(answer: aiohttp.ClientResponse) -> bytes:
    payload = bytearray()
    async for chunk in answer.content.iter_chunked(CHUNK):
        payload += chunk
        if len(payload) > DOWNLOAD_BYTES:
            raise BadRequest("file is too big")
    return bytes(payload)


def _kind(error: Exception) -> str:
    """What went wrong without the error's own words, which may hold the address."""
    reason = error.strerror if isinstance(error, OSError) else None
    return f"{type(error).__name__}: {reason}" if reason else type(error).__name__
