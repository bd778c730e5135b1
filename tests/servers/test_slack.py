"""The local Slack's Web API answers as Slack does: asked through slack_sdk and by hand."""

import json

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from .slack import SlackServer
from .slack_workspace import BOT_USER
from .test_slack_blocks import TYPED, actions, button, field, modal, plain, section


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def slack(clock):
    async with SlackServer(clock=clock) as server:
        server.user("U1", "li", locale="zh-CN", tz="Asia/Shanghai")
        server.user("U2", "wang")
        server.channel("C1", "U1", "U2", name="python")
        yield server


@pytest.fixture
def client(slack):
    return AsyncWebClient("xoxb-test", base_url=slack.base)


async def refusal(awaitable) -> str:
    with pytest.raises(SlackApiError) as caught:
        await awaitable
    return caught.value.response["error"]


async def test_the_bot_learns_who_it_is(client):
    me = await client.auth_test()
    assert (me["user_id"], me["team_id"], me["bot_id"]) == (BOT_USER, "T1", "B0BOT")
    assert (await client.bots_info(bot="B0BOT"))["bot"]["user_id"] == BOT_USER
    assert (await client.team_info())["team"]["id"] == "T1"
    assert await refusal(client.bots_info(bot="B9")) == "bot_not_found"


async def test_a_token_must_be_known_alive_and_of_the_right_kind(slack, client):
    assert await refusal(client.auth_test(token="xoxb-other")) == "invalid_auth"
    assert await refusal(client.auth_test(token="xapp-test")) == "not_allowed_token_type"
    assert await refusal(client.apps_connections_open(app_token="xoxb-test")) == (
        "not_allowed_token_type"
    )
    slack.dead_tokens["xoxb-test"] = "token_revoked"
    assert await refusal(client.auth_test()) == "token_revoked"


async def test_bodies_may_be_json_or_forms_and_nothing_else(slack):
    bearer = {"Authorization": "Bearer xoxb-test"}
    async with aiohttp.ClientSession(slack.base) as http:

        async def ask(method, **request):
            async with http.post(method, **request) as answer:
                return (await answer.json()).get("error", "")

        said = {"channel": "C1", "text": "hi"}
        assert await ask("chat.postMessage", json=said, headers=bearer) == ""
        assert await ask("chat.postMessage", data=said | {"token": "xoxb-test"}) == ""
        blocks = {"blocks": json.dumps([section()])}
        assert await ask("chat.postMessage", data=said | blocks, headers=bearer) == ""
        assert await ask("chat.postMessage", json=said | {"token": "xoxb-test"}) == "not_authed"
        assert await ask("chat.postMessage", json=[], headers=bearer) == "json_not_object"
        wrong = bearer | {"Content-Type": "application/json"}
        assert await ask("chat.postMessage", data="{", headers=wrong) == "invalid_json"
        assert await ask("chat.shout", headers=bearer) == "unknown_method"
        crooked = {"blocks": "[{"}
        assert await ask("chat.postMessage", data=said | crooked, headers=bearer) == (
            "invalid_blocks_format"
        )
    assert [call.error for call in slack.calls][:3] == ["", "", ""]


async def test_a_message_is_posted_edited_and_deleted(slack, client, clock):
    posted = await client.chat_postMessage(
        channel="C1", text="Today", blocks=[section(), actions(button("Done"))]
    )
    clock.now += 1
    (seen,) = slack.messages("C1")
    assert (seen.text, seen.ts, seen.edited) == ("Today", posted["ts"], None)
    assert seen.blocks[1]["elements"][0]["action_id"]
    await client.chat_update(channel="C1", ts=posted["ts"], text="Tomorrow")
    (seen,) = slack.messages("C1")
    assert (seen.text, len(seen.blocks)) == ("Tomorrow", 2), "blocks not named are kept"
    assert seen.edited
    await client.chat_update(channel="C1", ts=posted["ts"], text="Plain", blocks=[])
    assert slack.messages("C1")[0].blocks == []
    link = (await client.chat_getPermalink(channel="C1", message_ts=posted["ts"]))["permalink"]
    assert link.endswith(f"/C1/p{posted['ts'].replace('.', '')}")
    await client.chat_delete(channel="C1", ts=posted["ts"])
    assert slack.messages("C1") == []
    assert await refusal(client.chat_update(channel="C1", ts=posted["ts"], text="x")) == (
        "message_not_found"
    )


