"""Org mode, reStructuredText and bare indented outlines as Markdown, line for line.

Only signs change; a line that is nothing but signs becomes empty. Any other text stays as it is.
"""

import re
from collections.abc import Sequence

LONGEST = 80
"""A longer line is a sentence, not a point of an outline."""

_ORG = re.compile(r"\*{2,}\s+\S")
_STARS = re.compile(
    r"(\*+)\s+(?:(?:TODO|DONE|NEXT|WAITING)\s+)?(?:\[#[A-Z]\]\s+)?(.*?)(?:\s+:[\w:]+:)?$"
)
_TITLE = re.compile(r"#\+TITLE:\s*(.+)", re.IGNORECASE)
_SOURCE = re.compile(r"\s*#\+(BEGIN|END)_(?:SRC|EXAMPLE)\s*(\S*)", re.IGNORECASE)
_KEYWORD = re.compile(r"\s*(?:#\+\w+:?.*|:[A-Z_]+:.*)$")

_DIRECTIVE = re.compile(r"\.\.\s+([\w-]+)::\s*(.*)")
_FIELD = re.compile(r":(Author|Authors|Date|Version|Status|Revision|Organization):\s+\S")
_AUTOMATIC = re.compile(r"(\s*)#\.\s+")
_RULE = re.compile(r"([=\-~^\"'#*+`:.])\1{2,}\s*$")

_SIGN = re.compile(
    r"\s*(?:[-*+•·●○■□☐☑✓#>|`]|\d+[.、)）]|[（(]?[一二三四五六七八九十]{1,3}[)）、])"
)


def as_markdown(raw: Sequence[str]) -> list[str]:
    if any(map(_ORG.match, raw)) and not any(line.startswith("# ") for line in raw):
        return list(map(_from_org, raw))
    if any(map(_DIRECTIVE.match, raw)) or any(map(_FIELD.match, raw)):
        return _from_rst(raw)
    return _from_indents(raw)


def _from_org(line: str) -> str:
    if title := _TITLE.match(line):
        return f"# {title[1]}"
    if source := _SOURCE.match(line):
        return "```" + (source[2] if source[1].upper() == "BEGIN" else "")
    if stars := _STARS.match(line):
        return "#" * min(len(stars[1]) + 1, 6) + " " + stars[2]
    return "" if _KEYWORD.match(line) else line


def _from_rst(raw: Sequence[str]) -> list[str]:
    """Directives go, their code stays; an underlined title is a heading by its sign's first use."""
    lines = list(raw)
    levels: list[str] = []
    for number, line in enumerate(raw):
        if directive := _DIRECTIVE.match(line):
            lines[number] = ""
            if directive[1] in {"code", "code-block", "sourcecode"}:
                _fence(lines, number, directive[2])
        elif _FIELD.match(line):
            lines[number] = line[1:].replace(":", "：", 1)
        elif automatic := _AUTOMATIC.match(line):
            lines[number] = f"{automatic[1]}1. {line[automatic.end() :]}"
        elif (
            number
            and _RULE.match(line)
            and raw[number - 1].strip()
            and not _RULE.match(raw[number - 1])
        ):
            over = number > 1 and raw[number - 2].strip() == line.strip()
            sign = line[0] * (2 if over else 1)
            levels += [] if sign in levels else [sign]
            if over:
                lines[number - 2] = ""
            lines[number - 1] = "#" * min(levels.index(sign) + 1, 6) + " " + raw[number - 1].strip()
            lines[number] = ""
    return lines


def _fence(lines: list[str], opened: int, language: str) -> None:
    """Give the indented block below a directive the signs of a code block."""
    inside = opened + 1
    while inside < len(lines) and (not lines[inside].strip() or lines[inside].startswith(" ")):
        inside += 1
    last = inside - 1
    if last > opened + 1 and not lines[last].strip():
        lines[opened], lines[last] = f"```{language}", "```"


def _from_indents(raw: Sequence[str]) -> list[str]:
    """What a mind map exports: nothing but lines, each as deep as its indent.

    A line with deeper ones below it is a heading, and so is every later one beside it.
    """
    full = [number for number, line in enumerate(raw) if line.strip()]
    inner = sum(raw[number][0] in " \t\u3000" for number in full)
    if inner < 2 * len(full) / 3 or any(map(_is_marked, raw)):
        return list(raw)
    lines, around = list(raw), list[int]()
    headed: set[int] = set()
    for number, after in zip(full, [*full[1:], None], strict=False):
        indent = _indent(raw[number])
        around = [*(outer for outer in around if outer < indent), indent]
        headed = {depth for depth in headed if depth <= len(around)}
        if (after is not None and _indent(raw[after]) > indent) or len(around) in headed:
            headed.add(len(around))
            lines[number] = "#" * min(len(around), 6) + " " + raw[number].strip()
        else:
            lines[number] = "- " + raw[number].strip()
    return lines


def _is_marked(line: str) -> bool:
    return bool(_SIGN.match(line)) or len(line.strip()) > LONGEST


def _indent(line: str) -> int:
    expanded = line.replace("\u3000", "  ").expandtabs(4)
    return len(expanded) - len(expanded.lstrip())
