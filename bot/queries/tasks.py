"""The day's task of a member and what they are through with."""

from datetime import date, datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from bot.inserting import insert
from bot.loading import Keys, per
from bot.models import Member, Progress, Task


def of_day(session: Session, member: Member, day: date) -> Task | None:
    return next(iter(_of_day(session, member.id, day)), None)


@per("member", Task)
def _of_day(members: Keys, day: date) -> Select[int, Task]:
    owner = Task.member_id
    return select(owner, Task).where(owner.in_(members), Task.day == day)


def by_id(session: Session, member: Member, number: str) -> Task | None:
    """The member's own task by the id a button carried; nobody else's."""
    if not number.isdecimal():
        return None
    return session.scalar(select(Task).where(Task.member_id == member.id, Task.id == int(number)))


def last_before(session: Session, member: Member, day: date) -> Task | None:
    """The latest task of an earlier day."""
    return next(iter(_last_before(session, member.id, day)), None)


@per("member", Task)
def _last_before(members: Keys, day: date) -> Select[int, Task]:
    earlier = aliased(Task)
    latest = select(func.max(earlier.day)).where(earlier.member_id == Member.id, earlier.day < day)
    of_then = and_(Task.member_id == Member.id, Task.day == latest.scalar_subquery())
    return select(Member.id, Task).join(Task, of_then).where(Member.id.in_(members))


def serve(session: Session, member: Member, day: date, refs: list[str], now: datetime) -> Task:
    task = Task(
        member_id=member.id,
        day=day,
        items=refs,
        state="open",
        stuck_steps=0,
        served_at=now,
        closed_at=None,
    )
    insert(session, task)
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
    return set(_done_refs(session, member.id))


@per("member", Progress)
def _done_refs(members: Keys) -> Select[int, str]:
    owner = Progress.member_id
    return select(owner, Progress.item).where(owner.in_(members))


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
    return _done_since(session, member.id, since)


@per("member", Progress)
def _done_since(members: Keys, since: datetime) -> Select[int, Progress]:
    owner = Progress.member_id
    done = select(owner, Progress).where(owner.in_(members), Progress.how == "done")
    return done.where(Progress.at >= since).order_by(Progress.at)


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
