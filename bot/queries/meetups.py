"""Meetups, their dates one by one, and who said they would come."""

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from bot.loading import Keys, per
from bot.models import Chat, Group, Meetup, Member, Membership, Rsvp
from bot.queries import members
from bot.study import recurrence

FAMILY = ("uid", "chat_id", "host_id", "title", "all_day", "zone", "place", "capacity", "question")
"""What every date of a series has in common."""

FAR_APART = timedelta(days=6)
"""Dates of a series further apart get a post each; closer ones share one that is edited."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A meetup as it is announced."""

    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str = ""
    all_day: bool = False
    capacity: int | None = None
    rule: str = ""
    first_at: datetime | None = None
    """When the series began, if before `starts_at`."""
    skips: tuple[datetime, ...] = ()
    extra: tuple[datetime, ...] = ()
    """Dates beside the rule."""
    uid: str = ""

    @property
    def open_until(self) -> datetime:
        """As of the meetup it becomes."""
        return self.ends_at if self.all_day else self.starts_at


def add(session: Session, chat: Chat, host: Member, plan: Plan, now: datetime) -> Meetup:
    meetup = Meetup(
        uid=plan.uid or f"{secrets.token_hex(10)}@xueban",
        chat_id=chat.id,
        host_id=host.id,
        title=plan.title,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        all_day=plan.all_day,
        zone=plan.zone,
        place=plan.place,
        capacity=plan.capacity,
        rule=plan.rule,
        first_at=plan.first_at or plan.starts_at,
        slot_at=plan.starts_at,
        skips=[skip.isoformat() for skip in plan.skips],
        extra=[one.isoformat() for one in plan.extra],
        post="",
        sequence=0,
        created_at=now,
    )
    session.add(meetup)
    session.flush()
    meetup.post = f"meetup:{meetup.id}"
    return meetup


def by_id(session: Session, number: str) -> Meetup | None:
    """Locked for the rest of the transaction, so that two hosts or 300 answers take turns."""
    if not number.isdecimal() or len(number) > 12:
        return None
    return session.get(
        Meetup, int(number), with_for_update={"key_share": True}, populate_existing=True
    )


def known(session: Session, chat: Chat, member: Member, uid: str) -> Meetup | None:
    """The latest date announced of an entry: here, by them, or to a group of theirs."""
    own = [group.chat_id for group in members.groups_of(session, member)]
    theirs = or_(Meetup.chat_id.in_([chat.id, *own]), Meetup.host_id == member.id)
    found = select(Meetup).where(Meetup.uid == uid, Meetup.uid != "", Meetup.post != "", theirs)
    return session.scalar(found.order_by(Meetup.slot_at.desc(), Meetup.id.desc()).limit(1))


def series(session: Session, meetup: Meetup) -> list[Meetup]:
    """Every date of its series that was announced, oldest first."""
    if not meetup.rule:
        return [meetup]
    return list(session.scalars(_of_series(meetup).where(Meetup.post != "")))


def latest(session: Session, meetup: Meetup) -> Meetup:
    return next((one for one in reversed(series(session, meetup)) if not one.cancelled_at), meetup)


def ahead(session: Session, meetup: Meetup) -> list[Meetup]:
    """The dates after this one that somebody has answered already; announced when their turn comes,
    so they have no post yet.
    """
    later = _of_series(meetup).where(Meetup.post == "", Meetup.slot_at > meetup.slot_at)
    return list(session.scalars(later)) if meetup.rule else []


def _of_series(meetup: Meetup) -> Select[Meetup]:
    same = select(Meetup).where(Meetup.uid == meetup.uid, Meetup.chat_id == meetup.chat_id)
    return same.order_by(Meetup.slot_at, Meetup.id)


def next_slots(meetup: Meetup, after: datetime, most: int) -> list[datetime]:
    """The dates of the series after this one."""
    found: list[datetime] = []
    while len(found) < most and (slot := next_slot(meetup, found[-1] if found else after)):
        found.append(slot)
    return found


def next_slot(meetup: Meetup, after: datetime) -> datetime | None:
    """The date of the series after this one and after a moment; None: it was the last."""
    if not meetup.rule:
        return None
    skips, extra = (
        {datetime.fromisoformat(one) for one in dates} for dates in (meetup.skips, meetup.extra)
    )
    rule = recurrence.read(meetup.rule)
    after = max(after, meetup.slot_at)
    return recurrence.following(rule, meetup.first_at, meetup.zone, after, skips, extra)


def follow(session: Session, meetup: Meetup, slot: datetime, now: datetime) -> Meetup:
    """The next date of a series is announced, as a meetup of its own."""
    made = on_date(session, meetup, slot, now)
    made.post = f"meetup:{made.id}" if slot - meetup.slot_at >= FAR_APART else meetup.post
    session.flush()
    return made


