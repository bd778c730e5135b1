"""Entries of a file sorted out: the newest version of each, moved dates apart from their series."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.calendars.appointment import Appointment
from bot.study import recurrence


def apart(found: Iterable[Appointment]) -> list[Appointment]:
    """A moved date becomes an entry of its own, and its series leaves it out; a change of all later
    dates ends the series there and begins another. A moved or cancelled date whose series is not
    in the file keeps its `slot`.
    """
    newest = _newest(found)
    masters = {one.uid: one for one in newest if one.slot is None}
    changes: dict[str, list[Appointment]] = {}
    alone: list[Appointment] = []
    for one in newest:
        if one.slot is not None and one.uid in masters:
            changes.setdefault(one.uid, []).append(one)
        else:
            alone.append(one)
    return [
        entry
        for one in alone
        for entry in (_cut(one, changes[one.uid]) if one.uid in changes else [one])
    ]


def _newest(found: Iterable[Appointment]) -> list[Appointment]:
    kept: dict[object, Appointment] = {}
    for number, one in enumerate(found):
        key = (one.uid, str(one.slot or "")) if one.uid else number
        if key not in kept or kept[key].sequence <= one.sequence:
            kept[key] = one
    return list(kept.values())


def _cut(series: Appointment, changes: list[Appointment]) -> list[Appointment]:
    moved = [one for one in changes if not one.onward]
    onward = sorted((one for one in changes if one.onward), key=lambda one: _moment(one.slot))
    skips = (*series.skips, *(one.slot for one in moved if one.slot is not None))
    entries = [replace(series, skips=skips)]
    for one in onward:
        entries[-1:] = _split(entries[-1], one)
    return entries + [
        replace(one, uid="", slot=None, rule="") for one in moved if not one.cancelled
    ]


def _split(series: Appointment, later: Appointment) -> list[Appointment]:
    """What is left of the series before a date, and what begins anew there."""
    try:
        rule = recurrence.read(series.rule)
    except recurrence.RuleError:
        return [series]  # refused as a whole, with its reason
    first, slot, zone = _moment(series.starts), _moment(later.slot), series.zone or "UTC"
    rest = recurrence.from_here(rule, first, zone, slot)
    rest = recurrence.moved(rest, _day(later.slot), _day(later.starts))
    ended = replace(rule, count=None, until=_day(later.slot) - timedelta(days=1))
    begun = replace(later, uid="", slot=None, onward=False, rule=str(rest))
    left = replace(series, rule=str(ended))
    return [left] if later.cancelled else [left, begun]


def _moment(at: datetime | date | None) -> datetime:
    if not isinstance(at, datetime):
        return datetime.combine(at or date.min, time(), UTC)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _day(at: datetime | date | None) -> date:
    return at.date() if isinstance(at, datetime) else at or date.min
