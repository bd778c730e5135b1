"""The rows behind the goals, on both databases: forms left unsent, standings, what is loose."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.chat import Field, Form
from bot.models import Checkin, Member
from bot.queries import forms, goals
from bot.queries.goals import Step, Wanted

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LOOP = Form("loop.save", "闭环", (Field("found", "发现"), Field("design", "设计")), text="7")
NAME = "loop.save 7"


@pytest.fixture
def session(database):
    with database.begin() as session:
        yield session
        session.rollback()


@pytest.fixture
def wang(session):
    member = Member(name="小王", lang="zh", zone="Asia/Shanghai", created_at=NOW)
    session.add(member)
    session.flush()
    return member


def values(form):
    return {field.name: field.value for field in form.fields}


def test_a_form_opens_with_what_was_typed_and_left(session, wang):
    forms.keep(session, wang, NAME, {"found": "900"}, NOW)
    forms.keep(session, wang, NAME, {"found": "900 毫秒", "design": "索引"}, NOW)
    assert values(forms.resumed(session, wang, LOOP, NOW)) == {
        "found": "900 毫秒",
        "design": "索引",
    }


def test_another_loops_form_and_another_members_are_empty(session, wang):
    forms.keep(session, wang, "loop.save 8", {"found": "x"}, NOW)
    other = Member(name="小李", lang="zh", zone="Asia/Shanghai", created_at=NOW)
    session.add(other)
    session.flush()
    forms.keep(session, other, NAME, {"found": "y"}, NOW)
    assert forms.resumed(session, wang, LOOP, NOW) == LOOP


def test_what_was_sent_is_not_kept_and_what_is_old_is_begun_anew(session, wang):
    forms.keep(session, wang, NAME, {"found": "900"}, NOW)
    late = NOW + forms.REMEMBERED + timedelta(seconds=1)
    assert forms.resumed(session, wang, LOOP, late) == LOOP
    forms.sent(session, wang, NAME, NOW)
    assert forms.resumed(session, wang, LOOP, NOW) == LOOP


@pytest.mark.parametrize(
    ("written", "counted"),
    [
        (date(2026, 2, 1), [1, 20, 28]),  # all of February
        (date(2026, 2, 20), [20, 28]),  # a month joined on the 20th counts from then on
        (date(2026, 2, 28), [28]),
    ],
)
def test_days_count_from_the_day_the_okr_was_written_to_the_months_last(
    session, wang, written, counted
):
    for day in (date(2026, 1, 31), *(date(2026, 2, n) for n in (1, 20, 28)), date(2026, 3, 1)):
        session.add(Checkin(member_id=wang.id, day=day, at=NOW, text=f"{day}"))
    wanted = [Wanted("days", "有打卡的日子", 4, counts="days")]
    month = goals.set_objective(session, wang, "2026-02", written, wanted)
    (standing,) = goals.standings(session, wang, month)
    assert [step.day.day for step in standing.steps] == counted
    assert [step.said for step in standing.steps] == [f"2026-02-{day:02d}" for day in counted]


def test_what_came_late_is_beside_the_score_and_not_in_it(session, wang):
    wanted = [Wanted("blog", "技术博客", 2), Wanted("project", "功能项目", 1)]
    month = goals.set_objective(session, wang, "2026-02", date(2026, 2, 1), wanted)
    blog = month.key_results[0]
    goals.add_evidence(session, blog, Step(date(2026, 2, 3), 1, "https://a.example"), NOW)
    goals.add_evidence(
        session, blog, Step(date(2026, 3, 3), 1, "https://b.example", late=True), NOW
    )
    found = goals.standings(session, wang, month)
    assert (goals.overall(found), goals.overall(found, late=True)) == (0.3, 0.5)
    month.key_results[1].state = "dropped"
    assert goals.overall(goals.standings(session, wang, month)) == 0.5
