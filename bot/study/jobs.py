"""A pasted job description as rows: its own lines that ask for a skill, and nothing else.

A skill is found, never guessed: it is one of a closed list, a term of the library, or has the shape
or the place of one in a line that asks. Each row carries the very words it was found by.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.study import posting, skill_names
from bot.study.skills import LISTS

MOST_ROWS = 14
"""More than that nobody scores with care."""

SHORTEST_TERM = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of the description, with the skills it names in its own words."""

    words: str
    skills: tuple[str, ...]
    duty: bool = False
    """What one would do there; otherwise what one should bring."""


def rows(text: str, terms: Iterable[str] = ()) -> tuple[Asked, ...]:
    """The lines that ask for a skill, in their order; repeats of the same skills are left out."""
    more = _of_terms(frozenset(terms))
    firms = skill_names.firms(text)
    found: list[Asked] = []
    seen: set[frozenset[str]] = set()
    for line in posting.lines(text, lambda head: _listed(head, more)):
        skills = skills_in(line.words, more, firms)
        if not _listed(line.words, more) and not _asks_by_name(line.words, skills):
            continue
        keys = frozenset(key(one) for one in skills)
        if keys <= _TRADE and (_HIRING.search(line.words) or _is_tag(line.words, skills)):
            continue
        if skills and keys not in seen:
            seen.add(keys)
            found.append(Asked(line.words, skills, line.duty))
    return tuple(one for one in found if not _is_said_elsewhere(one, found))


def foremost(found: Sequence[Asked]) -> tuple[Asked, ...]:
    """As many as can be scored with care: of a long description what one should bring comes first,
    and what stands first.
    """
    kept = sorted(found, key=lambda one: one.duty)[:MOST_ROWS]
    return tuple(one for one in found if one in kept)


def skills_in(
    text: str, more: "re.Pattern[str] | None" = None, firms: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The skills a line asks for, as it writes them, each once: the listed ones, and what is known
    by its shape or its place to be one.
    """
    listed = _listed(text, more)
    beside = [*skill_names.by_shape(text, listed, firms), *skill_names.by_place(text)]
    spans = listed + [
        (start, end)
        for start, end in _longest(beside)
        if not _overlaps((start, end), listed) and not _STUDIED.search(text[:start])
    ]
    kept: dict[str, str] = {}
    for start, end in sorted(spans):
        words = text[start:end]
        kept.setdefault(key(words), words)
    return tuple(kept.values())


def _listed(text: str, more: "re.Pattern[str] | None") -> list[tuple[int, int]]:
    """Where the skills of the list and the library's terms stand."""
    spans: list[tuple[int, int]] = []
    for pattern in filter(None, (_exact(skill_names.has_hanzi(text)), _loose(), more)):
        spans += [found.span() for found in pattern.finditer(text) if not _is_talk(text, found)]
    return _longest(spans)


def _overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < last and start < span[1] for start, last in others)


@lru_cache(maxsize=4096)
def key(words: str) -> str:
    """One name for a skill however it is written: "K8s" and "Kubernetes" are the same."""
    for name, alias in _aliases():
        if alias.fullmatch(words):
            return name
    return words.casefold()


def pattern(keys: Iterable[str]) -> "re.Pattern[str] | None":
    """Finds any of these skills, however they are written; None where there are none."""
    wanted = set(keys)
    parts = [
        f"(?i:{alias.pattern})" if alias.flags & re.IGNORECASE else alias.pattern
        for name, alias in _aliases()
        if name in wanted
    ]
    known = {name for name, _ in _aliases()}
    parts += [f"(?i:{_bounded(re.escape(one))})" for one in sorted(wanted - known)]
    return re.compile("|".join(parts)) if parts else None


def useful_terms(titles: Iterable[str]) -> frozenset[str]:
    """The names among the library's titles: words with a capital inside or a digit, as Argo CD."""
    found = {word for title in titles for word in _TERM.findall(title)}
    return frozenset(
        word for word in found if len(word) >= SHORTEST_TERM and word.casefold() not in _COMMON
    )


# --- the words of a skill -------------------------------------------------------------------------

_TERM = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[A-Z0-9][A-Za-z0-9]*)+")
_COMMON = frozenset(
    [
        "abc",
        "auc",
        "cpu",
        "debug",
        "geo",
        "keyerror",
        "leetcode",
        "okrs",
        "poc",
        "pycon",
        "qps",
        "smart",
        "time",
        "update",
        "url",
        "urlconf",
        "wait",
        "wtf",
        "todo",
        "top",
        "star",
        "okr",
        "cap",
        "base",
        "acid",
        "ide",
        "faq",
        "pdf",
        "isr",
        "hcl",
        "cdns",
        "orms",
    ]
)
"""Capitals that are no skill when somebody hires."""
_HIRING = re.compile(
    r"\b(?:hiring|looking for|seeking|join|as an?)\b|招聘|诚聘|寻找|想找|招一", re.IGNORECASE
)
_TRADE = frozenset({"后端开发", "web开发", "api", "前端", "全栈", "单体"})
"""What the whole job is called: alone in a greeting it asks for nothing."""