def on_date(session: Session, meetup: Meetup, slot: datetime, now: datetime) -> Meetup:
    """A date of a series somebody answers, if it is not announced yet."""
    for one in ahead(session, meetup):
        if one.slot_at == slot and one.cancelled_at is None:
            return one
    made = Meetup(
        **{name: getattr(meetup, name) for name in FAMILY},
        starts_at=slot,
        ends_at=slot + (meetup.ends_at - meetup.starts_at),
        rule=meetup.rule,
        first_at=meetup.first_at,
        slot_at=slot,
        skips=meetup.skips,
        extra=meetup.extra,
        post="",
        sequence=meetup.sequence,
        created_at=now,
    )
    if meetup.answers_by is not None:
        made.answers_by = slot - (meetup.starts_at - meetup.answers_by)
    session.add(made)
    session.flush()
    return made


def keep_up(one: Meetup, meetup: Meetup, slot: datetime) -> None:
    """A date somebody answered already is as its series is now."""
    for name in (*FAMILY, "rule", "first_at", "skips", "extra"):
        setattr(one, name, getattr(meetup, name))
    if meetup.answers_by is not None:
        one.answers_by = slot - (meetup.starts_at - meetup.answers_by)
    one.starts_at = one.slot_at = slot
    one.ends_at = slot + (meetup.ends_at - meetup.starts_at)


# --- answers --------------------------------------------------------------------------------------


def rsvp(session: Session, meetup: Meetup, member: Member) -> Rsvp | None:
    return session.scalar(
        select(Rsvp).where(Rsvp.meetup_id == meetup.id, Rsvp.member_id == member.id)
    )


def answer(session: Session, meetup: Meetup, member: Member, word: str, now: datetime) -> Rsvp:
    """Write an answer down; how to be reminded and named is as the last time."""
    row = rsvp(session, meetup, member)
    if row is None:
        before = session.scalar(
            select(Rsvp).where(Rsvp.member_id == member.id).order_by(Rsvp.id.desc()).limit(1)
        )
        row = Rsvp(
            meetup_id=meetup.id,
            member_id=member.id,
            lead=before.lead if before else 120,
            named=before.named if before else False,
        )
        session.add(row)
    if row.answer != word:
        row.answer, row.at = word, now
    session.flush()
    return row


def look_at(session: Session, meetup: Meetup, member: Member, now: datetime) -> None:
    """Whoever may see it where it was announced may go on in private, and has said nothing yet."""
    if rsvp(session, meetup, member) is None:
        answer(session, meetup, member, "", now)


def counts(session: Session, meetup: Meetup) -> Counter[str]:
    rows = session.execute(
        select(Rsvp.answer, func.count()).where(Rsvp.meetup_id == meetup.id).group_by(Rsvp.answer)
    )
    return Counter({str(word): int(number) for word, number in rows})


def said(session: Session, meetup: Meetup, *words: str) -> list[tuple[Member, Rsvp]]:
    """Those who answered so, in the order they did."""
    rows = session.execute(
        select(Member, Rsvp)
        .join(Rsvp, Rsvp.member_id == Member.id)
        .where(Rsvp.meetup_id == meetup.id, Rsvp.answer.in_(words))
        .order_by(Rsvp.at, Rsvp.id)
    )
    return [(member, row) for member, row in rows]


def named(session: Session, meetup: Meetup, most: int) -> list[str]:
    """Names of those who come and let themselves be named."""
    return list(
        session.scalars(
            select(Member.name)
            .join(Rsvp, Rsvp.member_id == Member.id)
            .where(Rsvp.meetup_id == meetup.id, Rsvp.answer == "yes", Rsvp.named)
            .order_by(Rsvp.at, Rsvp.id)
            .limit(most)
        )
    )


def homes(session: Session, meetup: Meetup) -> list[Chat]:
    """Where its post stands: where it was announced, and with those invited in private."""
    invited = session.scalars(
        select(Member)
        .join(Rsvp, Rsvp.member_id == Member.id)
        .where(Rsvp.meetup_id == meetup.id, Rsvp.invited)
    )
    found = [meetup.chat, *(members.home_of(session, one) for one in invited)]
    return list({chat.id: chat for chat in found if chat is not None}.values())


def place(session: Session, _owner: Member | Group, number: str) -> Chat | None:
    """The chat a meetup was announced in, if it still answers."""
    found = session.get(Meetup, int(number)) if number.isdecimal() else None
    return found.chat if found is not None and found.chat.dead_at is None else None


