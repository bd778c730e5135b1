"""Learners in a database, as many as a bench needs, each with a chat and an alarm."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, text, update

from bot.database import Database
from bot.models import Account, Alarm, Chat, Member

ZONE = "Asia/Shanghai"
CHUNK = 10_000


def move_in(
    database: Database,
    users: Sequence[str],
    now: datetime,
    *,
    platform: str,
    tenant: str,
    chats: Sequence[str] = (),
    due_at: datetime | None = None,
) -> None:
    """One learner a user, on their way through a track; with `due_at` their letter is planned."""
    for first in range(0, len(users), CHUNK):
        names = users[first : first + CHUNK]
        rooms = chats[first : first + CHUNK] or names
        ids = range(first + 1, first + 1 + len(names))
        where = {"platform": platform, "tenant": tenant}
        with database.begin() as session:
            session.execute(insert(Member), [_member(n, now) for n in ids])
            session.execute(
                insert(Account),
                [
                    where | {"member_id": n, "user": name}
                    for n, name in zip(ids, names, strict=True)
                ],
            )
            session.execute(
                insert(Chat),
                [
                    where | {"id": n, "member_id": n, "chat": room, "thread": "", "title": ""}
                    for n, room in zip(ids, rooms, strict=True)
                ],
            )
            session.execute(
                update(Member).where(Member.home_id.is_(None)).values(home_id=Member.id)
            )
            if due_at is not None:
                session.execute(insert(Alarm), [_alarm(n, due_at) for n in ids])
    if not database.is_sqlite:  # the server does it by itself, a minute later
        with database.begin() as session:
            session.execute(text("ANALYZE"))


def _member(number: int, now: datetime) -> dict[str, object]:
    return {
        "id": number,
        "name": f"学员{number}",
        "lang": "zh",
        "zone": ZONE,
        "track": "T1",
        "created_at": now,
    }


def _alarm(number: int, due_at: datetime) -> dict[str, object]:
    return {
        "owner": "member",
        "owner_id": number,
        "kind": "alarm.task",
        "subject": "",
        "due_at": due_at,
    }
