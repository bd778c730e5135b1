"""What an organiser's desk needs: who has begun, who can be reached, what was done there."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.models import (
    Alarm,
    Chat,
    Checkin,
    Contribution,
    Curriculum,
    Group,
    Kudos,
    Member,
    Membership,
    Outgoing,
    Pairing,
    Round,
    Trail,
)
from bot.queries.groups import SHOWS_UP, count

A_DAY = timedelta(days=1)

DESK = ("desk.", "keep.", "group.desk")
"""Buttons that only stand under what an organiser was told."""


def begun(session: Session, group: Group) -> set[int]:
    """Members who checked in since they joined; whoever did so the day before had begun already."""
    rows = session.execute(
        select(Membership.member_id, Membership.joined_at, func.max(Checkin.at))
        .join(Checkin, Checkin.member_id == Membership.member_id)
        .where(Membership.group_id == group.id, Membership.left_at.is_(None))
        .group_by(Membership.member_id, Membership.joined_at)
    )
    return {member_id for member_id, joined, last in rows if last >= joined - A_DAY}


def last_days(session: Session, member_ids: Sequence[int]) -> dict[int, date]:
    """The latest day each member showed up on."""
    rows = session.execute(
        select(Checkin.member_id, func.max(Checkin.day))
        .where(Checkin.member_id.in_(member_ids))
        .group_by(Checkin.member_id)
    )
    return {row[0]: row[1] for row in rows}


def reachable(session: Session, member_ids: Sequence[int]) -> dict[int, Chat]:
    """A living private chat of each member who has one; the chosen home first."""
    rows = session.execute(
        select(Chat, Member.home_id)
        .join(Member, Member.id == Chat.member_id)
        .where(Chat.member_id.in_(member_ids), Chat.dead_at.is_(None))
        .order_by(Chat.id.desc())
    )
    found: dict[int, Chat] = {}
    for chat, home_id in rows:
        if chat.member_id is not None and (chat.member_id not in found or chat.id == home_id):
            found[chat.member_id] = chat
    return found


def note(
    session: Session,
    group: Group,
    organiser: Member,
    kind: str,
    now: datetime,
    *,
    member: Member | None = None,
    detail: str = "",
) -> None:
    """Everything done at the desk leaves a trail."""
    session.add(
        Trail(
            group_id=group.id,
            organiser_id=organiser.id,
            member_id=member.id if member else None,
            kind=kind,
            detail=detail,
            at=now,
        )
    )
    session.flush()


def trail(session: Session, group: Group, most: int) -> list[tuple[Trail, str, str]]:
    """The latest things done at the desk, with the organiser's and the member's names."""
    about = Member.__table__.alias("about")
    rows = session.execute(
        select(Trail, Member.name, about.c.name)
        .join(Member, Member.id == Trail.organiser_id)
        .outerjoin(about, about.c.id == Trail.member_id)
        .where(Trail.group_id == group.id)
        .order_by(Trail.id.desc())
        .limit(most)
    )
    return [(row, by, whom or "") for row, by, whom in rows]


def written_to(session: Session, group: Group, since: datetime) -> set[int]:
    """Members an organiser has written to since then."""
    found = select(Trail.member_id).where(
        Trail.group_id == group.id, Trail.kind == "wrote", Trail.at >= since
    )
    return {number for number in session.scalars(found) if number is not None}


def archived(session: Session, member: Member) -> list[Group]:
    """Groups this organiser has put away."""
    return list(
        session.scalars(
            select(Group)
            .join(Membership, Membership.group_id == Group.id)
            .where(
                Membership.member_id == member.id,
                Membership.role == "organiser",
                Membership.left_at.is_(None),
                Group.archived_at.is_not(None),
                Group.ended_at.is_(None),
            )
            .order_by(Group.id)
        )
    )


def totals(session: Session, group: Group, first: date) -> tuple[int, int]:
    """Days of study since `first`, of those who are in the group, and how many they are."""
    days = (
        select(Checkin.member_id, Checkin.day)
        .join(Membership, Membership.member_id == Checkin.member_id)
        .where(
            Membership.group_id == group.id,
            Membership.left_at.is_(None),
            Checkin.day >= first,
            *SHOWS_UP.get(group.counts, ()),
        )
        .distinct()
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(days)) or 0, count(session, group)


def forget(session: Session, group: Group) -> None:
    """A group that is over keeps no private data: who was in it, what they said, what was posted.

    The members' own records are theirs and stay.
    """
    _unsay(session, group)
    taking_part = select(Round.id).where(Round.group_id == group.id)
    session.execute(delete(Contribution).where(Contribution.round_id.in_(taking_part)))
    for table in (Round, Pairing, Kudos, Trail, Curriculum, Membership):
        session.execute(delete(table).where(table.group_id == group.id))
    session.execute(delete(Alarm).where(Alarm.owner == "group", Alarm.owner_id == group.id))
    session.execute(
        delete(Alarm).where(Alarm.kind == "alarm.begin", Alarm.subject == str(group.id))
    )
    session.execute(
        update(Outgoing)
        .where(
            Outgoing.chat_id == group.chat_id,
            Outgoing.post.like(f"board:{group.id}:%"),
            Outgoing.state.in_(("sent", "merged")),
        )
        .values(message={})
    )
    group.purpose = ""
    session.flush()


def _unsay(session: Session, group: Group) -> None:
    """What organisers were told at their desk about others."""
    row = select(Outgoing).join(Chat, Chat.id == Outgoing.chat_id)
    own = Membership.group_id == group.id
    told = row.join(Membership, (Membership.member_id == Chat.member_id) & own)
    for one in session.scalars(told.where(Outgoing.state != "leased")):
        if _is_of_desk(one.message, group.id):
            one.message = {"text": ""}
    session.flush()


def _is_of_desk(message: dict[str, Any], group_id: int) -> bool:
    buttons = [button for line in message.get("buttons", ()) for button in line]
    return any(
        str(button.get("event", "")).startswith(DESK)
        and str(button.get("text", "")).split(" ")[0] == str(group_id)
        for button in buttons
    )
