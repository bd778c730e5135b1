"""How the companion says no: kindly, in the reader's language, with what to do instead."""

from collections.abc import Iterable
from difflib import get_close_matches

from bot.chat import CALLBACK_BYTES, Button, Event, Link, Message, Person
from bot.context import Context
from bot.languages import language_of
from bot.markup import bold, brief
from bot.models import Group
from bot.queries import groups
from bot.rows import House, Row, Where, Who
from bot.texts import Texts, texts


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


def unknown(event: Event, context: Context, house: House) -> Iterable[Message]:
    """A button of long ago, or a command nobody knows: perhaps a slip of the finger."""
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
    typed = [name for name in house.rows if name and "." not in name]
    meant = get_close_matches(event.name, typed, n=1)
    if meant:
        text = t("I do not know /{name}. Did you mean /{meant}?", name=event.name, meant=meant[0])
        ways = (Button(f"/{meant[0]}", meant[0], _if_it_fits(event.text, meant[0]), main=True),)
    else:
        text = t("I do not know /{name}. These I do:", name=brief(event.name))
        ways = (Button(t("Today's task"), "today", main=True),)
    return (Message(text, ((*ways, Button(t("Help"), "help")),), private=True),)


def outside(group: Group, context: Context) -> Message:
    """Who is not in a group is shown its door: in its own channel, or where they have been in it
    before; not whoever was removed.
    """
    t, row = context.t, groups.membership(context.session, group, context.member)
    if row is None:
        label = t("Join") if group.chat_id == context.chat.id else None
    else:
        label = t("Join again") if row.role != "removed" else None
    door = ((Button(label, "group.join", str(group.id), main=True),),) if label else ()
    return Message(t("You are not in {group}.", group=bold(group.name)), door, private=True)


def _if_it_fits(words: str, name: str) -> str:
    """The words after the command, where a button has room for them."""
    return words if len(f"{name}|{words}".encode()) <= CALLBACK_BYTES else ""


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
            return outside(group, context)
        if row.who is Who.ORGANISER and not groups.organises(
            context.session, context.member, group
        ):
            return Message(t("Only an organiser of the group can do that."), private=True)
    return None
