"""Study groups in a channel: founded in three taps, joined by button or link, one board a day."""

import secrets
from collections.abc import Iterable

from bot.chat import Button, Event, Link, Message
from bot.context import Context, UserError
from bot.markup import Text, bold, lines, paragraphs
from bot.models import Group, Membership
from bot.queries import alarms, checkins, groups, members
from bot.study import calendar
from handlers import board, days

HOURS = (7 * 60, 8 * 60, 9 * 60, 20 * 60)
EACH_THEIR_OWN = "-"


def group(event: Event, context: Context) -> Iterable[Message]:
    """/group: found one here, or see the one that is here."""
    t = context.t
    if not event.in_group:
        return _mine(context)
    if context.group is not None:
        return [board.message(context, context.group)]
    text = paragraphs(
        t("*Study together here?*"),
        lines(
            t("One post a day, edited in place. Nobody is named for missing a day."),
            t("Members share done or not done, nothing else."),
        ),
    )
    return [Message(text, ((Button(t("Found a group"), "group.found", main=True),),))]


def arrived(event: Event, context: Context) -> Iterable[Message]:
    """We were added to a channel: greet once, with one button. Newcomers are left in peace."""
    if "newcomer" in event.values or context.group is not None:
        return []
    return group(event, context)


def moved(event: Event, context: Context) -> Iterable[Message]:
    """The channel has a new id (a Telegram group became a supergroup): everything moves along."""
    context.chat.chat = event.text
    return []


def left(event: Event, context: Context) -> Iterable[Message]:
    """We were removed from a channel: its group rests, its organisers hear of it in private."""
    chat, found = context.chat, context.group
    chat.dead_at, chat.dead_reason = context.now, "removed from the channel"
    if found is None:
        return []
    text = context.t(
        "I was removed from the channel of {group}. Everything is kept; add me again to go on.",
        group=bold(found.name),
    )
    homes = [
        members.home_of(context.session, member)
        for member, row in groups.people(context.session, found)
        if row.role == "organiser"
    ]
    return [Message(text, to=members.address_of(home)) for home in homes if home is not None]


def found(event: Event, context: Context) -> Iterable[Message]:
    """Tap one: which road?"""
    t = context.t
    if context.group is not None:
        return [Message(t("There is a group here already."), private=True)]
    rows = tuple(
        (Button(item.title if t.lang == "zh" else item.en, "group.track", item.id),)
        for item in context.library.tracks()
        if context.library.sequence(item.id)
    )
    own = (Button(t("Each their own"), "group.track", EACH_THEIR_OWN, main=True),)
    return [Message(t("Which road does the group walk?"), (own, *rows), replace=True)]


def track(event: Event, context: Context) -> Iterable[Message]:
    """Tap two: at which hour?"""
    t = context.t
    buttons = [
        Button(calendar.clock_text(hour), "group.hour", f"{event.text} {hour}") for hour in HOURS
    ]
    return [
        Message(
            t("When does the day's board appear? ({zone})", zone=context.member.zone),
            (tuple(buttons),),
            replace=True,
        )
    ]


def hour(event: Event, context: Context) -> Iterable[Message]:
    """Tap three: there it is, with its founder in it and its first board."""
    t, session, member = context.t, context.session, context.member
    if context.group is not None:
        return [Message(t("There is a group here already."), private=True)]
    chosen, _, minutes = event.text.partition(" ")
    made = Group(
        chat_id=context.chat.id,
        name=context.chat.title or t.plain("Study group"),
        lang=member.lang,
        zone=member.zone,
        track=None if chosen == EACH_THEIR_OWN else chosen,
        hour=int(minutes) if minutes.isdecimal() else 8 * 60,
        invite=secrets.token_urlsafe(16),
        created_at=context.now,
    )
    session.add(made)
    session.flush()
    _enter(context, made, role="organiser")
    alarms.replan(session, made, ("alarm.board", "alarm.summary"))
    text = paragraphs(
        t(
            "*{group} is founded.* I post once a day, at {hour}.",
            group=made.name,
            hour=calendar.clock_text(made.hour),
        ),
        t("Join with the button or the link. Sunday evening brings the week in a picture."),
    )
    context.group = made
    return [
        Message(text, _invitation(context, made), replace=True),
        board.message(context, made),
    ]


def join(event: Event, context: Context) -> Iterable[Message]:
    """The button in the channel."""
    made = _meant(event, context)
    fresh = _enter(context, made)
    said = [Message(_welcome(context, made, fresh=fresh), _open_me(event, context), private=True)]
    return [*said, board.message(context, made)] if fresh else said


def by_link(event: Event, context: Context) -> Iterable[Message]:
    """`/start g_...` in private: the invitation of a group."""
    t = context.t
    made = groups.by_invite(context.session, event.text.removeprefix("g_"))
    if made is None:
        return [Message(t("This invitation is no longer valid. Ask the group for a new one."))]
    fresh = _enter(context, made)
    said = [Message(_welcome(context, made, fresh=fresh))]
    return [*said, board.message(context, made)] if fresh else said


