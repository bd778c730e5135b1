"""`planning`: an alarm rung and in the outbox, against one of APScheduler's stored jobs."""

import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import select, update

from bench.community import move_in
from bench.figures import Figure, compared
from bench.jobs import Jobs, nothing
from bench.local import folder, on_postgres, postgres, sqlite
from bot.app import App, assemble
from bot.chat import Event, Message
from bot.context import Context
from bot.database import Database
from bot.models import Alarm, Member
from bot.operations.clock import StillClock
from bot.operations.running import settle_in
from bot.settings import Settings
from scheduler.clock import Due, Ringer
from scheduler.reminders import Reminder, Slot, own_hour

PEOPLE, DUE, JOBS_DUE = 100_000, 400, 200
KIND = "alarm.task"
NOW = datetime.fromisoformat("2026-03-02T08:00:00+08:00")
EMPTY = "an APScheduler job that does nothing"
SAME = "an APScheduler job that writes the same letter"


def measure(pairs: int) -> Iterator[Figure]:
    with folder() as at, sqlite(at / "t.db") as database:
        bench = _Planning(database)
        yield from bench.figures("SQLite", pairs)
    with postgres() as server, on_postgres(server) as database:
        yield from _Planning(database).figures("PostgreSQL", pairs)


class _Planning:
    """Everybody's letter is planned for tomorrow; who is asked for next is due now."""

    def __init__(self, database: Database) -> None:
        names = [str(n) for n in range(PEOPLE)]
        tomorrow = NOW + timedelta(days=1)
        move_in(database, names, NOW, platform="nowhere", tenant="here", due_at=tomorrow)
        settings = Settings(_env_file=None, database_url="sqlite://")
        self.app = assemble(settings, clock=StillClock(NOW), database=database)
        self.plain = Ringer(self.app.dispatcher, [_reminder(_line)])
        self._people = iter(range(1, PEOPLE + 1))

    def figures(self, kind: str, pairs: int) -> Iterator[Figure]:
        _writing.append(self.app)
        jobs = Jobs(self.app.database, PEOPLE)
        settle_in()  # as `run` does when everything is loaded
        try:
            rounds = [self._round(jobs) for _ in range(pairs)]
        finally:
            jobs.close()
            _writing.clear()
        letter, line, empty, same = zip(*rounds, strict=True)
        for name, ours, theirs, baseline, goal in (
            (f"planning, {kind}, a fixed line", line, empty, EMPTY, "<= 0.2"),
            (f"planning, {kind}, letter and letter", letter, same, SAME, "<= 0.2"),
            (f"planning, {kind}, the letter", letter, empty, EMPTY, ""),
        ):
            pairs_of = list(zip(ours, theirs, strict=True))
            yield compared(name, "ms/alarm", pairs_of, baseline, goal)

    def _round(self, jobs: Jobs) -> tuple[float, float, float, float]:
        return (
            self._ring(self.app.ringer),
            self._ring(self.plain),
            jobs.milliseconds(nothing, self._next(JOBS_DUE)),
            jobs.milliseconds(write, self._next(JOBS_DUE)),
        )

    def _next(self, many: int) -> range:
        first, *rest = islice(self._people, many)
        return range(first, rest[-1] + 1)

    def _wake(self, many: int) -> None:
        people = self._next(many)
        chosen = Alarm.owner_id.between(people[0], people[-1])
        with self.app.database.begin() as session:
            session.execute(update(Alarm).where(chosen, Alarm.kind == KIND).values(due_at=NOW))

    def _ring(self, ringer: Ringer) -> float:
        """Milliseconds an alarm: said into the outbox, the next one planned, all committed."""
        self._wake(DUE)
        began = time.perf_counter()
        rung = ringer.tick(NOW)
        seconds = time.perf_counter() - began
        if rung != DUE:
            raise TimeoutError(f"{rung} of {DUE} alarms rung")
        return seconds * 1000 / DUE


def _reminder(handler) -> Reminder:
    return Reminder(KIND, own_hour, "member", handler, timedelta(hours=14), Slot.LETTER)


def _line(event: Event, context: Context) -> Iterable[Message]:
    return [Message("早上好。")]


_writing: list[App] = []
"""Whose letters `write` writes: a stored job can be given a number, not a companion."""


def write(person: int) -> None:
    """A job a person as it would be written: a transaction, the letter, the outbox."""
    (app,) = _writing
    with app.database.begin() as session:
        alarm = session.scalars(
            select(Alarm).where(Alarm.owner_id == person, Alarm.kind == KIND)
        ).one()
        member = session.get_one(Member, person)
        reminder = app.ringer.timetable[KIND]
        due = Due(alarm, reminder, member, NOW, NOW, f"stored:{person}")
        app.ringer._say(session, due, NOW, {})