async def test_two_messages_never_share_a_timestamp(slack, client):
    first = await client.chat_postMessage(channel="C1", text="a")
    second = await client.chat_postMessage(channel="C1", text="b")
    assert first["ts"] < second["ts"]


async def test_the_bot_writes_only_where_it_is_and_may(slack, client):
    slack.channel("C2", "U1", bot=False)
    slack.channel("G1", "U1", bot=False, private=True)
    slack.archive(slack.channel("C3", "U1"))
    for channel, error in {
        "C9": "channel_not_found",
        "C2": "not_in_channel",
        "G1": "channel_not_found",
        "C3": "is_archived",
    }.items():
        assert await refusal(client.chat_postMessage(channel=channel, text="x")) == error
    theirs = slack.post("C1", "U1", "mine")
    assert await refusal(client.chat_update(channel="C1", ts=theirs.ts, text="x")) == (
        "cant_update_message"
    )
    assert await refusal(client.chat_delete(channel="C1", ts=theirs.ts)) == "cant_delete_message"
    assert slack.violations == [], "the state of a channel is nobody's broken rule"


async def test_a_message_must_say_something_and_not_too_much(slack, client):
    silent = client.api_call("chat.postMessage", json={"channel": "C1", "text": ""})
    assert await refusal(silent) == "no_text"
    assert await refusal(client.chat_postMessage(channel="C1", text="x" * 40_001)) == "msg_too_long"
    await client.chat_postMessage(channel="C1", text="x" * 40_000)
    wide = [section("x" * 3000)] * 5
    assert await refusal(client.chat_postMessage(channel="C1", text="x", blocks=wide)) == (
        "msg_blocks_too_long"
    )
    assert await refusal(client.chat_postMessage(text="x", channel="")) == "invalid_arguments"
    assert await refusal(
        client.chat_postMessage(channel="C1", text="x", metadata={"event_type": "a"})
    ) == ("invalid_metadata_format")
    assert [violation.error for violation in slack.violations] == [
        "no_text",
        "msg_too_long",
        "msg_blocks_too_long",
        "invalid_arguments",
        "invalid_metadata_format",
    ]


async def test_wrong_blocks_are_refused_with_pointers_and_remembered(slack, client):
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C1", text="x", blocks=[{"type": "section"}])
    assert caught.value.response["error"] == "invalid_blocks"
    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] must define either `text` or `fields` [json-pointer:/blocks/0]"
    ]
    assert slack.violations[0].problems
    assert slack.messages("C1") == []


async def test_a_mention_is_remembered_unless_it_was_allowed(slack, client):
    slack.may_mention.add("U1")
    await client.chat_postMessage(channel="C1", text="<@U1> &lt;!channel&gt;")
    assert slack.mentions == []
    await client.chat_postMessage(channel="C1", text="<!here>", blocks=[section("<@U2>")])
    assert [(m.target, m.channel) for m in slack.mentions] == [("here", "C1"), ("U2", "C1")]


async def test_an_ephemeral_message_is_for_one_pair_of_eyes(slack, client):
    sent = await client.chat_postEphemeral(channel="C1", user="U1", text="psst")
    assert slack.messages("C1") == []
    assert slack.messages("C1", "U2") == []
    assert [m.text for m in slack.messages("C1", "U1")] == ["psst"]
    assert await refusal(client.chat_postEphemeral(channel="C1", user="U9", text="x")) == (
        "user_not_in_channel"
    )
    ts = sent["message_ts"]
    assert await refusal(client.chat_update(channel="C1", ts=ts, text="x")) == "message_not_found"


async def test_threads_hang_under_a_message_that_stands(slack, client):
    top = await client.chat_postMessage(channel="C1", text="board")
    await client.chat_postMessage(channel="C1", text="reply", thread_ts=top["ts"])
    assert slack.messages("C1")[1].thread_ts == top["ts"]
    assert await refusal(client.chat_postMessage(channel="C1", text="x", thread_ts="1.2")) == (
        "cannot_reply_to_message"
    )


