"""The day's task: served, done, put off, skipped."""

from collections.abc import Collection, Iterable
from datetime import date

from bot.chat import Button, Event, Message
from bot.context import Context, UserError
from bot.markup import Text, italic, lines, paragraphs
from bot.models import Task
from bot.queries import alarms, checkins, goals, recalls, rhythm, tasks
from bot.study import rhythm as rules
from bot.study.plan import next_sitting, read_ref
from bot.texts import mark
from handlers import cards, days, plans
from handlers import later as choices

QUESTIONS = (
    mark("One line about it, or a link? Just type it. Or leave it at that."),
    mark("Do you only get it done, or do you know why it works? One line, if you like."),
    mark("Which trade-off did you meet today? One line, if you like."),
    mark("Where at work could this idea be used? One line, if you like."),
    mark("How would you explain it to somebody who does not program? One line, if you like."),
    mark("What did you keep up, what did you break through? One line, if you like."),
)
"""The optional line is asked for in turn with the documents' own questions."""


def today(event: Event, context: Context) -> Iterable[Message]:
    """The one task of this study day; asked for again it is the same one."""
    t, task = context.t, of_today(context)
    if task is None:
        return [through(context)]
    if task.state == "done":
        road = (Button(t("My road"), "roadmap"),)
        return [Message(_done_before(task, context), (road,), private=True)]
    if task.state == "skipped":
        task.state = "open"
    return [Message(cards.card(task, context), cards.rows(task, context), private=True)]


def done(event: Event, context: Context) -> Iterable[Message]:
    task = own(event, context)
    t = context.t
    if task.state == "done":
        return finished(task, context)
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
        cards=_begin_cards(fresh, context),
        checkin=entry.id,
    )
    title = cards.title_of(cards.units_of(task, context.library), t)
    text = lines(
        t("✅ Done: {title}. {streak}", title=title, streak=days.streak_words(context)),
        *_counted(task, context),
        _question(event, context),
    )
    undo = (Button(t("Undo"), "undo"),)
    return [Message(text, (undo,), replace=True), *days.boards(context)]


def _question(event: Event, context: Context) -> Text | None:
    """The optional line; in a channel everybody would read it, and we do not listen there."""
    if event.in_group:
        return None
    return italic(context.t(QUESTIONS[context.today.toordinal() % len(QUESTIONS)]))


def later(event: Event, context: Context) -> Iterable[Message]:
    """When shall I come back with it?"""
    task, t = own(event, context), context.t
    if over := finished(task, context):
        return over
    rows = choices.rows("task.snooze", str(task.id), context)
    back = (Button(t("Back"), "task.show", str(task.id)),)
    return [Message(t("When shall I bring it back?"), (*rows, back), replace=True)]


def snooze(event: Event, context: Context) -> Iterable[Message]:
    task, t = own(event, context), context.t
    if over := finished(task, context):
        return over
    word = event.text.partition(" ")[2]
    member = context.member
    if word == "tom":
        task.state, task.closed_at = "skipped", context.now
        alarms.disarm(context.session, member, "alarm.nudge")
        return [Message(t("Tomorrow, then. It waits for you."), replace=True)]
    at = choices.at(word, context)
    alarms.put_off(context.session, member, "alarm.later", at, str(task.id))
    alarms.disarm(context.session, member, "alarm.nudge")
    keep = (Button(t("Show it now"), "task.show", str(task.id)),)
    text = t("I bring it back: {moment}.", moment=choices.said_back(at, context))
    return [Message(text, (keep,), replace=True)]


def show(event: Event, context: Context) -> Iterable[Message]:
    task = own(event, context)
    over = finished(task, context)
    return over or [Message(cards.card(task, context), cards.rows(task, context), replace=True)]


def again(event: Event, context: Context) -> Iterable[Message]:
    """The task that was put off comes back, unless it is done meanwhile."""
    task = tasks.by_id(context.session, context.member, event.text)
    if task is None or task.state != "open" or task.day != context.today:
        return []
    if finished(task, context):
        return []
    return [Message(cards.card(task, context), cards.rows(task, context))]


