"""Slack against a local Slack: both ways in, strangers at the door, modals there and back."""

import asyncio
import io
import json
import time

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat import Field, Form, Kind, Message
from bot.platforms.slack.people import People
from bot.wire import Refused
from tests.servers.slack_delivery import signature
from tests.servers.slack_limits import TIER, Limits

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
FORM = Form(
    "okr.save", "本月目标", (Field("goal", "目标"), Field("zone", "时区", Kind.ZONE)), text="7"
)


# --- in, by HTTP ------------------------------------------------------------------------------


async def test_what_is_said_over_http_is_heard_with_name_and_language(by_http, server, ears):
    await server.say("U1", "D1", "学完 <装饰器>")
    await server.app_mention("U2", "C1", "today please")
    talk, command = ears.events
    assert (talk.name, talk.sender.name, talk.sender.locale) == ("", "小李", "zh-CN")
    assert talk.sender.zone == "Asia/Shanghai"
    assert (command.name, command.text, command.in_group) == ("today", "please", True)
    assert json.loads(ears.raws[0])["event_id"] == talk.key
    assert "verification" not in ears.raws[0]
    assert all(delivery.status == 200 for delivery in server.deliveries)
    await server.say("U1", "D1", "again")
    assert len(server.called("users.info")) == 2


RUSH = 300


async def test_of_three_hundred_strangers_at_once_everybody_is_known(by_http, server, ears):
    server.limits = Limits()
    strangers = [f"UN{number}" for number in range(RUSH)]
    for number, user in enumerate(strangers):
        server.user(user, f"学员{number}", tz="Europe/Berlin")
        server.dm(user)
    for first in range(0, RUSH, 20):
        some = strangers[first : first + 20]
        await asyncio.gather(*(server.say(user, server.dm(user), "到") for user in some))
    known = {event.sender.id: (event.sender.name, event.sender.zone) for event in ears.events}
    assert known == {
        user: (f"学员{number}", "Europe/Berlin") for number, user in enumerate(strangers)
    }
    assert len(server.called("users.list")) == 1
    assert len(server.called("users.info")) <= TIER[4] + 20


async def test_whom_slack_does_not_tell_of_is_asked_for_again(by_http, server, ears):
    server.faults.refuse("users.info", "internal_error")
    await server.say("U1", "D1", "one")
    await server.say("U1", "D1", "two")
    assert [event.sender.name for event in ears.events] == ["U1", "小李"]


async def test_the_same_event_four_times_at_once_has_one_key_and_four_acknowledgements(
    by_http, server, ears
):
    server.faults.repeat_next(3)
    await server.say("U1", "D1", "hello")
    assert [attempt.status for attempt in server.deliveries[-1].attempts] == [200] * 4
    assert len(ears.events) == 4
    assert len({event.key for event in ears.events}) == 1


async def test_what_is_not_stored_is_not_acknowledged(by_http, server, ears):
    ears.failing = True
    await server.say("U1", "D1", "hello")
    assert [attempt.status for attempt in server.deliveries[-1].attempts] == [503] * 3
    assert (await server.command("U1", "C1", "/study", "today")).status == 503


async def test_a_challenge_is_met(by_http, server):
    assert await server.challenge()


def signed(body, stamp=None, secret=SECRET):
    stamp = stamp or str(int(time.time()))
    sign = signature(secret, stamp, body)
    return [("X-Slack-Request-Timestamp", stamp), ("X-Slack-Signature", sign)]


BODY = b'{"type": "event_callback", "event": {"type": "surprise"}, "team_id": "T1"}'
MANY_AT_THE_DOOR = 17


def at_the_door():
    """Signed when they come: a signature is good for five minutes."""
    old = str(int(time.time()) - 400)
    return [
        (BODY, [], 401),
        (BODY, signed(BODY)[:1], 401),
        (BODY, signed(BODY)[1:], 401),
        (BODY, signed(BODY) + signed(BODY)[:1], 401),
        (BODY, signed(BODY) + signed(BODY)[1:], 401),
        (BODY + b" ", signed(BODY), 401),
        (BODY, signed(BODY, "abc"), 401),
        (BODY, signed(BODY, old), 401),
        (BODY, signed(BODY, secret="x"), 401),
        (BODY, [*signed(BODY)[:1], ("X-Slack-Signature", "签名")], 401),
        (b"[" * 200_000, [], 401),
        (b"[" * 200_000, signed(b"[" * 200_000), 400),
        (b"\xff\xfe", signed(b"\xff\xfe"), 400),
        (b"{", signed(b"{"), 400),
        (b"", signed(b""), 400),
        (b"x" * 1_100_000, [], 413),
        (BODY, signed(BODY), 200),
    ]


