"""The table of handlers: what a row of it is, and what every handler's context shares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from bot.calendars.tokens import Feed
from bot.context import Handler
from content import Library


class Who(Enum):
    """Whom a row answers."""

    ANYONE = "anyone"
    LEARNER = "learner"
    """Somebody who has chosen a track; others are welcomed first."""
    MEMBER = "member"
    """Somebody in the group this is about."""
    ORGANISER = "organiser"
    """An organiser of the group this is about."""


class Where(Enum):
    ANYWHERE = "anywhere"
    PRIVATE = "private"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of handlers: what an event's name means, for whom and where.

    `help` is an English sentence of the catalogue; with it the row stands in menus and in /help.
    """

    name: str
    handler: Handler
    who: Who = Who.LEARNER
    where: Where = Where.ANYWHERE
    help: str = ""
    main: bool = False
    """One of the few a short menu has room for; the others stand in /help."""


@dataclass(frozen=True, slots=True)
class House:
    """What every context shares: the library, the rows, the newcomer's language and zone."""

    library: Library
    rows: Mapping[str, Row]
    welcome: Handler
    lang: str = "zh"
    zone: str = "Asia/Shanghai"
    whispers: Callable[[str], bool] = lambda _platform: False
    """Whether a platform can show a message in a shared chat to one person only."""
    link: Callable[[str, str], str] = lambda _platform, _payload: ""
    """`link(platform, payload)`: an address that opens our private chat with `/start payload`."""
    feed: Callable[[Feed], str] = lambda _feed: ""
    """The signed address of a calendar."""
    pace: Callable[[str], float] = lambda _platform: 0.0
    """Planned messages a second a platform takes; 0: as many as there are."""
