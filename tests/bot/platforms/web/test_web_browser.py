"""The page in a real browser: greeting to form, live, literally, and without a foreign word."""

import asyncio
import os
from pathlib import Path

import pytest

from bot.chat import Button, Field, File, Form, Kind, Link, Message
from bot.markup import Span, Style, Text
from tests.bot.platforms.web.visitor import NASTY, parcel

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no chromium on this machine")


@pytest.fixture
async def browser(tmp_path, monkeypatch):
    from playwright.async_api import async_playwright

    monkeypatch.setitem(os.environ, "HOME", str(tmp_path))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def look(browser, served, companion):
    """`web, tab = await look()`: a phone's tab on the page; its complaints fail the test."""
    complaints, ends = [], []

    async def look(path="/", **how):
        serving = served()
        web, http = await serving.__aenter__()
        ends.append(serving)
        context = await browser.new_context(viewport=PHONE, locale="en-GB", **how)
        tab = await context.new_page()
        tab.set_default_timeout(5000)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("dialog", lambda dialog: complaints.append(dialog.message))
        tab.on("request", lambda asked: complaints.append(asked.url) if _foreign(asked) else None)
        tab.on("console", lambda said: complaints.append(said.text) if _bad(said) else None)
        await tab.goto(str(http.base_url.join(path)))
        return web, tab

    def _foreign(asked):
        return not asked.url.startswith("http://127.0.0.1:")

    def _bad(said):
        return "Content Security Policy" in said.text or "Refused" in said.text

    yield look
    for context in browser.contexts:
        await context.close()
    for serving in ends:
        await serving.__aexit__(None, None, None)
    assert complaints == []


async def _until(ask, answer):
    """Ask until it is so. The page forbids the evaluation that the browser's own waiting needs."""
    async with asyncio.timeout(5):
        while await ask() != answer:  # noqa: ASYNC110 - it happens in the browser
            await asyncio.sleep(0.02)


async def test_the_first_screen_greets_and_one_press_starts(look, companion):
    web, tab = await look()
    await tab.get_by_role("button", name="Start").click()
    await tab.locator("article.mine", has_text="/start").wait_for()
    assert [event.name for event in companion.events] == ["start"]
    await web.send(parcel(Message("Which road?", ((Button("Python", "start.track", "T1"),),))))
    await tab.get_by_role("button", name="Python").click()
    await _until(lambda: tab.locator("[aria-busy=true]").count(), 0)
    assert [(e.name, e.text) for e in companion.events[1:]] == [("start.track", "T1")]
    assert await tab.get_by_role("button", name="Start").count() == 0


async def test_an_edit_rewrites_the_bubble_and_keeps_its_place(look):
    web, tab = await look()
    number = await web.send(parcel(Message("open"), key="1"))
    await web.send(parcel(Message("later"), key="2"))
    await web.send(parcel(Message("done"), key="3", edit=number))
    await tab.locator("article", has_text="done").wait_for()
    assert await tab.locator("article .words").all_inner_texts() == ["done", "later"]


async def test_the_keyboard_finds_commands_sends_and_changes_words(look, companion):
    _, tab = await look()
    box = tab.get_by_role("combobox", name="Write a message")
    await box.press_sequentially("/to")
    assert await tab.locator("#menu li:visible").count() == 1
    await box.press("Enter")
    assert await box.input_value() == "/today "
    await box.press("Enter")
    await tab.locator("article.mine").wait_for()
    await box.fill("two\nlines")
    await box.press("Enter")
    await tab.locator("article.mine", has_text="two").wait_for()
    await box.press("ArrowUp")
    assert await box.input_value() == "two\nlines"
    await box.fill("three")
    await box.press("Enter")
    await tab.locator("article.mine", has_text="three").wait_for()
    said = [(event.name, event.text, event.edited) for event in companion.events]
    assert said == [("today", "", False), ("", "two\nlines", False), ("", "three", True)]
    assert await tab.locator("article.mine").count() == 2


async def test_what_is_typed_survives_a_failure(look, companion):
    _, tab = await look()
    companion.away = True
    await tab.locator("#text").fill("precious")
    await tab.locator("#text").press("Enter")
    await tab.get_by_role("status").filter(has_text="not stored").wait_for()
    assert await tab.locator("#text").input_value() == "precious"
    companion.away = False
    await tab.locator("#text").press("Enter")
    await _until(lambda: tab.locator("#text").input_value(), "")
    assert [event.text for event in companion.events] == ["precious"]
    assert await tab.locator("article.mine").count() == 1


async def test_a_form_keeps_what_was_typed_until_it_is_right(look, companion):
    form = Form(
        "okr.save",
        "This month",
        (Field("goal", "Goal"), Field("zone", "Zone", Kind.ZONE), Field("n", "Posts", Kind.NUMBER)),
    )
    companion.at_once = (Message("", form=form),)
    _, tab = await look()
    await tab.locator("#text").fill("/okr ")
    await tab.locator("#text").press("Enter")
    await tab.get_by_label("Goal").fill("write")
    await tab.get_by_label("Zone").fill("nowhere")
    await tab.get_by_label("Posts").fill("2")
    companion.at_once = ()
    await tab.get_by_role("button", name="Submit").click()
    await tab.locator(".error", has_text="zone").wait_for()
    assert await tab.get_by_label("Goal").input_value() == "write"
    await tab.get_by_label("Zone").fill("Europe/Paris")
    await tab.get_by_role("button", name="Submit").click()
    await tab.locator("details.sent").wait_for()
    assert companion.events[-1].values == {"goal": "write", "zone": "Europe/Paris", "n": "2"}
    await tab.locator("details.sent summary").click()
    assert await tab.get_by_label("Goal").input_value() == "write"


