"""Pictures: every glyph drawn, no name breaks or reads anything, a dead worker is survived."""

import os
import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from bot.pictures import (
    month,
    radar,
    render,
    track,
    trend,
    week,
)
from bot.pictures.drawing import PALETTES
from tests.bot.sample_cards import (
    CARDS,
    EMPTY,
    FULL,
    MONTH,
    RADAR,
    SNAPSHOTS,
    TRACK,
    TREND,
    WEEK,
    drawn,
    rows,
    size,
)

# -- the drawings ---


@pytest.mark.parametrize("name", CARDS)
def test_a_picture_is_drawn_as_agreed(name):
    """Run with UPDATE_SNAPSHOTS=1 to agree to what is drawn now; look at the difference first."""
    make, card = CARDS[name]
    path = SNAPSHOTS / f"{name}.svg"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make(card), encoding="utf-8")
    assert make(card) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("name", CARDS)
def test_a_picture_is_1200_wide_and_as_high_as_its_svg_says(name, theme):
    make, card = CARDS[name]
    svg = make(replace(card, theme=theme))
    wide, high = size(drawn(svg))
    root = ET.fromstring(svg)
    assert (wide, high) == (1200, int(root.get("height")))
    assert high <= render.HIGHEST


@pytest.mark.parametrize("name", EMPTY)
def test_a_picture_of_nothing_is_still_a_picture(name):
    make, card = EMPTY[name]
    assert size(drawn(make(card)))[0] == 1200


@pytest.mark.parametrize("name", FULL)
def test_a_picture_of_too_much_stays_within_its_bounds(name):
    make, card = FULL[name]
    assert size(drawn(make(card)))[1] <= render.HIGHEST


def test_light_and_dark_differ_in_colour_only():
    light, dark = week.svg(WEEK), week.svg(replace(WEEK, theme="dark"))
    texts = [
        [element.text for element in ET.fromstring(svg).iter() if element.text]
        for svg in (light, dark)
    ]
    assert texts[0] == texts[1]
    assert PALETTES["light"].paper in light
    assert PALETTES["dark"].paper in dark


def test_more_than_twelve_members_become_a_count():
    svg = week.svg(replace(WEEK, rows=rows(*(f"同学{number}" for number in range(15)))))
    assert "同学11" in svg
    assert "同学12" not in svg
    assert ">+3<" in svg


def test_days_ahead_show_no_count():
    svg = week.svg(replace(WEEK, totals=(11, 12, 9, 13, 77, 77, 77)))
    assert ">13<" in svg
    assert ">77<" not in svg


def test_you_are_here_stands_on_the_stage_of_the_learner_however_long_the_track():
    for here in (0, 6, 31):
        svg = track.svg(replace(TRACK, stages=TRACK.stages * 4, here=here, modules=()))
        assert svg.count("You are here") == 1
        assert f">{here + 1}<" in svg or TRACK.stages[here % 8].complete


def test_a_heroic_day_does_not_pale_the_others():
    assert month.shades((0, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 600, None)) == (
        0, *[4] * 11, None,
    )  # fmt: skip
    assert month.shades((0, 10, 20, 30, 40)) == (0, 2, 3, 4, 4)
    assert month.shades((0, 0)) == (0, 0)


def test_a_month_begins_under_its_weekday():
    sunday_first = month.svg(replace(MONTH, amounts=(0,), leave=frozenset(), today=None))
    monday_first = month.svg(
        replace(MONTH, amounts=(0,), leave=frozenset(), today=None, first=date(2026, 6, 1))
    )
    column = {svg: re.search(r'x="(\d+)" y="254"', svg)[1] for svg in (sunday_first, monday_first)}
    assert int(column[sunday_first]) - int(column[monday_first]) == 6 * 98


def test_a_missing_month_is_a_gap_and_no_zero():
    svg = trend.svg(TREND)
    assert svg.count("<circle") - trend.svg(replace(TREND, points=())).count("<circle") == 3


def test_an_earlier_shape_joins_the_axes_that_were_there_before():
    """The rows of another job description are partly others; three corners make a shape."""
    unknown = [replace(axis, before=None) for axis in RADAR.axes]
    assert "上个季度" in radar.svg(RADAR)
    for known, shown in ((3, True), (2, False), (0, False)):
        axes = (*RADAR.axes[:known], *unknown[known:])
        assert ("上个季度" in radar.svg(replace(RADAR, axes=axes))) is shown
