"""Every row of the table against every role, by real updates on Telegram and on Slack."""

import pytest
from sqlalchemy import select

from bot.models import Account, Base, Chat, Group, Member, Membership
from bot.queries.linking import owned_columns
from bot.rows import Where, Who
from bot.wire import can_be_pressed
from handlers import HANDLERS
from tests.play.slack import TEAM_CHANNEL
from tests.play.stage import Stage
from tests.play.telegram import GROUP
from tests.play.world import world
from tests.servers.slack_workspace import BOT_USER

ALLOWED = {Who.MEMBER: {"成员", "组长"}, Who.ORGANISER: {"组长"}}
ROWS = [row for row in HANDLERS.values() if can_be_pressed(row.name)]
GUARDED = [row for row in ROWS if row.who in ALLOWED]
MORE = {
    "group.commit": "4",
    "group.pairs": "buddy",
    "desk.ritual": "h-debate",
    "desk.round": "h-debate vote",
    "desk.choices": "h-debate",
    "together.vote": "1 0",
    "together.sign": "1",
    "together.write": "1",
    "together.line": "1",
}
"""What a button carries behind the number of its group; `desk.write` and the like name a member."""

REFUSALS = ("只有组长可以", "你不在", "已经结束", "两个人的事")
QUIET = {"handled", "outbox", "posts", "members", "accounts", "chats", "inbox", "leases"}
"""Tables any event writes to, refused or not."""

LAST = ("group.leave", "keep.archive", "keep.ended", "forget.yes")
"""What ends something comes last, so that the rows before it meet a living group."""

ROLES = ("路人", "管理员", "移出的", "别的组长", "成员", "组长")
"""Stranger, administrator of the chat, removed member, another group's organiser, and the two."""


@pytest.fixture(params=["telegram", "slack"])
async def town(tmp_path, request):
    stage = Stage(tmp_path)
    async with world(stage, request.param) as made:
        await made.move(days=1, hours=2)
        for who in ("组长", "成员", "移出的", "路人", "管理员", "别的组长"):
            await made.say(who, "/start")
        await made.say("组长", "/group", in_channel=True)
        for tap in ("成立小组", "各学各的", "08:00"):
            await made.tap("组长", tap, in_channel=True)
        for who in ("成员", "移出的"):
            await made.tap(who, "加入", in_channel=True)
        await made.press("组长", "desk.round", "1 h-debate vote", in_channel=False)
        settle_roles(made)
        yield made
        with made.app.database.begin() as session:
            inbox = Base.metadata.tables["inbox"]
            assert session.execute(select(inbox.c.reference)).all() == [], "nothing broke"
        assert made.telegram.server.violations == []
        assert made.slack.server.violations == []
    stage.close()


def settle_roles(town):
    """One is removed, one organises elsewhere, one is an administrator of the chat itself (Slack
    does not tell a program who is).
    """
    with town.app.database.begin() as session:
        people = {name: member_of(session, town, name) for name in ROLES}
        row = session.scalar(select(Membership).where(Membership.member_id == people["移出的"].id))
        row.role, row.left_at = "removed", town.app.clock.now()
        elsewhere = another_channel(town)
        session.add(elsewhere)
        session.flush()
        same = {"lang": "zh", "zone": "Asia/Shanghai", "created_at": town.app.clock.now()}
        other = Group(chat_id=elsewhere.id, name="别处", invite="other", **same)
        session.add(other)
        session.flush()
        session.add(
            Membership(
                group_id=other.id,
                member_id=people["别的组长"].id,
                role="organiser",
                joined_at=town.app.clock.now(),
            )
        )
    if town.home == "telegram":
        town.telegram.server.promote(GROUP, int(town.user("管理员")), "creator")


def another_channel(town):
    if town.home == "telegram":
        town.telegram.server.group(-1002, "别处")
        return Chat(platform="telegram", tenant="1", chat="-1002", title="别处")
    town.slack.server.channel("C2", town.user("别的组长"), name="别处")
    return Chat(platform="slack", tenant="T1", chat="C2", title="别处")


def member_of(session, town, name):
    return session.scalar(select(Member).join(Account).where(Account.user == town.user(name)))


def record(town, tables=None):
    """Every row of every table that tells something."""
    with town.app.database.begin() as session:
        return {
            table.name: session.execute(select(table).order_by(*table.primary_key)).all()
            for table in Base.metadata.sorted_tables
            if (table.name in tables if tables else table.name not in QUIET)
        }


def carried(town, row):
    with town.app.database.begin() as session:
        other = str(member_of(session, town, "成员").id)
    more = other if row.name in {"desk.write", "desk.send"} else MORE.get(row.name, "")
    return f"1 {more}".strip()


async def answers(town, who):
    """What they alone were told: in private, as a toast, or whispered."""
    surface = town.surface(who)
    return [one.text for one in await surface.heard() if one.who == who]


async def acts(town, who, row, *, in_channel):
    await town.surface(who).heard()
    public = town.channel()
    if "." in row.name:
        await town.press(who, row.name, carried(town, row), in_channel=in_channel)
    else:
        await town.say(who, f"/{row.name}".rstrip("/"), in_channel=in_channel)
    return await answers(town, who), town.channel() == public


def as_it_was(town):
    """The group lives and both are in it, whatever was just done."""
    with town.app.database.begin() as session:
        session.get(Group, 1).archived_at = None
        for name, role in (("成员", "member"), ("组长", "organiser")):
            number = member_of(session, town, name).id
            found = select(Membership).where(
                Membership.group_id == 1, Membership.member_id == number
            )
            row = session.scalar(found)
            if row is not None:
                row.role, row.left_at = role, None


