"""A group's channel: we come, go, it moves or closes; its people are told in private."""

from collections.abc import Iterable

from bot.chat import Event, Message
from bot.context import Context
from bot.markup import Text, bold
from bot.models import Group
from bot.queries import alarms, desk, groups, homes, members
from handlers import board
from handlers.desk import of
from handlers.groups import group as offer


def arrived(event: Event, context: Context) -> Iterable[Message]:
    """We were added to a channel: greet once, with one button. Newcomers are left in peace.

    Where groups are at home already they simply go on.
    """
    if "newcomer" in event.values:
        return []
    here = members.groups_in(context.session, context.chat)
    for one in here:
        alarms.disarm(context.session, one, homes.GONE)
    if here:
        return [
            said
            for one in here
            for said in board.edits_of(context, one, board.today_of(context, one))
        ]
    return offer(event, context)


def moved(event: Event, context: Context) -> Iterable[Message]:
    """The channel has a new id (a Telegram group became a supergroup): everything moves along."""
    homes.move(context.session, context.chat, event.text, context.chat.thread)
    return []


def left(event: Event, context: Context) -> Iterable[Message]:
    """We were removed from a channel, or it was archived: its groups rest."""
    homes.gone(context.session, context.chat, context.now, "removed or archived")
    here = members.groups_in(context.session, context.chat)
    for one in here:
        alarms.disarm(context.session, one, homes.GONE)  # said right here
    return [said for one in here for said in _tell(context, one, _gone_words(context, one))]


def gone(event: Event, context: Context) -> Iterable[Message]:
    """Found out while speaking: the chat refuses us, or the group's topic is deleted."""
    group = context.group
    if group is None or not groups.lives(group):
        return []
    if event.text == homes.TOPIC:
        words = context.t(
            "The topic of {group} is gone. I go on in the channel itself; say “/group here” in "
            "another topic to move there.",
            group=bold(group.name),
        )
        return _tell(context, group, words)
    if context.chat.dead_at is None:
        return []
    return _tell(context, group, _gone_words(context, group))


def here(event: Event, context: Context) -> Iterable[Message]:
    """An organiser brings a group along: from now on its posts stand in this channel."""
    t, group = context.t, of(event, context)
    group.chat_id = context.chat.id
    context.session.flush()
    desk.note(
        context.session, group, context.member, "moved", context.now, detail=context.chat.title
    )
    text = t("{group} is at home here now.", group=bold(group.name))
    return [Message(text, replace=True), board.message(context, group)]


def _gone_words(context: Context, group: Group) -> Text:
    return context.t(
        "I can no longer write in the channel of {group}: I was removed, or it was archived. "
        "Everything is kept, and check-ins still count in private. Bring me back to go on, or add "
        "me to another channel and say “/group here” there.",
        group=bold(group.name),
    )


def _tell(context: Context, group: Group, text: Text) -> list[Message]:
    """The organisers, in private; if none can be reached, whoever is longest in the group."""
    session = context.session
    people = groups.people(session, group)
    reached = desk.reachable(session, [member.id for member, _ in people])
    order = [(member, row) for member, row in people if member.id in reached]
    told = [member for member, row in order if row.role == "organiser"]
    told = told or [member for member, _ in order][:1]
    return [Message(text, to=members.address_of(reached[member.id])) for member in told]
