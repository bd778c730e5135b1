"""The loader: what is asked about one is asked, at once, about all a transaction is about.

Thirty check-ins ask the same dozen questions about thirty members, and so do two hundred letters.
The first to ask brings the answers of all; whoever writes to a table in between makes what was
read from it forgotten.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Concatenate, ParamSpec

from sqlalchemy import BindParameter, event
from sqlalchemy.orm import ORMExecuteState, Session, sessionmaker
from sqlalchemy.orm.attributes import get_history

from bot.prepared import prepared

Given = ParamSpec("Given")
Key = int | str
Keys = BindParameter[Sequence[Key]]
Answers = dict[Key, list[Any]]
Build = Callable[Concatenate[Keys, Given], Any]
"""What builds the statement, a `Select` of the owner's key and an answer."""
Ask = Callable[Concatenate[Session, Key, Given], list[Any]]


class Question:
    """Its statement, what kind of key it is about, which tables it reads."""

    def __init__(self, build: Callable[..., Any], kind: str, reads: tuple[type, ...]) -> None:
        self.kind, self.reads = kind, reads
        self.about = prepared(build)
        """`about(keys, *given)`: the statement and what fills it."""


class Loader:
    """The answers of one session."""

    def __init__(self) -> None:
        self.about: dict[str, set[Key]] = defaultdict(set)
        """The keys of each kind that somebody will ask about."""
        self._answers: dict[Question, dict[Hashable, Answers]] = defaultdict(dict)

    def ask(
        self, session: Session, question: Question, key: Key, given: tuple[Any, ...]
    ) -> list[Any]:
        if _is_news(session, question):
            session.flush()
        known = self._answers[question].setdefault(given, {})
        if key not in known:
            keys = [one for one in {key, *self.about[question.kind]} if one not in known]
            known.update({one: [] for one in keys})
            for owner, answer in session.execute(*question.about(keys, *given)):
                known[owner].append(answer)
        return known[key]

    def forget(self, table: type, key: Key | None = None) -> None:
        """What was read from a table, about one member or about everybody."""
        for question, answers in self._answers.items():
            if table in question.reads:
                for known in answers.values():
                    if key is not None and question.kind == "member":
                        known.pop(key, None)
                    else:
                        known.clear()

    def forget_all(self) -> None:
        self._answers.clear()


def per(kind: str, *reads: type) -> Callable[[Build[Given]], Ask[Given]]:
    """A question about a key: `select(owner, answer).where(owner.in_(keys))`, further arguments
    to compare with; asking gives the answers of one owner in their order.

    `kind` says what the keys are, `reads` which tables are looked into: a row written there makes
    what is known about its `member_id` forgotten, or about everybody if it has none.
    """

    def decorate(build: Build[Given]) -> Ask[Given]:
        question = Question(build, kind, reads)

        def ask(session: Session, key: Key, /, *given: Given.args, **_: Given.kwargs) -> list[Any]:
            return list(_loader(session).ask(session, question, key, given))

        return ask

    return decorate


def announce(session: Session, kind: str, keys: Iterable[Key]) -> None:
    """Somebody is going to ask about these."""
    _loader(session).about[kind].update(keys)


def wrote(session: Session, row: object) -> None:
    """A row was written past the session's own bookkeeping."""
    loader = session.info.get(Loader)
    if isinstance(loader, Loader):
        loader.forget(type(row), getattr(row, "member_id", None))


def wrote_many(session: Session, table: type) -> None:
    """Rows of many owners were written past the session's own bookkeeping."""
    loader = session.info.get(Loader)
    if isinstance(loader, Loader):
        loader.forget(table)


def attend(sessions: sessionmaker[Session]) -> None:
    """Let every session forget what it writes to."""
    event.listen(sessions, "after_flush", _after_flush)
    event.listen(sessions, "do_orm_execute", _on_execute)
    event.listen(sessions, "after_soft_rollback", _after_rollback)


def _loader(session: Session) -> Loader:
    found = session.info.get(Loader)
    if not isinstance(found, Loader):
        found = session.info[Loader] = Loader()
    return found


def _is_news(session: Session, question: Question) -> bool:
    """Whether something waits to be written that the question would have to see."""
    waiting = (*session.new, *session.dirty, *session.deleted)
    return any(isinstance(row, question.reads) for row in waiting)


def _after_flush(session: Session, _context: object) -> None:
    for row in (*session.new, *session.deleted):
        wrote(session, row)
    loader = session.info.get(Loader)
    if isinstance(loader, Loader):
        for row in session.dirty:
            loader.forget(type(row), _only_owner(row))


def _only_owner(row: object) -> Key | None:
    """Whose a changed row is; nobody's alone if that is what has changed."""
    owner: Key | None = getattr(row, "member_id", None)
    moved = owner is not None and get_history(row, "member_id").has_changes()
    return None if moved else owner


def _on_execute(state: ORMExecuteState) -> None:
    if state.is_select or not isinstance(state.session.info.get(Loader), Loader):
        return
    mapper = state.bind_mapper
    if mapper is not None:
        state.session.info[Loader].forget(mapper.class_)


def _after_rollback(session: Session, _previous: object) -> None:
    loader = session.info.get(Loader)
    if isinstance(loader, Loader):
        loader.forget_all()
