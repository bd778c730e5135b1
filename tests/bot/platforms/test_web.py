"""The local page: what it lets in, what it shows to whom, what it keeps."""

import asyncio
import contextlib
import json
import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import uvicorn
from sqlalchemy import func, select
from starlette.applications import Starlette

from bot.chat import Address, Button, Field, File, Form, Kind, Link, Message, Picture
from bot.database import Database
from bot.markup import Span, Style, Text, bold, code, link, quote
from bot.models import Base, PageMessage
from bot.operations.clock import StillClock
from bot.platforms.web import Web
from bot.platforms.web.render import rich
from bot.settings import Settings
from bot.wire import MenuEntry, Parcel, Refused

NOW = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
MENU = (MenuEntry("today", "today's task", "anywhere"), MenuEntry("group", "a group", "group"))
ORIGIN = "http://127.0.0.1:8080"
NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"


class Companion:
    """A stand-in for the whole behind the edge: it notes events and answers as told."""

    def __init__(self):
        self.events = []
        self.keys = set()
        self.raws = []
        self.at_once = ()
        self.away = False
        self.quarantined = []

    async def handle(self, event, raw):
        if self.away:
            raise ConnectionError("database away")
        if event.key in self.keys:
            return ()
        self.keys.add(event.key)
        self.events.append(event)
        self.raws.append(raw)
        return self.at_once

    async def quarantine(self, platform, tenant, raw, at):
        self.quarantined.append(raw)
        return "ab12cd"


class Page:
    """A browser without a window: it loads the page for its token and posts with it."""

    def __init__(self, web, transport=None):
        app = Starlette(routes=web.routes())
        self.http = httpx.AsyncClient(
            transport=transport or httpx.ASGITransport(app), base_url=ORIGIN
        )
        self.number = 0
        self.headers = {}

    async def load(self, who="you", **headers):
        page = await self.http.get("/", params={"as": who}, headers=headers)
        self.headers["X-Page-Token"] = re.search(r'page-token" content="([^"]+)', page.text)[1]
        return page.text

    def key(self):
        self.number += 1
        return f"key-{self.number:06}"

    async def post(self, path, who="you", chat=None, headers=None, **data):
        body = {"as": who, "chat": chat or f"private-{who}", "key": self.key(), **data}
        return await self.http.post(path, json=body, headers={**self.headers, **(headers or {})})

    async def say(self, text, **more):
        return await self.post("/page/say", text=text, **more)


@pytest.fixture
def settings(tmp_path):
    return Settings(_env_file=None, data_dir=tmp_path)


@pytest.fixture
def database(settings):
    database = Database(settings.database)
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


@pytest.fixture
def companion():
    return Companion()


@pytest.fixture
def web(settings, database, companion):
    clock = StillClock(NOW)
    return Web(settings, clock, companion.handle, companion.quarantine, MENU, database)


@pytest.fixture
async def page(web):
    page = Page(web)
    await page.load()
    async with page.http:
        yield page


def parcel(message, chat="private-you", key="k1", **more):
    return Parcel(Address("web", "local", chat), message, key, **more)


def count(database):
    with database.begin() as session:
        return session.scalar(select(func.count()).select_from(PageMessage))


