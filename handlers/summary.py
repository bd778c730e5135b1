"""The week of a group: one post with one picture, its details on request, its corrections."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from bot.chat import Address, Event, Message, Picture
from bot.context import Context, UserError
from bot.markup import Text, bold, join, lines, link, paragraphs
from bot.models import Group, Meetup, Member, Membership, Round
from bot.queries import groups, meetups, members, rounds, weeks
from bot.study import calendar, okr, summaries
from bot.study import groups as rules
from bot.texts import Texts, mark
from content import Library
from handlers import cards

LINKS_SHOWN = 3
LINES_SHOWN = 5
"""Of a kind; all of them are behind the button."""

RUN_SHOWN = 3
"""A run of the group is worth a word from so many days."""

QUESTIONS = (
    mark("What was the most useful thing this week? Tell us right below."),
    mark("What did you get stuck on, and what got you out? One line below is plenty."),
    mark("What would you explain to a beginner today? Try it in one line below."),
    mark("What did you leave out on purpose this week, and was it right? Say it below."),
    mark("What would you like somebody to look at? Put it below; somebody will."),
    mark("Which page or tool saved you an hour? Share it below."),
    mark("What will you do a little differently next week? One line below."),
    mark("Whose work helped you this week? Tell them below."),
)
"""For people to answer among themselves, under the post."""

LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True)
class Week:
    """What the post is made from; every number in it comes from here."""

    group: Group
    first: date
    last: date
    facts: weeks.Facts
    meetups: list[Meetup]
    rounds: list[Round]

    @cached_property
    def counted(self) -> summaries.Week:
        return summaries.week(self.first, self.facts.done)

    @cached_property
    def commitments(self) -> dict[int, rules.Commitment]:
        """Of everybody who chose one."""
        held = {
            member.id: commitment_of(self.group, row, self.first, self.facts.days)
            for member, row in self.facts.people
        }
        return {member: one for member, one in held.items() if one.chosen}

    @property
    def work(self) -> list[tuple[Member, Text]]:
        """Finished projects and links of those who agreed to show them."""
        if not self.group.names:
            return []
        sharing = {m.id: m for m, row in self.facts.people if row.shares_work}
        projects = [
            (sharing[number], join(" ", [bold(title), _address(url)]) if url else bold(title))
            for number, title, url in self.facts.projects
            if number in sharing
        ]
        shown = {url for _, _, url in self.facts.projects}
        return projects + [
            (member, _address(url))
            for number, member in sharing.items()
            for url in self.facts.days.links[number]
            if url not in shown
        ]


def commitment_of(group: Group, row: Membership, first: date, days: weeks.Days) -> rules.Commitment:
    number = row.member_id
    return rules.commitment(
        first,
        days.done[number],
        len(days.links[number]),
        days_a_week=row.days_a_week,
        posts_a_week=row.posts_a_week,
        off=days.off[number].union(rules.excused(first, row.away_until)),
        rest=days.rest[number],
        leave=group.leave,
    )


def week_of(context: Context, group: Group, day: date) -> Week:
    """The group's week a day is in."""
    session = context.session
    first, last = summaries.span(day, group.summary_day)
    ends = calendar.instant(last, group.summary_hour, group.zone)
    return Week(
        group,
        first,
        last,
        weeks.facts(session, group, first, last),
        meetups.coming(session, groups.home(session, group), ends, ends + timedelta(days=7)),
        rounds.closed_between(session, group, ends - timedelta(days=7), ends + timedelta(days=1)),
    )


def post_text(context: Context, week: Week, t: Texts) -> Text:
    """The week in a few lines: numbers of the whole, links of those who share, nobody missing."""
    group = week.group
    counted, held = week.counted, week.commitments
    kept = sum(one.kept for one in held.values())
    posts = sum(len(urls) for urls in week.facts.days.links.values())
    advice = advice_of(context.library, week.last)
    return lines(
        t("🗓 *The week of {group}*", group=group.name),
        t.count(
            "{n} day of study together, {members}.",
            "{n} days of study together, {members}.",
            counted.member_days,
            members=t.count("{n} member", "{n} members", counted.members),
        )
        if counted.member_days
        else t("A quiet week. The next one is all new."),
        _goal(week, t),
        _run(context, week, t),
        t("Commitments kept: {kept}.", kept=kept) if kept else None,
        t.count("{n} link written down.", "{n} links written down.", posts) if posts else None,
        *[
            t("· {name}: {work}", name=member.name, work=work)
            for member, work in week.work[:LINKS_SHOWN]
        ],
        _counts(week.facts, t),
        t.count("{n} word of thanks.", "{n} words of thanks.", week.facts.kudos)
        if week.facts.kudos
        else None,
        *[_result(context, one, t) for one in week.rounds],
        *_digest(context, week, t)[:LINES_SHOWN],
        *[
            t(
                "Next: {title}, {when}",
                title=bold(meetup.title),
                when=t.moment(calendar.local(meetup.starts_at, group.zone)),
            )
            for meetup in week.meetups[:LINES_SHOWN]
        ],
        t("“{advice}”", advice=advice) if advice else None,
        t(question_of(week.last)),
    )


