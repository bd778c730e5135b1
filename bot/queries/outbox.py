"""The outbox: what is to be said, claimed and marked."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Self, cast

from sqlalchemy import ColumnElement, Select, Table, Update, bindparam, func, select, update
from sqlalchemy.orm import Session

from bot.chat import Address, Message
from bot.inserting import insert_all, insert_once
from bot.models import Chat, Outgoing, Post
from bot.packing import pack
from bot.prepared import prepared

ANSWER, REMINDER, SUMMARY = 0, 1, 2
"""Priorities: what somebody waits for goes first."""

INTERRUPTED = "interrupted"
"""What is noted at a row whose claimer died: it may have been said."""

LEASE = timedelta(seconds=8)
"""How long a claimed row is its claimer's if nothing more is heard of it; it is renewed while the
row waits to be said or is on its way.
"""


NOTHING: dict[str, object] = {"text": ""}
"""What is left of words that are not to be said, or not to be kept."""

Ears = tuple[int, str | None]
"""Who hears it: a chat, or the one person in it for whom it is."""


@dataclass(frozen=True, slots=True)
class Job:
    """A row of the outbox with what sending it needs."""

    row: Outgoing
    chat: Chat
    message: Message
    edit: str | None
    """The platform's id of the message to rewrite."""

    @property
    def is_answer(self) -> bool:
        return self.row.priority == ANSWER

    @property
    def ears(self) -> Ears:
        """Words for one person's eyes keep order and pace among themselves only."""
        return self.chat.id, self.row.only_for

    @property
    def is_for_a_group(self) -> bool:
        return self.chat.member_id is None and self.row.only_for is None

    @property
    def kinds(self) -> list[str]:
        """What vendors count beside the messages of a chat."""
        found = {
            "edit": self.edit is not None and self.row.only_for is None,
            "picture": self.message.picture is not None,
        }
        return [kind for kind, is_so in found.items() if is_so]

    def goes_before(self, other: Self) -> bool:
        """The more urgent; of what is as urgent, a chat's post before words for one who is there:
        hundreds of them do not hold up what everybody reads.
        """
        if self.row.priority != other.row.priority:
            return self.row.priority < other.row.priority
        there = self.chat.id == other.chat.id and other.row.only_for is not None
        return there and self.row.post is not None


def put(
    session: Session,
    chat: Chat,
    message: Message,
    *,
    dedupe: str,
    priority: int,
    now: datetime,
    edit: str | None = None,
    only_for: str | None = None,
    expires_at: datetime | None = None,
    leased_to: str = "",
    lease_until: datetime | None = None,
) -> Job | None:
    """Write a message into the outbox; `leased_to` will say it at once. `expires_at` is for what
    does not say itself when it comes too late.

    An older edit of the same post still waiting is merged into it. None if nothing is written yet:
    an edit that would change nothing, something said under this key before, or `in_one_go`.
    """
    packed = pack(message)
    if message.post:
        if _last_of_post(session, chat, message.post) == packed:
            return None
        session.execute(
            update(Outgoing)
            .where(
                Outgoing.chat_id == chat.id,
                Outgoing.post == message.post,
                Outgoing.state == "ready",
            )
            .values(state="merged", message=NOTHING)
        )
    values = {
        "dedupe": dedupe,
        "lane": f"{chat.platform}:{chat.tenant}",
        "chat_id": chat.id,
        "priority": priority,
        "not_before": now,
        "expires_at": message.expires_at or expires_at,
        "state": "leased" if leased_to else "ready",
        "worker": leased_to,
        "lease_until": lease_until,
        "message": packed,
        "post": message.post,
        "edit": edit,
        "only_for": only_for,
        "attempts": 0,
    }
    waiting = session.info.get(_WAITING)
    if waiting is not None and not message.post:
        waiting.append(values)
        return None
    row = Outgoing(**values)
    return Job(row, chat, message, edit) if insert_once(session, row) else None


_WAITING = "outbox: rows to be written in one go"


@contextmanager
def in_one_go(session: Session) -> Iterator[None]:
    """What is put meanwhile is written at the end, in one statement; posts, which look at each
    other, are written at once.
    """
    waiting: list[dict[str, object]] = []
    outer = session.info.get(_WAITING)
    session.info[_WAITING] = waiting
    try:
        yield
        insert_all(session, Outgoing, waiting)
    finally:
        session.info[_WAITING] = outer


def _last_of_post(session: Session, chat: Chat, post: str) -> dict[str, object] | None:
    """What a post says now, or will once its newest edit is out."""
    return session.scalar(
        select(Outgoing.message)
        .where(
            Outgoing.chat_id == chat.id,
            Outgoing.post == post,
            Outgoing.state.in_(("ready", "leased", "sent")),
        )
        .order_by(Outgoing.id.desc())
        .limit(1)
    )


def stands(session: Session, chat: Chat, post: str) -> bool:
    """Whether a post was said, or is about to be."""
    return _last_of_post(session, chat, post) is not None


def known(session: Session, keys: Sequence[str]) -> set[str]:
    """Which of these were said, or are about to be."""
    return set(session.scalars(*_known(keys))) if keys else set()


@prepared
def _known(keys: Sequence[str]) -> Select[str]:
    return select(Outgoing.dedupe).where(Outgoing.dedupe.in_(keys))


def lanes_waiting(session: Session) -> list[str]:
    """Lanes with something ready, by leaps over the index: a step a lane, not a row."""
    return list(session.scalars(_lanes_waiting()))


@cache
def _lanes_waiting() -> Select[str]:
    ready = Outgoing.state == "ready"
    lanes = select(func.min(Outgoing.lane).label("lane")).where(ready).cte("lanes", recursive=True)
    following = select(func.min(Outgoing.lane)).where(ready, Outgoing.lane > lanes.c.lane)
    leap = select(following.scalar_subquery()).where(lanes.c.lane.is_not(None))
    lanes = lanes.union_all(leap)
    return select(lanes.c.lane).where(lanes.c.lane.is_not(None))


