"""Where groups are at home: chats that moved, topics that are gone, chats that refuse us."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.models import Chat, Group, Meetup, Outgoing, Post
from bot.queries import alarms, members

GONE = "alarm.gone"
"""Rings when a group's chat refuses us; its subject says what is gone: "" the chat, or a topic."""

TOPIC = "topic"


def move(session: Session, chat: Chat, new: str, thread: str = "") -> Chat:
    """A chat has a new address. If we know one there already, everything moves over to it."""
    known = session.scalar(
        select(Chat).where(
            Chat.platform == chat.platform,
            Chat.tenant == chat.tenant,
            Chat.chat == new,
            Chat.thread == thread,
        )
    )
    if known is None or known.id == chat.id:
        chat.chat, chat.thread = new, thread
        session.flush()
        return chat
    for table in (Group, Meetup):
        session.execute(update(table).where(table.chat_id == chat.id).values(chat_id=known.id))
    waiting = Outgoing.state.in_(("ready", "leased"))
    session.execute(
        update(Outgoing).where(Outgoing.chat_id == chat.id, waiting).values(chat_id=known.id)
    )
    there = select(Post.name).where(Post.chat_id == known.id)
    session.execute(
        update(Post)
        .where(Post.chat_id == chat.id, Post.name.not_in(there))
        .values(chat_id=known.id)
    )
    session.flush()
    return known


def leave_topic(session: Session, chat: Chat, now: datetime) -> None:
    """The topic is gone: its groups go on in the chat itself, and their organisers hear of it."""
    found = members.groups_in(session, chat)
    move(session, chat, chat.chat)
    for group in found:
        alarms.arm(session, group, GONE, now, TOPIC)


def gone(session: Session, chat: Chat, now: datetime, reason: str) -> None:
    """A chat refuses us: nothing more is said there, organisers of its groups hear of it."""
    if chat.dead_at is None:
        chat.dead_at, chat.dead_reason = now, reason
        for group in members.groups_in(session, chat):
            alarms.arm(session, group, GONE, now)
    session.flush()


def of_group(session: Session, group: object, _subject: str) -> Chat | None:
    """A group's chat, whether it still hears us or not."""
    return session.get(Chat, group.chat_id) if isinstance(group, Group) else None
