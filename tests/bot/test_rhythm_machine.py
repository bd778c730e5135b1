"""The daily rhythm against a simple model: whatever happens, when and wherever, nothing is lost.

Ten thousand steps of a learner who does things in any order while the clock and the zone move:
never two tasks for one local date, never a check-in lost, never a score out of its range, never a
finished item served again.
"""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import delete, func, select

from bot.chat import Address, Event, Person
from bot.database import Database
from bot.dispatcher import Dispatcher
from bot.models import (
    Account,
    Alarm,
    Base,
    Checkin,
    Inbox,
    Member,
    Outgoing,
    Progress,
    Recall,
    Task,
)
from bot.operations.clock import StillClock
from bot.queries import checkins, rhythm
from bot.rows import House
from bot.study.calendar import local_day
from content import Library, parse
from handlers import HANDLERS, start
from scheduler.clock import Ringer
from scheduler.timetable import TIMETABLE

TOPICS = 60
ZONES = (
    *("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Honolulu"),
    *("Pacific/Kiritimati", "Australia/Lord_Howe", "Asia/Kathmandu"),
)
BEGIN = datetime(2026, 3, 1, 0, 0, tzinfo=UTC)
UNDO = timedelta(minutes=10)


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
            self.database, house, "machine", lambda _: None, StillClock(BEGIN)
        )
        self.ringer = Ringer(self.dispatcher, TIMETABLE)
        self.people = self.said = 0


