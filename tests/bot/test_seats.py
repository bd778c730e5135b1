"""Seats and reminders: nobody loses a seat, the waiting list moves in order, leads are ahead."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.study.seats import LEADS, free, remind_at, seat

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wanted", "was", "taken", "capacity", "becomes"),
    [
        ("yes", "", 0, 1, "yes"),
        ("yes", "", 1, 1, "wait"),
        ("yes", "yes", 1, 1, "yes"),
        ("yes", "maybe", 5, None, "yes"),
        ("maybe", "yes", 1, 1, "maybe"),
        ("no", "wait", 1, 1, "no"),
    ],
)
def test_a_full_meetup_has_a_waiting_list(wanted, was, taken, capacity, becomes):
    assert seat(wanted, was, taken, capacity) == becomes


@given(st.integers(0, 50), st.none() | st.integers(1, 50), st.integers(0, 50))
def test_nobody_moves_up_beyond_the_seats(taken, capacity, waiting):
    up = free(taken, capacity, waiting)
    assert 0 <= up <= waiting
    assert capacity is None or up == 0 or taken + up <= capacity


@given(st.integers(-60, 20_000), st.sampled_from((0, *LEADS)))
def test_a_reminder_is_ahead_and_never_earlier_than_chosen(minutes, lead):
    starts = NOW + timedelta(minutes=minutes)
    found = remind_at(starts, lead, NOW)
    if found is None:
        assert lead == 0 or minutes <= min(LEADS)
    else:
        at, before = found
        assert NOW < at == starts - timedelta(minutes=before)
        assert before <= lead
