"""The local Slack's bad days: rate limits, ordered faults, odd callers; and it, from afar."""

import asyncio
import logging
import sys
import time
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from .slack import SlackServer
from .slack_workspace import BOT_USER
from .test_slack import Clock, refusal


@pytest.fixture
async def slack():
    async with SlackServer() as server:
        server.channel("C1", "U1", "U2", name="python")
        yield server


@pytest.fixture
def client(slack):
    return AsyncWebClient("xoxb-test", base_url=slack.base)


async def test_with_limits_a_channel_takes_a_message_a_second_after_a_small_burst():
    clock = Clock()
    async with SlackServer(clock=clock, limits=True) as slack:
        slack.channel("C1", "U1")
        slack.channel("C2", "U1")
        client = AsyncWebClient("xoxb-test", base_url=slack.base)
        for _ in range(3):
            await client.chat_postMessage(channel="C1", text="x")
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel="C1", text="x")
        assert caught.value.response.status_code == 429
        assert caught.value.response["error"] == "ratelimited"
        assert caught.value.response.headers["Retry-After"] == "1"
        await client.chat_postMessage(channel="C2", text="another channel is free")
        clock.now += 1
        await client.chat_postMessage(channel="C1", text="x")
        assert (slack.highest_rate(), slack.highest_rate("C2")) == (3, 1)
        for _ in range(5):
            await client.apps_connections_open(app_token="xapp-test")
        with pytest.raises(SlackApiError) as caught:
            await client.apps_connections_open(app_token="xapp-test")
        assert caught.value.response.headers["Retry-After"] == "60"


async def test_ordered_trouble_comes_as_ordered_and_no_longer(slack, client):
    slack.faults.refuse("chat.postMessage", "restricted_action", times=2)
    slack.faults.limit("auth.test", 30)
    for _ in range(2):
        said = client.chat_postMessage(channel="C1", text="x")
        assert await refusal(said) == "restricted_action"
    await client.chat_postMessage(channel="C1", text="x")
    with pytest.raises(SlackApiError) as caught:
        await client.auth_test()
    assert caught.value.response.headers["Retry-After"] == "30"
    slack.faults.fail("*", 503)
    with pytest.raises(SlackApiError) as caught:
        await client.auth_test()
    assert caught.value.response.status_code == 503
    assert [call.error for call in slack.called("chat.postMessage")] == [
        "restricted_action"
    ] * 2 + [""]


@pytest.mark.parametrize(("trouble", "posted"), [("drop", 0), ("reset", 1), ("half", 1)])
async def test_a_broken_connection_leaves_the_caller_in_doubt(slack, trouble, posted):
    client = AsyncWebClient("xoxb-test", base_url=slack.base, retry_handlers=[])
    getattr(slack.faults, trouble)("chat.postMessage")
    with pytest.raises((aiohttp.ClientError, SlackApiError)):
        await client.chat_postMessage(channel="C1", text="x")
    assert len(slack.messages("C1")) == posted


async def test_a_late_answer_is_a_timeout_with_an_effect(slack):
    client = AsyncWebClient("xoxb-test", base_url=slack.base, timeout=1, retry_handlers=[])
    slack.faults.delay("chat.postMessage", 1.2)
    with pytest.raises(TimeoutError):
        await client.chat_postMessage(channel="C1", text="x")


async def test_alone_it_is_played_through_its_control_address(unused_tcp_port):
    script = str(Path(__file__).with_name("slack.py"))
    process = await asyncio.create_subprocess_exec(
        sys.executable, script, "--port", str(unused_tcp_port), stdout=asyncio.subprocess.PIPE
    )
    try:
        base = (await process.stdout.readline()).decode().strip()
        client = AsyncWebClient("xoxb-test", base_url=base)
        async with aiohttp.ClientSession(base.removesuffix("api/")) as http:

            async def control(*orders):
                async with http.post("_control", json=list(orders)) as answer:
                    return await answer.json()

            (channel,) = await control({"do": "channel", "args": ["C1", "U1"]})
            assert channel["members"] == ["U1", BOT_USER]
            await client.chat_postMessage(channel="C1", text="hi")
            ((message,),) = await control({"do": "messages", "args": ["C1"]})
            assert message["text"] == "hi"
            wrong = await control(
                {"do": "press", "args": [{"message": ["C1", message["ts"]]}, "x", "U1"]}
            )
            assert "nothing says 'x'" in wrong["error"]
            assert "LookupError" in (await control({"do": "__init__"}))["error"]
            async with http.get("_control") as answer:
                figures = await answer.json()
            assert (figures["calls"], figures["highest_rate"]) == ({"chat.postMessage": 1}, 1)
    finally:
        process.terminate()
        await process.wait()
        process._transport.close()


async def test_nothing_a_caller_sends_makes_the_server_stumble(slack, caplog):
    caplog.set_level(logging.ERROR)
    bearer = {"Authorization": "Bearer xoxb-test"}
    view = {"type": "modal", "title": 1, "blocks": [1, {"type": []}, {"type": "actions"}]}
    odd = [
        ("chat.postMessage", {"channel": "C1", "text": "x", "blocks": {"a": 1}}),
        ("chat.postMessage", {"channel": "C1", "text": "x", "blocks": [1, None, "x"]}),
        ("views.publish", {"user_id": "U1", "view": view}),
        ("views.publish", {"user_id": "U1", "view": "{"}),
        ("views.publish", {"user_id": "U1"}),
        ("files.completeUploadExternal", {}),
        ("files.getUploadURLExternal", {"filename": "x"}),
    ]
    async with aiohttp.ClientSession(slack.base, headers=bearer) as http:
        for method, body in odd:
            async with http.post(method, json=body) as answer:
                assert answer.status == 200, (method, body)
                assert (await answer.json())["ok"] is False
    assert caplog.records == []


async def test_every_call_can_be_made_to_take_its_time(slack, client):
    slack.faults.latency = 0.1
    began = time.monotonic()
    await asyncio.gather(*(client.auth_test() for _ in range(5)))
    assert 0.1 <= time.monotonic() - began < 0.5