class Rhythm(RuleBasedStateMachine):
    world = None

    @initialize(zone=st.sampled_from(ZONES), minutes=st.sampled_from((10, 20, 60)))
    def somebody_begins(self, zone, minutes):
        Rhythm.world = Rhythm.world or World()
        self.world.people += 1
        self.who = f"p{self.world.people}"
        self.now, self.events, self.member = BEGIN, 0, 0
        self.kept: set[int] = set()
        """The model: ids of check-ins that must be there."""
        self.deeds: list[tuple[datetime, str, frozenset[int]]] = []
        self.said = self.world.said
        self._do("start")
        self._do("start.track", "T1")
        with self.world.database.begin() as session:
            self.member = session.scalar(select(Account.member_id).where(Account.user == self.who))
            member = session.get(Member, self.member)
            member.zone, member.minutes = zone, minutes
        self._do("start.hour", "480")

    def teardown(self):
        if self.world is not None:
            self.world.said = self.said
            with self.world.database.begin() as session:
                session.execute(delete(Alarm))
                session.execute(delete(Outgoing))

    # --- what can happen --------------------------------------------------------------------

    @rule()
    def asks_for_the_task(self):
        self._do("today")
        with self.world.database.begin() as session:
            self._nothing_done_is_open(session)

    @rule()
    def checks_in(self):
        self._adds("checkin", self._do("checkin", f"学完 {self.events}"), "checkin")

    @rule(days=st.integers(1, 5))
    def fills_in(self, days):
        words = {1: "昨天", 2: "前天", 3: "大前天"}.get(days, "补周一")
        self._adds("checkin", self._do("checkin", f"{words} 补的 {self.events}"), "checkin")

    @rule(which=st.integers(0, 3))
    def presses_done(self, which):
        number = self._task(which)
        if number:
            self._adds("task.done", self._do("task.done", str(number)), "done")

    @rule(which=st.integers(0, 2), word=st.sampled_from(("20m", "1h", "eve", "tom")))
    def puts_off(self, which, word):
        number = self._task(which)
        if number:
            self._adds("task.snooze", self._do("task.snooze", f"{number} {word}"), None)

    @rule(which=st.integers(0, 2))
    def rests(self, which):
        number = self._task(which)
        if number:
            opened = self._state(number) == "open"
            self._do("task.skip", str(number))
            if opened:
                self.deeds.append((self.now, "skip", frozenset()))

    @rule(which=st.integers(0, 2))
    def is_stuck(self, which):
        number = self._task(which)
        if number:
            self._adds("task.stuck", self._do("task.stuck", str(number)), None)

    @rule(rating=st.integers(1, 4))
    def recalls(self, rating):
        with self.world.database.begin() as session:
            card = session.scalar(
                select(Recall.id).where(Recall.member_id == self.member).order_by(Recall.due_at)
            )
        if card:
            answered = self._deeds("recall")
            fresh = self._do("recall.rate", f"{card} {rating}")
            self._adds("recall", fresh, "recall" if self._deeds("recall") > answered else None)

    @rule()
    def takes_back(self):
        self._do("undo")
        if self.deeds and self.deeds[-1][0] >= self.now - UNDO:
            self.kept -= self.deeds.pop()[2]

    @rule(kind=st.sampled_from(("sick", "holiday 3", "pause")))
    def goes_away(self, kind):
        self._do("pause.set", kind)
        self.deeds.append((self.now, "row", frozenset()))

    @rule()
    def comes_back(self):
        self._do("pause.back")

    @rule(zone=st.sampled_from(ZONES))
    def flies(self, zone):
        self._do("settings.save", zone=zone)
        self.deeds.append((self.now, "settings", frozenset()))

    @rule(
        hour=st.sampled_from(("00:30", "03:00", "08:00", "20:00")),
        days=st.sampled_from(("1111111", "1111100", "1010100")),
    )
    def lives_otherwise(self, hour, days):
        self._do("settings.save", hour=hour, days=days)
        self.deeds.append((self.now, "settings", frozenset()))

    @rule(minutes=st.one_of(st.integers(1, 30), st.integers(60, 60 * 14), st.just(3 * 24 * 60)))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)
        self.world.ringer.tick(self.now)
        with self.world.database.begin() as session:
            self._nothing_done_was_said(session)

    # --- what always holds --------------------------------------------------------------------

    @invariant()
    def no_check_in_is_lost_and_none_is_made_up(self):
        assert getattr(self, "found", set()) == getattr(self, "kept", set())

    @invariant()
    def one_task_a_day_and_a_score_in_its_range(self):
        if self.world is None or self.events % 10:
            return
        with self.world.database.begin() as session:
            member = session.get(Member, self.member)
            counted = select(func.count(), func.count(Task.day.distinct()))
            rows, days = session.execute(counted.where(Task.member_id == self.member)).one()
            assert rows == days
            run = rhythm.run(session, member, local_day(self.now, member.zone, member.day_start))
            assert 0.0 <= run.score <= 1.0
            assert run.days <= len(checkins.days(session, member))
            assert session.scalar(select(func.count()).select_from(Inbox)) == 0

    # --- helpers ------------------------------------------------------------------------------

    def _do(self, name, text="", **values):
        """An event of this person; the ids of the check-ins it made."""
        self.events += 1
        event = Event(
            name,
            Address("memory", "local", self.who),
            Person("memory", "local", self.who, self.who, "zh"),
            self.now,
            f"{self.who}:{self.events}",
            text=text,
            values=values,
        )
        self.world.dispatcher._handle(event, "")
        with self.world.database.begin() as session:
            self.found = self._checkins(session)
        fresh = frozenset(self.found - self.kept)
        if name != "undo":
            self.kept |= fresh
        return fresh

    def _adds(self, name, fresh, deed):
        """What an event added; a check-in is added by a press at most once."""
        assert len(fresh) <= 1, name
        if deed is not None and (fresh or deed == "recall"):
            self.deeds.append((self.now, deed, fresh))

    def _checkins(self, session):
        chosen = select(Checkin.id).where(Checkin.member_id == self.member)
        return set(session.scalars(chosen))

    def _deeds(self, kind):
        from bot.models import Deed

        with self.world.database.begin() as session:
            chosen = select(func.count()).select_from(Deed)
            return session.scalar(chosen.where(Deed.member_id == self.member, Deed.kind == kind))

    def _task(self, which):
        """One of the latest tasks, today's or an older card still standing in the chat."""
        with self.world.database.begin() as session:
            rows = session.scalars(
                select(Task.id).where(Task.member_id == self.member).order_by(Task.id.desc())
            ).all()
        return rows[which] if which < len(rows) else None

    def _state(self, number):
        with self.world.database.begin() as session:
            return session.get(Task, number).state

    def _done(self, session):
        return set(session.scalars(select(Progress.item).where(Progress.member_id == self.member)))

    def _nothing_done_is_open(self, session):
        member = session.get(Member, self.member)
        today = local_day(self.now, member.zone, member.day_start)
        task = session.scalar(select(Task).where(Task.member_id == self.member, Task.day == today))
        if task is not None and task.state != "done":
            assert not set(task.items) & self._done(session)

    def _nothing_done_was_said(self, session):
        """Cards in letters rung just now name nothing that was finished before."""
        done = self._done(session)
        said = select(Outgoing).where(Outgoing.id > self.said, Outgoing.dedupe.like("alarm.%"))
        for row in session.scalars(said.order_by(Outgoing.id)):
            self.said = row.id
            pressed = [
                button["text"]
                for line in row.message.get("buttons", [])
                for button in line
                if button.get("event") == "task.done"
            ]
            for number in pressed:
                assert not set(session.get(Task, int(number)).items) & done


TestRhythm = Rhythm.TestCase
TestRhythm.settings = settings(
    max_examples=100,
    phases=(Phase.generate,),
    stateful_step_count=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
