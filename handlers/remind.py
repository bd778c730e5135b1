"""/remind: a reminder of one's own, its date said in words and said back with its zone."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bot.chat import Button, Event, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, bold, join, lines, paragraphs
from bot.models import Paper
from bot.queries import alarms, checkins, papers, rhythm
from bot.study import calendar, dates, recurrence
from bot.study.dates import Choice, Every, When
from bot.texts import Texts
from handlers import later as choices
from handlers.repeat_words import repeats

KIND = "reminder"
MORNING = 8 * 60
"""A day without an hour means the learner's own hour; this is the guess where that is past."""

MOST = 25
LONGEST = 200


def remind(event: Event, context: Context) -> Iterable[Message]:
    """/remind 周五晚上8点 复习装饰器; alone it lists what is set."""
    t = context.t
    if not event.text.strip():
        return [_list(context)]
    now = calendar.local(context.now, context.member.zone)
    meaning, words = dates.find(event.text, now)
    words = words[:LONGEST] or t.plain("time to study")
    if isinstance(meaning, Every) or (isinstance(meaning, When) and _ahead(meaning, context)):
        return [_set(meaning, words, context)]
    draft = checkins.keep_draft(context.session, context.member, words, "", context.now)
    options = meaning.options if isinstance(meaning, Choice) else _usual(now)
    said = t("When? I did not understand the date. You can also type it, such as {example}.",
             example="2026-03-28 20:00")  # fmt: skip
    if isinstance(meaning, Choice):
        said = t("Which one do you mean?")
    elif isinstance(meaning, When):
        hour = calendar.clock_text(context.member.hour)
        said = t("At what time? {hour} has passed today.", hour=hour)
    rows = tuple((_option(one, str(draft.id), context),) for one in options)
    return [Message(said, rows, private=True)]


def choose(event: Event, context: Context) -> Iterable[Message]:
    """`<draft> <meaning>`: the button's date and the words kept for it."""
    number, _, packed = event.text.partition(" ")
    draft = checkins.draft(context.session, context.member, number)
    if draft is None:
        raise UserError(context.t("Those words are gone. Please type them again."))
    context.session.delete(draft)
    return [_set(dates.unpacked(packed), draft.text, context)]


def ring(event: Event, context: Context) -> Iterable[Message]:
    """It is time; what repeats is set for the next time, and rests while its owner is away."""
    t, session, member = context.t, context.session, context.member
    paper = papers.by_id(session, member, KIND, event.text)
    if paper is None or paper.closed_at is not None:
        return []
    following = _following(paper, context)
    if following is None:
        paper.closed_at = context.now
    else:
        _arm(paper, following, context)
        if rhythm.absence(session, member, context.today):
            return []
    rows = (*choices.rows("remind.later", str(paper.id), context), _quieter(paper, t))
    return [Message(t("⏰ {text}", text=bold(paper.title)), rows)]


def _quieter(paper: Paper, t: Texts) -> Row:
    """What comes once can be let go; what repeats can be skipped, made rarer or stopped."""
    number = str(paper.id)
    if "rule" not in paper.fields:
        return (Button(t("Let it go"), "remind.stop", number),)
    fewer_row = (Button(t("Fewer"), "remind.fewer", number),)
    return (
        Button(t("Not today"), "remind.skip", number),
        *(fewer_row if recurrence.rarer(recurrence.read(paper.fields["rule"])) else ()),
        Button(t("Stop"), "remind.stop", number),
    )


def later(event: Event, context: Context) -> Iterable[Message]:
    """Once more in a while; what repeats comes no later than it would have come anyway."""
    t, (paper, word) = context.t, _own(event, context)
    at, following = choices.at(word, context), _following(paper, context)
    at = min(at, following) if following else at
    _changes(paper, context)
    paper.closed_at = None
    _arm(paper, at, context)
    text = t("I bring it back: {moment}.", moment=choices.said_back(at, context))
    return [Message(text, ((Button(t("Undo"), "undo"),),), replace=True)]