def details(event: Event, context: Context) -> Iterable[Message]:
    """Day by day and everything with its link, for whoever asks, in private."""
    group = groups.meant(context.session, event, context)
    if group is None:
        raise UserError(context.t("That group has ended, or it is not here."))
    t = context.t
    day = calendar.written_day(event.text.partition(" ")[2]) or calendar.local_day(
        context.now, group.zone, 0
    )
    week = week_of(context, group, day)
    counted = week.counted
    rows = [
        t("{day}: {came}", day=t.day(one), came=came)
        for one, came in zip(counted.days, counted.per_day, strict=True)
        if came
    ]
    text = paragraphs(
        t(
            "*{group}*, {first} – {last}",
            group=group.name,
            first=t.day(week.first),
            last=t.day(week.last),
        ),
        join("\n", rows) if rows else t("The week is still young."),
        _run(context, week, t),
        join(
            "\n",
            [t("· {name}: {work}", name=member.name, work=work) for member, work in week.work],
        )
        if week.work
        else None,
        join("\n", [answers(context, one, t) for one in week.rounds]) if week.rounds else None,
        lines(*digest) if (digest := _digest(context, week, t)) else None,
    )
    return [Message(text, to=private_home(context), private=True)]


def private_home(context: Context) -> Address | None:
    """Where a long private answer goes; None: it is said where it was asked, for their eyes."""
    home = members.home_of(context.session, context.member)
    return members.address_of(home) if home is not None else None


def picture_of(context: Context, week: Week, t: Texts) -> Picture:
    """The week as a picture: rows only of those who share, the totals of all.

    A day is done or it is a dot: leave, rest and what was meant to be are nobody else's business.
    """
    group, counted, done = week.group, week.counted, week.facts.done
    span = counted.days
    today = calendar.local_day(context.now, group.zone, 0)
    names = t.weekdays()
    rows = [
        {"name": member.name, "days": ["done" if one in done[member.id] else "off" for one in span]}
        for member, row in week.facts.people
        if row.shares and group.names and done[member.id]
    ]
    facts: dict[str, object] = {
        "title": group.name,
        "when": f"{t.day(span[0])} – {t.day(span[-1])}",
        "weekdays": [names[one.weekday()] for one in span],
        "rows": rows,
        "totals": list(counted.per_day),
        "figures": _figures(week, t),
        "footer": t.plain("One clear task a day."),
        "words": {
            "done": t.plain("studied"),
            "leave": "",
            "off": "",
            "everybody": t.plain("all {n}", n=counted.members),
        },
        "today": span.index(today) if today in span else None,
    }
    alt = t.count(
        "The week of {group}: {n} day of study.",
        "The week of {group}: {n} days of study.",
        counted.member_days,
        group=group.name,
    )
    return Picture("week", facts, alt)


def _figures(week: Week, t: Texts) -> list[dict[str, str]]:
    """Days and members; then what there is to be proud of, else the fullest day."""
    counted, loops = week.counted, week.facts.loops
    kept = sum(one.kept for one in week.commitments.values())
    proud = [
        figure(kept, t.count("promise kept", "promises kept", kept)),
        figure(loops, t.count("loop closed", "loops closed", loops)),
    ]
    return [
        figure(counted.member_days, t.count("day of study", "days of study", counted.member_days)),
        figure(counted.members, t.count("member", "members", counted.members)),
        *(
            [one for one in proud if one["value"] != "0"]
            or [figure(max(counted.per_day), t("most on one day"))]
        ),
    ]


