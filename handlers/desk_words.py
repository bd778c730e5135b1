"""An organiser's own words to members, in private: to one, or to those who may be glad of them."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.chat import Event, Field, Form, Kind, Message
from bot.context import Context, UserError
from bot.markup import bold, paragraphs, quote
from bot.models import Group, Member
from bot.queries import desk as record
from bot.queries import members
from handlers.desk import back, cases_of, of, whom, worried

BULK = 10
"""Private messages one press may send."""

A_DAY = timedelta(days=1)


def write(event: Event, context: Context) -> Iterable[Message]:
    """In their own words: one field, to one person."""
    t, group = context.t, of(event, context)
    member, _ = whom(event, context, group)
    form = Form(
        "desk.send",
        t("A word in private"),
        (Field("words", t("Your words; they go in private, with your name."), Kind.PARAGRAPH),),
        text=f"{group.id} {member.id}",
    )
    return [Message("", form=form, private=True)]


def send(event: Event, context: Context) -> Iterable[Message]:
    group = of(event, context)
    member, _ = whom(event, context, group)
    return _send(context, group, [member], event.values.get("words", ""))


def bulk(event: Event, context: Context) -> Iterable[Message]:
    t, group = context.t, of(event, context)
    form = Form(
        "desk.bulk_send",
        t("A word to those who may be glad of one"),
        (
            Field(
                "words",
                t("Your words; each hears them alone, in private, with your name."),
                Kind.PARAGRAPH,
                hint=t("At most {n} people at a time, and nobody twice a day.", n=BULK),
            ),
        ),
        text=str(group.id),
    )
    return [Message("", form=form, private=True)]


def bulk_send(event: Event, context: Context) -> Iterable[Message]:
    group = of(event, context)
    chosen = [case.member for case in worried(cases_of(context, group), context)]
    return _send(context, group, chosen, event.values.get("words", ""))


def _send(
    context: Context, group: Group, chosen: Sequence[Member], words: str
) -> Iterable[Message]:
    """In private, with the organiser's name; nobody twice a day, whoever of them writes."""
    t, session = context.t, context.session
    if not words.strip():
        raise UserError(t("There are no words in it."))
    told = record.written_to(session, group, context.now - A_DAY)
    homes = record.reachable(session, [member.id for member in chosen])
    reached = [one for one in chosen if one.id in homes and one.id not in told][:BULK]
    said = []
    for member in reached:
        text = paragraphs(
            t("{name} of {group} writes to you:", name=bold(context.member.name), group=group.name),
            quote(words.strip()),
        )
        said.append(Message(text, to=members.address_of(homes[member.id])))
        record.note(session, group, context.member, "wrote", context.now, member=member)
    if not reached:
        text = t("Nobody was written to: they cannot be reached yet, or heard from us today.")
    else:
        text = t("Sent in private to: {names}.", names=t.series(one.name for one in reached))
    return [Message(text, (back(group, t),), private=True), *said]
