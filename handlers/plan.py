"""/plan: on pace or not, in honest numbers; re-planned in a tap, lighter by what is known."""

from collections.abc import Iterable

from bot.chat import Button, Event, Message, Row
from bot.context import Context
from bot.markup import Text, bold, join, lines, paragraphs
from bot.queries import checkins, tasks
from bot.study import pace
from bot.study.plan import Unit, read_ref, remaining
from handlers import cards, load, plans, quizzes

PLACES = 5
"""Subsections offered for skipping."""

MOST_WEIGHT = 3


def plan(event: Event, context: Context) -> Iterable[Message]:
    t, member = context.t, context.member
    left = remaining(plans.all_units(context), tasks.done_refs(context.session, member))
    minutes = sum(unit.minutes for unit in left)
    planned = pace.forecast(minutes, member.minutes, member.days, context.today)
    real = plans.real(context)
    hours = round(minutes * pace.REVIEW_SHARE / 60)
    text = paragraphs(
        t("*Your plan*"),
        lines(
            t.count("{n} task is left, about {hours} with recall.",
                    "{n} tasks are left, about {hours} with recall.",
                    len(left), hours=t.count("{n} hour", "{n} hours", hours)),
            t.count("Planned: {minutes} minutes on one day a week, through about {on}.",
                    "Planned: {minutes} minutes on {n} days a week, through about {on}.",
                    member.days.count("1"), minutes=member.minutes, on=t.month(planned.on)),
            _really(real, minutes, context),
        ),
        load.too_long(left[:1], context),
        _tracks_words(context),
        _aside_words(context),
        t("Arithmetic, not a promise."),
    )  # fmt: skip
    rows: list[Row] = []
    if real is not None and real.minutes_a_day > 0:
        fits = pace.fitting(real, member.days)
        if fits != member.minutes:
            label = t("Re-plan with {n} minutes a day", n=fits)
            rows.append((Button(label, "plan.minutes", str(fits), main=True),))
    less, more = _beside(member.minutes)
    rows.append(
        tuple(
            Button(t("{n} minutes", n=number), "plan.minutes", str(number))
            for number in (less, more)
            if number != member.minutes
        )
    )
    rows.append(
        (Button(t("I know a part of it"), "plan.known"), Button(t("Tracks"), "plan.tracks"))
    )
    if _aside(context):
        rows.append((Button(t("Bring back what was put aside"), "plan.back"),))
    return [Message(text, tuple(rows), private=True)]


def minutes(event: Event, context: Context) -> Iterable[Message]:
    """Another pace in one tap; the dates follow."""
    t, member = context.t, context.member
    if event.text.isdecimal() and int(event.text) in pace.MENDS:
        before = member.minutes
        checkins.remember(context.session, member, "settings", context.now, minutes=before)
        member.minutes = int(event.text)
    left = remaining(plans.all_units(context), tasks.done_refs(context.session, member))
    whole = sum(unit.minutes for unit in left)
    ends = pace.forecast(whole, member.minutes, member.days, context.today)
    text = t("{minutes} minutes a day from tomorrow's card on; through about {on}.",
             minutes=member.minutes, on=t.month(ends.on))  # fmt: skip
    return [Message(text, ((Button(t("Undo"), "undo"),),), private=True)]


def known(event: Event, context: Context) -> Iterable[Message]:
    """Which part? A quiz decides; passed, the whole subsection is skipped."""
    t, session, member = context.t, context.session, context.member
    through = tasks.done_refs(session, member)
    if event.text:
        own = [
            unit for unit in plans.all_units(context) if _module(unit) == _of(event.text, context)
        ]
        refs = [unit.ref for unit in own if unit.ref not in through]
        fresh = tasks.mark(session, member, refs, "known", context.now)
        checkins.remember(session, member, "aside", context.now, refs=fresh)
        text = t.count("Skipped: {n} task you know.", "Skipped: {n} tasks you know.", len(fresh))
        buttons = (Button(t("Today's task"), "today", main=True), Button(t("Undo"), "undo"))
        return [Message(text, (buttons,), replace=True)]
    offered = [
        unit.item
        for unit in remaining(plans.all_units(context), through)
        if unit.item.kind == "quiz"
    ][:PLACES]
    rows: tuple[Row, ...] = tuple(
        (Button(cards.item_title(item, t), "task.quiz", f"{quizzes.PLACEMENT}{item.id} 0 0"),)
        for item in offered
    )
    if not rows:
        return [Message(t("There is no quiz ahead on this track."), private=True)]
    text = t("Which part do you know? A few questions show it, then all of it is skipped.")
    return [Message(text, rows, private=True)]


