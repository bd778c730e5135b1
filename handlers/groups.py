"""Study groups in a channel: founded in three taps, joined by button or link, left at any time."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from bot.chat import Button, Event, Link, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, bold, lines, paragraphs
from bot.models import Group, Membership
from bot.queries import alarms, checkins, groups, members
from bot.refusals import outside
from bot.study import calendar
from handlers import beginnings, board, cards, days, mine

HOURS = (7 * 60, 8 * 60, 9 * 60, 20 * 60)
NEW = frozenset({"new", "新", "新建"})
INVITATION = "g_"
"""How a code of invitation begins, in a link and typed."""

HERE = frozenset({"here", "搬来", "搬到这里"})
EACH_THEIR_OWN = "-"
ANOTHER = "+"
"""Behind the answers of somebody who founds one more group where there is one."""

JUST_NOW = timedelta(minutes=10)
"""The same founding pressed again within this makes no second group."""


def group(event: Event, context: Context) -> Iterable[Message]:
    """/group: found one here, or see those that are here; `new` founds one more, `here` moves."""
    t, word = context.t, event.text.strip().casefold()
    if not event.in_group and event.text.strip().startswith(INVITATION):
        return by_link(event.renamed("group", text=event.text.strip()), context)
    if not event.in_group:
        return mine.pages(context)
    here = members.groups_in(context.session, context.chat)
    if word in HERE:
        return [_bring(context)]
    another = word in NEW
    if here and not another:
        mine_is = t("Today's board stands above. What is only yours: /group in our private chat.")
        told = Message(mine_is, door(event, context), private=True, silent=True)
        return [*(board.message(context, one) for one in here), told]
    text = paragraphs(
        t("*Study together here?*"),
        lines(
            t("One post a day, edited in place. Nobody is named for missing a day."),
            t("Members share done or not done, nothing else."),
        ),
    )
    button = Button(t("Found a group"), "group.found", ANOTHER if here else "", main=True)
    return [Message(text, ((button,),))]


def found(event: Event, context: Context) -> Iterable[Message]:
    """Tap one: which road?"""
    t, plus = context.t, event.text if event.text == ANOTHER else ""
    if context.group is not None and not plus:
        return [Message(t("There is a group here already."), private=True)]
    rows = tuple(
        (Button(cards.item_title(item, t), "group.track", item.id + plus),)
        for item in context.library.roads()
    )
    own = (Button(t("Each their own"), "group.track", EACH_THEIR_OWN + plus, main=True),)
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
    answer, _, minutes = event.text.partition(" ")
    here = members.groups_in(session, context.chat)
    if here and (not answer.endswith(ANOTHER) or here[-1].created_at > context.now - JUST_NOW):
        return [Message(t("There is a group here already."), private=True)]
    chosen = answer.removesuffix(ANOTHER)
    name = context.chat.title or t.plain("Study group")
    made = Group(
        chat_id=context.chat.id,
        name=f"{name} {len(here) + 1}" if here else name,
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
    alarms.replan(session, made, ("alarm.board", "alarm.summary", "alarm.partners"))
    text = paragraphs(
        t(
            "*{group} is founded.* I post once a day, at {hour}.",
            group=made.name,
            hour=calendar.clock_text(made.hour),
        ),
        t("One tap and you are in. Sunday evening brings the week in a picture."),
    )
    context.group = made
    said = [Message(text, _invitation(context, made), replace=True), board.message(context, made)]
    home = members.home_of(session, member)
    if home is not None:
        desk = Button(t("Organiser's desk"), "group.desk", str(made.id), main=True)
        hint = t(
            "You organise {group}. Purpose, dates, rules and sharing are changed at your desk.",
            group=bold(made.name),
        )
        said.append(Message(hint, ((desk,),), to=members.address_of(home)))
    return said


def join(event: Event, context: Context) -> Iterable[Message]:
    """The button in the channel."""
    made = _meant(event, context)
    fresh = _enter(context, made)
    said = [Message(_welcome(context, made, fresh=fresh), door(event, context), private=True)]
    return [*said, *board.edits_of(context, made, board.today_of(context, made))] if fresh else said


def by_link(event: Event, context: Context) -> Iterable[Message]:
    """`/start g_...` in private: the invitation of a group."""
    t = context.t
    made = groups.by_invite(context.session, event.text.removeprefix(INVITATION))
    if made is None:
        return [Message(t("This invitation is no longer valid. Ask the group for a new one."))]
    fresh = _enter(context, made, invited=True)
    beginnings.arm(context, made)  # from now on there is somewhere to write to
    said = [Message(_welcome(context, made, fresh=fresh), (mine.commitment_row(context, made),))]
    return [*said, *board.edits_of(context, made, board.today_of(context, made))] if fresh else said


def checkin(event: Event, context: Context) -> Iterable[Message]:
    """One tap on the board: in for one's own today. A second tap changes nothing."""
    made = _meant(event, context)
    t, session = context.t, context.session
    row = groups.membership(session, made, context.member)
    if row is not None and row.left_at is not None:
        return [outside(made, context)]
    fresh = _enter(context, made)
    if checkins.of_day(session, context.member, context.today):
        said = Message(t("You are in for today already."), private=True)
        return [said, *board.edits_of(context, made, context.today)] if fresh else [said]
    entry = days.record(context, event, text="")
    checkins.remember(session, context.member, "checkin", context.now, checkin=entry.id)
    run = days.streak_words(context)
    other_day = context.today != board.today_of(context, made)
    text = lines(
        t("You are in for {day}, your day. {streak}", day=t.day(context.today), streak=run)
        if other_day
        else t("You are in. {streak}", streak=run),
        mine.HOW_COUNTED[made.counts](t),
    )
    return [Message(text, private=True), *days.boards(context)]


