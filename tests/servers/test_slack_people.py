"""What people do in the local Slack reaches a real Bolt app, over HTTP and over Socket Mode."""

import asyncio

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from .slack_bot import CHECKIN, Bot, served
from .slack_forms import CannotError
from .slack_workspace import BOT_USER
from .test_slack_blocks import actions, button, modal, options, plain, section


@pytest.fixture(params=["http", "socket"])
async def way(request):
    return request.param


@pytest.fixture
def slack(impatient_slack):
    return impatient_slack


@pytest.fixture
async def bot(slack, way):
    """Bolt behind HTTP or, the same app, behind a socket."""
    bot = Bot(slack)
    if way == "http":
        async with served(bot.http) as url:
            slack.deliver_to(url)
            yield bot
    else:
        handler = AsyncSocketModeHandler(bot.app, "xapp-test", ping_interval=1)
        await handler.connect_async()
        yield bot
        await handler.close_async()
        await asyncio.sleep(0)


async def test_a_command_is_answered_for_the_person_alone(slack, bot):
    done = await slack.command("U1", "C1", "/study", "today")
    assert done.ok
    assert done.seconds < 0.5
    assert bot.heard[0]["user_id"] == "U1"
    assert [m.text for m in slack.messages("C1", "U1")] == ["today"]
    assert slack.messages("C1") == []
    await slack.command("U1", "D1", "/study", "respond")
    assert [m.text for m in slack.messages("D1", "U1")] == ["for you alone"]


async def test_a_command_not_answered_in_time_fails_and_is_not_repeated(slack, bot):
    done = await slack.command("U1", "C1", "/study", "slow")
    assert (done.ok, len(done.attempts)) == (False, 1)
    assert done.attempts[0].reason == "http_timeout"
    await asyncio.sleep(0.5)


async def test_a_modal_is_opened_filled_in_and_saved(slack, bot):
    await slack.command("U1", "C1", "/study", "form")
    (view,) = slack.views
    with pytest.raises(CannotError, match="What did you learn"):
        await slack.submit(view, {"Mood": "x"})
    with pytest.raises(CannotError, match="21 characters"):
        await slack.submit(view, {"note": "x" * 21, "Mood": "x"})
    with pytest.raises(CannotError, match="no field is called"):
        await slack.submit(view, {"note": "x", "Mood": "1", "Colour": "red"})
    with pytest.raises(CannotError, match="no option"):
        await slack.submit(view, {"note": "x", "Mood": "9"})
    assert slack.deliveries[-1].kind == "slash_commands"
    await slack.submit(view, {"note": "decorators", "tags": ["0", "2"], "Mood": "1"})
    body = bot.heard[-1]
    assert (body["type"], body["view"]["private_metadata"]) == ("view_submission", "7")
    values = body["view"]["state"]["values"]
    assert values["note"]["line"]["value"] == "decorators"
    assert [o["value"] for o in values["tags"]["tags"]["selected_options"]] == ["0", "2"]
    (day,) = [v["day"]["selected_date"] for v in values.values() if "day" in v]
    assert day == "2026-03-02", "what stands in a field at first is sent as well"
    assert slack.views == []


async def test_a_modal_follows_the_answer_to_its_submission(slack, bot):
    await slack.command("U1", "C1", "/study", "form")
    values = {"note": "x", "Mood": "1"}
    bot.answer = {"response_action": "errors", "errors": {"note": "too short"}}
    await slack.submit(slack.views[0], values)
    assert slack.views[0].errors == {"note": "too short"}
    bot.answer = {"response_action": "update", "view": modal(section(), title=plain("Second"))}
    await slack.submit(slack.views[0], values)
    assert [v.title for v in slack.views] == ["Second"]
    slack.stacks["U1"][0].body["callback_id"] = "checkin"
    bot.answer = {"response_action": "push", "view": CHECKIN}
    await slack.submit(slack.views[0])
    assert [v.title for v in slack.views] == ["Second", "Check in"]
    assert slack.violations == []
    bot.answer = {"response_action": "errors", "errors": {"nowhere": "x"}}
    assert not (await slack.submit(slack.views[1], values)).ok
    bot.answer = {"response_action": "update", "view": modal(title=plain("x" * 25))}
    assert not (await slack.submit(slack.views[1], values)).ok
    assert len(slack.violations) == 2
    bot.answer = {"response_action": "clear"}
    await slack.submit(slack.views[1], values)
    assert slack.views == []


async def test_closing_a_modal_is_told_if_it_was_asked_for(slack, bot):
    await slack.command("U1", "C1", "/study", "form")
    await slack.close(slack.views[0])
    assert bot.heard[-1]["type"] == "view_closed"
    assert slack.views == []
    client = AsyncWebClient("xoxb-test", base_url=slack.base)
    await client.views_open(trigger_id=slack.trigger("U1"), view=modal())
    assert await slack.close(slack.views[0]) is None


