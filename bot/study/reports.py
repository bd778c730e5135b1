"""A report as plain values, each number with what it is the sum of; as Markdown."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date


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
    share: float | None = None
    """How full its bar is, where it has one: 0.0 to 1.0."""
    part: bool = False
    """It is one of those the number before it is made of."""
    note: str = ""
    """What it is about, in the learner's own words."""


@dataclass(frozen=True, slots=True)
class Section:
    """What can be ticked: a heading, numbers, and lines of words."""

    key: str
    title: str
    numbers: tuple[Number, ...] = ()
    lines: tuple[Trace, ...] = ()
    days: tuple[tuple[date, int], ...] = ()
    """Each day of the period and how much was noted on it, to be drawn as squares."""

    def groups(self) -> list[list[Number]]:
        """Each number with those it is made of."""
        found: list[list[Number]] = []
        for one in self.numbers:
            if one.part and found:
                found[-1].append(one)
            else:
                found.append([one])
        return found


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


WITH_ENTRIES = "+"
"""Behind a section's key: its entries may be seen as well."""


def only(report: Report, ticked: Collection[str]) -> Report:
    """The ticked sections alone; the entries behind the numbers where that is ticked as well."""
    kept = [one for one in report.sections if one.key in ticked]
    return replace(
        report,
        sections=tuple(
            one if one.key + WITH_ENTRIES in ticked else _without_entries(one) for one in kept
        ),
    )


def _without_entries(section: Section) -> Section:
    numbers = tuple(replace(one, traces=()) for one in section.numbers)
    return replace(section, numbers=numbers)


_SPECIAL = frozenset("\\`*_{}[]<>()#+-.!|~&")


def markdown(report: Report) -> str:
    rows = [f"# {_md(report.title)}", "", f"{_md(report.name)} · {_md(report.when)}"]
    for section in report.sections:
        rows += ["", f"## {_md(section.title)}", ""]
        for first, *parts in section.groups():
            rows += [_md_number(first), *_md_entries(() if parts else first.traces, "  ")]
            for one in parts:
                rows += [f"  {_md_number(one)}", *_md_entries(one.traces, "    ")]
        rows += [f"- {_md_trace(each)}" for each in section.lines]
    if report.footer:
        rows += ["", "---", _md(report.footer)]
    return "\n".join(rows) + "\n"


def _md_number(one: Number) -> str:
    how = f" ({_md(one.how)})" if one.how else ""
    note = f" · {_md(one.note)}" if one.note else ""
    return f"- {_md(one.label)}: **{_md(one.value)}**{how}{note}"


def _md_entries(traces: Iterable[Trace], indent: str) -> list[str]:
    return [f"{indent}- {_md_trace(one)}" for one in traces]


def _md(words: str) -> str:
    """Somebody's words, never read as markup."""
    flat = " ".join(words.split())
    return "".join(f"\\{sign}" if sign in _SPECIAL else sign for sign in flat)


def _md_trace(one: Trace) -> str:
    day = f"{one.day.isoformat()} " if one.day else ""
    if not is_web(one.link):
        return day + _md(one.words)
    address = one.link.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")
    before, _, after = one.words.partition(one.link)
    return f"{day}{_md(before)} <{address}> {_md(after)}".replace("  ", " ").strip()


def is_web(link: str) -> bool:
    return link.startswith(("https://", "http://"))
