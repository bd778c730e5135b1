"""The month's OKR: the preset in one tap, progress by a link, and how the month stands."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.chat import Button, Event, Field, Form, Kind, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, bold, lines, paragraphs
from bot.models import KeyResult, Objective
from bot.queries import checkins, goals, papers
from bot.queries.goals import Standing, Step, Wanted
from bot.study import calendar
from bot.study import okr as scoring
from bot.texts import Texts, mark
from handlers import days

PRESET = (
    ("blog", mark("Technical posts"), 2),
    ("project", mark("Feature project"), 1),
)
"""Document 001, line 73: at least two technical posts and one feature project a month."""

_MONTH = re.compile(r"^(\d{4}-(?:0[1-9]|1[0-2]))\s*")
_LINK = re.compile(r"^https?://", re.IGNORECASE)
_STEP = re.compile(
    r"^(?P<word>\S+?)(?:\s+(?P<amount>[-+−]?\d[\d.,]*(?:[eE][-+]?\d+)?))?(?:\s+(?P<rest>.+))?$",
    re.DOTALL,
)
MOST = 1000
"""More than that no link, and nothing else that is sent at once, stands for."""


def okr(event: Event, context: Context) -> Iterable[Message]:
    """/okr shows the month; /okr blog https://... adds a step; a month before it is a late one."""
    text = event.text.strip()
    named = _MONTH.match(text)
    month = named[1] if named else calendar.month_of(context.today)
    words = text[named.end() :] if named else text
    found = goals.objective(context.session, context.member, month)
    if found is None:
        waiting = _kept(words, event, context) if words else ""
        is_now = month == calendar.month_of(context.today)
        return [propose(context, waiting) if is_now else _none(month, context)]
    if not words:
        return [Message(shown(found, context), buttons(found, context), private=True)]
    if _LINK.match(words):
        return [_which(found, words, event, context)]
    asked = _STEP.match(words)
    result = _meant(found, asked["word"]) if asked else None
    if asked is None or result is None:
        names = context.t.series(one.word for one in found.key_results)
        text_ = context.t(
            "I know these words: {words}. For example: /okr blog https://…", words=names
        )
        return [Message(text_, private=True)]
    given, shows = asked["amount"] or "1", asked["rest"] or ""
    amount = int(given) if given.isdecimal() and 1 <= int(given) <= MOST else None
    if shows and (amount is None or _is_doubtful(found, result, amount, context)):
        return [_doubted(result, given, shows, event, context)]
    return [step(found, result, shows, amount or 1, context)]


def preset(event: Event, context: Context) -> Iterable[Message]:
    """The document's month, or what is fair of it when most of the month is gone; what was sent
    before there was one counts now.
    """
    t, month = context.t, calendar.month_of(context.today)
    size, _, waiting = event.text.partition(" ")
    found = goals.objective(context.session, context.member, month)
    if found is None:
        fair = size == "fair"
        wanted = [
            Wanted(
                word,
                t.plain(title),
                scoring.fair_target(target, context.today) if fair else target,
            )
            for word, title, target in PRESET
        ]
        found = goals.set_objective(context.session, context.member, month, context.today, wanted)
        papers.note(context, found, None)
    if waiting:
        words, _ = _words_of(waiting, context)
        (counted,) = okr(replace(event, text=words), context)
        return [Message(shown(found, context), buttons(found, context), replace=True), counted]
    return [
        Message(shown(found, context), buttons(found, context), replace=True),
        Message("", form=_objective_form(found, context), private=True),
    ]


def write(event: Event, context: Context) -> Iterable[Message]:
    """The objective; the first thing written begins the month."""
    return [Message("", form=_objective_form(_this_month(context), context), private=True)]


def objective(event: Event, context: Context) -> Iterable[Message]:
    """The objective in the learner's own words."""
    month = calendar.month_of(context.today)
    found = _this_month(context)
    if found is None:
        found = goals.set_objective(context.session, context.member, month, context.today, ())
        papers.note(context, found, None)
    else:
        papers.note(context, found, {"title": found.title})
    found.title = event.values.get("title", "").strip()
    return [Message(shown(found, context), buttons(found, context), private=True)]


def count(event: Event, context: Context) -> Iterable[Message]:
    """A link that was sent alone, or stands in a check-in, counts for the chosen key result."""
    number, _, chosen = event.text.partition(" ")
    source, _, amount = chosen.partition(" ")
    owned = goals.result(context.session, context.member, number)
    if owned is None:
        raise UserError(context.t("This key result is gone."))
    words, day = _words_of(source, context)
    message = step(*owned, words, min(int(amount or 1), MOST), context, day=day)
    own_message = source.startswith("d")  # a report with the button on it stays to be read
    return [replace(message, replace=own_message)]


