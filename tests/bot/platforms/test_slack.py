"""Slack against a local Slack: both ways in, modals, whispers, files, and every refusal."""

import asyncio
import json
import time

import aiohttp
import pytest
import uvicorn
from starlette.applications import Starlette

from bot.chat import Address, Button, Field, File, Form, Message, Picture
from bot.operations.clock import Clock
from bot.platforms.slack import Slack
from bot.settings import Settings
from bot.wire import MenuEntry, Parcel, Refused
from tests.servers.slack import SlackServer
from tests.servers.slack_delivery import signature

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
MENU = (MenuEntry("today", "today's task", "anywhere"), MenuEntry("okr", "OKR", "anywhere"))
FORM = Form(
    "okr.save", "本月目标", (Field("goal", "目标"), Field("zone", "时区", "zone")), text="7"
)


class Ears:
    """A handler that only remembers, answers what it was told to, and fails if it must."""

    def __init__(self):
        self.events, self.raws, self.kept = [], [], []
        self.answers = {}
        self.failing = False

    async def handle(self, event, raw):
        self.events.append(event)
        self.raws.append(raw)
        await asyncio.sleep(0.01)
        if self.failing:
            raise ConnectionError("the database is away")
        return tuple(self.answers.get(event.name, ()))

    async def quarantine(self, platform, tenant, raw, at):
        self.kept.append((platform, tenant, raw))
        return "abc123"


async def until(condition, within=5.0):
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - the local Slack has no event to wait for
            await asyncio.sleep(0.005)


@pytest.fixture
def ears():
    return Ears()


@pytest.fixture
async def server():
    async with SlackServer(signing_secret=SECRET, patience=1.0, retry_delays=(0, 0.05)) as server:
        server.user("U1", "小李", locale="zh-CN")
        server.user("U2", "wang")
        server.channel("C1", "U1", "U2")
        server.dm("U1")
        yield server
        assert server.violations == []
        assert server.mentions == []


@pytest.fixture
def make(server, ears, tmp_path, monkeypatch):
    # Bolt looks into the environment by itself; what it finds there must not matter.
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "client-secret")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-environment")

    def build(token="xoxb-test", **more):
        given = {"slack_api_base": server.base, "slack_signing_secret": SECRET} | more
        settings = Settings(_env_file=None, slack_bot_token=token, data_dir=tmp_path, **given)
        return Slack(settings, Clock(), ears.handle, ears.quarantine, MENU)

    return build


@pytest.fixture
async def slack(make):
    slack = make()
    await slack.open()
    yield slack
    await slack.close()


@pytest.fixture
async def by_http(slack, server):
    """Slack's requests arrive at a real web server."""
    config = uvicorn.Config(
        Starlette(routes=slack.routes()), port=0, log_level="critical", ws="none", lifespan="off"
    )
    web = uvicorn.Server(config)
    task = asyncio.create_task(web.serve())
    await until(lambda: web.started)
    port = web.servers[0].sockets[0].getsockname()[1]
    url = f"http://127.0.0.1:{port}/slack/events"
    server.deliver_to(url)
    yield url
    web.should_exit = True
    await task


@pytest.fixture
async def by_socket(make, server):
    slack = make(slack_app_token="xapp-test")
    await slack.open()
    assert slack.routes() == []
    task = asyncio.create_task(slack.listen())
    await until(lambda: server.links)
    yield slack
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await slack.close()


def parcel(message, chat="C1", **more):
    given = message if isinstance(message, Message) else Message(message)
    return Parcel(Address("slack", "T1", chat), given, **{"key": "k:1"} | more)


# --- in, by HTTP -----------------------------------------------------------------------------------


