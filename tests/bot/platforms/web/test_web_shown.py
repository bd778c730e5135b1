"""What stands on the page, for whose eyes, and that words stay words."""

import pytest

from bot.chat import Button, File, Link, Message, Picture
from bot.markup import Span, Style, Text, bold, code, link, quote
from bot.platforms.web.render import rich
from bot.wire import Refused
from tests.bot.platforms.web.visitor import NASTY, count, parcel


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


WEEK = {
    "title": "一起学",
    "when": "3月2日",
    "weekdays": ["一", "二", "三", "四", "五", "六", "日"],
    "rows": [{"name": "小王", "days": ["done"] * 7}],
    "totals": [1] * 7,
    "figures": [],
    "footer": "",
    "words": {"done": "做了", "leave": "请假", "off": "休息", "everybody": "大家"},
}


async def test_a_picture_is_drawn_in_the_readers_light_and_kept_from_others(page, web):
    picture = Picture("week", WEEK, "7 of 7")
    number = await web.send(parcel(Message("week", picture=picture), "private-wang"))
    assert 'alt="7 of 7"' in await page.load("wang")
    light, dark = [
        await page.http.get(f"/page/picture/{number}", params={"as": "wang", "theme": theme})
        for theme in ("light", "dark")
    ]
    assert light.headers["content-type"] == dark.headers["content-type"] == "image/png"
    assert light.content.startswith(b"\x89PNG")
    assert light.content != dark.content
    assert (await page.http.get(f"/page/picture/{number}")).status_code == 404
    assert (await page.http.get("/page/picture/999")).status_code == 404


async def test_a_picture_that_cannot_be_drawn_leaves_its_words(page, web):
    number = await web.send(parcel(Message("the words", picture=Picture("week", {}, "alt"))))
    assert (await page.http.get(f"/page/picture/{number}")).status_code == 404
    assert "the words" in await page.load()


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