@pytest.mark.parametrize("number", range(MANY_AT_THE_DOOR))
async def test_strangers_and_nonsense_are_turned_away_at_the_door(by_http, ears, number):
    body, headers, status = at_the_door()[number]
    headers = [("Content-Type", "application/json"), *headers]
    async with (
        aiohttp.ClientSession() as http,
        http.post(by_http, data=io.BytesIO(body), headers=headers) as answer,
    ):
        assert answer.status == status
        assert await answer.text() == ""
    assert (ears.events, ears.kept) == ([], [])


ODD = [
    {"type": "event_callback", "event": {"type": "message", "channel": "D1"}},
    {"type": "event_callback", "event": {"type": "message", "channel": 7, "user": "U1"}},
    {"type": "event_callback", "event": "message"},
    {"type": "event_callback", "event": {"type": 5}},
    {"type": "event_callback", "team_id": 9, "authorizations": "x", "event": {"type": "message"}},
    {"type": "block_actions", "actions": [{"action_id": "b0"}]},
    {"type": "block_actions", "actions": []},
    {"type": "view_submission", "view": {"callback_id": "", "private_metadata": "no"}},
    {"type": "event_callback", "event": {"type": "message"}, "team": 5},
    {"type": "something new"},
    {"hello": "world"},
]


@pytest.mark.parametrize("body", ODD)
async def test_what_cannot_be_read_is_kept_and_acknowledged(by_http, server, ears, body):
    raw = json.dumps(body).encode()
    said = await server.send(raw, {"Content-Type": "application/json"})
    assert said.status == 200
    assert ears.events == []
    assert [(platform, json.loads(text)) for platform, _, text in ears.kept] == [("slack", body)]


async def test_a_command_in_a_chat_of_two_others_is_answered_in_ours(by_http, server, ears):
    server.channel("D9", "U1", "U2", bot=False, private=True)
    await server.command("U1", "D9", "/study", "a payload of words")
    (event,) = ears.events
    assert (event.address.chat, event.text) == ("D1", "a payload of words")
    assert server.deliveries[-1].body is None


async def test_an_edit_and_an_arrival_are_heard(by_http, server, ears):
    message = await server.say("U1", "D1", "one")
    await server.edit(message, "two")
    await server.join("U0BOT", "C1")
    said, edited, arrived = ears.events
    assert (edited.text, edited.edited, edited.source) == ("two", True, message.ts)
    assert edited.key != said.key
    assert (arrived.name, arrived.address.chat) == ("group.arrived", "C1")


async def test_small_files_are_fetched_from_slack_alone():
    async def give(request):
        assert request.headers["Authorization"] == "Bearer xoxb-test"
        if request.path == "/page":
            return aiohttp.web.Response(text="sign in", content_type="text/html")
        length = 6_000_000 if request.path == "/liar.png" else 400_000
        return aiohttp.web.Response(body=io.BytesIO(b"x" * length), content_type="image/png")

    web = aiohttp.web.Application()
    web.router.add_get("/{name}", give)
    runner = aiohttp.web.AppRunner(web, access_log=None)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    here = f"http://127.0.0.1:{runner.addresses[0][1]}"
    image = {"name": "a.png", "size": 400_000, "mimetype": "image/png"}
    attached = [
        image | {"url_private": f"{here}/a.png"},
        image | {"url_private": f"{here}/liar.png"},
        image | {"url_private": f"{here}/page"},
        image | {"url_private": f"{here}/a.png", "size": 6_000_000},
        image | {"url_private": "https://elsewhere.example/a.png"},
        image,
    ]
    async with aiohttp.ClientSession() as http:
        people = People(AsyncWebClient("xoxb-test", base_url=f"{here}/api/", session=http), http)
        (file,) = await people.files(attached)
    await runner.cleanup()
    assert (file.name, len(file.content), file.media_type) == ("a.png", 400_000, "image/png")


