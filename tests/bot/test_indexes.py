"""What every event, every tick and every message asks the database is answered by an index: it
costs what it is about, not who exists.
"""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from bot.chat import Address, Event, Person
from bot.models import Base
from tests.conftest import START
from tests.play.bare import Memory

LEARNERS, BATCH = 7, 3
SAID = ("start", "start.track T1", "today", "settings", " 学完第一节", "week", "undo", " 又学了")
TABLES = "|".join(Base.metadata.tables)
WHOLE = re.compile(rf"SCAN ({TABLES})\b(?! USING INDEX ix_alarms_unplanned)")
OF_EVERYBODY = re.compile(r"USING .*INDEX \w+ \((owner|platform)=\?\)")


@pytest.fixture
def asked(database):
    """The statements that were executed, each with what it was told."""
    found = {}

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, told, _context, many):
        found[statement] = told[0] if many else told

    return found


async def a_day(app):
    """Learners come, look around, check in and hear their letters, many in one minute."""
    app.add(lambda _: Memory())
    for number in range(LEARNERS):
        name = f"学员{number}"
        who, there = Person("memory", "local", name, name, "zh"), Address("memory", "local", name)
        for place, words in enumerate(SAID):
            what, _, text = words.partition(" ")
            await app.dispatcher.handle(Event(what, there, who, START, f"{place}", text=text))
    await app.settle()
    for hours in (1, 13, 25):
        app.clock.move(START + timedelta(hours=hours))
        await app.tick()
        await app.settle()


async def test_nothing_that_grows_is_read_whole(app, database, asked, monkeypatch):
    monkeypatch.setattr("scheduler.clock.BATCH", BATCH)
    await a_day(app)
    assert any("sum(CASE" in statement for statement in asked), "no crowd was counted"
    plans = {}
    with database.engine.connect() as connection:
        for statement, told in [*asked.items()]:
            if statement.split()[0] in {"SELECT", "UPDATE", "DELETE", "WITH"}:
                rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", told)
                plans[statement] = "; ".join(row[3] for row in rows)
    too_much = {
        statement: plan
        for statement, plan in plans.items()
        if WHOLE.search(plan) or OF_EVERYBODY.search(plan)
    }
    assert not too_much
