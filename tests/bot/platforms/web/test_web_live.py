"""What the open page hears, and that nothing said is missed."""

import asyncio
import json
import re

from bot.chat import Message
from tests.bot.platforms.web.visitor import parcel


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
                break
            event = {}
    return found


async def test_new_and_edited_messages_arrive_as_they_are_said(served):
    async with served() as (web, http):
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


async def test_a_lost_connection_gets_what_it_missed_and_no_more(served):
    async with served() as (web, http):
        for number in range(5):
            await web.send(parcel(Message(f"m{number}"), key=str(number)))
        missed = await heard(http, 2, "/page/events?after=1", **{"Last-Event-ID": "3"})
        assert [words for _, _, words in missed] == ["m3", "m4"]
        assert [words for _, _, words in await heard(http, 1, "/page/events?after=4")] == ["m4"]


async def test_another_process_writing_is_heard_within_a_second(served):
    async with served() as (_, http), served() as (there, _):
        listening = asyncio.create_task(heard(http, 1))
        await asyncio.sleep(0.1)
        await there.send(parcel(Message("from afar")))
        assert (await asyncio.wait_for(listening, 3))[0][2] == "from afar"
