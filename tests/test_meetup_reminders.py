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
from tests.test_surfaces import ROOT, TOKEN, companion, process, until

MANY = 200
STARTS = datetime(2026, 3, 14, 11, tzinfo=UTC)
DUE = datetime(2026, 3, 14, 9, tzinfo=UTC)


@pytest.fixture
def database(tmp_path):
    """A meetup that 200 people said yes to, each to be reminded at the same moment."""
    database = Database(f"sqlite:///{tmp_path}/xueban.db")
    migrate(database)
    with database.begin() as session:
        channel = Chat(platform="telegram", tenant="1", chat="-100")
        session.add(channel)
        host = Member(name="主", lang="zh", zone="Asia/Shanghai", created_at=DUE)
        session.add(host)
        session.flush()
        found = Meetup(
            uid="1@xueban",
            chat_id=channel.id,
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
        for number in range(MANY):
            user = str(1000 + number)
            member = Member(name=user, lang="zh", zone="Asia/Shanghai", created_at=DUE)
            member.accounts.append(Account(platform="telegram", tenant="1", user=user))
            session.add(member)
            session.flush()
            session.add(Chat(platform="telegram", tenant="1", chat=user, member_id=member.id))
            answer = Rsvp(meetup_id=found.id, member_id=member.id, answer="yes", at=DUE)
            answer.question = f"问题{number}"
            session.add(answer)
            alarms.arm(session, member, "alarm.meetup", DUE, str(found.id))
    yield database
    database.close()


async def test_killed_twice_while_reminding_nobody_is_forgotten_and_nobody_hears_it_thrice(
    tmp_path, database
):
    history = tmp_path / "history.jsonl"
    server = (str(ROOT / "tests/servers/telegram.py"), "--port", "0", "--token", TOKEN)
    slow = ("--latency", "0.02", "--open-chats", "--history", str(history))

    def reminded():
        if not history.exists():
            return Counter()
        calls = map(json.loads, history.read_text().splitlines())
        said = [one for one in calls if one.get("method") == "sendMessage" and one["status"] == 200]
        return Counter(str(one["params"]["chat_id"]) for one in said)

    def sent():
        with database.begin() as session:
            return session.scalar(select(func.count()).where(Outgoing.state == "sent"))

    when = {"BOT_ENV": "dev", "CLOCK_START": "2026-03-14T17:00:05+08:00"}
    async with process(*server, *slow, folder=tmp_path, said="http") as (_, out):
        base = out.read_text().strip()
        for part in (MANY // 4, MANY // 2):

            async def partly(part=part):
                return len(reminded()) >= part

            async with companion(tmp_path, base, **when) as (running, _):
                await until(partly)
                running.send_signal(signal.SIGKILL)
                await running.wait()
        assert len(reminded()) < MANY

        async def all_sent():
            return sent() == MANY

        async with companion(tmp_path, base, **when):
            await until(all_sent)
    heard = reminded()
    assert len(heard) == MANY
    assert max(heard.values()) <= 2
