"""A report as one page: no script, nothing fetched, every word escaped; printed it is a PDF."""

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

from bot.study.reports import Number, Report, Section, Trace, is_web
from bot.study.skin import PAGE

AT_A_GLANCE = 6
"""As many entries stand open; more are behind a fold."""

SHADES = 4


def page(report: Report) -> str:
    body = "".join(_section(one, report.behind) for one in report.sections)
    return PAGE.format(
        lang=escape(report.lang),
        title=escape(report.title),
        name=escape(report.name),
        when=escape(report.when),
        body=body,
        footer=escape(report.footer),
    )


def _section(section: Section, behind: str) -> str:
    groups = section.groups()
    if any(one.part or one.note or one.share is not None for one in section.numbers):
        numbers = "".join(_group(group, behind) for group in groups)
    else:
        figures = "".join(_figure(one, behind) for (one,) in groups)
        numbers = f"<dl>{figures}</dl>" if figures else ""
    lines = "".join(f"<li>{_trace(one)}</li>" for one in section.lines)
    words = f"<ul>{lines}</ul>" if lines else ""
    title, days = f"<h2>{escape(section.title)}</h2>", _days(section.days)
    return f"<section>{title}{numbers}{days}{words}</section>\n"


def _figure(one: Number, behind: str) -> str:
    how = f"<small>{escape(one.how)}</small>" if one.how else ""
    return (
        f"<div><dd>{escape(one.value)}</dd><dt>{escape(one.label)}</dt>{how}"
        f"{_entries(one.traces, behind)}</div>"
    )


def _group(group: Sequence[Number], behind: str) -> str:
    """A number with a bar, and under it the bars it is made of."""
    first, *parts = group
    note = f"<p>{escape(first.note)}</p>" if first.note else ""
    how = f"<small>{escape(first.how)}</small>" if first.how else ""
    own = "" if parts else _entries(first.traces, behind)
    rows = "".join(f"{_bar(one)}{_entries(one.traces, behind)}" for one in parts)
    return f"<article><h3>{_bar(first)}</h3>{note}{how}{own}{rows}</article>"


def _bar(one: Number) -> str:
    full = round(100 * min(max(one.share or 0.0, 0.0), 1.0))
    bar = "" if one.share is None else f'<i><b style="width:{full}%"></b></i>'
    return (
        f'<span class="bar"><span>{escape(one.label)}</span>{bar}'
        f"<strong>{escape(one.value)}</strong></span>"
    )


def _entries(traces: Sequence[Trace], behind: str) -> str:
    if not traces:
        return ""
    rows = "".join(f"<li>{_trace(one)}</li>" for one in traces)
    if len(traces) <= AT_A_GLANCE:
        return f"<ul>{rows}</ul>"
    return f"<details><summary>{escape(behind)}</summary><ul>{rows}</ul></details>"


def _days(days: Sequence[tuple[date, int]]) -> str:
    """A column a week, a square a day; the fuller the more was noted."""
    if not days:
        return ""
    first, last = days[0][0], days[-1][0]
    amounts = dict(days)
    most = max(1, *amounts.values())
    day = first - timedelta(days=first.weekday())
    squares = []
    while day <= last:
        amount = amounts.get(day)
        shade = "out" if amount is None else f"s{-(-SHADES * amount // most)}"
        squares.append(f'<i class="{shade}"></i>')
        day += timedelta(days=1)
    return f'<div class="days">{"".join(squares)}</div>'


def _trace(one: Trace) -> str:
    day = f"<time>{one.day.isoformat()}</time> " if one.day else ""
    if not is_web(one.link):
        return day + escape(one.words)
    before, _, after = one.words.partition(one.link)
    if one.link not in one.words:
        before, after = "", ""
        shown = escape(one.words or one.link)
    else:
        shown = escape(one.link)
    return (
        f'{day}{escape(before)}<a href="{escape(one.link)}" rel="noopener nofollow">{shown}</a>'
        f"{escape(after)}"
    )
