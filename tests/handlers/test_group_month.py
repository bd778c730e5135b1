"""A month of a group of twelve on Telegram and Slack: three zones, five characters, real stacks.

The test keeps its own ledger of who did what on which of their days, and holds against it what
stands in the channel at the end of the month, the pictures' bytes included.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.models import Account, Checkin, Contact, Group, Member, Outgoing, Paper
from bot.packing import unpack
from bot.pictures import draw
from bot.queries import alarms
from tests.play.stage import Stage
from tests.play.world import world

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York")
NAMES = [f"{letter}{number}" for number, letter in enumerate("甲乙丙丁戊己庚辛壬癸子丑")]
FIRST = date(2026, 3, 2)
DAYS = 28

CHARACTERS = {
    "steady": lambda day: 1,
    "weekend-only": lambda day: int((FIRST + timedelta(days=day)).weekday() >= 5),
    "dropping out": lambda day: int(day < 6),
    "returning": lambda day: int(day < 5 or day > 18),
    "chatty": lambda day: 4,
}
WHO = {name: list(CHARACTERS)[at % len(CHARACTERS)] for at, name in enumerate(NAMES)}
ZONE = {name: ZONES[at % len(ZONES)] for at, name in enumerate(NAMES)}
WRITER, THANKFUL, FOUNDER, LATE = NAMES[4], NAMES[9], NAMES[0], NAMES[1]

SHAMING = re.compile(
    "没来|没有来|没打卡|未打卡|没有打卡|缺席|缺勤|缺了|落后|最后一名|倒数|掉队|拖后腿|还差|不达标|没做到"
    "|missing|absent|did not|didn't|hasn't|failed|behind|last place|lazy|shame|@",
    re.IGNORECASE,
)


@dataclass
class Ledger:
    """What the test itself saw people do."""

    days: defaultdict[str, set[date]] = field(default_factory=lambda: defaultdict(set))
    links: defaultdict[str, dict[str, date]] = field(default_factory=lambda: defaultdict(dict))
    thanks: list[date] = field(default_factory=list)
    loops: list[date] = field(default_factory=list)
    contacts: list[date] = field(default_factory=list)

    def week(self, last):
        return {last - timedelta(days=number) for number in range(7)}


async def joined(town):
    """Everybody opens their private chat; the others come by the button or the invitation."""
    other = "slack" if town.home == "telegram" else "telegram"
    for at, name in enumerate(NAMES):
        town.on[name] = town.home if at % 2 == 0 else other
        await town.say(name, "/start")
        with town.app.database.begin() as session:
            member = member_of(session, town, name)
            member.zone = ZONE[name]
            alarms.replan(session, member, ("alarm.task",))
        await town.tap(name, "Python 初级（0-2年）")
        await town.tap(name, "08:00")
    await town.say(FOUNDER, "/group", in_channel=True)
    for tap in ("成立小组", "各学各的", "08:00"):
        await town.tap(FOUNDER, tap, in_channel=True)
    with town.app.database.begin() as session:
        invite = session.get(Group, 1).invite
    for name in NAMES[1:]:
        if town.on[name] == town.home:
            await town.tap(name, "加入", in_channel=True)
        else:
            await town.say(name, f"/group g_{invite}")
        await town.press(name, "group.commit", "1 3", in_channel=False)
    await town.press(WRITER, "group.work", "1", in_channel=False)


def member_of(session, town, name):
    found = select(Member).join(Account).where(Account.user == town.user(name))
    return session.scalar(found)


async def lived(town, ledger):
    moments = sorted(
        (
            datetime(2026, 3, 2, 18 - number, 10, tzinfo=ZoneInfo(ZONE[name]))
            + timedelta(days=day),
            name,
            number,
        )
        for name in NAMES
        for day in range(DAYS)
        for number in range(CHARACTERS[WHO[name]](day))
    )
    for at, name, number in moments:
        if at > town.app.clock.now():
            await town.move_to(at)
        day = town.app.clock.now().astimezone(ZoneInfo(ZONE[name])).date()
        if number % 2 and town.on[name] == town.home:
            await town.tap(name, "✅ 我今天学了", in_channel=True)
        elif name == WRITER and number == 2:
            url = f"https://example.com/notes/{day}"
            await town.say(name, f"/checkin 写了一篇 {url}")
            ledger.links[name][url] = day
        else:
            await town.say(name, f"/checkin 学了第 {number} 段")
        ledger.days[name].add(day)
        if name == THANKFUL and number == 0 and day.weekday() == 3:
            await town.press(name, "group.thanks", "1", in_channel=False)
            await town.fill(name, **{"谢谁？": FOUNDER, "为了什么？": "讲了装饰器"})
            ledger.thanks.append(board_day(town))
        if name == FOUNDER and day.weekday() == 4:
            keep_work(town, name, day, ledger)


def keep_work(town, name, day, ledger):
    """A loop closed and somebody met: their own tests play how; here the post must count them."""
    with town.app.database.begin() as session:
        member, now = member_of(session, town, name), town.app.clock.now()
        fields = {"closed_on": day.isoformat()}
        times = {"day": day, "opened_at": now, "closed_at": now}
        session.add(Paper(member_id=member.id, kind="loop", title="慢", fields=fields, **times))
        session.add(Contact(member_id=member.id, name="老陈", met_on=day))
    ledger.loops.append(day)
    ledger.contacts.append(day)


def board_day(town):
    return town.app.clock.now().astimezone(ZoneInfo("Asia/Shanghai")).date()


@pytest.mark.parametrize("home", ["telegram", "slack"])
async def test_a_month_is_quiet_honest_and_shames_nobody(tmp_path, home):
    stage, ledger = Stage(tmp_path), Ledger()
    async with world(stage, home) as town:
        await town.move(days=1)
        await joined(town)
        await lived(town, ledger)
        recorded(town, ledger)
        channel(town, ledger)
        members(town)
        await corrected(town, ledger)
        town.check()
        stage.check()
    stage.close()


def recorded(town, ledger):
    """The record itself is what people did."""
    with town.app.database.begin() as session:
        rows = session.execute(
            select(Member.name, Checkin.day, Member.zone).join(
                Checkin, Checkin.member_id == Member.id
            )
        ).all()
    found = defaultdict(set)
    for name, day, _ in rows:
        found[name].add(day)
    assert found == ledger.days
    assert {zone for _, _, zone in rows} == set(ZONES)
    assert set(town.on.values()) == {"telegram", "slack"}


def channel(town, ledger):
    """One planned post a day, edited in place; every number in it is the ledger's."""
    posts = {day_of(post.text): post for post in town.posts() if "📋" in post.text}
    days = [FIRST + timedelta(days=number) for number in range(DAYS)]
    assert sorted(posts) == days, "a post for each day, on no day two"
    assert len(town.posts()) == DAYS + 1, "and the founding: no message for any check-in"
    for day, post in posts.items():
        assert not SHAMING.search(without_links(post.text)), post.text
        came = {who for who in NAMES if day in ledger.days[who]}
        board = post.text[post.text.index("📋") :]
        assert {who for who in NAMES if who in board} == came, "named are those who came"
        assert not came or f"12 人中已到 {len(came)} 人" in board
    for day in days:
        if day.weekday() == 6:
            summary(town, ledger, day, posts[day])


