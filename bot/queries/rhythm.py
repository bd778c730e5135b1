"""A member's own days: which count, which they are away, and how the run stands."""

from datetime import date, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.loading import Keys, per
from bot.models import Absence, Checkin, Member
from bot.queries import checkins
from bot.study.streaks import Run, run_of
from bot.study.workdays import Away, Week

A_DAY = timedelta(days=1)


def week_of(session: Session, member: Member) -> Week:
    """The member's study days with their holidays and absences."""
    rows = _absences(session, member.id)
    away = tuple(Away(row.first, row.last, row.kind) for row in rows)
    return Week(member.days, member.country, away)


@per("member", Absence)
def _absences(members: Keys) -> Select[int, Absence]:
    owner = Absence.member_id
    return select(owner, Absence).where(owner.in_(members)).order_by(Absence.first)


def run(session: Session, member: Member, today: date, kept: set[date] | None = None) -> Run:
    """How the run stands; `kept` are the days with a check-in, asked for if not known."""
    kept = checkins.days(session, member) if kept is None else kept
    return run_of(kept, today, week_of(session, member).counts)


def absence(session: Session, member: Member, day: date) -> Absence | None:
    """The absence a day lies in."""
    return session.scalar(
        select(Absence)
        .where(
            Absence.member_id == member.id,
            Absence.first <= day,
            (Absence.last.is_(None)) | (Absence.last >= day),
        )
        .order_by(Absence.id.desc())
        .limit(1)
    )


def leave(session: Session, member: Member, kind: str, first: date, last: date | None) -> Absence:
    row = Absence(member_id=member.id, kind=kind, first=first, last=last)
    session.add(row)
    session.flush()
    return row


def come_back(session: Session, row: Absence, today: date) -> None:
    """Today counts again; an absence that began today never was."""
    if row.first >= today:
        session.delete(row)
    else:
        row.last = today - A_DAY
    session.flush()


def filled_in(session: Session, member: Member, month_start: date) -> set[date]:
    """The days of this month that were filled in afterwards."""
    return set(
        session.scalars(
            select(Checkin.day).where(
                Checkin.member_id == member.id, Checkin.filled, Checkin.day >= month_start
            )
        )
    )


def last_kept(session: Session, member: Member) -> date | None:
    return next(iter(_last_kept(session, member.id)), None)


@per("member", Checkin)
def _last_kept(members: Keys) -> Select[int, date]:
    owner = Checkin.member_id
    return select(owner, func.max(Checkin.day)).where(owner.in_(members)).group_by(owner)
