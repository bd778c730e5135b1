"""One transaction, one event per chat at a time, each event once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bot.chat import Address, Event, Message, Person
from bot.context import UserError
from bot.models import Checkin, Handled, Inbox, Member, Outgoing
from bot.rows import Row, Who
from tests.conftest import START
from tests.play.bare import Memory

pytestmark = pytest.mark.both_databases

WANG = Person("memory", "local", "小王", "小王", "zh")


def event(name, key="k1", text="", **more):
    return Event(name, Address("memory", "local", "小王"), WANG, START, key, text=text, **more)


def count(app, table, *where):
    with app.database.begin() as session:
        return session.scalar(select(func.count()).select_from(table).where(*where))


@pytest.fixture
def memory(app):
    return app.add(lambda _: Memory())


async def learner(app):
    await app.dispatcher.handle(event("start", "s1"))
    await app.dispatcher.handle(event("start.track", "s2", "T1"))


async def test_the_same_event_delivered_again_changes_and_says_nothing(app, memory):
    await learner(app)
    for _ in range(4):
        await app.dispatcher.handle(event("checkin", "k9", "学完装饰器"))
    await app.settle()
    assert count(app, Checkin) == 1
    assert sum("学完装饰器" in str(p.message.text) for p in memory.said) == 1


async def test_four_deliveries_at_once_have_one_effect(app, memory):
    await learner(app)
    again = event("checkin", "k9", "学完装饰器")
    await asyncio.gather(*[app.dispatcher.handle(again) for _ in range(4)])
    assert count(app, Checkin) == 1


async def test_events_of_one_chat_are_handled_in_their_order(app, memory):
    await learner(app)
    many = [event("checkin", f"k{n}", str(n)) for n in range(30)]
    await asyncio.gather(*[app.dispatcher.handle(one) for one in many])
    with app.database.begin() as session:
        assert list(session.scalars(select(Checkin.text).order_by(Checkin.id))) == [
            str(n) for n in range(30)
        ]


async def test_the_answer_is_stored_before_handle_returns(app):
    await app.dispatcher.handle(event("start"))
    assert count(app, Outgoing, Outgoing.state == "leased") == 1


def broken(_event, context):
    context.session.add(Member(name="half", lang="zh", zone="UTC", created_at=START))
    context.session.flush()
    raise RuntimeError("boom")


def refusing(_event, context):
    context.session.add(Member(name="half", lang="zh", zone="UTC", created_at=START))
    context.session.flush()
    raise UserError(context.t("Those words are gone. Please type them again."))


def with_rows(app, *rows):
    app.dispatcher.house = replace(
        app.house, rows={**app.house.rows, **{row.name: row for row in rows}}
    )


async def test_a_broken_handler_leaves_nothing_half_done_and_keeps_what_came(app, memory):
    with_rows(app, Row("broken", broken, Who.ANYONE))
    await app.dispatcher.handle(event("broken"), raw='{"update_id": 7}')
    await app.settle()
    assert count(app, Member, Member.name == "half") == 0
    with app.database.begin() as session:
        kept = session.scalars(select(Inbox)).one()
    assert kept.raw == '{"update_id": 7}'
    assert kept.reference in str(memory.said[-1].message.text)


async def test_what_failed_is_handled_once_the_fault_is_mended(app, memory):
    with_rows(app, Row("mended", broken, Who.ANYONE))
    await app.dispatcher.handle(event("mended", text="学完装饰器"), raw="{}")
    app.dispatcher.try_again()
    assert count(app, Inbox, Inbox.tries == 2) == 1
    with_rows(app, Row("mended", lambda event, _: [Message(event.text)], Who.ANYONE))
    app.delivery.said(app.dispatcher.try_again())
    await app.settle()
    assert str(memory.said[-1].message.text) == "学完装饰器"
    assert count(app, Inbox) == 0


async def test_what_could_not_even_be_read_does_not_hinder_what_failed(app, memory):
    await app.dispatcher.quarantine("memory", "local", "no update", START)
    with_rows(app, Row("mended", broken, Who.ANYONE))
    await app.dispatcher.handle(event("mended", text="学完装饰器"), raw="{}")
    with_rows(app, Row("mended", lambda event, _: [Message(event.text)], Who.ANYONE))
    app.delivery.said(app.dispatcher.try_again())
    await app.settle()
    assert str(memory.said[-1].message.text) == "学完装饰器"
    with app.database.begin() as session:
        assert session.scalars(select(Inbox.raw)).all() == ["no update"]


async def test_two_references_are_never_alike(app, monkeypatch):
    drawn = iter(["aa", "aa", "bb"])
    monkeypatch.setattr("bot.queries.inbox.secrets.token_hex", lambda _: next(drawn))
    references = [
        await app.dispatcher.quarantine("memory", "local", "no update", START) for _ in range(2)
    ]
    assert references == ["aa", "bb"]


async def test_a_value_no_database_takes_stops_one_event_and_not_those_behind_it(app, memory):
    """Were it not acknowledged, it would be brought again for ever, before everything else."""

    def refused(_event, context):
        twice = [Handled(platform="x", tenant="x", key="x", at=START) for _ in range(2)]
        context.session.add_all(twice)
        context.session.flush()
        return []

    with_rows(app, Row("refused", refused, Who.ANYONE))
    await app.dispatcher.handle(event("refused"), raw="{}")
    await app.settle()
    assert count(app, Inbox) == 1
    assert "已保存" in str(memory.said[-1].message.text)


@pytest.mark.parametrize("data", ["task.done", "task.stuck", "task.snooze", "plan.mend"])
async def test_a_press_nobody_could_make_is_an_old_button(app, memory, data):
    await learner(app)
    await app.dispatcher.handle(event(data, "f1", "9" * 30))
    await app.settle()
    assert str(memory.said[-1].message.text) == "这个按钮来自旧消息，已经失效。"
    assert count(app, Inbox) == 0


@pytest.mark.parametrize(
    ("told", "zone"),
    [("Europe/Paris", "Europe/Paris"), ("", "Asia/Shanghai"), ("Mars", "Asia/Shanghai")],
)
async def test_a_newcomers_zone_is_the_platforms_word_if_it_is_one(app, memory, told, zone):
    await app.dispatcher.handle(replace(event("start"), sender=replace(WANG, zone=told)))
    with app.database.begin() as session:
        assert session.scalars(select(Member.zone)).one() == zone


async def test_a_refusal_is_said_kindly_and_nothing_is_changed(app, memory):
    with_rows(app, Row("refusing", refusing, Who.ANYONE))
    await app.dispatcher.handle(event("refusing"))
    await app.settle()
    assert count(app, Member, Member.name == "half") == 0
    assert str(memory.said[-1].message.text) == "那句话找不到了，请再写一次。"
    assert count(app, Inbox) == 0


async def test_a_database_that_is_away_means_not_acknowledged(app, memory):
    def away(_event, _context):
        raise OperationalError("select", {}, Exception("gone"))

    with_rows(app, Row("away", away, Who.ANYONE))
    with pytest.raises(OperationalError):
        await app.dispatcher.handle(event("away"))
    assert count(app, Handled) == 0


async def test_an_alarm_cannot_be_sent_from_outside(app, memory):
    await learner(app)
    await app.dispatcher.handle(event("alarm.task", "x1"))
    await app.settle()
    assert str(memory.said[-1].message.text) == "这个按钮来自旧消息，已经失效。"


async def test_talk_in_a_group_that_is_not_for_us_is_ignored_in_silence(app, memory):
    said = event("", "g1", "大家早", in_group=True)
    await app.dispatcher.handle(replace(said, address=Address("memory", "local", "组")))
    await app.settle()
    assert memory.said == []
    assert count(app, Member) == 0


async def test_somebody_elses_task_button_is_refused(app, memory):
    await learner(app)
    await app.dispatcher.handle(event("start.hour", "s3", "480"))
    other = Person("memory", "local", "小李", "小李", "zh")
    there = Address("memory", "local", "小李")
    for key, name, text in (("o1", "start", ""), ("o2", "start.track", "T1")):
        await app.dispatcher.handle(Event(name, there, other, START, key, text=text))
    for number in range(20):
        forged = Event("task.done", there, other, START, f"f{number}", text="1", message="m")
        await app.dispatcher.handle(forged)
    assert count(app, Checkin) == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_command_answers_an_empty_text(app, memory, lang):
    await learner(app)
    with app.database.begin() as session:
        session.scalars(select(Member)).one().lang = lang
    typed = [name for name in app.house.rows if name and "." not in name]
    for number, name in enumerate(typed):
        told = len(memory.said)
        later = START + timedelta(seconds=number)
        await app.dispatcher.handle(replace(event(name, f"c{number}"), at=later))
        await app.settle()
        assert len(memory.said) > told, name


async def test_a_hundred_kilobytes_of_text_are_kept_whole(app, memory):
    await learner(app)
    long = "学完" + "很长" * 50_000
    await app.dispatcher.handle(event("checkin", "big", long))
    with app.database.begin() as session:
        assert session.scalars(select(Checkin.text)).one() == long


def test_a_button_that_would_not_fit_is_refused_when_it_is_made():
    from bot.chat import Button

    with pytest.raises(ValueError, match="64 bytes"):
        Button("x", "task.done", "1" * 60)


def test_a_message_survives_the_outbox():
    from bot.chat import Button, Field, File, Form, Kind, Link, Picture
    from bot.markup import bold, code
    from bot.packing import pack, unpack

    form = Form("f.save", bold("标题"), (Field("a", "A", Kind.CHOICE, (("x", "X"),)),), text="7")
    message = Message(
        bold("粗") + code("x") + "<b>",
        ((Button("好", "task.done", "1"), Link("去", "https://example.com")),),
        form=form,
        picture=Picture("week", {"rows": [1]}, "alt"),
        file=File("a.bin", b"\x00\xff", "x/y"),
        post="board:1",
        expires_at=START,
    )
    assert unpack(pack(message)) == message


async def test_events_that_wait_together_are_each_handled_whatever_becomes_of_the_others(
    app, memory
):
    with_rows(app, Row("refuse", refusing, Who.ANYONE), Row("broken", broken, Who.ANYONE))
    names = ["help", "refuse", "help", "broken", "help"]
    people = [Person("memory", "local", f"u{n}", f"u{n}", "zh") for n in range(len(names))]
    came = [
        (Event(name, Address("memory", "local", person.id), person, START, f"k{person.id}"), "")
        for name, person in zip(names, people, strict=True)
    ]
    done = app.dispatcher._handle_all(came)
    assert [len(said) for _, said in done] == [1] * 5
    assert count(app, Handled) == count(app, Outgoing) == 5
    assert count(app, Member, Member.name == "half") == 0
    assert count(app, Inbox) == 1
