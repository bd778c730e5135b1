"""The local Slack delivers as Slack does: signatures, retries, envelopes, reconnections."""

import asyncio
import json
import time

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.signature import SignatureVerifier

from .slack import SlackServer
from .slack_bot import SECRET, Bot, served
from .slack_delivery import EVENTS, signature


@pytest.fixture
def slack(impatient_slack):
    return impatient_slack


async def test_http_events_are_signed_and_repeated_until_taken(slack):
    asked = []

    async def handler(request):
        body = await request.text()
        verifier = SignatureVerifier(SECRET)
        asked.append((dict(request.headers), verifier.is_valid_request(body, request.headers)))
        if len(asked) == 1:
            await asyncio.sleep(1)
        return web.Response(status=500 if len(asked) == 2 else 200)

    async with served(handler) as url:
        slack.deliver_to(url)
        await slack.say("U1", "D1", "hello")
    delivery = slack.deliveries[-1]
    assert delivery.ok
    assert [a.reason for a in delivery.attempts] == ["http_timeout", "http_error", ""]
    assert all(valid for _, valid in asked)
    retries = [(h.get("x-slack-retry-num"), h.get("x-slack-retry-reason")) for h, _ in asked]
    assert retries == [(None, None), ("1", "http_timeout"), ("2", "http_error")]


async def test_http_retries_stop_when_nobody_answers_or_wants_them(slack, unused_tcp_port):
    slack.deliver_to(f"http://127.0.0.1:{unused_tcp_port}/")
    await slack.say("U1", "D1", "hello")
    assert [a.reason for a in slack.deliveries[-1].attempts] == ["connection_failed"] * 3
    assert not slack.deliveries[-1].ok

    async def handler(request):
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    async with served(handler) as url:
        slack.deliver_to(url)
        await slack.say("U1", "D1", "hello")
    assert len(slack.deliveries[-1].attempts) == 1


async def test_a_request_url_is_challenged_and_old_signatures_are_refused(slack):
    bot = Bot(slack)
    async with served(bot.http) as url:
        slack.deliver_to(url)
        assert await slack.challenge()
        slack.deliver_to(url, clock=lambda: time.time() - 301)
        assert not await slack.challenge()
        slack.deliver_to(url, "wrong secret")
        assert not await slack.challenge()
        body = json.dumps({"type": "url_verification", "challenge": "c"}).encode()
        stamp = str(int(time.time()))
        headers = {"Content-Type": "application/json", "X-Slack-Request-Timestamp": stamp}
        sign = {"X-Slack-Signature": signature(SECRET, stamp, body)}
        assert (await slack.send(body, headers | sign)).status == 200
        assert (await slack.send(body + b" ", headers | sign)).status == 401


async def opened(
    slack: SlackServer, http: aiohttp.ClientSession
) -> aiohttp.ClientWebSocketResponse:
    bearer = {"Authorization": "Bearer xapp-test"}
    async with http.post(f"{slack.base}apps.connections.open", headers=bearer) as answer:
        link = await http.ws_connect((await answer.json())["url"])
    assert (await link.receive_json())["type"] == "hello"
    return link


async def test_an_envelope_waits_for_its_own_acknowledgement(slack):
    async with aiohttp.ClientSession() as http:
        link = await opened(slack, http)
        talk = asyncio.create_task(slack.say("U1", "D1", "hello"))
        envelope = await link.receive_json()
        assert (envelope["type"], envelope["accepts_response_payload"]) == (EVENTS, False)
        assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
        await link.send_json({"envelope_id": "another"})
        again = await link.receive_json()
        assert (again["retry_attempt"], again["retry_reason"]) == (1, "timeout")
        assert again["payload"]["event_id"] == envelope["payload"]["event_id"]
        await link.send_json({"envelope_id": again["envelope_id"], "payload": {"text": "x"}})
        await talk
        assert slack.deliveries[-1].ok
        assert slack.violations[-1].error == "payload_not_accepted"


async def test_an_unacknowledged_envelope_comes_again_over_the_next_socket(slack):
    async with aiohttp.ClientSession() as http:
        first = await opened(slack, http)
        asked = asyncio.create_task(slack.command("U1", "C1", "/study", "today"))
        envelope = await first.receive_json()
        slack.cut_links()
        second = await opened(slack, http)
        assert await second.receive_json() == envelope
        await second.send_json(
            {"envelope_id": envelope["envelope_id"], "payload": {"text": "answered"}}
        )
        assert (await asked).ok
        assert [m.text for m in slack.messages("C1", "U1")] == ["answered"]


async def test_a_ticket_to_a_socket_is_good_once(slack):
    async with aiohttp.ClientSession() as http:
        link = await opened(slack, http)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(f"{slack.origin.replace('http', 'ws')}/link/?ticket=link00000001")
        other = await opened(slack, http)
        assert len(slack.links) == 2
        talk = [asyncio.create_task(slack.say("U1", "D1", "hello")) for _ in range(2)]
        for one in (link, other):
            await one.send_json({"envelope_id": (await one.receive_json())["envelope_id"]})
        await asyncio.gather(*talk)


async def test_bolt_comes_back_after_a_refresh_and_after_a_cut(slack):
    bot = Bot(slack)
    handler = AsyncSocketModeHandler(bot.app, "xapp-test", ping_interval=1)
    await handler.connect_async()
    for trouble in (slack.refresh_links, slack.cut_links):
        done = trouble()
        if asyncio.iscoroutine(done):
            await done
        for _ in range(60):
            if slack.links:
                break
            await asyncio.sleep(0.1)
        await slack.say("U1", "D1", "are you there")
        assert slack.deliveries[-1].ok
    assert len(bot.heard) == 2
    await handler.close_async()
    await asyncio.sleep(0)
