"""Every conversation file, played."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.play.bare import Bare, Memory
from tests.play.script import Moment, read

FILES = sorted((Path(__file__).parent / "conversations").glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_the_companion_says_what_the_file_says(path, app, request):
    script = read(path)
    surface = Bare(app, app.add(lambda _: Memory()), script.lang)
    heard = [await _played(step, surface, script.zone) for step, _ in script.steps]
    if request.config.getoption("--rewrite"):
        script.write(heard)
        return
    for (step, expected), said in zip(script.steps, heard, strict=True):
        assert [one.written() for one in said] == expected, f"after {step}"


async def _played(step, surface, zone):
    if isinstance(step, Moment):
        await surface.move_to(step.at.replace(tzinfo=ZoneInfo(zone)))
    elif step.edit:
        await surface.edit(step.who, step.words, in_channel=step.in_channel)
    elif step.form is not None:
        await surface.fill(step.who, step.form, in_channel=step.in_channel)
    elif step.button is not None:
        await surface.press(step.who, step.button, in_channel=step.in_channel)
    else:
        await surface.say(step.who, step.words, in_channel=step.in_channel)
    return surface.heard()
