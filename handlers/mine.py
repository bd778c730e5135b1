"""What a member sees and chooses in a group: a promise, what is shared, ranking, their week."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from bot.chat import Button, Event, Message, Picture, Row
from bot.context import Context, UserError
from bot.markup import Text, bold, lines, paragraphs
from bot.models import Group, Membership
from bot.queries import desk, groups, members, weeks
from bot.study import calendar, summaries
from bot.study import groups as rules
from bot.texts import Texts, mark
from handlers import beginnings, board, summary

DAYS = (3, 4, 5, 7)
PERIODS = {"day": mark("Today"), "week": mark("This week"), "month": mark("This month")}
RANKS_SHOWN = 10

HOW_COUNTED: dict[str, Callable[[Texts], Text | None]] = {
    "any": lambda _: None,
    "task": lambda t: t("This group counts the day's task: press Done on it and you are in."),
    "line": lambda t: t("This group counts a line or a link: tell me one and you are in."),
}
"""What the group's own rule asks for beyond a tap."""


def pages(context: Context) -> list[Message]:
    """/group in private: each of one's groups, and those an organiser has put away."""
    t, session = context.t, context.session
    own = members.groups_of(session, context.member)
    rows = [
        (Button(t("Reopen {group}", group=one.name), "group.reopen", str(one.id)),)
        for one in desk.archived(session, context.member)
    ]
    said = [page(context, one) for one in own]
    if rows:
        said.append(Message(t("Put away:"), tuple(rows)))
    if not said:
        text = t("You are in no study group. Add me to a channel and say /group there.")
        return [Message(text)]
    return said


def page(context: Context, group: Group) -> Message:
    t, number = context.t, str(group.id)
    row = _row(context, group)
    text = paragraphs(
        lines(
            t(
                "{group}: a board each day at {hour}.",
                group=bold(group.name),
                hour=calendar.clock_text(group.hour),
            ),
            group.purpose or None,
            t("Until {day}.", day=t.day(group.ends_on)) if group.ends_on else None,
            t("It rests at the moment.") if group.paused_at else None,
            _how_it_stands(_held_now(context, group, row), t),
        ),
    )
    rows: list[Row] = [
        commitment_row(context, group),
        (Button(t("My week"), "group.week", number), Button(t("Ranking"), "group.rank", number)),
        (
            Button(t("My name: show or hide"), "group.share", number),
            Button(t("My links: show or hide"), "group.work", number),
        ),
        (
            Button(t("Partner"), "group.partner", number),
            Button(t("Say thanks"), "group.thanks", number),
        ),
        (Button(t("Leave"), "group.leave", number),),
    ]
    if row.role == "organiser":
        rows.insert(0, (Button(t("Organiser's desk"), "group.desk", number, main=True),))
    return Message(text, tuple(rows))


def commitment_row(context: Context, group: Group) -> Row:
    t = context.t
    return tuple(
        Button(t("{n} days a week", n=days), "group.commit", f"{group.id} {days}") for days in DAYS
    )


def commit(event: Event, context: Context) -> Iterable[Message]:
    """How many days a week I promise myself; then whether a post goes with it."""
    t, group = context.t, _meant(event, context)
    row = _row(context, group)
    _, _, answer = event.text.partition(" ")
    days, _, posts = answer.partition(" ")
    if days.isdecimal() and int(days) in range(8):
        row.days_a_week = int(days)
    if posts.isdecimal():
        row.posts_a_week = min(int(posts), 7)
    context.session.flush()
    text = _chosen(row, t)
    other = 0 if row.posts_a_week else 1
    label = t("and one post a week") if other else t("without a post")
    more = Button(label, "group.commit", f"{group.id} {row.days_a_week} {other}")
    return [Message(text, ((more,),), private=True, replace=bool(posts))]


