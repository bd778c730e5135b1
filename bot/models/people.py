"""Members, their accounts and the chats we can write to."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.models.base import Base


class Member(Base):
    """A person, however many accounts they talk from, with their own day and pace."""

    __tablename__ = "members"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    lang: Mapped[str] = mapped_column(String(8))
    zone: Mapped[str]
    track: Mapped[str | None]
    hour: Mapped[int] = mapped_column(default=8 * 60)
    """The letter's time, minutes after local midnight."""
    hour_asked: Mapped[bool] = mapped_column(default=False)
    """Whether they named that minute themselves, not one of those offered: first in a crowd."""
    day_start: Mapped[int] = mapped_column(default=4 * 60)
    """When a new study day begins, minutes after local midnight."""
    days: Mapped[str] = mapped_column(String(7), default="1111111")
    """Study days, Monday first."""
    minutes: Mapped[int] = mapped_column(default=30)
    """Minutes a study day."""
    loudness: Mapped[str] = mapped_column(String(16), default="standard")
    country: Mapped[str] = mapped_column(String(2), default="")
    """Whose public holidays and make-up days the study days follow; empty: nobody's."""
    quiet_from: Mapped[int] = mapped_column(default=22 * 60)
    quiet_until: Mapped[int] = mapped_column(default=7 * 60)
    streak_hidden: Mapped[bool] = mapped_column(default=False)
    cards: Mapped[int] = mapped_column(default=5)
    """Recall cards a day at most."""
    light_until: Mapped[date | None]
    """The last day of a lighter week, after a silence."""
    unanswered: Mapped[int] = mapped_column(default=0)
    """Letters in a row that got no sign of life."""
    letter_on: Mapped[date | None]
    """The day of the last letter."""
    readings: Mapped[list[Any]] = mapped_column(default=list)
    """Ids of the reading rhythms this member asked for."""
    tracks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """More tracks walked at once: id -> weight; `track` has the weight 1 unless it stands here."""
    home_id: Mapped[int | None] = mapped_column(ForeignKey("chats.id", use_alter=True))
    """The chat reminders go to."""
    feed: Mapped[int] = mapped_column(default=1)
    """Which address of the private calendar is valid; counted up, older ones are revoked."""
    rhythm: Mapped[str] = mapped_column(default="")
    """What of meeting people the letter may bring up: `meetup`, `share`, `outreach`."""
    created_at: Mapped[datetime]
    accounts: Mapped[list["Account"]] = relationship(back_populates="member")


class Account(Base):
    """Who a member is on one platform."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("platform", "tenant", "user"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    platform: Mapped[str] = mapped_column(String(16))
    tenant: Mapped[str]
    user: Mapped[str]
    member: Mapped[Member] = relationship(back_populates="accounts")


class Chat(Base):
    """An address we can write to."""

    __tablename__ = "chats"
    __table_args__ = (UniqueConstraint("platform", "tenant", "chat", "thread"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(String(16))
    tenant: Mapped[str]
    chat: Mapped[str]
    thread: Mapped[str] = mapped_column(default="")
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    """Whose private chat this is; empty for a shared one."""
    title: Mapped[str] = mapped_column(default="")
    dead_at: Mapped[datetime | None]
    """Since when the platform refuses us there (blocked, removed, archived)."""
    dead_reason: Mapped[str] = mapped_column(default="")


class LinkCode(Base):
    """A code said on one platform and repeated on another, to join two accounts."""

    __tablename__ = "link_codes"
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    until: Mapped[datetime]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    """Who repeated it and is to confirm; a code serves one other person once."""


class LinkTry(Base):
    """A code that was not right: after a few, one waits."""

    __tablename__ = "link_tries"
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    at: Mapped[datetime]


class Contact(Base):
    """Somebody a member met: theirs alone, shown to nobody else."""

    __tablename__ = "contacts"
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    meetup_id: Mapped[int | None] = mapped_column(ForeignKey("meetups.id"))
    name: Mapped[str]
    promise: Mapped[str] = mapped_column(default="")
    """What the member will send them."""
    met_on: Mapped[date]
    follow_on: Mapped[date | None]
    """The day the letter asks whether it was sent, once."""
    sent_at: Mapped[datetime | None]
