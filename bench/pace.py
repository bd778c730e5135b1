"""`pace`: a backlog at the limit of a Telegram that enforces it, of the lane, chats and groups."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import func, insert, select

from bench.community import move_in
from bench.figures import Figure
from bench.local import ROOT, History, first_line, folder, running, sqlite, state_of, until
from bot.chat import Message
from bot.database import Database
from bot.models import Chat, Outgoing
from bot.operations.clock import Clock
from bot.packing import pack
from bot.platforms.telegram import Telegram
from bot.queries import outbox
from scheduler.pace import RESERVED

TOKEN = "1:BENCH"
SERVER = ROOT / "tests" / "servers" / "telegram.py"
WAY_BACK = 0.03
SECONDS_A_PAIR = 13
CHATTY, A_CHAT, BURST = 3, 24, 3
"""Chats that have two dozen messages waiting, to be said a second apart after a small burst."""

GROUPS, A_GROUP = 3, 24
"""Groups that have four more waiting than a minute allows."""

WITHIN = 120.0


def measure(pairs: int) -> Iterator[Figure]:
    limits = Telegram.limits
    allowed = limits.lane_per_second * (1 - RESERVED)
    people = int(allowed * SECONDS_A_PAIR * pairs)
    with folder() as at:
        history, peaks = _said(at, people)
    last = max(when for when, chat in history if chat >= 1000)
    lane = [when for when, _ in history if when <= last]
    rate = (len(lane) - 1) / (last - lane[0])
    share = f"what planned messages may use of {limits.lane_per_second:g}/s: {allowed:g}"
    yield Figure(
        "pace, a lane", round(rate, 2), "messages/s", share, round(rate / allowed, 3), ">= 0.95"
    )
    told = f"of {len(history)} messages"
    refused = peaks["refused_by_rate"]
    yield Figure("pace, answers 429", refused, "", told, goal="<= 0")
    for name, most, seconds, times in (
        ("a second of the lane", limits.lane_per_second, 1, [history]),
        ("ten seconds of a chat", 10 + BURST, 10, _by_chat(history, groups=False)),
        ("a minute of a group", limits.group_per_minute, 60, _by_chat(history, groups=True)),
    ):
        over = sum(_windows_above(one, seconds, most) for one in times)
        yield Figure(f"pace, {name} above {most:g}", over, "windows", told, goal="<= 0")


Said = Sequence[tuple[float, int]]
"""When, and in which chat."""


def _said(at: Path, people: int) -> tuple[Said, dict[str, int]]:
    path = at / "history.jsonl"
    path.touch()
    server = f"--port 0 --token {TOKEN} --open-chats --limits --latency {WAY_BACK}".split()
    with sqlite(at / "t.db") as database, ExitStack() as stack:
        waiting = _fill(database, people)
        base = first_line(
            stack.enter_context(running(str(SERVER), *server, "--history", str(path)))
        )
        history = History(path)
        stack.callback(history.close)
        told = {"DATABASE_URL": str(database.url), "DATA_DIR": str(at), "PORT": "0"}
        telegram = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": base, "LOG_LEVEL": "ERROR"}
        stack.enter_context(running("-m", "bot", "run", at=at, **told, **telegram))
        until(lambda: history.look() >= waiting, WITHIN + people / 20, "a backlog at the limit")
        return list(zip(history.sent, history.chats, strict=True)), state_of(base)


def _fill(database: Database, people: int) -> int:
    """Somebody's one message, many times; chats with a dozen of them; groups with too many."""
    now = Clock().now()
    move_in(database, [str(1000 + n) for n in range(people)], now, platform="telegram", tenant="1")
    with database.begin() as session:
        chats = {chat.id: 1 for chat in session.scalars(select(Chat))}
        for number in range(1, CHATTY + 1):
            chats[_chat(session, str(number), member=number)] = A_CHAT
        for number in range(1, GROUPS + 1):
            chats[_chat(session, str(-number), member=None)] = A_GROUP
        rows = [
            {
                "dedupe": f"k{chat}:{n}",
                "lane": "telegram:1",
                "chat_id": chat,
                "priority": outbox.REMINDER,
                "not_before": now,
                "message": pack(Message(f"第 {n} 封")),
            }
            for chat, many in sorted(chats.items(), reverse=True)
            for n in range(many)
        ]
        session.execute(insert(Outgoing), rows)
        return session.scalar(select(func.count()).select_from(Outgoing)) or 0


def _chat(session, name: str, member: int | None) -> int:
    chat = Chat(platform="telegram", tenant="1", chat=name, member_id=member)
    session.add(chat)
    session.flush()
    return chat.id


def _by_chat(history: Said, *, groups: bool) -> list[Said]:
    often = Counter(chat for _, chat in history)
    return [
        [(when, one) for when, one in history if one == chat]
        for chat, many in often.items()
        if many > 1 and (chat < 0) is groups
    ]


def _windows_above(history: Said, seconds: float, most: float) -> int:
    """Windows of so many seconds, each beginning with a message, that hold more than `most`."""
    times = [when for when, _ in history]
    first = above = 0
    for last, when in enumerate(times):
        while times[first] <= when - seconds:
            first += 1
        above += last - first + 1 > most
    return above
