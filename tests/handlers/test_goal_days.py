"""What of the goals comes by itself, and on which days: a year of lines, each with its rule."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.models import KeyResult, Member, Objective
from bot.queries import goals, members
from bot.queries.goals import Wanted
from handlers import goal_lines
from tests.handlers.people import Town
from tests.play.stage import Stage

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def town(tmp_path):
    stage = Stage(tmp_path)
    yield Town(stage.app())
    stage.close()


async def settled(town, born, **changed):
    """小王, who came on that day."""
    await town.say("小王", "/start")
    await town.press("小王", "start.track", "T5")
    at = datetime(born.year, born.month, born.day, 7, tzinfo=SHANGHAI)
    return town.member("小王", created_at=at, **changed)


def lines_of(town, days, *, okr=()):
    """Which line stands in the letter of which day, if every line is answered when it comes.

    In the months of `okr` an OKR is written on the first day of the month.
    """
    found = {}
    with town.app.database.begin() as session:
        member = session.scalar(select(Member).where(Member.name == "小王"))
        chat = members.home_of(session, member)
        for day in days:
            now = datetime(day.year, day.month, day.day, 8, tzinfo=SHANGHAI)
            context = town.app.dispatcher.worlds.of(session, chat, member, None, now)
            month = f"{day:%Y-%m}"
            if month in okr and goals.objective(session, member, month) is None:
                wanted = [Wanted("blog", "技术博客", 2)]
                goals.set_objective(session, member, month, day.replace(day=1), wanted)
            for line in goal_lines.due(context):
                goal_lines.papers.keep_letter_line(
                    session, member, line.kind, line.occurrence, None
                )
                found.setdefault(line.kind, []).append(day)
        session.rollback()
    return found


def every_day(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def days(*words):
    return [date.fromisoformat(word) for word in words]


YEAR = every_day(date(2026, 1, 1), date(2026, 12, 31))
MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]


async def test_without_an_okr_each_month_asks_once_on_its_first_study_day(town):
    """001, line 73: monthly. A learner who studies at weekends is asked at the first weekend."""
    await settled(town, date(2025, 12, 1), days="0000011")
    asked = lines_of(town, YEAR)["okr.write"]
    assert asked == days(
        *("2026-01-03", "2026-02-01", "2026-03-01", "2026-04-04", "2026-05-02", "2026-06-06"),
        *("2026-07-04", "2026-08-01", "2026-09-05", "2026-10-03", "2026-11-01", "2026-12-05"),
    )


async def test_a_month_with_an_okr_is_asked_about_at_its_middle_and_its_end(town):
    """The 15th, three days before the last, the last: of months of 28, 30 and 31 days."""
    await settled(town, date(2025, 12, 1))
    found = lines_of(town, YEAR, okr=MONTHS)
    assert "okr.write" not in found
    assert [day.day for day in found["okr.mid"]] == [15] * 12
    lasts = days(
        *("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"),
        *("2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31"),
    )
    assert found["okr.report"] == lasts
    assert found["okr.draft"] == [last - timedelta(days=3) for last in lasts]
    # Nothing was reached: a warning with nine days left, each month.
    assert found["okr.lag"] == [last - timedelta(days=9) for last in lasts]


async def test_february_of_a_leap_year_ends_on_the_29th(town):
    await settled(town, date(2028, 1, 1))
    february = every_day(date(2028, 2, 1), date(2028, 2, 29))
    found = lines_of(town, february, okr=["2028-02"])
    assert found["okr.draft"] == days("2028-02-26")
    assert found["okr.report"] == days("2028-02-29")


async def test_a_quarter_is_reviewed_in_its_last_week_and_the_year_in_december(town):
    """001, lines 74 and 75: at the quarter's end, at the year's end."""
    await settled(town, date(2025, 12, 1))
    found = lines_of(town, YEAR)
    assert found["review"] == days("2026-03-25", "2026-06-24", "2026-09-24", "2026-12-25")
    assert found["year"] == days("2026-12-01")


@pytest.mark.parametrize(
    ("born", "kinds"),
    [
        (date(2026, 2, 20), {"okr.write", "review"}),
        (date(2026, 3, 1), {"review"}),  # the month began with them: /okr is theirs to find
        (date(2026, 3, 20), {"review"}),  # joined on the 20th
        (date(2026, 3, 27), set()),  # nobody is greeted with a quarter's end
    ],
)
async def test_who_came_in_the_middle_is_asked_only_what_began_after(town, born, kinds):
    await settled(town, born)
    assert lines_of(town, every_day(date(2026, 3, 1), date(2026, 3, 31))).keys() == kinds


async def test_a_paused_fortnight_makes_nobody_late(town):
    """Paused days count neither way, so that the warning comes only for what lags without them."""
    from bot.models import Absence

    member = await settled(town, date(2026, 1, 1))
    with town.app.database.begin() as session:
        session.add(
            Absence(
                member_id=member.id, first=date(2026, 4, 1), last=date(2026, 4, 19), kind="pause"
            )
        )
    april = every_day(date(2026, 4, 1), date(2026, 4, 30))
    assert "okr.lag" not in lines_of(town, april[:21], okr=["2026-04"])


async def test_a_changed_target_is_what_the_score_is_measured_against(town):
    """The steps stay, the target moves, and what was changed stands beside it (a visible mark)."""
    await settled(town, date(2026, 3, 1))
    await town.say("小王", "/okr")
    await town.press("小王", "okr.preset", "")
    await town.say("小王", "/okr blog https://example.com/1")
    with town.app.database.begin() as session:
        blog = session.scalar(select(KeyResult.id).where(KeyResult.word == "blog"))
    scores = []
    for target in ("2", "1", "4", "1000000"):
        values = {"title": "技术博客", "target": target, "unit": "篇", "counts": "link"}
        await town.fill("小王", "kr.save", str(blog), **values)
        with town.app.database.begin() as session:
            member = session.scalar(select(Member).where(Member.name == "小王"))
            month = session.scalar(select(Objective))
            own = goals.standings(session, member, month)[0]
            scores.append((own.reached, own.result.target, own.score))
            changes = [(one["before"], one["after"]) for one in own.result.changes]
    assert scores == [(1, 2, 0.5), (1, 1, 1.0), (1, 4, 0.3), (1, 1000, 0.0)]
    assert changes == [(2, 1), (1, 4), (4, 1000)]
