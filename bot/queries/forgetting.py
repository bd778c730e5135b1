"""Forgetting somebody for good: what is counted, what is removed, what a group keeps nameless."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Table, delete, func, or_, select, update
from sqlalchemy.orm import Session

from bot.models import (
    Account,
    Alarm,
    Chat,
    Group,
    Inbox,
    Member,
    Membership,
    Outgoing,
    PageMessage,
    Post,
)
from bot.queries.linking import owned_columns
from bot.queries.outbox import NOTHING

GROUPS_OWN = frozenset({"meetups", "trails"})
"""Rows that belong to a group's history: they stay, without a name."""

NOT_RECORDS = frozenset(
    {"chats", "accounts", "members", "deeds", "drafts", "interviews", "half_filled"}
)
"""Removed like everything else, but nobody would call them records."""


def counts(session: Session, member: Member) -> tuple[Counter[str], Counter[str]]:
    """Rows by table: what goes, and what stays with a group without the name."""
    goes: Counter[str] = Counter()
    stays: Counter[str] = Counter()
    for table, column in owned_columns():
        chosen = select(func.count()).select_from(table).where(table.c[column] == member.id)
        number = session.scalar(chosen) or 0
        if number and table.name not in NOT_RECORDS:
            (stays if table.name in GROUPS_OWN else goes)[table.name] += number
    return goes, stays


def forget(session: Session, member: Member, now: datetime) -> None:
    """Remove the record, the accounts and the words that were said; an empty shell keeps the id.

    The shell is nobody: no name, no account, no record. A meetup's or a desk's row points at it.
    """
    session.flush()
    _unsay(session, member)
    session.execute(delete(Alarm).where(Alarm.owner == "member", Alarm.owner_id == member.id))
    member.home_id = None
    session.flush()
    nameless = {"member_id": None, "title": ""}
    session.execute(update(Chat).where(Chat.member_id == member.id).values(nameless))
    for table, column in reversed(owned_columns()):
        if table.name in GROUPS_OWN:
            continue
        ids = session.scalars(select(table.c.id).where(table.c[column] == member.id))
        _remove(session, table, list(ids))
    for column in Member.__table__.columns:
        if column.nullable:
            setattr(member, column.name, None)
    member.name, member.readings, member.tracks, member.created_at = "", [], {}, now
    session.flush()
    session.expire_all()


def _unsay(session: Session, member: Member) -> None:
    """What was said to them alone, and what came from them and could not be read."""
    private = select(Chat.id).where(Chat.member_id == member.id)
    users = list(session.scalars(select(Account.user).where(Account.member_id == member.id)))
    theirs = or_(Outgoing.chat_id.in_(private), Outgoing.only_for.in_(users))
    session.execute(delete(Outgoing).where(theirs, Outgoing.state == "ready"))
    said = update(Outgoing).where(theirs, Outgoing.state != "leased")
    session.execute(said.values(message=NOTHING, only_for=None, edit=None))
    # What a channel was told names them as well; the posts that still stand are written anew.
    shared = select(Group.chat_id).join(Membership).where(Membership.member_id == member.id)
    told = update(Outgoing).where(Outgoing.chat_id.in_(shared))
    session.execute(told.where(~Outgoing.state.in_(("ready", "leased"))).values(message=NOTHING))
    session.execute(delete(Post).where(Post.chat_id.in_(private)))
    session.execute(
        delete(PageMessage).where(
            or_(PageMessage.author.in_(users), PageMessage.only_for.in_(users))
        )
    )
    for user in users:
        session.execute(delete(Inbox).where(Inbox.raw.contains(user, autoescape=True)))


def _remove(session: Session, table: Table, ids: Sequence[int]) -> None:
    """Rows, and first the rows below them: key results with their evidence, answers to a date."""
    if not ids:
        return
    for below in table.metadata.sorted_tables:
        for column in below.columns:
            if not any(key.column.table is table for key in column.foreign_keys):
                continue
            if column.nullable:
                session.execute(update(below).where(column.in_(ids)).values({column: None}))
            else:
                found = session.scalars(select(below.c.id).where(column.in_(ids)))
                _remove(session, below, list(found))
    session.execute(delete(table).where(table.c.id.in_(ids)))
