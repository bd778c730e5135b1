"""Free talk in private: what is understood is said back as a fact, the rest gets three buttons."""

import re
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from bot.chat import Button, Event, Message
from bot.context import Context, Handler
from bot.queries import checkins
from bot.study import calendar, dates
from handlers import (
    away,
    days,
    help_,
    imports,
    plan,
    progress,
    recall,
    remind,
    settings,
    start,
    streaks,
    undo,
)
from handlers import checkins as checkin_handlers
from handlers import tasks as task_handlers

ASKED_LINE_MINUTES = 60
"""After Done, or a bare check-in, talk is taken for the optional line for so long."""

_DID = re.compile(
    r"https?://|^(今天|昨天|前天|刚|已经?)?\s*(学完|学了|完成|做完|做了|看完|看了|读完|读了|写完|写了|复习|练习|搞定|打卡)"
    r"|^\s*(today\s+)?(i\s+)?(have\s+)?(just\s+)?"
    r"(learned|learnt|finished|completed|read|wrote|built|studied|practi[sc]ed|reviewed|done)\b",
    re.IGNORECASE,
)

_ASKS_TO_BE_REMINDED = re.compile(r"提醒我|\bremind me\b", re.IGNORECASE)

_HELLO = re.compile(r"\W*(你好|您好|嗨|哈喽|在吗|开始|hi|hello|hey|start)\W*$", re.IGNORECASE)

_WORDS = {
    **dict.fromkeys(
        ("today", "task", "今天", "任务", "今日任务", "今天的任务"), task_handlers.today
    ),
    **dict.fromkeys(("help", "帮助", "?", "？"), help_.help_),
    **dict.fromkeys(("progress", "进度", "我的进度"), progress.progress),
    **dict.fromkeys(("undo", "撤销", "撤回"), undo.undo),
    **dict.fromkeys(("roadmap", "路线", "路线图"), progress.roadmap),
    **dict.fromkeys(("streak", "连续", "连续天数"), streaks.streak),
    **dict.fromkeys(("recall", "cards", "回忆", "回忆卡", "复习卡"), recall.recall),
    **dict.fromkeys(("plan", "计划", "我的计划"), plan.plan),
    **dict.fromkeys(("remind", "reminders", "提醒", "我的提醒"), remind.remind),
    **dict.fromkeys(("pause", "stop", "暂停", "停", "请假"), away.pause),
    **dict.fromkeys(
        ("settings", "language", "english", "中文", "设置", "语言", "时区"), settings.settings
    ),
    **dict.fromkeys(("checkin", "check in", "打卡", "签到"), checkin_handlers.save),
}

_OF_LEARNERS = {task_handlers.today, progress.progress, progress.roadmap, plan.plan}
"""What has an answer only for those who have chosen a track."""


def talk(event: Event, context: Context) -> Iterable[Message]:
    text = event.text.strip()
    brought = imports.brought(event, context)
    if brought is not None or event.in_group:
        return brought or []
    if event.edited:
        return checkin_handlers.edit(event, context)
    if not text and not event.files:
        return [_three(event, context, text)]
    known = _WORDS.get(text.casefold().removeprefix("/"))
    new = context.member.track is None
    if new and (known in _OF_LEARNERS or _HELLO.match(text)):
        known, event = start.start, event.renamed("start")
    if known is not None:
        return known(replace(event, text=""), context)
    meant = _meant(event, context)
    return meant(event, context) if meant else [_three(event, context, text)]


def _meant(event: Event, context: Context) -> Handler | None:
    """A check-in, or a reminder whose date we can read."""
    if event.files or _DID.search(event.text):
        return checkin_handlers.save
    if _ASKS_TO_BE_REMINDED.search(event.text):
        now = calendar.local(context.now, context.member.zone)
        meaning, _ = dates.find(event.text, now)
        if meaning is not None:
            return remind.remind
    return checkin_handlers.save if _is_the_line(context) else None


def keep(event: Event, context: Context) -> Iterable[Message]:
    """The words that were not understood are a check-in after all."""
    draft = checkins.draft(context.session, context.member, event.text)
    if draft is None:
        return [Message(context.t("Those words are gone. Please type them again."), replace=True)]
    kept = checkins.days(context.session, context.member)
    entry = days.record(context, event, text=draft.text)
    entry.source = draft.source
    checkins.remember(context.session, context.member, "checkin", context.now, checkin=entry.id)
    context.session.delete(draft)
    return [checkin_handlers.answer(entry, context, kept), *days.boards(context)]


def _is_the_line(context: Context) -> bool:
    """Whether Done, or a check-in without a word, has just asked for one optional line."""
    *_, last = [None, *checkins.of_day(context.session, context.member, context.today)]
    if last is None or last.text or not (last.task_id or last.source):
        return False
    return (context.now - last.at).total_seconds() <= ASKED_LINE_MINUTES * 60


def _three(event: Event, context: Context, text: str) -> Message:
    t = context.t
    meant = get_close_matches(text.casefold(), [row.name for row in help_.COMMANDS], n=1)
    way = Button(f"/{meant[0]}", meant[0]) if meant else Button(t("Today's task"), "today")
    rows = (way, Button(t("Help"), "help"))
    if not text:
        return Message(t("What would you like?"), (rows,))
    draft = checkins.keep_draft(
        context.session, context.member, text, days.source_of(event), context.now
    )
    keep_it = Button(t("It is a check-in"), "talk.keep", str(draft.id), main=True)
    return Message(t("I am not sure what to do with that. Is it …"), ((keep_it, *rows),))
