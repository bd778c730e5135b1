"""Pictures of one's own record: the month, the week, the track as a map; the facts also as text."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from bot.chat import Button, Event, Message, Picture
from bot.context import Context
from bot.markup import Text, join, lines
from bot.queries import checkins, rhythm, tasks
from bot.study import calendar, periods, summaries
from bot.study.plan import Unit, remaining, road
from bot.study.workdays import Week
from handlers import cards, loops


def month(event: Event, context: Context) -> Iterable[Message]:
    """The month as a heat map; `2026-02` shows another one."""
    facts, words = month_facts(event.text, context)
    before = calendar.month_of(_first(event.text, context) - timedelta(days=1))
    row = (Button(context.t("The month before"), "picture.month", before),)
    return [Message(words, (row,), picture=Picture("month", facts, words), private=True)]


def month_facts(name: str, context: Context) -> tuple[dict[str, object], Text]:
    """What is on the picture of a month, and the same in words."""
    t, session, member = context.t, context.session, context.member
    first = _first(name, context)
    last = calendar.last_of_month(first)
    week = rhythm.week_of(session, member)
    amounts: dict[int, int] = {}
    for entry in checkins.between(session, member, first, last):
        amounts[entry.day.day] = amounts.get(entry.day.day, 0) + (entry.minutes or member.minutes)
    days = [first + timedelta(days=n) for n in range(last.day)]
    noted = sum(amounts.values())
    facts: dict[str, object] = {
        "title": t.plain("My month"),
        "when": calendar.month_of(first),
        "first": first.isoformat(),
        "weekdays": t.weekdays(),
        "amounts": [None if day > context.today else amounts.get(day.day, 0) for day in days],
        "figures": [
            {"value": str(len(amounts)), "label": t.plain("days studied")},
            {"value": str(noted), "label": t.plain("minutes, about")},
        ],
        "words": {"less": t.plain("less"), "more": t.plain("more"), "leave": t.plain("leave")},
        "leave": [day.day for day in days if week.is_away(day)],
        "today": context.today.day if first <= context.today <= last else None,
        "footer": "",
    }
    if not amounts:
        return facts, t("{month}: no day noted.", month=t.month(first))
    words = t(
        "{month}: days studied {days}, minutes about {minutes}. On: {list}.",
        month=t.month(first),
        days=len(amounts),
        minutes=noted,
        list=t.series(str(day) for day in sorted(amounts)),
    )
    return facts, words


def week(event: Event, context: Context) -> Iterable[Message]:
    """The week's seven days with their minutes, and the loops closed in it."""
    t, session, member = context.t, context.session, context.member
    first = calendar.monday(context.today)
    span = summaries.week_days(first)
    own = rhythm.week_of(session, member)
    notes: dict[int, int] = {}
    kept = set()
    for entry in checkins.between(session, member, first, span[-1]):
        kept.add(entry.day)
        place = (entry.day - first).days
        notes[place] = notes.get(place, 0) + (entry.minutes or 0)
    words = (
        t.count(
            "This week: {n} day studied ({list}).",
            "This week: {n} days studied ({list}).",
            len(kept),
            list=t.series(t.day(day) for day in sorted(kept)),
        )
        if kept
        else t("No day noted yet this week. One line is a start.")
    )
    closed = loops.closed_this_week(context)
    said = lines(words, loops.week_words(context))
    facts: dict[str, object] = {
        "title": t.plain("My week"),
        "when": f"{t.day(first)} – {t.day(span[-1])}",
        "weekdays": t.weekdays(),
        "days": [_mark(day, kept, own) for day in span],
        "notes": [str(notes[n]) if notes.get(n) else "" for n in range(7)],
        "figures": [
            {"value": str(len(kept)), "label": t.plain("days studied")},
            {"value": str(sum(notes.values())), "label": t.plain("minutes")},
            *([{"value": str(closed), "label": t.plain("loops closed")}] if closed else []),
        ],
        "footer": "",
        "words": {
            "done": t.plain("studied"),
            "leave": t.plain("leave"),
            "off": t.plain("day off"),
            "everybody": "",
        },
        "today": span.index(context.today),
    }
    return [Message(said, picture=Picture("personal_week", facts, words), private=True)]


def _mark(day: date, kept: Collection[date], own: Week) -> str:
    if day in kept:
        return "done"
    if own.is_away(day):
        return "leave"
    return "empty" if own.planned(day) else "off"


def map_(event: Event, context: Context) -> Iterable[Message]:
    """The track with "you are here"."""
    t, member, library = context.t, context.member, context.library
    track = library.find(member.track or "")
    plan = road(library, member.track or "")
    if track is None or not plan:
        return [Message(t("Choose a track first."), ((Button(t("Tracks"), "start.tracks"),),))]
    left = remaining(plan, tasks.done_refs(context.session, member))
    open_ = {unit.ref for unit in left}
    stages = list(dict.fromkeys(unit.item.stage for unit in plan))
    here = left[0].item.stage if left else stages[-1]
    inside = [unit for unit in plan if unit.item.stage == here]
    modules = list(dict.fromkeys(unit.item.module for unit in inside if unit.item.module))
    parts = [
        _part(one, [unit for unit in plan if unit.item.stage == one], open_, context)
        for one in stages
    ]
    facts: dict[str, object] = {
        "title": cards.item_title(track, t),
        "when": t.day(context.today),
        "stages": parts,
        "here": stages.index(here) if left else None,
        "now": _title(here, context),
        "modules": [
            _part(one, [unit for unit in inside if unit.item.module == one], open_, context)
            for one in modules
        ],
        "words": {"here": t.plain("you are here")},
        "footer": "",
    }
    rows = [f"{part['title']} {part['done']}/{part['total']}" for part in parts]
    alt = t("You are here: {stage}", stage=_title(here, context))
    words = lines(alt, join("\n", rows))
    return [Message(words, picture=Picture("track", facts, alt), private=True)]


def _part(item_id: str, own: list[Unit], open_: set[str], context: Context) -> dict[str, object]:
    return {
        "title": _title(item_id, context),
        "done": sum(unit.ref not in open_ for unit in own),
        "total": len(own),
    }


def _title(item_id: str, context: Context) -> str:
    item = context.library.find(item_id)
    return cards.item_title(item, context.t) if item else "·"


def _first(name: str, context: Context) -> date:
    found = periods.named(name) if name else None
    return (
        found.first if found is not None and found.kind == "month" else context.today.replace(day=1)
    )
