"""The lines that fall on a date and ride in the day's one letter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from bot.chat import Button, Event, Message, Row
from bot.context import Context
from bot.markup import Text, paragraphs
from bot.models import Task
from bot.queries import papers
from bot.texts import Texts
from handlers import contacts, goal_lines, load, mine, networking, partners, reading, second
from handlers.goal_lines import Dated

MOST = 3
"""Lines a letter may carry."""


@dataclass(frozen=True, slots=True)
class Line:
    text: Text
    buttons: Row


def lines_of(context: Context) -> list[Line]:
    """Today's lines, most urgent first."""
    once = [*goal_lines.due(context), *networking.lines_due(context), *second.due(context)][:MOST]
    _keep_once(once, context)
    dated = [*once, *reading.due(context)][:MOST]
    of_groups = [*partners.letter_lines(context), *mine.letter_lines(context)]
    lines = [_line(line, context.t) for line in dated]
    return [*lines, *(Line(text, row) for text, row in of_groups)][:MOST]


def of_load(task: Task, room: int, context: Context) -> list[Line]:
    """Whether the load is too high, if there is room for it; said once."""
    found = load.due(task, context)[: max(room, 0)]
    _keep_once(found, context)
    return [_line(line, context.t) for line in found]


def _keep_once(found: list[Dated], context: Context) -> None:
    """Said once, whatever the answer."""
    for line in found:
        papers.keep_letter_line(context.session, context.member, line.kind, line.occurrence, None)


def alone(found: list[Line], t: Texts) -> Message:
    """A letter on a day off: only what falls on the date."""
    return Message(paragraphs(*[line.text for line in found]), tuple(x.buttons for x in found))


def later(event: Event, context: Context) -> Iterable[Message]:
    """The line comes again tomorrow."""
    t = context.t
    kind, _, occurrence = event.text.partition(" ")
    tomorrow = context.today + timedelta(days=1)
    papers.keep_letter_line(context.session, context.member, kind, occurrence, tomorrow)
    if context.member.track is None:
        contacts.bring_back(kind, occurrence, tomorrow, context)
    return [Message(t("It comes again tomorrow."), private=True)]


def skip(event: Event, context: Context) -> Iterable[Message]:
    """Not this time; the next period may ask again."""
    kind, _, occurrence = event.text.partition(" ")
    return [_stopped(kind, occurrence, context, context.t("Skipped, and that is fine."))]


def fewer(event: Event, context: Context) -> Iterable[Message]:
    """No more lines of this kind at all."""
    return [_stopped(event.text, "", context, context.t("I no longer bring this up by myself."))]


def _stopped(kind: str, occurrence: str, context: Context, said: Text) -> Message:
    row = papers.keep_letter_line(context.session, context.member, kind, occurrence, None)
    papers.note(context, row, None)
    return Message(said, ((Button(context.t("Undo"), "undo"),),), private=True)


def _line(line: Dated, t: Texts) -> Line:
    ways = goal_lines.ways(line.kind, line.occurrence, t, line.no)
    return Line(line.text, (line.button, *ways))
