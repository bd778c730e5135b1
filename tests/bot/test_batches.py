"""What waits for a thread is done together, and everybody hears what became of their own."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.operations.batches import Batches


@pytest.fixture
def threads():
    with ThreadPoolExecutor(1) as found:
        yield found


async def test_what_comes_while_the_thread_is_busy_is_done_in_one_go(threads):
    busy, done = threading.Event(), []

    def work(batch):
        busy.wait(5)
        done.append(list(batch))
        return [f"{one}!" for one in batch]

    batches = Batches(threads, 3, work)
    first = asyncio.create_task(batches.do("a"))
    await asyncio.sleep(0.05)
    others = [asyncio.create_task(batches.do(one)) for one in "bcde"]
    await asyncio.sleep(0.05)
    busy.set()
    assert await asyncio.gather(first, *others) == ["a!", "b!", "c!", "d!", "e!"]
    assert done == [["a"], ["b", "c", "d"], ["e"]]


async def test_the_trouble_of_one_is_its_own(threads):
    batches = Batches(
        threads, 9, lambda batch: [ValueError(one) if one == "b" else one for one in batch]
    )
    found = await asyncio.gather(*map(batches.do, "abc"), return_exceptions=True)
    assert found[0] == "a"
    assert found[2] == "c"
    assert isinstance(found[1], ValueError)


async def test_the_trouble_of_the_work_itself_is_everybodys(threads):
    def work(_batch):
        raise OSError("the disk is full")

    batches = Batches(threads, 9, work)
    found = await asyncio.gather(*map(batches.do, "ab"), return_exceptions=True)
    assert [type(error) for error in found] == [OSError, OSError]


async def test_who_no_longer_waits_disturbs_nobody(threads):
    batches = Batches(threads, 9, list)
    gone, waiting = asyncio.create_task(batches.do("a")), asyncio.create_task(batches.do("b"))
    await asyncio.sleep(0)
    gone.cancel()
    assert await waiting == "b"
