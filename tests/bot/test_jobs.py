"""Job descriptions become rows: lines that name a skill, in their own words, none invented."""

import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import content
from bot.study import jobs, posting

CHINESE = """高级Python后端开发工程师
北京 · 3-5年 · 本科 · 25-45K

【岗位职责】
1、负责公司核心交易系统的后端设计与开发，保证系统的高可用与高并发；
2、参与技术方案评审、代码评审，持续提升代码质量；
【任职要求】
1、本科及以上学历，计算机相关专业，3年以上Python开发经验；
2、精通Python，熟悉Django/Flask/FastAPI中至少一种框架，了解其源码；
3、熟悉MySQL、Redis、MongoDB，具备SQL优化能力；
4、熟悉消息队列（Kafka/RabbitMQ），了解分布式系统原理；
5、熟悉Linux，熟悉Docker、K8s者优先；
6、良好的沟通能力与团队协作精神。
公司福利：
六险一金，弹性工作，免费三餐，Python技术分享会
"""

ENGLISH = """Senior Backend Engineer (Python)

About us
Acme is a leading fintech building cloud payments for Go-getters. We use Kubernetes everywhere.

What you'll do
- Design and build scalable REST APIs in Python (FastAPI or Django)
- Own services end to end: from design docs to production monitoring

What we're looking for
- 5+ years of professional experience with Python
- Strong knowledge of PostgreSQL and query optimization
- Hands-on experience with AWS, Docker and Terraform
- Bachelor's degree in Computer Science or equivalent

Nice to have
- Go or Rust
- Experience in a go-to-market team; the rest of the team will help you

Benefits
- 30 days of vacation and a MacBook with Python stickers
"""

PROSE = (
    "We're hiring a backend developer to join our small team. You will build and maintain Flask "
    "services backed by PostgreSQL. You should be comfortable with Docker and CI/CD. We react "
    "quickly and express ourselves clearly in the spring season. Rust is not required."
)

IN_ONE_LINE = (
    "职位描述：负责视频平台服务端研发。要求：1. 熟练掌握 Python 或 Java，了解协程、多线程；"
    "2. 熟悉 MySQL 索引和事务；3. 有良好的数据结构和算法基础；4. 英语读写流利。"
)

ALL = [CHINESE, ENGLISH, PROSE, IN_ONE_LINE]


@pytest.fixture(scope="module")
def terms():
    items = content.load().items.values()
    return jobs.useful_terms(title for item in items for title in (item.title, item.en))


@pytest.mark.parametrize(
    ("text", "least"), [(CHINESE, 8), (ENGLISH, 6), (PROSE, 2), (IN_ONE_LINE, 4)]
)
def test_the_lines_that_ask_for_a_skill_become_rows(text, least, terms):
    assert len(jobs.rows(text, terms)) >= least


@pytest.mark.parametrize("text", ALL)
def test_every_row_names_a_skill_that_stands_in_it(text, terms):
    for row in jobs.rows(text, terms):
        assert row.words in text
        assert row.skills
        assert all(skill in row.words for skill in row.skills)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (CHINESE, "六险一金"),
        (CHINESE, "北京"),
        (ENGLISH, "MacBook"),
        (ENGLISH, "Acme"),
        (ENGLISH, "rest of the team"),
        (ENGLISH, "Bachelor"),
        (PROSE, "spring season"),
        (PROSE, "Rust"),
        (PROSE, "hiring"),
    ],
)
def test_greetings_benefits_and_denials_are_no_rows(text, word, terms):
    assert not any(word in row.words for row in jobs.rows(text, terms))


@pytest.mark.parametrize(
    ("words", "skills"),
    [
        ("熟悉K8s", ("K8s",)),
        ("JavaScript and Java", ("JavaScript", "Java")),
        ("We go to market", ()),
        ("Go to market", ()),
        ("Go, Rust", ("Go", "Rust")),
        ("C++/C#", ("C++", "C#")),
        ("Spring Boot", ("Spring Boot",)),
        ("the rest", ()),
        ("REST", ("REST",)),
        ("RESTful", ("RESTful",)),
        ("express yourself", ()),
        ("MongoDB数据库", ("MongoDB", "数据库")),
    ],
)
def test_skills_are_words_of_their_own(words, skills):
    assert jobs.skills_in(words) == skills


@pytest.mark.parametrize(
    ("words", "skills"),
    [
        ("Manage policies in Kyverno and Zettlr", ("Kyverno", "Zettlr")),
        ("Frobnix, Quuxly", ("Frobnix", "Quuxly")),
        ("Move jobs from Frobnix to Quuxly", ("Frobnix", "Quuxly")),
        ("Knowledge of FrobDB would be a bonus", ("FrobDB",)),
        ("Exposure to tidal modelling or XQZ", ("tidal modelling", "XQZ")),
        ("ISO 26262 and IEC 62304", ("ISO 26262", "IEC 62304")),
        ("熟悉霜冻预警、潮汐建模等技术", ("霜冻预警", "潮汐建模")),
        ("有潮汐建模经验者优先", ("潮汐建模",)),
        ("用 Frobnix 做调研", ("Frobnix",)),
        ("Talk to people in Leeds and London", ()),
        ("You will report to the CEO of Frobnix", ()),
        ("Based in our office at Frobnix", ()),
        ("Degree in Information Systems", ()),
        ("熟悉公司业务，了解行业", ()),
    ],
)
def test_what_nobody_could_list_is_known_by_its_shape_or_its_place(words, skills):
    assert jobs.skills_in(words) == skills


