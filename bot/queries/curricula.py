"""A group's own curricula: drafts, what is published, what it took the place of."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.models import Curriculum, Group
from bot.queries.groups import parsed
from content.library import Curriculum as Taught


def of_content(session: Session, group: Group, sha256: str) -> Curriculum | None:
    """The group's row for a document of just this content."""
    return session.scalar(
        select(Curriculum).where(Curriculum.group_id == group.id, Curriculum.sha256 == sha256)
    )


def published(session: Session, group: Group, track: str) -> Taught | None:
    """What the group studies now as this track."""
    return next((taught for _, taught in _published(session, group) if taught.id == track), None)


def keep_draft(session: Session, group: Group, sha256: str, text: str) -> Curriculum:
    """The draft of a document; sent again it is written anew."""
    row = of_content(session, group, sha256)
    if row is None:
        row = Curriculum(group_id=group.id, sha256=sha256, text=text)
        session.add(row)
    row.text, row.state = text, "draft"
    session.flush()
    return row


def draft(session: Session, group: Group, number: str) -> Curriculum | None:
    if not number.isdecimal():
        return None
    row = session.get(Curriculum, int(number), with_for_update=True)
    return row if row is not None and (row.group_id, row.state) == (group.id, "draft") else None


def publish(session: Session, group: Group, row: Curriculum) -> Taught:
    """Publish a draft in the place of what the group had as this track."""
    taught = parsed(row.text)
    for older, its in _published(session, group):
        if its.id == taught.id:
            older.state = "replaced"
    row.state = "published"
    session.flush()
    return taught


def _published(session: Session, group: Group) -> list[tuple[Curriculum, Taught]]:
    rows = session.scalars(
        select(Curriculum)
        .where(Curriculum.group_id == group.id, Curriculum.state == "published")
        .order_by(Curriculum.id)
    )
    return [(row, parsed(row.text)) for row in rows]
