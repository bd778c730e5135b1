"""Event in, messages out: one transaction, one event per chat at a time, each event once."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from bot import interview
from bot.chat import Address, Event, Message
from bot.context import Context, UserError
from bot.database import Database
from bot.markup import paragraphs
from bot.models import Chat
from bot.operations.batches import Batches
from bot.operations.clock import Clock
from bot.packing import pack_event, unpack_event
from bot.queries import forms, handled, inbox, leases, members, outbox
from bot.queries.outbox import Job
from bot.refusals import apology, refusal, unknown
from bot.rows import House, Who
from bot.worlds import Worlds

_BEYOND_ROWS = re.compile(r"(?<![0-9a-zA-Z])\d{19,}(?![0-9a-zA-Z])")

log = structlog.get_logger("dispatcher")

OF_THE_EVENT = (DataError, IntegrityError, ProgrammingError)
"""What a database says of one event's values. Brought again it would say the same, and everything
behind that event would wait for ever; any other error is the database's own trouble."""

TRIES = 3
"""How often an event whose handler failed is tried in all."""

TOGETHER = 32
"""Events in a transaction at most, where all wait for one thread anyway."""

Said = Callable[[Sequence[Job]], None]
Came = tuple[Event, str]
"""An event, and the update as it came."""
Outcome = tuple[tuple[Message, ...], list[Job]]
"""What is answered on the event's own trigger, and what went into the outbox."""
Answer = Callable[[Event, Context], Iterable[Message]]