async def test_conversations_and_people_can_be_looked_up(slack, client):
    opened = await client.conversations_open(users="U1", return_im=True)
    assert opened["channel"] == {"id": "D1", "user": "U1", "is_im": True}
    assert await refusal(client.conversations_open(users="U9")) == "user_not_found"
    await client.chat_postMessage(channel="U1", text="by person")
    assert [m.text for m in slack.messages("D1")] == ["by person"]
    info = (await client.conversations_info(channel="C1", include_num_members=True))["channel"]
    assert (info["name"], info["num_members"], info["is_member"]) == ("python", 3, True)
    page = await client.conversations_members(channel="C1", limit=2)
    assert page["members"] == ["U1", "U2"]
    cursor = page["response_metadata"]["next_cursor"]
    rest = await client.conversations_members(channel="C1", limit=2, cursor=cursor)
    assert (rest["members"], rest["response_metadata"]["next_cursor"]) == ([BOT_USER], "")
    person = (await client.users_info(user="U1", include_locale=True))["user"]
    assert (person["locale"], person["tz"]) == ("zh-CN", "Asia/Shanghai")
    assert await refusal(client.users_info(user="U9")) == "user_not_found"


async def test_a_reaction_is_added_once(slack, client):
    message = slack.post("C1", "U1", "done")
    await client.reactions_add(channel="C1", timestamp=message.ts, name="thumbsup")
    assert slack.messages("C1")[0].reactions == {"thumbsup": [BOT_USER]}
    again = client.reactions_add(channel="C1", timestamp=message.ts, name="thumbsup")
    assert await refusal(again) == "already_reacted"
    wrong = client.reactions_add(channel="C1", timestamp=message.ts, name="👍")
    assert await refusal(wrong) == "invalid_name"


async def test_a_picture_is_uploaded_and_shown_by_its_id(slack, client):
    sent = await client.files_upload_v2(
        channel="C1", filename="card.png", content=b"\x89PNG", alt_txt="a card", title="Week 3"
    )
    (seen,) = slack.messages("C1")
    assert (seen.files[0]["title"], seen.files[0]["alt_txt"]) == ("Week 3", "a card")
    assert slack.files[sent["file"]["id"]]["content"] == b"\x89PNG"
    shown = {"type": "image", "alt_text": "a card", "slack_file": {"id": sent["file"]["id"]}}
    await client.chat_postMessage(channel="C1", text="week", blocks=[shown])
    shown = {"type": "image", "alt_text": "a card", "slack_file": {"id": "F404"}}
    assert await refusal(client.chat_postMessage(channel="C1", text="x", blocks=[shown])) == (
        "invalid_blocks"
    )


async def test_an_upload_keeps_its_promised_length_and_needs_finishing(slack, client):
    told = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    ready = [{"id": told["file_id"], "title": "a"}]
    assert await refusal(client.files_completeUploadExternal(files=ready)) == "file_not_found"
    async with aiohttp.ClientSession() as http:
        assert (await http.post(told["upload_url"], data=b"four")).status == 400
        assert slack.violations[-1].error == "wrong_length"
        multipart = aiohttp.FormData()
        multipart.add_field("file", b"abc", filename="a.txt")
        assert (await http.post(told["upload_url"], data=multipart)).status == 200
    assert (await client.files_completeUploadExternal(files=ready))["files"][0]["name"] == "a.txt"


async def test_a_trigger_opens_one_modal_within_three_seconds(slack, client, clock):
    view = modal(field(TYPED), submit=plain("Save"), callback_id="checkin")
    trigger = slack.trigger("U1")
    clock.now += 3
    opened = (await client.views_open(trigger_id=trigger, view=view))["view"]
    assert [(v.user, v.title) for v in slack.views] == [("U1", "Check in")]
    again = client.views_open(trigger_id=trigger, view=view)
    assert await refusal(again) == "exchanged_trigger_id"
    late = slack.trigger("U1")
    clock.now += 3.1
    assert await refusal(client.views_open(trigger_id=late, view=view)) == "expired_trigger_id"
    assert await refusal(client.views_open(trigger_id="x", view=view)) == "invalid_trigger_id"
    changed = modal(section("new"), title=plain("Changed"))
    key = opened["id"]
    await client.views_update(view_id=key, hash=opened["hash"], view=changed)
    assert slack.views[0].title == "Changed"
    stale = client.views_update(view_id=key, hash=opened["hash"], view=changed)
    assert await refusal(stale) == "hash_conflict"
    assert await refusal(client.views_update(view_id="V404", view=changed)) == "not_found"


