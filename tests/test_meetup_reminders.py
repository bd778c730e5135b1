"""Two hundred reminders of one meetup, and the process killed twice while it says them."""

import json
import signal
from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from bot.database import Database
from bot.models import Account, Chat, Meetup, Member, Outgoing, Rsvp
from bot.queries import alarms
from bot.schema import migrate
from tests.servers.slack import SlackServer
from tests.test_surfaces import ROOT, TOKEN, companion, on_slack, process, until

MANY = 200
STARTS = datetime(2026, 3, 14, 11, tzinfo=UTC)
DUE = datetime(2026, 3, 14, 9, tzinfo=UTC)
AT_THE_HOUR = {"BOT_ENV": "dev", "CLOCK_START": "2026-03-14T17:00:05+08:00"}


@pytest.fixture
def database(tmp_path):
    """The database a process finds in its data directory."""
    database = Database(f"sqlite:///{tmp_path}/xueban.db")
    migrate(database)
    yield database
    database.close()


def crowd(database, platform, tenant, channel, people):
    """A meetup that all of `people` (user and private chat) said yes to; they are to be reminded at
    the same moment.
    """
    with database.begin() as session:
        home = Chat(platform=platform, tenant=tenant, chat=channel)
        session.add(home)
        host = Member(name="主", lang="zh", zone="Asia/Shanghai", created_at=DUE)
        session.add(host)
        session.flush()
        found = Meetup(
            uid="1@xueban",
            chat_id=home.id,
            host_id=host.id,
            title="大聚会",
            starts_at=STARTS,
            ends_at=STARTS.replace(hour=13),
            zone="Asia/Shanghai",
            first_at=STARTS,
            slot_at=STARTS,
            post="meetup:1",
            created_at=DUE,
        )
        session.add(found)
        session.flush()
        for number, (user, chat) in enumerate(people):
            member = Member(name=user, lang="zh", zone="Asia/Shanghai", created_at=DUE)
            member.accounts.append(Account(platform=platform, tenant=tenant, user=user))
            session.add(member)
            session.flush()
            session.add(Chat(platform=platform, tenant=tenant, chat=chat, member_id=member.id))
            answer = Rsvp(meetup_id=found.id, member_id=member.id, answer="yes", at=DUE)
            answer.question = f"问题{number}"
            session.add(answer)
            alarms.arm(session, member, "alarm.meetup", DUE, str(found.id))


async def killed_twice(database, start, reminded):
    """Killed after a quarter and after half of the reminders, then left to finish."""
    for part in (MANY // 4, MANY // 2):

        async def partly(part=part):
            return sum(reminded().values()) >= part

        async with start() as (running, _):
            await until(partly)
            running.send_signal(signal.SIGKILL)
            await running.wait()
    assert len(reminded()) < MANY

    async def all_sent():
        with database.begin() as session:
            sent = select(func.count()).where(Outgoing.state == "sent")
            return session.scalar(sent) == MANY

    async with start():
        await until(all_sent)
    heard = reminded()
    assert len(heard) == MANY
    assert max(heard.values()) <= 2


async def test_killed_twice_on_telegram_nobody_is_forgotten_and_nobody_hears_it_thrice(
    tmp_path, database
):
    crowd(database, "telegram", "1", "-100", [(str(1000 + n), str(1000 + n)) for n in range(MANY)])
    history = tmp_path / "history.jsonl"
    server = (str(ROOT / "tests/servers/telegram.py"), "--port", "0", "--token", TOKEN)
    slow = ("--latency", "0.02", "--open-chats", "--history", str(history))

    def reminded():
        if not history.exists():
            return Counter()
        calls = map(json.loads, history.read_text().splitlines())
        said = [one for one in calls if one.get("method") == "sendMessage" and one["status"] == 200]
        return Counter(str(one["params"]["chat_id"]) for one in said)

    async with process(*server, *slow, folder=tmp_path, said="http") as (_, out):
        base = out.read_text().strip()
        await killed_twice(database, lambda: companion(tmp_path, base, **AT_THE_HOUR), reminded)


async def test_killed_twice_on_slack_nobody_is_forgotten_and_nobody_hears_it_thrice(
    tmp_path, database
):
    async with SlackServer(limits=True) as server:
        people = [server.user(f"U{1000 + number}", f"人{number}").id for number in range(MANY)]
        homes = [server.dm(user).id for user in people]
        channel = server.channel("C1", *people, name="python").id
        crowd(database, "slack", server.team.id, channel, zip(people, homes, strict=True))
        server.faults.latency = 0.02

        def reminded():
            said = ((chat, one) for chat in homes for one in server.messages(chat))
            return Counter(chat for chat, one in said if "大聚会" in one.text)

        def start():
            return on_slack(server, tmp_path, **AT_THE_HOUR)

        await killed_twice(database, start, reminded)
        assert server.violations == []
