"""`demo`: a marked sample week of a learner and a group, played in seconds by the real parts."""

import asyncio
import tempfile
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import App, assemble
from bot.chat import Address, Button, Event, Person
from bot.commands.errors import fail
from bot.commands.language import t
from bot.commands.opening import open_database, prepare_logs, settings_or_fail
from bot.operations.clock import StillClock
from bot.platforms.paper import Paper
from bot.texts import texts

ZONE = "Asia/Shanghai"
MONDAY = datetime(2026, 3, 2, 7, 30, tzinfo=ZoneInfo(ZONE))
CHANNEL = "Python 小组（示例）"

# Sample learners: who studies on which day of the week, and what they write.
CAST = {
    "小王（示例）": (
        "1101111",
        "zh-CN",
        ("学完了，跑通了例子", "写了一篇笔记 https://example.com/notes/1"),
    ),
    "小李（示例）": ("1011010", "zh-CN", ("看了一半，明天继续", "")),
    "Anna (sample)": ("0110111", "zh-CN", ("", "finished, 30 min")),
}


class Play:
    """People act through events, as on any platform."""

    def __init__(self, app: App, paper: Paper) -> None:
        self.app = app
        self.paper = paper
        self.t = texts("zh")
        self._keys = count(1)

    async def act(
        self, who: str, name: str, text: str = "", *, in_channel: bool = False, said: str = ""
    ) -> None:
        chat = CHANNEL if in_channel else who
        self.paper.write(who, chat, said or f"/{name} {text}".strip())
        event = Event(
            name,
            Address("paper", "local", chat),
            Person("paper", "local", who, who, CAST[who][1]),
            self.app.clock.now(),
            f"k{next(self._keys)}",
            text=text,
            in_group=in_channel,
            title=CHANNEL if in_channel else "",
        )
        await self.app.dispatcher.handle(event)
        await self.app.settle()

    async def press(self, who: str, label: str, *, in_channel: bool = False) -> None:
        """Press the newest button of that label in the chat."""
        chat = CHANNEL if in_channel else who
        for _, parcel in reversed(self.paper.sent):
            if parcel.address.chat != chat:
                continue
            for button in parcel.message.buttons_flat():
                if isinstance(button, Button) and str(button.label) == label:
                    await self.act(
                        who, button.event, button.text, in_channel=in_channel, said=f"[{label}]"
                    )
                    return


def main(days: int, out: Path) -> None:
    settings = settings_or_fail()
    prepare_logs(settings, "WARNING")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"{out}: {error.strerror}")
    with tempfile.TemporaryDirectory() as folder:
        own = settings.model_copy(
            update={"database_url": f"sqlite:///{folder}/demo.db", "data_dir": Path(folder)}
        )
        app = assemble(own, clock=StillClock(MONDAY), database=open_database(own, migrates=True))
        try:
            pictures = asyncio.run(_play(app, days, out))
        finally:
            app.database.close()
    print(
        t(
            "{days} days played: {path}, {pictures} pictures",
            days=days,
            path=str(out / "transcript.txt"),
            pictures=pictures,
        )
    )


async def _play(app: App, days: int, out: Path) -> int:
    paper = Paper(out, app.clock, ZONE)
    app.add(lambda _: paper)
    await paper.open()
    play = Play(app, paper)
    await _begin(play)
    for day in range(days):
        await _day(play, day)
    await paper.close()
    return len(paper.pictures)


async def _begin(play: Play) -> None:
    """Everybody starts, a group is founded in the channel and joined."""
    label = {name: str(play.t(name)) for name in ("Found a group", "Each their own", "Join")}
    track = play.app.library.item("T1").title
    for who in CAST:
        await play.act(who, "start")
        await play.press(who, track)
        await play.press(who, "08:00")
    founder, *others = CAST
    await play.act(founder, "group", in_channel=True)
    await play.press(founder, label["Found a group"], in_channel=True)
    await play.press(founder, label["Each their own"], in_channel=True)
    await play.press(founder, "08:00", in_channel=True)
    for who in others:
        await play.press(who, label["Join"], in_channel=True)
    await play.act(founder, "okr")
    await play.press(founder, str(play.t("Take the preset")))
    await play.press(founder, str(play.t("Skip")))
    await play.act(founder, "meetup", "Python 线上分享 2026-03-07 20:00 线上", in_channel=True)
    for who in CAST:
        await play.press(who, str(play.t("Coming")), in_channel=True)


async def _day(play: Play, day: int) -> None:
    """One day: the letters come, some study, each in their own way; the evening comes."""
    start = MONDAY + timedelta(days=day)
    await play.app.move_to(start.replace(hour=19, minute=0))
    for minute, (who, (pattern, _, lines)) in enumerate(CAST.items()):
        if pattern[day % 7] == "0":
            continue
        await play.app.move_to(start.replace(hour=19, minute=10 + minute))
        if minute == 1:
            await play.press(who, str(play.t("✅ I studied today")), in_channel=True)
        else:
            await play.press(who, str(play.t("✅ Done")))
        line = lines[day % 2]
        if line:
            await play.act(who, "", line, said=line)
            if "https://" in line and minute == 0:
                await play.act(who, "okr", f"blog {line.split()[-1]}")
    await play.app.move_to(start.replace(hour=23, minute=0))
