"""What stands in a calendar: a meetup's file, a member's private feed, a group's feed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.calendars import tokens
from bot.calendars.appointment import Appointment
from bot.calendars.write import write
from bot.models import Group, Meetup, Member, Rsvp
from bot.queries import goals, meetups
from bot.study import calendar, okr
from bot.texts import Texts, texts

BACK = timedelta(days=60)
"""How far a feed looks back."""

MONTHS_AHEAD = 3
REVIEW_WEEK = timedelta(days=6)


def file_of(session: Session, meetup: Meetup, lead: int, now: datetime) -> bytes:
    """A meetup as a file of its own; of a series every date."""
    return write(_whole(session, meetup, lead), meetup.title, now)


def serve(session: Session, token: str, secret: bytes, now: datetime) -> bytes | None:
    """The calendar an address names; None if it is none of ours, or was revoked."""
    feed = tokens.read(token, secret)
    if feed is None:
        return None
    if feed.owner == "member":
        member = session.get(Member, feed.number)
        if member is None or member.feed != feed.version or not member.accounts:
            return None
        t = texts(member.lang)
        entries = [*_own_meetups(session, member, now), *_own_dates(session, member, t, now)]
        return write(entries, t.plain("Xueban: {name}", name=member.name), now)
    group = session.get(Group, feed.number)
    if group is None or group.feed != feed.version or group.ended_at is not None:
        return None
    return write(_group_meetups(session, group, now), group.name, now)


def _group_meetups(session: Session, group: Group, now: datetime) -> Iterator[Appointment]:
    found = meetups.of_chats(session, [group.chat_id], now - BACK)
    seen: set[str] = set()
    for one in reversed(found):
        if one.uid not in seen:
            seen.add(one.uid)
            yield from _whole(session, one, 0)


def _own_meetups(session: Session, member: Member, now: datetime) -> Iterator[Appointment]:
    """Only the dates they answered, one by one: of a series one comes to what one said yes to."""
    for meetup, row in meetups.of_member(session, member, now - BACK):
        uid = f"{meetup.slot_at:%Y%m%d}-{meetup.uid}" if meetup.rule else meetup.uid
        yield _one(meetup, uid, row.lead if row.answer == "yes" else 0, row)


def _whole(session: Session, meetup: Meetup, lead: int) -> Iterator[Appointment]:
    if not meetup.rule:
        yield _one(meetup, meetup.uid, lead)
        return
    dates = meetups.series(session, meetup)
    last = dates[-1]
    zone = ZoneInfo(last.zone)
    first = last.first_at.astimezone(zone)
    yield Appointment(
        uid=last.uid,
        title=last.title,
        starts=first.date() if last.all_day else first,
        ends=_end(last, first, first + (last.ends_at - last.starts_at)),
        zone="" if last.all_day else last.zone,
        place=last.place,
        note=last.question,
        rule=last.rule,
        skips=tuple(_at(last, datetime.fromisoformat(one)) for one in last.skips),
        extra=tuple(_at(last, datetime.fromisoformat(one)) for one in last.extra),
        sequence=last.sequence,
        # A series called off as a whole; of one that only ran out of dates the last one stands.
        cancelled=last.cancelled_at is not None,
        leads=(timedelta(minutes=lead),) if lead else (),
    )
    for one in dates:
        if one.starts_at != one.slot_at and one.first_at == last.first_at and not one.cancelled_at:
            yield _one(one, one.uid, lead, slot=_at(one, one.slot_at))


def _one(
    meetup: Meetup,
    uid: str,
    lead: int,
    row: Rsvp | None = None,
    slot: datetime | date | None = None,
) -> Appointment:
    zone = ZoneInfo(meetup.zone)
    starts, ends = meetup.starts_at.astimezone(zone), meetup.ends_at.astimezone(zone)
    return Appointment(
        uid=uid,
        title=meetup.title,
        starts=_at(meetup, starts),
        ends=_end(meetup, starts, ends),
        zone="" if meetup.all_day else meetup.zone,
        place=meetup.place,
        note=(row.question if row and row.question else "") or meetup.question,
        slot=slot,
        sequence=meetup.sequence,
        cancelled=meetup.cancelled_at is not None,
        tentative=row is not None and row.answer != "yes",
        leads=(timedelta(minutes=lead),) if lead else (),
    )


def _at(meetup: Meetup, moment: datetime) -> datetime | date:
    local = moment.astimezone(ZoneInfo(meetup.zone))
    return local.date() if meetup.all_day else local


def _end(meetup: Meetup, starts: datetime, ends: datetime) -> datetime | date:
    if not meetup.all_day:
        return ends
    return max(ends.date(), starts.date() + timedelta(days=1))


def _own_dates(session: Session, member: Member, t: Texts, now: datetime) -> Iterator[Appointment]:
    """The dates of the month's OKR and the quarter's review; their words stay in the chat."""
    if member.track is None:
        return
    month = calendar.local_day(now, member.zone, member.day_start).replace(day=1)
    for _ in range(MONTHS_AHEAD):
        last, name = calendar.last_of_month(month), calendar.month_of(month)
        objective = goals.objective(session, member, name)
        if objective is not None and objective.reported_at is None:
            yield _day(
                f"okr-mid-{name}",
                month.replace(day=okr.MID_MONTH),
                t.plain("OKR: how sure are you?"),
                member,
            )
            yield _day(f"okr-report-{name}", last, t.plain("OKR: the month's report"), member)
        elif objective is None and month > now.date():
            yield _day(f"okr-write-{name}", month, t.plain("OKR: a new month"), member)
        if last == calendar.last_of_quarter(month):
            quarter = calendar.quarter_of(month)
            if goals.review(session, member, quarter) is None:
                yield _day(
                    f"review-{quarter}", last - REVIEW_WEEK, t.plain("Quarterly review"), member
                )
        month = last + timedelta(days=1)


def _day(name: str, on: date, title: str, member: Member) -> Appointment:
    uid = f"{name}-{member.id}@xueban"
    return Appointment(uid=uid, title=title, starts=on, ends=on + timedelta(days=1))