def summary(town, ledger, day, post):
    week = ledger.week(day)
    total = sum(len(week & own) for own in ledger.days.values())
    kept = sum(len(week & ledger.days[who]) >= 3 for who in NAMES[1:])
    links = [url for urls in ledger.links.values() for url, on in urls.items() if on in week]
    text = post.text
    assert f"12 位成员，一共打卡 {total} 天次。" in text
    assert f"{kept} 人做到了自己的约定。" in text
    for words, number in (
        ("一共记下 {} 个链接。", len(links)),
        ("闭环 {} 个", sum(one in week for one in ledger.loops)),
        ("新认识 {} 人", sum(one in week for one in ledger.contacts)),
        ("{} 声谢谢。", sum(one in week for one in ledger.thanks)),
    ):
        assert not number or words.format(number) in text, (words, number, text)
    shown = re.findall(rf"· {WRITER}：example.com/notes/(\S+)", text)
    assert (
        shown
        == sorted(str(on) for urls in ledger.links.values() for on in urls.values() if on in week)[
            :3
        ]
    )
    facts = facts_of(town, day)
    loops = sum(one in week for one in ledger.loops)
    proud = [str(number) for number in (kept, loops) if number]
    assert [figure["value"] for figure in facts["figures"]] == [str(total), "12", *proud]
    assert proud, "the month has both"
    assert facts["totals"] == [sum(d in own for own in ledger.days.values()) for d in sorted(week)]
    rows = {row["name"]: row["days"] for row in facts["rows"]}
    assert rows.keys() == {who for who in NAMES if week & ledger.days[who]}, "nobody without a day"
    for who, marks in rows.items():
        assert [mark == "done" for mark in marks] == [d in ledger.days[who] for d in sorted(week)]
    assert town.picture(post) == draw("week", facts), "what people see is drawn from these facts"


def facts_of(town, day):
    """The facts of the picture that was said last for a day's post."""
    with town.app.database.begin() as session:
        message = session.scalar(
            select(Outgoing.message)
            .where(Outgoing.post == f"board:1:{day}", Outgoing.state == "sent")
            .order_by(Outgoing.id.desc())
            .limit(1)
        )
    return unpack(message).picture.facts


def members(town):
    """One letter and one nudge a day at most; their words shame nobody either."""
    heard = Counter()
    with town.app.database.begin() as session:
        sent = select(Outgoing).where(Outgoing.state == "sent", Outgoing.dedupe.like("alarm.%"))
        for row in session.scalars(sent):
            kind, owner, _, day, _ = row.dedupe.split(":", 4)
            if owner.startswith("member"):
                slot = "nudge" if kind in {"alarm.nudge", "alarm.begin"} else kind
                assert slot in {"nudge", "alarm.task"}, slot
                heard[owner, slot, day] += 1
    assert {owner for owner, _, _ in heard} == {f"member{n}" for n in range(1, len(NAMES) + 1)}
    assert max(heard.values()) == 1
    for name in NAMES:
        for text in town.private(name):
            assert not SHAMING.search(without_links(text).split("做什么")[0]), text


async def corrected(town, ledger):
    """A day put right after the summary edits the post, its numbers and its picture."""
    sunday = FIRST + timedelta(days=20)
    day = sunday - timedelta(days=2)
    assert day not in ledger.days[LATE]
    before = len(town.posts())
    await town.press(FOUNDER, "desk.correct", "1", in_channel=False)
    await town.fill(
        FOUNDER,
        **{
            "谁？": LATE,
            "哪一天？": str(day),
            "实际情况是？": "那天来了",
            "为什么？": "一起读了源码",
        },
    )
    ledger.days[LATE].add(day)
    assert len(town.posts()) == before
    channel(town, ledger)


def day_of(text):
    month, day = re.search(r"📋 .* · (\d+)月(\d+)日", text).groups()
    return date(2026, int(month), int(day))


def without_links(text):
    return re.sub(r"https?://\S+", "", text)
