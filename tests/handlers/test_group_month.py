"""A month of a group of twelve: three zones, five characters; what the channel and each hear."""

import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.models import Account, Checkin, Member
from tests.handlers.people import CHANNEL, Town

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York")
NAMES = [f"{letter}{number}" for number, letter in enumerate("甲乙丙丁戊己庚辛壬癸子丑")]
FIRST = date(2026, 3, 2)
DAYS = 28

CHARACTERS = {
    "steady": lambda day: 1,
    "weekend": lambda day: int((FIRST + timedelta(days=day)).weekday() >= 5),
    "dropping out": lambda day: int(day < 6),
    "returning": lambda day: int(day < 5 or day > 18),
    "chatty": lambda day: 4,
}
WHO = {name: list(CHARACTERS)[at % len(CHARACTERS)] for at, name in enumerate(NAMES)}
WHERE = {name: ZONES[at % len(ZONES)] for at, name in enumerate(NAMES)}

SHAMING = re.compile(
    "没来|没打卡|缺席|未打卡|落后|最后一名|倒数|missing|absent|did not|hasn't|last place|@",
    re.IGNORECASE,
)


async def lived(app):
    town = Town(app)
    await town.move(days=1)
    for name in NAMES:
        await town.say(name, "/start")
        town.member(name, zone=WHERE[name])
        await town.press(name, "start.track", "T1")
        await town.press(name, "start.hour", "480")
    await town.found(NAMES[0])
    for name in NAMES[1:]:
        await town.press(name, "group.join", "1")
        await town.press(name, "group.commit", "1 3")
    moments = sorted(
        (
            datetime(2026, 3, 2, 18 - number, 10, tzinfo=ZoneInfo(WHERE[name]))
            + timedelta(days=day),
            name,
            number,
        )
        for name in NAMES
        for day in range(DAYS)
        for number in range(CHARACTERS[WHO[name]](day))
    )
    for at, name, number in moments:
        if at > app.clock.now():
            await app.move_to(at)
        if number % 2:
            await town.press(name, "group.checkin", "1")
        else:
            await town.say(name, f"/checkin 学了第 {number} 段")
    return town


async def test_a_month_is_quiet_honest_and_shames_nobody(app):
    town = await lived(app)
    with app.database.begin() as session:
        user = dict(session.execute(select(Account.member_id, Account.user)).all())
        zone = dict(session.execute(select(Member.name, Member.zone)).all())
        days = defaultdict(set)
        for member_id, day in session.execute(select(Checkin.member_id, Checkin.day)):
            days[user[member_id]].add(day)
    assert set(zone.values()) == set(ZONES)
    _channel(town, days)
    _members(town)


def _channel(town, days):
    shared = [post for post in town.platform.said if post.parcel.address.chat == CHANNEL]
    planned = [post for post in shared if post.name]
    a_day = Counter(name.rsplit(":", 1)[1] for name in {post.name for post in planned})
    assert max(a_day.values()) == 1, "one planned post a day"
    messages = {(post.name, post.number) for post in planned}
    assert len(messages) == len({name for name, _ in messages}), "always edited in place"
    others = [post for post in shared if not post.name and post.parcel.only_for is None]
    assert len(others) == 1, "the founding; no message for any check-in"

    last = {post.name: str(post.parcel.message.text) for post in planned}
    for name, text in last.items():
        assert not SHAMING.search(text), text
        day = date.fromisoformat(name.rsplit(":", 1)[1])
        came = {who for who in NAMES if day in days[who]}
        board = text[text.index("📋") :]
        assert {who for who in NAMES if who in board} == came, "named are those who came"
        if came:
            assert f"12 人中已到 {len(came)} 人" in board
    summaries = {name: text for name, text in last.items() if "🗓" in text}
    assert len(summaries) >= 3
    for name, text in summaries.items():
        end = date.fromisoformat(name.rsplit(":", 1)[1])
        week = {end - timedelta(days=number) for number in range(7)}
        total = sum(len(week & own) for own in days.values())
        kept = sum(len(week & days[who]) >= 3 for who in NAMES[1:])
        assert f"一共打卡 {total} 天次" in text
        assert f"{kept} 人做到了" in text
        pictures = [p.parcel.message.picture for p in planned if p.name == name]
        assert pictures[-1].facts["figures"][0]["value"] == str(total)
        assert sum(pictures[-1].facts["totals"]) == total
        shown = {row["name"]: row["days"].count("done") for row in pictures[-1].facts["rows"]}
        assert shown == {who: len(week & days[who]) for who in NAMES if week & days[who]}


def _members(town):
    """One letter and one nudge a day at most, and private words shame nobody either."""
    heard = Counter()
    for post in town.platform.said:
        kind, _, rest = post.parcel.key.partition(":")
        if kind.startswith("alarm.") and post.parcel.address.chat != CHANNEL:
            slot = "nudge" if kind in {"alarm.nudge", "alarm.begin"} else kind
            heard[post.parcel.address.chat, slot, rest.split(":")[2]] += 1
            assert not SHAMING.search(str(post.parcel.message.text).split("：")[0])
    assert heard, "they did hear from us"
    assert max(heard.values()) == 1
