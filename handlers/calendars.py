"""Calendars: a meetup as a file, and the private feed of a member or a group."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from bot.calendars import tokens
from bot.calendars.appointment import one_line
from bot.chat import Button, Event, File, Message
from bot.context import Context, UserError
from bot.markup import Text, bold, code, lines, paragraphs
from bot.models import Group
from bot.queries import feeds, groups, meetups, members
from handlers.meetup_words import apart, meant, when

SHOWN = 5


def file(event: Event, context: Context) -> Iterable[Message]:
    """A meetup for any calendar program, with one's own lead time as its alarm."""
    t, found = context.t, meant(event.text, context)
    row = meetups.rsvp(context.session, found, context.member)
    written = feeds.file_of(context.session, found, row.lead if row else 0, context.now)
    text = t("{title}, for your calendar.", title=bold(found.title))
    named = File(f"meetup-{found.id}.ics", written, "text/calendar")
    return apart(event, context, Message(text, file=named, private=True))


# --- one's own calendar ---------------------------------------------------------------------------


def calendar_(event: Event, context: Context) -> Iterable[Message]:
    """/calendar: what is coming, and the private addresses a calendar program can follow."""
    t, member, session = context.t, context.member, context.session
    own = members.groups_of(session, member)
    chats = [context.chat.id, *(group.chat_id for group in own)]
    coming = meetups.upcoming(session, member, chats, context.now)
    rows = [
        (Button(one_line(one.title, 30), "meetup.more", str(one.id)),) for one in coming[:SHOWN]
    ]
    said = [lines(bold(one.title), when(one, member.zone, t)) for one in coming[:SHOWN]]
    address = context.feed(tokens.Feed("member", member.id, member.feed))
    text = paragraphs(
        t("*What is coming*") if said else t("No meetup is planned. /meetup announces one."),
        *said,
        lines(
            t("Your private calendar, with meetups, reviews and OKR dates:"),
            code(address),
            t("Subscribe to it in your calendar program. Who has the address can read it."),
            t("Just now it answers on this computer only; PUBLIC_URL opens it to your phone.")
            if urlsplit(address).hostname in {"127.0.0.1", "localhost", "::1"}
            else None,
        ),
        *[_group_feed(context, group) for group in own],
    )
    renew = Button(t("New address, the old one ends"), "calendar.renew")
    of_groups = [
        (Button(t("New address for {group}", group=one.name), "calendar.group", str(one.id)),)
        for one in own
        if groups.organises(session, member, one)
    ]
    return [Message(text, (*rows, (renew,), *of_groups), private=True)]


def renew(event: Event, context: Context) -> Iterable[Message]:
    """The address that may have got into other hands ends at once."""
    t, member = context.t, context.member
    member.feed += 1
    address = context.feed(tokens.Feed("member", member.id, member.feed))
    text = t("The old address no longer works. The new one:")
    return [Message(lines(text, code(address)), private=True)]


def _group_feed(context: Context, group: Group) -> Text:
    address = context.feed(tokens.Feed("group", group.id, group.feed))
    return lines(context.t("The calendar of {group}:", group=bold(group.name)), code(address))


def renew_group(event: Event, context: Context) -> Iterable[Message]:
    """An organiser ends the group's address, for instance after somebody was removed."""
    t = context.t
    group = groups.by_id(context.session, event.text)
    if group is None or not groups.organises(context.session, context.member, group):
        raise UserError(t("Only an organiser of the group can do that."))
    group.feed += 1
    text = t("The old address no longer works. The new one:")
    address = context.feed(tokens.Feed("group", group.id, group.feed))
    return [Message(lines(text, code(address)), private=True)]
