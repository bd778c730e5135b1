"""The database's threads know whether somebody waits for one of them."""

import threading

from bot.database import Threads


def test_who_has_begun_or_given_up_waits_no_longer():
    go, begun = threading.Event(), threading.Event()

    def busy():
        begun.set()
        go.wait(5)

    with Threads(1, "test") as threads:
        first = threads.submit(busy)
        assert begun.wait(5)
        assert not threads.is_waited_for
        second, third = threads.submit(go.wait, 5), threads.submit(go.wait, 5)
        assert threads.is_waited_for
        assert second.cancel()
        assert third.cancel()
        assert not threads.is_waited_for
        go.set()
        first.result(5)
