"""What is next for a learner: one track or several with weights, the review's focus in front."""

from collections.abc import Sequence

from bot.context import Context
from bot.queries import tasks
from bot.study import calendar, pace
from bot.study.plan import Unit, pick, read_ref, remaining, road
from handlers import focus


def weights(context: Context) -> dict[str, int]:
    """The tracks walked at once, by their share; the first one counts 1 unless said otherwise."""
    member = context.member
    found = {member.track: 1} if member.track else {}
    return found | {track: int(weight) for track, weight in member.tracks.items() if int(weight)}


def for_day(context: Context) -> Sequence[Unit]:
    """The units today's sitting is taken from."""
    member, library = context.member, context.library
    shares = weights(context)
    if len(shares) < 2:
        return focus.plan(context)
    through = tasks.done_refs(context.session, member)
    plans = {track: road(library, track) for track in shares}
    open_ = {track: shares[track] for track, plan in plans.items() if remaining(plan, through)}
    if not open_:
        return ()
    served = dict.fromkeys(open_, 0)
    for refs in tasks.served(context.session, member):
        item = library.find(read_ref(refs[0])[0]) if refs else None
        if item is not None and item.track in served:
            served[item.track] += 1
    chosen = pick(open_, served)
    return focus.plan(context) if chosen == member.track else plans[chosen]


def all_units(context: Context) -> list[Unit]:
    """Every unit of every track walked."""
    return [unit for track in weights(context) for unit in road(context.library, track)]


def real(context: Context) -> pace.Real | None:
    """How it really goes, from what was finished lately."""
    member, library = context.member, context.library
    rows = tasks.done_since(context.session, member, member.created_at)
    done = []
    for row in rows:
        item_id, step = read_ref(row.item)
        item = library.find(item_id)
        if item is not None:
            day = calendar.local_day(row.at, member.zone, member.day_start)
            done.append((day, Unit(item, step).minutes))
    begun = calendar.local_day(member.created_at, member.zone, member.day_start)
    return pace.real(done, begun, context.today)