class Dispatcher:
    """The sync core behind the async edge.

    `handle` commits before it returns. `said` is told of the committed outbox rows, so that the
    process that made an answer sends it at once; `worker` is the name those rows are leased to.

    On SQLite, with its one writer, events that wait for it share a transaction and its one write
    to the disk. On PostgreSQL each has its own: several in one would lock rows in any order.
    """

    def __init__(
        self, database: Database, house: House, worker: str, said: Said, clock: Clock
    ) -> None:
        self.database = database
        self.house = house
        self.worlds = Worlds(house)
        self.worker = worker
        self._said = said
        self._clock = clock  # for leases alone: what happened brings its own time
        self._turns: dict[Address, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._batches: Batches[Came, Outcome] = Batches(
            database.threads, TOGETHER if database.is_sqlite else 1, self._handle_all
        )

    async def handle(self, event: Event, raw: str = "") -> tuple[Message, ...]:
        """Handle and commit; what must be answered on the event's own trigger.

        Raises only if nothing could be stored: then the platform must not be told we have it.
        """
        turn = self._turns[event.address]
        try:
            async with turn:
                at_once, said = await self._batches.do((event, raw))
        finally:
            if not turn.locked():
                self._turns.pop(event.address, None)
        self._said(said)
        return at_once

    async def quarantine(self, platform: str, tenant: str, raw: str, at: datetime) -> str:
        """Keep what could not be read; the reference it is kept under."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self.database.threads, self._keep_raw, platform, tenant, raw, at
        )

    async def note_rival(self, lane: str, at: datetime) -> None:
        """Keep for `doctor` that another program takes what is meant for us."""

        def note() -> None:
            with self.database.begin() as session:
                leases.note_rival(session, lane, at)

        try:
            await asyncio.get_running_loop().run_in_executor(self.database.threads, note)
        except DBAPIError:
            log.warning("another program fetches our updates, and that could not be kept")

    def _handle_all(self, came: Sequence[Came]) -> Sequence[Outcome | Exception]:
        """All in one transaction; if one of them is in trouble, each in its own."""
        if len(came) == 1:
            return [self._handle(*came[0])]
        try:
            with self.database.begin() as session:
                return self._outcomes(session, [event for event, _ in came])
        except Exception:  # noqa: BLE001 - whose trouble it is, and what it means, is seen alone
            return [self._by_itself(*one) for one in came]

    def _outcomes(self, session: Session, events: Sequence[Event]) -> list[Outcome]:
        """Of several events, what they share asked and written once for all."""
        people = [event.sender for event in events if event.sender]
        members.expect(session, [event.address for event in events], people)
        new = handled.note(session, events)
        found: list[Outcome] = []
        with outbox.in_one_go(session):
            for event in events:
                is_new = handled.name_of(event) in new
                new.discard(handled.name_of(event))  # it may have come twice
                found.append(self._outcome(session, event, self._answer) if is_new else ((), []))
        return [(at_once, [job for job in said if job.id]) for at_once, said in found]

    def _by_itself(self, event: Event, raw: str) -> Outcome | Exception:
        try:
            return self._handle(event, raw)
        except Exception as error:  # noqa: BLE001 - raised where this event is waited for
            return error

    def _handle(self, event: Event, raw: str) -> Outcome:
        try:
            return self._once(event, self._answer)
        except UserError as error:
            refusal = error
            return self._once(event, lambda *_: [Message(refusal.text, private=True)])
        except Exception as error:
            if isinstance(error, DBAPIError) and not isinstance(error, OF_THE_EVENT):
                raise  # nothing is stored: the platform shall bring it again
            person = event.sender
            reference = self._keep(event, raw)
            log.exception("handler failed", reference=reference, name=event.name)
            return self._once(event, lambda *_: [apology(person, reference, self.house)])

    def _once(self, event: Event, answer: Answer) -> Outcome:
        with self.database.begin() as session:
            if not handled.note(session, [event]):
                return (), []
            return self._outcome(session, event, answer)

    def _outcome(self, session: Session, event: Event, answer: Answer) -> Outcome:
        context = self.worlds.of_event(session, event)
        if context is None:
            return (), []
        messages = tuple(answer(event, context))
        at_once = tuple(message for message in messages if self._at_once(message, event))
        said = self.put(
            context,
            event,
            [message for message in messages if message not in at_once],
            key=f"{event.address.lane}:{event.key}",
            priority=outbox.ANSWER,
            leased_to=self.worker,
        )
        session.flush()
        return at_once, said

    def _at_once(self, message: Message, event: Event) -> bool:
        """Toasts, modals and ephemerals live and die with their trigger."""
        if event.trigger is None:
            return False
        if message.form is not None and event.shows_forms:
            return True
        whispers = self.house.whispers(event.address.platform)
        return message.private and event.in_group and not whispers and not message.to

    # --- what an event means -------------------------------------------------------------------

    def _answer(self, event: Event, context: Context) -> Iterable[Message]:
        if event.name == forms.TYPED:
            forms.keep(context.session, context.member, event.text, event.values, event.at)
            return ()
        asked = interview.current(context.session, context.chat, context.member, event.at)
        if asked is not None and (event.name in {"", *interview.EVENTS}) and not event.edited:
            about = asked.about_id
            outcome = interview.go_on(context.session, asked, event, context.t)
            if not isinstance(outcome, Event):
                return outcome
            event, context = self._where_it_began(outcome, context, about)
        return self._handled(event, context)

    def _handled(self, event: Event, context: Context) -> Iterable[Message]:
        row = self.house.rows.get(event.name)
        if row is None or _is_forged(event):
            return unknown(event, context, self.house)
        no = refusal(row, event, context)
        if no is not None:
            return (no,)
        if row.who is Who.LEARNER and context.member.track is None:
            return self.house.welcome(replace(event, name="start", text=""), context)
        answers = self._asked(event, context, row.handler(event, context))
        if not event.values:
            return answers
        answers = tuple(answers)
        forms.sent(context.session, context.member, forms.name_of(event.name, event.text), event.at)
        return answers

    def _where_it_began(
        self, event: Event, context: Context, about: int | None
    ) -> tuple[Event, Context]:
        """A form of a shared chat that was filled in in private belongs to the shared chat."""
        chat = context.session.get(Chat, about) if about is not None else None
        if chat is None:
            return event, context
        there = replace(event, address=members.address_of(chat), in_group=True, title="")
        return there, self.worlds.of_event(context.session, there) or context

    def _asked(
        self, event: Event, context: Context, messages: Iterable[Message]
    ) -> Iterable[Message]:
        """Forms become questions where the platform has none."""
        for message in messages:
            if message.form is None:
                yield message
                continue
            form = forms.resumed(context.session, context.member, message.form, event.at)
            if event.shows_forms and event.trigger:
                kept = context.t("Here is what you had typed.") if form != message.form else None
                yield replace(message, form=form, text=paragraphs(message.text, kept))
            else:
                if message.text:
                    yield replace(message, form=None)
                asked_in, _ = self._ears(replace(message, private=True, to=None), event, context)
                yield interview.begin(
                    context.session,
                    asked_in or context.chat,
                    context.member,
                    form,
                    event.at,
                    context.t,
                    about=context.chat,
                )

    # --- what goes out --------------------------------------------------------------------------

    def put(
        self,
        context: Context,
        event: Event,
        messages: Sequence[Message],
        *,
        key: str,
        priority: int,
        leased_to: str = "",
        after: timedelta = timedelta(0),
        expires_at: datetime | None = None,
    ) -> list[Job]:
        """Write messages into the outbox under `key:n`, each to the chat that shall hear it, not to
        be said before `after` is over; what does not say itself when it comes too late expires at
        `expires_at`.
        """
        said = []
        for number, message in enumerate(messages):
            chat, only_for = self._ears(message, event, context)
            if chat is None:
                continue
            job = outbox.put(
                context.session,
                chat,
                message,
                dedupe=f"{key}:{number}",
                priority=priority,
                now=context.now + after,
                edit=event.message if message.replace and chat.id == context.chat.id else None,
                only_for=only_for,
                # A post that stands is the same post tomorrow: it is edited whenever it is said.
                expires_at=None if message.post else expires_at,
                leased_to=leased_to,
                lease_until=self._clock.now() + outbox.LEASE if leased_to else None,
            )
            if job is not None:
                said.append(job)
        return said

    def _ears(
        self, message: Message, event: Event, context: Context
    ) -> tuple[Chat | None, str | None]:
        """The chat a message goes to, and for whose eyes only, if not everybody's there."""
        if message.to is not None:
            # Our own words are no sign that a chat which was gone is back.
            known = members.chat_at(context.session, message.to)
            fresh = replace(event, address=message.to, title="")
            return known or self.worlds.chat(context.session, fresh), None
        if not (message.private and event.in_group and event.sender):
            return context.chat, None
        if self.house.whispers(event.address.platform):
            return context.chat, event.sender.id
        where = event.address
        return (
            members.private_chat(context.session, context.member, where.platform, where.tenant)
            or context.chat,
            None,
        )

    # --- what went wrong ------------------------------------------------------------------------

    def try_again(self) -> list[Job]:
        """Events whose handler failed get another try; after three they wait for a person.

        Synchronous: runs on a database thread, at the start and now and then.
        """
        said: list[Job] = []
        with self.database.begin() as session:
            waiting = inbox.waiting(session, TRIES)
        for kept in waiting:
            event = unpack_event(kept.event or {})
            again = replace(event, key=f"{event.key}:{kept.tries}", trigger=None, shows_forms=False)
            try:
                said += self._once(again, self._answer)[1]
            except Exception:
                log.exception("failed again", reference=kept.reference, name=event.name)
                done = False
            else:
                done = True
            with self.database.begin() as session:
                inbox.tried(session, kept.id, done=done)
        return said

    def _keep(self, event: Event, raw: str) -> str:
        where = event.address
        return self._keep_raw(where.platform, where.tenant, raw, event.at, pack_event(event))

    def _keep_raw(self, *came: Any) -> str:
        with self.database.begin() as session:
            return inbox.keep(session, *came)


def _is_forged(event: Event) -> bool:
    """A press with a number no row of ours has: it was never on a button."""
    return "." in event.name and _BEYOND_ROWS.search(event.text) is not None
