"""Slack against a local Slack: what we say, what only one may see, and every refusal."""

import pytest

from bot.chat import Address, Button, File, Message, Picture
from bot.platforms.slack import WRONG_TOKEN
from bot.wire import Parcel, Refused


def parcel(message, chat="C1", **more):
    given = message if isinstance(message, Message) else Message(message)
    return Parcel(Address("slack", "T1", chat), given, **{"key": "k:1"} | more)


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


async def test_what_may_have_been_said_is_looked_for_and_not_said_twice(slack, server):
    private = server.dm("U1").id
    server.faults.reset("chat.postMessage")
    with pytest.raises(Refused):
        await slack.send(parcel("hello", private))
    (message,) = server.messages(private)
    assert await slack.send(parcel("hello", private, again=True)) == message.ts
    assert len(server.messages(private)) == 1
    await slack.send(parcel("other", private, key="k:2", again=True))
    assert [message.text for message in server.messages(private)] == ["hello", "other"]


async def test_the_rest_of_what_was_broken_off_is_said_by_the_next_process(slack, server):
    private = server.dm("U1").id
    text = "\n".join(f"line {number}" for number in range(4000))
    server.faults.delay("chat.postMessage", 0)
    server.faults.drop("chat.postMessage")
    with pytest.raises(Refused):
        await slack.send(parcel(text, private))
    slack._sender._begun.clear()  # another process does not know
    await slack.send(parcel(text, private, again=True))
    firsts = [str(message.blocks)[:200] for message in server.messages(private)]
    assert len(firsts) == len(set(firsts)) > 1


async def test_where_we_may_not_read_it_is_said_again(slack, server):
    await slack.send(parcel("hello"))
    await slack.send(parcel("hello", again=True))
    assert len(server.messages("C1")) == 2


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
    (shown,) = server.messages("C1")
    assert (shown.blocks[0]["alt_text"], shown.text) == ("a chart", "three days")
    assert server.files[shown.blocks[0]["slack_file"]["id"]]["content"] == b"pngweek"
    assert [bool(message.files) for message in server.messages("D1")] == [False, True]
    server.faults.refuse("files.getUploadURLExternal", "file_upload_disabled")
    await slack.send(parcel(Message("anyway", picture=Picture("week", {}, "a chart"))))
    monkeypatch.setattr("bot.pictures.draw", lambda template, facts: None)
    await slack.send(parcel(Message("no fonts", picture=Picture("week", {}, "a chart"))))
    assert [m.text for m in server.messages("C1")][-2:] == ["anyway", "no fonts\n\na chart"]


async def test_an_edit_changes_the_picture_too(slack, server, monkeypatch):
    monkeypatch.setattr("bot.pictures.draw", lambda template, facts: b"png" + facts["n"])
    post = await slack.send(parcel(Message("one", picture=Picture("week", {"n": b"1"}, "1"))))
    again = Message("two", picture=Picture("week", {"n": b"2"}, "2"))
    assert await slack.send(parcel(again, edit=post)) == post
    (shown,) = server.messages("C1")
    assert server.files[shown.blocks[0]["slack_file"]["id"]]["content"] == b"png2"


async def test_a_picture_slack_does_not_know_yet_is_tried_again_then_left_out(
    slack, server, monkeypatch
):
    monkeypatch.setattr("bot.pictures.draw", lambda template, facts: b"png")
    monkeypatch.setattr("bot.platforms.slack.send.PICTURE_SOON", (0, 0))
    for times, kinds in ((1, ["image", "rich_text"]), (3, ["rich_text"])):
        server.faults.refuse("chat.postMessage", "invalid_blocks", times=times)
        await slack.send(parcel(Message("words", picture=Picture("week", {}, "a chart"))))
        assert [block["type"] for block in server.messages("C1")[-1].blocks] == kinds


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
    assert refused.value.reason == WRONG_TOKEN
    assert "xoxb" not in repr(slack) + str(refused.value)


@pytest.mark.parametrize("way", ["uninstall", "revoke_tokens"])
async def test_after_we_were_removed_nothing_is_sent(by_http, slack, server, way):
    await getattr(server, way)()
    before = len(server.calls)
    with pytest.raises(Refused) as refused:
        await slack.send(parcel("x"))
    assert refused.value.permanent
    assert len(server.calls) == before


async def test_words_for_one_go_to_where_their_press_came_from_while_that_takes_them(slack, server):
    slack._sender.ways.opened("C1", "U1", server.response_url("U1", "C1"))
    for number in range(5):
        await slack.send(parcel(str(number), only_for="U1", key=f"k:{number}"))
    assert [message.text for message in server.messages("C1", "U1")] == list("01234")
    assert server.messages("C1") == []
    assert len(server.called("chat.postEphemeral")) == 1


async def test_an_address_that_has_had_its_day_is_no_loss(slack, server):
    slack._sender.ways.opened("C1", "U1", server.response_url("U1", "C1"))
    server.response_urls.clear()
    await slack.send(parcel("still heard", only_for="U1"))
    assert [message.text for message in server.messages("C1", "U1")] == ["still heard"]
