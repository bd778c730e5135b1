"""What is due, what is to be said, what came in: the machine's own tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base


class Alarm(Base):
    """When one owner is next due for one kind of reminder: the row is the clock."""

    __tablename__ = "alarms"
    __table_args__ = (
        UniqueConstraint("owner", "owner_id", "kind", "subject"),
        Index(
            "ix_alarms_due_at",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
        Index(
            "ix_alarms_unplanned",
            "id",
            sqlite_where=text("unplanned = 1"),
            postgresql_where=text("unplanned"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(8))
    """`member` or `group`"""
    owner_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(64), default="")
    """What it is about when that is not the owner alone: a meetup's id, a task's id."""
    due_at: Mapped[datetime | None]
    """NULL: silent until armed or planned."""
    unplanned: Mapped[bool] = mapped_column(default=False)
    """The next tick asks the rule for `due_at`."""
    times: Mapped[int] = mapped_column(default=0)
    """How often this occurrence was put off."""


class Outgoing(Base):
    """Something to be said: the outbox."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_ready",
            "lane",
            "priority",
            "not_before",
            "id",
            sqlite_where=text("state = 'ready'"),
            postgresql_where=text("state = 'ready'"),
        ),
        Index(
            "ix_outbox_post",
            "chat_id",
            "post",
            "id",
            sqlite_where=text("post IS NOT NULL"),
            postgresql_where=text("post IS NOT NULL"),
        ),
        Index(
            "ix_outbox_parked",
            "id",
            sqlite_where=text("state = 'parked'"),
            postgresql_where=text("state = 'parked'"),
        ),
        Index(
            "ix_outbox_leased",
            "lease_until",
            sqlite_where=text("state = 'leased'"),
            postgresql_where=text("state = 'leased'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    dedupe: Mapped[str] = mapped_column(unique=True)
    """Never twice: the event's key and number, or kind:owner:subject:occurrence:n."""
    lane: Mapped[str]
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id"))
    priority: Mapped[int]
    """0 answers, 1 reminders, 2 summaries."""
    not_before: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(8), default="ready")
    """`ready`, `leased`, `sent`, `merged`, `expired` or `parked`"""
    lease_until: Mapped[datetime | None]
    worker: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    message: Mapped[dict[str, Any]]
    post: Mapped[str | None]
    edit: Mapped[str | None]
    """The platform's id of the message to rewrite."""
    only_for: Mapped[str | None]
    """The platform's user id when it is for one person's eyes in a shared chat."""
    sent_at: Mapped[datetime | None]
    platform_id: Mapped[str | None]
    error: Mapped[str] = mapped_column(default="")


class Post(Base):
    """A message kept under a name, so that it can be edited in place."""

    __tablename__ = "posts"
    __table_args__ = (UniqueConstraint("chat_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id"))
    name: Mapped[str]
    platform_id: Mapped[str]


class Handled(Base):
    """An event that was handled; a second delivery finds it and repeats nothing."""

    __tablename__ = "handled"
    platform: Mapped[str] = mapped_column(String(16), primary_key=True)
    tenant: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class Inbox(Base):
    """What came in and could not be read or handled, kept raw for a second try."""

    __tablename__ = "inbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(String(16))
    tenant: Mapped[str]
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    """The short word shown to the reader and written to the log."""
    raw: Mapped[str]
    event: Mapped[dict[str, Any] | None]
    """What it was read as, if it could be read: tried again at the next start."""
    tries: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]


class Lease(Base):
    """Who may do something only one process may do, and until when."""

    __tablename__ = "leases"
    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]


class MovedClock(Base):
    """How many seconds the clock runs ahead of the world's, where /time has moved it: one row."""

    __tablename__ = "moved_clock"
    id: Mapped[int] = mapped_column(primary_key=True)
    ahead: Mapped[int]


class PageMessage(Base):
    """What stands in a chat of the local page, which is its own platform."""

    __tablename__ = "page_messages"
    __table_args__ = (Index("ix_page_messages_chat_change", "chat", "change"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    chat: Mapped[str]
    author: Mapped[str]
    """A person's id on the page, or empty for the companion."""
    at: Mapped[datetime]
    body: Mapped[dict[str, Any]]
    only_for: Mapped[str] = mapped_column(default="")
    """Whose eyes it is for in a shared chat; empty: everybody's."""
    change: Mapped[int] = mapped_column(unique=True)
    """Counts up with every new and every edited message: what a reader has not seen is above it."""
    key: Mapped[str] = mapped_column(unique=True)
    """Names this saying, so that a repeat is not a second message."""
