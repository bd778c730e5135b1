"""/why: every number of a report, back to the check-ins, links and rows it was made from."""

from collections.abc import Iterable

from bot.chat import Button, Event, Message
from bot.context import Context
from bot.markup import Text, bold, join, lines, link, paragraphs
from bot.study import periods
from bot.study.reports import Number, Trace
from handlers import report_parts

MOST = 40
"""Entries shown in a chat; the page has all of them."""

IN_A_ROW = 5
BUTTONS = 15


def why(event: Event, context: Context) -> Iterable[Message]:
    """The numbers of a report, counted; /why 3 opens the third."""
    t = context.t
    period, left = periods.read(event.text.split(), context.today)
    numbers = report_parts.report(period, context).numbers()
    if not numbers:
        return [Message(t("{name} has no numbers yet.", name=period.name), private=True)]
    if left and left[0].isdecimal() and 0 < int(left[0]) <= len(numbers):
        section, one = numbers[int(left[0]) - 1]
        return [Message(_opened(section.title, one, context), private=True)]
    rows: list[Text | str] = []
    for place, (section, one) in enumerate(numbers, 1):
        rows.append(f"{place}. {section.title} · {one.label}: {one.value}")
    buttons = [
        Button(str(place), "why", f"{period.name} {place}")
        for place in range(1, min(len(numbers), BUTTONS) + 1)
    ]
    text = paragraphs(
        t("*The numbers of {name}*. Which one shall be traced?", name=period.name),
        join("\n", rows),
        t("Or say it: /why {name} 3", name=period.name),
    )
    cut = tuple(tuple(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW))
    return [Message(text, cut, private=True)]


def _opened(title: str, one: Number, context: Context) -> Text:
    t = context.t
    shown = [_entry(trace, context) for trace in one.traces[:MOST]]
    more = len(one.traces) - len(shown)
    return paragraphs(
        lines(bold(f"{title} · {one.label}: {one.value}"), one.how or None),
        join("\n", shown) if shown else t("Nothing stands behind it yet: that is why it is so."),
        t.count("… and {n} more", "… and {n} more", more) if more else None,
    )


def _entry(trace: Trace, context: Context) -> Text:
    day = f"· {context.t.day(trace.day)} " if trace.day else "· "
    if trace.link and trace.words != trace.link:
        return Text() + day + link(trace.words, trace.link)
    return Text() + day + trace.words
