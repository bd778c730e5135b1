"""The clock: plan what is unplanned, ring what is due. It knows nothing; the rows do."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chat import Event, Message
from bot.context import UserError
from bot.dispatcher import Dispatcher
from bot.models import Alarm, Chat, Group, Member
from bot.queries import alarms, members, outbox
from bot.queries.outbox import Job
from bot.study.calendar import local_day
from bot.study.spread import Window, offset, window
from scheduler.reminders import Reminder, Slot

BATCH = 200
"""Alarms a transaction: small enough that an answer never waits long behind it."""

MISSED_AT_MOST = 1000
"""Occurrences skipped one by one before a very old alarm is planned from now."""

log = structlog.get_logger("clock")

Owner = Member | Group
OWNERS = ("member", "group")

Crowds = dict[tuple[str, str], Window]
"""By platform and tenant: lanes with more letters due at once than they can say in a minute."""


class Ringer:
    """Rings the alarms of a timetable through the dispatcher, a batch a transaction."""

    def __init__(self, dispatcher: Dispatcher, timetable: Sequence[Reminder]) -> None:
        self.dispatcher = dispatcher
        self.timetable: Mapping[str, Reminder] = {row.kind: row for row in timetable}
        self.skipped = 0

    def tick(self, now: datetime) -> list[Job]:
        """Everything that is unplanned gets its time, everything due is rung; what is to be said.

        Synchronous: runs on a database thread.
        """
        while self._plan(now) == BATCH:
            pass
        said: list[Job] = []
        crowds: Crowds = {}
        while True:
            rung, rows = self._ring(now, crowds)
            said += rows
            if rung < BATCH:
                return said
            crowds = crowds or self._crowds(now)

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
            due = alarms.crowds(session, alarms.LETTER, now)
        pace = self.dispatcher.house.pace
        found = {lane: window(*counts, pace(lane[0])) for lane, counts in due.items()}
        return {lane: wide for lane, wide in found.items() if wide is not None}

    def _ring(self, now: datetime, crowds: Crowds) -> tuple[int, list[Job]]:
        said: list[Job] = []
        with self.dispatcher.database.begin() as session:
            batch = alarms.due(session, now, BATCH)
            owners = _owners(session, batch)
            for alarm in batch:
                reminder, owner = self.timetable.get(alarm.kind), owners.get(_key(alarm))
                if reminder is None or owner is None:
                    alarm.due_at = None
                    continue
                occurrence, following = _occurrence(alarm, reminder, owner, now)
                alarm.due_at = following
                if now - occurrence > reminder.grace:
                    self.skipped += 1
                    log.info("too late", kind=alarm.kind, owner=alarm.owner_id)
                    continue
                said += self._say(session, alarm, reminder, owner, occurrence, now, crowds)
            return len(batch), said

    def _say(
        self,
        session: Session,
        alarm: Alarm,
        reminder: Reminder,
        owner: Owner,
        occurrence: datetime,
        now: datetime,
        crowds: Crowds | None = None,
    ) -> list[Job]:
        chat = (reminder.place or _ears)(session, owner, alarm.subject)
        if chat is None:
            return []
        start = owner.day_start if isinstance(owner, Member) else 0
        day = local_day(occurrence, owner.zone, start)
        key = f"{alarm.kind}:{alarm.owner}{owner.id}:{alarm.subject}:{day}:{alarm.times}"
        if outbox.known(session, f"{key}:0"):
            return []
        member = owner if isinstance(owner, Member) else None
        group = owner if isinstance(owner, Group) else None
        context = self.dispatcher.context_of(session, chat, member, group, now)
        event = Event(
            name=alarm.kind,
            address=members.address_of(chat),
            sender=None,
            at=now,
            key=key,
            text=alarm.subject,
            in_group=group is not None,
        )
        priority = outbox.SUMMARY if reminder.slot is Slot.POST else outbox.REMINDER
        try:
            with session.begin_nested():
                messages: list[Message] = list(reminder.handler(event, context))
                return self.dispatcher.put(
                    context,
                    event,
                    messages,
                    key=key,
                    priority=priority,
                    after=_place(alarm, chat, owner, crowds or {}),
                )
        except UserError:
            return []
        except Exception:
            # One learner's trouble must not silence the others of the batch.
            log.exception("reminder failed", kind=alarm.kind, owner=alarm.owner_id)
            return []


def _place(alarm: Alarm, chat: Chat, owner: Owner, crowds: Crowds) -> timedelta:
    """When its turn is, where everybody's letter is due at once."""
    wide = crowds.get((chat.platform, chat.tenant))
    if wide is None or alarm.kind != alarms.LETTER or not isinstance(owner, Member):
        return timedelta(0)
    return offset(wide, owner.id, asked=owner.hour_asked)


def _occurrence(
    alarm: Alarm, reminder: Reminder, owner: Owner, now: datetime
) -> tuple[datetime, datetime | None]:
    """The latest time that has come, and the next one: after three days off it rings once."""
    occurrence = alarm.due_at or now
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


def _key(alarm: Alarm) -> tuple[str, int]:
    return alarm.owner, alarm.owner_id


def _owners(session: Session, batch: Sequence[Alarm]) -> dict[tuple[str, int], Owner]:
    """The members and groups a batch belongs to, in two queries, locked."""
    if not batch:
        return {}  # an idle tick asks nothing more
    ids = {name: {row.owner_id for row in batch if row.owner == name} for name in OWNERS}
    found: dict[tuple[str, int], Owner] = {}
    chosen = select(Member).where(Member.id.in_(ids["member"]))
    for member in session.scalars(chosen.with_for_update(key_share=True)):
        found["member", member.id] = member
    for group in session.scalars(
        select(Group).where(Group.id.in_(ids["group"])).with_for_update(key_share=True)
    ):
        found["group", group.id] = group
    return found
