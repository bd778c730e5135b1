"""The quarter's focus reaches the very next task; what no lesson is about is said to be so."""

from sqlalchemy import select

from bot.models import Review, Task

JOB = "任职要求：\n1、熟悉 Docker；\n2、熟悉 Kafka；\n3、熟悉 OAuth2；\n4、熟悉 COBOL；"


async def scored(town, focus):
    """A description scored "to improve" row by row, with these rows in the focus."""
    await town.say("小王", f"/jd {JOB}")
    for row in ("j1", "j2", "j3", "j4"):
        await town.press("小王", "review.score", f"{row} improve")
    for row in focus:
        await town.press("小王", "review.focus", row)


async def titles(town, days):
    """The tasks of the next days, each done."""
    found = []
    for _ in range(days):
        await town.move(days=1)
        await town.say("小王", "/today")
        with town.app.database.begin() as session:
            task = session.scalars(select(Task).order_by(Task.day.desc())).first()
            items = [town.app.library.find(ref.partition(":")[0]) for ref in task.items]
            found.append(" ".join(f"{item.title} {item.en}" for item in items).casefold())
        await town.press("小王", "task.done", str(task.id))
    return found


async def test_the_next_tasks_are_about_the_focus_in_turn(town):
    await scored(town, ["j1", "j2", "j3"])
    found = await titles(town, 3)
    assert "docker" in found[0]
    assert "kafka" in found[1]
    assert "oauth" in found[2]


async def test_a_fourth_topic_takes_the_place_of_the_first(town):
    await scored(town, ["j1", "j2", "j3", "j4"])
    with town.app.database.begin() as session:
        assert session.scalar(select(Review)).focus == ["j2", "j3", "j4"]


async def test_what_no_lesson_is_about_is_said_to_be_so(town):
    await scored(town, ["j1", "j4"])
    said = town.heard("小王")
    assert "排到计划最前面：Docker" in said
    assert "没有讲 COBOL 的一课" in said


async def test_without_the_focus_the_road_goes_on_as_it_was(town):
    before = (await titles(town, 1))[0]
    await scored(town, ["j1"])
    await town.press("小王", "review.focus", "j1")
    assert (await titles(town, 1))[0] not in {before, ""}
