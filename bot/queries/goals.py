"""Objectives of a month, what moved their key results, and the reviews of a quarter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from bot.loading import Keys, per
from bot.models import Checkin, Evidence, KeyResult, Member, Objective, Review, Task
from bot.queries import checkins
from bot.study import calendar, okr


@dataclass(frozen=True, slots=True)
class Wanted:
    """A key result as it is written."""

    word: str
    title: str
    target: int
    unit: str = ""
    counts: str = "link"


@dataclass(frozen=True, slots=True)
class Step:
    """What moved a key result: a link sent, a task done, a day with a check-in."""

    day: date
    amount: int
    text: str = ""
    refs: tuple[str, ...] = ()
    """The items of a task done, whose titles are its words."""
    said: str = ""
    """What the check-in of a day says."""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A key result with every step towards it; its numbers are only ever sums of these."""

    result: KeyResult
    steps: tuple[Step, ...]

    @property
    def reached(self) -> int:
        """Within the month."""
        return sum(step.amount for step in self.steps if not step.late)

    @property
    def with_late(self) -> int:
        return sum(step.amount for step in self.steps)

    @property
    def score(self) -> float:
        return okr.score(self.reached, self.result.target)

    @property
    def late_score(self) -> float:
        return okr.score(self.with_late, self.result.target)


def overall(standings: Sequence[Standing], *, late: bool = False) -> float:
    """The month's score: the mean of its key results, without those dropped with a reason."""
    counted = [one for one in standings if one.result.state != "dropped"]
    return okr.overall([one.late_score if late else one.score for one in counted])


def objective(session: Session, member: Member, month: str) -> Objective | None:
    return next(iter(_objective(session, member.id, month)), None)


@per("member", Objective, KeyResult, Evidence)
def _objective(members: Keys, month: str) -> Select[int, Objective]:
    owner = Objective.member_id
    chosen = select(owner, Objective).where(owner.in_(members), Objective.month == month)
    return chosen.options(selectinload(Objective.key_results).selectinload(KeyResult.evidence))


def objectives(session: Session, member: Member, first: str, last: str) -> list[Objective]:
    """The months from one to another, both included, oldest first."""
    return list(
        session.scalars(
            select(Objective)
            .where(Objective.member_id == member.id, Objective.month.between(first, last))
            .options(selectinload(Objective.key_results).selectinload(KeyResult.evidence))
            .order_by(Objective.month)
        )
    )


def standings(session: Session, member: Member, found: Objective) -> list[Standing]:
    """Each key result with its steps, oldest first."""
    first = max(date.fromisoformat(f"{found.month}-01"), found.written_on)
    last = calendar.last_of_month(first)
    return [
        Standing(result, tuple(_steps(session, member, result, first, last)))
        for result in found.key_results
    ]


def moved_by_tasks(session: Session, member: Member, day: date) -> list[Standing]:
    """The open key results a task done on this day counts towards."""
    found = objective(session, member, calendar.month_of(day))
    if found is None or day < found.written_on:
        return []
    return [
        one
        for one in standings(session, member, found)
        if one.result.counts == "tasks" and one.result.state == "open"
    ]


def _steps(
    session: Session, member: Member, result: KeyResult, first: date, last: date
) -> list[Step]:
    steps = [Step(one.day, one.amount, one.text, late=one.late) for one in result.evidence]
    if result.counts == "tasks":
        done = select(Task).where(
            Task.member_id == member.id, Task.state == "done", Task.day.between(first, last)
        )
        tasks = session.scalars(done.order_by(Task.day))
        steps += [Step(task.day, 1, refs=tuple(task.items)) for task in tasks]
    if result.counts == "days":
        said: dict[date, str] = {}
        for entry in checkins.between(session, member, first, last):
            said[entry.day] = said.get(entry.day) or entry.text
        steps += [Step(day, 1, said=words) for day, words in said.items()]
    return sorted(steps, key=lambda step: step.day)


def set_objective(
    session: Session, member: Member, month: str, today: date, results: Sequence[Wanted]
) -> Objective:
    found = Objective(member_id=member.id, month=month, written_on=today)
    session.add(found)
    session.flush()
    for one in results:
        add_result(session, found, one)
    return found


def add_result(session: Session, found: Objective, wanted: Wanted) -> KeyResult:
    result = KeyResult(
        objective_id=found.id,
        word=wanted.word,
        title=wanted.title,
        target=wanted.target,
        unit=wanted.unit,
        counts=wanted.counts,
        state="open",
        changes=[],
    )
    found.key_results.append(result)
    session.flush()
    return result


def result(session: Session, member: Member, number: str) -> tuple[Objective, KeyResult] | None:
    """The member's own key result by the id a button carried, and the month it stands in."""
    if not number.isdecimal():
        return None
    row = session.execute(
        select(Objective, KeyResult)
        .join(KeyResult, KeyResult.objective_id == Objective.id)
        .where(KeyResult.id == int(number), Objective.member_id == member.id)
    ).first()
    return (row[0], row[1]) if row else None


def add_evidence(session: Session, result: KeyResult, step: Step, now: datetime) -> Evidence:
    row = Evidence(
        key_result_id=result.id,
        at=now,
        day=step.day,
        text=step.text,
        amount=step.amount,
        late=step.late,
    )
    result.evidence.append(row)
    session.flush()
    return row


def drop_evidence(session: Session, member: Member, number: int) -> None:
    step = session.scalar(
        select(Evidence)
        .join(KeyResult, KeyResult.id == Evidence.key_result_id)
        .join(Objective, Objective.id == KeyResult.objective_id)
        .where(Evidence.id == number, Objective.member_id == member.id)
    )
    if step is not None:
        session.delete(step)


def loose_links(session: Session, member: Member, found: Objective) -> list[Checkin]:
    """The month's check-ins with a link that moved no key result yet."""
    first = date.fromisoformat(f"{found.month}-01")
    counted = " ".join(step.text for one in found.key_results for step in one.evidence)
    rows = session.scalars(
        select(Checkin)
        .where(
            Checkin.member_id == member.id,
            Checkin.day.between(first, calendar.last_of_month(first)),
            Checkin.link != "",
        )
        .order_by(Checkin.day, Checkin.id)
    )
    return [row for row in rows if row.link not in counted]


def review(session: Session, member: Member, quarter: str) -> Review | None:
    return next((one for one in _reviews(session, member.id) if one.quarter == quarter), None)


def review_before(session: Session, member: Member, quarter: str) -> Review | None:
    """The latest review of an earlier quarter."""
    earlier = [one for one in _reviews(session, member.id) if one.quarter < quarter]
    return earlier[-1] if earlier else None


def review_upto(session: Session, member: Member, quarter: str) -> Review | None:
    """The latest review of a quarter or one before it."""
    found = [one for one in _reviews(session, member.id) if one.quarter <= quarter]
    return found[-1] if found else None


def latest_review(session: Session, member: Member) -> Review | None:
    found = _reviews(session, member.id)
    return found[-1] if found else None


@per("member", Review)
def _reviews(members: Keys) -> Select[int, Review]:
    owner = Review.member_id
    return select(owner, Review).where(owner.in_(members)).order_by(Review.quarter)


def start_review(session: Session, member: Member, quarter: str, now: datetime) -> Review:
    found = Review(
        member_id=member.id, quarter=quarter, at=now, scores={}, rows=[], proof={}, focus=[]
    )
    session.add(found)
    session.flush()
    return found
