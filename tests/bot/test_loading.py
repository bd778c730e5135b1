"""The loader: one question for many, and never an old answer."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, event, insert

from bot.loading import announce
from bot.models import Absence, Chat, Checkin, Member
from bot.queries import checkins, members, rhythm
from tests.conftest import START

pytestmark = pytest.mark.both_databases

TODAY = date(2026, 3, 1)


@pytest.fixture
def session(database):
    with database.session() as session:
        yield session


@pytest.fixture
def cast(session):
    found = [Member(name=name, lang="zh", zone="UTC", created_at=START) for name in "甲乙丙"]
    session.add_all(found)
    session.flush()
    announce(session, "member", [member.id for member in found])
    return found


@pytest.fixture
def asked(database):
    statements = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    return statements


def entry(member, day=TODAY):
    return Checkin(
        member_id=member.id, day=day, at=START, text="", link="", source="", files=[], filled=False
    )


def test_what_is_asked_about_one_is_known_about_all(session, cast, asked):
    session.add_all(entry(member) for member in cast[:2])
    session.flush()
    asked.clear()
    assert [checkins.days(session, member) for member in cast] == [{TODAY}, {TODAY}, set()]
    assert len(asked) == 1


@pytest.mark.parametrize("way", ["added", "inserted", "in bulk", "by the database alone"])
def test_what_is_written_in_between_is_seen(session, cast, way):
    one, other, _ = cast
    assert not checkins.days(session, one)
    if way == "added":
        session.add(entry(one))
    elif way == "inserted":
        checkins.add(session, entry(one), ())
    elif way == "in bulk":
        values = {"member_id": one.id, "day": TODAY, "at": START, "files": []}
        session.execute(insert(Checkin), [values | {"text": "", "link": "", "source": ""}])
    else:
        session.add(entry(one))
        assert checkins.days(session, one) == {TODAY}
        session.execute(delete(Checkin).where(Checkin.member_id == one.id))
        assert not checkins.days(session, one)
        return
    assert checkins.days(session, one) == {TODAY}
    assert not checkins.days(session, other)


def test_what_is_changed_or_deleted_in_between_is_seen(session, cast):
    one = cast[0]
    rhythm.leave(session, one, "sick", TODAY, None)
    assert rhythm.week_of(session, one).is_away(TODAY)
    row = rhythm.absence(session, one, TODAY)
    row.last = TODAY - timedelta(days=1)
    assert not rhythm.week_of(session, one).is_away(TODAY)
    session.delete(row)
    assert rhythm.week_of(session, one).away == ()


def test_what_changes_hands_is_seen_by_both(session, cast):
    one, other, _ = cast
    chat = Chat(platform="memory", tenant="local", chat="a", thread="", member_id=one.id)
    session.add(chat)
    assert members.home_of(session, one) is chat
    assert members.home_of(session, other) is None
    chat.member_id = other.id
    assert members.home_of(session, one) is None
    assert members.home_of(session, other) is chat


def test_what_is_taken_back_was_never_there(session, cast):
    one = cast[0]

    def leave_and_fail():
        session.add(Absence(member_id=one.id, kind="sick", first=TODAY))
        assert rhythm.week_of(session, one).is_away(TODAY)
        raise RuntimeError

    with pytest.raises(RuntimeError), session.begin_nested():
        leave_and_fail()
    assert not rhythm.week_of(session, one).is_away(TODAY)


def test_nobody_gets_the_list_another_one_keeps(session, cast):
    members.groups_of(session, cast[0]).append("mine alone")
    assert members.groups_of(session, cast[0]) == []
