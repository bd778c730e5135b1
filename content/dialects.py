"""Rewrites, line for line, the many ways people write an outline into the one the outline reads.

What a line says stays as it is in the document; only signs change: bullets, numbers, the colon of
a label, tags. A line that is nothing but signs becomes empty.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from content.grids import with_frames
from content.markups import as_markdown
from content.tags import untagged

SHORT = 40
"""A line of more characters is a sentence, not a heading."""

MOST_INDENT = 200

_INDENT = re.compile(r"[ \t\u3000]*")
_FENCE = re.compile(r"\s{0,8}(`{3,}|~{3,})\s*([^`\s]*)\s*$")
_BULLET = re.compile(
    r"([-*+•·●○◦▪■□☐☑☒◻◇◆‣⁃➤▶►★✦✓✔–—]|✅|👉|🔹|🔸|[o§Ø\uf0b7\uf0a7\uf0d8](?=\t)|\[[ xX✓]\](?=\s))"
    r"(\ufe0f?\s+|(?<=[•·●○◦▪■□‣➤▶►★✅👉🔹🔸]))(?=\S)"
)
# Second and third signs of lists in office programs, which are copied without their indent.
_OFFICE = re.compile(r"(?:(o)|[▪§\uf0a7])\t")
_NUMBER = re.compile(
    r"(?:#\.\s+|\d{1,3}[.．](?:\s+|(?=[^\s\d.．]))|\d{1,3}[)）]\s*|\d{1,3}、\s*"
    r"|[(（]\d{1,3}[)）]\s*|[①-⑳]\s*|[a-zA-Z][.)]\s+|[ivx]{1,4}[.)]\s+|\[\d{1,3}\]\s+"
    r"|\d\ufe0f?\u20e3\s*|🔟\s*|第[一二三四五六七八九十百\d]{1,4}条[\s:：]\s*)(?=\S)"
)
_CHECKBOX = re.compile(r"\[[ xX✓]\]\s+")
_RULER = re.compile(r"\s*([-*_=])(\s*\1){2,}\s*$")
_DOUBLE_RULER = re.compile(r"={3,}\s*$")
_UNDERLINE = re.compile(r"-{3,}\s*$")
# `:::tips` as some editors frame a hint; where a link leads; a remark nobody shall see; the
# sign above a signature.
_SIGNS_ALONE = re.compile(r"\s*:{3,}|\s{0,3}\[[^\]^][^\]]*\]:\s+\S+|\s*%%[^%]*%%$|--$")
_QUOTE = re.compile(r"(?:>\s?){1,5}")
_EMOJI = re.compile(
    "([\u231a\u231b\u23e9-\u23fa\u2600-\u27bf\u2b50\u2b55\U0001f300-\U0001faff])\ufe0f?\\s*(?=\\S)"
)
# Numbers that people nest without an indent: `1.` holds `1.1`, which holds `(1)`, then `①`, `a)`.
_NESTED = (
    re.compile(r"\s*\d{1,3}[.．、)）](?!\d)"),
    re.compile(r"\s*\d{1,2}(?:\.\d{1,2}){1,3}(?:[.、]?\s+\S|[.、]?[^\s\d.])"),
    re.compile(r"\s*[(（]\d{1,3}[)）]"),
    re.compile(r"\s*[①-⑳]"),
    re.compile(r"\s*[a-z][.)）]\s"),
)
_NEST = 2
_SECOND_ROMAN = re.compile(r"II[.．、]\s+\S")
_COUNT = "一二三四五六七八九十百"
_UNIT = "章节篇课讲周天日月步阶段期部分季度年级模块单元站关"
# How each family of plain headings begins.
_FAMILIES = {
    "roman": re.compile(r"[IVX]{1,5}[.．、]\s+(?=\S)"),
    "chinese": re.compile(rf"[{_COUNT}]{{1,3}}[、.．]\s*(?=\S)"),
    "part": re.compile(rf"第\s*[{_COUNT}\d\-–~到至]{{1,5}}\s*(?:个?[{_UNIT}]|阶段|部分|模块|单元)"),
    "english": re.compile(
        r"(?:week|day|phase|step|month|chapter|part|stage|module|unit|lesson|level|sprint"
        r"|quarter|year)s?\s+(?:\d{1,3}|[IVX]{1,4}\b|one|two|three|four|five|six)",
        re.IGNORECASE,
    ),
    "bracket": re.compile(rf"[（(][{_COUNT}]{{1,3}}[）)]\s*(?=\S)"),
    "number": re.compile(r"\d{1,2}[.．、]\s*(?=[^\s\d])"),
    "dotted": re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}(?:[.、]?\s+(?=\S)|[.、]?(?=[^\s\d.]))"),
}
_BARE = "bare"
_CLOSING = re.compile(r"(?<=[^#])[\s#]{2,}")
_SENTENCE_END = re.compile(r"[。；;，,.!！?？…]$")
_MARKED = re.compile(r"#{1,6}\s")
_LEAD = re.compile(r"[：:]\s*$")
_ANCHOR = re.compile(r"\[[^\]]*\]\(#[^)]*\)$")
_WHOLE_LINK = re.compile(r"^\[([^\]]*)\]\([^)]*\)$")
_PART = re.compile(
    rf"^(?:{_FAMILIES['english'].pattern}|{_FAMILIES['part'].pattern})\s*[：:]", re.IGNORECASE
)


@dataclass(slots=True)
class _Line:
    number: int
    raw: str
    text: str  # without tags
    indent: int
    family: str = ""
    is_bullet: bool = False
    in_fence: bool = False


def rewritten(raw: Sequence[str]) -> tuple[list[str], tuple[int, ...]]:
    """The lines as the outline reads them, and the numbers of fences that are never closed."""
    raw = as_markdown(raw)
    lines = [_Line(nth, line, line.rstrip(), _width(line)) for nth, line in enumerate(raw)]
    unclosed = _fences(lines)
    outside = ["" if line.in_fence else line.text for line in lines]
    plain = [line for line in lines if not line.in_fence]
    for line, text in zip(lines, with_frames(outside), strict=True):
        line.text = line.text if line.in_fence else text
    _without_quotes(plain)
    _emoji_lists(plain)
    roman = any(_SECOND_ROMAN.match(line.raw) for line in plain)
    for line in plain:
        line.text = untagged("" if _SIGNS_ALONE.match(line.text) else line.text).rstrip()
        if not (roman and _FAMILIES["roman"].match(line.text)):
            line.text = _signs(line.text)
            line.indent = _width(line.text)
            line.is_bullet = bool(without_sign(line.text) != line.text.strip())
    _nest(plain)
    for line in plain:
        line.family = _family(line)
    _underlined_headings([line for line in plain if line.text.strip()])
    full = [line for line in plain if line.text.strip()]
    headings = _heading_families(full)
    _bare_headings(full, headings)
    if full and _is_title(*full[:2]):
        full[0].text = f"# {full[0].text.strip()}"
    for before, line, after in zip([None, *full], full, [*full[1:], None], strict=False):
        line.text = _line(before, line, after, headings)
    return [line.text for line in lines], unclosed


def without_sign(line: str) -> str:
    """The words of a list line, whatever sign it begins with; of any other line the line itself."""
    text = line.strip()
    if quoted := _QUOTE.match(text):
        text = text[quoted.end() :] if _is_listed(text[quoted.end() :]) else text
    for sign in (_BULLET, _NUMBER):
        if found := sign.match(text):
            text = text[found.end() :]
            break
    return _CHECKBOX.sub("", text, count=1) if _CHECKBOX.match(text) else text


def _is_listed(text: str) -> bool:
    return bool(_BULLET.match(text) or _NUMBER.match(text))


def _without_quotes(lines: list[_Line]) -> None:
    """A list in a quotation is a list, and so is its name above it."""
    after = ""
    for line in reversed(lines):
        quoted = _QUOTE.match(line.text)
        words = line.text[quoted.end() :] if quoted else ""
        names = words.startswith("**") and _is_listed(after)
        if words and (_is_listed(words) or names):
            line.text = words
        after = words


def _emoji_lists(lines: list[_Line]) -> None:
    """A picture that begins two lines in a row is the sign of a list."""
    pictures = [_EMOJI.match(line.text) for line in lines]
    signs = [found[1] if found else "" for found in pictures]
    for line, sign, *beside in zip(lines, signs, ["", *signs], [*signs[1:], ""], strict=False):
        if sign and sign in beside:
            line.text = f"- {line.text}"


def _nest(lines: list[_Line]) -> None:
    """Give the numbers that are nested by their looks alone the indent they mean."""
    around: list[int] = []
    for line in lines:
        rank = next((nth for nth, sign in enumerate(_NESTED) if sign.match(line.raw)), None)
        if rank is None and not line.is_bullet and line.text.strip():
            around = [] if not line.indent else around
            continue
        if rank is None or line.indent:
            continue
        around = [*(outer for outer in around if outer < rank), rank]
        if len(around) > 1 and line.is_bullet:
            line.indent += _NEST * (len(around) - 1)
            line.text = " " * line.indent + line.text.lstrip()


def _width(line: str) -> int:
    found = _INDENT.match(line)
    return len(found.group().replace("\u3000", "  ").expandtabs(4)) if found else 0


def _fences(lines: list[_Line]) -> tuple[int, ...]:
    """Mark what is inside code; give every fence three backticks; find those without an end."""
    unclosed: list[int] = []
    opened: tuple[int, str] | None = None
    for number, line in enumerate(lines):
        fence = _FENCE.match(line.raw)
        if not fence:
            continue
        sign, language = fence[1], fence[2]
        if opened and sign[0] == opened[1][0] and len(sign) >= len(opened[1]) and not language:
            first, opened = opened[0], None
            _fenced(lines[first : number + 1])
        elif not opened or (language and len(sign) == len(opened[1]) and sign[0] == opened[1][0]):
            if opened:
                unclosed.append(opened[0])
            opened = (number, sign)
    if opened:
        unclosed.append(opened[0])
    for number in unclosed:
        lines[number].text, lines[number].in_fence = "", True
    return tuple(number + 1 for number in unclosed)


def _fenced(lines: list[_Line]) -> None:
    first, *inside, last = lines
    language = _FENCE.match(first.raw)
    pad = " " * min(first.indent, 8)
    first.text = f"{pad}```{language[2] if language else ''}"
    last.text = f"{pad}```"
    for line in lines:
        line.in_fence = True
    for line in inside:
        line.text = line.raw.replace("```", "'''")


def _signs(text: str) -> str:
    """Any bullet sign becomes `-`, any number `1.`; a checkbox and a full-width indent go."""
    indent, words = " " * min(_width(text), MOST_INDENT), " ".join(text.split())
    if office := _OFFICE.match(text):
        return " " * (_NEST if office[1] else 2 * _NEST) + f"- {words[2:]}"
    if _RULER.match(words):
        return indent + words
    if words.startswith("#"):
        return _CLOSING.sub(" ", words)
    if found := _BULLET.match(words):
        words = "- " + words[found.end() :]
    elif (found := _NUMBER.match(words)) and not re.match(r"\d+[.、]\s*\*\*", words):
        number = re.match(r"\d+", words)
        words = f"{number[0] if number else 1}. {words[found.end() :]}"
    checkbox = re.match(r"(- |\d+\. )\[[ xX✓]\]\s+", words)
    return indent + (checkbox[1] + words[checkbox.end() :] if checkbox else words)


def _family(line: _Line) -> str:
    text = line.text.strip()
    if text.startswith(("#", "|", ">", "**")) or line.indent:
        return ""
    words = _EMOJI.sub("", text, count=1) if not line.is_bullet else text
    family = next((name for name, sign in _FAMILIES.items() if sign.match(words)), "")
    if family == "number":  # `1.` and `a)` are lists of their own, one maybe inside the other
        sign = _NUMBER.match(line.raw.strip())
        family += re.sub(r"\w+|\s+", "", sign[0]) + "a" * sign[0][0].isalpha() if sign else ""
    return family


def _heading_families(lines: list[_Line]) -> dict[str, int]:
    """How deep the families stand whose lines mostly stand above something else.

    The family that comes first is the outermost, whatever its numbers look like.
    """
    order = list(dict.fromkeys(line.family for line in lines if line.family))
    marked = (len(line.text) - len(line.text.lstrip("#")) for line in lines)
    outermost = max(2, 1 + max(marked, default=0))
    depths: dict[str, int] = {}
    for family in order:
        own = [number for number, line in enumerate(lines) if line.family == family]
        leading = sum(
            _leads(lines[number], lines[number + 1 : number + 2], depths) for number in own
        )
        if leading > len(own) / 2:
            depths[family] = min(outermost + len(depths), 6)
    return depths


def _bare_headings(lines: list[_Line], headings: dict[str, int]) -> None:
    """In a plain text with headings, a short line above a block of lines is one too.

    So is one with a picture before it.
    """
    if any(_MARKED.match(line.text) for line in lines):
        return
    depth = min(headings.values(), default=0)
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        alone = before.number < line.number - 1 and after.number == line.number + 1
        text = line.text.strip()
        words = not (line.is_bullet or line.family or line.indent or text.startswith(("|", ">")))
        if (
            alone
            and words
            and (_EMOJI.match(text) or (depth and any(map(str.isalnum, text))))
            and len(text) <= SHORT // 2
            and not re.search(r"[：:。；，,.!！?？]", text)
        ):
            line.family = _BARE
            headings[_BARE] = depth or 2


def _leads(line: _Line, after: list[_Line], outer: Container[str]) -> bool:
    text = line.text.strip()
    if len(text) > SHORT or not after or (_SENTENCE_END.search(text) and not _LEAD.search(text)):
        return False
    following = after[0]
    if following.family in outer:
        return False  # the next part begins: this was the last line of a list
    continues = following.indent > line.indent and not following.is_bullet
    return following.family != line.family and not (continues or following.text.startswith("#"))


def _line(before: _Line | None, line: _Line, after: _Line | None, headings: dict[str, int]) -> str:
    text = line.text.strip()
    if _RULER.match(text) or text.startswith(("#", "|", ">")) or _boxed(before, after):
        new = line.text
    elif line.family in headings and len(text) <= 2 * SHORT:
        new = "#" * headings[line.family] + " " + text.rstrip("：:")
    elif line.is_bullet:
        new = _parent(line, after)
    elif line.family and not line.family.startswith("number"):
        line.text = f"- {text}"
        new = _parent(line, after)
    else:
        new = _label(line, after)
    return new


def _underlined_headings(lines: list[_Line]) -> None:
    """What is underlined is a heading, numbered or not, and no line of a list."""
    for before, line, after in zip([None, *lines], lines, lines[1:], strict=False):
        text = line.text.strip()
        if text.startswith(("#", "|", ">")) or _RULER.match(text):
            continue
        if sign := _underlined(before, line, after):
            line.text, line.family, line.is_bullet = f"{sign} {text}", "", False
            after.text = ""


def _underlined(before: _Line | None, line: _Line, after: _Line) -> str:
    """The sign of a heading with a rule right below it, as older Markdown writes them."""
    if before and _RULER.match(before.text):
        return ""
    if _DOUBLE_RULER.match(after.text):
        return "#"
    stands_alone = before is None or before.number < line.number - 1
    is_heading = stands_alone and len(line.text.strip()) <= SHORT and not line.indent
    is_heading = is_heading and not _SENTENCE_END.search(line.text) and "**" not in line.text
    right_below = after.number == line.number + 1 and _UNDERLINE.match(after.text)
    return "##" if is_heading and right_below else ""


def _label(line: _Line, after: _Line | None) -> str:
    """A short line with a colon, right above a list, is the list's name."""
    text = line.text.strip()
    if not (_LEAD.search(text) and after and after.is_bullet and len(text) <= SHORT):
        return line.text
    if text.endswith("：") and not text.startswith("**"):
        return line.text
    return f"**{text.strip('*：: ')}**："


def _is_title(first: _Line, second: _Line | None = None) -> bool:
    """A short first line with something else below it."""
    text = first.text.strip()
    if first.is_bullet or first.family or text.startswith(("#", "|", ">", "*", "[", "!", "-")):
        return False
    says = any(map(str.isalnum, text))
    is_short = (
        says and len(text) <= SHORT and not _SENTENCE_END.search(text) and not _LEAD.search(text)
    )
    return is_short and second is not None and not _RULER.match(second.text)


def _parent(line: _Line, after: _Line | None) -> str:
    """A list line with deeper ones below it is their label, unless it explains itself."""
    if after is None or not after.is_bullet or after.indent <= line.indent:
        return line.text
    words = without_sign(line.text).replace("**", "").strip()
    if _ANCHOR.match(words):
        return line.text
    words = _PART.sub("", _WHOLE_LINK.sub(r"\1", words))
    explains = re.search(r"[：:]\s*\S", words) or len(words) > SHORT
    if explains and not _LEAD.search(words):
        return line.text
    return line.text.rstrip().rstrip("：:") + "："


def _boxed(before: _Line | None, after: _Line | None) -> bool:
    return bool(before and after and _RULER.match(before.text) and _RULER.match(after.text))
