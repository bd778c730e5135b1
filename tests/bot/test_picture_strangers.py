"""Names that would be markup, a worker that dies, no fonts at all: pictures survive them."""

import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from bot.pictures import (
    farewell,
    fonts,
    radar,
    render,
    track,
    week,
)
from bot.pictures.drawing import draw
from tests.bot.sample_cards import (
    FAREWELL,
    HOSTILE,
    RADAR,
    ROOT,
    TRACK,
    WEEK,
    drawn,
    rows,
    size,
)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", ["week", "farewell", "track", "radar"])
def test_a_name_is_only_ever_a_name(kind, name):
    if kind == "week":
        svg = week.svg(replace(WEEK, title=name, footer=name, rows=rows(name, name)))
        plain = week.svg(replace(WEEK, title="x", footer="x" if name else "", rows=rows("x", "x")))
    elif kind == "farewell":
        svg = farewell.svg(replace(FAREWELL, title=name, names=(name,)))
        plain = farewell.svg(replace(FAREWELL, title="x", names=("x",)))
    elif kind == "track":
        svg = track.svg(replace(TRACK, title=name, now=name, words=track.Words(name)))
        plain = track.svg(replace(TRACK, title="x"))
    else:
        svg = radar.svg(replace(RADAR, title=name, axes=(radar.Axis(name, 9, 9, name),)))
        plain = radar.svg(replace(RADAR, title="x", axes=(radar.Axis("x", 9, 9, "x"),)))
    tags = {element.tag for element in ET.fromstring(svg).iter()}
    assert not [tag for tag in tags if tag.endswith(("image", "script"))]
    assert size(drawn(svg)) == size(drawn(plain))


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="file:///etc/passwd"/>',
        "< image href='x'/>",
        "<use href='#a'/>",
        "<!-- x -->",
        "<foreignObject/>",
    ],
)
def test_what_no_template_draws_is_refused(inside):
    with pytest.raises(render.PictureError, match="no template draws"):
        render.png(f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{inside}</svg>')


@pytest.mark.parametrize(
    "svg",
    [
        '<svg xmlns="http://www.w3.org/2000/svg" width="100000" height="9"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="100000"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="9"/>',
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">' + "x" * 600_000 + "</svg>",
        "",
    ],
)
def test_a_picture_without_measure_is_refused(svg):
    with pytest.raises(render.PictureError):
        render.png(svg)


# -- the worker and the fonts ---


def test_a_crashed_worker_is_reported_and_the_next_picture_is_drawn():
    depth = 30_000  # resvg's parser runs out of stack, the process dies of a signal
    nested = "<g>" * depth + "</g>" * depth
    with pytest.raises(render.PictureError, match="ended with -"):
        render.png(f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{nested}</svg>')
    assert drawn(week.svg(WEEK)).startswith(render.SIGNATURE)


def test_a_broken_svg_is_an_error_with_its_reason():
    with pytest.raises(render.PictureError, match="expected 'g' tag"):
        render.png('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g></svg>')


def test_without_a_font_there_is_no_picture_and_no_error():
    assert not fonts.first_of(())
    assert not fonts.first_of((("Nowhere", "/nowhere/font.ttf"),))
    assert render.png(week.svg(WEEK), fonts.Fonts()) is None
    assert not render.letters_well(fonts.Fonts())


def test_the_self_test_sees_hanzi_here():
    assert render.fonts_ok()


def test_the_self_test_sees_a_font_that_draws_nothing(tmp_path):
    hollow = tmp_path / "hollow.ttf"
    hollow.write_bytes(b"no font")
    assert not render.letters_well(fonts.Fonts("Hollow", (str(hollow),)))


def test_the_wheel_comes_before_what_the_system_has():
    chosen = fonts.installed()
    assert chosen.family == fonts.NOTO
    assert fonts.WHEEL in chosen.files[0]


def test_pictures_are_cheap_to_import():
    names = "farewell, month, okr, personal_week, radar, render, track, trend, week, year"
    check = (
        f"from bot.pictures import {names}; import sys; "
        "assert not {'jinja2', 'resvg_py', 'noto_cjk_sans_otc'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", check], check=True, cwd=ROOT)


def test_a_template_that_asks_for_a_missing_value_fails_at_once():
    with pytest.raises(Exception, match="card"):
        draw("week.svg", "light", 900)