def propose(context: Context, waiting: str = "") -> Message:
    """How the month may begin; `waiting` are words that count as soon as it has."""
    t, month = context.t, calendar.month_of(context.today)
    fair = [(title, scoring.fair_target(target, context.today)) for _, title, target in PRESET]
    smaller = fair != [(title, target) for _, title, target in PRESET]
    parts = (" + " if t.lang == "zh" else " and ").join(
        t.plain("{target} × {title}", target=target, title=t.plain(title)) for title, target in fair
    )
    text = paragraphs(
        t("*No OKR for {month} yet.*", month=month),
        t("The preset: 2 technical posts and 1 feature project, each with a link (001, L73)."),
        t("For what is left of the month: {parts}.", parts=parts) if smaller else None,
        t("What you sent is kept: it counts as soon as you take one of them.") if waiting else None,
    )
    whole, fair_one = (f"{size} {waiting}".strip() for size in ("whole", "fair"))
    first: Row = (Button(t("Take the preset"), "okr.preset", whole, main=True),)
    if smaller:
        first = (*first, Button(t("The smaller one"), "okr.preset", fair_one))
    return Message(text, (first, (Button(t("My own"), "okr.write"),)), private=True)


def step(
    found: Objective,
    result: KeyResult,
    words: str,
    amount: int,
    context: Context,
    *,
    day: str = "",
) -> Message:
    """One step towards a key result; after its month it is late, and says so."""
    t, month_now = context.t, calendar.month_of(context.today)
    if not words:
        text = t("And the link, or what shows it? /okr {word} https://…", word=result.word)
        return Message(text, private=True)
    if any(one.text == words for one in result.evidence):
        return Message(t("That one is counted already; once is enough."), private=True)
    late = found.month < month_now and not day
    when = context.today.fromisoformat(day) if day else context.today
    made = goals.add_evidence(
        context.session, result, Step(when, amount, words, late=late), context.now
    )
    checkins.remember(context.session, context.member, "evidence", context.now, evidence=made.id)
    standings = goals.standings(context.session, context.member, found)
    own = next(one for one in standings if one.result.id == result.id)
    text = lines(
        t(
            "Counted: {title} {reached}/{target}.",
            title=result.title,
            reached=own.with_late,
            target=result.target,
        ),
        t(
            "Late, with a mark: {month} stays at {score}, with what came late {late}.",
            month=found.month,
            score=str(goals.overall(standings)),
            late=str(goals.overall(standings, late=True)),
        )
        if late
        else t("The month stands at {score}.", score=str(goals.overall(standings))),
    )
    return Message(text, ((Button(t("Undo"), "undo"),),), private=True)


def shown(found: Objective, context: Context) -> Text:
    """The month: the objective, each key result with its steps, what was changed and why."""
    t = context.t
    standings = goals.standings(context.session, context.member, found)
    rows: list[Text] = []
    for one in standings:
        rows += _result_lines(one, t)
    hint = next((one.result.word for one in standings if one.result.counts == "link"), "")
    open_now = found.month == calendar.month_of(context.today)
    return lines(
        t("*OKR {month}*: {score}", month=found.month, score=str(goals.overall(standings)))
        if standings
        else t("*OKR {month}*", month=found.month),
        t("Objective: {title}", title=bold(found.title)) if found.title else None,
        *rows,
        t("Mid-month confidence: {n} of 10.", n=found.confidence)
        if found.confidence is not None
        else None,
        t("Add a step: /okr {word} https://…", word=hint) if hint and open_now else None,
    )


def buttons(found: Objective, context: Context) -> tuple[Row, ...]:
    t = context.t
    if found.month != calendar.month_of(context.today):
        return ((Button(t("Report"), "report", f"month {found.month}"),),)
    label = t("Change the objective") if found.title else t("Write the objective")
    more: Row = (Button(t("Add a key result"), "kr.add"),)
    if found.key_results:
        more = (*more, Button(t("Change one"), "kr.choose"))
    return ((Button(label, "okr.write"), Button(t("Report"), "report")), more)


def bar(score: float) -> str:
    full = round(score * 5)
    return "▰" * full + "▱" * (5 - full)


