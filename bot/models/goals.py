"""Objectives and their evidence, reviews, papers, and the lines of letters."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.models.base import Base


class Objective(Base):
    """A member's objective of one month."""

    __tablename__ = "objectives"
    __table_args__ = (UniqueConstraint("member_id", "month"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    month: Mapped[str] = mapped_column(String(7))
    """`2026-03`"""
    title: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    written_on: Mapped[date]
    """The day it was written: a month begun on the 20th is not behind on the 21st."""
    confidence: Mapped[int | None]
    """Mid-month, 0 to 10: how sure the learner is to make it."""
    reported_at: Mapped[datetime | None]
    key_results: Mapped[list["KeyResult"]] = relationship(
        order_by="KeyResult.id", cascade="all, delete-orphan"
    )


class KeyResult(Base):
    __tablename__ = "key_results"
    id: Mapped[int] = mapped_column(primary_key=True)
    objective_id: Mapped[int] = mapped_column(ForeignKey("objectives.id"), index=True)
    word: Mapped[str] = mapped_column(String(32))
    """The word progress is sent with: `/okr blog https://...`."""
    title: Mapped[str]
    target: Mapped[int]
    unit: Mapped[str] = mapped_column(default="")
    counts: Mapped[str] = mapped_column(String(8), default="link")
    """What moves it: a `link` sent, `tasks` done, or `days` with a check-in."""
    state: Mapped[str] = mapped_column(String(8), default="open")
    """`open`, `carried` into the next month, or `dropped`."""
    reason: Mapped[str] = mapped_column(default="")
    changes: Mapped[list[Any]] = mapped_column(default=list)
    """Each change of the target: {day, before, after}."""
    evidence: Mapped[list["Evidence"]] = relationship(
        order_by="Evidence.id", cascade="all, delete-orphan"
    )


class Evidence(Base):
    """One step towards a key result, with the link or the words that show it."""

    __tablename__ = "evidence"
    id: Mapped[int] = mapped_column(primary_key=True)
    key_result_id: Mapped[int] = mapped_column(ForeignKey("key_results.id"), index=True)
    at: Mapped[datetime]
    day: Mapped[date]
    text: Mapped[str]
    amount: Mapped[int] = mapped_column(default=1)
    late: Mapped[bool] = mapped_column(default=False)
    """Sent after its month had ended: shown with a mark, counted apart."""


class Review(Base):
    """A quarter's scoring of a member against what jobs ask for."""

    __tablename__ = "reviews"
    __table_args__ = (UniqueConstraint("member_id", "quarter"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    quarter: Mapped[str] = mapped_column(String(7))
    """`2026-Q1`"""
    at: Mapped[datetime]
    scores: Mapped[dict[str, Any]]
    """Row -> `have` or `improve`; a row not yet scored is missing. A row is a rubric item's id
    or, for one taken from a job description, `j1`, `j2`, ..."""
    rows: Mapped[list[Any]] = mapped_column(default=list)
    """The job description's rows as {id, text, skills}; empty: the eight of document 001."""
    proof: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Row -> what shows that it is mastered."""
    focus: Mapped[list[Any]] = mapped_column(default=list)
    """At most three rows that move to the front of the plan."""
    tool: Mapped[str] = mapped_column(default="")
    trend: Mapped[str] = mapped_column(default="")


class Paper(Base):
    """Something a member writes and comes back to: a loop, a project, a decision, a story."""

    __tablename__ = "papers"
    __table_args__ = (Index("ix_papers_member_kind", "member_id", "kind"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    kind: Mapped[str] = mapped_column(String(16))
    """`loop`, `project`, `decision`, `debate`, `story`, `drill`, `mock`, `milestone`, `rung` or
    `report`"""
    title: Mapped[str]
    about: Mapped[str] = mapped_column(default="", index=True)
    """What it belongs to: `task:12`, `project:3`, `member:7`, an item's id, a period."""
    fields: Mapped[dict[str, Any]]
    day: Mapped[date]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class LetterLine(Base):
    """A letter's line that was put off, skipped, or is no longer wanted at all."""

    __tablename__ = "letter_lines"
    __table_args__ = (UniqueConstraint("member_id", "kind", "occurrence"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    kind: Mapped[str] = mapped_column(String(16))
    occurrence: Mapped[str] = mapped_column(String(10), default="")
    """The month, the quarter or the year it is about; empty: every one."""
    until: Mapped[date | None]
    """The day it comes again; empty: not again."""
