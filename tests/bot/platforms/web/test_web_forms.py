"""Forms on the page: real HTML, read by kind, never changed on the way."""

import re

from bot.chat import Field, Form, Kind, Message

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
