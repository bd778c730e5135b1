"""Repeat rules: the same days as an independent library, the wall clock kept, nonsense refused."""

import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.study.recurrence import (
    Rule,
    RuleError,
    days,
    following,
    from_here,
    last_day,
    rarer,
    read,
    slots,
)

CLOCK = clock_time(19, 30)
FREQS = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def at(text, zone):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def first_of(text, start, zone, number=5):
    rule = read(text, at(start, zone))
    found = islice(slots(rule, at(start, zone), zone), number)
    return [f"{one.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" for one in found]


@st.composite
def rules(draw):
    freq = draw(st.sampled_from(FREQS))
    parts = [f"FREQ={freq}"]
    if draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 5))}")
    end = draw(st.sampled_from(("", "COUNT", "UNTIL")))
    if end == "COUNT":
        parts.append(f"COUNT={draw(st.integers(1, 20))}")
    if end == "UNTIL":
        parts.append(f"UNTIL=20{draw(st.integers(27, 35))}0615T193000")
    if draw(st.booleans()):
        months = draw(st.sets(st.integers(1, 12), min_size=1, max_size=4))
        parts.append("BYMONTH=" + ",".join(map(str, sorted(months))))
    listed = False
    if freq != "WEEKLY" and draw(st.booleans()):
        days = draw(st.sets(st.integers(-31, 31).filter(bool), min_size=1, max_size=3))
        parts.append("BYMONTHDAY=" + ",".join(map(str, sorted(days))))
        listed = True
    if draw(st.booleans()):
        days = draw(st.sets(st.sampled_from(DAYS), min_size=1, max_size=3))
        nth = draw(st.sampled_from(("", "1", "2", "-1"))) if freq in FREQS[2:] else ""
        parts.append("BYDAY=" + ",".join(nth + day for day in sorted(days)))
        listed = True
    if listed and freq in FREQS[1:] and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(st.sampled_from((1, 2, -1)))}")
    if draw(st.booleans()):
        parts.append("WKST=SU")
    return ";".join(parts)


@settings(max_examples=400, deadline=None)
@given(rules(), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_every_rule_gives_the_days_dateutil_gives(text, day):
    start = datetime.combine(day, CLOCK)
    theirs = list(islice(rrulestr(text, dtstart=start), 12)) if _meets(text, start) else None
    if theirs is None or not theirs or theirs[0] != start:
        return  # a start its own rule does not hit: RFC 5545 leaves that open
    aware = start.replace(tzinfo=UTC)
    ours = islice(slots(read(text, aware), aware, "UTC"), 12)
    assert [one.replace(tzinfo=None) for one in ours] == theirs


def _meets(text, start):
    """Whether the rule hits its start at all, asked of one day so that it always ends."""
    limited = ";".join(p for p in text.split(";") if not p.startswith(("COUNT", "UNTIL")))
    found = rrulestr(limited + ";UNTIL=20271231T235959", dtstart=start)
    return found.before(start, inc=True) is not None


@settings(max_examples=300, deadline=None)
@given(rules(), st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 3000))
def test_asking_from_a_later_moment_gives_the_same_series(text, day, later):
    start = datetime(day.year, day.month, day.day, 19, 30, tzinfo=UTC)
    rule, after = read(text, start), start + timedelta(days=later)
    whole = (one for one in slots(rule, start, "UTC") if one > after)
    assert list(islice(slots(rule, start, "UTC", after), 3)) == list(islice(whole, 3))


@settings(max_examples=200)
@given(rules())
def test_a_rule_written_is_read_as_the_same(text):
    assert read(str(read(text))) == read(text)


# --- daylight saving, and dates that are not there ------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "start", "offsets"),
    [
        ("Europe/Berlin", "2026-03-22T19:00", (1, 2, 2)),
        ("America/New_York", "2026-03-01T19:00", (-5, -4, -4)),
        ("Australia/Sydney", "2026-03-29T19:00", (11, 10, 10)),
        ("Asia/Shanghai", "2026-03-22T19:00", (8, 8, 8)),
    ],
)
def test_the_clock_on_the_wall_stays_the_same_across_daylight_saving(zone, start, offsets):
    found = list(islice(slots(read("FREQ=WEEKLY"), at(start, zone), zone), 3))
    local = [one.astimezone(ZoneInfo(zone)) for one in found]
    assert {f"{one:%H:%M}" for one in local} == {"19:00"}
    assert tuple(one.utcoffset() / timedelta(hours=1) for one in local) == offsets


def test_in_the_spring_gap_it_is_where_calendar_programs_put_it():
    found = first_of("FREQ=DAILY", "2026-03-28T02:30", "Europe/Berlin", 3)
    assert found == ["2026-03-28 02:30", "2026-03-29 03:30", "2026-03-30 02:30"]


def test_a_date_the_zone_skips_has_no_meetup():
    found = first_of("FREQ=DAILY", "2011-12-29T10:00", "Pacific/Apia", 3)
    assert found == ["2011-12-29 10:00", "2011-12-31 10:00", "2012-01-01 10:00"]


def test_the_thirty_first_comes_only_in_months_that_have_one():
    found = first_of("FREQ=MONTHLY", "2026-01-31T19:00", "Asia/Shanghai", 4)
    assert [one[:10] for one in found] == ["2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31"]


