"""The delivery says everything, once, within the limits, and knows a dead chat."""

import asyncio
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from bot.chat import Address, Event, Message, Person
from bot.models import Chat, Outgoing
from bot.queries import outbox
from bot.wire import Limits, Refused
from scheduler.delivery import Delivery
from scheduler.lanes import capacity
from tests.conftest import START
from tests.play.bare import FAST, Memory
from tests.play.stage import until

pytestmark = pytest.mark.both_databases


class Moody(Memory):
    """A platform that answers as told."""

    def __init__(self, limits=FAST, name="memory"):
        super().__init__()
        self.limits = limits
        self.name = name
        self.moods = []
        """An error is raised, an event is waited for."""
        self.begun = 0
        self.at = []

    async def send(self, parcel):
        mood = self.moods.pop(0) if self.moods else None
        if isinstance(mood, Exception):
            raise mood
        self.begun += 1
        if mood is not None:
            await asyncio.wait_for(mood.wait(), 30)
        self.at.append((time.monotonic(), parcel.address.chat))
        return await super().send(parcel)


def chat_of(session, name, platform="memory", private=True):
    chat = session.scalar(select(Chat).where(Chat.chat == name, Chat.platform == platform))
    if chat is None:
        chat = Chat(platform=platform, tenant="local", chat=name)
        session.add(chat)
        session.flush()
    return chat


def put(app, *texts, to="小王", platform="memory", priority=outbox.REMINDER, **more):
    with app.database.begin() as session:
        chat = chat_of(session, to, platform)
        for text in texts:
            message = Message(text, **more)
            key = f"{platform}{to}{text}{message.post}"
            outbox.put(session, chat, message, dedupe=key, priority=priority, now=START)


def states(app):
    with app.database.begin() as session:
        return list(session.scalars(select(Outgoing.state).order_by(Outgoing.id)))


def said(platform):
    return [str(parcel.message.text) for parcel in platform.said]


async def test_messages_of_a_chat_are_said_in_their_order(app):
    moody = app.add(lambda _: Moody())
    put(app, *[str(n) for n in range(20)])
    await app.settle()
    assert said(moody) == [str(n) for n in range(20)]
    assert set(states(app)) == {"sent"}


async def test_what_everybody_reads_goes_before_what_one_reads_and_an_edit_keeps_its_turn(app):
    moody = app.add(lambda _: Moody(limits=replace(FAST, in_flight=1)))
    with app.database.begin() as session:
        channel = chat_of(session, "channel")
        for number in range(5):
            for text, post, ear in (
                (f"to {number}", None, str(number)),
                (f"count {number}", "meetup:1", None),
            ):
                message = Message(text, post=post)
                about = {"dedupe": text, "priority": outbox.ANSWER, "now": START, "only_for": ear}
                outbox.put(session, channel, message, **about)
    await app.settle()
    assert said(moody) == ["count 4", "to 0", "to 1", "to 2", "to 3", "to 4"]


async def test_answers_go_before_reminders_and_reminders_before_summaries(app):
    moody = app.add(lambda _: Moody())
    put(app, "summary", to="a", priority=outbox.SUMMARY)
    put(app, "reminder", to="b", priority=outbox.REMINDER)
    put(app, "answer", to="c", priority=outbox.ANSWER)
    await app.settle()
    assert said(moody) == ["answer", "reminder", "summary"]


async def test_a_limited_lane_rests_as_long_as_it_is_told_and_others_go_on(app):
    slow = app.add(lambda _: Moody())
    quick = app.add(lambda _: Moody(name="other"))
    slow.moods = [Refused("slow down", retry_after=60)]
    put(app, "later")
    put(app, "at once", to="x", platform="other")
    await app.settle()
    assert said(quick) == ["at once"]
    assert said(slow) == []
    app.clock.move(START + timedelta(seconds=61))
    app.delivery._lanes["memory:local"].pace.rest_until = 0  # monotonic time does not jump
    await app.settle()
    assert said(slow) == ["later"]


async def test_a_chat_that_is_gone_is_marked_and_left_in_peace(app):
    moody = app.add(lambda _: Moody())
    moody.moods = [Refused("blocked", permanent=True)]
    put(app, "one", "two", "three")
    await app.settle()
    assert said(moody) == []
    assert states(app) == ["parked", "parked", "parked"]
    with app.database.begin() as session:
        assert session.scalars(select(Chat)).one().dead_reason == "blocked"


