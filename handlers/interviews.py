"""/interview: drills against the clock with a rubric, stories from what was really done."""

from collections.abc import Iterable
from datetime import timedelta

from bot.chat import Button, Event, Field, Form, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, backticks, bold, lines, paragraphs
from bot.queries import alarms, papers
from bot.study import calendar
from bot.study.links import shortened
from bot.texts import mark
from content import Item
from handlers import cards
from handlers.fields import paragraph_fields

PREFIXES = {
    "d": mark("System design, four steps"),
    "b": mark("Behaviour, STAR"),
    "t": mark("Deep questions"),
}
"""The kinds of drill, by how the interview track names its items."""

NAMED = ("T4-i107", "T4-i108")
"""The two questions document 004 names, lines 107-108."""

STAR = {
    "s": (mark("Situation"), mark("How large, how many people, which limits?")),
    "t": (mark("Task"), mark("Your part, and the number that means success.")),
    "a": (mark("Action"), mark("The options, your choice, who disagreed.")),
    "r": (mark("Result"), mark("The number before, the number after.")),
}
"""Document 004, line 105."""

TITLE = 60
TALK_MINUTES = {"d": 45, "b": 3, "t": 3}


def interview(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    drilled = papers.of_kind(context.session, context.member, "drill")
    stories = papers.of_kind(context.session, context.member, "story")
    text = paragraphs(
        t("*Interview*: said aloud, against the clock, with a rubric"),
        t.count("{n} drill so far.", "{n} drills so far.", len(drilled)) if drilled else None,
        lines(t("Your stories:"), *[f"· {one.title}" for one in stories]) if stories else None,
    )
    kinds = [
        Button(t(words), "interview.next", key, main=key == "d") for key, words in PREFIXES.items()
    ]
    rows: tuple[Row, ...] = (
        *((button,) for button in kinds),
        (
            Button(t("The two named questions"), "interview.next", "n"),
            Button(t("A new story"), "interview.story"),
        ),
        (Button(t("With another member"), "mock.who"),),
    )
    return [Message(text, rows, private=True)]


def next_(event: Event, context: Context) -> Iterable[Message]:
    """The drill of this kind not done for longest."""
    items = _of_kind(event.text, context)
    if not items:
        raise UserError(context.t("There is no such drill in the library."))
    done = [one.about for one in papers.of_kind(context.session, context.member, "drill")]
    item = min(items, key=lambda one: (done.count(one.id), items.index(one)))
    return [_card(item, context)]


def clock(event: Event, context: Context) -> Iterable[Message]:
    """The bell rings when the time is over; the rubric comes with it."""
    t, item = context.t, _item(event, context)
    minutes = _minutes(item)
    at = context.now + timedelta(minutes=minutes)
    alarms.arm(context.session, context.member, "alarm.drill", at, item.id)
    moment = t.moment(calendar.local(at, context.member.zone))
    text = t(
        "⏱ {minutes} minutes, until {moment}. Speak aloud; I say when.",
        minutes=minutes,
        moment=moment,
    )
    rows = ((Button(t("I finished early"), "interview.rubric", item.id),),)
    return [Message(text, rows, private=True)]


def bell(event: Event, context: Context) -> Iterable[Message]:
    """The time of a drill is over."""
    item = context.library.find(event.text)
    return [] if item is None else [_rubric(item, context, context.t("⏰ Time. Put the pen down."))]


def rubric(event: Event, context: Context) -> Iterable[Message]:
    item = _item(event, context)
    alarms.disarm(context.session, context.member, "alarm.drill", item.id)
    return [_rubric(item, context, None)]


def score(event: Event, context: Context) -> Iterable[Message]:
    """How many of the points were said; the last time stands beside it."""
    t, item = context.t, _item(event, context)
    number = event.text.partition(" ")[2]
    points = len(item.points)
    if not number.isdecimal() or int(number) > points:
        return [_rubric(item, context, None)]
    before = papers.about(context.session, context.member, "drill", item.id)
    title = cards.item_title(item, t)
    papers.open_(context, "drill", title, item.id, score=int(number), of=points)
    text = lines(
        t("{title}: {n} of {all} points.", title=title, n=int(number), all=points),
        t("Last time: {n}.", n=int(before.fields.get("score", 0))) if before else None,
        t("Now the answer is worth reading: {answer}", answer=backticks(item.answer))
        if item.answer
        else None,
    )
    rows = ((Button(t("Undo"), "undo"), Button(t("Another one"), "interview")),)
    return [Message(text, rows, replace=True, private=True)]


def story(event: Event, context: Context) -> Iterable[Message]:
    """A STAR story; begun from a loop or a project it is half written already."""
    t = context.t
    known = _begun_from(event.text, context)
    fields = (
        Field("title", t("The story's name"), value=known.get("title", "")),
        *paragraph_fields(STAR, known, t),
    )
    form = Form("interview.told", t("A story"), fields, text=event.text)
    return [Message("", form=form, private=True)]


def told(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    given = {name: words.strip() for name, words in event.values.items()}
    title = shortened(given.pop("title", ""), TITLE) or t.plain("A story")
    papers.open_(context, "story", title, event.text, **given)
    rows = [
        lines(bold(t(label)), given[name]) for name, (label, _) in STAR.items() if given.get(name)
    ]
    wes = sum(given[name].count("我们") + given[name].lower().split().count("we") for name in given)
    text = paragraphs(
        t("📣 *{title}*", title=title),
        *rows,
        t("You said “we” {n} times. What was your own part?", n=wes) if wes >= 3 else None,
        t("Tell it in two minutes, without reading."),
    )
    return [Message(text, ((Button(t("Undo"), "undo"),),), private=True)]


def _begun_from(source: str, context: Context) -> dict[str, str]:
    kind, _, number = source.partition(":")
    if kind not in {"loop", "project"}:
        return {}
    paper = papers.by_id(context.session, context.member, kind, number)
    if paper is None:
        return {}
    words = {name: str(text) for name, text in paper.fields.items() if isinstance(text, str)}
    if kind == "loop":
        return {
            "title": paper.title,
            "s": words.get("found", ""),
            "a": words.get("design", ""),
            "r": "\n".join(filter(None, (words.get("verify"), words.get("improve")))),
        }
    return {"title": paper.title, "s": words.get("what", ""), "r": words.get("learned", "")}


def _card(item: Item, context: Context) -> Message:
    t = context.t
    text = paragraphs(
        bold(cards.item_title(item, t)),
        cards.in_chinese([item], t),
        backticks(item.question or item.text) if item.question or item.text else None,
        lines(*[Text() + f"{n}. " + backticks(step) for n, step in enumerate(item.steps, 1)]),
        t("📖 {source}", source=cards.where(item.source, t)),
    )
    start = Button(
        t("Start {minutes} minutes", minutes=_minutes(item)), "interview.clock", item.id, main=True
    )
    return Message(text, ((start,),), private=True)


def _rubric(item: Item, context: Context, said: Text | None) -> Message:
    """The points, only now; how many of them were said?"""
    t = context.t
    text = paragraphs(
        said,
        t("*What should have been said*: {title}", title=cards.item_title(item, t)),
        lines(*[Text() + "· " + backticks(point) for point in item.points]),
        t("How many of these did you say?"),
    )
    numbers = [
        Button(str(n), "interview.score", f"{item.id} {n}") for n in range(len(item.points) + 1)
    ]
    rows = tuple(tuple(numbers[at : at + 6]) for at in range(0, len(numbers), 6))
    return Message(text, rows, private=True)


def _of_kind(key: str, context: Context) -> list[Item]:
    if key == "n":
        return [item for name in NAMED if (item := context.library.find(name)) is not None]
    return [
        item
        for item in context.library.of_kind("interview", track="T7")
        if item.id.startswith(f"T7-{key}") and item.points
    ]


def _minutes(item: Item) -> int:
    kind = item.id.removeprefix("T7-")[:1]
    return TALK_MINUTES.get(kind, 4)


def _item(event: Event, context: Context) -> Item:
    item = context.library.find(event.text.partition(" ")[0])
    if item is None:
        raise UserError(context.t("There is no such drill in the library."))
    return item
