"""The day's task: served, done, put off, skipped, helped with when stuck."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.chat import Button, Event, Message
from bot.context import Context, UserError
from bot.markup import Text, backticks, italic, lines, paragraphs
from bot.models import Task
from bot.queries import alarms, checkins, tasks
from bot.study import calendar
from bot.study.plan import next_sitting, remaining, units
from handlers import cards, days, letters

EVENING = 20 * 60 + 30
"""When the one nudge may come, minutes after midnight."""

QUIET_FROM = 22 * 60
"""After this nothing is said unasked."""

STUCK_STEPS = 3


def today(event: Event, context: Context) -> Iterable[Message]:
    """The one task of this study day; asked for again it is the same one."""
    t, task = context.t, of_today(context)
    if task is None:
        return [_through(context)]
    if task.state == "done":
        return [Message(_done_already(task, context), ((Button(t("My road"), "roadmap"),),))]
    if task.state == "skipped":
        task.state = "open"
    return [Message(cards.card(task, context), cards.buttons(task, t), private=True)]


def letter(event: Event, context: Context) -> Iterable[Message]:
    """The day's one letter: the task if today is a study day, and the lines that fall on it."""
    member, t = context.member, context.t
    extra = letters.lines_of(context)
    if not calendar.studies(context.today, member.days):
        return [letters.alone(extra, t)] if extra else []
    known = tasks.of_day(context.session, member, context.today)
    if known is not None and not extra:
        # Asked for before its hour: said already, so the letter has nothing to add.
        if known.state == "open":
            _arm_nudge(context)
        return []
    task = known or of_today(context)
    if task is None:
        return [_through(context)]
    if task.state == "open":
        _arm_nudge(context)
    if checkins.of_day(context.session, member, context.today) and not extra:
        alarms.disarm(context.session, member, "alarm.nudge")
    text = paragraphs(_quoted_back(context), cards.card(task, context), *[x.text for x in extra])
    rows = (*cards.buttons(task, t), *[x.buttons for x in extra])
    return [Message(text, rows, expires_at=_until_quiet(context))]


def done(event: Event, context: Context) -> Iterable[Message]:
    task = _own(event, context)
    t = context.t
    if task.state == "done":
        return [Message(_done_already(task, context), replace=True)]
    was = task.state
    fresh = tasks.finish(context.session, context.member, task, context.now)
    entry = days.record(context, event, text="", task=task)
    checkins.remember(
        context.session,
        context.member,
        "done",
        context.now,
        task=task.id,
        state=was,
        refs=fresh,
        checkin=entry.id,
    )
    title = cards.title_of(cards.units_of(task, context.library), t)
    text = lines(
        t("✅ Done: {title}. {streak}", title=title, streak=days.streak_words(context)),
        italic(t("One line about it, or a link? Just type it. Or leave it at that.")),
    )
    undo = (Button(t("Undo"), "undo"),)
    return [Message(text, (undo,), replace=True), *days.boards(context)]


def later(event: Event, context: Context) -> Iterable[Message]:
    """When shall I come back with it?"""
    task, t = _own(event, context), context.t
    choices = (("20m", t("In 20 minutes")), ("1h", t("In an hour")))
    evening = (("eve", t("Tonight")), ("tom", t("Tomorrow")))
    rows = tuple(
        tuple(Button(label, "task.snooze", f"{task.id} {word}") for word, label in row)
        for row in (choices, evening)
    )
    back = (Button(t("Back"), "task.show", str(task.id)),)
    return [Message(t("When shall I bring it back?"), (*rows, back), replace=True)]


def snooze(event: Event, context: Context) -> Iterable[Message]:
    task, t = _own(event, context), context.t
    word = event.text.partition(" ")[2]
    member = context.member
    if word == "tom":
        task.state, task.closed_at = "skipped", context.now
        alarms.disarm(context.session, member, "alarm.nudge")
        return [Message(t("Tomorrow, then. It waits for you."), replace=True)]
    evening = calendar.instant(context.today, EVENING, member.zone)
    wait = {"20m": timedelta(minutes=20), "1h": timedelta(hours=1)}.get(word)
    at = context.now + wait if wait else max(evening, context.now + timedelta(minutes=5))
    alarms.put_off(context.session, member, "alarm.later", at, str(task.id))
    alarms.disarm(context.session, member, "alarm.nudge")
    moment = t.moment(calendar.local(at, member.zone))
    keep = (Button(t("Show it now"), "task.show", str(task.id)),)
    return [Message(t("I bring it back: {moment}.", moment=moment), (keep,), replace=True)]


def show(event: Event, context: Context) -> Iterable[Message]:
    task = _own(event, context)
    return [Message(cards.card(task, context), cards.buttons(task, context.t), replace=True)]


def again(event: Event, context: Context) -> Iterable[Message]:
    """The task that was put off comes back, unless it is done meanwhile."""
    task = tasks.by_id(context.session, context.member, event.text)
    if task is None or task.state != "open" or task.day != context.today:
        return []
    return [Message(cards.card(task, context), cards.buttons(task, context.t))]


def skip(event: Event, context: Context) -> Iterable[Message]:
    task, t = _own(event, context), context.t
    if task.state == "open":
        checkins.remember(
            context.session, context.member, "skip", context.now, task=task.id, state=task.state
        )
        task.state, task.closed_at = "skipped", context.now
    alarms.disarm(context.session, context.member, "alarm.nudge")
    text = t("Not today, then. Rest well; the same task comes on your next study day.")
    return [Message(text, ((Button(t("Undo"), "undo"),),), replace=True)]


