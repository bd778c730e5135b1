"""Who is who, and where they can be reached."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.chat import Address, Person
from bot.loading import Keys, announce, per
from bot.models import Account, Chat, Group, Member, Membership
from bot.prepared import prepared


def chat_at(session: Session, address: Address) -> Chat | None:
    """The chat at an address, locked for the rest of the transaction."""
    thread = address.thread or ""
    found = _chat_at(session, address.chat, address.platform, address.tenant, thread)
    return found[0] if found else None


@per("chat", Chat)
def _chat_at(chats: Keys, platform: str, tenant: str, thread: str) -> Select[str, Chat]:
    there = select(Chat.chat, Chat).where(Chat.platform == platform, Chat.tenant == tenant)
    chosen = there.where(Chat.chat.in_(chats), Chat.thread == thread)
    return chosen.with_for_update(key_share=True)


def address_of(chat: Chat) -> Address:
    return Address(chat.platform, chat.tenant, chat.chat, chat.thread or None)


def member_of(session: Session, person: Person) -> Member | None:
    """The member behind an account, locked for the rest of the transaction."""
    found = _member_of(session, person.id, person.platform, person.tenant)
    return found[0] if found else None


@per("user", Account)
def _member_of(users: Keys, platform: str, tenant: str) -> Select[str, Member]:
    there = select(Account.user, Member).join_from(Account, Member)
    return there.where(
        Account.platform == platform, Account.tenant == tenant, Account.user.in_(users)
    ).with_for_update(key_share=True, of=Member)


def expect(session: Session, addresses: Iterable[Address], people: Sequence[Person]) -> None:
    """These chats and people are going to be asked for, and much about them: all in one go."""
    announce(session, "chat", [address.chat for address in addresses])
    announce(session, "user", [person.id for person in people])
    found = [member_of(session, person) for person in people]
    announce(session, "member", [member.id for member in found if member is not None])


def welcome(session: Session, person: Person, lang: str, zone: str, now: datetime) -> Member:
    """A new member with this one account."""
    member = Member(name=person.name, lang=lang, zone=zone, created_at=now)
    member.accounts.append(Account(platform=person.platform, tenant=person.tenant, user=person.id))
    session.add(member)
    session.flush()
    return member


def home_of(session: Session, member: Member) -> Chat | None:
    """The chat this member's reminders go to: the one they chose, else any that still answers."""
    found = _homes(session, member.id)
    return next((chat for chat in found if chat.id == member.home_id), None) or next(
        iter(found), None
    )


@per("member", Chat)
def _homes(members: Keys) -> Select[int | None, Chat]:
    owner = Chat.member_id
    return select(owner, Chat).where(owner.in_(members), Chat.dead_at.is_(None)).order_by(Chat.id)


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
    return _groups_of(session, member.id)


@per("member", Membership, Group)
def _groups_of(members: Keys) -> Select[int, Group]:
    return (
        select(Membership.member_id, Group)
        .join(Group, Membership.group_id == Group.id)
        .where(
            Membership.member_id.in_(members),
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
