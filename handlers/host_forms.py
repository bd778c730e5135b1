"""The forms a meetup is announced and changed with."""

from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from bot.chat import Event, Field, Form, Kind
from bot.markup import Text
from bot.models import Meetup
from bot.study import calendar
from bot.study.invitations import Invitation
from bot.texts import Texts, mark
from handlers.repeat_words import repeats

AS_IT_IS = "same"
RHYTHMS = {
    "once": ("", mark("once")),
    "daily": ("FREQ=DAILY", mark("every day")),
    "weekly": ("FREQ=WEEKLY", mark("every week")),
    "fortnight": ("FREQ=WEEKLY;INTERVAL=2", mark("every two weeks")),
    "monthly": ("FREQ=MONTHLY", mark("every month")),
}
DEADLINES = {
    "none": (0, mark("until it begins")),
    "2": (2, mark("two hours before")),
    "24": (24, mark("a day before")),
    "48": (48, mark("two days before")),
    "168": (168, mark("a week before")),
}


def announce(given: Invitation, t: Texts, *, whole: bool = True) -> Form:
    """What was understood is filled in already; question by question only the rest is asked."""
    known = {
        "title": given.title,
        "date": given.day.isoformat() if given.day else "",
        "time": calendar.clock_text(given.begins) if given.begins is not None else "",
        "place": given.place,
    }
    hint = t("For example 19:00; without one it lasts the whole day.")
    fields = (
        Field("title", t("What is it called?"), value=known["title"]),
        Field("date", t("On which day?"), Kind.DATE, value=known["date"], hint=_a_day(t)),
        Field(
            *("time", t("At what time?"), Kind.TIME), value=known["time"], hint=hint, optional=True
        ),
        Field("place", t("Where? A place or a link."), value=known["place"], optional=True),
    )
    asked = tuple(
        field
        for field in fields
        if whole or not (known[field.name] or (field.name == "time" and given.all_day))
    )
    beyond = {
        "seats": str(given.seats or ""),
        "rule": given.rule,
        "ends": calendar.clock_text(given.ends) if given.ends is not None else "",
        "last": given.last.isoformat() if given.last else "",
    }
    said = {name: value for name, value in (known | beyond).items() if value}
    return Form("meetup.save", t("A meetup"), asked or fields, text=urlencode(said))


def announced(event: Event) -> Invitation:
    """The submitted form, with what had been understood before it was asked."""
    said = dict(parse_qsl(event.text)) | event.values
    hours = said.get("time", "").strip()
    seats = said.get("seats", "")
    return Invitation(
        title=said.get("title", "").strip(),
        day=_date(said.get("date", "")),
        begins=calendar.clock_minutes(hours),
        ends=calendar.clock_minutes(said.get("ends", "")),
        place=said.get("place", ""),
        rule=said.get("rule", ""),
        seats=int(seats) if seats.isdecimal() and int(seats) else None,
        all_day=not hours,
        last=_date(said.get("last", "")),
    )


def when(found: Meetup, t: Texts) -> Form:
    """Name, day, hours, zone and place; of a series, whether the later dates change too."""
    starts = calendar.local(found.starts_at, found.zone)
    ends = calendar.local(found.ends_at, found.zone)
    fields = [
        Field("title", t("What is it called?"), value=found.title),
        Field("date", t("On which day?"), Kind.DATE, value=f"{starts:%Y-%m-%d}", hint=_a_day(t)),
    ]
    if not found.all_day:
        fields += [
            Field("time", t("At what time?"), Kind.TIME, value=f"{starts:%H:%M}"),
            Field("until", t("Until when?"), Kind.TIME, value=f"{ends:%H:%M}"),
        ]
    fields += [
        Field("zone", t("In which time zone?"), Kind.ZONE, value=found.zone),
        Field("place", t("Where? A place or a link."), value=found.place, optional=True),
    ]
    if found.rule:
        which = (("one", t("Only this date")), ("all", t("This and all later ones")))
        fields.append(Field("which", t("Which dates?"), Kind.CHOICE, which, value="one"))
    return Form("meetup.move", t("Time and place"), tuple(fields), text=_version(found))


def seats(found: Meetup, t: Texts) -> Form:
    """Seats, deadline, rhythm and what to bring along."""
    rhythms = [(name, t(words)) for name, (_, words) in RHYTHMS.items()]
    now = next((name for name, (rule, _) in RHYTHMS.items() if rule == found.rule), AS_IT_IS)
    if now == AS_IT_IS:
        rhythms.insert(0, (AS_IT_IS, Text() + repeats(found.rule, found.zone, t)))
    ahead = found.starts_at - found.answers_by if found.answers_by else timedelta()
    hours = {timedelta(hours=n): name for name, (n, _) in DEADLINES.items()}
    deadlines = tuple((name, t(words)) for name, (_, words) in DEADLINES.items())
    number = str(found.capacity or 0)
    hint = t("0 for as many as come.")
    bring = t("What should everybody bring along?")
    return Form(
        "meetup.fit",
        t("Seats, repeat, question"),
        (
            Field("seats", t("How many seats?"), Kind.NUMBER, value=number, hint=hint),
            Field(
                "deadline",
                t("Until when can one sign up?"),
                Kind.CHOICE,
                deadlines,
                value=hours.get(ahead, "none"),
            ),
            Field("repeat", t("How often?"), Kind.CHOICE, tuple(rhythms), value=now),
            Field("question", bring, value=found.question, optional=True),
        ),
        text=_version(found),
    )


def days(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """Whole days, from midnight to midnight of a zone's clocks."""
    after = last + timedelta(days=1)
    return calendar.instant(first, 0, zone), calendar.instant(after, 0, zone)


def span(day: date, begins: int, until: int | None, zone: str) -> tuple[datetime, datetime]:
    """From and to as instants; an end before its start is on the next day."""
    starts = calendar.instant(day, begins, zone)
    if until is None:
        return starts, starts + timedelta(hours=2)
    ends = calendar.instant(day, until, zone)
    if ends <= starts:
        ends = calendar.instant(day + timedelta(days=1), until, zone)
    return starts, ends


def _version(found: Meetup) -> str:
    return f"{found.id} {found.sequence}"


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _a_day(t: Texts) -> Text:
    return t("For example 2026-03-28.")
