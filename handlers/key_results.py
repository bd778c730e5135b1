"""A month's own key results: written, questioned by SMART, changed, carried over or dropped."""

from collections.abc import Iterable
from datetime import timedelta

from bot.chat import Button, Event, Field, Form, Kind, Message
from bot.context import Context, UserError
from bot.markup import lines, paragraphs
from bot.models import KeyResult, Objective
from bot.queries import goals, papers, rhythm
from bot.queries.goals import Wanted
from bot.study import calendar, okr
from bot.texts import mark
from handlers import okrs

COUNTS = {
    "link": mark("a link I send"),
    "tasks": mark("tasks done"),
    "days": mark("days with a check-in"),
}

QUESTIONS = {
    "S": mark("Specific: what exactly will exist that does not exist now?"),
    "M": mark("Measurable: {target} of what? A unit helps."),
    "A": mark("Achievable: {target} in {days} study days. Is there room for it?"),
    "R": mark("Relevant: which objective does it serve? None is written yet."),
    "T": mark("Time-bound: what part of it fits in this month?"),
}
"""Document 003, line 1814. They are asked once and block nothing."""

LARGEST = 1000


def add(event: Event, context: Context) -> Iterable[Message]:
    return [Message("", form=_form(None, context), private=True)]


def choose(event: Event, context: Context) -> Iterable[Message]:
    """Which one?"""
    t, found = context.t, _month(context)
    rows = tuple(
        (Button(one.title, "kr.edit", str(one.id)), Button(t("Drop"), "kr.leave", f"{one.id} drop"))
        for one in found.key_results
        if one.state == "open"
    )
    return [Message(t("Which one do you want to change?"), rows, private=True)]


def edit(event: Event, context: Context) -> Iterable[Message]:
    _, result = _own(event, context)
    return [Message("", form=_form(result, context), private=True)]


def save(event: Event, context: Context) -> Iterable[Message]:
    """The submitted key result; doubts are questions under it."""
    given = event.values
    title, target = given.get("title", "").strip(), _target(given.get("target", ""))
    unit, counts = given.get("unit", "").strip(), given.get("counts") or "link"
    if event.text:
        found, result = _own(event, context)
        _change(result, title, target, unit, counts, context)
    else:
        found = _month(context)
        word = f"k{len(found.key_results) + 1}"
        result = goals.add_result(context.session, found, Wanted(word, title, target, unit, counts))
        papers.note(context, result, None)
    return [_kept(found, result, given.get("target", ""), context)]


def leave(event: Event, context: Context) -> Iterable[Message]:
    """Carry over or drop: either way with a reason."""
    t = context.t
    _, result = _own(event, context)
    carry = event.text.endswith("carry")
    reason = Field(
        "reason",
        t("What kept it from happening? One line is enough."),
        Kind.PARAGRAPH,
        hint=result.title,
    )
    title = t("Carry over") if carry else t("Drop")
    form = Form("kr.left", title, (reason,), text=event.text)
    return [Message("", form=form, private=True)]


def left(event: Event, context: Context) -> Iterable[Message]:
    """Dropped it leaves the mean; carried over it counts where it stands, and the rest goes on."""
    t = context.t
    found, result = _own(event, context)
    carry = event.text.endswith("carry")
    papers.note(context, result, {"state": result.state, "reason": result.reason})
    result.state = "carried" if carry else "dropped"
    result.reason = event.values.get("reason", "").strip()
    undo = ((Button(t("Undo"), "undo"), Button(t("See the report"), "report")),)
    if not carry:
        text = t("Dropped: {title}. It no longer counts; the reason stays.", title=result.title)
        return [Message(text, undo, private=True)]
    month = _carry(found, result, context)
    text = t("{title} goes on in {month} with what is left.", title=result.title, month=month)
    return [Message(text, ((Button(t("See the report"), "report"),),), private=True)]


