"""The world of an event: its chat and its member, found or welcomed, and all a handler is given."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot import interview
from bot.chat import Event
from bot.context import Context
from bot.languages import language_of
from bot.models import Chat, Group, Member
from bot.queries import groups, members
from bot.rows import House
from bot.study.calendar import local_day
from bot.texts import texts
from bot.zones import zone_named

OVERHEARD = frozenset({"", "group.reacted", "group.unreacted"})
"""What people do among themselves in a shared chat: mostly none of our business."""


class Worlds:
    """Makes contexts in a house."""

    def __init__(self, house: House) -> None:
        self._house = house

    def of_event(self, session: Session, event: Event) -> Context | None:
        """The chat and the member, found or welcomed; None for talk we do not join."""
        person = event.sender
        if person is None:
            return None
        if event.in_group and event.name in OVERHEARD and not _concerns_us(session, event):
            return None
        chat = self.chat(session, event)
        lang = language_of(person.locale, self._house.lang)
        zone = zone_named(person.zone) or self._house.zone
        member = members.member_of(session, person) or members.welcome(
            session, person, lang, zone, event.at
        )
        if member.name == person.id != person.name:  # the platform could not tell when they came
            member.name = person.name
            if member.track is None:  # else they may have said so themselves
                member.lang, member.zone = lang, zone
        if member.unanswered:
            member.unanswered = 0  # a sign of life: letters come as usual again
        if not event.in_group and chat.member_id is None:
            chat.member_id = member.id
        group = members.group_of_chat(session, chat) if event.in_group else None
        return self.of(session, chat, member, group, event.at)

    def of(
        self,
        session: Session,
        chat: Chat,
        member: Member | None,
        group: Group | None,
        now: datetime,
    ) -> Context:
        """The context of a member or a group; what stands in a shared chat speaks its language."""
        return Context(
            session=session,
            chat=chat,
            speaker=member,
            group=group,
            now=now,
            today=_today(member, group, now),
            taught=lambda: groups.library_of(session, member, group, self._house.library),
            t=texts(group.lang if group else member.lang if member else self._house.lang),
            link=lambda payload: self._house.link(chat.platform, payload),
            feed=self._house.feed,
            pace=self._house.pace(chat.platform),
        )

    def chat(self, session: Session, event: Event) -> Chat:
        where = event.address
        chat = members.chat_at(session, where)
        if chat is None:
            chat = Chat(
                platform=where.platform,
                tenant=where.tenant,
                chat=where.chat,
                thread=where.thread or "",
                title=event.title,
            )
            session.add(chat)
            session.flush()
        if event.title and event.title != chat.title:
            chat.title = event.title
        if chat.dead_at is not None:
            chat.dead_at = None  # whoever speaks to us there can hear us again
        return chat


def _concerns_us(session: Session, event: Event) -> bool:
    """Whether we join in: somebody we know reacts, answers our question, or hands us a file."""
    chat = members.chat_at(session, event.address)
    known = members.member_of(session, event.sender) if event.sender else None
    if known is None:
        return False
    if event.name:
        return True
    return chat is not None and (
        interview.current(session, chat, known, event.at) is not None
        or _brings(session, event, chat, known)
    )


def _brings(session: Session, event: Event, chat: Chat, member: Member) -> bool:
    """Whether an organiser hands us a file for the group."""
    if not event.files and "too_large" not in event.values:
        return False
    group = members.group_of_chat(session, chat)
    return group is not None and groups.organises(session, member, group)


def _today(member: Member | None, group: Group | None, now: datetime) -> date:
    if member is not None:
        return local_day(now, member.zone, member.day_start)
    if group is not None:
        return local_day(now, group.zone, 0)
    return now.date()