def by_end(row):
    return (LAST.index(row.name) + 1) if row.name in LAST else 0


@pytest.mark.parametrize("who", ROLES)
async def test_a_role_may_do_what_the_table_says_and_nothing_else(town, who, record_property):
    cells = 0
    for row in sorted(GUARDED, key=by_end):
        before = record(town)
        said, quiet = await acts(town, who, row, in_channel=row.where is Where.GROUP)
        refused = any(word in text for text in said for word in REFUSALS)
        if who in ALLOWED[row.who]:
            assert not refused, (row.name, said)
        else:
            assert refused, (row.name, said)
            assert quiet, (row.name, "in private")
            assert record(town) == before, row.name
        cells += 1
        if who in ALLOWED[row.who]:
            as_it_was(town)
    record_property("cells", cells)
    assert cells == len(GUARDED)


@pytest.mark.parametrize("who", ROLES[:4])
async def test_what_anybody_may_do_changes_nothing_of_a_group_they_are_not_in(town, who):
    """Joining is open to whoever is in the channel, unless an organiser removed them."""
    joins = {"group.join", "group.checkin"} if who != "移出的" else set()
    kept = {"groups", "trails", "rounds", "contributions", "kudos", "pairings", "memberships"}
    for row in sorted(ROWS, key=by_end):
        if row.who in ALLOWED or row.name in {*joins, "forget.yes"}:
            continue
        before = record(town, kept)
        await acts(town, who, row, in_channel=row.where is Where.GROUP)
        assert record(town, kept) == before, row.name
    for name in joins:
        await town.press(who, name, "1", in_channel=True)
    with town.app.database.begin() as session:
        number = member_of(session, town, who).id
        found = session.scalars(
            select(Membership.role).where(
                Membership.group_id == 1,
                Membership.member_id == number,
                Membership.left_at.is_(None),
            )
        ).all()
    assert found == (["member"] if joins else [])


async def test_the_desk_is_never_open_in_the_channel(town):
    for row in GUARDED:
        if row.where is Where.PRIVATE:
            said, quiet = await acts(town, "组长", row, in_channel=True)
            assert quiet, row.name
            assert any("私聊" in text for text in said), (row.name, said)


@pytest.mark.parametrize("name", ["group.left", "group.moved", "group.arrived", "alarm.board"])
async def test_what_only_a_platform_may_tell_cannot_be_pressed(town, name):
    before = record(town)
    await town.press("路人", name, "1", in_channel=True)
    assert record(town) == before


# --- somebody else's buttons ---------------------------------------------------------------------

PRESSES = {"telegram": 1000, "slack": 300}
RICH = ("/today", "/okr", "/review", "/project 甲", "/loop 慢", "/interview", "/plan", "/recall")
MORE_OF_A = (
    "/reading",
    "/settings",
    "/streak",
    "/contacts",
    "/ladder",
    "/year",
    "/report",
    "/group",
)


def owned(town, name):
    """Every row that is theirs."""
    with town.app.database.begin() as session:
        number = member_of(session, town, name).id
        members = Base.metadata.tables["members"]
        chosen = [(members, "id")] + [
            (table, column)
            for table, column in owned_columns()
            if table.name not in QUIET | {"interviews"}
        ]
        return {
            f"{table.name}.{column}": session.execute(
                select(table).where(table.c[column] == number).order_by(*table.primary_key)
            ).all()
            for table, column in chosen
        }


def offered(town, who):
    """What the buttons carry that were ever shown to somebody, in private or in the channel."""
    surface, server = town.surface(who), town.surface(who).server
    if town.home == "telegram":
        posts = [*server.messages(surface._person(who)), *server.messages(GROUP)]
        rows = [row for post in posts if post.by_bot for row in post.keyboard]
        return {each["callback_data"] for row in rows for each in row if "callback_data" in each}
    chats = (server.dm(town.user(who)).id, TEAM_CHANNEL)
    blocks = [
        block
        for chat in chats
        for message in server.messages(chat, town.user(who))
        if message.user == BOT_USER
        for block in message.blocks
    ]
    buttons = [each for block in blocks if block["type"] == "actions" for each in block["elements"]]
    return {each["value"] for each in buttons if "value" in each}


async def lives(town, who):
    """A learner with something of everything, some of it said in the channel."""
    await town.tap(who, "Python 初级（0-2年）")
    await town.tap(who, "08:00")
    for words in (*RICH, *MORE_OF_A):
        await town.say(who, words)
        await town.surface(who).heard()
    await town.say(who, "/checkin 我的话")
    await town.say(who, "/today", in_channel=True)
    await town.say(who, "/checkin 在群里说的", in_channel=True)


async def test_nobody_does_anything_with_somebody_elses_buttons(town, record_property):
    """成员 presses all that 组长 was ever offered, again and again: nothing of 组长's changes."""
    await lives(town, "组长")
    data = sorted(offered(town, "组长"))
    assert len(data) > 50
    before, pressed = owned(town, "组长"), 0
    while pressed < PRESSES[town.home]:
        for each in data:
            name, _, text = each.partition("|")
            await town.press("成员", name, text, in_channel=pressed % 2 == 0)
            pressed += 1
        now = owned(town, "组长")
        changed = [name for name, rows in before.items() if rows != now[name]]
        assert changed == [], (pressed, data)
    record_property("presses", pressed)