async def test_what_is_said_over_http_is_heard_with_name_and_language(by_http, server, ears):
    await server.say("U1", "D1", "学完 <装饰器>")
    await server.app_mention("U2", "C1", "today please")
    talk, command = ears.events
    assert (talk.name, talk.sender.name, talk.sender.locale) == ("", "小李", "zh-CN")
    assert (command.name, command.text, command.in_group) == ("today", "please", True)
    assert json.loads(ears.raws[0])["event_id"] == talk.key
    assert "verification" not in ears.raws[0]
    assert all(delivery.status == 200 for delivery in server.deliveries)
    await server.say("U1", "D1", "again")
    assert len(server.called("users.info")) == 2


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
OLD = str(int(time.time()) - 400)
HOSTILE = [
    (BODY, [], 401),
    (BODY, signed(BODY)[:1], 401),
    (BODY, signed(BODY)[1:], 401),
    (BODY, signed(BODY) + signed(BODY)[:1], 401),
    (BODY, signed(BODY) + signed(BODY)[1:], 401),
    (BODY + b" ", signed(BODY), 401),
    (BODY, signed(BODY, "abc"), 401),
    (BODY, signed(BODY, OLD), 401),
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


@pytest.mark.parametrize("number", range(len(HOSTILE)))
async def test_strangers_and_nonsense_are_turned_away_at_the_door(by_http, ears, number):
    body, headers, status = HOSTILE[number]
    headers = [("Content-Type", "application/json"), *headers]
    async with aiohttp.ClientSession() as http, http.post(by_http, data=body, headers=headers) as a:
        assert a.status == status
        assert await a.text() == ""
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
    assert (edited.text, edited.edited, edited.message) == ("two", True, message.ts)
    assert edited.key != said.key
    assert (arrived.name, arrived.address.chat) == ("group.arrived", "C1")


async def test_small_files_are_fetched_and_large_ones_are_named(by_http, server, ears):
    async def give(request):
        assert request.headers["Authorization"] == "Bearer xoxb-test"
        return aiohttp.web.Response(body=b"\x89PNG" * 100_000, content_type="image/png")

    web = aiohttp.web.Application()
    web.router.add_get("/small.png", give)
    runner = aiohttp.web.AppRunner(web, access_log=None)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    server.origin, kept = f"http://127.0.0.1:{runner.addresses[0][1]}", server.origin
    small = {"name": "small.png", "size": 400_000, "mimetype": "image/png"}
    files = [
        small | {"url_private": f"{server.origin}/small.png"},
        {"name": "large.mov", "size": 6_000_000, "url_private": f"{server.origin}/large"},
        small | {"url_private": "https://elsewhere.example/x.png"},
    ]
    ears_of = server.base
    server.origin = kept
    assert ears_of.startswith("http://127.0.0.1")
    talk = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "text": "笔记"}
    await server.event(**talk, subtype="file_share", ts=server.stamp(), files=files)
    await runner.cleanup()
    (event,) = ears.events
    assert event.values == {"too_large": "large.mov"}
    assert [file.name for file in event.files] == []


# --- in, by Socket Mode ------------------------------------------------------------------------------


async def test_a_round_trip_by_socket(by_socket, server, ears):
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
    with pytest.raises(Refused, match="SLACK_APP_TOKEN is not taken"):
        await asyncio.wait_for(slack.listen(), 2)
    await slack.close()


# --- forms -------------------------------------------------------------------------------------------


async def test_a_form_goes_out_as_a_modal_and_comes_back_as_an_event(by_http, server, ears):
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


async def test_a_form_that_cannot_be_stored_stays_open_with_its_words(by_http, server, ears):
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


async def test_a_trigger_that_has_expired_is_explained(by_http, server, ears):
    ears.answers["okr"] = [Message("", form=FORM)]
    server.faults.refuse("views.open", "expired_trigger_id")
    await server.command("U1", "C1", "/study", "okr")
    await until(lambda: server.messages("C1", "U1"))
    assert server.messages("C1") == []


async def test_a_private_answer_to_a_form_is_whispered(by_http, server, ears):
    ears.answers |= {"okr": [Message("", form=FORM)], "okr.save": [Message("noted", private=True)]}
    await server.command("U1", "C1", "/study", "okr")
    await until(lambda: server.views)
    await server.submit(server.views[0], {"goal": "x", "zone": "Asia/Shanghai"})
    await until(lambda: server.messages("C1", "U1"))
    assert server.messages("C1", "U2") == []


# --- out ---------------------------------------------------------------------------------------------


async def test_a_message_is_posted_and_rewritten_and_posted_anew_if_it_is_gone(slack, server):
    first = await slack.send(parcel(Message("hello", ((Button("Done", "done", "7"),),))))
    assert await slack.send(parcel("changed", edit=first)) == first
    (message,) = server.messages("C1")
    assert (message.text, len(message.blocks)) == ("changed", 1)
    assert message.metadata["event_payload"] == {"key": "k:1"}
    assert server.called("chat.postMessage")[0].args["unfurl_links"] is False
    assert await slack.send(parcel("anew", edit="1.000001")) != first
    assert [message.text for message in server.messages("C1")] == ["changed", "anew"]


async def test_a_long_message_breaks_off_and_goes_on_where_it_was(slack, server):
    text = "\n".join(f"line {number}" for number in range(4000))
    server.faults.delay("chat.postMessage", 0)
    server.faults.limit("chat.postMessage", 7)
    with pytest.raises(Refused) as refused:
        await slack.send(parcel(text))
    assert refused.value.retry_after == 7
    assert len(server.messages("C1")) == 1
    last = await slack.send(parcel(text))
    said = server.messages("C1")
    assert said[-1].ts == last
    words = [
        element["text"]
        for message in said
        for block in message.blocks
        for part in block["elements"]
        for element in part["elements"]
    ]
    assert "".join(words) == text