def test_the_firm_is_no_skill():
    rows = jobs.rows("Frobnix is a bank.\n\nYou bring\n- Python and Quuxly\n- Love for Frobnix")
    assert [row.skills for row in rows] == [("Python", "Quuxly")]


def test_one_skill_has_one_name_however_it_is_written():
    assert jobs.key("K8s") == jobs.key("Kubernetes") == jobs.key("kubernetes")
    assert jobs.key("Java") != jobs.key("JavaScript")


# --- whole descriptions, labelled by hand ---------------------------------------------------------


@dataclass(frozen=True)
class Labelled:
    """A description; the skills it asks for, each in one of the ways it may be named; and words
    that ask for none.
    """

    name: str
    text: str
    skills: list[list[str]]
    beside: list[str]


def read(path):
    text, _, rest = path.read_text().partition("=== skills\n")
    skills, _, beside = rest.partition("=== not\n")
    ways = [line.split("|") for line in skills.splitlines() if line.strip()]
    return Labelled(path.stem, text, ways, [line for line in beside.splitlines() if line.strip()])


DESCRIPTIONS = [read(path) for path in sorted(Path(__file__).parent.glob("descriptions/*.txt"))]
each = pytest.mark.parametrize("one", DESCRIPTIONS, ids=lambda one: one.name)


def same(found, named):
    found, named = found.casefold(), named.casefold()
    return found in named or named in found or jobs.key(found) == jobs.key(named)


def is_named(skill, ways):
    return any(same(skill, way) for way in ways)


@each
def test_at_least_nine_rows_in_ten_name_a_skill_the_description_asks_for(one, terms):
    rows = jobs.rows(one.text, terms)
    good = [
        row for row in rows if any(is_named(x, ways) for x in row.skills for ways in one.skills)
    ]
    assert len(rows) >= 3
    assert len(good) >= 0.9 * len(rows), [row for row in rows if row not in good]


@each
def test_no_row_is_made_of_what_the_firm_says_of_itself(one, terms):
    rows = jobs.rows(one.text, terms)
    assert [(row.words, word) for row in rows for word in one.beside if word in row.words] == []


@each
def test_no_skill_is_invented(one, terms):
    shown = posting.plain(one.text)
    for row in jobs.rows(one.text, terms):
        assert row.words in shown
        assert all(skill in row.words for skill in row.skills)


def test_of_all_skills_asked_for_nine_in_ten_are_found(terms):
    found, asked = 0, 0
    for one in DESCRIPTIONS:
        skills = [skill for row in jobs.rows(one.text, terms) for skill in row.skills]
        asked += len(one.skills)
        found += sum(any(is_named(skill, ways) for skill in skills) for ways in one.skills)
    assert found >= 0.9 * asked


def test_of_a_long_description_what_one_should_bring_comes_first():
    duties = [f"- 负责{word}" for word in DUTIES]
    needs = [f"- 熟悉{word}" for word in NEEDS]
    rows = jobs.rows("\n".join(["岗位职责：", *duties, "任职要求：", *needs]))
    kept = jobs.foremost(rows)
    assert len(rows) == len(DUTIES) + len(NEEDS) > jobs.MOST_ROWS == len(kept)
    assert [row for row in kept if not row.duty] == [row for row in rows if not row.duty]
    assert list(kept) == [row for row in rows if row in kept]


DUTIES = ["监控", "日志", "缓存", "支付", "爬虫", "报表", "网关", "压测", "重构", "文档"]
NEEDS = ["Python", "Redis", "MySQL", "Kafka", "Docker", "Linux", "Git", "Django"]


def test_remains_of_a_web_page_are_read_as_it_was_shown():
    rows = jobs.rows(
        "<b>任职要求：</b><br>1、熟悉&nbsp;Redis &amp; MySQL；<br/>2、会 a &lt; b 比较"
    )
    assert [row.words for row in rows] == ["熟悉 Redis & MySQL"]


@given(st.text(max_size=400))
def test_any_text_at_all_gives_only_its_own_words(text):
    for row in jobs.rows(text):
        assert all(skill in row.words for skill in row.skills)
        assert row.words in posting.plain(text)


@pytest.mark.parametrize("unit", [" ", "\u3000", "*", "1.", "】", "a,"])
def test_a_hostile_description_is_read_in_a_few_seconds(unit):
    began = time.process_time()
    jobs.rows("x" + unit * (100_000 // len(unit)) + "!")
    assert time.process_time() - began < 5
