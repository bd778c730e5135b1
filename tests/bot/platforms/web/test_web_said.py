"""What is said, pressed and handed in on the page, and what becomes of it."""

from datetime import timedelta

import pytest

from bot.chat import Address, Message
from bot.operations.clock import StillClock
from bot.platforms.web import Web
from tests.bot.platforms.web.visitor import MENU, NOW, Page, count, parcel


async def test_words_typed_become_an_event_and_stand_in_the_chat(page, companion):
    assert (await page.say("学完装饰器")).json() == {"forms": []}
    [event] = companion.events
    assert (event.name, event.text, event.at) == ("", "学完装饰器", NOW)
    assert event.address == Address("web", "local", "private-you")
    assert (event.sender.id, event.shows_forms, event.in_group) == ("you", True, False)
    assert "学完装饰器" in await page.load()


@pytest.mark.parametrize(
    ("typed", "name", "text"),
    [
        ("/today", "today", ""),
        ("/Checkin 学完\n装饰器 ", "checkin", "学完\n装饰器"),
        ("/alarm.task x", "", "/alarm.task x"),
        ("a /today", "", "a /today"),
        ("\x00a\x07\r\nb\ud800", "", "a\nb"),
    ],
)
async def test_what_is_typed_is_read(page, companion, typed, name, text):
    await page.say(typed)
    assert (companion.events[0].name, companion.events[0].text) == (name, text)


async def test_the_browser_tells_the_language(page, companion):
    english = await page.load(**{"Accept-Language": "en-GB,en;q=0.9,zh;q=0.1"})
    assert '<html lang="en">' in english
    assert '<html lang="zh">' in await page.load(**{"Accept-Language": "zh-TW"})
    await page.say("hi", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert companion.events[0].sender.locale == "en-GB"


async def test_the_browser_tells_the_readers_zone_and_nobody_elses(page, companion):
    await page.say("hi", zone="Europe/Paris", key="one-time-key-1")
    await page.say("hi", zone="UTC", key="one-time-key-2")
    await page.say(
        "hi", zone="Europe/Paris", key="one-time-key-3", **{"as": "anna"}, chat="private-anna"
    )
    assert [event.sender.zone for event in companion.events] == ["Europe/Paris", "", ""]


async def test_the_same_words_sent_again_count_once(page, companion, database):
    for _ in range(2):
        await page.say("hi", key="the-same-key")
    assert (len(companion.events), count(database)) == (1, 1)


async def test_what_was_not_stored_is_not_acknowledged_and_can_be_sent_again(
    page, companion, database
):
    companion.away = True
    answer = await page.say("hi", key="the-same-key")
    assert answer.status_code == 503
    assert answer.json()["error"]
    companion.away = False
    assert (await page.say("hi", key="the-same-key")).status_code == 200
    assert (len(companion.events), count(database)) == (1, 1)


async def test_what_the_page_never_posts_is_kept_and_told_so(page, companion):
    for body in (b"[" * 100_000, b"\xff", b"[]", b'{"as":"you"}', b'{"as":1}'):
        answer = await page.http.post("/page/say", content=body, headers=page.headers)
        assert answer.status_code == 400
        assert "ab12cd" in answer.json()["error"]
    assert len(companion.quarantined) == 5
    assert companion.events == []


async def test_nobody_speaks_in_anothers_private_chat(page, companion):
    assert (await page.say("hi", who="wang", chat="private-you")).status_code == 400
    assert (await page.say("hi", who="eve", chat="channel")).status_code == 400
    assert companion.events == []


async def test_own_words_can_be_changed_and_nobody_elses(page, companion, web):
    await page.say("学完装饰")
    await page.say("学完装饰器", edits="1")
    assert [event.edited for event in companion.events] == [False, True]
    assert companion.events[0].source == companion.events[1].source == "1"
    number = await web.send(parcel(Message("ours")))
    assert (await page.say("theirs", edits=number)).status_code == 400
    text = await page.load()
    assert "学完装饰器" in text
    assert "ours" in text


async def test_talk_among_people_is_not_ours_to_read(page, companion):
    await page.say("hello all", chat="channel")
    await page.say("hello all", who="wang", chat="channel")
    assert companion.events == []
    assert "hello all" in await page.load("anna")


async def test_a_command_a_mention_and_an_awaited_answer_are_for_us(page, companion, web):
    await page.say("/checkin a", who="wang", chat="channel")
    await page.say("@学伴 你好", who="anna", chat="channel")
    asks = Message("How many?", expects_reply=True)
    await web.send(parcel(asks, "channel", only_for="li"))
    await page.say("30", who="li", chat="channel")
    await page.say("30", who="anna", chat="channel")
    said = [(event.sender.id, event.name, event.text) for event in companion.events]
    assert said == [("wang", "checkin", "a"), ("anna", "", "你好"), ("li", "", "30")]
    assert all(event.in_group and event.title for event in companion.events)


async def test_the_companion_is_asked_into_the_channel(page, companion):
    await page.say("/start", chat="channel")
    assert companion.events[0].name == "group.arrived"


async def hand_in(page, name, content, text=""):
    data = {"as": "you", "chat": "private-you", "key": page.key(), "text": text}
    return await page.http.post(
        "/page/file", data=data, files={"file": (name, content)}, headers=page.headers
    )


async def test_a_file_is_handed_in_with_the_words_beside_it(page, companion):
    await hand_in(page, "../notes.md", b"# hi", "/import T1")
    [event] = companion.events
    assert (event.name, event.text) == ("import", "T1")
    assert [(file.name, file.content) for file in event.files] == [("notes.md", b"# hi")]
    assert "notes.md" in await page.load()


async def test_of_a_file_too_large_only_the_name_is_passed_on(page, companion):
    await hand_in(page, "big.bin", b"x" * (5 * 1024 * 1024 + 1))
    assert companion.events[0].files == ()
    assert companion.events[0].values == {"too_large": "big.bin"}


async def test_a_file_without_a_file_is_kept_as_unreadable(page, companion):
    data = {"as": "you", "chat": "private-you", "key": page.key()}
    answer = await page.http.post("/page/file", data=data, headers=page.headers)
    assert answer.status_code == 400
    assert len(companion.quarantined) == 1


async def test_the_clock_is_moved_from_the_private_chat(settings, database, companion):
    clock, asked = StillClock(NOW), []

    async def move_clock(text, _t, _zone):
        asked.append(text)
        clock.move(NOW + timedelta(days=1))
        return "a day later"

    web = Web(settings, clock, companion.handle, companion.quarantine, MENU, database, move_clock)
    page = Page(web)
    assert "/time" in await page.load()
    for _ in range(2):
        await page.say("/time +1d", key="the-same-key")
    assert (asked, companion.events) == (["+1d"], [])
    html = await page.load()
    assert "a day later" in html
    assert "3月3日" in html


async def test_without_a_time_machine_time_is_a_command_like_others(page, companion):
    await page.say("/time +1d")
    assert companion.events[0].name == "time"
