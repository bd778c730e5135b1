"""What is typed into a form and not sent yet: one row, one write a pause, the last words kept."""

from datetime import timedelta

from sqlalchemy import event as on
from sqlalchemy import select

from bot.chat import Address, Event, Person
from bot.models import HalfFilled
from bot.queries import forms, members

PAUSES = 50
MOST_STATEMENTS = 6
"""The event's key, its chat, its member, the row as it stands, the row as it is now, and BEGIN."""


async def test_fifty_pauses_are_one_row_and_say_nothing(app):
    where, who = Address("memory", "local", "小王"), Person("memory", "local", "小王", "小王", "zh")
    asked = []

    async def pause(number, words):
        at, about = app.clock.now(), {"text": "kr.save", "values": {"title": words}}
        await app.dispatcher.handle(Event(forms.TYPED, where, who, at, f"p{number}", **about), "")

    await pause(0, "")
    on.listen(app.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for number in range(1, PAUSES + 1):
        await pause(number, "学" * number)
    assert len(asked) <= PAUSES * MOST_STATEMENTS
    assert sum("half_filled SET" in one for one in asked) == PAUSES
    assert not [one for one in asked if "INSERT INTO outbox" in one]
    with app.database.begin() as session:
        (row,) = session.scalars(select(HalfFilled))
        assert row.answers == {"title": "学" * PAUSES}


def test_what_comes_late_changes_nothing_that_was_typed_or_sent_since(app):
    start = app.clock.now()
    with app.database.begin() as session:
        member = members.welcome(
            session, Person("memory", "local", "1", "小王"), "zh", "UTC", start
        )

        def kept():
            return session.scalars(select(HalfFilled.answers)).one()

        def after(seconds):
            return start + timedelta(seconds=seconds)

        forms.keep(session, member, "okr", {"title": "两篇文章"}, after(2))
        forms.keep(session, member, "okr", {"title": "两", "unit": "篇"}, after(1))
        assert kept() == {"title": "两篇文章", "unit": "篇"}
        forms.sent(session, member, "okr", after(4))
        forms.keep(session, member, "okr", {"title": "两篇文章！"}, after(3))
        assert kept() == {}
        forms.keep(session, member, "okr", {"title": "另一个"}, after(5))
        assert kept() == {"title": "另一个"}
