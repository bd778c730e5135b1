"""Study groups: who belongs, who came, what they study."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from bot.chat import Event
from bot.context import Context
from bot.loading import Keys, per
from bot.models import Chat, Checkin, Curriculum, Group, Member, Membership
from bot.prepared import prepared
from bot.queries import members
from content import Library, parse
from content.library import Curriculum as Taught

SHOWS_UP: dict[str, tuple[ColumnElement[bool], ...]] = {
    "any": (),
    "task": (Checkin.task_id.is_not(None),),
    "line": (or_(Checkin.text != "", Checkin.link != ""),),
}
"""What a group may count as showing up."""


def library_of(
    session: Session, member: Member | None, group: Group | None, shipped: Library
) -> Library:
    """The shipped curricula and those of the groups this is about, private to them."""
    if group is not None:
        found = list(session.scalars(*_taught_in(group.id)))
    elif member is not None:
        found = _taught_to(session, member.id)
    else:
        found = []
    return shipped.plus(*(parsed(text) for text in found)) if found else shipped


@prepared
def _taught_in(group: int) -> Select[str]:
    own = select(Curriculum.text).where(Curriculum.state == "published")
    return own.where(Curriculum.group_id == group).order_by(Curriculum.id)


@per("member", Curriculum, Membership)
def _taught_to(members: Keys) -> Select[int, str]:
    return (
        select(Membership.member_id, Curriculum.text)
        .join(Curriculum, Membership.group_id == Curriculum.group_id)
        .where(
            Curriculum.state == "published",
            Membership.member_id.in_(members),
            Membership.left_at.is_(None),
        )
        .order_by(Curriculum.id)
    )


@lru_cache(maxsize=64)
def parsed(text: str) -> Taught:
    return parse(text)


def by_id(session: Session, number: str) -> Group | None:
    """A living group by the id a button carried."""
    if not number.isdecimal():
        return None
    group = session.get(Group, int(number), with_for_update={"key_share": True})
    return group if group is not None and lives(group) else None


def put_away(session: Session, number: str) -> Group | None:
    """A group that may have been archived, for its organisers; never one that has ended."""
    group = session.get(Group, int(number)) if number.isdecimal() else None
    return group if group is not None and group.ended_at is None else None


def lives(group: Group) -> bool:
    return group.ended_at is None and group.archived_at is None


def by_invite(session: Session, invite: str) -> Group | None:
    found = session.scalar(select(Group).where(Group.invite == invite))
    return found if found is not None and lives(found) else None


def meant(session: Session, event: Event, context: Context) -> Group | None:
    """The group an event is about: a button names it, this chat is its home, or there is one.

    A button of a group that is over means no other group instead.
    """
    number = event.text.split(" ")[0] if "." in event.name else ""
    if number.isdecimal():
        return by_id(session, number)
    if context.group is not None:
        return context.group
    own = members.groups_of(session, context.member)
    return own[0] if len(own) == 1 else None


def membership(session: Session, group: Group, member: Member) -> Membership | None:
    return session.scalar(
        select(Membership).where(Membership.group_id == group.id, Membership.member_id == member.id)
    )


def belongs(session: Session, member: Member, group: Group) -> bool:
    found = membership(session, group, member)
    return found is not None and found.left_at is None


def organisers(session: Session, group: Group) -> list[Member]:
    return [member for member, row in people(session, group) if row.role == "organiser"]


def organises(session: Session, member: Member, group: Group) -> bool:
    found = membership(session, group, member)
    return found is not None and found.left_at is None and found.role == "organiser"


def people(session: Session, group: Group) -> list[tuple[Member, Membership]]:
    """Everybody in the group, in the order they joined."""
    rows = session.execute(
        select(Member, Membership)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.group_id == group.id, Membership.left_at.is_(None))
        .order_by(Membership.joined_at, Membership.id)
    )
    return [(member, membership) for member, membership in rows]


def days_done(
    session: Session, member_ids: Sequence[int], first: date, last: date, counts: str = "any"
) -> dict[int, set[date]]:
    """On which of their days each member showed up; members without any are there too.

    `counts` is the group's own reading of showing up.
    """
    done: dict[int, set[date]] = {number: set() for number in member_ids}
    rows = session.execute(
        select(Checkin.member_id, Checkin.day)
        .where(
            Checkin.member_id.in_(member_ids),
            Checkin.day.between(first, last),
            *SHOWS_UP.get(counts, ()),
        )
        .distinct()
    )
    for member_id, day in rows:
        done[member_id].add(day)
    return done


def count(session: Session, group: Group) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Membership)
            .where(Membership.group_id == group.id, Membership.left_at.is_(None))
        )
        or 0
    )


def home(session: Session, group: Group) -> Chat:
    chat = session.get(Chat, group.chat_id)
    if chat is None:
        raise LookupError(f"group {group.id} has no chat")
    return chat


def chat_for(context: Context, number: str) -> Chat:
    """The chat a button named, if the speaker may say something there; else this one."""
    chat = context.session.get(Chat, int(number)) if number.isdecimal() else None
    if chat is None or chat.id == context.chat.id:
        return context.chat
    own = members.groups_of(context.session, context.member)
    return chat if any(group.chat_id == chat.id for group in own) else context.chat


def zone_of(context: Context, chat: Chat) -> str:
    """On whose clock hours are read in a chat: the group's, else the speaker's own."""
    group = members.group_of_chat(context.session, chat)
    return group.zone if group is not None else context.member.zone