def figure(number: int, label: Text) -> dict[str, str]:
    """A number of a picture and what it counts."""
    return {"value": str(number), "label": str(label)}


def words(t: Texts) -> dict[str, str]:
    """What the marks of a member's own week are called."""
    return {
        "done": t.plain("studied"),
        "leave": t.plain("leave"),
        "off": t.plain("day off"),
        "everybody": "",
    }


def cell(day: date, member: Member, row: Membership, days: weeks.Days) -> str:
    if day in days.done[member.id]:
        return "done"
    excused = row.away_until is not None and day <= row.away_until
    if excused or day in days.off[member.id] | days.rest[member.id]:
        return "leave"
    return "empty" if calendar.studies(day, member.days) else "off"


def advice_of(library: Library, today: date) -> str:
    """One advice of the documents, another each week."""
    found = [item for item in library.of_kind("advice") if item.words]
    return found[today.toordinal() // 7 % len(found)].text if found else ""


def question_of(day: date) -> str:
    """One question to talk about, another each week."""
    return QUESTIONS[day.toordinal() // 7 % len(QUESTIONS)]


def answers(context: Context, one: Round, t: Texts) -> Text:
    """A round that is over, with who said what: taking part meant saying it to the group."""
    said = rounds.contributions(context.session, one)
    rows = [t("· {name}: {words}", name=member.name, words=text) for member, text in said]
    return lines(bold(title_of(context, one, t)), *rows)


def title_of(context: Context, one: Round, t: Texts) -> str:
    item = context.library.find(one.item)
    return cards.item_title(item, t) if item else one.item


def _result(context: Context, one: Round, t: Texts) -> Text | None:
    said = rounds.contributions(context.session, one)
    if not said:
        return None
    title = title_of(context, one, t)
    if one.way == "vote":
        first, votes = rules.tally([text for _, text in said], one.choices)[0]
        return t("{title}: “{choice}” with {n}.", title=title, choice=first, n=votes)
    return t("{title}: {n} took part.", title=title, n=len(said))


def _counts(facts: weeks.Facts, t: Texts) -> Text | None:
    """Numbers of the whole group: loops closed, projects finished, people met."""
    parts = [
        t.count("{n} loop closed", "{n} loops closed", facts.loops) if facts.loops else None,
        t.count("{n} project finished", "{n} projects finished", len(facts.projects))
        if facts.projects
        else None,
        t.count("{n} new contact", "{n} new contacts", facts.contacts) if facts.contacts else None,
    ]
    return join(" · ", [part for part in parts if part]) or None


def _goal(week: Week, t: Texts) -> Text | None:
    goal, reached = week.group.goal, week.counted.member_days
    if not goal:
        return None
    if reached >= goal:
        return t("🎯 Our goal of {goal} days: reached!", goal=goal)
    return t("🎯 {reached} of our {goal} days.", reached=reached, goal=goal)


def _digest(context: Context, week: Week, t: Texts) -> list[Text]:
    """The first summary of a month: the OKR of those who chose to share theirs."""
    if week.last.day > 7 or not week.group.names:
        return []
    month = calendar.month_of(week.last.replace(day=1) - timedelta(days=1))
    sharing = {member.id: member for member, row in week.facts.people if row.shares_work}
    found = weeks.scores(context.session, list(sharing), month) if sharing else {}
    return [
        t(
            "OKR {month} · {name}: {score}",
            month=month,
            name=sharing[member].name,
            score=str(okr.overall([okr.score(*each) for each in results])),
        )
        for member, results in found.items()
    ]


def _run(context: Context, week: Week, t: Texts) -> Text | None:
    """The group's own run: days in a row on which enough of it came."""
    group, last = week.group, min(week.last, calendar.local_day(context.now, week.group.zone, 0))
    ids = [member.id for member, _ in week.facts.people]
    done = groups.days_done(context.session, ids, last - LOOK_BACK, last, group.counts)
    came = Counter(day for own in done.values() for day in own)
    run = rules.run(came, len(ids), last, group.days)
    if run < RUN_SHOWN:
        return None
    return t.count(
        "At least half of us came {n} day in a row.",
        "At least half of us came {n} days in a row.",
        run,
    )


def _address(url: str) -> Text:
    """A link under its own address, short."""
    return link(url.removeprefix("https://").removeprefix("http://").rstrip("/")[:60], url)
