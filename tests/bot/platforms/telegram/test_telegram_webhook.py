"""Telegram by webhook: who may knock, what is confirmed, what shall be brought again."""

import asyncio
import json
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from bot.platforms.telegram import receive
from tests.play.stage import until

WANG = 7
SECRET = "a-secret-1"


@asynccontextmanager
async def hooked(make, **more):
    """A platform that gets its updates by HTTP, and a client that plays Telegram."""
    telegram = make(
        **{"telegram_webhook_url": "https://bot.example", "telegram_webhook_secret": SECRET} | more
    )
    await telegram.open()
    app = Starlette(routes=telegram.routes())
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield telegram, client
    await telegram.close()


def said(number=1, text="一"):
    chat = {"id": WANG, "type": "private"}
    person = {"id": WANG, "is_bot": False, "first_name": "小王"}
    about = {"message_id": 1, "date": 1_800_000_000, "chat": chat, "from": person, "text": text}
    return {"update_id": number, "message": about}


def shows(secret):
    return {receive.HEADER: secret}


async def test_opening_asks_for_the_webhook_and_listening_returns_at_once(server, make):
    async with hooked(make) as (telegram, _):
        asked = server.made("setWebhook")[0].params
        assert asked["url"] == "https://bot.example/telegram"
        assert asked["secret_token"] == SECRET
        await asyncio.wait_for(telegram.listen(), 1)
        assert server.made("getUpdates") == []


async def test_a_path_of_ones_own_is_kept_and_a_missing_secret_is_made(server, make):
    url = "https://bot.example/hooks/1"
    async with hooked(make, telegram_webhook_url=url, telegram_webhook_secret=""):
        asked = server.made("setWebhook")[0].params
        assert asked["url"] == url
        assert len(asked["secret_token"]) == 64


async def test_an_update_by_webhook_is_committed_before_it_is_confirmed(ears, make):
    async with hooked(make) as (_, client):
        answer = await client.post("/telegram", json=said(), headers=shows(SECRET))
        assert answer.status_code == 200
        assert [event.text for event in ears.events] == ["一"]


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", "é".encode("latin-1"), None])
async def test_without_the_secret_nothing_is_written(ears, make, all_logs, secret):
    async with hooked(make) as (_, client):
        headers = {} if secret is None else shows(secret)
        answer = await client.post("/telegram", content=b"{not json", headers=headers)
        assert answer.status_code == 403
        assert (ears.deliveries, ears.kept) == (0, [])
        assert SECRET not in all_logs.text


async def test_when_committing_fails_telegram_shall_bring_it_again(ears, make):
    async with hooked(make) as (_, client):
        ears.failing = lambda event: True
        assert (
            await client.post("/telegram", json=said(), headers=shows(SECRET))
        ).status_code == 503
        ears.failing = lambda event: False
        for _ in range(2):
            answer = await client.post("/telegram", json=said(), headers=shows(SECRET))
            assert answer.status_code == 200
        assert len(ears.events) == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[1, 2]", b'"\0"', b"[" * 200_000, b"9" * 5000,
     json.dumps({"update_id": 1, "message": {"chat": []}}).encode()],
)  # fmt: skip
async def test_a_body_that_cannot_be_read_is_kept_and_confirmed(ears, make, body):
    async with hooked(make) as (_, client):
        answer = await client.post("/telegram", content=body, headers=shows(SECRET))
        assert answer.status_code == 200
        ((_, _, raw),) = ears.kept
        assert "\0" not in raw


async def test_a_body_over_a_megabyte_is_refused(ears, make):
    async with hooked(make) as (_, client):
        answer = await client.post("/telegram", content=b"x" * (2**20 + 1), headers=shows(SECRET))
        assert answer.status_code == 413
        assert ears.kept == []


async def test_only_posts_are_taken(make):
    async with hooked(make) as (_, client):
        assert (await client.get("/telegram")).status_code == 405


async def test_without_a_webhook_there_is_no_door(telegram):
    assert telegram.routes() == []


async def test_a_webhook_over_a_real_connection(server, ears, make):
    app = Starlette()
    house = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", ws="none"))
    task = asyncio.create_task(house.serve())
    await until(lambda: house.started)
    port = house.servers[0].sockets[0].getsockname()[1]
    telegram = make(telegram_webhook_url=f"http://127.0.0.1:{port}/telegram")
    app.router.routes.extend(telegram.routes())
    ears.failing = lambda event: ears.deliveries == 1
    await telegram.open()
    server.say(WANG, WANG, "一")
    server.say(WANG, WANG, "二")
    await ears.hears(2)
    await until(lambda: server.updates.confirmed == 2)
    assert [event.text for event in ears.events] == ["一", "二"]
    await telegram.close()
    await server.updates.stop()
    house.should_exit = True
    await task
