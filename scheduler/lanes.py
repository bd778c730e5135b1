"""A lane: what one Telegram bot or Slack workspace has still to say, in which order, how fast."""

from collections import deque
from collections.abc import Callable

from bot.queries.outbox import Job
from bot.wire import Platform
from scheduler.pace import Pace


class Lane:
    """Its queue in memory and its pace."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.pace = Pace(platform.limits)
        self.waiting: deque[Job] = deque()
        self.busy: dict[int, Job] = {}
        """By chat what is on its way or not marked yet: order per chat is kept, and a crash repeats
        no more than this."""
        self.more = False
        """Whether the outbox may hold more than was claimed last."""

    @property
    def is_full(self) -> bool:
        """Whether as much is on its way as may be."""
        return len(self.busy) >= self.platform.limits.in_flight

    def next(self, now: float, patience: float) -> tuple[Job | None, float]:
        """The first job that may go now, or in how many seconds one may, at most `patience`."""
        soonest = patience
        blocked = set(self.busy)
        for position, job in enumerate(self.waiting):
            if job.chat.id in blocked:
                continue
            is_group = job.chat.member_id is None
            wait = self.pace.wait(now, job.chat.id, is_group=is_group, answer=job.is_answer)
            if wait <= 0:
                del self.waiting[position]
                self.pace.take(now, job.chat.id, is_group=is_group, answer=job.is_answer)
                return job, 0.0
            blocked.add(job.chat.id)
            soonest = min(soonest, wait)
        return None, soonest

    def add(self, job: Job) -> list[Job]:
        """Take a job in. Of several edits of one post only the newest is said; the others."""
        same = [
            one
            for one in (*self.waiting, job)
            if job.row.post and one.row.post == job.row.post and one.chat.id == job.chat.id
        ]
        self._queue(job)
        older = sorted(same, key=lambda one: one.row.id)[:-1]
        return self.take_out(lambda one: one in older) if older else []

    def _queue(self, job: Job) -> None:
        """The more urgent first; what is as urgent, in the order it came."""
        place = len(self.waiting)
        while place and self.waiting[place - 1].row.priority > job.row.priority:
            place -= 1
        self.waiting.insert(place, job)

    def take_out(self, which: Callable[[Job], bool]) -> list[Job]:
        """What need not wait here any longer."""
        out = [job for job in self.waiting if which(job)]
        self.waiting = deque(job for job in self.waiting if not which(job))
        return out

    def marked(self, job: Job) -> None:
        """What became of it is committed: the next one of its chat may go."""
        if self.busy.get(job.chat.id) is job:
            del self.busy[job.chat.id]
