"""/settings: zone, hour, days of the week, minutes a day, language, day start; all with Undo."""

from collections.abc import Iterable
from datetime import date

from bot.chat import Button, Event, Field, Form, Kind, Message
from bot.context import Context
from bot.markup import bold, lines, paragraphs
from bot.queries import checkins, papers
from bot.study import calendar
from bot.texts import Texts, mark, texts
from handlers import days, my_day

LOUDNESS = {
    "light": mark("light: the letter only"),
    "standard": mark("standard: the letter and one reminder in the evening"),
    "active": mark("active: as standard, with encouragement"),
}

WEEKS = ("1111111", "1111100", "1111110", "0000011", "1010100")


def settings(event: Event, context: Context) -> Iterable[Message]:
    t, member = context.t, context.member
    text = paragraphs(
        t("*Your settings*"),
        lines(
            t("Zone: {zone}", zone=member.zone),
            t("Hour of the letter: {hour}", hour=calendar.clock_text(member.hour)),
            my_day.crowd(context),
            t("Study days: {days}", days=week_words(member.days, t)),
            t("Minutes a day: {minutes}", minutes=member.minutes),
            t("A new day begins at {hour}", hour=calendar.clock_text(member.day_start)),
            t(
                "Quiet from {start} to {end}",
                start=calendar.clock_text(member.quiet_from),
                end=calendar.clock_text(member.quiet_until),
            ),
            t("Holidays: {country}", country=my_day.country_words(member.country, t)),
            t("Recall cards a day: {n}", n=member.cards),
            t("Loudness: {loudness}", loudness=t(LOUDNESS[member.loudness])),
        ),
    )
    rows = (
        (
            Button(t("Change"), "settings.form", main=True),
            Button(t("Holidays, quiet hours"), "settings.more"),
        ),
        (Button("中文", "settings.lang", "zh"), Button("English", "settings.lang", "en")),
        (Button(t("Quieter"), "task.fewer"), Button(t("Louder"), "settings.louder")),
    )
    stopped = len(papers.stopped_lines(context.session, member))
    again = (Button(t("Bring back what I stopped ({n})", n=stopped), "line.again"),)
    return [Message(text, (*rows, again) if stopped else rows, private=True)]


def again(event: Event, context: Context) -> Iterable[Message]:
    """Every kind of line that was stopped may come again."""
    for row in papers.stopped_lines(context.session, context.member):
        context.session.delete(row)
    text = context.t("What you had stopped may come again, each with its own Stop.")
    return [Message(text, private=True)]


def form(event: Event, context: Context) -> Iterable[Message]:
    t, member = context.t, context.member
    minutes = dict.fromkeys((str(member.minutes), "15", "30", "60", "90", "180"))
    fields = (
        Field(
            "zone",
            t("Time zone"),
            Kind.ZONE,
            value=member.zone,
            hint=t("A large city near you is enough: Shanghai, Paris, New York."),
        ),
        Field("hour", t("Hour of the letter"), Kind.TIME, value=calendar.clock_text(member.hour)),
        week_field(member.days, t),
        Field(
            "minutes",
            t("Minutes a day"),
            Kind.CHOICE,
            tuple((number, number) for number in minutes),
            value=str(member.minutes),
        ),
        Field(
            "day_start",
            t("When does your day begin?"),
            Kind.TIME,
            value=calendar.clock_text(member.day_start),
            hint=t("What you do before that hour counts for the day before."),
        ),
    )
    asked = Form("settings.save", t("Settings"), fields)
    return [Message("", form=asked, private=True)]


def save(event: Event, context: Context) -> Iterable[Message]:
    """The submitted form; what cannot be read is said, the rest is kept."""
    t, member, given = context.t, context.member, event.values
    before = {
        name: getattr(member, name)
        for name in ("zone", "hour", "hour_asked", "days", "minutes", "day_start")
    }
    member.zone = given.get("zone") or member.zone
    member.hour = _minutes(given.get("hour"), member.hour)
    member.hour_asked = member.hour_asked or member.hour != before["hour"]
    member.days = given.get("days") or member.days
    if given.get("minutes", "").isdecimal():
        member.minutes = max(5, min(int(given["minutes"]), 12 * 60))
    member.day_start = _minutes(given.get("day_start"), member.day_start)
    checkins.remember(context.session, member, "settings", context.now, **before)
    days.replan(context)
    following = my_day.next_letter(context)
    local = calendar.local(following, member.zone) if following else None
    text = (
        paragraphs(
            t(
                "Kept. The next letter: {moment} ({zone}).",
                moment=bold(t.moment(local)),
                zone=member.zone,
            ),
            my_day.crowd(context),
        )
        if local
        else t("Kept. No study days, so no letters.")
    )
    said = Message(text, ((Button(t("Undo"), "undo"),),), private=True)
    return [said, *my_day.arrived(event, context, before["zone"])]


def lang(event: Event, context: Context) -> Iterable[Message]:
    member = context.member
    checkins.remember(context.session, member, "settings", context.now, lang=member.lang)
    member.lang = "en" if event.text == "en" else "zh"
    t = texts(member.lang)
    return [
        Message(t("We speak English now."), ((Button(t("Undo"), "undo"),),), private=True),
    ]


def louder(event: Event, context: Context) -> Iterable[Message]:
    t, member = context.t, context.member
    checkins.remember(context.session, member, "settings", context.now, loudness=member.loudness)
    member.loudness = "standard" if member.loudness == "light" else "active"
    text = t("Loudness: {loudness}", loudness=t(LOUDNESS[member.loudness]))
    return [Message(text, ((Button(t("Undo"), "undo"),),), private=True)]


def week_field(mask: str, t: Texts) -> Field:
    """Which days of the week, the present choice first."""
    choices = tuple((one, week_words(one, t)) for one in dict.fromkeys((mask, *WEEKS)))
    return Field("days", t("Study days"), Kind.CHOICE, choices, value=mask)


def week_words(mask: str, t: Texts) -> str:
    """A week mask as words: "every day", "Mon, Wed, Fri"."""
    if mask == calendar.EVERY_DAY:
        return t.plain("every day")
    monday = date(2024, 1, 1)
    names = [t.weekdays()[(monday.weekday() + n) % 7] for n in range(7) if mask[n] == "1"]
    return str(t.series(names)) or t.plain("no day")


def _minutes(given: str | None, now: int) -> int:
    read = calendar.clock_minutes(given) if given else None
    return now if read is None else read