def skip(event: Event, context: Context) -> Iterable[Message]:
    """Not today: of what repeats the next time is that of another day."""
    t, (paper, _) = context.t, _own(event, context)
    tomorrow = calendar.instant(context.today + timedelta(days=1), 0, context.member.zone)
    following = _following(paper, context, tomorrow)
    if following is None:
        return stop(event, context)
    _changes(paper, context)
    _arm(paper, following, context)
    text = t("Not today, then. Next: {moment}.", moment=choices.said_back(following, context))
    return [Message(text, ((Button(t("Undo"), "undo"),),), replace=True)]


def fewer(event: Event, context: Context) -> Iterable[Message]:
    """About half as often, counted from the last time; said as a fact, with a way back."""
    t, (paper, _) = context.t, _own(event, context)
    old = recurrence.read(paper.fields["rule"]) if "rule" in paper.fields else None
    rule = recurrence.rarer(old) if old else None
    if old is None or rule is None:
        return stop(event, context)
    _changes(paper, context)
    last = recurrence.last_day(old, date.fromisoformat(paper.fields["first"]), context.today)
    paper.fields = {**paper.fields, "rule": str(rule), "first": last.isoformat()}
    following = _following(paper, context)
    if following is None:
        return stop(event, context)
    _arm(paper, following, context)
    when = said_back(Every(str(rule)), following, context)
    text = t("Fewer from now on: {text}. {when}", text=paper.title, when=when)
    return [Message(text, ((Button(t("Undo"), "undo"),),), replace=True)]


def arm_again(paper: Paper, context: Context) -> None:
    """A change of a reminder was taken back: it rings when it would have."""
    if paper.kind == KIND and paper.closed_at is None:
        at = max(datetime.fromisoformat(paper.fields["at"]), context.now)
        alarms.put_off(context.session, context.member, "alarm.remind", at, str(paper.id))


def stop(event: Event, context: Context) -> Iterable[Message]:
    t, (paper, _) = context.t, _own(event, context)
    papers.note(context, paper, {"closed_at": None})
    paper.closed_at = context.now
    return [Message(t("Gone: {text}.", text=paper.title), ((Button(t("Undo"), "undo"),),))]


def said_back(meaning: When | Every, at: datetime, context: Context) -> Text:
    """A date as a fact: weekday, date, hour and zone; for a repetition also its next time."""
    t, moment = context.t, choices.said_back(at, context)
    if isinstance(meaning, When):
        return moment
    rhythm = repeats(meaning.rule, context.member.zone, t)
    rhythm = rhythm[:1].upper() + rhythm[1:]
    return t("{every}; next {moment}", every=rhythm, moment=moment)


def _set(meaning: When | Every, words: str, context: Context) -> Message:
    t, session, member = context.t, context.session, context.member
    own = [row for row in papers.of_kind(session, member, KIND) if row.closed_at is None]
    if len(own) >= MOST:
        raise UserError(t("Twenty-five reminders are set; /remind shows them to make room."))
    minutes = member.hour if meaning.minutes is None else meaning.minutes
    if isinstance(meaning, When):
        at = _instant(meaning, context)
        if at <= context.now:
            raise UserError(t("That time has passed. Say a day, such as tomorrow 8am."))
        fields: dict[str, object] = {}
    else:
        first = _first(meaning, minutes, context)
        fields = {"rule": meaning.rule, "minutes": minutes, "first": first.isoformat()}
        at = calendar.instant(first, minutes, member.zone)
    paper = papers.open_(context, KIND, words, "", **fields)
    _arm(paper, at, context)
    text = t("I remind you: {text}. {when}", text=words, when=said_back(meaning, at, context))
    return Message(text, ((Button(t("Undo"), "undo"),),), private=True)


def _changes(paper: Paper, context: Context) -> None:
    """How the reminder was can be put back."""
    before = {"fields": paper.fields, "closed_at": paper.closed_at}
    papers.note(context, paper, before)


