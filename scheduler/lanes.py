"""A lane: what one Telegram bot or Slack workspace has still to say, in which order, how fast."""

from collections import Counter, deque
from collections.abc import Callable

from bot.queries.outbox import Ears, Job
from bot.wire import Limits, Platform
from scheduler.pace import Pace

LEAST, MOST, AHEAD = 50, 200, 2.0
"""Messages of a lane in memory that only its pace holds up: so many seconds' worth, within both."""

Room = tuple[int, set[int]]
"""How many more messages a lane may take in, and for which chats none."""


def capacity(limits: Limits) -> int:
    """How many messages of a lane are claimed ahead."""
    return int(min(MOST, max(LEAST, AHEAD * limits.lane_per_second)))


class Lane:
    """Its queue in memory and its pace."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.pace = Pace(platform.limits)
        self.capacity = capacity(platform.limits)
        self.waiting: deque[Job] = deque()
        self.busy: dict[Ears, Job] = {}
        """By listener what is on its way or not marked yet: order is kept for each, and a crash
        repeats no more than this."""
        self.more = False
        """Whether the outbox may hold more than was claimed last."""

    @property
    def is_full(self) -> bool:
        """Whether as much is on its way as may be."""
        return len(self.busy) >= self.platform.limits.in_flight

    def next(self, now: float, patience: float) -> tuple[Job | None, float]:
        """The first job that may go now, or in how many seconds one may, at most `patience`."""
        soonest, rest = patience, self.pace.rest_until - now
        if rest > 0:
            return None, min(soonest, rest)
        blocked = set(self.busy)
        for position, job in enumerate(self.waiting):
            if job.ears in blocked:
                continue
            about = {"is_group": job.is_for_a_group, "answer": job.is_answer}
            wait = self.pace.wait(now, job.ears, **about, kinds=job.kinds)
            if wait <= 0:
                del self.waiting[position]
                self.pace.take(now, job.ears, **about, kinds=job.kinds)
                return job, 0.0
            blocked.add(job.ears)
            soonest = min(soonest, wait)
        return None, soonest

    def room(self, now: float) -> Room:
        """How many more it may take in, and for which chats not: what is held up by its chat's own
        pace does not hold up the lane.
        """
        if self.pace.rest_until > now:
            return 0, set()
        often = Counter(job.chat_id for job in self.waiting)
        crowded = {chat for chat, many in often.items() if many > 1}
        return self.capacity - len(often) + len(crowded), crowded

    def runs_low(self, now: float) -> bool:
        """Whether it should take in more of what waits for it."""
        return self.more and self.room(now)[0] > self.capacity / 2

    def add(self, job: Job) -> list[Job]:
        """Take a job in. Of several edits of one post only the newest is said, at the turn of the
        first, so that hundreds of answers do not hold up the count of them; the others.
        """
        if job.post is None:
            self._queue(job)
            return []
        same = [one for one in self.waiting if one.post == job.post and one.chat_id == job.chat_id]
        if any(one.id > job.id for one in same):
            return [job]
        if same and same[0].priority <= job.priority:
            self.waiting[self.waiting.index(same[0])] = job
        else:
            self._queue(job)
        self.take_out(lambda one: one in same)
        return same

    def _queue(self, job: Job) -> None:
        """The more urgent first; what is as urgent, in the order it came."""
        place = len(self.waiting)
        while place and job.goes_before(self.waiting[place - 1]):
            place -= 1
        self.waiting.insert(place, job)

    def take_out(self, which: Callable[[Job], bool]) -> list[Job]:
        """What need not wait here any longer."""
        out = [job for job in self.waiting if which(job)]
        self.waiting = deque(job for job in self.waiting if not which(job))
        return out

    def marked(self, job: Job) -> None:
        """What became of it is committed: the next one of its listener may go."""
        if self.busy.get(job.ears) is job:
            del self.busy[job.ears]
