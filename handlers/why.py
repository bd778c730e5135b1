"""/why: every number of a report, back to the check-ins, links and rows it was made from."""

from collections.abc import Iterable

from bot.chat import Button, Event, Message
from bot.context import Context, UserError
from bot.markup import Text, bold, join, lines, link, paragraphs
from bot.study import periods
from bot.study.reports import Number, Trace
from bot.texts import Texts
from handlers import report_parts

AT_ONCE = 30
"""Entries in one message; the next are a tap away."""

IN_A_ROW = 5
BUTTONS = 25


def why(event: Event, context: Context) -> Iterable[Message]:
    """The numbers of a report, counted; /why 3 opens the third, /why 3 31 from its 31st entry."""
    t = context.t
    period, left = periods.read(event.text.split(), context.today)
    if left and not left[0].isdecimal():
        raise UserError(t("I know /report month, quarter and year, or 2026-03, 2026-Q1 and 2026."))
    numbers = report_parts.report(period, context).numbers()
    if not numbers:
        return [Message(t("{name} has no numbers yet.", name=period.name), private=True)]
    if left and left[0].isdecimal() and 0 < int(left[0]) <= len(numbers):
        start = int(left[1]) - 1 if len(left) > 1 and left[1].isdecimal() else 0
        section, one = numbers[int(left[0]) - 1]
        return [_opened(section.title, one, f"{period.name} {int(left[0])}", start, context)]
    rows: list[Text | str] = []
    for place, (section, one) in enumerate(numbers, 1):
        rows.append(t("{n}. {words}", n=place, words=_said(section.title, one, t)))
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


def _opened(title: str, one: Number, name: str, start: int, context: Context) -> Message:
    """The entries behind a number, a messageful at a time: none is out of reach."""
    t, last = context.t, start + AT_ONCE
    shown = [_entry(trace, context) for trace in one.traces[start:last]]
    left = len(one.traces) - last
    text = paragraphs(
        lines(bold(_said(title, one, t)), one.how or None),
        t(
            "{first} to {last} of {all}",
            first=start + 1,
            last=start + len(shown),
            all=len(one.traces),
        )
        if shown and (start or left > 0)
        else None,
        join("\n", shown) if shown else t("Nothing stands behind it yet: that is why it is so."),
    )
    more = Button(t("The next {n}", n=min(left, AT_ONCE)), "why", f"{name} {last + 1}")
    numbers = Button(t("All numbers"), "why", name.partition(" ")[0])
    return Message(text, ((more, numbers) if left > 0 else (numbers,),), private=True)


def _said(title: str, one: Number, t: Texts) -> Text:
    return Text() + f"{title} · " + t("{label}: {value}", label=one.label, value=one.value)


def _entry(trace: Trace, context: Context) -> Text:
    day = f"· {context.t.day(trace.day)} " if trace.day else "· "
    if trace.link and trace.link not in trace.words:
        return Text() + day + link(trace.words, trace.link)
    return Text() + day + trace.words
