"""Asks a Form question by question where the platform has no forms; its state is a row.

What was typed survives a restart; Back, Skip and Cancel stand under every question.
"""

import contextlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.chat import Button, Event, Field, Form, Kind, Message
from bot.loading import Keys, per
from bot.markup import bold, lines
from bot.models import Chat, Interview, Member
from bot.packing import pack_form, unpack_form
from bot.queries import forms
from bot.study import dates
from bot.study.calendar import clock_minutes, clock_text, local
from bot.texts import Texts, mark
from bot.zones import zone_named

PATIENCE = timedelta(days=1)
"""An interview untouched for longer no longer takes free talk for an answer."""

CHOOSE, SKIP, BACK, CANCEL = "form.choose", "form.skip", "form.back", "form.cancel"
EVENTS = (CHOOSE, SKIP, BACK, CANCEL)
CANCELS = frozenset({"cancel", "/cancel", "取消"})
"""Said instead of an answer, whatever the question is."""
CHOICES_IN_A_ROW = 2
SOME_MORNING = datetime(2026, 3, 2, tzinfo=UTC)
"""A time of day in words means the same on any day."""
_ONE_NUMBER = re.compile(r"[^\d.\-−]*(\d{1,9})[^\d.]*")


def begin(
    session: Session,
    chat: Chat,
    member: Member,
    form: Form,
    now: datetime,
    t: Texts,
    about: Chat | None = None,
) -> Message:
    """Start asking in a chat what belongs to it or to another one; one half done is replaced."""
    row = current(session, chat, member, now)
    if row is not None:
        _put_away(session, member, row, now)
    else:
        row = Interview(chat_id=chat.id, member_id=member.id, form={}, answers={}, at=now)
        session.add(row)
    row.form, row.step, row.at = pack_form(form), 0, now
    row.about_id = about.id if about is not None and about.id != chat.id else None
    row.answers = {field.name: field.value for field in form.fields if _is_read(field)}
    session.flush()
    return _question(form, row, t)


def current(session: Session, chat: Chat, member: Member, now: datetime) -> Interview | None:
    row = next((one for one in _asked(session, member.id) if one.chat_id == chat.id), None)
    if row is not None and now - row.at > PATIENCE:
        session.delete(row)
        session.flush()
        return None
    return row


@per("member", Interview)
def _asked(members: Keys) -> Select[int, Interview]:
    owner = Interview.member_id
    return select(owner, Interview).where(owner.in_(members))


def go_on(session: Session, row: Interview, event: Event, t: Texts) -> tuple[Message, ...] | Event:
    """Take an answer: the next question, or the submitted form as an event."""
    form = unpack_form(row.form)
    row.at = event.at
    if event.name == CANCEL or event.text.strip().casefold() in CANCELS:
        return cancel(session, row, event.at, t)
    if event.name == BACK:
        row.step = max(0, row.step - 1)
        return (_question(form, row, t),)
    field = form.fields[row.step]
    if event.name == SKIP:
        if not field.optional and not row.answers.get(field.name):
            return (_question(form, row, t, t("This one is needed.")),)
    else:
        try:
            zone = session.get_one(Member, row.member_id).zone
            answer = read(field, event.text, local(event.at, zone))
        except ValueError as error:
            return (_question(form, row, t, t(str(error))),)
        row.answers = {**row.answers, field.name: answer}
    row.step += 1
    if row.step < len(form.fields):
        return (_question(form, row, t),)
    session.delete(row)
    session.flush()
    return replace(event.renamed(form.event, text=form.text, values=row.answers), message=None)


def cancel(session: Session, row: Interview, now: datetime, t: Texts) -> tuple[Message, ...]:
    """Ask no further."""
    _put_away(session, session.get_one(Member, row.member_id), row, now)
    session.delete(row)
    return (Message(t("Put aside. Nothing was changed."), replace=True),)


