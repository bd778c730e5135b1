"""The middle and the end of a month: confidence, the draft, the confirmed report, the history."""

from collections.abc import Iterable

from bot.chat import Button, Event, Field, Form, Kind, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, lines, paragraphs
from bot.models import Objective
from bot.queries import goals, papers, rhythm
from bot.study import calendar, okr
from handlers import okrs, report_pictures

MOST = 10
"""The highest confidence."""

MONTHS_SHOWN = 12


def sure(event: Event, context: Context) -> Iterable[Message]:
    """Eleven buttons, one tap."""
    t, found = context.t, _month("", context)
    numbers = [Button(str(n), "okr.sure_is", f"{found.month} {n}") for n in range(MOST + 1)]
    text = lines(
        t("How sure are you of {month}, from 0 (no) to 10 (certainly)?", month=found.month),
        t("Only you see it; a low number is useful, not bad."),
    )
    return [Message(text, (tuple(numbers[:6]), tuple(numbers[6:])), private=True)]


def sure_is(event: Event, context: Context) -> Iterable[Message]:
    """The number, and what lags while there is still time to act."""
    t = context.t
    month, _, number = event.text.partition(" ")
    found = _month(month, context)
    if not number.isdecimal() or int(number) > MOST:
        return list(sure(event, context))
    papers.note(context, found, {"confidence": found.confidence})
    found.confidence = int(number)
    lagging = _lagging(found, context)
    text = paragraphs(
        t("Noted: {n} of 10.", n=found.confidence),
        lines(t("Behind at this pace:"), *lagging) if lagging else t("The pace is fine so far."),
        t("What one thing would make it likelier? Aiming lower is an answer too.")
        if lagging or found.confidence < okr.UNSURE
        else None,
    )
    rows: tuple[Row, ...] = ((Button(t("The month's OKR"), "okr"), Button(t("Undo"), "undo")),)
    if lagging:
        rows = ((Button(t("Aim lower"), "kr.choose"),), *rows)
    return [Message(text, rows, replace=True)]


def draft(found: Objective, context: Context) -> tuple[Text, list[Row]]:
    """The month as its evidence tells it, with what may still be added."""
    t = context.t
    standings = goals.standings(context.session, context.member, found)
    rows: list[Row] = []
    confirm = t("Confirm") if found.reported_at is None else t("Confirm again")
    rows.append((Button(confirm, "report.confirm", found.month, main=True),))
    loose = goals.loose_links(context.session, context.member, found)[:1]
    rows += [_counts_for(found, entry.id, context) for entry in loose]
    text = paragraphs(
        okrs.shown(found, context),
        _reading(goals.overall(standings), context)
        if standings and _ending(found, context)
        else None,
        t("In your check-ins and not counted yet: {link}", link=loose[0].link) if loose else None,
        t("For the next month: {note}", note=found.note) if found.note else None,
        t("Confirmed on {day}.", day=t.day(calendar.local(found.reported_at, context.member.zone)))
        if found.reported_at
        else None,
    )
    return text, [row for row in rows if row] + _ends(found, context)


def _counts_for(found: Objective, number: int, context: Context) -> Row:
    """What a check-in's link may count for."""
    return tuple(
        Button(context.t("Counts: {title}", title=one.title), "okr.count", f"{one.id} c{number}")
        for one in found.key_results
        if one.counts == "link" and one.state == "open"
    )


def confirm(event: Event, context: Context) -> Iterable[Message]:
    t, found = context.t, _month(event.text, context)
    note = Field(
        "note",
        t("What do you take into the next month?"),
        Kind.PARAGRAPH,
        value=found.note,
        optional=True,
    )
    form = Form("report.save", t("Report"), (note,), text=found.month)
    return [Message("", form=form, private=True)]


def save_report(event: Event, context: Context) -> Iterable[Message]:
    """Confirmed; what was not reached goes on or is let go, whichever the learner says."""
    t, found = context.t, _month(event.text, context)
    papers.note(context, found, {"note": found.note, "reported_at": None})
    found.note = event.values.get("note", "").strip()
    found.reported_at = context.now
    standings = goals.standings(context.session, context.member, found)
    ends = _ends(found, context)
    text = paragraphs(
        t(
            "Report of {month} kept: {score}.",
            month=found.month,
            score=str(goals.overall(standings)),
        ),
        t("For the next month: {note}", note=found.note) if found.note else None,
        t("What was not reached: let it go on, or drop it?") if ends else None,
    )
    more = (
        Button(t("Hand it on"), "report.pick", found.month),
        Button(t("History"), "okr.history"),
        Button(t("Undo"), "undo"),
    )
    rows = (*ends, more)
    return [Message(text, rows, private=True)]


def history(event: Event, context: Context) -> Iterable[Message]:
    """The scores month by month, and as a line."""
    t = context.t
    first = f"{context.today.year - 1}-{context.today.month:02d}"
    months = goals.objectives(
        context.session, context.member, first, calendar.month_of(context.today)
    )[-MONTHS_SHOWN:]
    if not months:
        return [okrs.propose(context)]
    rows = []
    for month in months:
        standings = goals.standings(context.session, context.member, month)
        score = goals.overall(standings)
        rows.append(
            t(
                "{bar} {month}  {score}  {title}",
                bar=okrs.bar(score),
                month=month.month,
                score=str(score),
                title=month.title,
            )
        )
    text = paragraphs(t("*Your months*"), lines(*rows), t("0.7 is good; always 1.0 is too easy."))
    drawn = report_pictures.trend(months, context)
    return [Message(text, picture=drawn, private=True)]


def _ends(found: Objective, context: Context) -> list[Row]:
    """Carry over or drop, offered once the month is all but over."""
    t = context.t
    if not _ending(found, context):
        return []
    rows: list[Row] = []
    for one in goals.standings(context.session, context.member, found):
        if one.result.state == "open" and one.reached < one.result.target:
            title, number = one.result.title, one.result.id
            rows.append(
                (
                    Button(t("Carry over: {title}", title=title), "kr.leave", f"{number} carry"),
                    Button(t("Drop: {title}", title=title), "kr.leave", f"{number} drop"),
                )
            )
    return rows


def _ending(found: Objective, context: Context) -> bool:
    """Whether the month is all but over: before that nobody needs to hear how it reads."""
    last = calendar.last_of_month(context.today.fromisoformat(f"{found.month}-01"))
    return (last - context.today).days <= okr.DRAFT_DAYS


def _lagging(found: Objective, context: Context) -> list[Text]:
    t = context.t
    first = max(found.written_on, context.today.replace(day=1))
    week = rhythm.week_of(context.session, context.member)
    share = okr.gone(first, context.today, week.counts)
    return [
        t(
            "· {title}: {reached}/{target}, and {left} to go",
            title=one.result.title,
            reached=one.reached,
            target=one.result.target,
            left=one.result.target - one.reached,
        )
        for one in goals.standings(context.session, context.member, found)
        if one.result.state == "open" and okr.lags(one.reached, one.result.target, share)
    ]


def _reading(score: float, context: Context) -> Text:
    t = context.t
    if score >= 1:
        return t("All of it: {score}. Perhaps a little more next month?", score=str(score))
    if score >= okr.GOOD:
        return t("{score}: 0.7 is good.", score=str(score))
    return t("{score}. What stood in the way? One thing to change is enough.", score=str(score))


def _month(name: str, context: Context) -> Objective:
    month = name or calendar.month_of(context.today)
    found = goals.objective(context.session, context.member, month)
    if found is None:
        raise UserError(context.t("There is no OKR for {month} yet: /okr begins one.", month=month))
    return found
