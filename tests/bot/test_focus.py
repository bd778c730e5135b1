"""What is to improve moves to the front of the plan, and nothing leaves the plan."""

from hypothesis import given
from hypothesis import strategies as st

from bot.study import focus, jobs
from bot.study.plan import Unit
from content.library import Item


def unit(number, title):
    return Unit(Item(id=f"i{number}", kind="topic", title=title))


TITLES = ["列表", "Redis 缓存", "装饰器", "Redis 持久化", "Docker 入门", "协程"]
PLAN = [unit(number, title) for number, title in enumerate(TITLES)]


def wanted(*skills):
    return [jobs.pattern([jobs.key(one)]) for one in skills]


def titles(units):
    return [one.item.title for one in units]


def test_a_wanted_topic_comes_first_and_the_rest_keeps_its_order():
    assert titles(focus.first(PLAN, set(), wanted("Docker"))) == [
        "Docker 入门", "列表", "Redis 缓存", "装饰器", "Redis 持久化", "协程",
    ]  # fmt: skip


def test_topics_take_turns():
    found = titles(focus.first(PLAN, set(), wanted("Redis", "Docker")))
    assert found[:3] == ["Redis 缓存", "Docker 入门", "Redis 持久化"]


def test_what_the_track_does_not_have_is_borrowed():
    elsewhere = [unit(9, "Kafka 入门")]
    found = focus.first(PLAN, set(), wanted("Kafka"), elsewhere)
    assert titles(found) == ["Kafka 入门", *TITLES]


def test_what_is_done_does_not_come_again():
    assert titles(focus.first(PLAN, {"i4"}, wanted("Docker"))) == TITLES


def test_a_topic_does_not_draw_the_whole_track_to_itself():
    plan = [unit(0, "列表"), *(unit(number, f"Redis {number}") for number in range(1, 20))]
    done = {f"i{number}" for number in range(1, focus.UNITS_EACH + 1)}
    assert titles(focus.first(plan, done, wanted("Redis")))[0] == "列表"


@given(
    st.lists(st.sampled_from(["Redis", "Docker", "Kafka", "协程"]), max_size=5),
    st.sets(st.sampled_from([one.ref for one in PLAN])),
)
def test_nothing_leaves_the_plan_and_nothing_comes_twice(skills, done):
    found = focus.first(PLAN, done, wanted(*skills))
    assert sorted(one.ref for one in found) == sorted(one.ref for one in PLAN)
