"""The few words that are the terminal's own."""

from bot.texts import mark

HELLO = mark("Say hello with /start; /help tells what I can do, /quit leaves.")
IN_GROUP = mark("You are in #{group} now: everybody there reads along. /private leads back.")
IN_PRIVATE = mark("Only the two of us now.")
NO_FILE = mark("I cannot read a file at {path}.")
NOT_STORED = mark("That was not stored. Please send it once more in a moment.")
UNREADABLE = mark("That could not be read; it is kept under {reference}.")

COMMANDS = {
    "channel": mark("speak in the group"),
    "private": mark("speak with me alone"),
    "time": mark("Move the companion's clock, for example +1d"),
    "file": mark("hand me a file: /file notes.md and words"),
    "quit": mark("leave"),
}
"""What the terminal itself understands, beside the companion's own commands."""
