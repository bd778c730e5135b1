"""Local days and hours in every corner of the world."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.study import calendar

ZONES = [
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Asia/Gaza",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Istanbul",
    "Europe/Moscow",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Lagos",
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "America/St_Johns",
    "America/Havana",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "UTC",
]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("minutes", [0, 2 * 60 + 30, 8 * 60])
def test_two_years_of_letters_come_exactly_once_a_local_date(zone, minutes):
    at = datetime(2026, 1, 1, tzinfo=UTC) - timedelta(days=1)
    days = []
    while True:
        at = calendar.next_at(at, zone, minutes)
        day = at.astimezone(ZoneInfo(zone)).date()
        if day > date(2027, 12, 31):
            break
        days.append(day)
    expected = [days[0] + timedelta(days=n) for n in range((days[-1] - days[0]).days + 1)]
    assert days == expected
    assert days[-1] == date(2027, 12, 31)


def test_a_date_the_zone_skips_has_no_letter():
    # Samoa went from the 29th to the 31st of December 2011.
    after = datetime(2011, 12, 30, 9, 0, tzinfo=UTC)
    first = calendar.next_at(after, "Pacific/Apia", 8 * 60)
    assert first.astimezone(ZoneInfo("Pacific/Apia")).date() == date(2011, 12, 31)


def test_an_hour_inside_the_spring_gap_becomes_the_first_minute_after_it():
    at = calendar.instant(date(2027, 3, 14), 2 * 60 + 30, "America/New_York")
    assert at.astimezone(ZoneInfo("America/New_York")).strftime("%H:%M %z") == "03:00 -0400"


def test_an_hour_that_comes_twice_in_autumn_is_its_first():
    at = calendar.instant(date(2026, 11, 1), 90, "America/New_York")
    assert at.astimezone(ZoneInfo("America/New_York")).strftime("%H:%M %z") == "01:30 -0400"


def test_before_the_day_starts_it_is_still_yesterday():
    night = datetime(2026, 3, 2, 3, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert calendar.local_day(night, "Asia/Shanghai", 240) == date(2026, 3, 1)
    assert calendar.local_day(night + timedelta(minutes=1), "Asia/Shanghai", 240) == date(
        2026, 3, 2
    )


@given(
    st.integers(1577836800, 2114380800).map(lambda second: datetime.fromtimestamp(second, UTC)),
    st.sampled_from(ZONES),
    st.integers(0, 24 * 60 - 1),
    st.integers(1, 127),
)
def test_the_next_time_is_later_and_on_a_chosen_day(after, zone, minutes, mask):
    days = f"{mask:07b}"
    at = calendar.next_at(after, zone, minutes, days)
    assert at > after
    assert calendar.studies(at.astimezone(ZoneInfo(zone)).date(), days)


def test_no_study_day_has_no_next_time():
    assert calendar.next_at(datetime(2026, 1, 1, tzinfo=UTC), "UTC", 0, "0000000") is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("08:30", 510),
        ("8：30", 510),
        ("7点", 420),
        ("0:00", 0),
        ("23:59", 1439),
        ("24:00", None),
        ("8:60", None),
        ("eight", None),
        ("", None),
        ("-1:00", None),
        ("9" * 5000, None),
    ],
)
def test_a_time_of_day_is_read_or_refused(text, minutes):
    assert calendar.clock_minutes(text) == minutes


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 2, 3), date(2026, 2, 28)),
        (date(2028, 2, 29), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2026, 12, 31)),
        (date(2026, 4, 1), date(2026, 4, 30)),
    ],
)
def test_the_last_day_of_a_month(day, last):
    assert calendar.last_of_month(day) == last


def test_quarters_end_with_their_third_month():
    assert calendar.quarter_of(date(2026, 3, 31)) == "2026-Q1"
    assert calendar.last_of_quarter(date(2026, 11, 2)) == date(2026, 12, 31)
