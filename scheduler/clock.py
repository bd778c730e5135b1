"""The clock: plan what is unplanned, ring what is due. It knows nothing; the rows do."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.chat import Event
from bot.context import UserError
from bot.dispatcher import Dispatcher
from bot.loading import announce
from bot.models import Alarm, Chat, Group, Member
from bot.queries import alarms, members, outbox
from bot.queries.alarms import DueAlarm
from bot.study.calendar import local_day
from bot.study.spread import Window, offset, window
from scheduler.reminders import Reminder, Slot

BATCH, SMALL = 200, 4
"""Alarms a transaction at most: what is asked about all of them is asked in one go. While people
wait for answers it is only a few.
"""

CALM = 1.0
"""Seconds in which nobody had to wait, until batches grow again."""

TURN = 0.003
"""Seconds after which a transaction ends if somebody waits for the database."""

SLICE = 0.1
"""Seconds after which it ends if nobody does."""

MISSED_AT_MOST = 1000
"""Occurrences skipped one by one before a very old alarm is planned from now."""

log = structlog.get_logger("clock")

Owner = Member | Group
OWNERS = ("member", "group")


Crowds = dict[tuple[str, str], Window]
"""By platform and tenant: lanes with more letters due at once than they can say in a minute."""


@dataclass(frozen=True, slots=True)
class Due:
    """An alarm that has come, when it comes next, and this occurrence's name, used only once."""

    alarm: DueAlarm
    reminder: Reminder
    owner: Owner
    occurrence: datetime
    following: datetime | None
    key: str


Say = Callable[[Session, Due, datetime, Crowds], None]


class Ringer:
    """Rings the alarms of a timetable through the dispatcher, a batch a transaction."""

    def __init__(self, dispatcher: Dispatcher, timetable: Sequence[Reminder]) -> None:
        self.dispatcher = dispatcher
        self.timetable: Mapping[str, Reminder] = {row.kind: row for row in timetable}
        self.skipped = 0
        self._size = BATCH
        self._grows_from = 0.0

    def tick(self, now: datetime) -> int:
        """Everything that is unplanned gets its time, everything due is rung; how many alarms.

        Synchronous: runs on a database thread.
        """
        return sum(self.slices(now))

    def slices(self, now: datetime) -> Iterator[int]:
        """The same bit by bit, each a short transaction: between two of them the thread is free for
        whoever waits for an answer.
        """
        while self._plan(now) == BATCH:
            yield 0
        crowds: Crowds = {}
        rung_so_far = 0
        while True:
            rung = self._ring(now, min(self._size, BATCH), crowds)
            if not rung:
                return
            yield rung
            rung_so_far += rung
            if rung_so_far >= BATCH and not crowds:
                crowds = self._crowds(now)

    def _plan(self, now: datetime) -> int:
        with self.dispatcher.database.begin() as session:
            batch = alarms.unplanned(session, BATCH)
            owners = _owners(session, batch)
            for alarm in batch:
                reminder, owner = self.timetable.get(alarm.kind), owners.get(_key(alarm))
                alarm.unplanned = False
                if reminder and owner:
                    alarm.due_at = reminder.rule(now, owner)
            return len(batch)

    def _crowds(self, now: datetime) -> Crowds:
        """The lanes that have more letters to say now than a minute takes, and for how long."""
        with self.dispatcher.database.begin() as session:
            due = alarms.crowds(session, now)
        pace = self.dispatcher.house.pace
        found = {lane: window(*counts, pace(lane[0])) for lane, counts in due.items()}
        return {lane: wide for lane, wide in found.items() if wide is not None}

    def _ring(self, now: datetime, most: int, crowds: Crowds) -> int:
        """Ring what is due, all in one go; if somebody is in trouble, each by themselves."""
        try:
            return self._ring_with(self._say, now, most, crowds)
        except DBAPIError:
            raise
        except Exception:  # noqa: BLE001 - whose trouble it is, and what it means, is seen then
            return self._ring_with(self._say_apart, now, most, crowds)

    def _ring_with(self, say: Say, now: datetime, most: int, crowds: Crowds) -> int:
        began, late = time.monotonic(), 0
        following: dict[DueAlarm, datetime | None] = {}
        with self.dispatcher.database.begin() as session:
            rung, due = self._due(session, now, most)
            known = outbox.known(session, [f"{one.key}:0" for one in due])
            with outbox.in_one_go(session):
                for one in due:
                    rung += 1
                    # What a letter arms anew does not ring by its old time as well.
                    if alarms.is_changed(session, one.alarm):
                        continue
                    following[one.alarm] = one.following
                    if _is_late(one, now):
                        late += 1
                    elif f"{one.key}:0" not in known:
                        say(session, one, now, crowds)
                    if self._makes_room(began, rung):
                        break
                else:
                    self._grow(began)
            alarms.move_on(session, following)
        self.skipped += late
        return rung

    def _makes_room(self, began: float, rung: int) -> bool:
        """Whether a transaction ends before its batch does: for who waits for an answer, or for who
        may come. Then the next batch is smaller.
        """
        now = time.monotonic()
        if self.dispatcher.database.threads.is_waited_for and now - began > TURN:
            self._size, self._grows_from = SMALL, now + CALM
            return True
        if now - began > SLICE:
            self._size = rung
            return True
        return False

    def _grow(self, began: float) -> None:
        """After a quick batch, when nobody had to wait lately, the next may be larger."""
        now = time.monotonic()
        if now > self._grows_from and now - began < SLICE / 2:
            self._size = min(BATCH, 2 * self._size)

    def _due(self, session: Session, now: datetime, most: int) -> tuple[int, list[Due]]:
        """What is due; and how many alarms are silenced, because whom they are for is gone."""
        batch = alarms.due(session, now, most)
        owners = _owners(session, batch)
        found = []
        orphans: dict[DueAlarm, datetime | None] = {}
        for alarm in batch:
            reminder, owner = self.timetable.get(alarm.kind), owners.get(_key(alarm))
            if reminder is None or owner is None:
                orphans[alarm] = None
                continue
            occurrence, following = _occurrence(alarm, reminder, owner, now)
            key = _name(alarm, owner, occurrence)
            found.append(Due(alarm, reminder, owner, occurrence, following, key))
        alarms.move_on(session, orphans)
        return len(orphans), found

    def _say_apart(self, session: Session, due: Due, now: datetime, crowds: Crowds) -> None:
        """One learner's trouble must not silence the others of the batch."""
        try:
            with session.begin_nested(), outbox.in_one_go(session):
                self._say(session, due, now, crowds)
        except UserError:
            return
        except Exception:
            log.exception("reminder failed", kind=due.alarm.kind, owner=due.alarm.owner_id)

    def _say(self, session: Session, due: Due, now: datetime, crowds: Crowds) -> None:
        alarm, reminder, owner = due.alarm, due.reminder, due.owner
        chat = (reminder.place or _ears)(session, owner, alarm.subject)
        if chat is None:
            return
        member = owner if isinstance(owner, Member) else None
        group = owner if isinstance(owner, Group) else None
        context = self.dispatcher.worlds.of(session, chat, member, group, now)
        event = Event(
            name=alarm.kind,
            address=members.address_of(chat),
            sender=None,
            at=now,
            key=due.key,
            text=alarm.subject,
            in_group=group is not None,
        )
        self.dispatcher.put(
            context,
            event,
            list(reminder.handler(event, context)),
            key=due.key,
            priority=outbox.SUMMARY if reminder.slot is Slot.POST else outbox.REMINDER,
            after=_place(alarm, chat, owner, crowds),
            expires_at=due.occurrence + reminder.grace,
        )