async def test_modals_pile_up_three_high(slack, client):
    view = (await client.views_open(trigger_id=slack.trigger("U1"), view=modal()))["view"]["id"]
    outside = client.views_push(trigger_id=slack.trigger("U1"), view=modal())
    assert await refusal(outside) == "not_found"
    for _ in range(2):
        await client.views_push(trigger_id=slack.trigger("U1", view), view=modal())
    assert [v.previous for v in slack.views] == [None, *[v.id for v in slack.views[:2]]]
    fourth = client.views_push(trigger_id=slack.trigger("U1", view), view=modal())
    assert await refusal(fourth) == "push_limit_reached"


async def test_a_view_is_checked_before_it_is_shown(slack, client):
    long = modal(title=plain("x" * 25))
    wrong = client.views_open(trigger_id=slack.trigger("U1"), view=long)
    assert await refusal(wrong) == "invalid_arguments"
    assert "[json-pointer:/view/title/text]" in slack.violations[0].problems[1]
    home = {"type": "home", "blocks": []}
    wrong = client.views_open(trigger_id=slack.trigger("U1"), view=home)
    assert await refusal(wrong) == "invalid_arguments"
    wide = modal(*[section("x" * 3000) for _ in range(99)])
    wrong = client.views_open(trigger_id=slack.trigger("U1"), view=wide)
    assert await refusal(wrong) == "view_too_large"
    assert slack.views == []


async def test_a_home_tab_is_published_for_one_person(slack, client):
    home = {"type": "home", "blocks": [section("today")]}
    first = (await client.views_publish(user_id="U1", view=home))["view"]
    assert slack.home("U1").blocks[0]["text"]["text"] == "today"
    assert slack.home("U2") is None
    await client.views_publish(user_id="U1", view=home, hash=first["hash"])
    stale = client.views_publish(user_id="U1", view=home, hash=first["hash"])
    assert await refusal(stale) == "hash_conflict"
    assert await refusal(client.views_publish(user_id="U9", view=home)) == "user_not_found"
    wrong = client.views_publish(user_id="U1", view=modal())
    assert await refusal(wrong) == "invalid_arguments"


async def test_an_install_code_gives_a_token_once(slack, client):
    slack.offer_install("code", "xoxb-new")
    async with aiohttp.ClientSession() as http:

        async def exchange(client_id, secret):
            basic = {"Authorization": aiohttp.encode_basic_auth(client_id, secret)}
            form = {"code": "code"}
            async with http.post(f"{slack.base}oauth.v2.access", data=form, headers=basic) as got:
                return await got.json()

        assert (await exchange("1.2", "x"))["error"] == "bad_client_secret"
        assert (await exchange("x", "client-secret"))["error"] == "invalid_client_id"
        done = await exchange("1.2", "client-secret")
        assert (done["access_token"], done["team"]["id"]) == ("xoxb-new", "T1")
        assert (await client.auth_test(token="xoxb-new"))["ok"]
        assert (await exchange("1.2", "client-secret"))["error"] == "invalid_code"


async def test_a_response_url_serves_five_times_in_half_an_hour(slack, clock):
    message = slack.post("C1", BOT_USER, "choose")
    hook = AsyncWebhookClient(slack.response_url("U1", "C1", message))
    await hook.send(text="only you")
    assert [m.text for m in slack.messages("C1", "U1")] == ["choose", "only you"]
    await hook.send(text="all", response_type="in_channel")
    assert [m.text for m in slack.messages("C1")] == ["choose", "all"]
    await hook.send(text="chosen", replace_original=True)
    assert [m.text for m in slack.messages("C1")] == ["chosen", "all"]
    assert (await hook.send(text="", blocks=[{"type": "x"}])).body == "invalid_blocks"
    await hook.send(delete_original=True)
    assert [m.text for m in slack.messages("C1")] == ["all"]
    assert (await hook.send(text="fifth")).status_code == 200
    used = await hook.send(text="sixth")
    assert (used.status_code, used.body) == (404, "used_url")
    hook = AsyncWebhookClient(slack.response_url("U1", "C1"))
    clock.now += 30 * 60 + 1
    assert (await hook.send(text="late")).body == "expired_url"
