"""Study groups: who belongs, partners, rounds, thanks, and a group's own curricula."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.models.base import Base
from bot.models.people import Chat


class Group(Base):
    """A study group with its home chat, its zone and its rules."""

    __tablename__ = "groups"
    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id"), index=True)
    name: Mapped[str]
    lang: Mapped[str] = mapped_column(String(8))
    zone: Mapped[str]
    track: Mapped[str | None]
    """The track all share; empty: each their own."""
    hour: Mapped[int] = mapped_column(default=8 * 60)
    """The board's time, minutes after local midnight."""
    summary_hour: Mapped[int] = mapped_column(default=20 * 60)
    days: Mapped[str] = mapped_column(String(7), default="1111111")
    invite: Mapped[str] = mapped_column(String(32), unique=True)
    purpose: Mapped[str] = mapped_column(default="")
    ends_on: Mapped[date | None]
    """The last day of its plan; the evening of it brings the farewell."""
    counts: Mapped[str] = mapped_column(String(8), default="any")
    """What counts as showing up: `any` check-in, a `task` done, or a `line` of words or a link."""
    leave: Mapped[int] = mapped_column(default=1)
    """Leave days a week that do not count against a commitment."""
    names: Mapped[bool] = mapped_column(default=True)
    """Whether the board may name those who came and agreed; else it only counts."""
    goal: Mapped[int] = mapped_column(default=0)
    """Days of study a week the group wants to reach together; 0: none."""
    summary_day: Mapped[int] = mapped_column(default=6)
    """The weekday of the summary, Monday is 0."""
    feed: Mapped[int] = mapped_column(default=1)
    """Which address of the group's calendar is valid; counted up, older ones are revoked."""
    paused_at: Mapped[datetime | None]
    """Since when it rests: nothing is posted, everything is kept."""
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    """Put away by an organiser: the channel is free again, the record is kept."""
    ended_at: Mapped[datetime | None]
    """Over for good; what its members did in it is forgotten."""
    chat: Mapped[Chat] = relationship()


class Membership(Base):
    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("group_id", "member_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    role: Mapped[str] = mapped_column(String(16), default="member")
    """`member`, `organiser`, or `removed` by one of them."""
    shares: Mapped[bool] = mapped_column(default=True)
    """Whether the board may show done or not done; nothing else is ever shown unasked."""
    shares_work: Mapped[bool] = mapped_column(default=False)
    """Whether the weekly post may carry links, and the monthly one the score of the OKR."""
    ranked: Mapped[bool] = mapped_column(default=False)
    """Whether the member takes part in the friendly ranking."""
    days_a_week: Mapped[int] = mapped_column(default=0)
    """The commitment they chose; 0: none yet."""
    posts_a_week: Mapped[int] = mapped_column(default=0)
    away_until: Mapped[date | None]
    """Excused by an organiser or away by their own word, up to and including this day."""
    pairs_as: Mapped[str] = mapped_column(String(8), default="")
    """The partner they want: `buddy`, `review`, `mentor`, `new`; empty: none."""
    pairs_after: Mapped[date | None]
    """No partner before this day: snoozed."""
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class Pairing(Base):
    """One member's place in a pair of a week; a pair of an odd week may be of three."""

    __tablename__ = "pairings"
    __table_args__ = (UniqueConstraint("group_id", "week", "kind", "member_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    week: Mapped[date]
    """Its Monday."""
    kind: Mapped[str] = mapped_column(String(8))
    """`buddy`, `review` or `mentor`"""
    number: Mapped[int]
    """Which pair of the week; its places share it."""
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    confirmed_at: Mapped[datetime | None]


class Round(Base):
    """A ritual a group does together for a while: prompt, votes or answers, result."""

    __tablename__ = "rounds"
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    item: Mapped[str] = mapped_column(String(32))
    way: Mapped[str] = mapped_column(String(8))
    """`vote`, `sign` (up) or `write`"""
    choices: Mapped[list[Any]]
    """What can be voted for."""
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Contribution(Base):
    """One member's vote, sign-up or answer in a round; another one replaces it."""

    __tablename__ = "contributions"
    __table_args__ = (UniqueConstraint("round_id", "member_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    text: Mapped[str]
    at: Mapped[datetime]


class Kudos(Base):
    """Thanks to a person, for a thing: once a day from one to the same other."""

    __tablename__ = "kudos"
    __table_args__ = (UniqueConstraint("group_id", "giver_id", "member_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    giver_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    day: Mapped[date]
    text: Mapped[str]
    at: Mapped[datetime]


class Trail(Base):
    """What an organiser did at the desk: who, about whom, what, when."""

    __tablename__ = "trails"
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    organiser_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    """`wrote`, `excused`, `corrected`, `removed`, `settings`, `handed`, `round` …"""
    detail: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class Curriculum(Base):
    """A group's own curriculum, private to it."""

    __tablename__ = "curricula"
    __table_args__ = (UniqueConstraint("group_id", "sha256"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    text: Mapped[str]
    state: Mapped[str] = mapped_column(String(16), default="draft")
