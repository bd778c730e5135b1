"""What the queue is told to do, and how often."""

from itertools import pairwise

import pytest
from procrastinate import App
from procrastinate.testing import InMemoryConnector

from scheduler import workers


async def nothing():
    return []


async def drain(_lane):
    """Nothing."""


@pytest.fixture
def queue():
    queue = App(connector=InMemoryConnector())
    workers._tasks(queue, nothing, nothing, drain, nothing)
    return queue


@pytest.mark.parametrize(("name", "seconds"), [("tick", 15), ("rescue", 2), ("tidy", 6 * 3600)])
def test_each_periodic_job_comes_as_often_as_it_says(queue, name, seconds):
    (task,) = [
        one for (known, _), one in queue.periodic_registry.periodic_tasks.items() if known == name
    ]
    beats = task.croniter
    beats.set_current(start_time=1_800_000_000)
    times = [beats.get_next(ret_type=float) for _ in range(50)]
    assert {later - sooner for sooner, later in pairwise(times)} == {seconds}


async def test_a_lane_that_waits_gets_one_job_however_often_it_is_found():
    connector = InMemoryConnector()
    queue = App(connector=connector)

    async def waiting():
        return ["telegram:1", "slack:T1"]

    workers._tasks(queue, nothing, waiting, drain, nothing)
    async with queue.open_async():
        for stamp in range(3):
            await queue.tasks["rescue"](timestamp=stamp)
    jobs = [(job["task_name"], job["lock"]) for job in connector.jobs.values()]
    assert sorted(jobs) == [("drain", "slack:T1"), ("drain", "telegram:1")]
