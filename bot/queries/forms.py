"""Forms that were left unsent: what was typed into them is kept and stands there next time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chat import Form
from bot.models import HalfFilled, Member

TYPED = "form.typed"
"""The event of somebody typing into a form they have not sent; its text is the form's name."""

REMEMBERED = timedelta(days=7)
"""What was begun longer ago is begun anew."""


def name_of(event: str, text: str) -> str:
    """One form about one thing."""
    return f"{event} {text}".strip()


def keep(
    session: Session, member: Member, form: str, answers: Mapping[str, str], at: datetime
) -> None:
    """What stood in a form at a moment. What comes late is older than what is known: it changes
    nothing of that, and brings back nothing that was sent meanwhile.
    """
    row = _row(session, member, form)
    if row is None:
        session.add(HalfFilled(member_id=member.id, form=form, answers=dict(answers), at=at))
    elif row.at <= at:
        row.answers, row.at = {**row.answers, **answers}, at
    elif row.answers:
        row.answers = {**answers, **row.answers}
    session.flush()


def sent(session: Session, member: Member, form: str, at: datetime) -> None:
    """Nothing of it is left to be kept; that it was sent is remembered for what comes late."""
    row = _row(session, member, form)
    if row is not None:
        row.answers, row.at = {}, at
        session.flush()


def resumed(session: Session, member: Member, form: Form, now: datetime) -> Form:
    """The form with what its reader had typed into it when they left it."""
    row = _row(session, member, name_of(form.event, form.text))
    if row is None or now - row.at > REMEMBERED:
        return form
    fields = tuple(
        replace(field, value=str(row.answers.get(field.name, field.value))) for field in form.fields
    )
    return replace(form, fields=fields)


def _row(session: Session, member: Member, form: str) -> HalfFilled | None:
    return session.scalar(
        select(HalfFilled).where(HalfFilled.member_id == member.id, HalfFilled.form == form)
    )
