"""The rules of the daily rhythm: what a missed day costs, how rare letters grow, what returns."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.study import pace, recall, rhythm
from bot.study.plan import pick
from bot.study.rhythm import Turn
from bot.study.streaks import FREEZES, LEAVE_A_MONTH, run_of, score_of, step, weeks_kept
from bot.study.workdays import Away, Week, day_kind, published

DAY = timedelta(days=1)
FIRST = date(2026, 3, 2)  # a Monday
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def days(pattern, first=FIRST):
    """`x` a day kept, `.` a day missed."""
    return {first + number * DAY for number, mark in enumerate(pattern) if mark == "x"}


def run(pattern, week=None):
    """How the run stands on the day after the pattern."""
    counts = (week or Week()).counts
    return run_of(days(pattern), FIRST + len(pattern) * DAY, counts)


@pytest.mark.parametrize(
    ("pattern", "kept"),
    [
        ("x", 1),
        ("xx", 2),
        ("xx.x", 3),  # a leave day
        ("x..x", 2),  # two leave days
        ("x...x", 2),  # and the free miss
        ("x....x", 1),  # the second in a row without anything begins anew
        ("x..x.x", 3),  # two leave days, then the free miss
        ("x..x.x.x", 4),  # a kept day makes the next miss free again
        ("xxxxxxx....", 7),  # two leave days, the freeze earned by seven days, the free miss
        ("xxxxxxx.....", 0),
    ],
)
def test_a_missed_day_takes_leave_then_a_freeze_then_is_free_once(pattern, kept):
    assert run(pattern).days == kept


def test_leave_days_come_back_with_the_month():
    kept = days("x..x", date(2026, 3, 28))  # 28 March kept, 29 and 30 on leave, 31 kept
    april = run_of(kept, date(2026, 4, 1), Week().counts)
    assert (april.days, april.leave) == (2, LEAVE_A_MONTH)


def test_days_off_and_days_away_cost_nothing():
    weekdays = Week("1111100")
    assert run("xxxxx..", weekdays).leave == LEAVE_A_MONTH
    sick = Week(away=(Away(FIRST + DAY, FIRST + 5 * DAY, "sick"),))
    assert run("x.....x", sick).days == 2
    assert run("x.....x", sick).leave == LEAVE_A_MONTH


def test_having_flown_west_the_later_day_still_counts():
    kept = days("xxx")
    assert run_of(kept, FIRST + DAY, Week().counts).days == 3


def test_what_was_paid_is_told():
    found = run("x....")
    assert found.days == 0
    assert list(run("x...").spent.values()) == ["leave", "leave", "free"]
    assert not run("x...").free


def test_a_missed_day_costs_the_score_about_five_percent():
    assert step(1.0, kept=False) == pytest.approx(0.948, abs=0.001)
    assert score_of(days("x" * 100), FIRST + 100 * DAY, Week().counts) > 0.99


def test_weeks_are_kept_with_three_days():
    kept = days("xxx....") | days("x.x.x..", FIRST + 7 * DAY)
    assert weeks_kept(kept, FIRST + 14 * DAY, Week().counts) == 2
    assert weeks_kept(days("xx....."), FIRST + 7 * DAY, Week().counts) == 0
    away = Week(away=(Away(FIRST + 7 * DAY, FIRST + 13 * DAY),))
    assert weeks_kept(days("xxx....") | days("xxx", FIRST + 14 * DAY), FIRST + 16 * DAY,
                      away.counts) == 2  # fmt: skip


PATTERNS = st.text("x.", max_size=120)
MASKS = st.text("01", min_size=7, max_size=7)


@given(PATTERNS, MASKS)
def test_a_run_is_never_longer_than_what_was_done(pattern, mask):
    found = run(pattern, Week(mask))
    assert 0 <= found.days <= found.best <= pattern.count("x")
    assert 0.0 <= found.score <= 1.0
    assert 0 <= found.freezes <= FREEZES
    assert 0 <= found.leave <= LEAVE_A_MONTH


@given(PATTERNS, MASKS, st.integers(0, 119))
def test_one_more_day_kept_never_shortens_the_longest_run(pattern, mask, place):
    better = pattern[:place] + "x" + pattern[place + 1 :]
    if len(better) == len(pattern):
        assert run(better, Week(mask)).score >= run(pattern, Week(mask)).score


# --- working days -------------------------------------------------------------------------------


def test_chinese_holidays_are_off_and_make_up_days_are_on():
    week = Week("1111100", "CN")
    assert not week.counts(date(2026, 2, 17))  # Spring Festival, a Tuesday
    assert week.counts(date(2026, 2, 14))  # a Saturday everybody works
    assert not week.counts(date(2026, 3, 7))  # a Saturday like others
    assert week.counts(date(2026, 3, 9))
    assert day_kind(date(2026, 2, 14), "CN") == "makeup"


def test_another_country_has_its_own():
    assert not Week("1111111", "DE").counts(date(2026, 10, 3))
    assert Week("1111111").counts(date(2026, 10, 3))


def test_it_is_known_which_years_are_announced():
    assert published(2026, "CN")
    assert not published(2040, "CN")
    assert published(2040, "DE")


# --- letters ------------------------------------------------------------------------------------


def letters(count, week=None):
    """The days of a month on which somebody silent hears from us, and what."""
    counts = (week or Week()).counts
    unanswered, last, heard = 0, None, {}
    for number in range(count):
        day = FIRST + number * DAY
        if not counts(day):
            continue
        turn = rhythm.turn(unanswered, last, day, counts)
        if turn is not Turn.REST:
            unanswered, last, heard[number + 1] = unanswered + 1, day, turn.value
    return heard


def test_after_three_unanswered_letters_they_halve_after_seven_they_stop_once():
    letter, farewell = "letter", "farewell"
    assert letters(60) == {
        **dict.fromkeys((1, 2, 3, 5, 7, 9, 11), letter),
        13: farewell,
    }


def test_halving_goes_by_study_days():
    heard = letters(60, Week("1010100"))
    assert list(heard)[:5] == [1, 3, 5, 10, 15]
    assert list(heard.values())[-1] == "farewell"


@pytest.mark.parametrize(
    ("letter", "quiet", "nudge"),
    [
        (8 * 60, 22 * 60, 20 * 60 + 30),
        (19 * 60, 22 * 60, 21 * 60),
        (20 * 60, 22 * 60, None),
        (8 * 60, 20 * 60, 19 * 60 + 30),
        (8 * 60, 0, 20 * 60 + 30),
    ],
)
def test_the_nudge_keeps_away_from_the_letter_and_the_quiet_hours(letter, quiet, nudge):
    assert rhythm.nudge_minutes(letter, quiet) == nudge


def test_quiet_hours_may_pass_midnight():
    assert rhythm.quiet(23 * 60, 22 * 60, 7 * 60)
    assert rhythm.quiet(3 * 60, 22 * 60, 7 * 60)
    assert not rhythm.quiet(12 * 60, 22 * 60, 7 * 60)
    assert rhythm.quiet(13 * 60, 12 * 60, 14 * 60)


def test_a_silence_of_a_week_is_followed_by_a_lighter_one():
    until = rhythm.light_until(FIRST, FIRST + 7 * DAY, None)
    assert until == FIRST + 13 * DAY
    assert rhythm.minutes_today(30, until, FIRST + 8 * DAY) == 15
    assert rhythm.minutes_today(30, until, FIRST + 14 * DAY) == 30
    assert rhythm.light_until(FIRST, FIRST + 6 * DAY, None) is None
    assert rhythm.light_until(None, FIRST, None) is None


# --- recall, pace, tracks -----------------------------------------------------------------------


@given(st.lists(st.tuples(st.sampled_from((1, 2, 3, 4)), st.integers(-30, 400)), max_size=12))
def test_a_card_always_comes_back_later_and_never_forgets_its_state(answers):
    state, due = recall.begin(1, NOW)
    at = NOW
    for rating, later in answers:
        at = at + later * DAY
        state, due = recall.answer(state, rating, at)
        assert due > at
        assert 0.0 <= recall.remembered(state, at) <= 1.0


def test_a_forgotten_card_comes_back_sooner_than_an_easy_one():
    state, due = recall.begin(1, NOW)
    assert recall.answer(state, recall.AGAIN, due)[1] < recall.answer(state, recall.EASY, due)[1]


def test_a_backlog_is_spread_and_halved_in_a_lighter_week():
    assert recall.for_today(40, 5, 0, light=False) == 5
    assert recall.for_today(40, 5, 2, light=False) == 3
    assert recall.for_today(40, 5, 0, light=True) == 2
    assert recall.for_today(40, 0, 0, light=False) == 0
    assert recall.days_of_backlog(40, 5) == 8
    assert recall.retention([]) is None
    assert recall.retention([1, 3, 3, 4]) == 0.75


def test_the_real_pace_is_what_was_finished():
    done = [(FIRST + n * DAY, 30) for n in range(0, 14, 2)]
    found = pace.real(done, FIRST - DAY, FIRST + 13 * DAY)
    assert found.minutes_a_day == pytest.approx(15)
    assert pace.fitting(found, "1111111") == 15
    assert found.end(150, FIRST) == FIRST + 12 * DAY
    assert pace.real([], FIRST, FIRST + 3 * DAY) is None
    assert pace.real([], FIRST, FIRST + 30 * DAY).end(100, FIRST) is None


@given(st.dictionaries(st.sampled_from("abc"), st.integers(1, 3), min_size=1))
def test_several_tracks_get_their_shares(weights):
    served = dict.fromkeys(weights, 0)
    for _ in range(10 * sum(weights.values())):
        served[pick(weights, served)] += 1
    assert served == {track: 10 * weight for track, weight in weights.items()}


def test_a_week_offers_the_first_of_what_is_a_month_old():
    done = {"b": FIRST + DAY, "a": FIRST, "c": FIRST + 9 * DAY}
    due = FIRST + recall.SECOND_PASS  # Wednesday, 1 April
    monday = due - 2 * DAY
    assert recall.second_pass(done, monday) == ("a", due)
    assert recall.second_pass(done, monday + 7 * DAY) == ("c", due + 9 * DAY)
    assert recall.second_pass(done, monday - 7 * DAY) is None


@given(st.dictionaries(st.integers(0, 99).map(str), st.integers(0, 200).map(lambda n: n * DAY)))
def test_a_second_pass_is_never_early_never_twice_and_once_a_week(after):
    done = {item: FIRST + span for item, span in after.items()}
    mondays = [FIRST + 7 * number * DAY for number in range(40)]
    offers = [recall.second_pass(done, monday) for monday in mondays]
    for monday, offer in zip(mondays, offers, strict=True):
        if offer is not None:
            assert offer[1] - done[offer[0]] == recall.SECOND_PASS
            assert monday <= offer[1] < monday + 7 * DAY
    again = [offer[0] for offer in offers if offer is not None]
    assert len(again) == len(set(again))
