"""The daily rhythm against a simple model: whatever happens, when and wherever, nothing is lost.

Ten thousand steps of a learner who does things in any order while the clock and the zone move,
through the real dispatcher, clock and timetable. The model beside it is a few sets and a wall
clock of its own: it knows what was said and done, and asks nothing of the rules it checks. Never
two tasks for one local date, never two letters; never a check-in lost, moved or made up; never a
score out of its range; never a finished item served again.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, func, select, update

from bot.chat import Address, Event, Person
from bot.models import (
    Account,
    Alarm,
    Checkin,
    Deed,
    Inbox,
    Member,
    Outgoing,
    Progress,
    Recall,
    Task,
)
from bot.queries import rhythm
from tests.bot.rhythm_model import (
    BEGINS,
    NUDGES_LAST,
    STEPS,
    UNDO,
    ZONES,
    Said,
    World,
)


class Rhythm(RuleBasedStateMachine):
    world = None
    steps = 0

    @initialize(
        begin=st.sampled_from(BEGINS),
        zone=st.sampled_from(ZONES),
        minutes=st.sampled_from((10, 20, 60)),
    )
    def somebody_begins(self, begin, zone, minutes):
        Rhythm.world = Rhythm.world or World()
        self.world.people += 1
        self.who = f"p{self.world.people}"
        self.now, self.events, self.member = begin, 0, 0
        self.model = Said(zone)
        self._do("start")
        self._do("start.track", "T1")
        with self.world.database.begin() as session:
            self.member = session.scalar(select(Account.member_id).where(Account.user == self.who))
            member = session.get(Member, self.member)
            member.zone, member.minutes = zone, minutes
        self._do("start.hour", "480")

    def teardown(self):
        if self.world is not None:
            with self.world.database.begin() as session:
                session.execute(delete(Alarm))
                session.execute(delete(Outgoing))

    # --- what can happen --------------------------------------------------------------------

    @rule()
    def asks_for_the_task(self):
        self._do("today")

    @rule()
    def checks_in(self):
        words = f"学完 {self.events}"
        (made,) = self._do("checkin", words)
        assert self.model.checkins[made] == (self.model.day(self.now), words)
        self._did("checkin", made)

    @rule(back=st.integers(1, 5))
    def fills_in(self, back):
        model, today = self.model, self.model.day(self.now)
        day = today - timedelta(days=back)
        said = {1: "昨天", 2: "前天", 3: "大前天"}.get(back, f"补{day.month}月{day.day}日")
        may, kept = model.may_fill(today, day), model.kept()
        made = self._do("checkin", f"{said} 补的 {self.events}")
        assert len(made) == may
        for one in made:
            assert model.checkins[one][0] == day
            model.filled |= set() if day in kept else {one}
            self._did("checkin", one)

    @rule(which=st.integers(0, 3))
    def presses_done(self, which):
        number = self._task(which)
        if not number:
            return
        items, open_ = self._items(number), number not in self.model.finished
        fresh = items - self.model.through
        made = self._do("task.done", str(number))
        assert len(made) == open_
        if open_:
            self.model.finished.add(number)
            self.model.through |= items
            self._did("done", (number, fresh, *made))

    @rule(which=st.integers(0, 3))
    def looks_again(self, which):
        number = self._task(which)
        if number:
            self._do("task.show", str(number))

    @rule(which=st.integers(0, 2), word=st.sampled_from(("20m", "1h", "eve", "tom")))
    def puts_off(self, which, word):
        number = self._task(which)
        if number:
            assert not self._do("task.snooze", f"{number} {word}")

    @rule(which=st.integers(0, 2))
    def rests(self, which):
        number = self._task(which)
        if number:
            before = self._deeds("skip")
            assert not self._do("task.skip", str(number))
            if self._deeds("skip") > before:
                self._did("skip")

    @rule(which=st.integers(0, 2))
    def is_stuck(self, which):
        number = self._task(which)
        if number:
            assert len(self._do("task.stuck", str(number))) <= 1

    @rule(rating=st.integers(1, 4))
    def recalls(self, rating):
        with self.world.database.begin() as session:
            card = session.scalar(
                select(Recall.id).where(Recall.member_id == self.member).order_by(Recall.due_at)
            )
        if card:
            kept = self.model.day(self.now) in self.model.kept()
            before = self._deeds("recall")
            made = self._do("recall.rate", f"{card} {rating}")
            answered = self._deeds("recall") > before
            assert len(made) == (answered and not kept)
            if answered:
                self._did("recall", *made)

    @rule()
    def takes_back(self):
        self._do("undo")

    @rule(kind=st.sampled_from(("sick", "holiday 3", "pause", "", "", "")))
    def goes_away(self, kind):
        if not kind:
            return
        assert not self._do("pause.set", kind)
        self._did("row")

    @rule()
    def comes_back(self):
        assert not self._do("pause.back")

    @rule(zone=st.sampled_from(ZONES))
    def flies(self, zone):
        self._settings(zone=zone)

    @rule(
        hour=st.sampled_from(("00:30", "03:00", "08:00", "20:00")),
        days=st.sampled_from(("1111111", "1111100", "1010100")),
        day_start=st.sampled_from(("00:00", "04:00", "06:30")),
    )
    def lives_otherwise(self, hour, days, day_start):
        self._settings(hour=hour, days=days, day_start=day_start)

    @rule(minutes=st.one_of(st.integers(1, 30), st.integers(60, 60 * 14)))
    def time_passes(self, minutes):
        until = self.now + timedelta(minutes=minutes)
        while self.now < until:
            self.now = min(until, self.now + NUDGES_LAST)
            self._tick()

    @rule(hour=st.integers(6, 22))
    def a_day_passes(self, hour):
        """Until so late of the next day, with nothing done meanwhile."""
        there = self.now.astimezone(ZoneInfo(self.model.zone)).hour
        self.time_passes(60 * (24 + hour - there))

    @rule(days=st.integers(1, 9))
    def the_machine_is_off(self, days):
        self.now += timedelta(days=days)
        self._tick()

    # --- what always holds --------------------------------------------------------------------

    @invariant()
    def nothing_is_lost_moved_or_made_up(self):
        if not hasattr(self, "model"):
            return
        Rhythm.steps += 1
        model, today = self.model, self.model.day(self.now)
        with self.world.database.begin() as session:
            assert self._checkins(session) == model.checkins
            through = select(Progress.item).where(Progress.member_id == self.member)
            assert set(session.scalars(through)) == model.through
            counted = select(func.count(), func.count(Task.day.distinct()))
            rows, days = session.execute(counted.where(Task.member_id == self.member)).one()
            assert rows == days, "two tasks for one date"
            run = rhythm.run(session, session.get(Member, self.member), today)
            assert session.scalar(select(func.count()).select_from(Inbox)) == 0, "a handler failed"
        kept = model.kept()
        assert 0.0 <= run.score <= 1.0
        assert run.days <= run.best <= len(kept)
        assert run.days > 0 or today not in kept

    # --- helpers ------------------------------------------------------------------------------

    def _tick(self):
        self.world.ringer.tick(self.now)
        self._hear(unasked=True)

    def _do(self, name, text="", **values):
        """An event of this person; the ids of the check-ins it made. Undo takes the last deed."""
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
        if name == "undo":
            self._take_back()
        with self.world.database.begin() as session:
            there = self._checkins(session)
        made = there.keys() - self.model.checkins.keys()
        self.model.checkins |= {one: there[one] for one in made}
        self._hear()
        return made

    def _settings(self, **values):
        model = self.model
        before = (model.zone, model.day_start)
        model.zone = values.get("zone", model.zone)
        if "day_start" in values:
            hours, minutes = values["day_start"].split(":")
            model.day_start = int(hours) * 60 + int(minutes)
        assert not self._do("settings.save", **values)
        self._did("settings", before)

    def _did(self, kind, what=None):
        self.model.deeds.append((self.now, kind, what))

    def _take_back(self):
        model = self.model
        if not model.deeds or model.deeds[-1][0] < self.now - UNDO:
            return
        _, kind, what = model.deeds.pop()
        if kind == "settings":
            model.zone, model.day_start = what
        elif kind == "done":
            number, fresh, what = what
            model.finished.discard(number)
            model.through -= fresh
        if kind in {"checkin", "done", "recall"} and what is not None:
            del model.checkins[what]
            model.filled.discard(what)

    def _hear(self, *, unasked=False):
        """What was just said to this person, held against the model; then it is delivered."""
        with self.world.database.begin() as session:
            fresh = select(Outgoing).where(Outgoing.state != "sent").order_by(Outgoing.id)
            for row in session.scalars(fresh):
                self._heard(row, session, unasked=unasked)
            # What was said stays: nothing is said twice under one name.
            session.execute(update(Outgoing).values(state="sent"))

    def _heard(self, row, session, *, unasked):
        model, today = self.model, self.model.day(self.now)
        kind = row.dedupe.partition(":")[0]
        if unasked and kind in {"alarm.task", "alarm.nudge"}:
            said = model.unasked.setdefault(today, [])
            assert kind not in said, f"{kind} twice on {today}"
            said.append(kind)
            assert kind != "alarm.nudge" or today not in model.kept(), "a nudge on a kept day"
        buttons = [one for line in row.message.get("buttons", []) for one in line]
        offered = {int(one["text"]) for one in buttons if one.get("event") == "task.done"}
        for number in offered:
            task = session.get(Task, number)
            assert number not in model.finished, "a finished task was served again"
            assert not set(task.items) & model.through, "a finished item was served again"
            if task.day == today:
                assert model.task_of.setdefault(today, number) == number, "two tasks for one date"

    def _checkins(self, session):
        chosen = select(Checkin.id, Checkin.day, Checkin.text)
        rows = session.execute(chosen.where(Checkin.member_id == self.member))
        return {number: (day, text) for number, day, text in rows}

    def _deeds(self, kind):
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

    def _items(self, number):
        with self.world.database.begin() as session:
            return set(session.get(Task, number).items)


def test_whatever_happens_the_rhythm_holds():
    run_state_machine_as_test(
        Rhythm,
        settings=settings(
            max_examples=STEPS // 90,  # of a hundred steps; some end early
            phases=(Phase.generate,),
            stateful_step_count=101,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Rhythm.steps >= STEPS