def leave(event: Event, context: Context) -> Iterable[Message]:
    """Out at once; a group whose last organiser goes asks the one who is longest in it."""
    t, made, session = context.t, _meant(event, context), context.session
    row = groups.membership(session, made, context.member)
    if row is None or row.left_at is not None:
        return [outside(made, context)]
    row.left_at, row.role = context.now, "member"
    alarms.disarm(session, context.member, "alarm.begin", str(made.id))
    session.flush()
    back = ((Button(t("Join again"), "group.join", str(made.id)),),)
    text = t("You have left {group}. Your own record stays yours.", group=bold(made.name))
    return [
        Message(text, back, private=True),
        *board.edits_of(context, made, board.today_of(context, made)),
        *_orphaned(context, made),
    ]


def take(event: Event, context: Context) -> Iterable[Message]:
    """A member takes the desk of a group that has no organiser any more."""
    t, made = context.t, _meant(event, context)
    row = groups.membership(context.session, made, context.member)
    if row is None or groups.organisers(context.session, made):
        return [Message(t("{group} has an organiser.", group=bold(made.name)), private=True)]
    row.role = "organiser"
    context.session.flush()
    desk = Button(t("Organiser's desk"), "group.desk", str(made.id), main=True)
    return [Message(t("Thank you: you organise {group} now.", group=bold(made.name)), ((desk,),))]


def _orphaned(context: Context, made: Group) -> list[Message]:
    if groups.organisers(context.session, made):
        return []
    for member, _ in groups.people(context.session, made):
        home = members.home_of(context.session, member)
        if home is not None:
            text = context.t(
                "{group} has no organiser any more. You have been in it longest: would you take "
                "the desk? Everything goes on either way.",
                group=bold(made.name),
            )
            take_it = Button(context.t("Take the desk"), "group.take", str(made.id), main=True)
            return [Message(text, ((take_it,),), to=members.address_of(home))]
    return []


def _bring(context: Context) -> Message:
    """Groups of the speaker that are at home elsewhere and could move here."""
    t, session = context.t, context.session
    rows = tuple(
        (Button(t("Move {group} here", group=one.name), "group.here", str(one.id)),)
        for one in members.groups_of(session, context.member)
        if one.chat_id != context.chat.id and groups.organises(session, context.member, one)
    )
    if not rows:
        return Message(t("You organise no group that is at home elsewhere."), private=True)
    return Message(t("Which group shall be at home here?"), rows)


def _meant(event: Event, context: Context) -> Group:
    made = groups.meant(context.session, event, context)
    if made is None:
        raise UserError(context.t("That group has ended, or it is not here."))
    return made


def _enter(context: Context, made: Group, role: str = "member", *, invited: bool = False) -> bool:
    """Whether the member is new in the group. Whoever was removed needs the new invitation."""
    row = groups.membership(context.session, made, context.member)
    if row is not None and row.left_at is None:
        return False
    if row is None:
        row = Membership(
            group_id=made.id, member_id=context.member.id, role=role, joined_at=context.now
        )
        context.session.add(row)
    elif row.role == "removed" and not invited:
        raise UserError(context.t("You are not in {group}.", group=bold(made.name)))
    else:
        row.role, row.left_at, row.joined_at = role, None, context.now
    context.session.flush()
    if role != "organiser":
        beginnings.arm(context, made)
    return True


def _welcome(context: Context, made: Group, *, fresh: bool) -> Text:
    t = context.t
    if not fresh:
        return t("You are in {group} already.", group=bold(made.name))
    return paragraphs(
        lines(
            t("Welcome to {group}.", group=bold(made.name)),
            made.purpose or None,
            t("The board shows your name when you are in, never when you are not."),
        ),
    )


def door(event: Event, context: Context) -> tuple[Row, ...]:
    """Nobody can be written to before they open our private chat."""
    where = event.address
    if members.private_chat(context.session, context.member, where.platform, where.tenant):
        return ()
    url = context.link("hello")
    return ((Link(context.t("Open our private chat"), url),),) if url else ()


def _invitation(context: Context, made: Group) -> tuple[Row, ...]:
    t = context.t
    url = context.link(f"{INVITATION}{made.invite}")
    row: Row = (Button(t("Join"), "group.join", str(made.id), main=True),)
    return ((*row, Link(t("Invitation link"), url)),) if url else (row,)
