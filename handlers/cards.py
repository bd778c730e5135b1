"""The task card: what, why, what to do, done when, minutes, source."""

from collections.abc import Iterable
from datetime import date

from bot.chat import Button, Row
from bot.context import Context
from bot.markup import Text, backticks, bold, italic, join, lines, paragraphs, pre
from bot.models import Task
from bot.study.plan import Unit, parts_of, read_ref
from bot.texts import Texts, mark
from content import Item, Library, Source

SITTING = 180
"""Minutes nobody should be asked for in one go."""

SHOWN_LINES = 12
"""Of an original; the rest is in the document itself."""

CLAIMS = {
    "T4": mark(
        "The document's 12-18 months are at 3-4 hours a day; at one hour, six days a week, "
        "it is about 50 months."
    )
}
"""What a document says of the time its track takes, next to what the arithmetic says."""


def units_of(task: Task, library: Library) -> list[Unit]:
    """The units a task row names; items that left the library are left out."""
    found = []
    for ref in task.items:
        item_id, step = read_ref(ref)
        item = library.find(item_id)
        if item is not None:
            found.append(Unit(item, step))
    return found


def card(task: Task, context: Context) -> Text:
    """The day's task as one message."""
    t = context.t
    found = units_of(task, context.library)
    if not found:
        return t("This task is no longer in the library. Tomorrow brings the next one.")
    sources = [where(unit.item.source, t) for unit in found if unit.item.source]
    until = context.member.light_until
    return paragraphs(
        t("*Today*: {title}", title=bold(title_of(found, t))),
        _lighter(until, t) if until is not None and task.day <= until else None,
        in_chinese([unit.item for unit in found], t),
        *[_unit(unit, context, found[at - 1] if at else None) for at, unit in enumerate(found)],
        lines(
            how_long(sum(unit.minutes for unit in found), t),
            *[t("📖 Source: {source}", source=source) for source in dict.fromkeys(sources)],
        ),
    )


def in_chinese(items: Iterable[Item], t: Texts) -> Text | None:
    """Fair warning to who reads English: the words of our documents are not translated."""
    if t.lang == "zh" or all(item.lang != "zh" for item in items):
        return None
    return italic(t("The card is in Chinese."))


def buttons(task: Task, t: Texts) -> tuple[Row, ...]:
    """Done first; then what to do with a bad day; then where it is from and how loud we are."""
    number = str(task.id)
    return (
        (Button(t("✅ Done"), "task.done", number, main=True),),
        (
            Button(t("Later"), "task.later", number),
            Button(t("Not today"), "task.skip", number),
            Button(t("Stuck"), "task.stuck", number),
        ),
        (Button(t("Source"), "task.source", number), Button(t("Fewer"), "task.fewer", number)),
    )


def _lighter(until: date, t: Texts) -> Text:
    day = t.day(until)
    return italic(t("A lighter week until {day}: half the minutes, nothing to catch up.", day=day))


def rows(task: Task, context: Context) -> tuple[Row, ...]:
    """The buttons of a task; a quiz begins with its first question."""
    found = units_of(task, context.library)
    if found and found[0].item.kind == "quiz" and task.state != "done":
        begin = Button(context.t("Begin the quiz"), "task.quiz", f"{task.id} 0 0", main=True)
        return ((begin,), *buttons(task, context.t))
    return buttons(task, context.t)


def how_long(minutes: int, t: Texts) -> Text:
    """Minutes for a sitting; more than three hours are spread over days, and said so."""
    if minutes > SITTING:
        hours = str(round(minutes / 60))
        return t("⏱ About {hours} hours, over as many days as you need", hours=hours)
    return t("⏱ About {minutes} minutes", minutes=minutes)


def title_of(units: list[Unit], t: Texts) -> str:
    """What the sitting is called: its items' titles in the reader's language."""
    separator = "、" if t.lang == "zh" else "; "
    return separator.join(name(unit, t) for unit in units)


def claim(track: Item, t: Texts) -> Text | None:
    """The document's own words on how long it takes, put right; where it has any."""
    said = CLAIMS.get(track.id)
    return italic(t(said)) if said else None


def name(unit: Unit, t: Texts) -> str:
    title = item_title(unit.item, t)
    if unit.step is None:
        return title
    return t.plain(
        "{title} ({step} of {all})",
        title=title,
        step=unit.step,
        all=parts_of(unit.item),
    )


def item_title(item: Item, t: Texts) -> str:
    return item.title if t.lang == "zh" or not item.en else item.en


def where(source: Source | None, t: Texts) -> str:
    """A source as "003 › 1. … › 1.1 … (L30)": document, headings, lines."""
    if source is None:
        return t.plain("our own")
    first, last = source.lines
    span = f"L{first}" if first == last else f"L{first}–{last}"
    return " › ".join((source.document, *source.heading_path)) + f" ({span})"


def source_of(item: Item, context: Context) -> Text:
    """Where an item stands, the words there, and whose it is."""
    t = context.t
    role = {
        "stated": t("the document says so"),
        "derived": t("made by us from the document"),
        "default": t("our own choice"),
        "note": t("an editor's note"),
    }[item.role]
    words = "\n".join(item.words) or _original(item, context)
    return lines(
        t("📖 {source}", source=where(item.source, t)),
        t("“{words}”", words=words) if words else None,
        italic(role),
    )


def _original(item: Item, context: Context) -> str:
    """The lines an item of our own is made from, where the document itself is here."""
    found = context.library.lines_of(item.source) if item.source else ()
    shown = [line.strip() for line in found if line.strip()]
    return "\n".join([*shown[:SHOWN_LINES], *["…"][: len(shown) > SHOWN_LINES]])


def _unit(unit: Unit, context: Context, before: Unit | None) -> Text:
    t, item = context.t, unit.item
    why = _why(item, context.library)
    if before is not None and why == _why(before.item, context.library):
        why = ""  # said already: topics of one group share their reason
    return lines(
        bold(item.text) if item.words else None,
        backticks(item.body) if item.body and not item.words else None,
        t("Why: {why}", why=backticks(why)) if why else None,
        to_do(unit, t),
        t("Done when: {done}", done=backticks(done)) if (done := _done_when(item, t)) else None,
        t("Editor's note: {note}", note=backticks(item.note)) if item.note else None,
        *[pre(code.text) for code in item.code],
    )


def _why(item: Item, library: Library) -> str:
    group = library.group_of(item.id)
    return item.why or (group.why if group else "")


def to_do(unit: Unit, t: Texts) -> Text | None:
    """What to do, as one line or as steps."""
    item = unit.item
    if item.kind == "quiz":
        return t.count(
            "Do: {n} question, answered right here.",
            "Do: {n} questions, answered right here.",
            len(item.questions),
        )
    if one := item.steps[unit.step - 1] if unit.step and item.steps else item.try_:
        return t("Do: {what}", what=backticks(one))
    rows = [f"{n}. " + backticks(step) for n, step in enumerate(item.steps, 1)]
    rows = rows or ["· " + backticks(point) for point in item.points]
    if rows:
        return t("Do:") + "\n" + join("\n", rows)
    return t("Answer: {question}", question=backticks(item.question)) if item.question else None


def _done_when(item: Item, t: Texts) -> str:
    if item.done:
        return item.done
    if item.question and item.kind in {"topic", "drill"}:
        return t.plain("you can answer from memory: {question}", question=item.question)
    return ""
