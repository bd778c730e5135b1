"""The clock that can be moved: how far ahead it is, and that it goes on from there."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from bot.operations.clock import Clock
from bot.timemachine import HOW, ONLY_FORWARD, TOO_FAR, read_move

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_it_is_the_worlds_until_it_is_moved_and_then_runs_beside_it():
    with time_machine.travel(NOON, tick=False) as world:
        clock = Clock()
        assert (clock.now(), clock.is_ours, clock.of(NOON)) == (NOON, False, NOON)
        clock.move(NOON + timedelta(days=7))
        assert (clock.ahead, clock.is_ours) == (timedelta(days=7), True)
        world.shift(timedelta(hours=8))  # the machine slept, or simply ran on
        assert clock.now() == NOON + timedelta(days=7, hours=8)
        assert clock.of(NOON) == clock.now()
        assert clock.world() == NOON + timedelta(hours=8)


def test_it_can_start_elsewhere():
    with time_machine.travel(NOON, tick=False):
        assert Clock(NOON - timedelta(days=300)).now() == NOON - timedelta(days=300)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("0001-01-01T00:00", HOW),
        ("9999-12-31T23:59-11:00", HOW),
        ("tomorrow", HOW),
        ("9999-12-31T23:59", TOO_FAR),
        ("+9999w", TOO_FAR),
        ("2026-03-01", ONLY_FORWARD),
    ],
)
def test_no_move_is_beyond_an_answer(said, why):
    with pytest.raises(ValueError, match=re.escape(why)):
        read_move(said, NOON, "Asia/Shanghai")