def once_before(last: date | None, context: Context) -> list[Paper]:
    """What comes once, up to a day: it comes even to somebody who is away."""
    zone = context.member.zone
    return [
        paper
        for paper in papers.of_kind(context.session, context.member, KIND)
        if paper.closed_at is None and "rule" not in paper.fields
        if last is None
        or calendar.local(datetime.fromisoformat(paper.fields["at"]), zone).date() <= last
    ]


def _arm(paper: Paper, at: datetime, context: Context) -> None:
    paper.fields = {**paper.fields, "at": at.isoformat()}
    alarms.put_off(context.session, context.member, "alarm.remind", at, str(paper.id))


def _instant(one: When, context: Context) -> datetime:
    minutes = context.member.hour if one.minutes is None else one.minutes
    return calendar.instant(one.day, minutes, context.member.zone, one.fold)


def _ahead(one: When, context: Context) -> bool:
    return _instant(one, context) > context.now


def _first(every: Every, minutes: int, context: Context) -> date:
    """The first day of a repetition, today included if its time is still to come."""
    today = calendar.local(context.now, context.member.zone).date()
    passed = calendar.instant(today, minutes, context.member.zone) <= context.now
    return dates.next_of(every, today if passed else today - timedelta(days=1))


def _following(paper: Paper, context: Context, after: datetime | None = None) -> datetime | None:
    """The next time strictly after a moment (now) of what repeats, counted from its first day."""
    found, after = paper.fields, after or context.now
    if "rule" not in found:
        return None
    rule, zone = recurrence.read(found["rule"]), context.member.zone
    yesterday = calendar.local(after, zone).date() - timedelta(days=1)
    for day in recurrence.days(rule, date.fromisoformat(found["first"]), yesterday):
        at = calendar.instant(day, int(found["minutes"]), zone)
        if at > after:
            return at
    return None


def _list(context: Context) -> Message:
    t, zone = context.t, context.member.zone
    own = papers.of_kind(context.session, context.member, KIND)
    open_ = sorted(
        (row for row in own if row.closed_at is None), key=lambda row: str(row.fields["at"])
    )
    if not open_:
        text = t("No reminders. Say one: /remind tomorrow 8am read the notes")
        return Message(text, private=True)
    rows: list[Text | str] = []
    for row in open_:
        at = calendar.local(datetime.fromisoformat(row.fields["at"]), zone)
        rows.append(t("· {moment} {text}", moment=t.moment(at, context.today), text=row.title))
    buttons: tuple[Row, ...] = tuple(
        (Button(t("Stop: {text}", text=row.title[:20]), "remind.stop", str(row.id)),)
        for row in open_[:5]
    )
    head = t("*Your reminders* ({zone})", zone=zone)
    return Message(paragraphs(head, lines(join("\n", rows))), buttons, private=True)


def _usual(now: datetime) -> tuple[When, ...]:
    """What is offered when a date was not understood."""
    tonight = When(now.date(), 20 * 60)
    monday = calendar.monday(now.date()) + timedelta(days=7)
    options = [When(now.date() + timedelta(days=1), MORNING), When(monday, MORNING)]
    return tuple([tonight, *options] if now.hour < 20 else options)


def _option(one: When | Every, draft: str, context: Context) -> Button:
    t = context.t
    if isinstance(one, When):
        label = t.moment(calendar.local(_instant(one, context), context.member.zone), context.today)
    else:
        minutes = context.member.hour if one.minutes is None else one.minutes
        label = f"{repeats(one.rule, context.member.zone, t)} {calendar.clock_text(minutes)}"
    return Button(label, "remind.choose", f"{draft} {dates.packed(one)}")


def _own(event: Event, context: Context) -> tuple[Paper, str]:
    number, _, word = event.text.partition(" ")
    paper = papers.by_id(context.session, context.member, KIND, number)
    if paper is None:
        raise UserError(context.t("That reminder is gone."))
    return paper, word
