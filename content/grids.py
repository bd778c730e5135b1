"""Tables: the cells of a row, and rows that are written without the signs of a table."""

import re
from collections.abc import Iterator, Sequence

_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
_BARE_SEPARATOR = re.compile(r"\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+$")
# What stands before the tab of a list line that was copied from an office program.
_SIGN = re.compile(r"(?:\W|o|§|Ø|\d{1,3}(?:\.\d{1,3})*[.、)）]|\d{1,3}(?:\.\d{1,3})+|[a-z][.)])$")
_TABS = re.compile(r"\t+")
_MOST = 40  # cells of a row; the rest stands in the last one
_FEW = 3  # lines that have a tab each may have it by chance


def cells(row: str) -> list[str]:
    """What stands in a row of a table, cell by cell."""
    inside = _BREAK.sub(" / ", framed(row).strip()).removeprefix("|").removesuffix("|")
    return [cell.replace("\\|", "|").strip() for cell in _BAR.split(inside, _MOST)]


def framed(row: str) -> str:
    """The row with bars around it and between its cells."""
    row = row.strip()
    if row.startswith("|"):
        return row
    return f"| {' | '.join(_tabbed(row))} |" if "\t" in row else f"| {row} |"


def with_frames(lines: Sequence[str]) -> list[str]:
    """The lines, those that are rows of a table all the same with its signs."""
    new = list(lines)
    for first, last in _blocks(lines):
        for number in range(first + 1, last):
            if _BARE_SEPARATOR.match(lines[number]) and "|" in lines[number - 1]:
                _frame(new, number - 1, last)
                break
        for start, end in _tables(lines, first, last):
            if any(map(str.isdigit, lines[start].split("\t")[0])):  # it has no head
                new[start:end] = [f"- {' '.join(line.split())}" for line in lines[start:end]]
            else:
                _frame(new, start, end)
    return new


def _frame(lines: list[str], first: int, last: int) -> None:
    lines[first:last] = [framed(line) for line in lines[first:last]]


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where lines stand together, with nothing empty between them."""
    first = 0
    for number, line in enumerate([*lines, ""]):
        if not line.strip():
            if number > first:
                yield first, number
            first = number + 1


def _tables(lines: Sequence[str], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Where lines with tabs stand together."""
    start = first
    for number in range(first, last + 1):
        if number < last and _is_tabbed(lines[number]):
            continue
        if number - start >= _FEW:
            yield start, number
        start = number + 1


def _is_tabbed(line: str) -> bool:
    if "\t" not in line.strip() or line.startswith((" ", "\t")):
        return False
    return not _SIGN.match(_tabbed(line)[0])


def _tabbed(line: str) -> list[str]:
    return [cell.strip() for cell in _TABS.split(line.strip(), _MOST)]
