"""What a handler is given, and how it refuses kindly."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from bot.calendars.tokens import Feed
from bot.chat import Event, Message
from bot.markup import Text
from bot.models import Chat, Group, Member
from bot.texts import Texts
from content import Library


class UserError(Exception):
    """What was asked cannot be done; the text says why and what to do, in the reader's language.

    The transaction is rolled back, the answer is sent.
    """

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


@dataclass
class Context:
    """The world of one event: the open transaction, who and where, their today, the library."""

    session: Session
    chat: Chat
    speaker: Member | None
    """Who spoke, or whose alarm rings; an alarm of a group has nobody."""
    group: Group | None
    """The study group whose home this chat is."""
    now: datetime
    today: date
    taught: Callable[[], Library]
    t: Texts
    link: Callable[[str], str] = field(default=lambda _payload: "")
    """An address that opens our private chat with `/start payload`; "" where there is none."""
    feed: Callable[[Feed], str] = field(default=lambda _feed: "")
    """The signed address of a calendar."""
    pace: float = 0.0
    """Letters a second that can be said where this chat is; 0: as many as there are."""

    @cached_property
    def library(self) -> Library:
        """What is taught here: looked for when it is first needed, many events do without."""
        return self.taught()

    @property
    def member(self) -> Member:
        if self.speaker is None:
            raise LookupError("an alarm of a group has no member")
        return self.speaker


Handler = Callable[[Event, Context], Iterable[Message]]
