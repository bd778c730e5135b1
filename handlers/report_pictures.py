"""The pictures of a report: bars of a month, the radar of a quarter, the days of a year."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from bot.chat import Picture
from bot.context import Context
from bot.models import Objective
from bot.queries import checkins, goals, tasks
from bot.study.periods import Period
from handlers import milestones, reviews

MANY = 2.0
"""The radar's rim: mastered; half-way is a row still to improve."""


def of(period: Period, context: Context, only: Collection[str] | None = None) -> Picture | None:
    """The picture of a period, if its record has anything to draw; of these sections `only`."""
    if period.kind == "month":
        return month(period, context)
    if period.kind == "quarter":
        return radar(period, context)
    return year(period, context, milestones_too=only is None or "milestones" in only)


def month(period: Period, context: Context) -> Picture | None:
    t = context.t
    found = goals.objective(context.session, context.member, period.name)
    if found is None or not found.key_results:
        return None
    standings = goals.standings(context.session, context.member, found)
    score = str(goals.overall(standings))
    facts: dict[str, object] = {
        "title": t.plain("Month report {name}", name=period.name),
        "when": period.name,
        "figures": [_figure(score, t.plain("score of the month"))],
        "objectives": [
            {
                "title": found.title or t.plain("OKR"),
                "results": [
                    {
                        "title": one.result.title,
                        "share": one.score,
                        "score": f"{one.reached}/{one.result.target}",
                    }
                    for one in standings
                    if one.result.state != "dropped"
                ],
            }
        ],
    }
    alt = t("OKR {month}: {score}", month=period.name, score=score)
    return Picture("okr", facts, alt)


def trend(months: Sequence[Objective], context: Context) -> Picture:
    """The scores as a line."""
    t = context.t
    points = []
    for one in months:
        score = goals.overall(goals.standings(context.session, context.member, one))
        points.append({"label": one.month[2:], "value": score, "score": str(score)})
    best = max(str(point["score"]) for point in points)
    facts: dict[str, object] = {
        "title": t.plain("OKR month by month"),
        "when": f"{months[0].month} – {months[-1].month}",
        "figures": [
            _figure(str(len(months)), t.plain("months")),
            _figure(best, t.plain("best month")),
        ],
        "points": points,
        "marks": [(0.0, "0"), (0.7, "0.7"), (1.0, "1")],
    }
    words = ", ".join(f"{point['label']} {point['score']}" for point in points)
    return Picture("trend", facts, t("OKR scores: {words}", words=words))


def radar(period: Period, context: Context) -> Picture | None:
    """Each row of the review: mastered reaches the rim, to improve half of it."""
    t, session, member = context.t, context.session, context.member
    found = goals.review(session, member, period.name)
    if found is None or not found.scores:
        return None
    before = goals.review_before(session, member, period.name)
    rows = reviews.rows_of(found, context)
    axes = [
        {
            "name": row.title,
            "now": _reach(found.scores.get(row.id)),
            "before": _reach(was) if (was := reviews.earlier(row, before, context)) else None,
            "score": "",
        }
        for row in rows
        if row.id in found.scores
    ]
    have = sum(word == reviews.HAVE for word in found.scores.values())
    facts: dict[str, object] = {
        "title": t.plain("Quarter report {name}", name=period.name),
        "when": period.name,
        "axes": axes,
        "words": {"now": period.name, "before": before.quarter if before else ""},
        "top": MANY,
    }
    alt = t(
        "Radar {quarter}: {have} of {all} mastered", quarter=period.name, have=have, all=len(rows)
    )
    return Picture("radar", facts, alt)


def year(period: Period, context: Context, *, milestones_too: bool) -> Picture | None:
    t = context.t
    entries = checkins.between(context.session, context.member, period.first, period.last)
    if not entries:
        return None
    done = tasks.done_between(context.session, context.member, period.first, period.last)
    by_day = Counter(entry.day for entry in entries)
    span = [period.first + timedelta(days=n) for n in range((period.last - period.first).days + 1)]
    standing = milestones.standing(int(period.name), context) if milestones_too else []
    facts: dict[str, object] = {
        "title": t.plain("Year report {name}", name=period.name),
        "when": period.name,
        "year": int(period.name),
        "months": [_month_name(number, t.lang) for number in range(1, 13)],
        "amounts": [by_day[day] if day <= context.today else None for day in span],
        "figures": [
            _figure(str(len(by_day)), t.plain("Study days")),
            _figure(str(len(entries)), t.plain("check-ins")),
            _figure(str(len(done)), t.plain("tasks done")),
        ],
        "milestones": [
            {
                "title": one.title,
                "share": min(1.0, len(one.traces) / one.target),
                "score": f"{len(one.traces)}/{one.target}",
            }
            for one in standing
        ],
        "words": {"less": t.plain("less"), "more": t.plain("more")},
    }
    alt = t.count(
        "The year {year}: {n} day studied",
        "The year {year}: {n} days studied",
        len(by_day),
        year=period.name,
    )
    return Picture("year", facts, alt)


def _figure(value: str, label: str) -> dict[str, str]:
    return {"value": value, "label": label}


def _reach(word: str | None) -> float:
    return {reviews.HAVE: MANY, reviews.IMPROVE: MANY / 2}.get(word or "", 0.0)


def _month_name(number: int, lang: str) -> str:
    from babel.dates import format_date

    return format_date(date(2024, number, 1), "LLL", locale=lang)
