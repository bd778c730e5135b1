"""/help: what can be said, made from the table of handlers."""

from collections.abc import Iterable, Sequence

from bot.chat import Button, Event, Message
from bot.context import Context, Handler
from bot.markup import bold, join, lines, paragraphs
from bot.texts import mark

COMMANDS: list[tuple[str, str, bool]] = []
"""(name, help sentence, also said in channels), filled from the table when it is made."""

PRIVACY = mark(
    "Only you see what we talk about here. In a channel I read commands and answers to me, "
    "nothing else."
)


def fill(commands: Sequence[tuple[str, str, bool]]) -> None:
    COMMANDS[:] = commands


def help_(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    rows = [
        t("/{name}  {help}", name=bold(name), help=t(help_text))
        for name, help_text, in_channels in COMMANDS
        if in_channels or not event.in_group
    ]
    text = paragraphs(
        lines(t("*What I can do*"), join("\n", rows)),
        t("You can also just tell me what you did."),
        t(PRIVACY),
    )
    buttons = ((Button(t("Today's task"), "today", main=True), Button(t("My road"), "roadmap")),)
    return [Message(text, buttons, private=True)]


__all__ = ["COMMANDS", "Handler", "fill", "help_"]