def take_back(session: Session, now: datetime) -> None:
    """Rows whose claimer died go back to the queue."""
    session.execute(
        update(Outgoing)
        .where(Outgoing.state == "leased", Outgoing.lease_until < now)
        .values(state="ready", worker="", error=INTERRUPTED)
    )


def release_all(session: Session) -> None:
    """At the start of a single process nobody else can hold a lease."""
    session.execute(
        update(Outgoing)
        .where(Outgoing.state == "leased")
        .values(state="ready", worker="", error=INTERRUPTED)
    )


def claim(
    session: Session,
    lane: str,
    worker: str,
    now: datetime,
    most: int,
    crowded: Collection[int] = (),
) -> list[Outgoing]:
    """Up to `most` rows of a lane, most urgent first, leased to `worker`; none for chats that have
    enough to hear already.
    """
    waiting = select(Outgoing).where(
        Outgoing.lane == lane, Outgoing.state == "ready", Outgoing.not_before <= now
    )
    if crowded:
        waiting = waiting.where(Outgoing.chat_id.not_in(crowded))
    rows = list(
        session.scalars(
            waiting.order_by(Outgoing.priority, Outgoing.not_before, Outgoing.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
    )
    for row in rows:
        row.state, row.worker, row.lease_until = "leased", worker, now + LEASE
    return rows


def renew(session: Session, worker: str, ids: Sequence[int], now: datetime) -> list[Outgoing]:
    """Rows that are still leased to `worker`, for a while yet: mostly nothing need be written."""
    if not ids:
        return []
    chosen = select(Outgoing).where(*_mine(worker, ids)).order_by(Outgoing.id)
    rows = list(session.scalars(chosen.with_for_update()))
    for row in rows:
        if row.lease_until is None or row.lease_until < now + LEASE / 2:
            row.lease_until = now + LEASE
    return rows


def keep(session: Session, worker: str, ids: Sequence[int], now: datetime) -> set[int]:
    """Renew the leases of rows that wait or are on their way; those that are still `worker`'s."""
    if not ids:
        return set()
    kept = update(Outgoing).where(*_mine(worker, ids)).values(lease_until=now + LEASE)
    return set(session.scalars(kept.returning(Outgoing.id)))


def hand_back(session: Session, worker: str) -> None:
    """What a stopping process did not come to say is the next one's at once."""
    session.execute(
        update(Outgoing)
        .where(Outgoing.state == "leased", Outgoing.worker == worker)
        .values(state="ready", worker="")
    )


def still_mine(session: Session, worker: str, ids: Sequence[int]) -> set[int]:
    """What a late finisher may not mark is missing here; the others stay locked."""
    return set(session.scalars(select(Outgoing.id).where(*_mine(worker, ids)).with_for_update()))


def mark(session: Session, worker: str, rows: Sequence[Mapping[str, object]]) -> int:
    """Write what became of rows still leased to `worker`, a mapping each; how many were not."""
    own = [{"mine": worker, "worker": "", **row} for row in rows]
    return len(rows) - session.connection().execute(_marking(), own).rowcount


@cache
def _marking() -> Update:
    """What else a mapping holds than its `row` is set."""
    table = cast("Table", Outgoing.__table__)
    return update(table).where(
        table.c.id == bindparam("row"),
        table.c.state == "leased",
        table.c.worker == bindparam("mine"),
    )


def _mine(worker: str, ids: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return (Outgoing.id.in_(ids), Outgoing.state == "leased", Outgoing.worker == worker)


def standing(
    session: Session, chat_ids: Sequence[int], names: Sequence[str]
) -> dict[tuple[int, str], str]:
    """The platform's ids of posts that stand, by chat and name."""
    rows = session.execute(
        select(Post.chat_id, Post.name, Post.platform_id).where(
            Post.chat_id.in_(chat_ids), Post.name.in_(names)
        )
    )
    return {(chat_id, name): platform_id for chat_id, name, platform_id in rows}


def post_at(session: Session, address: Address, platform_id: str) -> str:
    """The name of the post a message is; "" if it is none. Telegram does not tell the topic of a
    message people react to, and does not need to: its numbers are the chat's.
    """
    found = session.scalar(
        select(Post.name)
        .join(Chat, Chat.id == Post.chat_id)
        .where(
            Chat.platform == address.platform,
            Chat.tenant == address.tenant,
            Chat.chat == address.chat,
            Post.platform_id == platform_id,
        )
        .order_by(Post.id.desc())
        .limit(1)
    )
    return found or ""


def counts(session: Session) -> dict[str, int]:
    """Rows by state: reads them all."""
    rows = session.execute(select(Outgoing.state, func.count()).group_by(Outgoing.state))
    return {str(state): int(number) for state, number in rows}


def waiting(session: Session, lane: str) -> int:
    return _number(session, Outgoing.state == "ready", Outgoing.lane == lane)


def leased(session: Session) -> int:
    return _number(session, Outgoing.state == "leased")


def parked(session: Session) -> int:
    return _number(session, Outgoing.state == "parked")


def _number(session: Session, *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Outgoing).where(*where)) or 0


def oldest(session: Session, lane: str) -> datetime | None:
    """Since when the message of a lane that has waited longest may be said."""
    firsts = [
        session.scalar(
            select(func.min(Outgoing.not_before)).where(
                Outgoing.state == "ready", Outgoing.lane == lane, Outgoing.priority == priority
            )
        )
        for priority in (ANSWER, REMINDER, SUMMARY)
    ]
    return min((first for first in firsts if first is not None), default=None)
