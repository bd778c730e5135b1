"""Whom the page answers: its own reader on its own machine, nobody else."""

import re

import pytest

from bot.chat import Form, Message
from bot.operations.clock import StillClock
from bot.platforms.web import Web
from bot.settings import Settings
from tests.bot.platforms.web.visitor import MENU, NOW, Page, count


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
