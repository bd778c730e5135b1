"""A small world without edges, and a model that only listens: what must be there."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.database import Database
from bot.dispatcher import Dispatcher
from bot.models import (
    Base,
)
from bot.operations.clock import StillClock
from bot.rows import House
from content import Library, parse
from handlers import HANDLERS, start
from scheduler.clock import Ringer
from scheduler.timetable import TIMETABLE

STEPS = 10_000
TOPICS = 60
ZONES = (
    *("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Honolulu"),
    *("Pacific/Kiritimati", "Australia/Lord_Howe", "Asia/Kathmandu"),
)
# Before the hour changes in New York, Berlin and Lord Howe, and before a leap day and a new year.
BEGINS = tuple(
    datetime(*day, tzinfo=UTC)
    for day in (
        (2026, 3, 7), (2026, 3, 27), (2026, 4, 3), (2026, 10, 23), (2026, 10, 30),
        (2026, 12, 28), (2028, 2, 26),
    )
)  # fmt: skip
UNDO = timedelta(minutes=10)
NUDGES_LAST = timedelta(minutes=55)
"""A nudge more than an hour late is not said any more."""
FILLED_BACK, FILLED_A_MONTH = 3, 4


def small_library() -> Library:
    """One track of topics of ten minutes with a card each."""
    rows = ["# track 小路", "id: T1", "## module 一", "### group 组", "why: 练习。"]
    for number in range(TOPICS):
        rows += [f"#### topic 第{number}课", f"id: topic{number}", "minutes: 10", "try: 做一次。",
                 f"? 第{number}课讲什么？", "! 讲这一课。"]  # fmt: skip
    return Library((parse("\n".join(rows)),))


class World:
    """The companion without its edges, on a database in memory, for all examples in turn."""

    def __init__(self):
        self.database = Database("sqlite://")
        Base.metadata.create_all(self.database.engine)
        house = House(small_library(), HANDLERS, start.start, "zh", "Asia/Shanghai")
        self.dispatcher = Dispatcher(
            self.database, house, "machine", lambda _: None, StillClock(BEGINS[0])
        )
        self.ringer = Ringer(self.dispatcher, TIMETABLE)
        self.people = 0


@dataclass
class Said:
    """The model: what must be there, kept by somebody who only listened."""

    zone: str
    day_start: int = 240
    checkins: dict[int, tuple[date, str]] = field(default_factory=dict)
    filled: set[int] = field(default_factory=set)
    finished: set[int] = field(default_factory=set)
    """Tasks whose Done was pressed."""
    through: set[str] = field(default_factory=set)
    """Items behind them."""
    task_of: dict[date, int] = field(default_factory=dict)
    unasked: dict[date, list[str]] = field(default_factory=dict)
    """What was said by itself on each local date."""
    deeds: list[tuple[datetime, str, object]] = field(default_factory=list)

    def day(self, now: datetime) -> date:
        """The local date, by a wall clock that is turned back to the day's start."""
        wall = now.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        return (wall - timedelta(minutes=self.day_start)).date()

    def kept(self) -> set[date]:
        return {day for day, _ in self.checkins.values()}

    def may_fill(self, today: date, day: date) -> bool:
        month = {
            self.checkins[one][0]
            for one in self.filled
            if self.checkins[one][0] >= today.replace(day=1)
        }
        back = (today - day).days
        return 1 <= back <= FILLED_BACK and (day in self.kept() or len(month) < FILLED_A_MONTH)
