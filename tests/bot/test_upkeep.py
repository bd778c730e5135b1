"""Nothing grows for ever: what was said long ago is removed, what still waits is not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.chat import Message
from bot.models import Chat, Outgoing
from bot.queries import outbox, upkeep
from tests.conftest import START

pytestmark = pytest.mark.both_databases


async def test_however_much_was_said_long_ago_it_goes_in_short_transactions(app, monkeypatch):
    monkeypatch.setattr(upkeep, "MOST", 3)
    with app.database.begin() as session:
        chat = Chat(platform="memory", tenant="local", chat="x")
        session.add(chat)
        session.flush()
        for number in range(10):
            words = Message(str(number))
            outbox.put(session, chat, words, dedupe=str(number), priority=1, now=START)
        for row in session.scalars(select(Outgoing).where(Outgoing.dedupe != "4")):
            row.state = "sent"
        late = START + timedelta(days=50)
        outbox.put(session, chat, Message("young"), dedupe="young", priority=1, now=late)
    app.clock.move(START + timedelta(days=61))
    await app.tidy()
    with app.database.begin() as session:
        left = session.scalars(select(Outgoing.dedupe).order_by(Outgoing.id)).all()
    assert left == ["4", "young"]