def stuck(event: Event, context: Context) -> Iterable[Message]:
    """Help in steps: a smaller step, what comes before, the source. Trying counts as showing up."""
    task, t = _own(event, context), context.t
    found = cards.units_of(task, context.library)
    if not found:
        return [Message(t("This task is no longer in the library."), replace=True)]
    if task.stuck_steps == 0:
        days.record(context, event, text="", task=task)
    item = found[0].item
    step = task.stuck_steps % STUCK_STEPS
    task.stuck_steps += 1
    help_text: Text
    if step == 0:
        first = item.steps[0] if item.steps else item.try_ or item.question or item.text
        help_text = t("A smaller step, ten minutes only: {step}", step=backticks(first))
    elif step == 1:
        before = _before(item.id, context)
        help_text = (
            t(
                "What it stands on: {title}. Go through that once more, then come back.",
                title=before,
            )
            if before
            else t("It stands on nothing before it. Say aloud where exactly it stops making sense.")
        )
    else:
        help_text = _source(task, context)
    text = paragraphs(help_text, t("Having tried counts: today is kept."))
    more = t("More help") if step < STUCK_STEPS - 1 else t("Once more from the start")
    rows = (
        (Button(t("✅ Done"), "task.done", str(task.id), main=True),),
        (
            Button(more, "task.stuck", str(task.id)),
            Button(t("Not today"), "task.skip", str(task.id)),
        ),
    )
    return [Message(text, rows, replace=True), *days.boards(context)]


def source(event: Event, context: Context) -> Iterable[Message]:
    task = _own(event, context)
    back = (Button(context.t("Back"), "task.show", str(task.id)),)
    return [Message(_source(task, context), (back,), replace=True)]


def fewer(event: Event, context: Context) -> Iterable[Message]:
    """One step quieter, with a way back."""
    member, t = context.member, context.t
    before = member.loudness
    member.loudness = "standard" if before == "active" else "light"
    checkins.remember(context.session, member, "settings", context.now, loudness=before)
    alarms.disarm(context.session, member, "alarm.nudge")
    text = (
        t("Quieter from now on: one letter on study days, and no evening reminder.")
        if member.loudness == "light"
        else t("Quieter from now on: one letter a day and one reminder in the evening at most.")
    )
    return [Message(text, ((Button(t("Undo"), "undo"),),), private=True)]


def of_today(context: Context) -> Task | None:
    """Today's task, served now if it was not yet; None when the track is through."""
    member = context.member
    task = tasks.of_day(context.session, member, context.today)
    if task is not None:
        return task
    plan = units(context.library.sequence(member.track or ""))
    through = tasks.done_refs(context.session, member)
    sitting = next_sitting(plan, through, member.minutes)
    if not sitting:
        return None
    refs = [unit.ref for unit in sitting]
    return tasks.serve(context.session, member, context.today, refs, context.now)


def _own(event: Event, context: Context) -> Task:
    task = tasks.by_id(context.session, context.member, event.text.partition(" ")[0])
    if task is None:
        raise UserError(context.t("This task is not yours, or it is gone."))
    return task


def _before(item_id: str, context: Context) -> str:
    plan = [unit.item for unit in units(context.library.sequence(context.member.track or ""))]
    ids = [item.id for item in plan]
    at = ids.index(item_id) if item_id in ids else 0
    return cards.item_title(plan[at - 1], context.t) if at else ""


def _source(task: Task, context: Context) -> Text:
    t = context.t
    parts = []
    for unit in cards.units_of(task, context.library):
        role = {
            "stated": t("the document says so"),
            "derived": t("made by us from the document"),
            "default": t("our own choice"),
            "note": t("an editor's note"),
        }[unit.item.role]
        words = "\n".join(unit.item.words)
        parts.append(
            lines(
                t("📖 {source}", source=cards.where(unit.item.source, t)),
                t("“{words}”", words=words) if words else None,
                italic(role),
            )
        )
    return paragraphs(*parts)


def _done_already(task: Task, context: Context) -> Text:
    title = cards.title_of(cards.units_of(task, context.library), context.t)
    return context.t(
        "Today's task is done: {title}. The next one comes on your next study day.", title=title
    )


def _through(context: Context) -> Message:
    t = context.t
    left = remaining(
        units(context.library.sequence(context.member.track or "")),
        tasks.done_refs(context.session, context.member),
    )
    text = (
        t("You are through with this track. What a road! Choose the next one whenever you like.")
        if not left
        else t("Nothing for today.")
    )
    return Message(text, ((Button(t("Choose a track"), "start.tracks", main=True),),))


def _quoted_back(context: Context) -> Text | None:
    """What was done last, so that today begins with something achieved."""
    last = checkins.last(context.session, context.member, context.today)
    if last is None or (context.today - last.day).days > 7:
        return None
    return context.t("Last time you wrote: “{words}”", words=last.text)


def _arm_nudge(context: Context) -> None:
    member = context.member
    if member.loudness == "light":
        return
    at = calendar.instant(context.today, EVENING, member.zone)
    if at > context.now:
        alarms.arm(context.session, member, "alarm.nudge", at)


def _until_quiet(context: Context) -> datetime:
    return max(
        calendar.instant(context.today, QUIET_FROM, context.member.zone),
        context.now + timedelta(hours=1),
    )