# --- the door -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.test", "evil.test:8080", "127.0.0.1", "127.0.0.1:9", "127.0.0.1.evil.test:8080"]
)
async def test_a_foreign_host_is_turned_away_and_writes_nothing(page, companion, database, host):
    for path in ("/", "/page/events", "/page/static/page.js"):
        assert (await page.http.get(path, headers={"Host": host})).status_code == 400
    assert (await page.say("hi", headers={"Host": host})).status_code == 400
    assert (companion.events, count(database)) == ([], 0)


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "[::1]:8080"])
async def test_every_name_of_this_machine_is_welcome(page, host):
    assert (await page.http.get("/", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.test", "null", "http://127.0.0.1:9000"])
async def test_a_foreign_origin_is_turned_away_and_writes_nothing(
    page, companion, database, origin
):
    assert (await page.say("hi", headers={"Origin": origin})).status_code == 403
    assert (companion.events, count(database)) == ([], 0)


@pytest.mark.parametrize("token", ["", "x.y", "a.é", "AAAA." + "0" * 64])
async def test_a_post_without_the_pages_token_is_turned_away(page, companion, database, token):
    page.headers = {"X-Page-Token": token.encode()}
    for path in ("say", "press", "form", "file"):
        assert (await page.post(f"/page/{path}", text="hi")).status_code == 403
    assert (companion.events, count(database)) == ([], 0)


async def test_a_form_is_no_token_and_a_token_no_form(page, companion):
    companion.at_once = (Message("", form=Form("a.b", "T", ())),)
    html = (await page.say("/x")).json()["forms"][0]
    sealed = re.search(r'data-sealed="([^"]+)', html)[1]
    token = page.headers["X-Page-Token"]
    assert (await page.post("/page/form", sealed=token, values={})).status_code == 410
    page.headers = {"X-Page-Token": sealed}
    assert (await page.say("hi")).status_code == 403


async def test_a_request_through_a_proxy_is_turned_away(page):
    answer = await page.http.get("/", headers={"X-Forwarded-For": "203.0.113.9"})
    assert answer.status_code == 400


@pytest.mark.parametrize("more", [{"host": "0.0.0.0"}, {"public_url": "https://bot.example"}])
async def test_where_the_world_could_come_in_there_is_no_page(tmp_path, database, companion, more):
    settings = Settings(_env_file=None, data_dir=tmp_path, **more)
    web = Web(settings, StillClock(NOW), companion.handle, companion.quarantine, MENU, database)
    async with Page(web).http as http:
        for path in ("/", "/page/events", "/page/static/page.css", "/page/picture/1"):
            assert (await http.get(path)).status_code == 404
        assert (await http.post("/page/say", json={})).status_code == 404


async def test_only_posts_change_anything(page):
    assert (await page.http.head("/")).status_code == 200
    assert (await page.http.get("/page/say")).status_code == 405
    assert (await page.http.put("/page/say", headers=page.headers)).status_code == 405


async def test_every_answer_carries_the_headers_that_keep_others_out(page):
    for path in ("/", "/page/static/page.js", "/page/picture/1"):
        headers = (await page.http.get(path)).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


async def test_a_post_too_large_is_refused(page, companion):
    assert (await page.say("x" * 2_000_000)).status_code == 413
    assert companion.events == []


# --- what is said ---------------------------------------------------------------------------------


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


# --- among people ---------------------------------------------------------------------------------


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


async def test_a_whisper_is_for_one_pair_of_eyes(page, web):
    whisper = Message("psst", ((Button("Yes", "yes"),),), file=File("a.txt", b"secret"))
    number = await web.send(parcel(whisper, "channel", only_for="wang"))
    assert "psst" in await page.load("wang")
    for other in ("you", "li", "anna"):
        assert "psst" not in await page.load(other)
        path = f"/page/attachment/{number}?as={other}"
        assert (await page.http.get(path)).status_code == 404
    pressed = await page.post("/page/press", chat="channel", message=number, press="yes")
    assert pressed.status_code == 410


async def test_a_private_chat_is_its_owners(page, web):
    await web.send(parcel(Message("just us"), "private-wang"))
    assert "just us" in await page.load("wang")
    assert "just us" not in await page.load("you")


async def test_a_chat_nobody_has_is_gone_for_good(web):
    with pytest.raises(Refused) as refused:
        await web.send(parcel(Message("x"), "private-eve"))
    assert refused.value.permanent


# --- what we say ----------------------------------------------------------------------------------


async def test_a_repeat_after_a_crash_is_not_a_second_message(web, database):
    first = await web.send(parcel(Message("x"), key="k"))
    assert await web.send(parcel(Message("x"), key="k")) == first
    assert count(database) == 1


async def test_an_edit_rewrites_the_message_where_it_stands(page, web, database):
    number = await web.send(parcel(Message("before"), key="k1"))
    assert await web.send(parcel(Message("after"), key="k2", edit=number)) == number
    assert await web.send(parcel(Message("anew"), key="k3", edit="999")) != number
    text = await page.load()
    assert "before" not in text
    assert "after" in text
    assert count(database) == 2


async def test_an_unread_edit_of_another_chats_message_becomes_a_message(web, database):
    number = await web.send(parcel(Message("mine"), "private-wang", key="k1"))
    await web.send(parcel(Message("x"), "private-you", key="k2", edit=number))
    assert count(database) == 2


async def test_a_press_carries_what_the_button_said(page, companion, web):
    buttons = ((Button("Done", "task.done", "7", main=True),),)
    number = await web.send(parcel(Message("task", buttons)))
    await page.post("/page/press", message=number, press="task.done|7")
    [event] = companion.events
    assert (event.name, event.text, event.message) == ("task.done", "7", number)


@pytest.mark.parametrize("press", ["alarm.task", "task.done|8", ""])
async def test_a_button_that_is_not_there_cannot_be_pressed(page, companion, web, press):
    number = await web.send(parcel(Message("task", ((Button("Done", "task.done", "7"),),))))
    for message in (number, "999", "x", "1" * 30):
        answer = await page.post("/page/press", message=message, press=press)
        assert answer.status_code == 410
    assert companion.events == []


async def test_stored_words_are_shown_literally_wherever_they_stand(page, web):
    everything = Message(
        Text((Span(NASTY), Span(NASTY, Style.PRE), Span(NASTY, url="https://a.example/?" + NASTY))),
        ((Button(NASTY, "a", "<b>"), Link(NASTY, "javascript:alert(1)")),),
        file=File(f"{NASTY}.txt", b"x"),
        picture=Picture("week", {}, NASTY),
    )
    await web.send(parcel(everything))
    await page.say(NASTY)
    html = await page.load()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "javascript:" not in html
    assert "{{7*7}}" in html


def test_spans_become_tags_and_words_stay_words():
    text = bold("a<b") + " " + code("x&y") + link("l", "https://a.example") + quote("q") + "\nz"
    assert rich(text) == (
        "<strong>a&lt;b</strong> <code>x&amp;y</code>"
        '<a href="https://a.example" target="_blank" rel="noopener noreferrer nofollow">l</a>'
        "<blockquote>q</blockquote>z"
    )
    assert rich(link("bad", "javascript:alert(1)")) == "bad"


async def test_a_picture_is_drawn_in_the_readers_light_and_kept_from_others(page, web):
    week = {
        "name": "小王",
        "done": 3,
    }
    number = await web.send(parcel(Message("week", picture=Picture("week", week, "3 of 7"))))
    assert 'alt="3 of 7"' in await page.load()
    assert (await page.http.get(f"/page/picture/{number}?as=wang")).status_code == 404
    assert (await page.http.get("/page/picture/999")).status_code == 404


async def test_a_file_comes_down_under_its_own_name(page, web):
    file = File("周报 <1>.html", b"<script>", "text/html")
    number = await web.send(parcel(Message("here", file=file)))
    answer = await page.http.get(f"/page/attachment/{number}")
    assert answer.content == b"<script>"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=utf-8''%E5%91")


async def test_the_last_two_hundred_messages_stand_on_the_page(page, web):
    for number in range(205):
        await web.send(parcel(Message(f"line {number}."), key=f"k{number}"))
    html = await page.load()
    assert html.count("<article") == 200
    assert "line 4." not in html
    assert "line 204." in html


# --- forms ----------------------------------------------------------------------------------------

SETTINGS = Form(
    "settings.save",
    "Settings",
    (
        Field("goal", "Goal", Kind.TEXT, value="<b>old</b>"),
        Field("why", "Why", Kind.PARAGRAPH, optional=True, hint="a line"),
        Field("pace", "Pace", Kind.CHOICE, (("s", "Slow"), ("f", "Fast")), value="f"),
        Field("track", "Track", Kind.CHOICE, tuple((str(n), f"T{n}") for n in range(6))),
        Field("minutes", "Minutes", Kind.NUMBER),
        Field("day", "Day", Kind.DATE),
        Field("hour", "Hour", Kind.TIME),
        Field("zone", "Zone", Kind.ZONE),
    ),
    text="9",
)
FILLED = {
    "goal": " new ",
    "why": "",
    "pace": "s",
    "track": "3",
    "minutes": "30",
    "day": "2026-03-28",
    "hour": "8:30",
    "zone": "europe/paris",
}


async def form_of(page, companion, form=SETTINGS):
    companion.at_once = (Message("Please", form=form),)
    html = (await page.say("/settings")).json()["forms"][0]
    companion.at_once = ()
    return html, re.search(r'data-sealed="([^"]+)', html)[1]


async def test_a_form_is_a_real_form_with_fields_by_kind(page, companion):
    html, _ = await form_of(page, companion)
    assert companion.events[0].trigger
    for piece in (
        'type="text" value="&lt;b&gt;old&lt;/b&gt;"',
        "<textarea",
        'type="radio" name="pace" value="f" checked required',
        "<select",
        'type="number"',
        'type="date"',
        'type="time"',
        "list=zones",
        '<option value="Asia/Shanghai">',
    ):
        assert piece in html


async def test_a_filled_form_becomes_the_forms_event(page, companion):
    _, sealed = await form_of(page, companion)
    answer = await page.post("/page/form", sealed=sealed, values=FILLED)
    assert answer.json() == {"forms": []}
    event = companion.events[-1]
    assert (event.name, event.text) == ("settings.save", "9")
    expected = {**FILLED, "goal": "new", "hour": "08:30", "zone": "Europe/Paris"}
    assert event.values == expected


async def test_mistakes_in_a_form_are_told_field_by_field_and_nothing_happens(page, companion):
    _, sealed = await form_of(page, companion)
    wrong = {**FILLED, "minutes": "many", "day": "soon", "goal": "", "track": "99"}
    answer = await page.post("/page/form", sealed=sealed, values=wrong)
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"minutes", "day", "goal", "track"}
    assert len(companion.events) == 1


async def test_a_form_can_only_be_sent_as_it_was_made_by_whom_it_was_made_for(page, companion):
    _, sealed = await form_of(page, companion)
    body, _, signature = sealed.partition(".")
    for forged in ("", "x", sealed[:-1], f"{body}A.{signature}", f"é.{signature}"):
        answer = await page.post("/page/form", sealed=forged, values=FILLED)
        assert answer.status_code == 410
    assert (await page.post("/page/form", "li", sealed=sealed, values=FILLED)).status_code == 410
    assert len(companion.events) == 1


# --- files in -------------------------------------------------------------------------------------


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


# --- time -----------------------------------------------------------------------------------------


async def test_the_clock_is_moved_from_the_private_chat(settings, database, companion):
    clock, asked = StillClock(NOW), []

    async def move_clock(text):
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


# --- live -----------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def served(web, settings):
    config = uvicorn.Config(Starlette(routes=web.routes()), port=0, log_level="error")
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=5) as http:
        yield http
    await web.close()
    server.should_exit = True
    await task