def week(event: Event, context: Context) -> Iterable[Message]:
    """My week in this group as a picture, for my eyes: the last one until the new one is old."""
    t, group = context.t, _meant(event, context)
    row = _row(context, group)
    first, last = _week_to_show(context, group, event.text)
    own = _own_days(context, group, first, last)
    held = summary.commitment_of(group, row, first, own)
    span = summaries.week_days(first)
    names = t.weekdays()
    picture = Picture(
        "personal_week",
        {
            "title": context.member.name,
            "when": f"{t.day(first)} – {t.day(last)}",
            "weekdays": [names[day.weekday()] for day in span],
            "days": [summary.cell(day, context.member, row, own) for day in span],
            "notes": [""] * len(span),
            "figures": [
                summary.figure(held.days, t.count("day of study", "days of study", held.days)),
                summary.figure(held.posts, t.count("link", "links", held.posts)),
            ],
            "footer": group.name,
            "words": summary.words(t),
            "today": span.index(context.today) if context.today in span else None,
        },
        t.count("My week: {n} day.", "My week: {n} days.", held.days),
    )
    over = context.today > last
    words = _week_words(group, held, t) if over or not held.chosen else _how_it_stands(held, t)
    return [Message(words, picture=picture, private=True)]


def share(event: Event, context: Context) -> Iterable[Message]:
    """Show my name on the board, or count me without a name."""
    t, made = context.t, _meant(event, context)
    row = _row(context, made)
    row.shares = not row.shares
    if not row.shares:
        row.ranked = False  # whoever hides is in no ranking
    context.session.flush()
    text = (
        t("The board of {group} shows your name when you are in.", group=bold(made.name))
        if row.shares
        else t("The board of {group} counts you without your name.", group=bold(made.name))
    )
    return [Message(text, private=True), *board.lately(context, made)]


def work(event: Event, context: Context) -> Iterable[Message]:
    """Whether the weekly post may carry my links, and the month's first one my OKR score."""
    t, made = context.t, _meant(event, context)
    row = _row(context, made)
    row.shares_work = not row.shares_work
    context.session.flush()
    text = (
        t("The weekly post of {group} may show your links and your OKR score.", group=made.name)
        if row.shares_work
        else t("Your links and your OKR stay with you; {group} sees none.", group=made.name)
    )
    return [Message(text, private=True), *board.lately(context, made)]


def rank(event: Event, context: Context) -> Iterable[Message]:
    """The friendly ranking, for those who take part: by the share of one's own days kept."""
    t, made = context.t, _meant(event, context)
    row, (_, _, word) = _row(context, made), event.text.partition(" ")
    if word in {"in", "out"}:
        row.ranked = word == "in" and row.shares
        context.session.flush()
    number = str(made.id)
    if not row.ranked:
        text = t(
            "The ranking is for those who want it: by consistency, not by volume. Whoever hides "
            "their name is not in it."
        )
        take_part = Button(t("Take part"), "group.rank", f"{number} in", main=True)
        return [Message(text, ((take_part,),) if row.shares else (), private=True)]
    period = word if word in PERIODS else "week"
    rows = tuple(
        Button(t(label), "group.rank", f"{number} {name}") for name, label in PERIODS.items()
    )
    out = (Button(t("No more ranking for me"), "group.rank", f"{number} out"),)
    text = lines(
        bold(t("{group} · {period}", group=made.name, period=t(PERIODS[period]))),
        *_places(context, made, period),
    )
    return [Message(text, (rows, out), private=True, replace=bool(word))]


def letter_lines(context: Context) -> list[tuple[Text, Row]]:
    """What the day's letter says of one's groups: the week that ended yesterday, a first step."""
    t = context.t
    found: list[tuple[Text, Row]] = []
    for group in members.groups_of(context.session, context.member):
        if group.paused_at is not None:
            continue
        row = _row(context, group)
        yesterday = context.today - timedelta(days=1)
        fresh = context.today - calendar.local_day(row.joined_at, context.member.zone, 0)
        if yesterday.weekday() == group.summary_day and fresh.days > 0:
            first, last = summaries.span(yesterday, group.summary_day)
            own = _own_days(context, group, first, last)
            held = summary.commitment_of(group, row, first, own)
            if held.days:
                card = Button(t("My week"), "group.week", f"{group.id} {last}")
                found.append((_week_words(group, held, t), (card,)))
        quiet = context.member.loudness == "light" and fresh.days in {1, 4}
        if beginnings.unwanted(context, group):
            continue
        if quiet and context.member.id not in desk.begun(context.session, group):
            first_time = fresh.days == 1
            words = beginnings.words(context, group, first=first_time)
            step, *others = beginnings.rows(context, group, first=first_time)
            found.append((words, (*step, *(button for other in others for button in other))))
    return found


