"""The plan of a learner with the quarter's focus in front."""

from bot.context import Context
from bot.queries import goals, tasks
from bot.study import focus, jobs
from bot.study.plan import Unit, units
from handlers import reviews


def plan(context: Context) -> list[Unit]:
    """The track's units in order; topics chosen in the latest review come first."""
    member, library = context.member, context.library
    own = units(library.sequence(member.track or ""))
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
        for unit in units(library.sequence(track.id))
    ]
    return focus.first(own, tasks.done_refs(context.session, member), patterns, elsewhere)
