"""/pause: sick, on holiday, or just resting; nothing is asked and nothing counts against it."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.chat import Button, Event, Message, Row
from bot.context import Context
from bot.markup import bold, paragraphs
from bot.queries import alarms, papers, rhythm
from bot.study import calendar, dates
from bot.study import rhythm as rules
from bot.texts import mark
from handlers import days
from handlers import tasks as task_handlers

KINDS = {"sick": mark("Sick"), "holiday": mark("Holiday"), "pause": mark("Rest")}
SICK_WORDS = ("病", "sick", "ill")
LONGEST = 366


def pause(event: Event, context: Context) -> Iterable[Message]:
    """How long? A date in words can be said at once: /pause 到下周一, /pause until Monday."""
    t, session, member = context.t, context.session, context.member
    known = rhythm.absence(session, member, context.today)
    if known is not None and not event.text:
        until = t("until {day}", day=t.day(known.last)) if known.last else t("until you are back")
        text = t("You are away: {kind}, {until}.", kind=t(KINDS[known.kind]), until=until)
        return [Message(text, (_back_row(context),), private=True)]
    words = event.text.strip()
    if not words:
        return [_ask(context)]
    kind = "sick" if any(word in words.casefold() for word in SICK_WORDS) else "holiday"
    for word in ("直到", "到", "至", "until ", "till ", "to ", *SICK_WORDS, "假", "生"):
        words = words.replace(word, "") if words != word else ""
    words = words.strip()
    if not words:
        return [_set(kind, None, context)]
    if words.isdecimal() and len(words) <= len(str(LONGEST)) and 0 < int(words) <= LONGEST:
        return [_set(kind, context.today + timedelta(days=int(words) - 1), context)]
    found = dates.read(words, calendar.local(context.now, member.zone))
    if isinstance(found, dates.When) and found.day > context.today:
        return [_set(kind, found.day - timedelta(days=1), context)]
    return [_ask(context)]


def set_(event: Event, context: Context) -> Iterable[Message]:
    """`<kind> <days>`: so many days with today, or until said otherwise."""
    kind, _, number = event.text.partition(" ")
    kind = kind if kind in KINDS else "pause"
    last = context.today + timedelta(days=int(number) - 1) if number.isdecimal() else None
    return [_set(kind, last, context)]


def back(event: Event, context: Context) -> Iterable[Message]:
    """Back again: today counts, and the first week is half as long."""
    t, session, member = context.t, context.session, context.member
    row = rhythm.absence(session, member, context.today)
    if row is not None:
        long = (context.today - row.first).days >= rules.SILENT.days
        rhythm.come_back(session, row, context.today)
        member.light_until = context.today + rules.LIGHT_WEEK if long else member.light_until
    days.replan(context)
    said = t("Welcome back. Nothing was lost, and there is nothing to catch up on.")
    after = task_handlers.today(event, context) if member.track else ()
    return [Message(said, replace=bool(event.message)), *after]


def _ask(context: Context) -> Message:
    t = context.t
    rows: tuple[Row, ...] = (
        (Button(t("Sick, until I am back"), "pause.set", "sick"),),
        (
            Button(t("3 days"), "pause.set", "holiday 3"),
            Button(t("A week"), "pause.set", "holiday 7"),
            Button(t("Two weeks"), "pause.set", "holiday 14"),
        ),
        (Button(t("Until I am back"), "pause.set", "pause"),),
    )
    text = paragraphs(
        t("How long will you be away? No reminders, and your run keeps."),
        t("Or say a day: /pause until Monday"),
    )
    return Message(text, rows, private=True)


def _set(kind: str, last: date | None, context: Context) -> Message:
    t, session, member = context.t, context.session, context.member
    if last is not None:
        last = max(context.today, min(last, context.today + timedelta(days=LONGEST)))
    known = rhythm.absence(session, member, context.today)
    if known is not None:
        rhythm.come_back(session, known, context.today)
    row = rhythm.leave(session, member, kind, context.today, last)
    papers.note(context, row, None)
    alarms.disarm(session, member, "alarm.nudge")
    until = (
        t("up to and with {day} ({zone})", day=bold(t.day(last)), zone=member.zone)
        if last
        else t("until you say you are back")
    )
    text = paragraphs(
        t("{kind}: {until}. No reminders meanwhile, and your run keeps.", kind=t(KINDS[kind]),
          until=until),
        t("Get well soon.") if kind == "sick" else None,
    )  # fmt: skip
    return Message(text, ((*_back_row(context), Button(t("Undo"), "undo")),), private=True)


def _back_row(context: Context) -> Row:
    return (Button(context.t("I am back"), "pause.back", main=True),)