_TALK = re.compile(
    r"^\s*(?:to[- ](?:market|live|person)|live\b|ahead|further|the extra|beyond|above)",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"^(?:[、，/和与及\w]{0,12}?)(?:工程师|同学|同事|团队|小组|人员|部门|大牛|专家|总监)|^[-\s]*(?:engineers?|developers?"
    r"|teams?|folks|departments?|colleagues|community|conferences?|meetups?|user group|stickers)\b",
    re.IGNORECASE,
)
_STUDIED = re.compile(
    r"(?:degree|bachelor'?s?|master'?s?|ph\.?d|m\.?sc|b\.?sc|\b[bm]s|\bba)\b[^.;；。]{0,80}$",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"^[、，/和与及\w]{0,14}(?:相关)?专业")
_SUBJECTS = frozenset(
    {
        "软件工程",
        "software engineering",
        "统计学",
        "statistics",
        "data science",
        "信息安全",
        "大数据",
        "数学",
    }
)
"""Fields of study, which a degree is in."""

_TITLES = frozenset(
    {"算法", "前端", "后端", "服务端", "测试", "运维", "数据分析", "安全", "大数据"}
)


def _is_talk(text: str, found: "re.Match[str]") -> bool:
    """ "Go to market": the verb, not the language; "算法工程师": people, not a skill."""
    rest = text[found.end() :]
    if found.group() == "Go" and _TALK.match(rest.lstrip("- ")):
        return True
    if found.group().casefold() in _SUBJECTS and (
        _SUBJECT.match(rest) or _STUDIED.search(text[: found.start()])
    ):
        return True
    people = _PEOPLE.match(rest)
    if people is None:
        return False
    return found.group() in _TITLES or not re.match(r"[、，/和与及\w]", people.group())


def _asks_by_name(words: str, skills: Sequence[str]) -> bool:
    """Whether a line without any listed skill asks all the same: it names several, it is little
    else than the one, or says that one should know it. A single name may be a town's or a boss's.
    """
    if skill_names.has_hanzi(words):
        return bool(skills)
    named = sum(len(one) for one in skills)
    return (
        len(skills) > 1 or named * 2 >= len(words) or any(True for _ in skill_names.by_place(words))
    )


def _is_tag(words: str, skills: Sequence[str]) -> bool:
    return len(skills) == 1 and words == skills[0]


def _is_said_elsewhere(row: Asked, found: Sequence[Asked]) -> bool:
    """A bare tag above the description whose skill one of its sentences asks for as well."""
    return _is_tag(row.words, row.skills) and any(
        key(row.skills[0]) in {key(one) for one in other.skills}
        for other in found
        if other is not row
    )


def _bounded(words: str) -> str:
    """Not inside another word; hanzi need no space around them."""
    before = r"(?<![A-Za-z0-9_])" if re.match(r"[\\A-Za-z0-9]", words) else ""
    after = r"(?![A-Za-z0-9_])" if re.search(r"[A-Za-z0-9?+*)\]]$", words) else ""
    return f"{before}(?:{words}){after}"


_BETWEEN = re.compile(r"\|(?![^()]*\))")
"""What stands between two ways to write a skill; a group in parentheses is one way."""


@cache
def _aliases() -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    """Every way to write a skill, under its first name; one that begins with = as it is written."""
    found = []
    for part in LISTS:
        for skill in re.split(r",(?= )|\n", part.replace("|\n", "|")):
            aliases = [alias for alias in _BETWEEN.split(skill.strip()) if alias]
            name = aliases[0].removeprefix("=").casefold() if aliases else ""
            for alias in aliases:
                words = alias.removeprefix("=")
                plain = not re.search(r"[\\?(\[]", words)
                flags = 0 if alias.startswith("=") else re.IGNORECASE
                found.append(
                    (name, re.compile(_bounded(re.escape(words) if plain else words), flags))
                )
    return tuple(found)


@cache
def _exact(in_chinese: bool) -> "re.Pattern[str]":
    """Names that are everyday words in English; among hanzi they are names in any case."""
    ways = "|".join(one.pattern for _, one in _aliases() if not one.flags & re.IGNORECASE)
    return re.compile(ways, re.IGNORECASE if in_chinese else 0)


@cache
def _loose() -> "re.Pattern[str]":
    longest_first = sorted(
        (one.pattern for _, one in _aliases() if one.flags & re.IGNORECASE), key=len, reverse=True
    )
    return re.compile("|".join(longest_first), re.IGNORECASE)


@lru_cache(maxsize=8)
def _of_terms(terms: frozenset[str]) -> "re.Pattern[str] | None":
    parts = [_bounded(re.escape(one)) for one in sorted(terms, key=len, reverse=True)]
    return re.compile("|".join(parts)) if parts else None


def _longest(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of two finds that overlap the longer: "Spring Boot", not "Spring"."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0] - span[1], span)):
        if all(end <= other or start >= last for other, last in kept):
            kept.append((start, end))
    return kept
