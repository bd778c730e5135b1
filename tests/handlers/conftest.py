"""What the tests of this folder share."""

import pytest

from bot.app import assemble
from bot.operations.clock import StillClock
from tests.handlers.meetings import Play
from tests.play.bare import Memory
from tests.play.stage import START


@pytest.fixture
def play(settings, database):
    app = assemble(settings, clock=StillClock(START), database=database)
    return Play(app, app.add(lambda _: Memory()))
