"""The clock rings what is due, once, and never makes up for lost days in a burst."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from bot.chat import Address, Event, Message, Person
from bot.models import Alarm, Chat, Member, Outgoing, Task
from bot.queries import alarms
from bot.wire import Limits
from scheduler.clock import Ringer
from scheduler.reminders import Reminder, Slot, own_hour, when_armed
from scheduler.timetable import TIMETABLE
from tests.conftest import START
from tests.play.bare import Memory

pytestmark = pytest.mark.both_databases


async def learners(app, *names):
    for name in names:
        who, there = Person("memory", "local", name, name, "zh"), Address("memory", "local", name)
        for number, (event, text) in enumerate(
            (("start", ""), ("start.track", "T1"), ("settings.lang", "zh"))
        ):
            key = f"{name}{number}"
            await app.dispatcher.handle(Event(event, there, who, START, key, text=text))
    await app.settle()


@pytest.fixture
def memory(app):
    return app.add(lambda _: Memory())


def letters(memory):
    return [p for p in memory.said if p.key.startswith("alarm.task")]


def count(app, table, *where):
    with app.database.begin() as session:
        return session.scalar(select(func.count()).select_from(table).where(*where))


async def ring(app, at):
    app.clock.move(at)
    await app.tick()
    await app.settle()


EIGHT = START + timedelta(hours=1)


async def test_the_letter_comes_once_at_the_hour(app, memory):
    await learners(app, "小王")
    await app.tick()
    for seconds in (-5, 0, 15, 30):
        await ring(app, EIGHT + timedelta(seconds=seconds))
    assert len(letters(memory)) == 1
    assert count(app, Task) == 1


async def test_after_three_days_switched_off_there_is_one_task_and_not_three(app, memory):
    await learners(app, "小王")
    await app.tick()
    await ring(app, EIGHT + timedelta(days=3, hours=1))
    assert len(letters(memory)) == 1
    assert count(app, Task) == 1


async def test_a_letter_that_comes_too_late_is_skipped_and_counted(app, memory):
    await learners(app, "小王")
    await app.tick()
    await ring(app, EIGHT + timedelta(hours=15))
    assert letters(memory) == []
    assert app.ringer.skipped == 1
    await ring(app, EIGHT + timedelta(days=1))
    assert len(letters(memory)) == 1


async def test_moving_zone_after_the_letter_brings_no_second_one_for_the_same_date(app, memory):
    await learners(app, "小王")
    await app.tick()
    await ring(app, EIGHT)
    with app.database.begin() as session:
        member = session.scalars(select(Member)).one()
        member.zone = "America/Los_Angeles"
        alarms.replan(session, member, ("alarm.task",))
    await ring(app, EIGHT + timedelta(minutes=1))
    await ring(app, EIGHT + timedelta(hours=15, minutes=59))  # still the 28th there, then the 1st
    days = [p.key for p in letters(memory)]
    assert len(days) == len(set(days))
    assert count(app, Task) == len(days)


async def test_one_learners_trouble_does_not_silence_the_others(app, memory):
    await learners(app, "小王", "小李", "Anna")
    await app.tick()

    def troubled(event, context):
        if context.member.name == "小李":
            raise RuntimeError("boom")
        return [Message(context.member.name)]

    app.ringer = Ringer(
        app.dispatcher,
        [Reminder("alarm.task", own_hour, "member", troubled, timedelta(hours=1), Slot.LETTER)],
    )
    await ring(app, EIGHT)
    assert sorted(str(p.message.text) for p in letters(memory)) == ["Anna", "小王"]


async def test_more_learners_than_a_batch_are_all_rung(app, memory, monkeypatch):
    monkeypatch.setattr("scheduler.clock.BATCH", 3)
    names = [f"学员{n}" for n in range(8)]
    await learners(app, *names)
    await app.tick()
    await ring(app, EIGHT)
    assert sorted(p.address.chat for p in letters(memory)) == sorted(names)


async def test_a_crowd_of_a_minute_is_spread_and_who_asked_for_it_comes_first(
    app, memory, monkeypatch
):
    monkeypatch.setattr("scheduler.clock.BATCH", 3)
    await learners(app, *[f"学员{n}" for n in range(12)])
    await app.tick()
    memory.limits = Limits(0.125, 1, 20)  # planned: one in ten seconds
    with app.database.begin() as session:
        session.execute(update(Member).where(Member.id.in_((7, 8))).values(hour_asked=True))
    there, who = (
        Address("memory", "local", "学员0"),
        Person("memory", "local", "学员0", "学员0", "zh"),
    )
    await app.dispatcher.handle(Event("settings", there, who, START, "ask"))
    await app.settle()
    assert "选 08:00 的人很多：你的信最晚 08:03 到" in str(memory.said[-1].message.text)
    app.clock.move(EIGHT)
    app.ringer.tick(EIGHT)
    with app.database.begin() as session:
        rows = session.execute(
            select(Chat.member_id, Outgoing.not_before)
            .join(Chat, Chat.id == Outgoing.chat_id)
            .where(Outgoing.dedupe.like("alarm.task:%"))
        )
        after = {member: (at - EIGHT).total_seconds() for member, at in rows}
    assert len(after) == 12
    unspread = [member for member, seconds in after.items() if seconds == 0]
    assert 3 <= len(unspread) < 6  # a batch of three went before the crowd was counted
    rest = {member: seconds for member, seconds in after.items() if member not in unspread}
    assert all(0 < seconds <= 90 for seconds in rest.values())
    asked = [rest[member] for member in (7, 8) if member in rest]
    assert max(asked) < min(seconds for member, seconds in rest.items() if member not in (7, 8))


async def test_a_nudge_comes_only_if_nothing_is_logged(app, memory):
    await learners(app, "小王", "小李")
    await app.tick()
    await ring(app, EIGHT)
    there = Address("memory", "local", "小李")
    who = Person("memory", "local", "小李", "小李")
    await app.dispatcher.handle(Event("checkin", there, who, EIGHT, "c1", text="学完"))
    await ring(app, EIGHT + timedelta(hours=12, minutes=30))
    nudges = [p.address.chat for p in memory.said if p.key.startswith("alarm.nudge")]
    assert nudges == ["小王"]


async def test_a_nudge_that_cannot_be_said_within_its_hour_is_dropped(app, memory):
    await learners(app, "小王")
    await app.tick()
    await ring(app, EIGHT)
    evening = EIGHT + timedelta(hours=12, minutes=30)
    app.clock.move(evening)
    await app.tick()  # rung, but the platform is out of reach until midnight
    app.clock.move(evening + timedelta(hours=4))
    await app.settle()
    assert [p for p in memory.said if p.key.startswith("alarm.nudge")] == []
    assert app.delivery.expired == 1


async def test_a_day_has_at_most_one_letter_and_one_nudge(app, memory):
    await learners(app, "小王")
    await app.move_to(START + timedelta(days=40))
    by_day = {}
    for parcel in memory.said:
        if parcel.key.startswith("alarm."):
            day = parcel.key.split(":")[3]
            by_day.setdefault(day, []).append(parcel.key.split(":")[0])
    assert by_day
    assert all(len(kinds) == len(set(kinds)) <= 2 for kinds in by_day.values())


async def test_a_dead_chat_is_not_written_to(app, memory):
    await learners(app, "小王")
    await app.tick()
    with app.database.begin() as session:
        session.scalars(select(Chat)).one().dead_at = START
    await ring(app, EIGHT)
    assert letters(memory) == []
    assert count(app, Outgoing, Outgoing.state == "ready") == 0


async def test_an_idle_tick_asks_two_short_questions_however_many_alarms_there_are(app, memory):
    from sqlalchemy import event

    with app.database.begin() as session:
        session.add_all(
            Alarm(owner="member", owner_id=n, kind="alarm.task", due_at=EIGHT) for n in range(500)
        )
    asked = []
    event.listen(app.database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    app.ringer.tick(START)
    assert len([sql for sql in asked if sql.startswith("SELECT")]) == 2


def test_every_kind_has_its_own_line_in_the_timetable():
    kinds = [reminder.kind for reminder in TIMETABLE]
    assert len(kinds) == len(set(kinds))
    assert all(kind.startswith("alarm.") for kind in kinds)


async def test_who_arms_anew_and_then_fails_is_not_rung_for_ever(app, memory):
    await learners(app, "小王")
    rung = []

    def fails(event, context):
        rung.append(event.name)
        alarms.arm(context.session, context.member, event.name, EIGHT + timedelta(hours=5))
        raise RuntimeError

    app.ringer = Ringer(
        app.dispatcher,
        [Reminder("fails", when_armed, "member", fails, timedelta(hours=12), Slot.LETTER)],
    )
    with app.database.begin() as session:
        session.execute(delete(Alarm))
        alarms.arm(session, session.scalars(select(Member)).one(), "fails", EIGHT)
    slices = app.ringer.slices(EIGHT + timedelta(hours=1))
    assert [rung for _, rung in zip(range(5), slices, strict=False)] == [1]
    assert rung == ["fails"] * 2  # with all others, and by itself


@pytest.mark.parametrize("seconds", [0, 60], ids=["one by one", "together"])
async def test_what_a_letter_arms_or_silences_does_not_ring_by_its_old_time(
    app, memory, seconds, monkeypatch
):
    monkeypatch.setattr("scheduler.clock.SLICE", seconds)
    await learners(app, "小王")
    rung = []

    def letter(event, context):
        rung.append(event.name)
        if rung == ["first"]:
            alarms.arm(context.session, context.member, "first", EIGHT + timedelta(hours=3))
            alarms.arm(context.session, context.member, "second", EIGHT + timedelta(hours=2))
        alarms.disarm(context.session, context.member, "third")
        return ()

    def other(event, context):
        rung.append(event.name)
        return ()

    handlers = {"first": letter, "second": other, "third": other}
    app.ringer = Ringer(
        app.dispatcher,
        [
            Reminder(kind, when_armed, "member", handler, timedelta(hours=12), Slot.LETTER)
            for kind, handler in handlers.items()
        ],
    )
    with app.database.begin() as session:
        session.execute(delete(Alarm))
        member = session.scalars(select(Member)).one()
        for minutes, kind in enumerate(handlers):
            alarms.arm(session, member, kind, EIGHT + timedelta(minutes=minutes))
    for hours in (1, 2, 3, 4):
        await ring(app, EIGHT + timedelta(hours=hours))
    assert rung == ["first", "second", "first"]
