"""Opening the platforms: those that are there do not wait for those that are not."""

import asyncio

import pytest

from bot import reach
from bot.reach import Reach
from bot.wire import Refused
from tests.play.bare import Memory
from tests.scheduler.test_delivery import put


class Late(Memory):
    """Out of reach for the first tries."""

    def __init__(self, *refusals):
        super().__init__()
        self.name = "late"
        self.refusals = list(refusals)
        self.heard = asyncio.Event()

    async def open(self):
        if self.refusals:
            raise self.refusals.pop(0)

    async def listen(self):
        self.heard.set()


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(reach, "FIRST_WAIT", 0.001)


async def test_what_is_out_of_reach_is_tried_until_it_is_there_and_then_heard():
    late, memory = Late(Refused("away"), Refused("away")), Memory()
    trying = Reach({"late": late, "memory": memory})
    await trying.open()
    assert (trying.has("memory"), trying.has("late")) == (True, False)
    listening = asyncio.create_task(trying.listen())
    await asyncio.sleep(0)
    assert not late.heard.is_set()
    await trying.go_on()
    await listening
    assert (trying.has("late"), late.heard.is_set()) == (True, True)


async def test_what_only_a_person_can_mend_is_not_tried_again():
    with pytest.raises(Refused):
        await Reach({"late": Late(Refused("wrong token", permanent=True))}).open()
    trying = Reach({"late": Late(Refused("away"), Refused("wrong token", permanent=True))})
    await trying.open()
    with pytest.raises(Refused, match="wrong token"):
        await trying.go_on()


async def test_nothing_is_said_to_a_platform_before_it_is_there(app):
    """What waits for it keeps all its tries."""
    late = Late(Refused("away"))
    app.add(lambda _: late)
    await app.reach.open()
    put(app, "hello", platform="late")
    await app.settle()
    assert late.said == []
    await app.reach.go_on()
    await app.settle()
    assert [str(parcel.message.text) for parcel in late.said] == ["hello"]
