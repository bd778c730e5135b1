"""Stuck: help in steps, from a smaller step to asking somebody; trying counts as showing up."""

import re
from collections.abc import Callable, Iterable

from bot.chat import Button, Event, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, backticks, bold, paragraphs
from bot.models import Chat, Group, Task
from bot.queries import checkins, groups, members, partners, tasks
from bot.study import summaries
from bot.study.plan import Unit, road
from content import Item
from handlers import cards, days
from handlers import tasks as task_handlers

_CLAUSE = re.compile(
    r"[^`]{8,}?(?=[，；。]|; |\. |, then )|(?:[^`]*`[^`]*`)+?[^`]*?(?=[，；。]|; |\. )"
)
"""The beginning of a task that is a step by itself; code in it stays whole."""


def stuck(event: Event, context: Context) -> Iterable[Message]:
    """A smaller step, what comes before, the source, three readings, people; one at a time."""
    task, t = task_handlers.own(event, context), context.t
    if over := task_handlers.finished(task, context):
        return over
    found = cards.units_of(task, context.library)
    if not found:
        return [Message(t("This task is no longer in the library."), replace=True)]
    first = task.stuck_steps == 0
    if first:
        days.record(context, event, text="", task=task)
    step = task.stuck_steps % len(STEPS)
    task.stuck_steps += 1
    help_text = STEPS[step](task, found[0], context)
    kept = t("Having tried counts: today is kept.") if first else None
    text = paragraphs(help_text, kept)
    more = t("More help") if step < len(STEPS) - 1 else t("Once more from the start")
    number = str(task.id)
    rows: list[Row] = [
        (Button(t("✅ Done"), "task.done", number, main=True),),
        (Button(more, "task.stuck", number), Button(t("Not today"), "task.skip", number)),
    ]
    if step == len(STEPS) - 1:
        rows += _people(task, context)
        aside_ = Button(t("Put it aside"), "stuck.aside", number)
        rows.append((aside_, Button(t("Open a loop"), "loop.task", number)))
    return [Message(text, tuple(rows), replace=True), *days.boards(context)]


def ask(event: Event, context: Context) -> Iterable[Message]:
    """Ask the group, or the partner of the week, in my name: said before it is sent."""
    t, session, member = context.t, context.session, context.member
    number, whom, *sure = event.text.split(" ")
    task = task_handlers.own(event.renamed(event.name, text=number), context)
    title = cards.title_of(cards.units_of(task, context.library), t)
    group = groups.by_id(session, whom.removeprefix("p"))
    if group is None or not groups.belongs(session, member, group):
        raise UserError(t("That group has ended, or it is not here."))
    partner = whom.startswith("p")
    question = t(
        "{name} is stuck on “{title}” and would be glad of a hint.", name=member.name, title=title
    )
    if not sure:
        seen = t("your partner") if partner else t("everybody in {group}", group=group.name)
        text = paragraphs(t("Seen by: {who}.", who=bold(seen)), question)
        send = Button(t("Send"), "stuck.ask", f"{number} {whom} yes", main=True)
        back = Button(t("Back"), "task.show", number)
        return [Message(text, ((send, back),), replace=True)]
    homes = _partners_homes(group, context) if partner else [groups.home(session, group)]
    sent = [Message(question, to=members.address_of(home)) for home in homes]
    if not sent:
        return [Message(t("Your partner cannot be reached here just now."), replace=True)]
    return [Message(t("Sent. Meanwhile, the rest can wait."), replace=True), *sent]


def aside(event: Event, context: Context) -> Iterable[Message]:
    """Go on with the next one; /plan keeps what was put aside."""
    t, session, member = context.t, context.session, context.member
    task = task_handlers.own(event, context)
    refs = tasks.mark(session, member, list(task.items), "aside", context.now)
    checkins.remember(session, member, "aside", context.now, refs=refs)
    title = cards.title_of(cards.units_of(task, context.library), t)
    text = t("Put aside: {title}. /plan keeps it for you.", title=title)
    buttons = (Button(t("Today's task"), "today", main=True), Button(t("Undo"), "undo"))
    return [Message(text, (buttons,), replace=True)]


# --- the steps -----------------------------------------------------------------------------------


def _smaller(_task: Task, unit: Unit, context: Context) -> Text:
    item = unit.item
    first = item.steps[0] if item.steps else item.try_
    clause = _CLAUSE.match(first)  # of a question, half would be none
    step = clause[0] if clause else first or item.question or item.text
    return context.t("A smaller step, ten minutes only: {step}", step=backticks(step))


def _before(_task: Task, unit: Unit, context: Context) -> Text:
    t = context.t
    found = _prerequisite(unit.item, context)
    if found is None:
        return t("It stands on nothing before it. Say aloud where exactly it stops making sense.")
    return t(
        "What it stands on: {title}. Go through that once more, then come back.",
        title=cards.item_title(found, t),
    )


def _source(task: Task, _unit: Unit, context: Context) -> Text:
    return task_handlers.source_text(task, context)


def _three_readings(_task: Task, _unit: Unit, context: Context) -> Text:
    t = context.t
    return t(
        "Three readings: first only mark the words you do not know; a day later try them out; "
        "then close the book, tell it aloud, and open it to compare."
    )


def _ask_people(_task: Task, _unit: Unit, context: Context) -> Text:
    t = context.t
    if _groups(context):
        return t("Somebody has been stuck here before. Shall I ask for you?")
    return t("Write the question down in one sentence: half of it is often solved by that.")


STEPS: tuple[Callable[[Task, Unit, Context], Text], ...] = (
    _smaller,
    _before,
    _source,
    _three_readings,
    _ask_people,
)


def _prerequisite(item: Item, context: Context) -> Item | None:
    """What it needs by its own word, else what comes before it."""
    for needed in item.needs:
        found = context.library.find(needed)
        if found is not None:
            return found
    plan = [unit.item for unit in road(context.library, item.track)]
    ids = [one.id for one in plan]
    at = ids.index(item.id) if item.id in ids else 0
    return plan[at - 1] if at else None


def _groups(context: Context) -> list[Group]:
    return members.groups_of(context.session, context.member)


def _people(task: Task, context: Context) -> list[Row]:
    t = context.t
    rows: list[Row] = []
    for group in _groups(context)[:2]:
        row = [Button(t("Ask {group}", group=group.name), "stuck.ask", f"{task.id} {group.id}")]
        if _partners_homes(group, context):
            row.append(Button(t("Ask my partner"), "stuck.ask", f"{task.id} p{group.id}"))
        rows.append(tuple(row))
    return rows


def _partners_homes(group: Group, context: Context) -> list[Chat]:
    """Where the partners of this week can be written to."""
    session = context.session
    week = summaries.span(context.today, group.summary_day)[0]
    mates = [
        mate
        for place in partners.own(session, group, context.member, week)
        for mate, _ in partners.mates(session, place)
    ]
    homes = [members.home_of(session, mate) for mate in mates]
    return [home for home in homes if home is not None]
