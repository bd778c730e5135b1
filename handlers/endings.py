"""Pausing a group, copying it, putting it away, and a good end with a picture."""

import secrets
from collections.abc import Iterable

from bot.chat import Button, Event, Message, Picture
from bot.context import Context, UserError
from bot.markup import Text, bold
from bot.models import Group, Membership
from bot.queries import alarms, desk, groups, members
from bot.texts import Texts, texts
from handlers import board, summary
from handlers.desk import of
from handlers.keep import KINDS

COPIED = (
    *("lang", "zone", "track", "hour", "summary_hour", "summary_day", "days", "purpose"),
    *("counts", "leave", "names", "goal"),
)


def pause(event: Event, context: Context) -> Iterable[Message]:
    """Nothing is posted and nobody is asked anything until it goes on."""
    t, group = context.t, of(event, context)
    group.paused_at = None if group.paused_at else context.now
    desk.note(context.session, group, context.member, "paused", context.now)
    text = (
        t("{group} rests. Nothing is posted, nothing is lost.", group=bold(group.name))
        if group.paused_at
        else t("{group} goes on.", group=bold(group.name))
    )
    label = t("Resume") if group.paused_at else t("Pause")
    return [Message(text, ((Button(label, "keep.pause", str(group.id)),),), private=True)]


def copy(event: Event, context: Context) -> Iterable[Message]:
    """A new group in the same channel with the same rules and nobody but its founder."""
    t, group = context.t, of(event, context)
    same = {name: getattr(group, name) for name in COPIED}
    made = Group(
        chat_id=group.chat_id,
        name=t.plain("{name} (next)", name=group.name),
        invite=secrets.token_urlsafe(16),
        created_at=context.now,
        **same,
    )
    context.session.add(made)
    context.session.flush()
    context.session.add(
        Membership(
            group_id=made.id, member_id=context.member.id, role="organiser", joined_at=context.now
        )
    )
    made.paused_at = context.now  # it starts when its organiser says so
    context.session.flush()
    alarms.replan(context.session, made, KINDS)
    rows = (
        (
            Button(t("The group's settings"), "keep.open", str(made.id), main=True),
            Button(t("Resume"), "keep.pause", str(made.id)),
        ),
    )
    text = t("{group} is copied and rests until you resume it.", group=bold(made.name))
    return [Message(text, rows, private=True)]


def archive(event: Event, context: Context) -> Iterable[Message]:
    """Put away: the channel is free, the record is kept, an organiser can reopen it."""
    t, group = context.t, of(event, context)
    group.archived_at = context.now
    desk.note(context.session, group, context.member, "paused", context.now, detail="archive")
    back = Button(t("Reopen {group}", group=group.name), "group.reopen", str(group.id))
    text = t("{group} is put away; everything is kept.", group=bold(group.name))
    return [Message(text, ((back,),), private=True)]


def reopen(event: Event, context: Context) -> Iterable[Message]:
    t, group = context.t, groups.put_away(context.session, event.text)
    if group is None or not groups.organises(context.session, context.member, group):
        raise UserError(t("Only an organiser of the group can do that."))
    group.archived_at = None
    alarms.replan(context.session, group, KINDS)
    return [Message(t("{group} goes on.", group=bold(group.name)), private=True)]


def end(event: Event, context: Context) -> Iterable[Message]:
    """Asked once more: after this what was done in the group is forgotten."""
    t, group = context.t, of(event, context)
    text = t(
        "End {group} for good? The channel gets a farewell picture; promises, partners, answers "
        "and the list of members are forgotten. Everybody's own record stays theirs.",
        group=bold(group.name),
    )
    rows = (
        (
            Button(t("End it and celebrate"), "keep.ended", str(group.id)),
            Button(t("Not yet"), "keep.open", str(group.id)),
        ),
    )
    return [Message(text, rows, private=True, replace=True)]


def ended(event: Event, context: Context) -> Iterable[Message]:
    t, group = context.t, of(event, context)
    said = [farewell_of(context, group)]
    _close(context, group)
    return [
        Message(
            t("{group} has ended. Well done.", group=bold(group.name)), private=True, replace=True
        ),
        *said,
    ]


def farewell(event: Event, context: Context) -> Iterable[Message]:
    """The evening of the last day: the day's post is the celebration."""
    group = context.group
    if group is None or group.ends_on != context.today or group.paused_at is not None:
        return []
    said = farewell_of(context, group)
    _close(context, group)
    return [said]


def farewell_of(context: Context, group: Group) -> Message:
    """What the group did together; names only of those who came and agreed to be named."""
    session, t = context.session, texts(group.lang)
    first, last = group.created_at.date(), board.today_of(context, group)
    days, people_in = desk.totals(session, group, first)
    everybody = groups.people(session, group)
    done = groups.days_done(session, [m.id for m, _ in everybody], first, last, group.counts)
    names = [m.name for m, row in everybody if row.shares and group.names and done[m.id]]
    weeks = -(-((last - first).days + 1) // 7)
    facts: dict[str, object] = {
        "title": group.name,
        "when": f"{t.day(first)} – {t.day(last)}",
        "big": summary.figure(days, t.count("day of study", "days of study", days)),
        "figures": [
            summary.figure(people_in, t.count("member", "members", people_in)),
            summary.figure(weeks, t.count("week", "weeks", weeks)),
        ],
        "names": names,
        "footer": t.plain("One clear task a day."),
    }
    text = _farewell_words(group, days, t)
    home = groups.home(session, group)
    picture = Picture("farewell", facts, text)
    return Message(text, to=members.address_of(home), post=f"farewell:{group.id}", picture=picture)


def _farewell_words(group: Group, days: int, t: Texts) -> Text:
    return t.count(
        "🎉 {group} has reached its end: {n} day of study together. Thank you all.",
        "🎉 {group} has reached its end: {n} days of study together. Thank you all.",
        days,
        group=bold(group.name),
    )


def _close(context: Context, group: Group) -> None:
    group.ended_at = context.now
    group.invite = secrets.token_urlsafe(16)
    desk.forget(context.session, group)