def skip(event: Event, context: Context) -> Iterable[Message]:
    task, t = own(event, context), context.t
    if over := finished(task, context):
        return over
    if task.state == "open":
        checkins.remember(
            context.session, context.member, "skip", context.now, task=task.id, state=task.state
        )
        task.state, task.closed_at = "skipped", context.now
    alarms.disarm(context.session, context.member, "alarm.nudge")
    text = t("Not today, then. Rest well; the same task comes on your next study day.")
    return [Message(text, ((Button(t("Undo"), "undo"),),), replace=True)]


def source(event: Event, context: Context) -> Iterable[Message]:
    task = own(event, context)
    back = (Button(context.t("Back"), "task.show", str(task.id)),)
    return [Message(source_text(task, context), (back,), replace=True)]


def of_today(context: Context) -> Task | None:
    """Today's task, served now if it was not yet; None when the track is through.

    What was done meanwhile on an older card is taken out of it: nothing is served twice.
    """
    session, member = context.session, context.member
    task = tasks.of_day(session, member, context.today)
    if task is not None and task.state == "done":
        return task
    through_refs = tasks.done_refs(session, member)
    if task is not None and _left(task, through_refs):
        return task
    minutes = rules.minutes_today(member.minutes, _light_week(context), context.today)
    sitting = next_sitting(plans.for_day(context), through_refs, minutes)
    if not sitting:
        return None
    refs = [unit.ref for unit in sitting]
    if task is None:
        return tasks.serve(session, member, context.today, refs, context.now)
    task.items, task.state, task.stuck_steps = refs, "open", 0
    return task


def finished(task: Task, context: Context) -> list[Message]:
    """What an old card says whose task is done meanwhile, here or on another card; else nothing."""
    if task.state != "done" and _left(task, tasks.done_refs(context.session, context.member)):
        return []
    return [Message(_done_before(task, context), replace=True)]


def _left(task: Task, through_refs: Collection[str]) -> bool:
    """Whether something of a task is still to do; what was done elsewhere is taken out of it."""
    left = [ref for ref in task.items if ref not in through_refs]
    if left and left != task.items:
        task.items = left
    return bool(left)


def own(event: Event, context: Context) -> Task:
    """The task a button is about; nobody else's."""
    task = tasks.by_id(context.session, context.member, event.text.partition(" ")[0])
    if task is None:
        raise UserError(context.t("This task is not yours, or it is gone."))
    return task


def _begin_cards(refs: list[str], context: Context) -> list[int]:
    """A topic that is done comes back as a card; the ids of the cards that begin now."""
    found = [context.library.card(read_ref(ref)[0]) for ref in refs]
    items = [card.id for card in found if card is not None]
    return recalls.begin(context.session, context.member, items, context.now)


def _counted(task: Task, context: Context) -> list[Text]:
    """The key results of the month that this task has moved."""
    return [
        context.t(
            "Counted towards your OKR: {title} {reached}/{target}.",
            title=one.result.title,
            reached=one.reached,
            target=one.result.target,
        )
        for one in goals.moved_by_tasks(context.session, context.member, task.day)
    ]


def _light_week(context: Context) -> date | None:
    """A silence of a week is followed by a lighter one."""
    member = context.member
    last = rhythm.last_kept(context.session, member)
    until = rules.light_until(last, context.today, member.light_until)
    member.light_until = until or member.light_until
    return until


def source_text(task: Task, context: Context) -> Text:
    found = cards.units_of(task, context.library)
    return paragraphs(*[cards.source_of(unit.item, context) for unit in found])


def _done_before(task: Task, context: Context) -> Text:
    t = context.t
    title = cards.title_of(cards.units_of(task, context.library), t)
    if task.day != context.today:
        return t("✅ Done before: {title}.", title=title)
    return t(
        "Today's task is done: {title}. The next one comes on your next study day.", title=title
    )


def through(context: Context) -> Message:
    t = context.t
    text = t("You are through with this track. What a road! Choose the next one whenever you like.")
    return Message(text, ((Button(t("Choose a track"), "start.tracks", main=True),),), private=True)
