"""A report as plain values, each number with what it is the sum of; as Markdown and as one page."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from html import escape

from bot.study.skin import PAGE


@dataclass(frozen=True, slots=True)
class Trace:
    """One entry of the record behind a number."""

    day: date | None
    words: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """`value` as people read it; `traces` add up to it, or say in order how it came about."""

    label: str
    value: str
    traces: tuple[Trace, ...] = ()
    how: str = ""
    """The arithmetic in words, where the value is not simply the count of its traces."""


@dataclass(frozen=True, slots=True)
class Section:
    """What can be ticked: a heading, numbers, and lines of words."""

    key: str
    title: str
    numbers: tuple[Number, ...] = ()
    lines: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """`name` is whose it is; `traces` is the word for what stands behind a number."""

    title: str
    name: str
    when: str
    lang: str
    sections: tuple[Section, ...]
    behind: str = ""
    footer: str = ""

    def numbers(self) -> list[tuple[Section, Number]]:
        """Every number, in the order `/why 1`, `/why 2` count them."""
        return [(section, one) for section in self.sections for one in section.numbers]


def only(report: Report, ticked: Collection[str], *, details: bool) -> Report:
    """The report with the ticked sections alone; without details no number shows its entries."""
    kept = [one for one in report.sections if one.key in ticked]
    if not details:
        kept = [
            replace(one, numbers=tuple(replace(each, traces=()) for each in one.numbers))
            for one in kept
        ]
    return replace(report, sections=tuple(kept))


_SPECIAL = frozenset("\\`*_{}[]<>()#+-.!|~&")


def markdown(report: Report) -> str:
    rows = [f"# {_md(report.title)}", "", f"{_md(report.name)} · {_md(report.when)}"]
    for section in report.sections:
        rows += ["", f"## {_md(section.title)}", ""]
        for one in section.numbers:
            how = f" ({_md(one.how)})" if one.how else ""
            rows.append(f"- {_md(one.label)}: **{_md(one.value)}**{how}")
            rows += [f"  - {_md_trace(each)}" for each in one.traces]
        rows += [f"- {_md_trace(each)}" for each in section.lines]
    if report.footer:
        rows += ["", "---", _md(report.footer)]
    return "\n".join(rows) + "\n"


def page(report: Report) -> str:
    """One standalone HTML page: no script, nothing fetched, every word escaped."""
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
    figures = "".join(
        f"<div><dd>{escape(one.value)}</dd><dt>{escape(one.label)}</dt>"
        + (f"<small>{escape(one.how)}</small>" if one.how else "")
        + _details(one, behind)
        + "</div>"
        for one in section.numbers
    )
    numbers = f"<dl>{figures}</dl>" if figures else ""
    lines = "".join(f"<li>{_trace(one)}</li>" for one in section.lines)
    words = f"<ul>{lines}</ul>" if lines else ""
    return f"<section><h2>{escape(section.title)}</h2>{numbers}{words}</section>\n"


def _details(number: Number, behind: str) -> str:
    if not number.traces:
        return ""
    rows = "".join(f"<li>{_trace(one)}</li>" for one in number.traces)
    return f"<details><summary>{escape(behind)}</summary><ul>{rows}</ul></details>"


def _trace(one: Trace) -> str:
    day = f"<time>{one.day.isoformat()}</time> " if one.day else ""
    words = escape(one.words)
    if one.link.startswith(("https://", "http://")):
        shown = words if one.words and one.words != one.link else escape(one.link)
        return f'{day}<a href="{escape(one.link)}" rel="noopener nofollow">{shown}</a>'
    return day + words


def _md(words: str) -> str:
    """Somebody's words, never read as markup."""
    flat = " ".join(words.split())
    return "".join(f"\\{sign}" if sign in _SPECIAL else sign for sign in flat)


def _md_trace(one: Trace) -> str:
    day = f"{one.day.isoformat()} " if one.day else ""
    if one.link.startswith(("https://", "http://")):
        address = one.link.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")
        if one.words and one.words != one.link:
            return f"{day}{_md(one.words)} <{address}>"
        return f"{day}<{address}>"
    return day + _md(one.words)
