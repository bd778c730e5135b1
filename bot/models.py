"""The tables. Times are aware UTC in Python; local dates are dates in their owner's own zone."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: refuses naive datetimes, keeps UTC, gives aware ones back on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own declaration
        datetime: UtcDateTime,
        date: Date,
        str: Text,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


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
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("chats.id"))
    """The shared chat it was begun in, if it is asked in private."""
    form: Mapped[dict[str, Any]]
    answers: Mapped[dict[str, Any]]
    step: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]


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


class Meetup(Base):
    """One date people meet on; a repeating meetup has a row for each, made when the last is over.

    The rows of a series share `uid`, `rule`, `first_at` and `skips`.
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
    ends_at: Mapped[datetime]
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
    post: Mapped[str]
    """The post that shows it."""
    sequence: Mapped[int] = mapped_column(default=0)
    """Counts up with every change, so that a form filled in too late is noticed."""
    changed_by: Mapped[int | None]
    """The member who made the last change."""
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    chat: Mapped[Chat] = relationship()


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