async def test_a_file_too_large_is_named_and_the_words_are_kept(by_http, server, ears):
    files = [{"name": "large.mov", "size": 6_000_000, "url_private": f"{server.origin}/large"}]
    talk = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "text": "笔记"}
    await server.event(**talk, subtype="file_share", ts=server.stamp(), files=files)
    (event,) = ears.events
    assert (event.text, event.files, event.values) == ("笔记", (), {"too_large": "large.mov"})


# --- in, by Socket Mode -----------------------------------------------------------------------


async def test_a_round_trip_by_socket(by_socket, server, ears, until):
    ears.answers["okr"] = [Message("", form=FORM)]
    await server.say("U1", "D1", "hello")
    delivery = await server.command("U1", "C1", "/study", "okr")
    assert delivery.ok
    assert [event.name for event in ears.events] == ["", "okr"]
    await until(lambda: server.views)
    await server.refresh_links()
    await until(lambda: server.links)
    await server.submit(server.views[0], {"goal": "学完", "zone": "Asia/Shanghai"})
    assert ears.events[-1].values == {"goal": "学完", "zone": "Asia/Shanghai"}


async def test_an_envelope_that_is_not_stored_is_not_acknowledged(by_socket, server, ears):
    ears.failing = True
    await server.say("U1", "D1", "hello")
    assert not server.deliveries[-1].ok
    assert [attempt.reason for attempt in server.deliveries[-1].attempts] == ["http_timeout"] * 3


async def test_a_wrong_app_token_is_said_at_once(make):
    slack = make(slack_app_token="xapp-wrong")
    await slack.open()
    with pytest.raises(Refused, match="does not take this SLACK_APP_TOKEN"):
        await asyncio.wait_for(slack.listen(), 2)
    await slack.close()


# --- forms ------------------------------------------------------------------------------------


async def test_a_form_goes_out_as_a_modal_and_comes_back_as_an_event(by_http, server, ears, until):
    ears.answers["okr"] = [Message("写下来吧", form=FORM)]
    await server.command("U1", "C1", "/study", "okr")
    await until(lambda: server.views)
    (view,) = server.views
    assert view.title == "本月目标"
    delivery = await server.submit(view, {"goal": "学完", "zone": "Mars"})
    assert set(delivery.body["errors"]) == {"zone"}
    (view,) = server.views
    await server.submit(view, {"goal": "学完", "zone": "Asia/Shanghai"})
    assert server.views == []
    event = ears.events[-1]
    assert (event.name, event.text, event.address.chat) == ("okr.save", "7", "C1")
    assert event.in_group


async def test_a_form_that_cannot_be_stored_stays_open_with_its_words(by_http, server, ears, until):
    ears.answers["okr"] = [Message("", form=FORM)]
    await server.command("U1", "D1", "/study", "okr")
    await until(lambda: server.views)
    ears.failing = True
    delivery = await server.submit(server.views[0], {"goal": "学完", "zone": "Asia/Shanghai"})
    assert delivery.body["response_action"] == "errors"
    assert list(server.views[0].errors) == ["goal"]
    ears.failing = False
    await server.submit(server.views[0], {"goal": "学完", "zone": "Asia/Shanghai"})
    assert ears.events[-1].key == ears.events[-2].key
    assert server.views == []


async def test_a_trigger_that_has_expired_is_explained(by_http, server, ears, until):
    ears.answers["okr"] = [Message("", form=FORM)]
    server.faults.refuse("views.open", "expired_trigger_id")
    await server.command("U1", "C1", "/study", "okr")
    await until(lambda: server.messages("C1", "U1"))
    assert server.messages("C1") == []


async def test_a_private_answer_to_a_form_is_whispered(by_http, server, ears, until):
    ears.answers |= {"okr": [Message("", form=FORM)], "okr.save": [Message("noted", private=True)]}
    await server.command("U1", "C1", "/study", "okr")
    await until(lambda: server.views)
    await server.submit(server.views[0], {"goal": "x", "zone": "Asia/Shanghai"})
    await until(lambda: server.messages("C1", "U1"))
    assert server.messages("C1", "U2") == []
