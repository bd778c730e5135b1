"""Partners of a week: wished for, paired in silence, met in the letter, confirmed by both."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.chat import Button, Event, Message, Row
from bot.context import Context
from bot.markup import Text, bold, join, lines, paragraphs
from bot.models import Group, Member, Pairing
from bot.queries import groups, members, partners
from bot.study import calendar, summaries
from bot.study import partners as rules
from bot.texts import mark
from handlers.desk import of

KINDS = {
    "buddy": mark("Study buddy"),
    "review": mark("Code review"),
    "mentor": mark("I guide a newcomer"),
    "new": mark("I am new, guide me"),
}
REST = timedelta(days=28)
"""How long somebody silent is left in peace."""

A_WEEK = timedelta(days=7)

DO = {
    "buddy": mark("This week: tell each other one thing you learned."),
    "review": mark("This week: read one change of each other and leave one question."),
    "mentor": mark("This week: twenty minutes for one question."),
}


def page(event: Event, context: Context) -> Iterable[Message]:
    """Which partner I want, who it is this week, and how to have a rest from it."""
    t, group = context.t, of(event, context)
    row = groups.membership(context.session, group, context.member)
    number = str(group.id)
    now = [_line(context, place) for place in _places_now(context, group)]
    wish = row.pairs_as if row else ""
    text = paragraphs(
        t("*Partner* in {group}", group=group.name),
        join("\n\n", [words for words, _ in now]) if now else None,
        t("You look for: {kind}.", kind=t(KINDS[wish])) if wish else t("Whom do you look for?"),
        t("No partner before {day}.", day=t.day(row.pairs_after))
        if row and row.pairs_after and row.pairs_after > context.today
        else None,
    )
    names = list(KINDS)
    rows: list[Row] = [buttons for _, buttons in now]
    rows += [
        tuple(Button(t(KINDS[name]), "group.pairs", f"{number} {name}") for name in pair)
        for pair in (names[:2], names[2:])
    ]
    if wish:
        rows.append(
            (
                Button(t("A week without"), "group.snooze", f"{number} 7"),
                Button(t("No partner"), "group.pairs", f"{number} -"),
            )
        )
    return [Message(text, tuple(rows), private=True)]


def wish(event: Event, context: Context) -> Iterable[Message]:
    t, group = context.t, of(event, context)
    row = groups.membership(context.session, group, context.member)
    chosen = event.text.partition(" ")[2]
    if row is not None:
        row.pairs_as, row.pairs_after = (chosen if chosen in KINDS else ""), None
        context.session.flush()
    text = (
        t(
            "Noted: {kind}. Your next letter after pairing tells you who it is.",
            kind=t(KINDS[chosen]),
        )
        if chosen in KINDS
        else t("No partner, then. /group changes it.")
    )
    return [Message(text, private=True, replace=not event.in_group)]


def snooze(event: Event, context: Context) -> Iterable[Message]:
    """A rest of one's own making; nobody is told."""
    t, group = context.t, of(event, context)
    row = groups.membership(context.session, group, context.member)
    _, last = summaries.span(context.today, group.summary_day)
    after = last + timedelta(days=1) + A_WEEK
    if row is not None:
        row.pairs_after = after
        context.session.flush()
    text = t("No partner before {day}.", day=t.day(after))
    return [Message(text, private=True, replace=not event.in_group)]


def confirm(event: Event, context: Context) -> Iterable[Message]:
    """We did it: it counts when both have said so."""
    t, group = context.t, of(event, context)
    place = _own(event, context, group)
    if place is None:
        return [Message(t("This button is from an older message and no longer works."))]
    place.confirmed_at = place.confirmed_at or context.now
    context.session.flush()
    waiting = [row for _, row in partners.mates(context.session, place) if not row.confirmed_at]
    text = (
        t("Noted. It counts as soon as the other says so too.")
        if waiting
        else t("👏 Both of you say so: this week's swap counts.")
    )
    return [Message(text, private=True)]