def test_the_last_day_comes_in_every_month():
    found = first_of("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31T19:00", "Asia/Shanghai", 4)
    assert [one[5:10] for one in found] == ["01-31", "02-28", "03-31", "04-30"]


def test_the_leap_day_waits_for_its_year():
    found = first_of("FREQ=YEARLY", "2024-02-29T19:00", "Asia/Shanghai", 3)
    assert [one[:10] for one in found] == ["2024-02-29", "2028-02-29", "2032-02-29"]


def test_a_slot_left_out_is_passed_over():
    start = at("2026-03-02T19:00", "Asia/Shanghai")
    skipped = start + timedelta(days=1)
    found = following(read("FREQ=DAILY"), start, "Asia/Shanghai", start, {skipped})
    assert found == start + timedelta(days=2)


def test_a_series_that_began_long_ago_is_found_at_once():
    start = at("1990-01-01T19:00", "Europe/Berlin")
    now = at("2026-11-20T12:00", "Europe/Berlin")
    began = time.perf_counter()
    found = following(read("FREQ=DAILY"), start, "Europe/Berlin", now)
    assert time.perf_counter() - began < 0.05
    assert found == at("2026-11-20T19:00", "Europe/Berlin")


def test_a_series_cut_in_two_keeps_its_count():
    start = at("2026-03-02T19:00", "Asia/Shanghai")
    rest = from_here(read("FREQ=DAILY;COUNT=5"), start, "Asia/Shanghai", start + timedelta(days=3))
    assert rest == Rule("DAILY", count=2)


# --- what is refused, and how fast ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("FREQ=SECONDLY", "too_often"),
        ("FREQ=MINUTELY;INTERVAL=1440", "too_often"),
        ("FREQ=HOURLY;COUNT=3", "too_often"),
        ("FREQ=DAILY;BYHOUR=9,10,11", "too_often"),
        ("FREQ=DAILY;BYSECOND=0,1,2,3", "too_often"),
        ("FREQ=YEARLY;BYWEEKNO=20", "unusual"),
        ("FREQ=DAILY;INTERVAL=99999999999", "unusual"),
        ("FREQ=SOMETIMES", "broken"),
        ("FREQ=DAILY;COUNT=0", "broken"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "broken"),
        ("FREQ=WEEKLY;BYDAY=XX", "broken"),
        ("FREQ=WEEKLY;BYDAY=2MO", "broken"),
        ("FREQ=DAILY;UNTIL=20261399", "broken"),
        ("FREQ=DAILY;FREQ=DAILY", "broken"),
        ("FREQ=DAILY;" + "X" * 10_000, "broken"),
        ("", "broken"),
        ("每周", "broken"),
    ],
)
def test_a_rule_nobody_can_follow_is_refused_within_fifty_milliseconds(text, reason):
    began = time.perf_counter()
    with pytest.raises(RuleError, match=reason):
        read(text, at("2026-03-01T19:00", "Asia/Shanghai"))
    assert time.perf_counter() - began < 0.05


def test_an_hour_that_only_repeats_the_start_is_no_reason_to_refuse():
    start = at("2026-03-01T09:00", "Asia/Shanghai")
    assert read("FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0", start) == Rule("DAILY")


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=5",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
    ],
)
def test_a_rule_that_never_comes_ends(text):
    start = at("2026-03-01T19:00", "Asia/Shanghai")
    began = time.perf_counter()
    assert list(slots(read(text, start), start, "Asia/Shanghai")) == [start]
    assert time.perf_counter() - began < 0.5


RARER = {
    "FREQ=DAILY": "FREQ=DAILY;INTERVAL=2",
    "FREQ=DAILY;INTERVAL=2": "FREQ=DAILY;INTERVAL=4",
    "FREQ=WEEKLY;BYDAY=MO,WE,FR": "FREQ=WEEKLY;BYDAY=MO,FR",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "FREQ=WEEKLY;BYDAY=SA": "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA",
    "FREQ=MONTHLY;BYMONTHDAY=1,15": "FREQ=MONTHLY;BYMONTHDAY=1",
    "FREQ=MONTHLY;BYDAY=-1FR": "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1": (
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"
    ),
}


@pytest.mark.parametrize(("often", "seldom"), RARER.items())
def test_a_rule_made_rarer_has_fewer_days_in_a_year(often, seldom):
    rule = read(often)
    fewer = rarer(rule)
    assert str(fewer) == seldom
    first, end = date(2026, 1, 1), date(2027, 1, 1)
    before, after = (
        sum(1 for _ in takewhile(lambda day: day < end, days(one, first))) for one in (rule, fewer)
    )
    assert before / 3 < after < before


def test_once_a_year_is_rare_enough():
    assert rarer(read("FREQ=YEARLY")) is None


def test_the_last_day_of_a_rule_is_today_or_the_one_before_it():
    rule = read("FREQ=WEEKLY;BYDAY=MO,WE,FR")
    assert last_day(rule, date(2026, 3, 2), date(2026, 3, 12)) == date(2026, 3, 11)
    assert last_day(rule, date(2026, 3, 2), date(2026, 3, 13)) == date(2026, 3, 13)
    assert last_day(rule, date(2026, 3, 16), date(2026, 3, 13)) == date(2026, 3, 16)
