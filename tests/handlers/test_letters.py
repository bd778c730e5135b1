"""The day's letter at the edges of a road: nobody without one hears of it, its end is said once."""

from bot.queries import tasks
from bot.study.plan import units


def letters(town, words):
    return [one for one in town.private("小王") if words in str(one.message.text)]


async def test_the_end_of_a_track_is_celebrated_once(town):
    with town.app.database.begin() as session:
        refs = [unit.ref for unit in units(town.app.library.sequence("T5"))]
        tasks.mark(session, session.merge(town.member("小王")), refs, "known", town.app.clock.now())
    await town.move(days=5)
    assert len(letters(town, "这条路走完了")) == 1


async def test_who_has_chosen_no_track_gets_no_letter(town):
    town.member("小王", track=None)
    said = len(town.private("小王"))
    await town.press("小王", "pause.set", "holiday 2")
    await town.press("小王", "pause.back", "")
    await town.move(days=5)
    assert len(town.private("小王")) == said + 2
