"""Job descriptions become rows: lines that name a skill, in their own words, none invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import content
from bot.study import jobs

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


def test_one_skill_has_one_name_however_it_is_written():
    assert jobs.key("K8s") == jobs.key("Kubernetes") == jobs.key("kubernetes")
    assert jobs.key("Java") != jobs.key("JavaScript")


@given(st.text(max_size=400))
def test_any_text_at_all_gives_only_its_own_words(text):
    for row in jobs.rows(text):
        assert all(skill in row.words for skill in row.skills)
        assert row.words in text