def again(event: Event, context: Context) -> Iterable[Message]:
    """My partner is silent: I join the nearest pair of the week; the silent one is not told off."""
    t, group, session = context.t, of(event, context), context.session
    place = _own(event, context, group)
    if place is None or place.confirmed_at is not None:
        return [Message(t("This button is from an older message and no longer works."))]
    week = [
        row
        for row in partners.places(session, group)
        if row.week == place.week and row.kind == place.kind and row.number != place.number
    ]
    people = {member.id: member for member, _ in groups.people(session, group)}
    own = _seeker(context.member, context)
    others = [row for row in week if row.member_id in people]
    if not others:
        text = t("Nobody else is looking this week. The next pairing brings somebody new.")
        return [Message(text, private=True)]
    near = min(others, key=lambda row: rules.distance(own, _seeker(people[row.member_id], context)))
    place.number = near.number
    session.flush()
    return [
        Message(_words(context, place), (_buttons(context, place),), private=True),
        *_tell(context, place, group),
    ]


def pair(event: Event, context: Context) -> Iterable[Message]:
    """Once a week, in silence: the letters of the first day say who it is."""
    group, session = context.group, context.session
    if group is None or group.paused_at is not None:
        return []
    week = context.today + timedelta(days=1)
    known = partners.places(session, group)
    if any(place.week == week for place in known):
        return []
    current = week - A_WEEK
    said: dict[int, list[bool]] = {}
    for place in known:
        if place.week < current:
            said.setdefault(place.member_id, []).append(place.confirmed_at is not None)
    silent = rules.silent(said)
    wanted: dict[str, list[rules.Seeker]] = {name: [] for name in KINDS}
    for member, row in partners.seekers(session, group, week):
        if member.id in silent and row.pairs_after is None:
            row.pairs_after = week + REST  # afterwards they are asked for again, afresh
        else:
            wanted[row.pairs_as].append(_seeker(member, context))
    before = partners.together(known)
    for kind in ("buddy", "review"):
        partners.put(session, group, week, kind, rules.pair(wanted[kind], before))
    guided = rules.mentors(wanted["mentor"], wanted["new"], before)
    for number, both in enumerate(guided):
        _put_guided(context, group, week, number, both, guided[:number])
    return []


def letter_lines(context: Context) -> list[tuple[Text, Row]]:
    """On the first day of the week: who it is."""
    found = []
    for group in members.groups_of(context.session, context.member):
        if group.paused_at is None and _week_now(context, group) == context.today:
            found += [_line(context, place) for place in _places_now(context, group)]
    return found


def _put_guided(
    context: Context,
    group: Group,
    week: date,
    number: int,
    both: tuple[int, ...],
    earlier: list[tuple[int, ...]],
) -> None:
    """A mentor of several newcomers has one place: they all meet together."""
    for at, (mentor, _) in enumerate(earlier):
        if mentor == both[0]:
            number, both = at, both[1:]
            break
    context.session.add_all(
        Pairing(group_id=group.id, week=week, kind="mentor", number=number, member_id=member)
        for member in both
    )
    context.session.flush()


def _seeker(member: Member, context: Context) -> rules.Seeker:
    offset = calendar.local(context.now, member.zone).utcoffset() or timedelta()
    hours = offset.total_seconds() / 3600
    return rules.Seeker(member.id, member.track or "", member.minutes, hours)


def _week_now(context: Context, group: Group) -> date:
    return summaries.span(context.today, group.summary_day)[0]


def _places_now(context: Context, group: Group) -> list[Pairing]:
    return partners.own(context.session, group, context.member, _week_now(context, group))


def _own(event: Event, context: Context, group: Group) -> Pairing | None:
    number = event.text.partition(" ")[2]
    return next((p for p in _places_now(context, group) if str(p.id) == number), None)


def _line(context: Context, place: Pairing) -> tuple[Text, Row]:
    return _words(context, place), _buttons(context, place)


def _words(context: Context, place: Pairing) -> Text:
    t = context.t
    names = [bold(member.name) for member, _ in partners.mates(context.session, place)]
    return lines(
        t("🤝 Your partner this week: {names}.", names=t.series(names)),
        t(DO[place.kind]),
    )


def _buttons(context: Context, place: Pairing) -> Row:
    t, data = context.t, f"{place.group_id} {place.id}"
    return (
        Button(t("We did it"), "partner.done", data),
        Button(t("Fix a time"), "swap.fix", str(place.id)),
        Button(t("Somebody else, please"), "partner.again", data),
    )


def _tell(context: Context, place: Pairing, group: Group) -> list[Message]:
    said = []
    for member, _ in partners.mates(context.session, place):
        home = members.home_of(context.session, member)
        if home is not None:
            text = context.t(
                "{name} joins the two of you in {group} this week.",
                name=bold(context.member.name),
                group=group.name,
            )
            said.append(Message(text, to=members.address_of(home), silent=True))
    return said
