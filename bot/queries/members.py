"""Who is who, and where they can be reached."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.chat import Address, Person
from bot.database import prepared
from bot.models import Account, Chat, Group, Member, Membership


def chat_at(session: Session, address: Address) -> Chat | None:
    """The chat at an address, locked for the rest of the transaction."""
    where = address
    return session.scalar(*_chat_at(where.platform, where.tenant, where.chat, where.thread or ""))


@prepared
def _chat_at(platform: str, tenant: str, chat: str, thread: str) -> Select[Chat]:
    return (
        select(Chat)
        .where(
            Chat.platform == platform,
            Chat.tenant == tenant,
            Chat.chat == chat,
            Chat.thread == thread,
        )
        .with_for_update(key_share=True)
    )


def address_of(chat: Chat) -> Address:
    return Address(chat.platform, chat.tenant, chat.chat, chat.thread or None)


def member_of(session: Session, person: Person) -> Member | None:
    """The member behind an account, locked for the rest of the transaction."""
    return session.scalar(*_member_of(person.platform, person.tenant, person.id))


@prepared
def _member_of(platform: str, tenant: str, user: str) -> Select[Member]:
    return (
        select(Member)
        .join(Account)
        .where(Account.platform == platform, Account.tenant == tenant, Account.user == user)
        .with_for_update(key_share=True, of=Member)
    )


def welcome(session: Session, person: Person, lang: str, zone: str, now: datetime) -> Member:
    """A new member with this one account."""
    member = Member(name=person.name, lang=lang, zone=zone, created_at=now)
    member.accounts.append(Account(platform=person.platform, tenant=person.tenant, user=person.id))
    session.add(member)
    session.flush()
    return member


def home_of(session: Session, member: Member) -> Chat | None:
    """The chat this member's reminders go to: the one they chose, else any that still answers."""
    if member.home_id is not None:
        home = session.get(Chat, member.home_id)
        if home is not None and home.dead_at is None:
            return home
    return session.scalar(
        select(Chat)
        .where(Chat.member_id == member.id, Chat.dead_at.is_(None))
        .order_by(Chat.id)
        .limit(1)
    )


def private_chat(session: Session, member: Member, platform: str, tenant: str) -> Chat | None:
    """Where this member talks to us alone on one platform, if it still answers."""
    return session.scalar(
        select(Chat).where(
            Chat.member_id == member.id,
            Chat.platform == platform,
            Chat.tenant == tenant,
            Chat.dead_at.is_(None),
        )
    )


def group_of_chat(session: Session, chat: Chat) -> Group | None:
    """The living group whose home a chat is."""
    return next(iter(groups_in(session, chat)), None)


def groups_in(session: Session, chat: Chat) -> list[Group]:
    """The living groups at home in a chat, the oldest first."""
    return list(session.scalars(*_groups_in(chat.id)))


@prepared
def _groups_in(chat: int) -> Select[Group]:
    here = select(Group).where(Group.chat_id == chat, Group.ended_at.is_(None))
    return here.where(Group.archived_at.is_(None)).order_by(Group.id)


def groups_of(session: Session, member: Member) -> list[Group]:
    return list(session.scalars(*_groups_of(member.id)))


@prepared
def _groups_of(member: int) -> Select[Group]:
    return (
        select(Group)
        .join(Membership, Membership.group_id == Group.id)
        .where(
            Membership.member_id == member,
            Membership.left_at.is_(None),
            Group.ended_at.is_(None),
            Group.archived_at.is_(None),
        )
        .order_by(Group.id)
    )


def companion(session: Session, member: Member, number: str) -> Member | None:
    """Somebody of one of this member's own groups, by the id a button carried."""
    if not number.isdecimal():
        return None
    own = [group.id for group in groups_of(session, member)]
    return session.scalar(
        select(Member)
        .join(Membership, Membership.member_id == Member.id)
        .where(
            Member.id == int(number),
            Membership.group_id.in_(own),
            Membership.left_at.is_(None),
        )
        .limit(1)
    )


def has_real_chats(session: Session, _now: datetime) -> bool:
    """Whether anybody on Telegram or Slack would notice a moved clock."""
    return (
        session.scalar(select(Chat.id).where(Chat.platform.in_(("telegram", "slack"))).limit(1))
        is not None
    )
