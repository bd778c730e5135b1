"""What an operator sees: figures for Prometheus, and the same in words."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.chat import Message
from bot.commands.doctor import OK, WARN, _record
from bot.models import Alarm, Chat, Outgoing
from bot.operations.metrics import exposition
from bot.queries import outbox
from bot.texts import texts
from tests.conftest import START
from tests.play.bare import Memory

pytestmark = pytest.mark.both_databases

HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def busy(app):
    """A lane that is half an hour behind, one that is not, an alarm, a dead chat, one parked."""
    app.add(lambda _: Memory())
    with app.database.begin() as session:
        for number, (lane, behind) in enumerate(
            (("T1", HALF_AN_HOUR), ("T1", timedelta(0)), ("T2", timedelta(0)))
        ):
            chat = Chat(platform="slack", tenant=lane, chat=f"D{number}")
            session.add(chat)
            session.flush()
            outbox.put(
                session, chat, Message("x"), dedupe=f"{number}", priority=1, now=START - behind
            )
        chat.dead_at = START
        outbox.put(session, chat, Message("x"), dedupe="parked", priority=1, now=START)
        session.scalars(select(Outgoing).where(Outgoing.dedupe == "parked")).one().state = "parked"
        session.add(Alarm(owner="member", owner_id=1, kind="alarm.x", due_at=START - HALF_AN_HOUR))
    return app


async def test_the_metrics_tell_what_is_due_waiting_late_parked_and_where(busy):
    told = exposition(await busy.figures()).decode().splitlines()
    for line in (
        "xueban_alarms_due 1.0",
        "xueban_alarms_lag_seconds 1800.0",
        'xueban_waiting{lane="slack:T1"} 2.0',
        'xueban_waiting{lane="slack:T2"} 1.0',
        'xueban_lag_seconds{lane="slack:T1"} 1800.0',
        'xueban_lag_seconds{lane="slack:T2"} 0.0',
        "xueban_parked 1.0",
        "xueban_chats_dead 1.0",
        "xueban_sent 0.0",
        "xueban_late 0.0",
        "xueban_repeated 0.0",
        "xueban_claims 0.0",
    ):
        assert line in told


async def test_each_look_at_the_outbox_is_counted_and_timed(busy):
    await busy.settle()
    found = await busy.figures()
    assert found["claims"][1] >= 1
    assert found["claim_seconds"][1] > 0


@pytest.mark.parametrize(
    ("lang", "behind"),
    [
        ("en", "slack:T1: waiting to be said: 2, the oldest for 30 min"),
        ("zh", "slack:T1：等待发送 2 条，最早的已等 30 分钟"),
    ],
)
def test_doctor_says_it_in_words(busy, monkeypatch, lang, behind):
    monkeypatch.setattr("bot.operations.clock.Clock.now", lambda _: START)
    found = list(_record(busy.database, texts(lang).plain))
    levels = {one.what: one.level for one in found}
    assert levels[behind] == WARN
    assert [one.level for one in found if "slack:T2" in one.what] == [OK]
    assert all(one.fix for one in found if one.level == WARN)


def test_doctor_says_so_when_nothing_waits(app):
    found = [one.what for one in _record(app.database, texts("en").plain)]
    assert "nothing is due and nothing waits to be said" in found
