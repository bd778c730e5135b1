"""The day's task of a member and what they are through with."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.models import Member, Progress, Task


def of_day(session: Session, member: Member, day: date) -> Task | None:
    return session.scalar(select(Task).where(Task.member_id == member.id, Task.day == day))


def by_id(session: Session, member: Member, number: str) -> Task | None:
    """The member's own task by the id a button carried; nobody else's."""
    if not number.isdecimal():
        return None
    return session.scalar(select(Task).where(Task.member_id == member.id, Task.id == int(number)))


def last_before(session: Session, member: Member, day: date) -> Task | None:
    """The latest task of an earlier day."""
    return session.scalar(
        select(Task)
        .where(Task.member_id == member.id, Task.day < day)
        .order_by(Task.day.desc())
        .limit(1)
    )


def serve(session: Session, member: Member, day: date, refs: list[str], now: datetime) -> Task:
    task = Task(member_id=member.id, day=day, items=refs, served_at=now, state="open")
    session.add(task)
    session.flush()
    return task


def done_between(session: Session, member: Member, first: date, last: date) -> list[Task]:
    """The tasks done on these days, oldest first."""
    return list(
        session.scalars(
            select(Task)
            .where(Task.member_id == member.id, Task.state == "done", Task.day.between(first, last))
            .order_by(Task.day)
        )
    )


def done_refs(session: Session, member: Member) -> set[str]:
    return set(session.scalars(select(Progress.item).where(Progress.member_id == member.id)))


def finish(session: Session, member: Member, task: Task, now: datetime) -> list[str]:
    """Close the task as done; the refs that are newly through."""
    known = done_refs(session, member)
    fresh = [ref for ref in task.items if ref not in known]
    session.add_all(Progress(member_id=member.id, item=ref, at=now) for ref in fresh)
    task.state, task.closed_at = "done", now
    session.flush()
    return fresh


def mark(session: Session, member: Member, refs: list[str], how: str, now: datetime) -> list[str]:
    """Go past items without doing them: `known` already, or put `aside`; those newly marked."""
    known = done_refs(session, member)
    fresh = [ref for ref in refs if ref not in known]
    session.add_all(Progress(member_id=member.id, item=ref, at=now, how=how) for ref in fresh)
    session.flush()
    return fresh


def put_aside(session: Session, member: Member) -> list[str]:
    """What was gone past for now."""
    return list(
        session.scalars(
            select(Progress.item)
            .where(Progress.member_id == member.id, Progress.how == "aside")
            .order_by(Progress.id)
        )
    )


def done_since(session: Session, member: Member, since: datetime) -> list[Progress]:
    """What was really done since then, oldest first."""
    return list(
        session.scalars(
            select(Progress)
            .where(Progress.member_id == member.id, Progress.how == "done", Progress.at >= since)
            .order_by(Progress.at)
        )
    )


def served(session: Session, member: Member) -> list[list[str]]:
    """What was served so far, day by day."""
    return list(
        session.scalars(select(Task.items).where(Task.member_id == member.id).order_by(Task.day))
    )


def forget(session: Session, member: Member, refs: list[str]) -> None:
    for row in session.scalars(
        select(Progress).where(Progress.member_id == member.id, Progress.item.in_(refs))
    ):
        session.delete(row)
