"""Whoever comes hears of a change: moved, cancelled, on again; later dates go with their series."""

from datetime import datetime, timedelta
from typing import Any

from bot.chat import Message
from bot.context import Context
from bot.markup import Text, bold, lines
from bot.models import Meetup
from bot.queries import meetups
from bot.texts import Texts
from handlers.meetup_words import tell, when
from handlers.rsvps import plan

A_MOMENT = timedelta(seconds=1)

TOLD = ("yes", "maybe", "wait")
"""Whoever said one of these hears of a change."""


def follow_suit(
    context: Context,
    found: Meetup,
    shift: timedelta = timedelta(),
    *,
    again: datetime | None = None,
) -> list[Message]:
    """Later dates that were answered already go where their series goes: along with it, or off.

    `again`: when the series was called off that is on again; so are they.
    """
    said: list[Message] = []
    for one in meetups.ahead(context.session, found):
        was = (one.starts_at, one.place, one.cancelled_at)
        if one.cancelled_at is not None and one.cancelled_at != again:
            continue
        slot = one.slot_at + shift
        left = found.cancelled_at is None or found.slot_at.isoformat() in found.skips
        stays = left and found.rule and meetups.next_slot(found, slot - A_MOMENT) == slot
        if stays:
            meetups.keep_up(one, found, slot)
        one.cancelled_at = None if stays else context.now
        say = cancelled if not stays else on_again if was[2] else moved
        if was != (one.starts_at, one.place, one.cancelled_at):
            said += everybody(context, one, say)
    return said


def everybody(context: Context, found: Meetup, say: Any) -> list[Message]:
    """Plans every answer anew, and tells those who come; not whoever made the change."""
    said: list[Message] = []
    for member, row in meetups.said(context.session, found, *TOLD):
        plan(context, found, member, row)
        if say is not None and member.id != context.member.id:
            said += tell(context, member, lambda t, zone: say(found, zone, t))
    return said


def moved(found: Meetup, zone: str, t: Texts) -> Text:
    return lines(
        t("Changed: {title}", title=bold(found.title)),
        when(found, zone, t),
        t("📍 {place}", place=found.place) if found.place else None,
        t("Your answer stands; a tap on the post changes it."),
    )


def cancelled(found: Meetup, zone: str, t: Texts) -> Text:
    return lines(t("Cancelled: {title}", title=bold(found.title)), when(found, zone, t))


def on_again(found: Meetup, zone: str, t: Texts) -> Text:
    return lines(
        t("It takes place after all: {title}", title=bold(found.title)), when(found, zone, t)
    )
