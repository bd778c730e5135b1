"""How a repeat rule reads: "every Wed", "every month, the last Fri, until 2026-06-30"."""

from datetime import date, datetime

from bot.markup import Text
from bot.models import Meetup
from bot.study import calendar, recurrence
from bot.study.recurrence import Rule
from bot.texts import Texts, mark

DATES_SHOWN = 5
FREQS = {
    "DAILY": (mark("every day"), mark("every {n} days")),
    "WEEKLY": (mark("every week"), mark("every {n} weeks")),
    "MONTHLY": (mark("every month"), mark("every {n} months")),
    "YEARLY": (mark("every year"), mark("every {n} years")),
}
NTH = {
    1: mark("the first {days}"),
    2: mark("the second {days}"),
    3: mark("the third {days}"),
    4: mark("the fourth {days}"),
    5: mark("the fifth {days}"),
    -1: mark("the last {days}"),
}
SETS = {
    (0, 1, 2, 3, 4): mark("working day"),
    (5, 6): mark("weekend day"),
    (0, 1, 2, 3, 4, 5, 6): mark("day"),
}
"""What a numbered set of weekdays is called: the last working day of a month."""

RANGE = 2
"""Three and more days in a row read as "Mon–Fri"."""


def rhythm(found: Meetup, zone: str, t: Texts) -> Text | None:
    """The line of a series: its rule, and the dates beside it that are still ahead. Days of the
    week are those of its own zone, which is said if the reader's is another.
    """
    beside = sorted(datetime.fromisoformat(one) for one in found.extra)
    ahead = [calendar.local(one, found.zone).date() for one in beside if one > found.slot_at]
    days = _joined([t.day(one) for one in ahead[:DATES_SHOWN]], t)
    if ahead[DATES_SHOWN:]:
        days += "…"
    if found.rule and found.rule != recurrence.ONCE:
        words = repeats(found.rule, found.zone, t)
        if zone != found.zone and "BY" in found.rule and not found.all_day:
            words = t.plain("{rhythm} ({zone})", rhythm=words, zone=found.zone)
        return (
            t("🔁 {rhythm}, also {days}", rhythm=words, days=days)
            if ahead
            else t("🔁 {rhythm}", rhythm=words)
        )
    return t("🔁 again on {days}", days=days) if ahead else None


def repeats(text: str, zone: str, t: Texts) -> str:
    """A rule in words; one that has no short words is only said to be of its own kind."""
    rule = recurrence.read(text)
    on = _on(rule, t)
    if on is None:
        head = [t.plain("{often}, in a way of its own", often=_often(rule, t))]
    elif on and rule.interval == 1 and rule.freq in {"DAILY", "WEEKLY"}:
        head = [t.plain("every {days}", days=on)]
    else:
        often = _often(rule, t)
        head = [t.plain("{often} on {days}", often=often, days=on) if on else often]
    if rule.count:
        head.append(t.plain("{n} times", n=rule.count))
    if rule.until:
        head.append(t.plain("until {day}", day=f"{_last_day(rule.until, zone):%Y-%m-%d}"))
    return ("，" if t.lang == "zh" else ", ").join(head)


def _last_day(until: datetime | date, zone: str) -> date:
    if isinstance(until, datetime) and until.tzinfo is not None:
        return calendar.local(until, zone)
    return until


def _often(rule: Rule, t: Texts) -> str:
    one, many = FREQS[rule.freq]
    return t.plain(many, n=rule.interval) if rule.interval > 1 else t.plain(one)


def _on(rule: Rule, t: Texts) -> str | None:
    """Which days of it: "" if the start says it all, None if there are no short words."""
    yearly = rule.freq == "YEARLY" and len(rule.by_month) == 1
    if (rule.by_month and not yearly) or (rule.by_day and rule.by_month_day):
        return None
    if rule.by_day:
        days = _weekdays(rule, t)
        month = t.months()[rule.by_month[0] - 1] if yearly else ""
        return t.plain("{days} of {month}", days=days, month=month) if days and month else days
    if rule.by_position:
        return None
    if rule.by_month_day == (-1,):
        return t.plain("the last day")
    if any(day < 0 for day in rule.by_month_day):
        return None
    listed = _joined([str(day) for day in rule.by_month_day], t)
    return t.plain("day {days}", days=listed) if listed else ""


def _weekdays(rule: Rule, t: Texts) -> str | None:
    names = t.weekdays()
    days = tuple(day for _, day in rule.by_day)
    nths = [nth for nth, _ in rule.by_day]
    if rule.by_position:
        name = names[days[0]] if len(days) == 1 else t.plain(SETS[days]) if days in SETS else ""
        if any(nths) or not name or set(rule.by_position) - NTH.keys():
            return None
        return _joined([t.plain(NTH[n], days=name) for n in rule.by_position], t)
    if not any(nths):
        if len(days) > RANGE and days == tuple(range(days[0], days[-1] + 1)) and len(days) < 7:
            return t.plain("{first}–{last}", first=names[days[0]], last=names[days[-1]])
        return "" if len(days) == len(names) else _joined([names[day] for day in days], t)
    if set(nths) - NTH.keys():
        return None
    return _joined([t.plain(NTH[nth], days=names[day]) for nth, day in rule.by_day], t)


def _joined(parts: list[str], t: Texts) -> str:
    return str(t.series(parts))
