"""What members do: tasks, progress, check-ins, rest, recall."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base


class Task(Base):
    """What a member was given for one local date; there is one a day at most."""

    __tablename__ = "tasks"
    __table_args__ = (UniqueConstraint("member_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    day: Mapped[date]
    items: Mapped[list[Any]]
    """Ids of the items of this sitting."""
    state: Mapped[str] = mapped_column(String(16), default="open")
    """`open`, `done`, `stuck` or `skipped` (not today)."""
    stuck_steps: Mapped[int] = mapped_column(default=0)
    served_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Progress(Base):
    """An item a member is through with."""

    __tablename__ = "progress"
    __table_args__ = (UniqueConstraint("member_id", "item"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    item: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    how: Mapped[str] = mapped_column(String(8), default="done")
    """`done`, `known` already (shown by a quiz), or put `aside`."""


class Checkin(Base):
    """Something a member did on one of their days."""

    __tablename__ = "checkins"
    __table_args__ = (Index("ix_checkins_member_day", "member_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    day: Mapped[date]
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int | None]
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    source: Mapped[str] = mapped_column(default="", index=True)
    """The platform's address and id of the message it came from, for edits."""
    filled: Mapped[bool] = mapped_column(default=False)
    """Written for an earlier day, within three days of it."""
    files: Mapped[list[Any]] = mapped_column(default=list)
    """Names of the files sent as evidence."""


class Attachment(Base):
    """A picture or file sent as evidence with a check-in; it goes where the check-in goes."""

    __tablename__ = "attachments"
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    checkin_id: Mapped[int] = mapped_column(
        ForeignKey("checkins.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class Absence(Base):
    """Days a member is away by their own word: nothing is asked and nothing counts against them."""

    __tablename__ = "absences"
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    """`sick`, `holiday` or `pause`"""
    first: Mapped[date]
    last: Mapped[date | None]
    """Empty: until they say they are back."""


class Recall(Base):
    """A recall card of a member: FSRS's state of it, and when it comes back."""

    __tablename__ = "recalls"
    __table_args__ = (
        UniqueConstraint("member_id", "item"),
        Index("ix_recalls_member_due", "member_id", "due_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    item: Mapped[str] = mapped_column(String(40))
    state: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]


class RecallAnswer(Base):
    """One answer to a card, for the retention."""

    __tablename__ = "recall_answers"
    __table_args__ = (Index("ix_recall_answers_member_day", "member_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    item: Mapped[str] = mapped_column(String(40))
    rating: Mapped[int]
    """1 forgotten, 2 hard, 3 good, 4 easy"""
    day: Mapped[date]
    at: Mapped[datetime]
