"""Work that waits for the same thread is done together: under load one commit serves many."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Generic, TypeVar

Given = TypeVar("Given")
Found = TypeVar("Found")


class Batches(Generic[Given, Found]):
    """Hands what is waiting, `most` at a time, to `work` on one of the threads.

    Nobody is made to wait for others: a batch is what has come while the threads were busy.
    `work` gives a result for each of what it was given, in their order; an exception among the
    results is raised for its own, one that `work` raises for all of the batch.
    """

    def __init__(
        self,
        threads: Executor,
        most: int,
        work: Callable[[Sequence[Given]], Sequence[Found | Exception]],
    ) -> None:
        self._threads, self._most, self._work = threads, most, work
        self._waiting: deque[tuple[Given, asyncio.Future[Found]]] = deque()

    async def do(self, one: Given) -> Found:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Found] = loop.create_future()
        self._waiting.append((one, future))
        self._threads.submit(self._next_batch, loop)
        return await future

    def _next_batch(self, loop: asyncio.AbstractEventLoop) -> None:
        batch: list[tuple[Given, asyncio.Future[Found]]] = []
        while self._waiting and len(batch) < self._most:
            try:
                batch.append(self._waiting.popleft())
            except IndexError:  # another thread was quicker
                break
        if not batch:
            return  # an earlier turn has taken it along
        found: Sequence[Found | Exception]
        try:
            found = self._work([one for one, _ in batch])
        except Exception as error:  # noqa: BLE001 - it is raised where the result is waited for
            found = [error] * len(batch)
        futures = [future for _, future in batch]
        loop.call_soon_threadsafe(_settle, futures, found)


def _settle(futures: Sequence[asyncio.Future[Found]], found: Sequence[Found | Exception]) -> None:
    for future, result in zip(futures, found, strict=True):
        if future.done():
            continue  # whoever asked no longer waits
        if isinstance(result, Exception):
            future.set_exception(result)
        else:
            future.set_result(result)
