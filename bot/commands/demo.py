"""`demo`: a marked sample week of a learner and a group, played in seconds by the real parts."""

import asyncio
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import App, assemble
from bot.chat import Address, Button, Event, Person
from bot.commands.errors import fail
from bot.commands.language import reader, t
from bot.commands.opening import open_database, prepare_logs, settings_or_fail
from bot.operations.clock import StillClock
from bot.platforms.paper import Paper
from bot.texts import Texts

ZONE = "Asia/Shanghai"
MONDAY = datetime(2026, 3, 2, 7, 30, tzinfo=ZoneInfo(ZONE))


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody of the sample: on which days of the week they study, what they write in turn."""

    name: str
    days: str
    lines: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cast:
    """A sample group, in one language."""

    channel: str
    learners: tuple[Learner, ...]
    meetup: str


NOTE = "https://example.com/notes/1"
CASTS = {
    "zh": Cast(
        "Python 小组（示例）",
        (
            Learner("小王（示例）", "1101111", ("学完了，跑通了例子", f"写了一篇笔记 {NOTE}")),
            Learner("小李（示例）", "1011010", ("看了一半，明天继续", "")),
            Learner("小安（示例）", "0110111", ("", "做完了，30 分钟")),
        ),
        "Python 线上分享 2026-03-07 20:00 线上",
    ),
    "en": Cast(
        "Python group (sample)",
        (
            Learner("Wang (sample)", "1101111", ("finished, the example runs", f"wrote {NOTE}")),
            Learner("Li (sample)", "1011010", ("read half of it, more tomorrow", "")),
            Learner("Anna (sample)", "0110111", ("", "finished, 30 min")),
        ),
        "Python talks online 2026-03-07 20:00 online",
    ),
}


class Play:
    """People act through events, as on any platform."""

    def __init__(self, app: App, paper: Paper, t: Texts) -> None:
        self.app = app
        self.paper = paper
        self.t = t
        self.cast = CASTS[t.lang]
        self._keys = count(1)

    async def act(
        self, who: str, name: str, text: str = "", *, in_channel: bool = False, said: str = ""
    ) -> None:
        chat = self.cast.channel if in_channel else who
        self.paper.write(who, chat, said or f"/{name} {text}".strip())
        event = Event(
            name,
            Address("paper", "local", chat),
            Person("paper", "local", who, who, self.t.lang),
            self.app.clock.now(),
            f"k{next(self._keys)}",
            text=text,
            in_group=in_channel,
            title=self.cast.channel if in_channel else "",
        )
        await self.app.dispatcher.handle(event)
        await self.app.settle()

    async def press(self, who: str, label: str, *, in_channel: bool = False) -> None:
        """Press the newest button of that label in the chat."""
        chat = self.cast.channel if in_channel else who
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
            update={
                "database_url": f"sqlite:///{folder}/demo.db",
                "data_dir": Path(folder),
                "bot_lang": reader().lang,
            }
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
    play = Play(app, paper, reader())
    await _begin(play)
    for day in range(days):
        await _day(play, day)
    await paper.close()
    return len(paper.pictures)


async def _begin(play: Play) -> None:
    """Everybody starts, a group is founded in the channel and joined."""
    t, names = play.t, [learner.name for learner in play.cast.learners]
    track = play.app.library.item("T1")
    for who in names:
        await play.act(who, "start")
        await play.press(who, track.title if t.lang == "zh" else track.en)
        await play.press(who, "08:00")
    founder, *others = names
    await play.act(founder, "group", in_channel=True)
    await play.press(founder, t.plain("Found a group"), in_channel=True)
    await play.press(founder, t.plain("Each their own"), in_channel=True)
    await play.press(founder, "08:00", in_channel=True)
    for who in others:
        await play.press(who, t.plain("Join"), in_channel=True)
    await play.act(founder, "okr")
    await play.press(founder, t.plain("Take the preset"))
    await play.press(founder, t.plain("Skip"))
    await play.act(founder, "meetup", play.cast.meetup, in_channel=True)
    for who in names:
        await play.press(who, t.plain("Coming"), in_channel=True)


async def _day(play: Play, day: int) -> None:
    """One day: the letters come, some study, each in their own way; the evening comes."""
    start = MONDAY + timedelta(days=day)
    await play.app.move_to(start.replace(hour=19, minute=0))
    for minute, learner in enumerate(play.cast.learners):
        who = learner.name
        if learner.days[day % 7] == "0":
            continue
        await play.app.move_to(start.replace(hour=19, minute=10 + minute))
        if minute == 1:
            await play.press(who, play.t.plain("✅ I studied today"), in_channel=True)
        else:
            await play.press(who, play.t.plain("✅ Done"))
        line = learner.lines[day % 2]
        if line:
            await play.act(who, "", line, said=line)
            if "https://" in line and minute == 0:
                await play.act(who, "okr", f"blog {line.split()[-1]}")
    await play.app.move_to(start.replace(hour=23, minute=0))
