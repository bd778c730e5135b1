"""Chats that move, topics that are gone, chats that refuse us: what becomes of their groups."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.chat import Message
from bot.models import Alarm, Chat, Group, Outgoing, Post
from bot.queries import homes, outbox

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def chat(session, number, thread=""):
    found = Chat(platform="telegram", tenant="1", chat=number, thread=thread)
    session.add(found)
    session.flush()
    return found


def group(session, home):
    made = Group(
        chat_id=home.id, name="组", lang="zh", zone="UTC", invite=f"i{home.id}", created_at=NOW
    )
    session.add(made)
    session.flush()
    return made


def waiting(session, home):
    message = Message("看板", post="board:1:2026-03-02")
    outbox.put(session, home, message, dedupe=f"k{home.id}", priority=2, now=NOW)
    session.flush()


def test_a_chat_takes_its_new_number(database):
    with database.begin() as session:
        old = chat(session, "-5")
        assert homes.move(session, old, "-1005") is old
        assert old.chat == "-1005"


def test_where_we_know_the_new_place_already_everything_moves_over(database):
    with database.begin() as session:
        old, new = chat(session, "-5"), chat(session, "-1005")
        made = group(session, old)
        waiting(session, old)
        session.add(Post(chat_id=old.id, name="board:1:2026-03-01", platform_id="1"))
        session.add(Post(chat_id=old.id, name="same", platform_id="2"))
        session.add(Post(chat_id=new.id, name="same", platform_id="3"))
        session.flush()
        assert homes.move(session, old, "-1005") is new
        session.expire_all()
        assert made.chat_id == new.id
        assert session.scalars(select(Outgoing.chat_id)).all() == [new.id]
        there = select(Post.name).where(Post.chat_id == new.id).order_by(Post.name)
        assert session.scalars(there).all() == ["board:1:2026-03-01", "same"]


def test_a_group_leaves_its_topic_and_its_organisers_are_to_hear_of_it(database):
    with database.begin() as session:
        topic = chat(session, "-1005", "7")
        made = group(session, topic)
        homes.leave_topic(session, topic, NOW)
        assert (topic.chat, topic.thread, made.chat_id) == ("-1005", "", topic.id)
        (alarm,) = session.scalars(select(Alarm)).all()
        assert (alarm.kind, alarm.owner, alarm.subject) == (homes.GONE, "group", homes.TOPIC)


def test_a_chat_that_refuses_us_is_told_of_once(database):
    with database.begin() as session:
        home = chat(session, "-5")
        group(session, home)
        for reason in ("kicked", "again"):
            homes.gone(session, home, NOW, reason)
        assert (home.dead_at, home.dead_reason) == (NOW, "kicked")
        assert len(session.scalars(select(Alarm)).all()) == 1
