"""The outbox: what is to be said, claimed and marked."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple, Self, cast

from sqlalchemy import ColumnElement, Row, Select, Table, Update, bindparam, func, select, update
from sqlalchemy.orm import Session

from bot.chat import Address, Message
from bot.inserting import insert_all, insert_new, insert_values
from bot.models import Chat, Outgoing
from bot.packing import pack, unpack
from bot.prepared import prepared
from bot.queries import posts

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


class Place(NamedTuple):
    """What saying something needs to know of a chat."""

    address: Address
    is_shared: bool
    """Whether it is not one member's alone."""
    gone: str | None
    """Why it no longer hears us, if so."""


@dataclass(eq=False, slots=True)
class Job:
    """A row of the outbox as it was read, with what sending it needs: plain, for there are many."""

    id: int
    """0 until it is written."""
    dedupe: str
    lane: str
    chat_id: int
    priority: int
    not_before: datetime
    expires_at: datetime | None
    lease_until: datetime | None
    message: Message
    post: str | None
    edit: str | None
    """The platform's id of the message to rewrite."""
    only_for: str | None
    attempts: int
    error: str
    place: Place
    ears: Ears = field(init=False)
    """Words for one person's eyes keep order and pace among themselves only."""

    def __post_init__(self) -> None:
        self.ears = self.chat_id, self.only_for

    @property
    def is_answer(self) -> bool:
        return self.priority == ANSWER

    @property
    def is_for_a_group(self) -> bool:
        return self.place.is_shared and self.only_for is None

    @property
    def kinds(self) -> list[str]:
        """What vendors count beside the messages of a chat."""
        found = []
        if self.edit is not None and self.only_for is None:
            found.append("edit")
        if self.message.picture is not None:
            found.append("picture")
        return found

    def goes_before(self, other: Self) -> bool:
        """The more urgent; of what is as urgent, a chat's post before words for one who is there:
        hundreds of them do not hold up what everybody reads.
        """
        if self.priority != other.priority:
            return self.priority < other.priority
        there = self.chat_id == other.chat_id and other.only_for is not None
        return there and self.post is not None


