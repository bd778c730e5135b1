"""/pause: sick, on holiday, or just resting; nothing is asked and nothing counts against it."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from bot.chat import Button, Event, Message, Row
from bot.context import Context
from bot.markup import bold, paragraphs
from bot.queries import alarms, papers, rhythm
from bot.study import calendar, dates
from bot.study import rhythm as rules
from bot.texts import mark
from handlers import days, remind
from handlers import tasks as task_handlers

KINDS = {"sick": mark("Sick"), "holiday": mark("Holiday"), "pause": mark("Rest")}
LONGEST = 366
"""Days away at most."""

SHOWN = 3
A_DAY = timedelta(days=1)

MOST_WORDS = 500
"""Characters that may say how long; whoever tells a story is asked."""

_SICK = re.compile(r"病|住院|发烧|\b(?:sick|ill)\b", re.IGNORECASE)
# Words around the date that are no part of it, at the beginning and at the end.
_AROUND = re.compile(
    r"^(?:\s|[,，]|我|想|要|请|生病了?|病了?|发烧了?|住院|病?假|休假?|放假|度假|出差|旅[行游]|直?到|至"
    r"|(?:i am|i'm|on|off|away|sick|ill|leave|holiday|vacation)\b"
    r"|(?:for|until|till?|to|through|thru|back)\b)+"
    r"|(?:(?:才|再)?(?:回来|回|上班|上学|开始|继续)|为止|结束|那天|病?假|[，,。.\s])+$",
    re.IGNORECASE,
)
# What says whether the day named is the first one back or the last one away; 到周日 says neither.
_BACK = re.compile(r"(?:回来?|上班|上学|开始|继续)[，,。.\s]*$|\bback\b", re.IGNORECASE)
_WHOLE = re.compile(r"(?:为止|结束)[，,。.\s]*$|\bthr(?:ough|u)\b", re.IGNORECASE)


def pause(event: Event, context: Context) -> Iterable[Message]:
    """How long? A date in words can be said at once: /pause 下周一回来, /pause back on Monday."""
    t, session, member = context.t, context.session, context.member
    known = rhythm.absence(session, member, context.today)
    if known is not None and not event.text:
        until = (
            t("until {day}", day=_day(known.last, context))
            if known.last
            else t("until you are back")
        )
        text = t("You are away: {kind}, {until}.", kind=t(KINDS[known.kind]), until=until)
        return [Message(text, (_back_row(context),), private=True)]
    words = event.text.strip()
    if not words or len(words) > MOST_WORDS:
        return [_ask(context)]
    kind = "sick" if _SICK.search(words) else "holiday"
    words = _AROUND.sub("", words)
    if not words:
        return [_set(kind, None, context)]
    lasts = _last_days(words, event.text, context)
    if len(lasts) == 1:
        return [_set(kind, lasts[0], context)]
    return [_which(kind, lasts, context) if lasts else _ask(context)]


def _last_days(words: str, whole: str, context: Context) -> list[date]:
    """The last days away the words can mean: until a day, with it or without, or for so many."""
    if words.isdecimal():
        return [_after(words, context)]
    today, now = context.today, calendar.local(context.now, context.member.zone)
    if days := _days(dates.read(words, now)):
        before = set() if _WHOLE.search(whole) else {day - A_DAY for day in days}
        with_it = set() if _BACK.search(whole) else days
        return sorted(day for day in before | with_it if day >= today)
    for said in (f"{words}后", f"in {words}"):  # 三天, a week: so long from today
        if days := _days(dates.read(said, now)):
            return sorted(day - A_DAY for day in days if day > today)
    return []


def _days(found: dates.Meaning) -> set[date]:
    options = found.options if isinstance(found, dates.Choice) else (found,)
    return {one.day for one in options if isinstance(one, dates.When)}


def _after(number: str, context: Context) -> date:
    """The last of so many days away, today being the first."""
    digits = number.lstrip("0")
    away = int(digits or 1) if len(digits) <= len(str(LONGEST)) else LONGEST
    return context.today + timedelta(days=min(away, LONGEST) - 1)


def _which(kind: str, lasts: list[date], context: Context) -> Message:
    """A date that can mean several days is asked back, by the first day back."""
    t = context.t
    rows: tuple[Row, ...] = tuple(
        (
            Button(
                _day(last + A_DAY, context),
                "pause.set",
                f"{kind} {(last - context.today).days + 1}",
            ),
        )
        for last in lasts
    )
    return Message(t("Which day will you be back?"), rows, private=True)


def set_(event: Event, context: Context) -> Iterable[Message]:
    """`<kind> <days>`: so many days with today, or until said otherwise."""
    kind, _, number = event.text.partition(" ")
    kind = kind if kind in KINDS else "pause"
    last = _after(number, context) if number.isdecimal() else None
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
        t("Or say when: /pause back on Monday"),
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
        t("up to and with {day} ({zone})", day=bold(_day(last, context)), zone=member.zone)
        if last
        else t("until you say you are back")
    )
    titles = [paper.title for paper in remind.once_before(last, context)][:SHOWN]
    comma = "、" if t.lang == "zh" else ", "
    text = paragraphs(
        t("{kind}: {until}. No reminders meanwhile, and your run keeps.", kind=t(KINDS[kind]),
          until=until),
        t("Get well soon.") if kind == "sick" else None,
        t("What you asked for once still comes: {titles}.", titles=comma.join(titles))
        if titles
        else None,
    )  # fmt: skip
    return Message(text, ((*_back_row(context), Button(t("Undo"), "undo")),), private=True)


def _day(day: date, context: Context) -> str:
    """A day with its weekday, and with its year if that is another one."""
    return context.t.day(day, year=day.year != context.today.year)


def _back_row(context: Context) -> Row:
    return (Button(context.t("I am back"), "pause.back", main=True),)
