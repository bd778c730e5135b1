"""The pace keeps each vendor's limits: a lane's, a chat's, a group's, and a share for answers."""

import itertools

import pytest

from bot.wire import Limits
from scheduler.pace import Pace


def paced(pace, chats, **about):
    """When the messages to these chats may go, one after the other."""
    went, now = [], 1000.0
    for chat in chats:
        while (wait := pace.wait(now, chat, **about)) > 0:
            now += wait + 1e-6
        pace.take(now, chat, **about)
        went.append(now)
    return went


def most_within(times, seconds):
    return max(sum(at <= later < at + seconds for later in times) for at in times)


def test_a_chat_gets_a_second_between_messages_after_a_small_burst():
    went = paced(Pace(Limits(30, 1, 20)), [1] * 10, is_group=False, answer=True)
    assert went[0] == went[2]
    assert all(1 <= b - a < 1.1 for a, b in itertools.pairwise(went[2:]))


def test_no_second_of_a_lane_has_more_than_its_limit_however_the_answers_come():
    went = paced(Pace(Limits(30, 1, 20)), range(300), is_group=False, answer=True)
    assert most_within(went, 1) == 30
    assert went[-1] - went[0] < 10


def test_no_minute_of_a_group_has_more_than_its_limit():
    went = paced(Pace(Limits(30, 1, 20)), [7] * 60, is_group=True, answer=False)
    assert most_within(went, 60) == 20


def test_planned_messages_leave_a_fifth_of_the_rate_to_answers():
    went = paced(Pace(Limits(30, 1, 20)), range(240), is_group=False, answer=False)
    assert went[-1] - went[0] == pytest.approx(240 / 24, rel=0.02)


def test_answers_keep_to_their_fifth_while_another_process_says_what_is_planned():
    pace = Pace(Limits(30, 1, 20))
    pace.is_shared = True
    went = paced(pace, range(60), is_group=False, answer=True)
    assert most_within(went, 1) == 6
