"""The plan of a learner with the quarter's focus in front."""

from collections.abc import Sequence

from bot.context import Context
from bot.queries import goals, tasks
from bot.study import focus, jobs
from bot.study.plan import Unit, road
from handlers import reviews


def plan(context: Context) -> Sequence[Unit]:
    """The track's units in order; topics chosen in the latest review come first."""
    member, library = context.member, context.library
    own = road(library, member.track or "")
    found = goals.latest_review(context.session, member)
    if found is None or not found.focus:
        return own
    rows = [row for row in reviews.rows_of(found, context) if row.id in found.focus]
    wanted = [jobs.pattern(jobs.key(one) for one in row.skills) for row in rows]
    patterns = [one for one in wanted if one is not None]
    elsewhere = [
        unit
        for track in library.tracks()
        if track.id != member.track
        for unit in road(library, track.id)
    ]
    return focus.first(own, tasks.done_refs(context.session, member), patterns, elsewhere)
