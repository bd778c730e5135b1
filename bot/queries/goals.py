"""Objectives of a month, the evidence for their key results, and the reviews of a quarter."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot.models import Evidence, KeyResult, Member, Objective, Review


def objective(session: Session, member: Member, month: str) -> Objective | None:
    return session.scalar(
        select(Objective)
        .where(Objective.member_id == member.id, Objective.month == month)
        .options(selectinload(Objective.key_results).selectinload(KeyResult.evidence))
    )


def set_objective(
    session: Session, member: Member, month: str, results: list[tuple[str, str, int]]
) -> Objective:
    """A month's objective with (word, title, target) for each key result."""
    found = Objective(member_id=member.id, month=month)
    found.key_results = [
        KeyResult(word=word, title=title, target=target) for word, title, target in results
    ]
    session.add(found)
    session.flush()
    return found


def add_evidence(session: Session, result: KeyResult, text: str, now: datetime) -> Evidence:
    step = Evidence(key_result_id=result.id, at=now, text=text)
    result.evidence.append(step)
    session.flush()
    return step


def drop_evidence(session: Session, member: Member, number: int) -> None:
    step = session.scalar(
        select(Evidence)
        .join(KeyResult, KeyResult.id == Evidence.key_result_id)
        .join(Objective, Objective.id == KeyResult.objective_id)
        .where(Evidence.id == number, Objective.member_id == member.id)
    )
    if step is not None:
        session.delete(step)


def review(session: Session, member: Member, quarter: str) -> Review | None:
    return session.scalar(
        select(Review).where(Review.member_id == member.id, Review.quarter == quarter)
    )


def start_review(session: Session, member: Member, quarter: str, now: datetime) -> Review:
    found = Review(member_id=member.id, quarter=quarter, at=now, scores={})
    session.add(found)
    session.flush()
    return found