def _places(context: Context, group: Group, period: str) -> list[Text]:
    session, t, today = context.session, context.t, board.today_of(context, group)
    first = {
        "day": today,
        "week": summaries.span(today, group.summary_day)[0],
        "month": today.replace(day=1),
    }[period]
    everybody = groups.people(session, group)
    taking = {member.id: (member, row) for member, row in everybody if row.ranked and row.shares}
    done = groups.days_done(session, list(taking), first, today, group.counts)
    length = (today - first).days + 1
    wanted = {
        number: _expected(row, member.days, first, length)
        for number, (member, row) in taking.items()
    }
    places = rules.ranking({number: len(days) for number, days in done.items()}, wanted)
    return [
        t(
            "{rank}. {name}  {share}%",
            rank=place.rank,
            name=taking[place.member][0].name,
            share=round(100 * place.kept / place.wanted),
        )
        for place in places[:RANKS_SHOWN]
    ] or [t("Nobody yet: the first one leads.")]


def _expected(row: Membership, days: str, first: date, length: int) -> int:
    """The days somebody meant to come: their commitment, else their own study days."""
    if row.days_a_week:
        return max(1, round(row.days_a_week * length / 7))
    return sum(calendar.studies(first + timedelta(days=n), days) for n in range(length))


def _held_now(context: Context, group: Group, row: Membership) -> rules.Commitment:
    first, last = summaries.span(context.today, group.summary_day)
    return summary.commitment_of(group, row, first, _own_days(context, group, first, last))


def _how_it_stands(held: rules.Commitment, t: Texts) -> Text:
    """The week that is going on."""
    if not held.chosen:
        return t("What do you promise yourself? Choose the days a week below.")
    return t(
        "This week: {days} of {wanted} days{posts}.",
        days=held.days,
        wanted=held.wanted,
        posts=t.count(
            ", {done} of {n} post", ", {done} of {n} posts", held.posts_wanted, done=held.posts
        )
        if held.posts_wanted
        else "",
    )


def _week_words(group: Group, held: rules.Commitment, t: Texts) -> Text:
    """A week that is over."""
    days = t.count(
        "Your week in {group}: {n} day.",
        "Your week in {group}: {n} days.",
        held.days,
        group=bold(group.name),
    )
    if not held.chosen:
        return days
    if held.kept:
        return lines(days, t("You kept your promise."))
    return lines(days, t("A lighter promise is fine too: /group changes it."))


def _chosen(row: Membership, t: Texts) -> Text:
    if row.posts_a_week:
        return t(
            "Your promise: {days} of 7 days, one post. Only you see how it stands.",
            days=row.days_a_week,
        )
    return t("Your promise: {days} of 7 days. Only you see how it stands.", days=row.days_a_week)


def _own_days(context: Context, group: Group, first: date, last: date) -> weeks.Days:
    return weeks.days_of(context.session, [context.member.id], first, last, group.counts)


def _week_to_show(context: Context, group: Group, text: str) -> tuple[date, date]:
    day = calendar.written_day(text.partition(" ")[2]) or context.today
    return summaries.span(day, group.summary_day)


def _row(context: Context, group: Group) -> Membership:
    row = groups.membership(context.session, group, context.member)
    if row is None or row.left_at is not None:
        raise UserError(context.t("You are not in {group}.", group=bold(group.name)))
    return row


def _meant(event: Event, context: Context) -> Group:
    made = groups.meant(context.session, event, context)
    if made is None:
        raise UserError(context.t("That group has ended, or it is not here."))
    return made
