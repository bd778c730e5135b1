"""/undo: the last thing taken back within ten minutes, each kind in its own way."""

from collections.abc import Callable, Iterable
from typing import Any

from bot import interview
from bot.chat import Event, Message
from bot.context import Context
from bot.markup import Text, brief
from bot.models import Checkin, Paper, Task
from bot.queries import checkins, goals, papers, recalls, tasks
from handlers import days, hosts, remind

FIELDS = (
    *("lang", "zone", "hour", "day_start", "days", "minutes", "loudness", "track"),
    *("country", "quiet_from", "quiet_until", "streak_hidden", "cards", "readings", "tracks"),
    *("home_id", "rhythm"),
)
"""Settings of a member that can be taken back."""

Before = dict[str, Any]


def undo(event: Event, context: Context) -> Iterable[Message]:
    """Take back the last thing, within ten minutes."""
    t = context.t
    deed = checkins.last_deed(context.session, context.member, context.now)
    if deed is None:
        text = t("There is nothing to take back from the last ten minutes.")
        return [Message(text, private=True)]
    if deed.kind == "meetup":
        context.session.delete(deed)
        return hosts.take_back(deed.before, context)
    said = BACK.get(deed.kind, _checkin)(deed.before, context)
    context.session.delete(deed)
    return [Message(said, private=True), *days.boards(context)]


def cancel(event: Event, context: Context) -> Iterable[Message]:
    """/cancel: the questions of a form are put aside; what is done already is for /undo."""
    asked = interview.current(context.session, context.chat, context.member, event.at)
    if asked is None:
        return [
            Message(context.t("No form is open. /undo takes back the last thing."), private=True)
        ]
    return interview.cancel(context.session, asked, event.at, context.t)


def _settings(before: Before, context: Context) -> Text:
    for field in FIELDS:
        if field in before:
            setattr(context.member, field, before[field])
    days.replan(context)
    return context.t("Taken back: the settings are as they were.")


def _row(before: Before, context: Context) -> Text:
    row = papers.put_back(context.session, context.member, before)
    if isinstance(row, Paper):
        remind.arm_again(row, context)
    return context.t("Taken back: it is as it was.")


def _evidence(before: Before, context: Context) -> Text:
    goals.drop_evidence(context.session, context.member, int(before["evidence"]))
    return context.t("Taken back: it no longer counts for your OKR.")


def _task(before: Before, context: Context) -> Text:
    """Done or not today: the task is open again, its topics and cards are not yet through."""
    task = context.session.get(Task, before["task"])
    if task is not None:
        task.state, task.closed_at = before["state"], None
    return _aside(before, context)


def _aside(before: Before, context: Context) -> Text:
    tasks.forget(context.session, context.member, before.get("refs", []))
    recalls.drop(context.session, context.member, before.get("cards", []))
    return _checkin(before, context)


def _recall(before: Before, context: Context) -> Text:
    recalls.put_back(context.session, context.member, before)
    return _checkin(before, context)


def _edit(before: Before, context: Context) -> Text:
    entry = context.session.get(Checkin, before["checkin"])
    if entry is None:
        return context.t("Taken back.")
    days.rewrite(entry, before["text"])
    return context.t("Taken back: it reads “{text}” again.", text=brief(entry.text))


def _checkin(before: Before, context: Context) -> Text:
    session = context.session
    entry = session.get(Checkin, before["checkin"]) if "checkin" in before else None
    if entry is None:
        return context.t("Taken back.")
    words = brief(entry.text)
    session.delete(entry)
    session.flush()
    return context.t("Taken back: “{text}”.", text=words) if words else context.t("Taken back.")


BACK: dict[str, Callable[[Before, Context], Text]] = {
    "settings": _settings,
    "row": _row,
    "evidence": _evidence,
    "done": _task,
    "skip": _task,
    "aside": _aside,
    "recall": _recall,
    "edit": _edit,
}
"""How each kind of deed is taken back; a check-in is simply removed."""
