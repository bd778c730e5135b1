"""Partners over many weeks, played through the clock: nobody twice, the away and silent rest."""

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import combinations

import pytest
from sqlalchemy import select

from bot.models import Member, Membership, Pairing
from tests.handlers.people import Town

NAMES = tuple("甲乙丙丁戊己")


@pytest.fixture
async def town(app):
    made = Town(app)
    await made.move(days=1, hours=2)
    await made.found("小王")
    for name in NAMES:
        await made.say(name, "/group")
        await made.press(name, "group.join", "1")
        await made.press(name, "group.pairs", "1 buddy")
    return made


def pairs(town):
    """Who is with whom, week by week."""
    with town.app.database.begin() as session:
        rows = session.execute(
            select(Pairing.week, Pairing.number, Member.name)
            .join(Member, Member.id == Pairing.member_id)
            .order_by(Pairing.week, Pairing.number)
        ).all()
    found = defaultdict(lambda: defaultdict(set))
    for week, number, name in rows:
        found[week][number].add(name)
    return [list(numbers.values()) for _, numbers in sorted(found.items())]


async def confirm(town, *names):
    """They say: we did it."""
    for name in names:
        with town.app.database.begin() as session:
            place = session.scalar(
                select(Pairing.id)
                .where(Pairing.member_id == town.member(name).id)
                .order_by(Pairing.week.desc())
            )
        if place is not None:
            await town.press(name, "partner.done", f"1 {place}")


async def weeks(town, number, *confirming):
    for _ in range(number):
        await town.move(days=7)
        await confirm(town, *confirming)


async def test_five_weeks_bring_each_together_with_each_of_the_others_once(town):
    await weeks(town, 5, *NAMES)
    met = Counter(frozenset(pair) for week in pairs(town) for pair in week)
    assert set(met) == {frozenset(two) for two in combinations(NAMES, 2)}
    assert set(met.values()) == {1}


async def test_an_odd_week_has_one_pair_of_three_and_the_away_are_in_none(town):
    with town.app.database.begin() as session:
        row = session.scalar(select(Membership).where(Membership.member_id == town.member("己").id))
        row.away_until = town.app.clock.now().date() + timedelta(days=30)
    await weeks(town, 3, *NAMES)
    for week in pairs(town):
        assert sorted(map(len, week)) == [2, 3]
        assert set().union(*week) == set(NAMES) - {"己"}


async def test_a_week_without_is_a_week_without_and_nobody_else_notices(town):
    await town.press("甲", "group.snooze", "1 7")
    await weeks(town, 3, *NAMES)
    first, *_, last = pairs(town)
    assert "甲" not in set().union(*first)
    assert "甲" in set().union(*last)
    said = " ".join(str(p.message.text) for name in NAMES[1:] for p in town.private(name))
    assert "没有伙伴" not in said


async def test_whoever_stays_silent_is_left_in_peace_and_asked_afresh_later(town):
    others = NAMES[1:]
    await weeks(town, 4, *others)
    in_it = ["甲" in set().union(*week) for week in pairs(town)]
    assert in_it == [True, True, True, False], "two weeks that are over, and the one that runs"
    await weeks(town, 5, *others)
    assert "甲" in set().union(*pairs(town)[-1])


async def test_with_a_silent_partner_one_joins_the_nearest_pair(town):
    await weeks(town, 1)
    (mine,) = [pair for pair in pairs(town)[-1] if "甲" in pair]
    with town.app.database.begin() as session:
        place = session.scalar(select(Pairing.id).where(Pairing.member_id == town.member("甲").id))
    await town.press("甲", "partner.again", f"1 {place}")
    (now,) = [pair for pair in pairs(town)[-1] if "甲" in pair]
    assert len(now) == 3
    assert not (mine - {"甲"}) & now
    (left,) = mine - {"甲"}
    assert not any("甲" in str(p.message.text) for p in town.private(left)[-1:])