async def test_a_chat_that_moved_is_followed(app):
    moody = app.add(lambda _: Moody())
    moody.moods = [Refused("moved", moved_to="-100200")]
    put(app, "hello", to="-200")
    await app.settle()
    assert [p.address.chat for p in moody.said] == ["-100200"]


async def test_a_platform_may_be_away_for_half_a_day_and_hears_everything_afterwards(app):
    moody = app.add(lambda _: Moody())
    put(app, "hello", "again")
    for minute in range(0, 12 * 60, 10):
        moody.moods = [Refused("away")] * 2
        app.clock.move(START + timedelta(minutes=minute))
        await app.settle()
    moody.moods = []
    app.clock.move(START + timedelta(hours=13))
    await app.settle()
    assert said(moody) == ["hello", "again"]


async def test_trouble_is_tried_again_later_and_parked_in_the_end(app):
    moody = app.add(lambda _: Moody())
    moody.moods = [Refused("server error")] * 300
    put(app, "hello")
    for minute in range(0, 26 * 60, 5):
        app.clock.move(START + timedelta(minutes=minute, seconds=minute))
        await app.settle()
    assert states(app) == ["parked"]


async def test_a_message_nobody_can_take_is_parked_and_the_next_one_said(app):
    moody = app.add(lambda _: Moody())
    moody.moods = [Refused("bad request", hopeless=True)]
    put(app, "bad", "good")
    await app.settle()
    assert said(moody) == ["good"]
    assert states(app) == ["parked", "sent"]


async def test_what_would_come_too_late_is_dropped(app):
    moody = app.add(lambda _: Moody())
    put(app, "stale", expires_at=START - timedelta(seconds=1))
    await app.settle()
    assert said(moody) == []
    assert states(app) == ["expired"]


async def test_what_grew_old_while_its_lane_rested_is_dropped_too(app, quick_looks):
    moody = app.add(lambda _: Moody(Limits(1e6, 1e6, 1e8, in_flight=1)))
    moody.moods = [heard := asyncio.Event()]
    put(app, "first")
    put(app, "stale", to="other", expires_at=START + timedelta(minutes=1))
    sending = asyncio.create_task(app.settle())
    await until(lambda: moody.begun)
    app.clock.move(START + timedelta(minutes=2))
    for job in (*app.delivery._lanes["memory:local"].waiting,):
        job.lease_until = START + timedelta(minutes=3)  # it was renewed meanwhile
    heard.set()
    await sending
    assert said(moody) == ["first"]
    assert sorted(states(app)) == ["expired", "sent"]
    assert app.delivery.expired == 1


async def test_a_dead_processs_rows_are_said_by_the_next_one_after_their_lease(app):
    moody = app.add(lambda _: Moody())
    put(app, "left behind")
    with app.database.begin() as session:
        session.execute(
            update(Outgoing).values(state="leased", worker="dead", lease_until=START + outbox.LEASE)
        )
    await app.settle()
    assert said(moody) == []
    app.clock.move(START + outbox.LEASE + timedelta(minutes=11))
    await app.settle()
    assert said(moody) == ["left behind"]
    assert moody.said[0].again
    assert (app.delivery.repeated, app.delivery.late, app.delivery.sent) == (1, 1, 1)


async def test_an_answer_to_words_of_long_ago_is_said_once(app):
    moody = app.add(lambda _: Moody())
    there, who = Address("memory", "local", "小王"), Person("memory", "local", "小王", "小王")
    before = START - timedelta(minutes=5)
    await app.dispatcher.handle(Event("help", there, who, before, "old"))
    await app.settle()
    app.clock.move(START + timedelta(minutes=5))
    await app.settle()
    assert len(moody.said) == 1


async def test_a_late_finishers_mark_is_refused(app):
    moody = app.add(lambda _: Moody())
    moody.moods = [heard := asyncio.Event()]
    put(app, "slow")
    sending = asyncio.create_task(app.settle())
    await until(lambda: moody.begun)
    with app.database.begin() as session:
        session.execute(update(Outgoing).values(worker="somebody else"))
    heard.set()
    await sending
    assert states(app) == ["leased"]


@pytest.fixture
def quick_looks(monkeypatch):
    monkeypatch.setattr("scheduler.delivery.IDLE", 0.02)