_TABLE = cast("Table", Outgoing.__table__)
_READ = select(*(_TABLE.c[one.name] for one in fields(Job) if one.name in _TABLE.c))


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

    An older edit of the same post still waiting is merged into it. None for an edit that would
    change nothing, for something said under this key before, and for what is planned `in_one_go`.
    """
    packed = pack(message)
    if message.post and not _is_news(session, chat, message.post, packed):
        return None
    values: dict[str, Any] = {
        "dedupe": dedupe,
        "lane": f"{chat.platform}:{chat.tenant}",
        "chat_id": chat.id,
        "priority": priority,
        "not_before": now,
        "expires_at": message.expires_at or expires_at,
        "lease_until": lease_until,
        "message": packed,
        "post": message.post,
        "edit": edit,
        "only_for": only_for,
        "attempts": 0,
        "error": "",
    }
    row = values | {"state": "leased" if leased_to else "ready", "worker": leased_to}
    waiting = session.info.get(_WAITING)
    if waiting is not None and not message.post and not leased_to:
        waiting.planned.append(row)
        return None
    job = Job(**values | {"id": 0, "message": message}, place=_place(chat))
    if waiting is not None and not message.post:
        waiting.leased.append((row, job))
        return job
    key = insert_values(session, _TABLE, row)
    job.id = key[0] if key else 0
    return job if key else None


def _is_news(session: Session, chat: Chat, post: str, packed: dict[str, Any]) -> bool:
    """Whether a post would say something new. Edits of it that still wait are then out of date."""
    if posts.newest(session, chat, post) == packed:
        return False
    older = (Outgoing.chat_id == chat.id, Outgoing.post == post, Outgoing.state == "ready")
    session.execute(update(Outgoing).where(*older).values(state="merged", message=NOTHING))
    return True


_WAITING = "outbox: rows to be written in one go"


@dataclass(frozen=True, slots=True)
class _Waiting:
    planned: list[dict[str, Any]] = field(default_factory=list)
    leased: list[tuple[dict[str, Any], Job]] = field(default_factory=list)


@contextmanager
def in_one_go(session: Session) -> Iterator[None]:
    """What is put meanwhile is written at the end, in one statement; posts, which look at each
    other, are written at once. Jobs have their id then, but for those said before.
    """
    waiting = _Waiting()
    outer = session.info.get(_WAITING)
    session.info[_WAITING] = waiting
    try:
        yield
        insert_all(session, Outgoing, waiting.planned)
        rows = [row for row, _ in waiting.leased]
        new = {row.dedupe: row.id for row in insert_new(session, Outgoing, rows, "dedupe", "id")}
        for _, job in waiting.leased:
            job.id = new.pop(job.dedupe, 0)
    finally:
        session.info[_WAITING] = outer


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
    session.connection().execute(*_taking_back(now))


@prepared
def _taking_back(now: datetime) -> Update:
    left = update(Outgoing).where(Outgoing.state == "leased", Outgoing.lease_until < now)
    return left.values(state="ready", worker="", error=INTERRUPTED)


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
) -> list[Job]:
    """Up to `most` rows of a lane, most urgent first, leased to `worker`; none for chats that have
    enough to hear already.
    """
    rows = session.connection().execute(*_ready(lane, now, list(crowded), most)).all()
    jobs = _jobs(session, rows)
    _lease(session, worker, jobs, now)
    return jobs


@prepared
def _ready(lane: str, now: datetime, crowded: Sequence[int], most: int) -> Select[Any]:
    waiting = _READ.where(
        Outgoing.lane == lane, Outgoing.state == "ready", Outgoing.not_before <= now
    )
    return (
        waiting.where(Outgoing.chat_id.not_in(crowded))
        .order_by(Outgoing.priority, Outgoing.not_before, Outgoing.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )


def renew(session: Session, worker: str, ids: Sequence[int], now: datetime) -> list[Job]:
    """Rows that are still leased to `worker`, for a while yet: mostly nothing need be written."""
    if not ids:
        return []
    jobs = _jobs(session, session.connection().execute(*_held(worker, list(ids))).all())
    short = [job for job in jobs if not job.lease_until or job.lease_until < now + LEASE / 2]
    _lease(session, worker, short, now)
    return jobs


@prepared
def _held(worker: str, ids: Sequence[int]) -> Select[Any]:
    return _READ.where(*_mine(worker, ids)).order_by(Outgoing.id).with_for_update()


def _jobs(session: Session, rows: Sequence[Row[Any]]) -> list[Job]:
    """Rows with their chats and, if they are posts, with what is to be edited."""
    if not rows:
        return []
    chats = sorted({row.chat_id for row in rows})
    places = {chat.id: _place(chat) for chat in session.connection().execute(*_places(chats))}
    names = {row.post for row in rows if row.post}
    standing = posts.standing(session, chats, list(names)) if names else {}
    found = []
    for row in rows:
        told = row._asdict() | {"message": unpack(row.message), "place": places[row.chat_id]}
        if row.post:
            told["edit"] = standing.get((row.chat_id, row.post))
        found.append(Job(**told))
    return found


@prepared
def _places(chats: Sequence[int]) -> Select[Any]:
    columns = ("id", "platform", "tenant", "chat", "thread", "member_id", "dead_at", "dead_reason")
    return select(*(getattr(Chat, name) for name in columns)).where(Chat.id.in_(chats))


def _place(chat: Chat | Row[Any]) -> Place:
    address = Address(chat.platform, chat.tenant, chat.chat, chat.thread or None)
    gone = None if chat.dead_at is None else chat.dead_reason
    return Place(address, chat.member_id is None, gone)


def _lease(session: Session, worker: str, jobs: Sequence[Job], now: datetime) -> None:
    """They are `worker`'s until their lease is over."""
    if jobs:
        until = now + LEASE
        session.connection().execute(*_leasing([job.id for job in jobs], worker, until))
        for job in jobs:
            job.lease_until = until


@prepared
def _leasing(ids: Sequence[int], whose: str, until: datetime) -> Update:
    chosen = update(Outgoing).where(Outgoing.id.in_(ids))
    return chosen.values(state="leased", worker=whose, lease_until=until)


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
    if not ids:
        return set()
    return set(session.scalars(select(Outgoing.id).where(*_mine(worker, ids)).with_for_update()))


def mark(session: Session, worker: str, rows: Sequence[Mapping[str, object]]) -> int:
    """Write what became of rows still leased to `worker`, a mapping each; how many were not."""
    own = [{"mine": worker, "worker": "", **row} for row in rows]
    return len(rows) - session.connection().execute(_marking(), own).rowcount


@cache
def _marking() -> Update:
    """What else a mapping holds than its `row` is set."""
    return update(_TABLE).where(
        _TABLE.c.id == bindparam("row"),
        _TABLE.c.state == "leased",
        _TABLE.c.worker == bindparam("mine"),
    )


def _mine(worker: str, ids: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return (Outgoing.id.in_(ids), Outgoing.state == "leased", Outgoing.worker == worker)
