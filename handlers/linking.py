"""/link: the same person on Telegram, Slack, the terminal and the page, joined by a code."""

import secrets
from collections.abc import Iterable

from bot.chat import Button, Event, Message, Row
from bot.context import Context, UserError
from bot.markup import Text, bold, code, lines, paragraphs
from bot.models import Chat
from bot.queries import checkins, linking, members
from bot.texts import Texts, mark
from handlers import days

DIGITS = 8
PLATFORMS = {
    "telegram": mark("Telegram"),
    "slack": mark("Slack"),
    "terminal": mark("the terminal"),
    "web": mark("the local page"),
}


def link(event: Event, context: Context) -> Iterable[Message]:
    """Without words a code is made; with a code it is repeated, and confirmed here."""
    said = "".join(event.text.split())
    return [_repeat(said, context)] if said else [_new(context)]


def confirm(event: Event, context: Context) -> Iterable[Message]:
    """Two records become one; the other chat hears of it too."""
    t, session, member = context.t, context.session, context.member
    owner = linking.confirmed(session, member, context.now)
    if owner is None:
        raise UserError(t("That code is no longer valid. Make a new one with /link."))
    elsewhere = members.home_of(session, owner)
    where = _platform(context.chat.platform, t)
    linking.join(session, owner, member)
    session.refresh(owner)
    context.speaker = owner
    days.replan(context)
    told = [Message(_joined(context, owner.name), replace=True)]
    if elsewhere is not None and elsewhere.id != context.chat.id:
        text = t("Your record is now also on {platform}. If that was not you, say /link there.",
                 platform=where)  # fmt: skip
        told.append(Message(text, to=members.address_of(elsewhere)))
    return [*told, _homes(context)]


def home(event: Event, context: Context) -> Iterable[Message]:
    """Which chat the letters go to."""
    t, session, member = context.t, context.session, context.member
    own = {str(chat.id): chat for chat in linking.chats(session, member)}
    if event.text not in own:
        return [_homes(context)]
    checkins.remember(session, member, "settings", context.now, home_id=member.home_id)
    member.home_id = own[event.text].id
    text = t("Letters and reminders go to {platform} now.", platform=_name(own[event.text], t))
    return [Message(text, ((Button(t("Undo"), "undo"),),), private=True)]


def _new(context: Context) -> Message:
    t = context.t
    number = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    linking.new(context.session, context.member, number, context.now)
    own = linking.accounts(context.session, context.member)
    text = paragraphs(
        lines(
            t("Your code, for ten minutes and one time:"),
            code(number),
        ),
        t("Say this to me in your other chat: {words}", words=code(f"/link {number}")),
        t("Give it to nobody: whoever says it shares your record."),
        t(
            "Here you are known on: {platforms}.",
            platforms=t.series(_platform(one.platform, t) for one in own),
        ),
    )
    return Message(text, private=True)


def _repeat(number: str, context: Context) -> Message:
    t, session, member = context.t, context.session, context.member
    if linking.too_many(session, member, context.now):
        raise UserError(
            t("That was not right a few times. Wait ten minutes, then make a new code.")
        )
    owner = linking.repeat(session, member, number, context.now)
    if owner is None:
        return Message(t("No such code, or its ten minutes are over. Make one with /link."),
                       private=True)  # fmt: skip
    text = paragraphs(
        t("This code belongs to {name}. Is that you too?", name=bold(owner.name)),
        t("Then what you did here and there becomes one record. It cannot be taken apart again."),
    )
    row = (Button(t("Yes, both are me"), "link.yes", main=True), Button(t("No"), "link.no"))
    return Message(text, (row,), private=True)


def refuse(event: Event, context: Context) -> Iterable[Message]:
    linking.confirmed(context.session, context.member, context.now)
    return [Message(context.t("Then nothing was changed, and the code is void."), replace=True)]


def _joined(context: Context, name: str) -> Text:
    return context.t("Joined: you are {name} here and there, with one record.", name=bold(name))


def _homes(context: Context) -> Message:
    t = context.t
    own = linking.chats(context.session, context.member)
    labels = _labels([_name(chat, t) for chat in own])
    rows: tuple[Row, ...] = tuple(
        (Button(label, "link.home", str(chat.id)),) for label, chat in zip(labels, own, strict=True)
    )
    return Message(t("Where shall letters and reminders go?"), rows, private=True)


def _labels(names: list[str]) -> list[str]:
    """Two chats of one name are told apart by a number."""
    return [
        f"{name} ({names[: place + 1].count(name)})" if names.count(name) > 1 else name
        for place, name in enumerate(names)
    ]


def _name(chat: Chat, t: Texts) -> str:
    where = _platform(chat.platform, t)
    return f"{where} · {chat.title}" if chat.title else where


def _platform(name: str, t: Texts) -> str:
    return t.plain(PLATFORMS[name]) if name in PLATFORMS else name
