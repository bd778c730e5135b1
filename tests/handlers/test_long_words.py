"""Words too long for a title are cut there and kept whole beside it; nothing typed is lost."""

import pytest
from sqlalchemy import select

from bot.models import Paper

LONG = (
    "列表接口在周一早上九点到十点之间会慢到九百毫秒，其他时间只有八十毫秒，重启之后好一阵子，" * 3
)


@pytest.mark.parametrize(
    ("command", "field"), [("loop", "found"), ("project", "what"), ("decide", "need")]
)
async def test_what_is_too_long_for_a_title_stands_beside_it(town, command, field):
    await town.say("小王", f"/{command} {LONG}")
    with town.app.database.begin() as session:
        paper = session.scalar(select(Paper))
        assert paper.title.endswith("…")
        assert paper.fields[field] == LONG
    assert LONG in town.heard("小王")


@pytest.mark.parametrize("words", ["2026-13", "month 1999-1", "明年", "quarter 2026-Q9"])
async def test_a_period_that_cannot_be_read_is_not_taken_for_another(town, words):
    await town.say("小王", f"/report {words}")
    assert "2026-Q1" in town.heard("小王")
    await town.say("小王", f"/why {words}")
    assert "2026-Q1" in town.heard("小王")
