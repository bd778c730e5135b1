"""What a conversation needs to remember: deeds to take back, drafts, forms half filled in."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.models.base import Base


class Deed(Base):
    """Something that can be taken back for ten minutes: what it was, and how it was before."""

    __tablename__ = "deeds"
    __table_args__ = (Index("ix_deeds_member_at", "member_id", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(32))
    before: Mapped[dict[str, Any]]


class Draft(Base):
    """Words we did not understand, kept until their writer says what they are."""

    __tablename__ = "drafts"
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    at: Mapped[datetime]
    text: Mapped[str]
    source: Mapped[str] = mapped_column(default="")


class Interview(Base):
    """A form half filled in, where the platform has no forms."""

    __tablename__ = "interviews"
    __table_args__ = (UniqueConstraint("chat_id", "member_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    about_id: Mapped[int | None] = mapped_column(ForeignKey("chats.id"))
    """The shared chat it was begun in, if it is asked in private."""
    form: Mapped[dict[str, Any]]
    answers: Mapped[dict[str, Any]]
    step: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]


class HalfFilled(Base):
    """What was typed into a form that was left unsent: it stands there when the form is opened."""

    __tablename__ = "half_filled"
    __table_args__ = (UniqueConstraint("member_id", "form"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    form: Mapped[str]
    """The form's event and its text: the same form about another thing is another one."""
    answers: Mapped[dict[str, Any]]
    at: Mapped[datetime]
