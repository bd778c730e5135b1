"""The rules of groups and partners: small tables, and properties that always hold."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.study import groups, partners
from bot.study.partners import Seeker

MONDAY = date(2026, 3, 2)
WEEK = [MONDAY + timedelta(days=n) for n in range(7)]
seekers = st.lists(
    st.builds(
        Seeker,
        member=st.integers(1, 60),
        track=st.sampled_from(["T1", "T2", ""]),
        minutes=st.sampled_from([15, 30, 60, 180]),
        offset=st.sampled_from([-8.0, 0.0, 1.0, 5.5, 8.0]),
    ),
    unique_by=lambda each: each.member,
    max_size=31,
)


def test_four_days_of_seven_and_a_post_keep_a_commitment():
    held = groups.commitment(MONDAY, WEEK[:4], 1, days_a_week=4, posts_a_week=1)
    assert held.kept
    assert not groups.commitment(MONDAY, WEEK[:4], 0, days_a_week=4, posts_a_week=1).kept


def test_a_day_of_rest_is_free_of_charge_as_far_as_the_group_allows():
    asked = {"days_a_week": 5, "posts_a_week": 0, "rest": WEEK[4:]}
    one = groups.commitment(MONDAY, WEEK[:4], 0, **asked, leave=1)
    assert (one.wanted, one.kept) == (4, True)
    assert not groups.commitment(MONDAY, WEEK[:4], 0, **asked, leave=0).kept


def test_being_ill_or_excused_costs_nothing():
    ill = groups.commitment(MONDAY, WEEK[:2], 0, days_a_week=5, posts_a_week=0, off=WEEK[2:])
    assert (ill.wanted, ill.kept) == (0, True)


@given(st.sets(st.sampled_from(WEEK)), st.sets(st.sampled_from(WEEK)), st.integers(0, 7))
def test_more_days_never_break_a_commitment(done, more, wanted):
    less = groups.commitment(MONDAY, done, 0, days_a_week=wanted, posts_a_week=0)
    grown = groups.commitment(MONDAY, done | more, 0, days_a_week=wanted, posts_a_week=0)
    assert grown.kept or not less.kept
    assert grown.days <= 7


def test_the_groups_run_counts_days_on_which_half_came_and_skips_days_off():
    came = {MONDAY: 3, WEEK[1]: 2, WEEK[2]: 1, WEEK[3]: 2, WEEK[4]: 4}
    assert groups.run(came, 4, WEEK[4]) == 2
    assert groups.run(came, 4, WEEK[4], "1101111") == 4
    assert groups.run(came, 4, WEEK[5]) == 2, "today is still open"


@given(st.dictionaries(st.integers(1, 20), st.integers(0, 30)), st.integers(0, 7))
def test_the_ranking_names_nobody_without_a_day_and_never_rewards_volume(kept, wanted):
    places = groups.ranking(kept, dict.fromkeys(kept, wanted))
    assert {place.member for place in places} == {one for one, days in kept.items() if days}
    assert all(place.kept <= place.wanted for place in places)
    full = [place for place in places if kept[place.member] >= max(1, wanted)]
    assert all(place.rank == 1 for place in full)
    assert [place.rank for place in places] == sorted(place.rank for place in places)


def test_who_is_away_is_at_no_risk_and_who_never_began_is_asked_to_begin():
    base = {"begun": False, "reachable": True, "silent_days": 9, "behind": True, "away": False}
    assert groups.risks(groups.Standing(**base)) == ("begin",)
    assert groups.risks(groups.Standing(**{**base, "begun": True})) == ("silent", "behind")
    assert groups.risks(groups.Standing(**{**base, "away": True})) == ()


@given(st.text())
def test_no_cell_of_an_export_is_a_formula(value):
    assert not groups.cell(value).lstrip(" \n").startswith(groups.FORMULA)
    assert groups.cell(value).endswith(value)


@given(seekers)
def test_everybody_has_exactly_one_pair(found):
    pairs = partners.pair(found, {})
    placed = sorted(member for one in pairs for member in one)
    assert placed == sorted(each.member for each in found) or len(found) == 1
    assert sum(len(one) == 3 for one in pairs) == (len(found) % 2 if len(found) > 1 else 0)
    assert all(len(one) in {2, 3} for one in pairs)


@given(st.integers(2, 8).map(lambda n: 2 * n))
def test_no_two_meet_twice_before_they_have_met_enough_others(count):
    group = [Seeker(n, "T1", 30, 8.0) for n in range(count)]
    before = {}
    for _ in range(count // 2 if count <= partners.EXACT else 3):
        pairs = partners.pair(group, before)
        assert all(frozenset(one) not in before for one in pairs)
        before |= {frozenset(one): 1 for one in pairs}


def test_near_ones_are_paired_first():
    group = [
        Seeker(1, "T1", 30, 8.0),
        Seeker(2, "T2", 30, -8.0),
        Seeker(3, "T1", 30, 7.0),
        Seeker(4, "T2", 60, -7.0),
    ]
    assert sorted(partners.pair(group, {})) == [(1, 3), (2, 4)]
    assert (1, 3) not in partners.pair(group, {frozenset((1, 3)): 1})


def test_a_newcomer_keeps_their_mentor_and_mentors_share_the_newcomers():
    guides = [Seeker(1, "T1", 30, 8.0), Seeker(2, "T1", 30, 8.0)]
    fresh = [Seeker(3, "T1", 30, 8.0), Seeker(4, "T1", 30, 8.0)]
    assert partners.mentors(guides, fresh, {}) == [(1, 3), (2, 4)]
    assert partners.mentors(guides, fresh, {frozenset((2, 3)): 1}) == [(2, 3), (1, 4)]
    assert partners.mentors([], fresh, {}) == []


def test_two_silent_weeks_and_somebody_rests():
    said = {1: (False, False, True), 2: (False, True), 3: (False,)}
    assert partners.silent(said) == {1}
