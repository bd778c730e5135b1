"""Where everybody's letter is due at once: who is when."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.study.spread import Window, offset, window


@pytest.mark.parametrize(
    ("letters", "asked", "a_second", "found"),
    [
        (10, 0, 24, None),
        (24 * 60, 0, 24, None),  # a minute's worth: nobody notices
        (24 * 60 + 1, 0, 24, Window(60 + 1 / 24, 0)),
        (10_000, 1_000, 25, Window(400, 40)),
        (100_000, 100_000, 25, Window(4000, 4000)),
        (240, 0, 4, None),  # a Slack workspace is slower
        (480, 40, 4, Window(120, 10)),
        (1_000_000, 0, 0, None),  # no pace to keep, as on the terminal
    ],
)
def test_a_backlog_is_spread_only_beyond_a_minute(letters, asked, a_second, found):
    assert window(letters, asked, a_second) == found


@given(st.integers(1, 10**9), st.booleans(), st.floats(60, 40_000), st.floats(0, 1))
def test_a_member_has_the_same_place_every_day_and_who_asked_is_first(member, asked, wide, share):
    found = Window(wide, wide * share)
    place = offset(found, member, asked=asked)
    assert place == offset(found, member, asked=asked)
    sooner, later = (0, found.asked) if asked else (found.asked, wide)
    assert sooner <= place.total_seconds() + 1e-5
    assert place.total_seconds() <= later + 1e-5


def test_the_places_are_evenly_taken():
    found = Window(1000, 200)
    asked = [offset(found, n, asked=True) for n in range(500)]
    others = [offset(found, n, asked=False) for n in range(500, 2500)]
    for times, first, last in ((asked, 0, 200), (others, 200, 1000)):
        tenths = [0] * 10
        for time in times:
            tenths[int((time / timedelta(seconds=1) - first) / (last - first) * 10)] += 1
        assert min(tenths) > len(times) / 10 * 0.7
