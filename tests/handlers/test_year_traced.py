"""A year lived, and every number of its reports held against the rows it was made from."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from sqlalchemy import text

from bot.study import periods
from tests.handlers.a_year import act, live
from tests.play.bare import bare
from tests.play.stage import Stage

MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]
PERIODS = [*MONTHS, "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2026"]

ROW = re.compile(r"^\d+\. (?P<section>.+?) · (?P<label>.+)(?:: |：)(?P<value>[\d./]+)(?: \S+)?$")


@dataclass
class Number:
    period: periods.Period
    section: str
    label: str
    value: str
    entries: list[str]

    @property
    def count(self):
        return int(self.value.partition("/")[0])


@pytest.fixture
def stage(tmp_path):
    stage = Stage(tmp_path)
    yield stage
    stage.close()


async def numbers_of(surface, name):
    """Every number of a report with every entry behind it, as `/why` tells them."""
    listed = (await act(surface, f"/why {name}"))[-1].text
    found = []
    for place, row in enumerate(filter(ROW.match, listed.splitlines()), 1):
        number = Number(periods.named(name), **ROW.match(row).groupdict(), entries=[])
        heard = (await act(surface, f"/why {name} {place}"))[-1]
        while True:
            found_here = [line[2:] for line in heard.text.splitlines() if line.startswith("· ")]
            number.entries += found_here
            more = [one for row in heard.buttons for one in row if one.startswith("接下来")]
            if not more:
                break
            heard = (await act(surface, f"[{more[0]}]"))[-1]
        found.append(number)
    return found


def rows(session, sql, period):
    found = session.execute(text(sql), {"first": period.first, "last": period.last})
    return [tuple(row) for row in found]


CHECKINS = "SELECT text, day, minutes FROM checkins WHERE day BETWEEN :first AND :last"
TASKS = "SELECT day FROM tasks WHERE state = 'done' AND day BETWEEN :first AND :last"
PAPERS = "SELECT title, fields FROM papers WHERE kind = '{}' AND day <= :last"


def check(number, session):
    """One number against the rows of the database, asked for in SQL of the test's own."""
    period, entries = number.period, number.entries
    checkins = rows(session, CHECKINS, period)
    match number.section, number.label:
        case "学习", "学习日":
            assert number.count == len({day for _, day, _ in checkins}) == len(entries)
        case "学习", "打卡":
            assert number.count == len(checkins)
            written = {words for words, _, _ in checkins} - {""}
            assert written <= {entry.split(" ", 2)[2] for entry in entries}
            assert len(entries) == number.count
        case "学习", "记下的分钟":
            assert number.count == sum(minutes or 0 for _, _, minutes in checkins)
            said = [int(re.search(r"(\d+) 分钟：", entry)[1]) for entry in entries]
            assert sum(said) == number.count
        case "学习", "完成的任务":
            assert number.count == len(rows(session, TASKS, period)) == len(entries)
        case "OKR", label if label.startswith("OKR "):
            scores = [Decimal(entry.rpartition(" = ")[2]) for entry in entries]
            mean = (sum(scores) / len(scores)).quantize(Decimal("0.1"), ROUND_HALF_UP)
            assert Decimal(number.value) == mean
        case "OKR", _:
            late = [entry for entry in entries if entry.endswith("（补记）")]
            assert number.count == len(entries) - len(late)
        case "项目" | "年度里程碑" | "解决的问题：从发现到改进" | "技术决策" | "对照岗位说明", _:
            assert number.count == len(entries)
        case other:
            raise AssertionError(other)


async def test_every_number_of_every_report_is_made_of_rows_that_why_shows(stage):
    async with bare(stage) as surface:
        await live(surface)
        found = [number for name in PERIODS for number in await numbers_of(surface, name)]
        with surface.app.database.begin() as session:
            for number in found:
                check(number, session)
            links = {row[0] for row in session.execute(text("SELECT text FROM evidence"))}
            gates = session.execute(text(PAPERS.format("project")), {"last": date(2026, 12, 31)})
            proofs = " ".join(fields for _, fields in gates)
        sections = {number.section for number in found}
        assert len(sections) == 7
        assert len(found) > 120
        behind = "\n".join(entry for number in found for entry in number.entries)
        assert [link for link in links if link not in behind] == []
        assert "https://chat.example.com/load.png" in proofs
        assert "https://chat.example.com/load.png" in behind


async def test_a_report_says_the_same_numbers_that_why_traces(stage):
    async with bare(stage) as surface:
        await live(surface, until=date(2026, 7, 4), every=9)
        for name in ("2026-02", "2026-06", "2026-Q1", "2026-Q2", "2026"):
            said = (await act(surface, f"/report {name}"))[0].text
            for number in await numbers_of(surface, name):
                shown = f"{re.escape(number.label)}[： ]{re.escape(number.value)}"
                assert re.search(shown, said), (name, number.label, number.value)


async def test_what_was_taken_back_is_gone_from_every_report(stage):
    async with bare(stage) as surface:
        await live(surface, until=date(2026, 2, 8))
        before = await numbers_of(surface, "2026")
        await act(surface, "/okr blog https://example.com/posts/gone")
        await act(surface, "/checkin 马上撤回 45 分钟")
        changed = await numbers_of(surface, "2026")
        await act(surface, "/undo")
        await act(surface, "/undo")
        assert await numbers_of(surface, "2026") == before != changed
