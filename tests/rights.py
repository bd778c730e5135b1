"""The table of rights for people to read, made from the table of handlers."""

from bot.rows import Row, Who
from bot.wire import can_be_pressed
from handlers import HANDLERS

HEAD = """# Who may do what

Made from the table of handlers; a test compares, and another presses every row in every role, on
Telegram and on Slack.

*Learner*: whoever has chosen a road; others are asked for one first. *Member* and *organiser*: of
the group the button names. An administrator of the chat or the workspace has no rights of their own
here: adding and removing us is theirs. A member who was removed is a stranger to that group, and
comes back by a new invitation only. Whoever presses somebody else's button gets an answer for their
eyes only, and nothing of the other's changes.

| what | where | stranger | administrator | removed | member | organiser |
|---|---|---|---|---|---|---|
"""

MAY = {
    Who.ANYONE: ("yes", "yes", "yes", "yes", "yes"),
    Who.LEARNER: ("as learner", "as learner", "as learner", "as learner", "as learner"),
    Who.MEMBER: ("no", "no", "no", "yes", "yes"),
    Who.ORGANISER: ("no", "no", "no", "no", "yes"),
}

APART = {
    "group.join": ("yes", "yes", "no", "yes", "yes"),
    "group.checkin": ("yes, joins", "yes, joins", "no", "yes", "yes"),
    "group.reopen": ("no", "no", "no", "no", "yes, once put away"),
    "kudos": ("no", "no", "no", "yes", "yes"),
}
"""Rows whose handler asks by itself."""


def table() -> str:
    rows = [row for row in HANDLERS.values() if can_be_pressed(row.name)]
    return HEAD + "".join(_line(row) for row in sorted(rows, key=lambda row: row.name))


def _line(row: Row) -> str:
    name = f"`{row.name}`" if "." in row.name else f"`/{row.name}`"
    cells = (name, row.where.value, *APART.get(row.name, MAY[row.who]))
    return f"| {' | '.join(cells)} |\n"