def study_days_left(context: Context) -> int:
    """Study days from today to the month's last."""
    span = (calendar.last_of_month(context.today) - context.today).days + 1
    week = rhythm.week_of(context.session, context.member)
    return sum(week.counts(context.today + timedelta(days=n)) for n in range(span))


def _carry(found: Objective, result: KeyResult, context: Context) -> str:
    """The rest stands in the next month's OKR, which begins with it if it is not written yet."""
    session, member = context.session, context.member
    standing = next(
        one for one in goals.standings(session, member, found) if one.result.id == result.id
    )
    first = calendar.last_of_month(found.written_on.fromisoformat(f"{found.month}-01"))
    first += timedelta(days=1)
    month = calendar.month_of(first)
    following = goals.objective(session, member, month) or goals.set_objective(
        session, member, month, max(first, context.today), ()
    )
    rest = max(1, result.target - standing.reached)
    wanted = Wanted(result.word, result.title, rest, result.unit, result.counts)
    goals.add_result(session, following, wanted)
    return month


def _change(
    result: KeyResult, title: str, target: int, unit: str, counts: str, context: Context
) -> None:
    """A changed target is what the score is measured against from now on, and stays visible."""
    fields = ("title", "target", "unit", "counts", "changes")
    papers.note(context, result, {name: getattr(result, name) for name in fields})
    if target != result.target:
        day = context.today.isoformat()
        change = {"day": day, "before": result.target, "after": target}
        result.changes = [*result.changes, change]
    result.title, result.target, result.unit, result.counts = title, target, unit, counts


def _kept(found: Objective, result: KeyResult, asked_for: str, context: Context) -> Message:
    t, left = context.t, study_days_left(context)
    letters = okr.doubts(
        result.title, result.target, result.unit, objective=found.title, study_days=left
    )
    asked = [t(QUESTIONS[one], target=result.target, days=left) for one in letters]
    is_other = asked_for.isdecimal() and int(asked_for) != result.target
    text = paragraphs(
        okrs.shown(found, context),
        t(
            "A target is from 1 to {most}: it stands at {target}.",
            most=LARGEST,
            target=result.target,
        )
        if is_other
        else None,
        lines(
            t.count(
                "Kept. {n} question, only if it helps:",
                "Kept. {n} questions, only if they help:",
                len(asked),
            ),
            *["· " + one for one in asked],
        )
        if asked
        else t("Kept."),
    )
    rows = [(Button(t("Undo"), "undo"), Button(t("Reword it"), "kr.edit", str(result.id)))]
    return Message(text, (*okrs.buttons(found, context), *rows), private=True)


def _form(result: KeyResult | None, context: Context) -> Form:
    t = context.t
    fields = (
        Field("title", t("What will be there?"), value=result.title if result else "",
              hint=t("At the end of the month, such as “posts on asyncio”.")),
        Field("target", t("How many?"), Kind.NUMBER, value=str(result.target) if result else ""),
        Field("unit", t("Of what? (posts, problems, pages)"), value=result.unit if result else "",
              optional=True),
        Field("counts", t("What moves it?"), Kind.CHOICE,
              tuple((key, t(words)) for key, words in COUNTS.items()),
              value=result.counts if result else "link"),
    )  # fmt: skip
    return Form("kr.save", t("Key result"), fields, text=str(result.id) if result else "")


def _target(given: str) -> int:
    """A number asked for as one; nothing is lost because it was too large."""
    return min(max(int(given), 1), LARGEST) if given.isdecimal() else 1


def _month(context: Context) -> Objective:
    month = calendar.month_of(context.today)
    found = goals.objective(context.session, context.member, month)
    if found is None:
        found = goals.set_objective(context.session, context.member, month, context.today, ())
    return found


def _own(event: Event, context: Context) -> tuple[Objective, KeyResult]:
    owned = goals.result(context.session, context.member, event.text.partition(" ")[0])
    if owned is None:
        raise UserError(context.t("This key result is gone."))
    return owned
