"""The delivery: outbox to platforms, lane by lane, within the vendor's limits.

A row is leased, sent, and marked by a group commit while other sends run. Its lease is renewed as
long as it waits here or is on its way. A process that dies leaves leased rows behind; they are said
again once their lease is over, so nothing is lost and nothing is said more than twice.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.database import Database
from bot.models import Chat, Outgoing
from bot.operations.clock import Clock
from bot.packing import unpack
from bot.queries import members, outbox
from bot.queries.outbox import Job
from bot.wire import Parcel, Platform, Refused
from scheduler.lanes import CLAIM, Lane
from scheduler.marks import Mark, write

TRIES = 300
LONGEST_WAIT = 300
"""Seconds between attempts grow up to this. So a platform may be away for a day before what waits
for it is parked for a person to look at; what would come too late has expired by then.
"""

IDLE = 1.0
"""Seconds between looks at the outbox when nobody wakes us."""

LATE = timedelta(minutes=10)
"""What is said so long after its time is counted as late."""

RENEW = outbox.LEASE / 3
"""How often leases are renewed: two renewals may fail before a row is taken for left behind."""

Speaks = Callable[[Session, str, datetime], bool]
"""Whether this process may say the planned messages of a lane now. One process at a time may, so
that a lane's limits need no shared counter; answers are said by whoever made them."""

log = structlog.get_logger("delivery")


@dataclass(frozen=True, slots=True)
class Found:
    """What a look at the outbox brought: what to say now, and how things stand."""

    jobs: list[Job]
    gone: set[int]
    """Rows we held too long: somebody else says them."""
    more: set[str]
    """Lanes that may have more to say."""
    elsewhere: set[str]
    """Lanes whose planned messages another process says just now."""