async def test_a_button_is_pressed_by_its_label_or_its_action(slack, bot):
    client = AsyncWebClient("xoxb-test", base_url=slack.base)
    later = {"type": "overflow", "action_id": "more", "options": options(3)}
    row = actions(button("Done", action_id="done", value="17"), later, block_id="row")
    await client.chat_postMessage(channel="C1", text="Today", blocks=[row])
    (message,) = slack.messages("C1")
    await slack.press(message, "Done", "U1")
    body = bot.heard[-1]
    assert (body["actions"][0]["value"], body["actions"][0]["block_id"]) == ("17", "row")
    assert body["message"]["ts"] == body["container"]["message_ts"] == message.ts
    assert body["response_url"].startswith(f"{slack.origin}/response/")
    await slack.press(message, "done", "U2")
    assert bot.heard[-1]["user"]["id"] == "U2"
    slack.said["C1"][message.ts].blocks[0]["elements"][1]["options"] = []
    other = {"text": plain("x"), "value": "2"}
    await slack.press(message, "2", "U1")
    assert bot.heard[-1]["actions"][0]["selected_option"] == other, "as they saw it then"
    with pytest.raises(CannotError, match="nothing says 'Undo'"):
        await slack.press(message, "Undo", "U1")
    slack.user("U3")
    with pytest.raises(CannotError, match="U3 is not in C1"):
        await slack.press(message, "Done", "U3")


async def test_only_who_sees_an_ephemeral_message_presses_in_it(slack, bot):
    client = AsyncWebClient("xoxb-test", base_url=slack.base)
    row = actions(button("Done", action_id="done"))
    await client.chat_postEphemeral(channel="C1", user="U1", text="x", blocks=[row])
    (message,) = slack.messages("C1", "U1")
    await slack.press(message, "Done", "U1")
    assert bot.heard[-1]["container"]["is_ephemeral"] is True
    assert "message" not in bot.heard[-1]
    with pytest.raises(CannotError, match="only U1 sees"):
        await slack.press(message, "Done", "U2")


async def test_the_home_tab_can_be_pressed_and_opened(slack, bot):
    client = AsyncWebClient("xoxb-test", base_url=slack.base)
    await slack.open_home("U1")
    assert "view" not in bot.heard[-1]["event"]
    home = {"type": "home", "blocks": [actions(button("Done", action_id="done"))]}
    await client.views_publish(user_id="U1", view=home)
    await slack.press(slack.home("U1"), "Done")
    assert bot.heard[-1]["container"]["type"] == "view"
    await slack.open_home("U1")
    assert bot.heard[-1]["event"]["view"]["type"] == "home"


async def test_a_shortcut_carries_its_message(slack, bot):
    said = await slack.say("U2", "C1", "a good link")
    await slack.shortcut("U1", "save", said)
    body = bot.heard[-1]
    assert (body["type"], body["message"]["text"]) == ("message_action", "a good link")
    await slack.shortcut("U1", "save")
    assert bot.heard[-1]["type"] == "shortcut"


async def test_talk_reaches_the_bot_as_events(slack, bot):
    said = await slack.say("U1", "D1", "hello")
    body = bot.heard[-1]
    assert body["event"]["channel_type"] == "im"
    assert body["event"]["ts"] == said.ts
    assert body["event_id"].startswith("Ev")
    await slack.edit(said, "hello!")
    assert bot.heard[-1]["event"]["message"]["text"] == "hello!"
    assert bot.heard[-1]["event"]["previous_message"]["text"] == "hello"
    await slack.delete(said)
    assert slack.messages("D1") == []
    await slack.app_mention("U1", "C1", "today")
    kinds = [body["event"]["type"] for body in bot.heard[-2:]]
    assert kinds == ["message", "app_mention"]
    assert bot.heard[-1]["event_id"] != bot.heard[-2]["event_id"]
    assert bot.heard[-1]["event"]["ts"] == bot.heard[-2]["event"]["ts"]


async def test_what_people_type_arrives_escaped_except_whom_they_picked(slack, bot):
    await slack.say("U1", "D1", "a < b & <!here> <@U2>")
    assert bot.heard[-1]["event"]["text"] == "a &lt; b &amp; &lt;!here&gt; <@U2>"


async def test_the_bot_hears_only_where_it_is_and_what_it_subscribed_to(slack, bot):
    slack.channel("C2", "U1", bot=False)
    await slack.say("U1", "C2", "among us")
    assert bot.heard == []
    slack.subscriptions = {"app_mention", "message.im"}
    await slack.app_mention("U1", "C1", "hi")
    await slack.say("U1", "D1", "hi")
    assert [body["event"]["type"] for body in bot.heard] == ["app_mention", "message"]


async def test_people_come_and_go_and_so_may_the_app(slack, bot):
    await slack.join(slack.user("U3"), "C1")
    assert bot.heard[-1]["event"]["user"] == "U3"
    await slack.leave("U3", "C1")
    slack.channel("C2", "U1", bot=False)
    await slack.join(BOT_USER, "C2")
    assert bot.heard[-1]["event"]["channel"] == "C2"
    await slack.revoke_tokens()
    client = AsyncWebClient("xoxb-test", base_url=slack.base)
    with pytest.raises(SlackApiError, match="token_revoked"):
        await client.auth_test()
    await slack.uninstall()
    assert slack.dead_tokens["xoxb-test"] == "account_inactive"


async def test_an_event_may_be_said_four_times_under_one_id(slack, bot):
    slack.faults.repeat_next(3)
    await slack.say("U1", "D1", "once")
    assert len(bot.heard) == 4
    assert len({body["event_id"] for body in bot.heard}) == 1
    await slack.say("U1", "D1", "again")
    assert len(bot.heard) == 5
