"""Keeps the outbox for the delivery: one transaction marks what was said, renews what is held and
claims what comes next. Synchronous: it works on a database thread.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from bot.database import Database
from bot.operations.clock import Clock
from bot.queries import outbox
from bot.queries.outbox import Job
from bot.wire import Platform
from scheduler.lanes import Room, capacity
from scheduler.marks import Mark, write

RENEW = outbox.LEASE / 3
"""How often leases are renewed: two renewals may fail before a row is taken for left behind."""

TAKE_BACK = timedelta(seconds=1)
"""How often a look at the outbox also looks for what others left behind."""

LONG_AGO = datetime.min.replace(tzinfo=UTC)

Speaks = Callable[[Session, str, datetime], bool]
"""Whether this process may say the planned messages of a lane now. One process at a time may, so
that a lane's limits need no shared counter; answers are said by whoever made them."""

log = structlog.get_logger("delivery")


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at the outbox is for, beside the marks."""

    fresh: Sequence[Job]
    """What this process has just written."""
    held: Sequence[Job]
    rooms: Mapping[str, Room]
    """By lane."""
    for_planned: bool = True
    """Whether anything that was planned may still be begun."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a look brought: what to say now, and how things stand."""

    jobs: list[Job] = field(default_factory=list)
    in_vain: list[Mark] = field(default_factory=list)
    """What need not be said any more, as it is marked already."""
    gone: set[int] = field(default_factory=set)
    """Rows we held too long: somebody else says them."""
    more: set[str] = field(default_factory=set)
    """Lanes that may have more to say."""
    elsewhere: set[str] = field(default_factory=set)
    """Lanes whose planned messages another process says just now."""


class Clerk:
    """Works under the name of one worker, for the platforms it can speak to."""

    def __init__(
        self,
        database: Database,
        platforms: Mapping[str, Platform],
        clock: Clock,
        worker: str,
        speaks: Speaks,
    ) -> None:
        self.database = database
        self.platforms = platforms
        self.clock = clock
        self.worker = worker
        self.speaks = speaks
        self.renewed = clock.now()
        self._took_back = LONG_AGO

    @property
    def wants_to_renew(self) -> bool:
        return self.clock.now() - self.renewed >= RENEW

    def work(self, marks: Sequence[Mark], look: Look | None) -> Found:
        """Mark, and look if asked to: one commit for all sends that ended meanwhile."""
        now = self.clock.now()
        with self.database.begin() as session:
            late = write(session, self.worker, marks, now)
            found = self._found(session, look, now) if look else Found()
        if late:
            log.warning("late marks refused", rows=late)
        return found

    def _found(self, session: Session, look: Look, now: datetime) -> Found:
        found = Found(gone=self._renew(session, look.held, now))
        self._take_back(session, now)
        jobs = outbox.renew(session, self.worker, [job.id for job in look.fresh], now)
        for lane in outbox.lanes_waiting(session) if look.for_planned else ():
            platform = self.platforms.get(lane.partition(":")[0])
            if platform is None:
                continue
            most, crowded = look.rooms.get(lane) or (capacity(platform.limits), set())
            if not self.speaks(session, lane, now):
                found.elsewhere.add(lane)
            elif most > 0:
                claimed = outbox.claim(session, lane, self.worker, now, most, crowded)
                jobs += claimed
                if len(claimed) == most:
                    found.more.add(lane)
        for job in jobs:
            end = _end_of(job, now)
            if end is None:
                found.jobs.append(job)
            else:
                found.in_vain.append(end)
        write(session, self.worker, found.in_vain, now)
        return found

    def _take_back(self, session: Session, now: datetime) -> None:
        if now - self._took_back >= TAKE_BACK:
            self._took_back = now
            outbox.take_back(session, now)

    def _renew(self, session: Session, jobs: Sequence[Job], now: datetime) -> set[int]:
        """Ids of what was taken from us: our leases had run out, somebody else says it."""
        if not self.wants_to_renew:
            return set()
        self.renewed = now
        ids = [job.id for job in jobs]
        kept = outbox.keep(session, self.worker, ids, now)
        for job in jobs:
            if job.id in kept:
                job.lease_until = now + outbox.LEASE
        return set(ids) - kept


def is_over(job: Job, now: datetime) -> bool:
    """Whether it would come too late to be of use."""
    return job.expires_at is not None and job.expires_at < now


def _end_of(job: Job, now: datetime) -> Mark | None:
    """What becomes of it if it need not be said at all."""
    if job.place.gone is not None:
        return Mark(job, "parked", error=f"chat gone: {job.place.gone}")
    return Mark(job, "expired") if is_over(job, now) else None
