"""The delivery: outbox to platforms, lane by lane, within the vendor's limits.

A row is leased, sent, and marked by a group commit while other sends run. Its lease is renewed as
long as it waits here or is on its way. A process that dies leaves leased rows behind; they are said
again once their lease is over, so nothing is lost and nothing is said more than twice.
"""

import asyncio
import contextlib
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import DBAPIError

from bot.database import Database
from bot.operations.clock import Clock
from bot.queries import outbox
from bot.queries.outbox import Job
from bot.wire import Parcel, Platform, Refused
from scheduler.clerk import Clerk, Found, Look, Speaks, is_over
from scheduler.lanes import Lane
from scheduler.marks import Mark

TRIES = 300
LONGEST_WAIT = 300
"""Seconds between attempts grow up to this. So a platform may be away for a day before what waits
for it is parked for a person to look at; what would come too late has expired by then.
"""

IDLE = 1.0
"""Seconds between looks at the outbox when nobody wakes us."""

LATE = timedelta(minutes=10)
"""What is said so long after its time is counted as late."""

log = structlog.get_logger("delivery")


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
        self._clerk = Clerk(database, platforms, clock, worker, speaks)
        self.platforms = platforms
        self.clock = clock
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
        self._looks_again = True
        self._standing: dict[tuple[int, str], str] = {}
        """Posts said since their next edits were claimed: those know of no message to edit."""

    def said(self, jobs: Sequence[Job]) -> None:
        """What this process has just written. What is leased to it goes at once, the rest soon.

        What is for a platform that another process speaks for is that one's when the lease ends.
        """
        if jobs:
            here = [job for job in jobs if job.place.address.platform in self.platforms]
            leased = [job for job in here if job.lease_until is not None]
            now = self.clock.now()
            for job in leased:
                if _goes_as_it_is(job, now):
                    self._lane(job.lane).add(job)
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
            await self._visit()
            progress = await self._send_all()
            if not (progress or self._marks or self._fresh or self._looks_again):
                self._standing.clear()
                return

    async def _visit(self) -> None:
        """One visit to the database: what was said is marked, and if we want a look, what we hold
        is renewed, what was made meanwhile and what else the lanes may say is taken in.
        """
        marks, self._marks = self._marks, []
        look = self._look() if self._fresh or self._wants_a_look() else None
        if not marks and look is None:
            return
        began = time.monotonic()
        try:
            # An answer among them is waited for; what was planned may wait for others.
            hurry = bool(look and look.fresh)
            found = await self.database.threads.do(self._clerk.work, marks, look, hurry=hurry)
        except DBAPIError:
            self._marks = marks + self._marks  # written when the database is back
            self._fresh = [*(look.fresh if look else ()), *self._fresh]
            raise
        self._note(marks)
        if look is not None:
            self.looks += 1
            self.looking += time.monotonic() - began
            self._take_in(found)

    def _look(self) -> Look:
        fresh, self._fresh, self._looks_again = self._fresh, [], False
        now, lanes = time.monotonic(), self._lanes
        held = [job for lane in lanes.values() for job in (*lane.waiting, *lane.busy.values())]
        rooms = {name: lane.room(now) for name, lane in lanes.items()}
        return Look(fresh, held, rooms, for_planned=not self._stopping)

    def _note(self, marks: Sequence[Mark]) -> None:
        """They are committed."""
        for mark in marks:
            self.expired += mark.state == "expired"
            self._lane(mark.job.lane).marked(mark.job)
            self._looks_again = self._looks_again or mark.state == "ready"

    def _take_in(self, found: Found) -> None:
        self.expired += sum(mark.state == "expired" for mark in found.in_vain)
        for job in found.jobs:
            if job.is_answer or not self._stopping:
                older = self._lane(job.lane).add(job)
                self._marks += [Mark(one, "merged") for one in older]
        for name, lane in self._lanes.items():
            lane.more = name in found.more
            lane.pace.is_shared = name in found.elsewhere
            if found.gone:
                lane.take_out(lambda job: job.id in found.gone)

    async def _send_all(self) -> bool:
        """Send what waits in memory; whether anything was sent."""
        progress = False
        while any(lane.waiting for lane in self._lanes.values()) or self._sends:
            begun, soonest = self._begin()
            progress = progress or begun or bool(self._sends)
            await self._pause(soonest)
            await self._visit()
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
                if is_over(job, self.clock.now()):
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
        low = any(lane.runs_low(now) for lane in self._lanes.values())
        return low or self._looks_again or self._clerk.wants_to_renew

    def _is_late(self, job: Job) -> bool:
        return job.lease_until is not None and job.lease_until <= self.clock.now()

    async def _send(self, lane: Lane, job: Job) -> None:
        # Not in one line: `append` would be looked up before the wait, on a list that a flush
        # takes away meanwhile; the mark would be lost and the message said again.
        mark = await self._outcome(lane, job)
        self._marks.append(mark)
        self._woken.set()

    async def _outcome(self, lane: Lane, job: Job) -> Mark:
        parcel = Parcel(
            address=job.place.address,
            message=job.message,
            key=job.dedupe,
            edit=self._standing.get((job.chat_id, job.post), job.edit) if job.post else job.edit,
            only_for=job.only_for,
            again=bool(job.error),
        )
        try:
            platform_id = await lane.platform.send(parcel)
        except Refused as refused:
            self.refused += 1
            return self._refusal(lane, job, refused)
        except Exception:
            log.exception("send failed", lane=job.lane, row=job.id)
            return self._later(job, "unexpected error")
        self.sent += 1
        self.repeated += job.error == outbox.INTERRUPTED
        self.late += self.clock.now() - job.not_before > LATE
        if job.post:
            self._standing[job.chat_id, job.post] = platform_id
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
            log.info("chat gone", lane=job.lane, chat=job.chat_id, reason=refused.reason)
            for other in lane.take_out(lambda one: one.chat_id == job.chat_id):
                self._marks.append(Mark(other, "parked", error=refused.reason))
            return Mark(job, "parked", dead=True, error=refused.reason)
        if refused.hopeless:
            log.error("message refused", row=job.id, reason=refused.reason)
            return Mark(job, "parked", error=refused.reason)
        return self._later(job, refused.reason)

    def _later(self, job: Job, reason: str) -> Mark:
        tries = job.attempts + 1
        if tries >= TRIES:
            log.error("parked", row=job.id, reason=reason)
            return Mark(job, "parked", error=reason)
        wait = timedelta(seconds=min(2 ** min(tries, 30), LONGEST_WAIT))
        return Mark(job, "ready", not_before=self.clock.now() + wait, error=reason)

    def _lane(self, name: str) -> Lane:
        if name not in self._lanes:
            self._lanes[name] = Lane(self.platforms[name.partition(":")[0]])
        return self._lanes[name]


def _goes_as_it_is(job: Job, now: datetime) -> bool:
    """Whether a row just written needs no look at the database before it is said."""
    lasting = job.lease_until is not None and job.lease_until > now + outbox.LEASE / 2
    return lasting and not job.post