def checkin(event: Event, context: Context) -> Iterable[Message]:
    """One tap on the board: in for today. A second tap changes nothing."""
    made = _meant(event, context)
    t, session = context.t, context.session
    fresh = not groups.belongs(session, context.member, made)
    if fresh:
        _enter(context, made)
    if checkins.of_day(session, context.member, context.today):
        said = Message(t("You are in for today already."), private=True)
        return [said, board.message(context, made)] if fresh else [said]
    entry = days.record(context, event, text="")
    checkins.remember(session, context.member, "checkin", context.now, checkin=entry.id)
    said = Message(t("You are in. {streak}", streak=days.streak_words(context)), private=True)
    own = [board.message(context, made)]
    others = [
        board.message(context, other)
        for other in members.groups_of(session, context.member)
        if other.id != made.id and board.shows(context, other, context.member)
    ]
    return [said, *own, *others]


def leave(event: Event, context: Context) -> Iterable[Message]:
    t, made = context.t, _meant(event, context)
    row = groups.membership(context.session, made, context.member)
    if row is None or row.left_at is not None:
        return [Message(t("You are not in {group}.", group=bold(made.name)), private=True)]
    row.left_at = context.now
    context.session.flush()
    back = ((Button(t("Join again"), "group.join", str(made.id)),),)
    text = t("You have left {group}. Your own record stays yours.", group=bold(made.name))
    return [Message(text, back, private=True), board.message(context, made)]


def share(event: Event, context: Context) -> Iterable[Message]:
    """Show my name on the board, or count me without a name."""
    t, made = context.t, _meant(event, context)
    row = groups.membership(context.session, made, context.member)
    if row is None or row.left_at is not None:
        return [Message(t("You are not in {group}.", group=bold(made.name)), private=True)]
    row.shares = not row.shares
    context.session.flush()
    text = (
        t("The board of {group} shows your name when you are in.", group=bold(made.name))
        if row.shares
        else t("The board of {group} counts you without your name.", group=bold(made.name))
    )
    return [Message(text, private=True), board.message(context, made)]


def post_board(event: Event, context: Context) -> Iterable[Message]:
    """The day's post; on Sunday it waits for the evening and comes with the summary."""
    made = context.group
    if made is None or context.today.weekday() == board.SUNDAY:
        return []
    return [board.message(context, made)]


def post_summary(event: Event, context: Context) -> Iterable[Message]:
    return [board.message(context, context.group)] if context.group is not None else []


def _mine(context: Context) -> Iterable[Message]:
    t = context.t
    own = members.groups_of(context.session, context.member)
    if not own:
        text = t("You are in no study group. Add me to a channel and say /group there.")
        return [Message(text)]
    said = []
    for one in own:
        number = str(one.id)
        text = t(
            "{group}: a board each day at {hour}.",
            group=bold(one.name),
            hour=calendar.clock_text(one.hour),
        )
        rows = (
            (Button(t("My name: show or hide"), "group.share", number),),
            (Button(t("Leave"), "group.leave", number),),
        )
        said.append(Message(text, rows))
    return said


def _meant(event: Event, context: Context) -> Group:
    made = groups.meant(context.session, event, context)
    if made is None:
        raise UserError(context.t("That group has ended, or it is not here."))
    return made


def _enter(context: Context, made: Group, role: str = "member") -> bool:
    """Whether the member is new in the group."""
    row = groups.membership(context.session, made, context.member)
    if row is not None and row.left_at is None:
        return False
    if row is None:
        row = Membership(
            group_id=made.id, member_id=context.member.id, role=role, joined_at=context.now
        )
        context.session.add(row)
    row.left_at = None
    context.session.flush()
    return True


def _welcome(context: Context, made: Group, *, fresh: bool) -> Text:
    t = context.t
    if not fresh:
        return t("You are in {group} already.", group=bold(made.name))
    return lines(
        t("Welcome to {group}.", group=bold(made.name)),
        t("The board shows your name when you are in, never when you are not."),
    )


def _open_me(event: Event, context: Context) -> tuple[tuple[Link, ...], ...]:
    """Nobody can be written to before they open our private chat."""
    where = event.address
    if members.private_chat(context.session, context.member, where.platform, where.tenant):
        return ()
    url = context.link("hello")
    return ((Link(context.t("Open our private chat"), url),),) if url else ()


def _invitation(context: Context, made: Group) -> tuple[tuple[Button | Link, ...], ...]:
    t = context.t
    url = context.link(f"g_{made.invite}")
    row: tuple[Button | Link, ...] = (Button(t("Join"), "group.join", str(made.id), main=True),)
    return ((*row, Link(t("Invitation link"), url)),) if url else (row,)