def tracks(event: Event, context: Context) -> Iterable[Message]:
    """Several tracks at once: a press gives a track one more share, then none."""
    t, member = context.t, context.member
    shares = plans.weights(context)
    if event.text and context.library.find(event.text) is not None:
        weight = (shares.get(event.text, 0) + 1) % (MOST_WEIGHT + 1)
        if event.text == member.track:
            weight = weight or 1
        before = dict(member.tracks)
        checkins.remember(context.session, member, "settings", context.now, tracks=before)
        member.tracks = {**member.tracks, event.text: weight}
        shares = plans.weights(context)
    rows: tuple[Row, ...] = tuple(
        (Button(f"{'●' * shares.get(item.id, 0) or '○'} {cards.item_title(item, t)}",
                "plan.tracks", item.id),)
        for item in context.library.roads()
    )  # fmt: skip
    text = t("Days are shared among the marked tracks by their dots. Press to change.")
    return [Message(text, rows, replace=bool(event.message), private=True)]


def bring_back(event: Event, context: Context) -> Iterable[Message]:
    """What was put aside stands on the road again, at its old place."""
    t, refs = context.t, _aside(context)
    tasks.forget(context.session, context.member, refs)
    text = t.count("{n} task is back on your road.", "{n} tasks are back on your road.", len(refs))
    return [Message(text, ((Button(t("Today's task"), "today"),),), replace=True)]


# --- the parts -----------------------------------------------------------------------------------


def _really(found: pace.Real | None, left: int, context: Context) -> Text:
    t = context.t
    if found is None:
        return t("After a week I can also say how it really goes.")
    ends = found.end(left, context.today)
    if ends is None:
        return t("In the last {n} days nothing was finished; any small step moves the date.",
                 n=found.over)  # fmt: skip
    return t(
        "Really: {minutes} minutes of tasks a day in the last {n} days; so through about {on}.",
        minutes=round(found.minutes_a_day),
        n=found.over,
        on=t.month(ends),
    )


def _tracks_words(context: Context) -> Text | None:
    t, shares = context.t, plans.weights(context)
    if len(shares) < 2:
        return None
    names: list[Text | str] = []
    for track, weight in shares.items():
        item = context.library.find(track)
        if item is not None:
            names.append(t("· {title}: {weight}", title=cards.item_title(item, t), weight=weight))
    return lines(bold(t("Tracks and their shares")), join("\n", names))


def _aside(context: Context) -> list[str]:
    return tasks.put_aside(context.session, context.member)


def _aside_words(context: Context) -> Text | None:
    t, refs = context.t, _aside(context)
    if not refs:
        return None
    found = [(context.library.find(read_ref(ref)[0]), read_ref(ref)[1]) for ref in refs]
    title = cards.title_of([Unit(item, step) for item, step in found if item], t)
    return t("Put aside: {title}.", title=title)


def _module(unit: Unit) -> str:
    return unit.item.module


def _of(quiz_id: str, context: Context) -> str:
    item = context.library.find(quiz_id)
    return item.module if item is not None and item.module else "-"


def _beside(minutes: int) -> tuple[int, int]:
    """The next smaller and the next larger pace."""
    below = [one for one in pace.MENDS if one < minutes]
    above = [one for one in pace.MENDS if one > minutes]
    return (below[-1] if below else minutes), (above[0] if above else minutes)