async def heard(http, count, path="/page/events", **headers):
    """The first `count` messages of a stream: (change, chat, words)."""
    found, event = [], {}
    async with http.stream("GET", path, headers=headers) as stream:
        async for line in stream.aiter_lines():
            name, _, value = line.partition(": ")
            event[name] = value
            if line:
                continue
            if "id" in event:
                data = json.loads(event["data"])
                words = re.search(r'class="words" dir="auto">(.*?)</div>', data["html"])[1]
                found.append((event["id"], data["chat"], words))
                if len(found) == count:
                    return found
            event = {}


@pytest.fixture
def open_settings(tmp_path):
    return Settings(_env_file=None, data_dir=tmp_path, port=0)


async def test_new_and_edited_messages_arrive_as_they_are_said(open_settings, database, companion):
    clock = StillClock(NOW)
    web = Web(open_settings, clock, companion.handle, companion.quarantine, MENU, database)
    async with served(web, open_settings) as http:
        listening = asyncio.create_task(heard(http, 3))
        await asyncio.sleep(0.1)
        number = await web.send(parcel(Message("one"), key="1"))
        await web.send(parcel(Message("not for you"), "private-li", key="2"))
        await asyncio.sleep(0.1)
        await web.send(parcel(Message("one, better"), key="3", edit=number))
        await web.send(parcel(Message("all"), "channel", key="4"))
        assert await listening == [
            ("1", "private-you", "one"),
            ("3", "private-you", "one, better"),
            ("4", "channel", "all"),
        ]


async def test_a_lost_connection_gets_what_it_missed_and_no_more(
    open_settings, database, companion
):
    clock = StillClock(NOW)
    web = Web(open_settings, clock, companion.handle, companion.quarantine, MENU, database)
    async with served(web, open_settings) as http:
        for number in range(5):
            await web.send(parcel(Message(f"m{number}"), key=str(number)))
        missed = await heard(http, 2, "/page/events?after=1", **{"Last-Event-ID": "3"})
        assert [words for _, _, words in missed] == ["m3", "m4"]
        assert [words for _, _, words in await heard(http, 1, "/page/events?after=4")] == ["m4"]


async def test_another_process_writing_is_heard_within_a_second(open_settings, database, companion):
    clock = StillClock(NOW)
    here, there = (
        Web(open_settings, clock, companion.handle, companion.quarantine, MENU, database)
        for _ in range(2)
    )
    async with served(here, open_settings) as http:
        listening = asyncio.create_task(heard(http, 1))
        await asyncio.sleep(0.1)
        await there.send(parcel(Message("from afar")))
        assert (await asyncio.wait_for(listening, 3))[0][2] == "from afar"