async def test_what_is_being_written_survives_a_reload_in_each_chat(look, companion):
    field = Field("goal", "Goal", Kind.PARAGRAPH)
    choice = Field("how", "How", Kind.CHOICE, (("a", "Alone"), ("b", "Both")))
    companion.at_once = (Message("", form=Form("okr.save", "This month", (field, choice))),)
    _, tab = await look()
    box = tab.locator("#text")
    await box.fill("/okr ")
    await box.press("Enter")
    await tab.get_by_label("Goal").fill("half a")
    await tab.get_by_label("Both").check()
    await box.fill("between us")
    await tab.get_by_role("tab", name="Study group").click()
    await _until(box.input_value, "")
    await box.fill("for all")
    await tab.reload()
    assert await box.input_value() == "for all"
    await tab.get_by_role("tab", name="Private").click()
    await _until(box.input_value, "between us")
    assert await tab.get_by_label("Goal").input_value() == "half a"
    companion.at_once = ()
    await tab.get_by_role("button", name="Submit").click()
    await tab.locator("details.sent").wait_for()
    assert companion.events[-1].values == {"goal": "half a", "how": "b"}
    await box.press("Enter")
    await tab.locator("article.mine", has_text="between us").wait_for()
    await _until(box.input_value, "")
    await tab.reload()
    assert await tab.locator("details.form").count() == 0
    assert await box.input_value() == ""


async def test_words_wait_while_others_are_changed(look):
    _, tab = await look()
    box = tab.locator("#text")
    await box.fill("first")
    await box.press("Enter")
    await tab.locator("article.mine").wait_for()
    await box.fill("not yet said")
    await tab.locator("article.mine").hover()
    await tab.get_by_role("button", name="Edit").click()
    assert await box.input_value() == "first"
    await box.press("Escape")
    assert await box.input_value() == "not yet said"


async def test_stored_words_run_nothing_in_a_browser(look):
    web, tab = await look()
    spans = tuple(Span(NASTY, style) for style in Style)
    buttons = ((Button(NASTY, "a"), Link(NASTY, "javascript:alert(1)")),)
    await web.send(parcel(Message(Text(spans), buttons, file=File(NASTY, b"x")), key="1"))
    await tab.locator("article").first.wait_for()
    await tab.locator("#text").fill(NASTY)
    await tab.locator("#text").press("Enter")
    await tab.locator("article.mine").wait_for()
    await tab.reload()
    assert await tab.locator("article").count() == 2
    assert await tab.locator("img[src=x], article script").count() == 0
    assert NASTY in await tab.locator("article.mine .words").inner_text()


async def test_a_sample_member_speaks_in_the_channel_and_has_a_chat_of_their_own(look, companion):
    _, tab = await look("/#group")
    await tab.get_by_label("Speaking as").select_option("anna")
    await tab.wait_for_url("**/?as=anna#group")
    await tab.locator("#text").fill("@xueban hello")
    await tab.locator("#text").press("Enter")
    await tab.locator("#group article.mine").wait_for()
    assert [(e.sender.id, e.address.chat) for e in companion.events] == [("anna", "channel")]
    await tab.get_by_role("tab", name="Private").click()
    await tab.get_by_role("button", name="Start").click()
    await tab.locator("#private article.mine").wait_for()
    assert companion.events[-1].address.chat == "private-anna"


async def test_a_file_goes_in_and_a_file_comes_out(look, companion):
    web, tab = await look()
    notes = {"name": "notes.md", "mimeType": "text/markdown", "buffer": b"# hi"}
    await tab.locator("#file").set_input_files(notes)
    await tab.locator("article.mine", has_text="notes.md").wait_for()
    assert companion.events[0].files[0].content == b"# hi"
    await web.send(parcel(Message("here", file=File("周报.csv", b"a,b"))))
    async with tab.expect_download() as coming:
        await tab.get_by_role("link", name="周报.csv").click()
    assert (await coming.value).suggested_filename == "周报.csv"


async def test_a_link_into_the_private_chat_only_lays_the_words_ready(look, companion):
    _, tab = await look("/?start=g_abc#private", timezone_id="Europe/Paris")
    assert await tab.locator("#text").input_value() == "/start g_abc"
    assert companion.events == []
    await tab.locator("#text").press("Enter")
    await tab.locator("article.mine").wait_for()
    assert [event.sender.zone for event in companion.events] == ["Europe/Paris"]


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)])
async def test_nothing_sticks_out_sideways(look, size):
    web, tab = await look()
    await tab.set_viewport_size({"width": size[0], "height": size[1]})
    long = Text((Span("x" * 300), Span("\n"), Span("y" * 300, Style.PRE)))
    row = tuple(Button(f"A rather long label {n}", "a", str(n)) for n in range(5))
    await web.send(parcel(Message(long, (row,), file=File("z" * 200, b""))))
    await tab.locator("article").wait_for()
    wide = "document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth"
    assert await tab.evaluate(wide) == 0
