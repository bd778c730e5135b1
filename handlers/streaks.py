"""/streak: how the run stands and everything that protects it, in one message; it can be hidden."""

from collections.abc import Iterable

from bot.chat import Button, Event, Message
from bot.context import Context
from bot.markup import Text, join, lines, paragraphs
from bot.queries import checkins, rhythm
from bot.study import streaks as rules
from bot.texts import mark

PAID = {
    "leave": mark("a leave day"),
    "freeze": mark("a freeze"),
    "free": mark("the free miss"),
}
SHOWN = 5
"""Missed days told one by one."""


def streak(event: Event, context: Context) -> Iterable[Message]:
    t, member = context.t, context.member
    run = rhythm.run(context.session, member, context.today)
    paid: list[Text | str] = [
        t("· {day}: {paid}", day=t.day(day), paid=t(PAID[kind]))
        for day, kind in sorted(run.spent.items())[-SHOWN:]
    ]
    text = paragraphs(
        _numbers(run, context),
        lines(
            t("*What protects it*"),
            t("Leave days left this month: {n} of {all}.", n=run.leave, all=rules.LEAVE_A_MONTH),
            t(
                "Freezes: {n} of {most}; the next one in {days} kept days.",
                n=run.freezes,
                most=rules.FREEZES,
                days=run.to_freeze,
            )
            if run.freezes < rules.FREEZES
            else t("Freezes: {n}, as many as one can hold.", n=run.freezes),
            t("One miss is still free.") if run.free else t("The free miss is used; today counts."),
        ),
        lines(t("*What it paid for*"), join("\n", paid)) if paid else None,
        lines(
            t("*The rules*"),
            t("Only study days count. A missed one takes a leave day, else a freeze, else it is"
              " free once; the second in a row without either begins a new run."),
            t("Two leave days a month; seven kept days earn a freeze. Away days never count."),
            t("The score dips about 5% for a missed day, and comes back day by day."),
        ),
    )  # fmt: skip
    hide = t("Show it again") if member.streak_hidden else t("Hide the run")
    rows = (
        (Button(t("Fill in a day"), "checkin.fill"), Button(t("I will be away"), "pause")),
        (Button(hide, "streak.hide"),),
    )
    return [Message(text, rows, private=True)]


def hide(event: Event, context: Context) -> Iterable[Message]:
    """For oneself: the run is still kept, it is just not said."""
    t, member = context.t, context.member
    hidden = member.streak_hidden
    checkins.remember(context.session, member, "settings", context.now, streak_hidden=hidden)
    member.streak_hidden = not hidden
    text = t("The run is shown again.") if hidden else t("I no longer mention the run.")
    return [Message(text, ((Button(t("Undo"), "undo"),),), private=True)]


def _numbers(run: rules.Run, context: Context) -> Text:
    """What there is to be told: a bare zero says nothing and hurts."""
    t = context.t
    score = round(run.score * 100)
    said: list[Text | str] = [
        t(sentence, n=number)
        for sentence, number in (
            (mark("Weeks kept in a row: {n}."), run.weeks),
            (mark("Longest run: {n}."), run.best),
            (mark("Score: {n}%."), score),
        )
        if number
    ]
    return lines(
        t.count("*Current run: {n} day*", "*Current run: {n} days*", run.days)
        if run.days
        else t("*Your run begins with the next day you keep*"),
        join(" " if t.lang == "en" else "", said) if said else None,
    )