class Delivery:
    """Drains the outbox of the lanes it is given, in one event loop."""

    def __init__(
        self,
        database: Database,
        platforms: Mapping[str, Platform],
        clock: Clock,
        worker: str,
        speaks: Speaks = lambda *_: True,
    ) -> None:
        self.database = database
        self._speaks = speaks
        self.platforms = platforms
        self.clock = clock
        self.worker = worker
        self.sent = 0
        self.refused = 0
        self.late = 0
        self.expired = 0
        self.repeated = 0
        self.looks = 0
        self.looking = 0.0
        """Seconds spent looking for what is to be said."""
        self._lanes: dict[str, Lane] = {}
        self._woken = asyncio.Event()
        self._fresh: list[Job] = []
        self._marks: list[Mark] = []
        self._sends: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._looks_again = False
        self._renewed = clock.now()
        self._standing: dict[tuple[int, str], str] = {}
        """Posts said since their next edits were claimed: those know of no message to edit."""

    def said(self, jobs: Sequence[Job]) -> None:
        """What this process has just written. What is leased to it goes at once, the rest soon.

        What is for a platform that another process speaks for is that one's when the lease ends.
        """
        if jobs:
            here = [job for job in jobs if job.chat.platform in self.platforms]
            leased = [job for job in here if job.row.state == "leased"]
            now = self.clock.now()
            for job in leased:
                if _goes_as_it_is(job, now):
                    self._lane(job.row.lane).add(job)
                else:
                    self._fresh.append(job)
            self._begin()  # an answer does not wait until the database has time for us
            self._looks_again = self._looks_again or len(leased) < len(jobs)
            self._woken.set()

    def look(self) -> None:
        """Something was planned: the next look at the outbox finds it."""
        self._looks_again = True
        self._woken.set()

    def stop(self) -> None:
        """Begin nothing that was planned any more: `drain` then says the answers that are owed and
        waits for what is on its way. The rest is left to the next process.
        """
        self._stopping = True
        for lane in self._lanes.values():
            lane.take_out(lambda job: not job.is_answer)
        self._woken.set()

    async def run(self) -> None:
        """Deliver until stopped or cancelled."""
        while not self._stopping:
            try:
                await self._say_all()
            except DBAPIError:
                log.exception("the database does not answer")
                await asyncio.sleep(IDLE)
            if not await self._pause(IDLE):
                self._looks_again = True

    async def _pause(self, seconds: float) -> bool:
        """Until there is news - a send has ended, a row was made - or so many seconds are over;
        whether there is.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        news = self._woken.is_set()
        self._woken.clear()
        return news

    async def drain(self) -> None:
        """Say everything that may be said now, and wait until it is marked."""
        self._looks_again = True
        await self._say_all()

    async def _say_all(self) -> None:
        for lane in self._lanes.values():
            lane.pace.forget_idle(time.monotonic())
        while True:
            await self._claim()
            progress = await self._send_all()
            await self._flush()
            if not progress and not self._fresh and not self._looks_again:
                self._standing.clear()
                return

    async def _claim(self) -> None:
        """Renew what we hold, take in what was made meanwhile and what else the lanes may say."""
        fresh, self._fresh = [job.row.id for job in self._fresh], []
        if not fresh and not self._wants_a_look():
            return
        self._looks_again = False
        awake, lanes = time.monotonic(), self._lanes.values()
        held = [job for lane in lanes for job in (*lane.waiting, *lane.busy.values())]
        rooms = {name: lane.room(awake) for name, lane in self._lanes.items()}
        threads, loop = self.database.threads, asyncio.get_running_loop()
        # An answer among them is waited for; what was planned may wait for others.
        soon = partial(loop.run_in_executor, threads) if fresh else threads.whenever
        found = await soon(self._claim_rows, fresh, held, rooms)
        self.looks += 1
        self.looking += time.monotonic() - awake
        for job in found.jobs:
            if job.is_answer or not self._stopping:
                older = self._lane(job.row.lane).add(job)
                self._marks += [Mark(one, "merged") for one in older]
        for name, lane in self._lanes.items():
            lane.more = name in found.more
            lane.pace.is_shared = name in found.elsewhere
            if found.gone:
                lane.take_out(lambda job: job.row.id in found.gone)

    def _claim_rows(
        self, fresh: list[int], held: Sequence[Job], rooms: Mapping[str, tuple[int, set[int]]]
    ) -> Found:
        now = self.clock.now()
        more, elsewhere = set(), set()
        with self.database.begin() as session:
            rows = outbox.renew(session, self.worker, fresh, now)
            gone = self._renew(session, held, now)
            outbox.take_back(session, now)
            for name in outbox.lanes_waiting(session) if not self._stopping else ():
                room, crowded = rooms.get(name, (CLAIM, set()))
                if name.partition(":")[0] not in self.platforms:
                    continue
                if not self._speaks(session, name, now):
                    elsewhere.add(name)
                elif room > 0:
                    claimed = outbox.claim(session, name, self.worker, now, room, crowded)
                    rows += claimed
                    if len(claimed) == room:
                        more.add(name)
            jobs = self._prepared(session, rows)
            alive = []
            for job in jobs:
                if job.chat.dead_at is not None:
                    job.row.state, job.row.error = "parked", f"chat gone: {job.chat.dead_reason}"
                elif _is_over(job.row, now):
                    job.row.state = "expired"
                    self.expired += 1
                else:
                    alive.append(job)
            return Found(alive, gone, more, elsewhere)

    def _renew(self, session: Session, jobs: Sequence[Job], now: datetime) -> set[int]:
        """Ids of what was taken from us: our leases had run out, somebody else says it."""
        if now - self._renewed < RENEW:
            return set()
        self._renewed = now
        ids = [job.row.id for job in jobs]
        kept = outbox.keep(session, self.worker, ids, now)
        for job in jobs:
            if job.row.id in kept:
                job.row.lease_until = now + outbox.LEASE
        return set(ids) - kept

    @staticmethod
    def _prepared(session: Session, rows: list[Outgoing]) -> list[Job]:
        ids = {row.chat_id for row in rows}
        chats = {chat.id: chat for chat in session.scalars(select(Chat).where(Chat.id.in_(ids)))}
        names = {row.post for row in rows if row.post}
        standing = outbox.standing(session, list(ids), list(names)) if names else {}
        return [
            Job(
                row,
                chats[row.chat_id],
                unpack(row.message),
                edit=standing.get((row.chat_id, row.post)) if row.post else row.edit,
            )
            for row in rows
        ]

    async def _send_all(self) -> bool:
        """Send what waits in memory; whether anything was sent."""
        progress = False
        while any(lane.waiting for lane in self._lanes.values()) or self._sends:
            begun, soonest = self._begin()
            progress = progress or begun or bool(self._sends)
            await self._pause(soonest)
            await self._flush()
            if self._fresh or self._wants_a_look():
                await self._claim()
        return progress

    def _begin(self) -> tuple[bool, float]:
        """Begin all sends that may be begun now; whether any were, and in how many seconds more."""
        progress, soonest = False, IDLE
        for lane in self._lanes.values():
            while not lane.is_full:
                job, wait = lane.next(time.monotonic(), IDLE)
                if job is None:
                    soonest = min(soonest, wait)
                    break
                progress = True
                if self._is_late(job):
                    continue  # we were away too long: it is somebody else's, or will be again
                if _is_over(job.row, self.clock.now()):
                    self._marks.append(Mark(job, "expired"))
                    continue
                lane.busy[job.ears] = job
                task = asyncio.create_task(self._send(lane, job))
                self._sends.add(task)
                task.add_done_callback(self._sends.discard)
        return progress, soonest

    def _wants_a_look(self) -> bool:
        """Whether a lane runs low, something new was made, or leases want to be renewed."""
        now = time.monotonic()
        low = any(lane.more and lane.room(now)[0] > CLAIM / 2 for lane in self._lanes.values())
        return low or self._looks_again or self.clock.now() - self._renewed >= RENEW

    def _is_late(self, job: Job) -> bool:
        return job.row.lease_until is not None and job.row.lease_until <= self.clock.now()

    async def _send(self, lane: Lane, job: Job) -> None:
        # Not in one line: `append` would be looked up before the wait, on a list that a flush
        # takes away meanwhile; the mark would be lost and the message said again.
        mark = await self._outcome(lane, job)
        self._marks.append(mark)
        self._woken.set()

    async def _outcome(self, lane: Lane, job: Job) -> Mark:
        row = job.row
        parcel = Parcel(
            address=members.address_of(job.chat),
            message=job.message,
            key=row.dedupe,
            edit=self._standing.get((job.chat.id, row.post or ""), job.edit),
            only_for=row.only_for,
            again=bool(row.error),
        )
        try:
            platform_id = await lane.platform.send(parcel)
        except Refused as refused:
            self.refused += 1
            return self._refusal(lane, job, refused)
        except Exception:
            log.exception("send failed", lane=row.lane, row=row.id)
            return self._later(job, "unexpected error")
        self.sent += 1
        self.repeated += row.error == outbox.INTERRUPTED
        self.late += self.clock.now() - row.not_before > LATE
        if row.post:
            self._standing[job.chat.id, row.post] = platform_id
        return Mark(job, "sent", platform_id)

    def _refusal(self, lane: Lane, job: Job, refused: Refused) -> Mark:
        if refused.retry_after is not None:
            lane.pace.rest(time.monotonic() + refused.retry_after)
            rest = timedelta(seconds=refused.retry_after)
            return Mark(job, "ready", not_before=self.clock.now() + rest, error=refused.reason)
        if refused.moved_to is not None:
            return Mark(job, "ready", moved_to=refused.moved_to, error=refused.reason)
        if refused.no_topic:
            return Mark(job, "ready", no_topic=True, error=refused.reason)
        if refused.permanent:
            log.info("chat gone", lane=job.row.lane, chat=job.chat.id, reason=refused.reason)
            for other in lane.take_out(lambda one: one.chat.id == job.chat.id):
                self._marks.append(Mark(other, "parked", error=refused.reason))
            return Mark(job, "parked", dead=True, error=refused.reason)
        if refused.hopeless:
            log.error("message refused", row=job.row.id, reason=refused.reason)
            return Mark(job, "parked", error=refused.reason)
        return self._later(job, refused.reason)

    def _later(self, job: Job, reason: str) -> Mark:
        tries = job.row.attempts + 1
        if tries >= TRIES:
            log.error("parked", row=job.row.id, reason=reason)
            return Mark(job, "parked", error=reason)
        wait = timedelta(seconds=min(2 ** min(tries, 30), LONGEST_WAIT))
        return Mark(job, "ready", not_before=self.clock.now() + wait, error=reason)

    async def _flush(self) -> None:
        marks, self._marks = self._marks, []
        if not marks:
            return
        self.expired += sum(mark.state == "expired" for mark in marks)
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self.database.threads, self._mark, marks)
        except DBAPIError:
            self._marks = marks + self._marks  # written when the database is back
            raise
        for mark in marks:
            self._lane(mark.job.row.lane).marked(mark.job)
            self._looks_again = self._looks_again or mark.state == "ready"

    def _mark(self, marks: list[Mark]) -> None:
        """One commit for all sends that ended meanwhile. A late finisher's mark is refused."""
        with self.database.begin() as session:
            late = write(session, self.worker, marks, self.clock.now())
        if late:
            log.warning("late marks refused", rows=late)

    def _lane(self, name: str) -> Lane:
        if name not in self._lanes:
            self._lanes[name] = Lane(self.platforms[name.partition(":")[0]])
        return self._lanes[name]


def _is_over(row: Outgoing, now: datetime) -> bool:
    """Whether it would come too late to be of use."""
    return row.expires_at is not None and row.expires_at < now


def _goes_as_it_is(job: Job, now: datetime) -> bool:
    """Whether a row just written needs no look at the database before it is said."""
    lasting = job.row.lease_until is not None and job.row.lease_until > now + outbox.LEASE / 2
    return lasting and not job.row.post
