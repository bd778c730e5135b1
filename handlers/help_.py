"""/help: the few things said most, everything on request; made from the table of handlers."""

from collections.abc import Iterable, Sequence

from bot.chat import Button, Event, Message
from bot.context import Context
from bot.markup import Text, bold, join, lines, paragraphs
from bot.rows import Row, Where
from bot.texts import mark

COMMANDS: list[Row] = []
"""The rows that can be typed, filled from the table when it is made."""

PRIVACY = mark(
    "Only you see what we talk about here. In a channel I read commands and answers to me, "
    "nothing else."
)
IN_A_CHANNEL = mark(
    "Everybody reads along here. I read commands and answers to me, nothing else; "
    "the rest I can do in our private chat."
)


def fill(rows: Sequence[Row]) -> None:
    COMMANDS[:] = rows


def help_(event: Event, context: Context) -> Iterable[Message]:
    """What somebody needs in the first weeks, on one screen."""
    t = context.t
    text = paragraphs(
        lines(t("*What I can do*"), _listed([row for row in COMMANDS if row.main], event, context)),
        None if event.in_group else t("You can also just tell me what you did."),
        t(IN_A_CHANNEL if event.in_group else PRIVACY),
    )
    buttons = (
        (Button(t("Today's task"), "today", main=True), Button(t("My road"), "roadmap")),
        (Button(t("Everything I can do"), "help.all"),),
    )
    return [Message(text, buttons, private=True)]


def everything(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    text = lines(t("*Everything I can do*"), _listed(COMMANDS, event, context))
    return [Message(text, ((Button(t("Back"), "help"),),), private=True)]


def _listed(rows: Sequence[Row], event: Event, context: Context) -> Text:
    t = context.t
    return join(
        "\n",
        [
            t("/{name}  {help}", name=bold(row.name), help=t(row.help))
            for row in rows
            if not event.in_group or row.where is not Where.PRIVATE
        ],
    )