def _is_late(due: Due, now: datetime) -> bool:
    """Whether it is skipped: it would come too late to be of use."""
    late = now - due.occurrence > due.reminder.grace
    if late:
        log.info("too late", kind=due.alarm.kind, owner=due.alarm.owner_id)
    return late


def _place(alarm: DueAlarm, chat: Chat, owner: Owner, crowds: Crowds) -> timedelta:
    """When its turn is, where everybody's letter is due at once."""
    wide = crowds.get((chat.platform, chat.tenant))
    if wide is None or alarm.kind != alarms.LETTER or not isinstance(owner, Member):
        return timedelta(0)
    return offset(wide, owner.id, asked=owner.hour_asked)


def _occurrence(
    alarm: DueAlarm, reminder: Reminder, owner: Owner, now: datetime
) -> tuple[datetime, datetime | None]:
    """The latest time that has come, and the next one: after three days off it rings once."""
    occurrence = alarm.due_at
    for _ in range(MISSED_AT_MOST):
        following = reminder.rule(occurrence, owner)
        if following is None or following > now:
            return occurrence, following
        occurrence = following
    return occurrence, reminder.rule(now, owner)


def _ears(session: Session, owner: Owner, _subject: str) -> Chat | None:
    """Which chat hears it, decided when it is said."""
    if isinstance(owner, Member):
        return members.home_of(session, owner)
    chat = session.get(Chat, owner.chat_id)
    return chat if chat is not None and chat.dead_at is None and owner.ended_at is None else None


def _name(alarm: DueAlarm, owner: Owner, occurrence: datetime) -> str:
    """What is said for one occurrence is never said again: a local date, and how often put off."""
    start = owner.day_start if isinstance(owner, Member) else 0
    day = local_day(occurrence, owner.zone, start)
    return f"{alarm.kind}:{alarm.owner}{owner.id}:{alarm.subject}:{day}:{alarm.times}"


def _key(alarm: Alarm | DueAlarm) -> tuple[str, int]:
    return alarm.owner, alarm.owner_id


def _owners(session: Session, batch: Sequence[Alarm | DueAlarm]) -> dict[tuple[str, int], Owner]:
    """The members and groups a batch belongs to, in two queries, locked."""
    if not batch:
        return {}  # an idle tick asks nothing more
    ids = {name: {row.owner_id for row in batch if row.owner == name} for name in OWNERS}
    announce(session, "member", ids["member"])
    found: dict[tuple[str, int], Owner] = {}
    if ids["member"]:
        chosen = select(Member).where(Member.id.in_(ids["member"]))
        for member in session.scalars(chosen.with_for_update(key_share=True)):
            found["member", member.id] = member
    if ids["group"]:
        those = select(Group).where(Group.id.in_(ids["group"]))
        for group in session.scalars(those.with_for_update(key_share=True)):
            found["group", group.id] = group
    return found