async def test_a_whisper_is_seen_by_one_and_its_rewriting_too(by_http, slack, server, ears):
    card = Message("card", ((Button("Done", "task.done", "7"),),))
    await slack.send(parcel(card, only_for="U1"))
    assert server.messages("C1") == []
    (whisper,) = server.messages("C1", "U1")
    await server.press(whisper, "Done", "U1")
    event = ears.events[-1]
    await slack.send(parcel("done", edit=event.message))
    assert [message.text for message in server.messages("C1", "U1")] == ["done"]
    server.response_urls.clear()
    await slack.send(parcel("later", edit=event.message))
    assert [message.text for message in server.messages("C1", "U1")] == ["done", "later"]
    assert server.messages("C1") == []


async def test_a_private_word_never_lands_on_what_everybody_sees(slack, server):
    public = await slack.send(parcel("board"))
    await slack.send(parcel("yours", edit=public, only_for="U1"))
    assert [message.text for message in server.messages("C1")] == ["board"]
    server.channel("C2", "U2")
    await slack.send(parcel("not in that channel", "C2", only_for="U1"))
    assert [message.text for message in server.messages("D1")] == ["not in that channel"]


async def test_a_picture_and_a_file_come_with_their_words(slack, server, monkeypatch):
    monkeypatch.setattr("bot.pictures.draw", lambda template, facts: b"png" + template.encode())
    await slack.send(parcel(Message("three days", picture=Picture("week", {}, "a chart"))))
    await slack.send(parcel(Message("all", file=File("a.json", b"{}")), only_for="U1"))
    picture, words = server.messages("C1")
    assert (picture.files[0]["alt_txt"], words.text) == ("a chart", "three days")
    assert [bool(message.files) for message in server.messages("D1")] == [False, True]
    server.faults.refuse("files.getUploadURLExternal", "file_upload_disabled")
    await slack.send(parcel(Message("anyway", picture=Picture("week", {}, "a chart"))))
    monkeypatch.setattr("bot.pictures.draw", lambda template, facts: None)
    await slack.send(parcel(Message("no fonts", picture=Picture("week", {}, "a chart"))))
    assert [m.text for m in server.messages("C1")][-2:] == ["anyway", "no fonts\n\na chart"]


PERMANENT = "account_inactive token_revoked invalid_auth channel_not_found not_in_channel"
MORE_PERMANENT = "is_archived user_disabled cannot_dm_bot restricted_action"


@pytest.mark.parametrize("error", [*PERMANENT.split(), *MORE_PERMANENT.split()])
async def test_a_chat_that_is_gone_is_a_permanent_refusal(slack, server, error):
    server.faults.refuse("chat.postMessage", error)
    with pytest.raises(Refused) as refused:
        await slack.send(parcel("x"))
    assert (refused.value.permanent, refused.value.hopeless) == (True, False)
    assert error in refused.value.reason


@pytest.mark.parametrize("error", ["msg_too_long", "invalid_blocks", "no_text"])
async def test_a_message_slack_will_never_take_is_hopeless(slack, server, error):
    server.faults.refuse("chat.postMessage", error)
    with pytest.raises(Refused) as refused:
        await slack.send(parcel("x"))
    assert (refused.value.permanent, refused.value.hopeless) == (False, True)


@pytest.mark.parametrize("trouble", ["fail", "drop", "reset", "half", "odd"])
async def test_trouble_on_the_way_is_worth_another_try(slack, server, trouble):
    if trouble == "odd":
        server.faults.refuse("chat.postMessage", "internal_error")
    else:
        getattr(server.faults, trouble)("chat.postMessage")
    with pytest.raises(Refused) as refused:
        await slack.send(parcel("x"))
    found = refused.value
    assert (found.permanent, found.hopeless, found.retry_after) == (False, False, None)
    assert len(server.called("chat.postMessage")) <= 1


async def test_a_message_that_says_nothing_is_hopeless(slack):
    with pytest.raises(Refused) as refused:
        await slack.send(parcel(""))
    assert refused.value.hopeless


async def test_a_wrong_token_is_said_plainly_and_not_repeated(make):
    slack = make("xoxb-wrong-secret")
    with pytest.raises(Refused) as refused:
        await slack.open()
    assert refused.value.reason == "invalid_auth: Slack does not know the bot token"
    assert "xoxb" not in repr(slack) + str(refused.value)


@pytest.mark.parametrize("way", ["uninstall", "revoke_tokens"])
async def test_after_we_were_removed_nothing_is_sent(by_http, slack, server, way):
    await getattr(server, way)()
    before = len(server.calls)
    with pytest.raises(Refused) as refused:
        await slack.send(parcel("x"))
    assert refused.value.permanent
    assert len(server.calls) == before
