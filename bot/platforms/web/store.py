"""What stands in the page's chats, kept in the table PageMessage."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, or_, select, text
from sqlalchemy.orm import Session

from bot.chat import Message, Person
from bot.database import Database
from bot.models import Account, Member, PageMessage
from bot.packing import pack
from bot.platforms.web.people import chats_of

FIRST = 200
"""Messages a page shows when it opens."""


class Store:
    """Each question is one short transaction; call it on the database's own threads."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def put(
        self,
        chat: str,
        author: str,
        message: Message,
        at: datetime,
        key: str,
        *,
        only_for: str = "",
        edit: str | None = None,
    ) -> tuple[int, bool]:
        """Write a message, or rewrite the one `edit` names; its id, and whether it is news.

        What was for one person's eyes stays so when it is rewritten; what everybody sees does not
        take words for one person, they are said anew. The same `key` again is a repeat: the
        message stands already.
        """
        with self.database.begin() as session:
            self._in_turn(session)
            known = session.scalar(select(PageMessage).where(PageMessage.key == key))
            if known is not None:
                return known.id, False
            body = pack(message)
            row = _standing(session, chat, author, edit)
            if row is not None and only_for not in {"", row.only_for}:
                row = None
            if row is None:
                row = PageMessage(chat=chat, author=author, at=at, key=key, only_for=only_for)
            elif row.body == body:
                return row.id, False
            row.body, row.change = body, _last(session) + 1
            session.add(row)
            session.flush()
            return row.id, True

    def latest(self, person: str) -> tuple[Sequence[PageMessage], int]:
        """The last messages of both chats as this person sees them; the last change."""
        with self.database.begin() as session:
            rows: list[PageMessage] = []
            for chat in chats_of(person):
                newest = _seen(person, (chat,)).order_by(PageMessage.id.desc()).limit(FIRST)
                rows += reversed(session.scalars(newest).all())
            return rows, _last(session)

    def since(self, person: str, change: int) -> Sequence[PageMessage]:
        """What was said or edited after `change` before this person's eyes, in that order."""
        with self.database.begin() as session:
            missed = _seen(person, chats_of(person)).where(PageMessage.change > change)
            rows: Sequence[PageMessage] = session.scalars(missed.order_by(PageMessage.change)).all()
            return rows

    def message(self, number: int, person: str) -> PageMessage | None:
        """One message, if this person sees it."""
        with self.database.begin() as session:
            asked = _seen(person, chats_of(person)).where(PageMessage.id == number)
            found: PageMessage | None = session.scalar(asked)
            return found

    def awaits_reply(self, chat: str, person: str) -> bool:
        """Whether the companion's last words in this chat asked this person for words."""
        with self.database.begin() as session:
            said = _seen(person, (chat,)).where(PageMessage.author == "")
            row = session.scalar(said.order_by(PageMessage.id.desc()).limit(1))
            return row is not None and bool(row.body.get("expects_reply"))

    def zone(self, person: Person) -> str | None:
        """The time zone a member has told us."""
        with self.database.begin() as session:
            zone: str | None = session.scalar(
                select(Member.zone)
                .join(Account)
                .where(
                    Account.platform == person.platform,
                    Account.tenant == person.tenant,
                    Account.user == person.id,
                )
            )
            return zone

    def _in_turn(self, session: Session) -> None:
        """Changes are counted in the order they are committed. SQLite has one writer anyway."""
        if not self.database.is_sqlite:
            session.execute(text("LOCK TABLE page_messages IN EXCLUSIVE MODE"))


def _seen(person: str, chats: Sequence[str]) -> Select[PageMessage]:
    return select(PageMessage).where(
        PageMessage.chat.in_(chats),
        or_(PageMessage.only_for == "", PageMessage.only_for == person),
    )


def _standing(session: Session, chat: str, author: str, edit: str | None) -> PageMessage | None:
    """The message to rewrite, if its author rewrites it."""
    if edit is None or not edit.isdecimal():
        return None
    row = session.get(PageMessage, int(edit))
    return row if row is not None and (row.chat, row.author) == (chat, author) else None


def _last(session: Session) -> int:
    return session.scalar(select(func.max(PageMessage.change))) or 0