def _put_away(session: Session, member: Member, row: Interview, now: datetime) -> None:
    """What was answered so far stands there when the same form is opened again."""
    form = unpack_form(row.form)
    before = {field.name: field.value for field in form.fields}
    fresh = {name: words for name, words in row.answers.items() if words != before.get(name)}
    if fresh:
        forms.keep(session, member, forms.name_of(form.event, form.text), fresh, now)


def _is_read(field: Field) -> bool:
    """Whether what is filled in already can be taken as it is."""
    try:
        return bool(field.value and read(field, field.value))
    except ValueError:
        return False


def read(field: Field, text: str, now: datetime | None = None) -> str:
    """An answer in the form handlers expect it; "tomorrow" can be said where `now` is known.

    Raises ValueError with an English sentence of the catalogue. A time comes back as "08:30",
    a date as "2026-03-28", a number as digits, a choice as its value.
    """
    text = text.strip()
    if not text:
        if field.optional:
            return ""
        raise ValueError(mark("This one is needed."))
    if field.kind is Kind.CHOICE:
        return _choice(field, text)
    if field.kind is Kind.DATE:
        return _date(text, now)
    reader = _READERS.get(field.kind)
    return reader(text) if reader else text


def _choice(field: Field, text: str) -> str:
    for value, label in field.choices:
        if text.casefold() in {value.casefold(), str(label).casefold()}:
            return value
    raise ValueError(mark("Please press one of the buttons."))


def _number(text: str) -> str:
    """ "30", and "30 分钟" or "about 30" as well: whatever has one whole number in it."""
    found = _ONE_NUMBER.fullmatch(text)
    if found is None:
        raise ValueError(mark("That is not a number. Digits only, please, such as 30."))
    return str(int(found[1]))


def _time(text: str) -> str:
    minutes = clock_minutes(text)
    if minutes is None:
        # In words: of two meanings the first, as "8:30" is half past eight in the morning.
        meaning = dates.read(text, SOME_MORNING)
        said = meaning.options[0] if isinstance(meaning, dates.Choice) else meaning
        minutes = said.minutes if isinstance(said, dates.When) else None
    if minutes is None:
        raise ValueError(mark("That is not a time of day. For example 08:30."))
    return clock_text(minutes)


def _date(text: str, now: datetime | None) -> str:
    with contextlib.suppress(ValueError):
        return date.fromisoformat(text.replace("/", "-").replace(".", "-")).isoformat()
    meaning = dates.read(text, now) if now is not None else None
    if isinstance(meaning, dates.When):
        return meaning.day.isoformat()
    raise ValueError(mark("That is not a date. For example 2026-03-28."))


def _zone(text: str) -> str:
    zone = zone_named(text)
    if zone is None:
        raise ValueError(
            mark("I do not know that time zone. A large city near you? Or its name: Europe/Paris.")
        )
    return zone


_READERS: dict[Kind, Callable[[str], str]] = {
    Kind.NUMBER: _number,
    Kind.TIME: _time,
    Kind.ZONE: _zone,
}


def _question(form: Form, row: Interview, t: Texts, complaint: object = None) -> Message:
    field = form.fields[row.step]
    choices = [Button(label, CHOOSE, value) for value, label in field.choices if str(label).strip()]
    rows = [
        tuple(choices[at : at + CHOICES_IN_A_ROW])
        for at in range(0, len(choices), CHOICES_IN_A_ROW)
    ]
    steer = [Button(t("Cancel"), CANCEL)]
    if field.optional or row.answers.get(field.name):
        steer.insert(0, Button(t("Skip"), SKIP))
    if row.step:
        steer.insert(0, Button(t("Back"), BACK))
    place = f"({row.step + 1}/{len(form.fields)})" if len(form.fields) > 1 else ""
    kept = row.answers.get(field.name)
    text = lines(
        str(complaint) if complaint else None,
        bold(form.title) + f" {place}" if place else bold(form.title),
        field.label,
        field.hint or None,
        t("Now: {answer}", answer=dict(field.choices).get(kept, kept)) if kept else None,
    )
    return Message(text, (*rows, tuple(steer)), private=True, expects_reply=True)