async def test_what_waits_or_is_on_its_way_stays_ours_however_long_it_takes(app, quick_looks):
    moody = app.add(lambda _: Moody())
    moody.moods = [heard := asyncio.Event()]
    put(app, "slow", "next")
    sending = asyncio.create_task(app.settle())
    await until(lambda: moody.begun)
    for _ in range(4):
        app.clock.move(app.clock.now() + outbox.LEASE * 0.7)
        await until(lambda: app.delivery._clerk.renewed == app.clock.now())
    other = Delivery(app.database, {"memory": moody}, app.clock, "other")
    await other.drain()
    heard.set()
    await sending
    assert said(moody) == ["slow", "next"]


async def test_who_was_away_longer_than_a_lease_says_no_more_of_what_others_took(app, quick_looks):
    moody = app.add(lambda _: Moody())
    put(app, "one", "two", "three")
    moody.moods = [heard := asyncio.Event()]
    sending = asyncio.create_task(app.settle())
    await until(lambda: moody.begun)
    # "one" is on its way, the others wait; now the process is stopped
    app.delivery._clerk.renewed = START + timedelta(days=1)
    app.clock.move(START + outbox.LEASE + timedelta(seconds=1))
    other = Delivery(app.database, {"memory": moody}, app.clock, "other")
    await other.drain()
    app.delivery._clerk.renewed = START
    heard.set()
    await sending
    assert sorted(said(moody)) == ["one", "one", "three", "two"]
    assert set(states(app)) == {"sent"}


async def test_a_lane_at_rest_does_not_hold_up_what_is_planned_in_another(app, monkeypatch):
    monkeypatch.setattr("scheduler.delivery.IDLE", 600)  # nothing but being woken helps
    slow = app.add(lambda _: Moody())
    quick = app.add(lambda _: Moody(name="other"))
    slow.moods = [Refused("slow down", retry_after=600)]
    put(app, *[str(n) for n in range(5)])
    delivering = asyncio.create_task(app.delivery.run())
    try:
        await until(lambda: "ready" in states(app))
        put(app, "at once", to="x", platform="other")
        app.delivery.look()
        await until(lambda: quick.said)
    finally:
        delivering.cancel()
    assert said(slow) == []


async def test_a_chat_with_a_flood_waiting_does_not_hold_up_the_others(app, quick_looks):
    moody = app.add(lambda _: Moody(Limits(1e6, 1, 1e6)))
    put(app, *[f"flood {n}" for n in range(capacity(FAST) + 10)], to="loud")
    put(app, "hello", to="quiet")
    sending = asyncio.create_task(app.settle())
    await until(lambda: "hello" in said(moody))
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    loud = [words for words in said(moody) if words != "hello"]
    assert loud == [f"flood {n}" for n in range(len(loud))]
    assert len(loud) < capacity(FAST)


async def test_who_is_told_to_stop_finishes_what_is_on_its_way_and_says_what_it_owes(app):
    moody = app.add(lambda _: Moody(Limits(1e6, 1e6, 1e8, in_flight=1)))
    moody.moods = [heard := asyncio.Event()]
    for n in range(5):
        put(app, f"m{n}", to=f"chat{n}")
    sending = asyncio.create_task(app.settle())
    await until(lambda: moody.begun)
    there, who = Address("memory", "local", "小王"), Person("memory", "local", "小王", "小王")
    await app.dispatcher.handle(Event("help", there, who, START, "asked"))
    app.delivery.stop()
    heard.set()
    await sending
    await app.drain_and_close()
    assert said(moody)[0] == "m0"
    assert len(moody.said) == 2
    assert sorted(states(app)) == ["ready"] * 4 + ["sent"] * 2


async def test_marks_are_kept_while_the_database_is_away(app, monkeypatch):
    moody = app.add(lambda _: Moody())
    put(app, "hello")
    away = OperationalError("COMMIT", {}, Exception("the server closed the connection"))

    def goes_away(marks, look):
        if marks:
            raise away
        return real(marks, look)

    real = app.delivery._clerk.work
    monkeypatch.setattr(app.delivery._clerk, "work", goes_away)
    with pytest.raises(OperationalError):
        await app.settle()
    monkeypatch.setattr(app.delivery._clerk, "work", real)
    await app.settle()
    assert said(moody) == ["hello"]
    assert states(app) == ["sent"]


async def test_what_waits_when_a_process_starts_is_said_at_once(app, monkeypatch):
    monkeypatch.setattr("scheduler.delivery.IDLE", 600)
    moody = app.add(lambda _: Moody())
    put(app, "left over")
    delivering = asyncio.create_task(app.delivery.run())
    try:
        await until(lambda: moody.said)
    finally:
        delivering.cancel()
