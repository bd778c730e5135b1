"""How the companion says no: kindly, in the reader's language, with what to do instead."""

from collections.abc import Iterable

from bot.chat import Button, Event, Link, Message, Person
from bot.context import Context
from bot.markup import bold
from bot.queries import groups
from bot.rows import House, Row, Where, Who
from bot.texts import Texts, language_of, texts


def apology(person: Person | None, reference: str, house: House) -> Message:
    t: Texts = texts(language_of(person.locale if person else "", house.lang))
    return Message(
        t(
            "Something broke on our side. What you sent is kept (reference {reference}); "
            "please try again in a minute.",
            reference=reference,
        ),
        private=True,
    )


def unknown(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    if "." in event.name:
        return (
            Message(
                t("This button is from an older message and no longer works."),
                ((Button(t("Today's task"), "today"),),),
                private=True,
            ),
        )
    if event.in_group:
        return ()
    return (
        Message(
            t("I do not know /{name}. These I do:", name=event.name),
            ((Button(t("Today's task"), "today", main=True), Button(t("Help"), "help")),),
            private=True,
        ),
    )


def refusal(row: Row, event: Event, context: Context) -> Message | None:
    t = context.t
    if row.where is Where.PRIVATE and event.in_group:
        url = context.link("hello")
        buttons = ((Link(t("Open our private chat"), url),),) if url else ()
        return Message(
            t("That is between the two of us: ask me in private."), buttons, private=True
        )
    if row.where is Where.GROUP and not event.in_group:
        return Message(
            t("That belongs in a shared channel: add me to one and say it there."), private=True
        )
    if row.who in {Who.MEMBER, Who.ORGANISER}:
        group = groups.meant(context.session, event, context)
        if group is None:
            return Message(t("That group has ended, or it is not here."), private=True)
        if not groups.belongs(context.session, context.member, group):
            return Message(t("You are not in {group}.", group=bold(group.name)), private=True)
        if row.who is Who.ORGANISER and not groups.organises(
            context.session, context.member, group
        ):
            return Message(t("Only an organiser of the group can do that."), private=True)
    return None
