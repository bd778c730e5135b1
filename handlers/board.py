"""The group's one post of the day: who is in, edited in place; on Sunday the week's summary."""

from datetime import date, timedelta

from bot.chat import Button, Message, Picture
from bot.context import Context
from bot.markup import Text, bold, join, lines, paragraphs
from bot.models import Group, Member
from bot.queries import groups, meetups, members
from bot.study import calendar, summaries
from bot.texts import Texts, texts
from content import Library

SUNDAY = 6


def shows(context: Context, group: Group, member: Member) -> bool:
    """Whether this member's day may be seen on the board."""
    found = groups.membership(context.session, group, member)
    return found is not None and found.left_at is None and found.shares


def name_of_post(group: Group, day: date) -> str:
    return f"board:{group.id}:{day}"


def message(context: Context, group: Group) -> Message:
    """The post of the group's today as it stands now, for its home chat."""
    session, t = context.session, texts(group.lang)
    today = calendar.local_day(context.now, group.zone, 0)
    home = groups.home(session, group)
    after_summary = today.weekday() == SUNDAY and context.now >= calendar.instant(
        today, group.summary_hour, group.zone
    )
    text = board_text(context, group, today, t)
    picture = None
    if after_summary:
        text = paragraphs(summary_text(context, group, today, t), text)
        picture = picture_of(context, group, today, t)
    return Message(
        text,
        _buttons(group, t),
        to=members.address_of(home),
        post=name_of_post(group, today),
        picture=picture,
        silent=True,
    )


def board_text(context: Context, group: Group, today: date, t: Texts) -> Text:
    """Who is in today, by their own choice; how many are in, never who is not."""
    session = context.session
    everybody = groups.people(session, group)
    done = groups.days_done(session, [member.id for member, _ in everybody], today, today)
    came = [(member, row) for member, row in everybody if done[member.id]]
    names = [bold(member.name) for member, row in came if row.shares]
    hidden = len(came) - len(names)
    all_in = bool(everybody) and len(came) == len(everybody)
    who = join("、" if t.lang == "zh" else ", ", names)
    return lines(
        t("📋 {group} · {day}", group=bold(group.name), day=t.day(today)),
        t("In today: {who}", who=who) if names else None,
        t("and {n} more", n=hidden) if hidden and names else None,
        t("{came} of {all} are in.", came=len(came), all=len(everybody)) if came else None,
        t("Who starts? One tap is enough.") if not came else None,
        t("🎉 Everybody is in today!") if all_in and len(everybody) > 1 else None,
    )


def summary_text(context: Context, group: Group, today: date, t: Texts) -> Text:
    """The week in a few lines: numbers of the whole, names of nobody missing."""
    session = context.session
    week = week_of(context, group, today)
    soon = meetups.coming(
        session, groups.home(session, group), context.now, context.now + timedelta(days=7)
    )
    advice = advice_of(context.library, today)
    return lines(
        t("🗓 *The week of {group}*", group=group.name),
        t.count(
            "{n} day of study together, {members} members.",
            "{n} days of study together, {members} members.",
            week.member_days,
            members=week.members,
        ),
        *[
            t(
                "Next: {title}, {when}",
                title=bold(meetup.title),
                when=t.moment(calendar.local(meetup.starts_at, group.zone)),
            )
            for meetup in soon
        ],
        t("“{advice}”", advice=advice) if advice else None,
        t("What was the most useful thing this week? Tell us in the thread."),
    )


def week_of(context: Context, group: Group, today: date) -> summaries.Week:
    session, first = context.session, calendar.monday(today)
    ids = [member.id for member, _ in groups.people(session, group)]
    done = groups.days_done(session, ids, first, first + timedelta(days=6))
    return summaries.week(first, done)


def picture_of(context: Context, group: Group, today: date, t: Texts) -> Picture:
    """The week as a picture: rows only of those who share, the totals of all."""
    session, first = context.session, calendar.monday(today)
    everybody = groups.people(session, group)
    ids = [member.id for member, _ in everybody]
    done = groups.days_done(session, ids, first, first + timedelta(days=6))
    week = summaries.week(first, done)
    span = week.days
    rows = [
        {"name": member.name, "days": [_cell(day, member, done[member.id]) for day in span]}
        for member, row in everybody
        if row.shares
    ]
    facts: dict[str, object] = {
        "title": group.name,
        "when": f"{t.day(span[0])} – {t.day(span[-1])}",
        "weekdays": t.weekdays(),
        "rows": rows,
        "totals": list(week.per_day),
        "figures": [
            {"value": str(week.member_days), "label": t.plain("days studied")},
            {"value": str(week.members), "label": t.plain("members")},
            {"value": str(max(week.per_day)), "label": t.plain("most on one day")},
        ],
        "footer": t.plain("One clear task a day."),
        "words": {
            "done": t.plain("studied"),
            "leave": t.plain("leave"),
            "off": t.plain("day off"),
            "everybody": t.plain("all {n}", n=week.members),
        },
        "today": span.index(today) if today in span else None,
    }
    alt = t.count(
        "The week of {group}: {n} day of study.",
        "The week of {group}: {n} days of study.",
        week.member_days,
        group=group.name,
    )
    return Picture("week", facts, alt)


def _cell(day: date, member: Member, done: set[date]) -> str:
    if day in done:
        return "done"
    if not calendar.studies(day, member.days):
        return "off"
    return "empty"


def advice_of(library: Library, today: date) -> str:
    """One advice of the documents, another each week."""
    found = [item for item in library.of_kind("advice") if item.words]
    return found[today.toordinal() // 7 % len(found)].text if found else ""


def _buttons(group: Group, t: Texts) -> tuple[tuple[Button, ...], ...]:
    number = str(group.id)
    return (
        (
            Button(t("✅ I studied today"), "group.checkin", number, main=True),
            Button(t("Join"), "group.join", number),
        ),
    )
