"""Every event of the table against every role: who may, may; who may not, changes nothing."""

import pytest
from sqlalchemy import select

from bot.models import Base
from bot.rows import Where, Who
from handlers import HANDLERS
from tests.handlers.people import Town

ALLOWED = {
    Who.MEMBER: {"member", "organiser"},
    Who.ORGANISER: {"organiser"},
}
GUARDED = [row for row in HANDLERS.values() if row.who in ALLOWED]
MORE = {
    "group.commit": "4",
    "group.pairs": "buddy",
    "desk.ritual": "h-debate",
    "desk.round": "h-debate vote",
    "together.vote": "1 0",
    "together.sign": "1",
    "together.write": "1",
    "together.line": "1",
    "desk.write": "2",
    "desk.send": "2",
}
"""What a button carries behind the number of its group."""

REFUSALS = ("只有组长可以", "你不在", "已经结束", "两个人的事")
QUIET = {"handled", "outbox", "posts", "members", "accounts", "chats", "inbox", "leases"}
"""Tables any event writes to, refused or not."""

WHO = {
    "stranger": "路人",
    "organiser of another group": "别的组长",
    "member": "成员",
    "organiser": "组长",
}
"""Those who may not come first: they leave everything as it was."""


@pytest.fixture
async def town(app):
    made = Town(app)
    await made.found("组长")
    await made.say("成员", "/group")
    await made.press("成员", "group.join", "1")
    await made.press("组长", "desk.round", "1 h-debate vote")
    made.channel_name = "别处"
    await made.found("别的组长")
    await made.say("路人", "/group")
    made.channel_name = "组"
    return made


def record(town):
    """Every row of every table that tells something."""
    with town.app.database.begin() as session:
        return {
            table.name: session.execute(select(table).order_by(*table.primary_key)).all()
            for table in Base.metadata.sorted_tables
            if table.name not in QUIET
        }


@pytest.mark.parametrize("row", GUARDED, ids=lambda row: row.name)
async def test_a_role_may_do_what_the_table_says_and_nothing_else(town, row):
    for role, who in WHO.items():
        before, said = record(town), len(town.platform.said)
        text = f"1 {MORE.get(row.name, '')}".strip()
        await town.press(who, row.name, text, in_group=row.where is Where.GROUP)
        answers = [str(post.parcel.message.text) for post in town.platform.said[said:]]
        refused = any(word in answer for answer in answers for word in REFUSALS)
        if role in ALLOWED[row.who]:
            assert not refused, (role, answers)
        else:
            assert refused, (role, answers)
            assert len(answers) == 1
            assert record(town) == before
    with town.app.database.begin() as session:
        inbox = Base.metadata.tables["inbox"]
        assert session.execute(select(inbox.c.reference)).all() == [], "nothing broke on the way"


async def test_the_desk_is_never_open_in_the_channel(town):
    for row in GUARDED:
        if row.where is Where.PRIVATE:
            said = len(town.platform.said)
            await town.press("组长", row.name, "1", in_group=True)
            (answer,) = town.platform.said[said:]
            assert answer.parcel.only_for == "组长", "for their eyes only"
            assert "私聊" in str(answer.parcel.message.text)
