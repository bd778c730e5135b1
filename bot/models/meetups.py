"""Meetups and who said they would come."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ForeignKey,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.models.base import Base
from bot.models.people import Chat

MORNING = timedelta(hours=9)


class Meetup(Base):
    """One date people meet on; a repeating meetup has a row for each, made when the last is over or
    as soon as somebody answers for it.

    The rows of a series share `uid`, `rule`, `first_at`, `skips` and `extra`.
    """

    __tablename__ = "meetups"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(index=True)
    """What calendar programs know it by; an imported one keeps its own."""
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id"), index=True)
    """Where it was announced."""
    host_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    title: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    all_day: Mapped[bool] = mapped_column(default=False)
    """From local midnight to local midnight; shown without hours."""
    zone: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    capacity: Mapped[int | None]
    answers_by: Mapped[datetime | None]
    """Until when one may sign up."""
    question: Mapped[str] = mapped_column(default="")
    """What everybody is asked to bring along."""
    rule: Mapped[str] = mapped_column(default="")
    """How it repeats, as RFC 5545 writes it; empty: once."""
    first_at: Mapped[datetime]
    """When the series began; what the rule counts from."""
    slot_at: Mapped[datetime]
    """Which date of the series this is, even if it was moved."""
    skips: Mapped[list[Any]] = mapped_column(default=list)
    """Dates of the series that are left out, as ISO instants."""
    extra: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """Dates beside the rule, as ISO instants."""
    post: Mapped[str]
    """The post that shows it; empty: a later date of a series, answered but not announced yet."""
    sequence: Mapped[int] = mapped_column(default=0)
    """Counts up with every change, so that a form filled in too late is noticed."""
    changed_by: Mapped[int | None]
    """The member who made the last change."""
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    chat: Mapped[Chat] = relationship()

    @property
    def open_until(self) -> datetime:
        """Until when one can still say yes: its start; of whole days their end."""
        return self.ends_at if self.all_day else self.starts_at

    @property
    def gathers_at(self) -> datetime:
        """What reminders count back from: its start; of whole days their first morning."""
        return self.starts_at + MORNING if self.all_day else self.starts_at


class Rsvp(Base):
    __tablename__ = "rsvps"
    __table_args__ = (UniqueConstraint("meetup_id", "member_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    meetup_id: Mapped[int] = mapped_column(ForeignKey("meetups.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    answer: Mapped[str] = mapped_column(String(8))
    """`yes`, `maybe`, `no`, `wait` (for a seat), or `asked` (invited, no answer yet)"""
    at: Mapped[datetime]
    lead: Mapped[int] = mapped_column(default=120)
    """Minutes before the start at which to be reminded; 0: not at all."""
    named: Mapped[bool] = mapped_column(default=False)
    """Whether the post may show the name."""
    invited: Mapped[bool] = mapped_column(default=False)
    """Whether the post stands in this member's private chat too."""
    question: Mapped[str] = mapped_column(default="")
    """What they want to ask there, for their eyes only."""
    came: Mapped[bool | None]
    """What they said afterwards."""
