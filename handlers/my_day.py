"""My day: holidays of a country, quiet hours, cards a day; and a day that is met in a new zone."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat import Button, Event, Field, Form, Kind, Message
from bot.context import Context
from bot.markup import Text, lines
from bot.queries import alarms, checkins, rhythm, tasks
from bot.study import calendar, spread, workdays
from bot.texts import Texts
from handlers import days
from handlers import tasks as task_handlers

CARDS = ("0", "3", "5", "10", "20")
AHEAD = 60
"""Days looked ahead for the next letter."""


def form(event: Event, context: Context) -> Iterable[Message]:
    t, member = context.t, context.member
    countries = ("", *workdays.COUNTRIES)
    fields = (
        Field(
            "country",
            t("Holidays"),
            Kind.CHOICE,
            tuple((code or "no", country_words(code, t)) for code in countries),
            value=member.country or "no",
            hint=t("Public holidays are days off; with China, make-up days are study days."),
        ),
        Field(
            "quiet_from",
            t("Quiet from"),
            Kind.TIME,
            value=calendar.clock_text(member.quiet_from),
        ),
        Field(
            "quiet_until",
            t("Quiet until"),
            Kind.TIME,
            value=calendar.clock_text(member.quiet_until),
        ),
        Field(
            "cards",
            t("Recall cards a day"),
            Kind.CHOICE,
            tuple((n, n) for n in dict.fromkeys((str(member.cards), *CARDS))),
            value=str(member.cards),
        ),
    )
    asked = Form("settings.kept", t("My day"), fields)
    return [Message("", form=asked, private=True)]


def save(event: Event, context: Context) -> Iterable[Message]:
    t, member, given = context.t, context.member, event.values
    before = {
        name: getattr(member, name) for name in ("country", "quiet_from", "quiet_until", "cards")
    }
    country = given.get("country", member.country)
    member.country = country if country in workdays.COUNTRIES else ""
    for name in ("quiet_from", "quiet_until"):
        minutes = calendar.clock_minutes(given[name]) if given.get(name) else None
        setattr(member, name, getattr(member, name) if minutes is None else minutes)
    if given.get("cards", "").isdecimal():
        member.cards = min(int(given["cards"]), 50)
    checkins.remember(context.session, member, "settings", context.now, **before)
    days.replan(context)
    text = lines(
        t(
            "Kept. Holidays: {country}; quiet from {start} to {end}; recall cards a day: {n}.",
            country=country_words(member.country, t),
            start=calendar.clock_text(member.quiet_from),
            end=calendar.clock_text(member.quiet_until),
            n=member.cards,
        ),
        _unpublished(context),
    )
    return [Message(text, ((Button(t("Undo"), "undo"),),), private=True)]


def country_words(code: str, t: Texts) -> str:
    """A country in the reader's language."""
    if not code:
        return t.plain("none")
    from babel import Locale

    return str(Locale(t.lang).territories[code])


def crowd(context: Context) -> Text | None:
    """By when the letter is there, where more ask for the same minute than can be told in one."""
    member, t = context.member, context.t
    due = calendar.next_at(context.now, member.zone, member.hour)
    if due is None or not context.pace:
        return None
    wide = spread.window(*alarms.crowd(context.session, due, context.chat), context.pace)
    if wide is None:
        return None
    seconds = wide.asked if member.hour_asked else wide.seconds
    last = calendar.local(due + timedelta(seconds=seconds, minutes=1), member.zone)
    return t(
        "Many chose {hour}: your letter is there by {end}, at about the same time every day.",
        hour=calendar.clock_text(member.hour),
        end=f"{last:%H:%M}",
    )


def next_letter(context: Context) -> datetime | None:
    """When the next letter comes: the learner's hour on their next study day."""
    member = context.member
    week = rhythm.week_of(context.session, member)
    after = context.now
    for _ in range(AHEAD):
        at = calendar.next_at(after, member.zone, member.hour)
        if at is None:
            return None
        if week.counts(calendar.local_day(at, member.zone, member.day_start)):
            return at
        after = at
    return None


def arrived(event: Event, context: Context, zone_before: str) -> list[Message]:
    """After a move to a later zone today's letter may already be past there: it comes now."""
    member = context.member
    if member.zone == zone_before or member.track is None:
        return []
    today = calendar.local_day(context.now, member.zone, member.day_start)
    there = replace(context, today=today)
    past = calendar.instant(today, member.hour, member.zone) <= context.now
    known = tasks.of_day(context.session, member, today)
    counts = rhythm.week_of(context.session, member).counts(today)
    if not past or known is not None or not counts:
        return []
    if today == context.today or today - context.today != timedelta(days=1):
        return []
    return list(task_handlers.today(event, there))


def _unpublished(context: Context) -> Text | None:
    """China's make-up days are announced each November: until then nobody knows them."""
    t, member, year = context.t, context.member, context.today.year + 1
    if workdays.published(year, member.country):
        return None
    return t("The make-up days of {year} are not announced yet; I go by the calendar until then.",
             year=str(year))  # fmt: skip