def may_see(session: Session, meetup: Meetup, member: Member, chat: Chat) -> bool:
    """Whether it is this member's business: theirs, announced here, or in a group of theirs."""
    if meetup.chat_id == chat.id or meetup.host_id == member.id:
        return True
    if meetup.chat.member_id == member.id or rsvp(session, meetup, member) is not None:
        return True
    return any(group.chat_id == meetup.chat_id for group in members.groups_of(session, member))


def may_edit(session: Session, meetup: Meetup, member: Member) -> bool:
    """Its host, and the organisers of the group it was announced in."""
    if meetup.host_id == member.id:
        return True
    organises = (
        select(Membership.id)
        .join(Group, Group.id == Membership.group_id)
        .where(
            Group.chat_id == meetup.chat_id,
            Membership.member_id == member.id,
            Membership.role == "organiser",
            Membership.left_at.is_(None),
        )
    )
    return session.scalar(organises.limit(1)) is not None


# --- which there are ------------------------------------------------------------------------------


def coming(session: Session, chat: Chat, first: datetime, last: datetime) -> list[Meetup]:
    """Meetups announced in a chat that start in a span of time."""
    return _between(session, (Meetup.chat_id == chat.id, Meetup.post != ""), first, last)


def of_chats(session: Session, chats: Iterable[int], since: datetime) -> list[Meetup]:
    """The dates announced in some chats that end after a moment, cancelled ones too."""
    found = select(Meetup).where(Meetup.chat_id.in_(list(chats)), Meetup.ends_at >= since)
    found = found.where(Meetup.post != "")
    return list(session.scalars(found.order_by(Meetup.starts_at, Meetup.id)))


def of_member(session: Session, member: Member, since: datetime) -> list[tuple[Meetup, Rsvp]]:
    """The dates a member said yes, maybe or "waiting" to that end after a moment."""
    rows = session.execute(
        select(Meetup, Rsvp)
        .join(Rsvp, Rsvp.meetup_id == Meetup.id)
        .where(
            Rsvp.member_id == member.id,
            Rsvp.answer.in_(("yes", "maybe", "wait")),
            Meetup.ends_at >= since,
        )
        .order_by(Meetup.starts_at, Meetup.id)
    )
    return [(meetup, row) for meetup, row in rows]


def upcoming(session: Session, member: Member, chats: Sequence[int], now: datetime) -> list[Meetup]:
    """What is still to come for a member: what they host or answered, and their groups'."""
    answered = select(Rsvp.meetup_id).where(
        Rsvp.member_id == member.id, Rsvp.answer.not_in(("no", ""))
    )
    announced = and_(
        Meetup.post != "", or_(Meetup.host_id == member.id, Meetup.chat_id.in_(list(chats)))
    )
    mine = or_(announced, Meetup.id.in_(answered))
    found = select(Meetup).where(mine, Meetup.ends_at >= now, Meetup.cancelled_at.is_(None))
    return list(session.scalars(found.order_by(Meetup.starts_at, Meetup.id)))


def attended(session: Session, member: Member, first: datetime, last: datetime) -> int:
    """How many a member was at, or is still to come to, in a span of time."""
    found = (
        select(func.count())
        .select_from(Rsvp)
        .join(Meetup, Meetup.id == Rsvp.meetup_id)
        .where(
            Rsvp.member_id == member.id,
            or_(Rsvp.came.is_(True), Rsvp.answer.in_(("yes", "maybe"))),
            or_(Rsvp.came.is_(None), Rsvp.came.is_(True)),
            Meetup.starts_at.between(first, last),
            Meetup.cancelled_at.is_(None),
        )
    )
    return session.scalar(found) or 0


def unasked(session: Session, member: Member, since: datetime, now: datetime) -> list[Meetup]:
    """Meetups a member said yes to that are over, and of which nothing was said yet."""
    return _unasked(session, member.id, since, now)


@per("member", Rsvp, Meetup)
def _unasked(members: Keys, since: datetime, now: datetime) -> Select[int, Meetup]:
    return (
        select(Rsvp.member_id, Meetup)
        .join(Meetup, Rsvp.meetup_id == Meetup.id)
        .where(
            Rsvp.member_id.in_(members),
            Rsvp.answer == "yes",
            Rsvp.came.is_(None),
            Meetup.ends_at.between(since, now),
            Meetup.cancelled_at.is_(None),
        )
        .order_by(Meetup.ends_at)
    )


def _between(
    session: Session, where: tuple[ColumnElement[bool], ...], first: datetime, last: datetime
) -> list[Meetup]:
    found = select(Meetup).where(
        *where, Meetup.starts_at.between(first, last), Meetup.cancelled_at.is_(None)
    )
    return list(session.scalars(found.order_by(Meetup.starts_at)))