def _result_lines(one: Standing, t: Texts) -> list[Text]:
    result = one.result
    rows = [
        t(
            "{bar} {title} {reached}/{target} {unit} ({score})",
            bar=bar(one.score),
            title=result.title,
            reached=one.reached,
            target=result.target,
            unit=result.unit,
            score=str(one.score),
        )
        if result.unit
        else t(
            "{bar} {title} {reached}/{target} ({score})",
            bar=bar(one.score),
            title=result.title,
            reached=one.reached,
            target=result.target,
            score=str(one.score),
        )
    ]
    rows += [
        t("   · {evidence} (late)", evidence=words_of(step))
        if step.late
        else t("   · {evidence}", evidence=words_of(step))
        for step in one.steps
        if step.text
    ]
    rows += [
        t(
            "   · target changed from {before} to {after} on {day}",
            before=change["before"],
            after=change["after"],
            day=change["day"],
        )
        for change in result.changes
    ]
    if result.state == "dropped":
        rows.append(t("   · dropped, not counted: {reason}", reason=result.reason))
    if result.state == "carried":
        rows.append(t("   · goes on next month: {reason}", reason=result.reason))
    return rows


def _meant(found: Objective, word: str) -> KeyResult | None:
    """A key result by its word, or by the beginning of its title."""
    word = word.casefold()
    living = [one for one in found.key_results if one.state == "open"] or found.key_results
    for one in living:
        if one.word.casefold() == word:
            return one
    starts = [one for one in living if word in one.title.casefold()]
    return starts[0] if len(starts) == 1 else None


def _which(found: Objective, words: str, event: Event, context: Context) -> Message:
    """A link without a word: one tap says what it counts for."""
    t, kept = context.t, _kept(words, event, context)
    rows = tuple(
        (Button(one.title, "okr.count", f"{one.id} {kept}"),)
        for one in found.key_results
        if one.counts == "link" and one.state == "open"
    )
    return Message(t("What does it count for?"), rows, private=True)


def _is_doubtful(found: Objective, result: KeyResult, amount: int, context: Context) -> bool:
    """Whether one link for so many wants a question: thirty pages may stand behind one, but not
    two posts, and not more than are still missing.
    """
    standings = goals.standings(context.session, context.member, found)
    reached = next(one.with_late for one in standings if one.result.id == result.id)
    return amount > 1 and (not result.unit or amount > result.target - reached)


def _doubted(result: KeyResult, given: str, shows: str, event: Event, context: Context) -> Message:
    """Nothing is counted before one tap says how many it is."""
    t, is_many = context.t, given.isdecimal() and 1 < int(given) <= MOST
    # "100 lines of code": part of the words
    kept = _kept(shows if "://" in shows else f"{given} {shows}", event, context)
    one = Button(t("It is one"), "okr.count", f"{result.id} {kept}", main=True)
    many = Button(t("All {amount}", amount=given), "okr.count", f"{result.id} {kept} {given}")
    text = (
        t("{amount} × {title} at once? Usually each has its own link.",
          amount=given, title=result.title)
        if is_many
        else t("I count whole ones, from 1 to {most}; {amount} is none of them.",
               most=MOST, amount=given)
    )  # fmt: skip
    return Message(
        paragraphs(text, t("Nothing is counted yet.")),
        ((one, many) if is_many else (one,),),
        private=True,
    )


def _kept(words: str, event: Event, context: Context) -> str:
    """Words put by until a button says what becomes of them, as `_words_of` finds them."""
    source = days.source_of(event)
    draft = checkins.keep_draft(context.session, context.member, words, source, context.now)
    return f"d{draft.id}"


def _words_of(source: str, context: Context) -> tuple[str, str]:
    """The words a button stands for: a draft's, or the link of a check-in with its day."""
    kind, number = source[:1], source[1:]
    if kind == "c" and number.isdecimal():
        entry = checkins.by_id(context.session, context.member, int(number))
        if entry is not None:
            return entry.link, entry.day.isoformat()
    draft = checkins.draft(context.session, context.member, number)
    if draft is None:
        raise UserError(context.t("Those words are gone. Please type them again."))
    return draft.text, ""


def words_of(step: Step) -> str:
    """What shows a step, and how many it stands for."""
    return f"{step.text} (+{step.amount})" if step.amount > 1 else step.text


def _none(month: str, context: Context) -> Message:
    text = (
        context.t("That month is still ahead; its OKR is written when it begins.")
        if month > calendar.month_of(context.today)
        else context.t("There was no OKR in that month, and the past is left as it was.")
    )
    return Message(text, private=True)


def _this_month(context: Context) -> Objective | None:
    month = calendar.month_of(context.today)
    return goals.objective(context.session, context.member, month)


def _objective_form(found: Objective | None, context: Context) -> Form:
    t = context.t
    field = Field(
        "title",
        t("What do you want to be able to do at the end of the month?"),
        Kind.PARAGRAPH,
        value=found.title if found else "",
        hint=t("One sentence in your own words; the document gives none."),
        optional=True,
    )
    return Form("okr.objective", t("The month's objective"), (field,))
