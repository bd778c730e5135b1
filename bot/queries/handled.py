"""Which events were handled: a second delivery of one finds it here and repeats nothing."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.chat import Event
from bot.inserting import insert_new
from bot.models import Handled

Name = tuple[str, str, str]


def name_of(event: Event) -> Name:
    """What is the same at every delivery."""
    return event.address.platform, event.address.tenant, event.key


def note(session: Session, events: Sequence[Event]) -> set[Name]:
    """Note that these are handled in this transaction; the names of those that were not before."""
    names = ("platform", "tenant", "key")
    rows = [dict(zip(names, name_of(event), strict=True)) | {"at": event.at} for event in events]
    return {(*row,) for row in insert_new(session, Handled, rows, *names)}
