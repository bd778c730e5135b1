"""What the tests of this folder share."""

import pytest

from bot.app import assemble
from bot.operations.clock import StillClock
from tests.handlers.meetings import Play
from tests.handlers.people import Town
from tests.play.bare import Memory
from tests.play.stage import START, Stage


@pytest.fixture
def play(settings, database):
    app = assemble(settings, clock=StillClock(START), database=database)
    return Play(app, app.add(lambda _: Memory()))


@pytest.fixture
async def town(tmp_path):
    """One learner on the way through a track."""
    stage = Stage(tmp_path)
    town = Town(stage.app())
    await town.say("小王", "/start")
    await town.press("小王", "start.track", "T5")
    yield town
    stage.close()
