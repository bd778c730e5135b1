"""Days on the real machine, counted: what is said unasked, and what a full day costs in taps.

Three learners of the shipped library live forty days each through the real dispatcher, clock and
timetable, on a database in memory. The diligent one presses Done when the letter comes and writes
one line; the quiet one answers nothing; the busy one puts the letter off, recalls cards and comes
back on the third day. Every message is counted on the local day it was said.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

from sqlalchemy import delete, select

from bench.figures import Figure
from bot.chat import Address, Event, Person
from bot.database import Database
from bot.dispatcher import Dispatcher
from bot.models import Base, Outgoing, Task
from bot.operations.clock import StillClock
from bot.rows import House
from bot.study.calendar import local_day
from content import load
from handlers import HANDLERS, start
from scheduler.clock import Ringer
from scheduler.reminders import Slot
from scheduler.timetable import TIMETABLE

BEGIN = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
"""Six in the morning in Shanghai: an hour before the first letter."""
DAYS = 40
ZONE = "Asia/Shanghai"
UNASKED = {row.kind for row in TIMETABLE if row.slot in {Slot.LETTER, Slot.NUDGE}}


@dataclass
class Life:
    """One learner on a machine of their own."""

    now: datetime = BEGIN
    unasked: Counter[date] = field(default_factory=Counter)
    taps: Counter[date] = field(default_factory=Counter)
    lines: Counter[date] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        database = Database("sqlite://")
        Base.metadata.create_all(database.engine)
        house = House(load(), HANDLERS, start.start, "zh", ZONE)
        self.database = database
        self.dispatcher = Dispatcher(database, house, "days", lambda _: None, StillClock(BEGIN))
        self.ringer = Ringer(self.dispatcher, TIMETABLE)
        self.keys = count()
        for name, text in (("start", ""), ("start.track", "T1"), ("start.hour", "480")):
            self.does(name, text)
        self.heard()

    @property
    def today(self) -> date:
        return local_day(self.now, ZONE, 240)

    def does(self, name: str, text: str = "") -> None:
        event = Event(
            name,
            Address("memory", "local", "one"),
            Person("memory", "local", "one", "小王", "zh"),
            self.now,
            str(next(self.keys)),
            text=text,
        )
        self.dispatcher._handle_all([(event, "")])

    def taps_on(self, name: str, text: str) -> None:
        self.taps[self.today] += 1
        self.does(name, text)

    def heard(self) -> list[dict[str, str]]:
        """The buttons of what was said since; what was said unasked is counted."""
        with self.database.begin() as session:
            rows = list(session.scalars(select(Outgoing).order_by(Outgoing.id)))
            found = [
                button for row in rows for line in row.message.get("buttons", []) for button in line
            ]
            for row in rows:
                self.unasked[self.today] += row.dedupe.partition(":")[0] in UNASKED
            session.execute(delete(Outgoing))
        return found

    def full(self) -> list[date]:
        """The days whose task is done."""
        with self.database.begin() as session:
            return list(session.scalars(select(Task.day).where(Task.state == "done")))

    def hour_passes(self) -> list[dict[str, str]]:
        self.now += timedelta(hours=1)
        self.ringer.tick(self.now)
        return self.heard()


def diligent() -> Life:
    life = Life()
    for _ in range(DAYS * 24):
        for button in life.hour_passes():
            if button.get("event") == "task.done":
                life.taps_on("task.done", button["text"])
                life.lines[life.today] += 1
                life.does("", "今天懂了一点")
                life.heard()
                break
    return life


def quiet() -> Life:
    life = Life()
    for _ in range(DAYS * 24):
        life.hour_passes()
    return life


def busy() -> Life:
    """Puts the letter off for an hour, answers a card, and is away two days of three."""
    life = Life()
    for hour in range(DAYS * 24):
        for button in life.hour_passes():
            if button.get("event") == "task.done" and (hour // 24) % 3 == 0:
                name = "task.done" if life.unasked[life.today] > 1 else "task.snooze"
                number = button["text"]
                life.does(name, number if name == "task.done" else f"{number} 1h")
                life.does("recall")
                life.heard()
                break
    return life


def measure() -> list[Figure]:
    lives = [diligent(), quiet(), busy()]
    days = lives[0].full()
    most = max(max(life.unasked.values()) for life in lives)
    taps = max(lives[0].taps[day] for day in days)
    typed = max(lives[0].lines[day] for day in days)
    full, silent = (sum(life.unasked.values()) for life in lives[:2])
    return [
        Figure("rhythm, most messages a day said unasked, played", most, "messages", goal="<= 2"),
        Figure("rhythm, taps of a full day, played", taps, "taps", goal="<= 1"),
        Figure("rhythm, lines of a full day, played", typed, "lines", goal="<= 1"),
        Figure("rhythm, messages of 40 unanswered days", silent, "messages"),
        Figure(f"rhythm, messages of {len(days)} full days", full, "messages"),
    ]
