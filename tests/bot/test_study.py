"""The rules of studying, as small sentences."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.study import okr, pace, plan, summaries
from content.library import Item

TODAY = date(2026, 3, 4)  # a Wednesday


def topic(number, group="g", minutes=25, kind="topic", steps=()):
    return Item(f"i{number}", kind, f"t{number}", group=group, minutes=minutes, steps=steps)


def test_a_sitting_takes_neighbours_of_one_group_that_fit_the_minutes():
    units = plan.units([topic(1), topic(2), topic(3), topic(4, group="other")])
    assert [u.ref for u in plan.next_sitting(units, set(), 60)] == ["i1", "i2"]
    assert [u.ref for u in plan.next_sitting(units, {"i1", "i2"}, 60)] == ["i3"]


def test_a_unit_longer_than_the_minutes_is_a_sitting_of_its_own():
    units = plan.units([topic(1, minutes=90)])
    assert [u.ref for u in plan.next_sitting(units, set(), 15)] == ["i1"]


def test_an_exercise_stands_alone():
    units = plan.units([topic(1), topic(2, kind="exercise", minutes=5)])
    assert [u.ref for u in plan.next_sitting(units, set(), 180)] == ["i1"]


def test_a_pool_of_problems_is_spread_over_what_comes_after_it():
    pool = replace(topic(0, kind="drill"), days=3)
    units = plan.units([pool, *[topic(n) for n in range(1, 7)]])
    assert " ".join(u.ref for u in units) == "i0:1 i1 i2 i0:2 i3 i4 i0:3 i5 i6"


def test_the_days_of_a_long_item_are_shared_by_its_steps():
    long = replace(topic(1, kind="project", minutes=60, steps=("a", "b")), days=10)
    assert [unit.minutes for unit in plan.units([long])] == [300, 300]


def test_a_project_is_one_sitting_a_day():
    units = plan.units([topic(1, kind="project", steps=("a", "b", "c"))])
    assert [u.ref for u in units] == ["i1:1", "i1:2", "i1:3"]
    assert plan.read_ref("i1:3") == ("i1", 3)
    assert plan.read_ref("i1") == ("i1", None)


@given(st.sets(st.integers(0, 30)), st.integers(5, 240))
def test_what_is_done_is_never_served_again(done, minutes):
    units = plan.units([topic(n, group=str(n // 5)) for n in range(30)])
    refs = {f"i{n}" for n in done}
    sitting = plan.next_sitting(units, refs, minutes)
    assert not refs & {unit.ref for unit in sitting}
    assert bool(sitting) == bool(plan.remaining(units, refs))


def test_a_forecast_is_arithmetic_with_recall_on_top():
    found = pace.forecast(600, 30, "1111100", TODAY)
    assert found.days == 23  # 600 * 1.15 / 30
    assert found.on == TODAY + timedelta(days=33)  # 23 days at five a week


def test_scores_stay_between_nothing_and_all():
    assert [okr.score(n, 2) for n in (-1, 0, 1, 2, 5)] == [0.0, 0.0, 0.5, 1.0, 1.0]
    assert okr.score(3, 0) == 0.0
    assert okr.overall([1.0, 0.0]) == 0.5
    assert okr.overall([]) == 0.0


def test_a_week_counts_people_a_day():
    week = summaries.week(date(2026, 3, 2), {1: {date(2026, 3, 2)}, 2: {date(2026, 3, 2), TODAY}})
    assert week.per_day == (2, 0, 1, 0, 0, 0, 0)
    assert (week.member_days, week.members) == (3, 2)
