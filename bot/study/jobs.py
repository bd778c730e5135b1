"""A pasted job description as rows: its own lines that ask for a skill, and nothing else.

A skill is found, never guessed: it is one of a closed list or a term of the library, and each
row carries the very words it was found by.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.study.skills import LISTS

MOST_ROWS = 14
"""More than that nobody scores with care; what stands first in a description matters most."""

LONGEST = 240
SHORTEST_TERM = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of the description, with the skills it names in its own words."""

    words: str
    skills: tuple[str, ...]


def rows(text: str, terms: Iterable[str] = ()) -> tuple[Asked, ...]:
    """The lines that ask for a skill, in their order; repeats of the same skills are left out."""
    more = _of_terms(frozenset(terms))
    found: list[Asked] = []
    seen: set[frozenset[str]] = set()
    for line in (one[:LONGEST] for one in _lines(text)):
        if _DENIED.search(line):
            continue
        skills = skills_in(line, more)
        keys = frozenset(key(one) for one in skills)
        if keys <= _TRADE and _HIRING.search(line):
            continue
        if skills and keys not in seen:
            seen.add(keys)
            found.append(Asked(line, skills))
    return tuple(found[:MOST_ROWS])


def skills_in(text: str, more: "re.Pattern[str] | None" = None) -> tuple[str, ...]:
    """The skills a text names, as it writes them, each once."""
    spans: list[tuple[int, int]] = []
    for pattern in filter(None, (_exact(), _loose(), more)):
        spans += [found.span() for found in pattern.finditer(text) if not _is_talk(text, found)]
    kept: dict[str, str] = {}
    for start, end in sorted(_longest(spans)):
        words = text[start:end]
        kept.setdefault(key(words), words)
    return tuple(kept.values())


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
    parts = [alias.pattern for name, alias in _aliases() if name in wanted]
    known = {name for name, _ in _aliases()}
    parts += [_bounded(re.escape(one)) for one in sorted(wanted - known)]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def useful_terms(titles: Iterable[str]) -> frozenset[str]:
    """The names among the library's titles: words with a capital inside or a digit, as Argo CD."""
    found = {word for title in titles for word in _TERM.findall(title)}
    return frozenset(
        word for word in found if len(word) >= SHORTEST_TERM and word.casefold() not in _COMMON
    )


# --- the lines of a description -------------------------------------------------------------------

_BULLET = re.compile(
    r"^(?:[\s\-*•·●▪◦‣■□◆★–—>]+|[(（]?\d{1,2}\s*[.、)）．:：](?!\d)|[一二三四五六七八九十]+、)\s*"
)
_LABEL = re.compile(r"^\s*[^:：]{2,8}[:：]\s*(?=\d{1,2}[.、])")
_INSIDE = re.compile(r"(?<=[;；。！])\s*|\s+(?=\d{1,2}[、.．)）]\s*\D)|(?<=[.!?])\s+(?=[A-Z])")
_WANTED = re.compile(
    r"职责|任职|要求|资格|加分|优先|技能|技术栈|岗位描述|职位描述|工作内容|你需要|我们希望|希望你"
    r"|requirement|qualification|responsibilit|what you.{0,4}(?:do|bring|need)|you (?:have|will)"
    r"|must[- ]have|nice[- ]to[- ]have|bonus|preferred|skills|tech(?:nology)? stack|about you"
    r"|about the role|the role|who you are|experience|your profile|plus(?:es)?\b",
    re.IGNORECASE,
)
_UNWANTED = re.compile(
    r"公司(?:介绍|简介|福利)|关于(?:我们|公司)|团队介绍|福利|薪资|薪酬|待遇|我们提供|工作(?:地点|时间|地址)"
    r"|加入我们|投递|联系方式|about (?:us|the company|our)|who we are|benefits|perks|what we offer"
    r"|we offer|compensation|salary|how to apply|equal opportunity|our (?:company|story|mission)"
    r"|location|why (?:join|us)",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:engineer|developer|programmer|工程师|开发|程序员|架构师)\W*$", re.IGNORECASE
)
_DENIED = re.compile(
    r"不要求|无需|不需要|not required|no .{0,20} (?:needed|required)", re.IGNORECASE
)
_HIRING = re.compile(r"\b(?:hiring|looking for|seeking|join)\b|招聘|诚聘|寻找", re.IGNORECASE)
_TRADE = frozenset({"后端开发", "web开发", "api"})
"""What the whole job is called: alone in a greeting it asks for nothing."""

_HEADING_LENGTH = 42


def _lines(text: str) -> Iterator[str]:
    """Sentences and bullets of the parts that ask; greetings and benefits are passed over."""
    lines = [line for line in text.splitlines() if line.strip()]
    headed = any(_heading(line) for line in lines)
    asking = not headed
    for place, line in enumerate(lines):
        heading = _heading(line)
        if heading is not None:
            asking = heading
            line = re.split("[:：]", line, maxsplit=1)[1] if re.search("[:：].", line) else ""  # noqa: PLW2901 - what stands behind a heading's colon belongs to it
        elif not place and len(line) < _HEADING_LENGTH and _TITLE.search(line):
            continue
        if asking:
            parts = (_bare(part) for part in _INSIDE.split(line))
            yield from (part for part in parts if part)


def _bare(part: str) -> str:
    return _BULLET.sub("", _LABEL.sub("", part)).strip(" \t;；。")


def _heading(line: str) -> bool | None:
    """Whether a line heads a part that asks for something (True), or another (False)."""
    head, colon, rest = (
        re.sub(r"^[\s#*【\[「]+|[\s*】\]」]+$", "", line).replace("：", ":").partition(":")
    )
    bare = not rest.strip()
    if len(head) > _HEADING_LENGTH or (not colon and (_BULLET.match(line) and not bare)):
        return None
    if re.search(r"[,，。;；]", head) or (not colon and skills_in(head)):
        return None
    if _UNWANTED.search(head):
        return False
    if _WANTED.search(head) and (colon or bare) and len(head.split()) <= 7:
        return True
    return None


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
_TALK = re.compile(
    r"^\s*(?:to[- ](?:market|live|person)|live\b|ahead|further|the extra|beyond|above)",
    re.IGNORECASE,
)


def _is_talk(text: str, found: "re.Match[str]") -> bool:
    """ "Go to market", "go-live": the verb, not the language."""
    return found.group() == "Go" and bool(_TALK.match(text[found.end() :].lstrip("- ")))


def _bounded(words: str) -> str:
    """Not inside another word; hanzi need no space around them."""
    before = r"(?<![A-Za-z0-9_])" if re.match(r"[\\A-Za-z0-9]", words) else ""
    after = r"(?![A-Za-z0-9_])" if re.search(r"[A-Za-z0-9?+*)\]]$", words) else ""
    return f"{before}(?:{words}){after}"


@cache
def _aliases() -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    """Every way to write a skill, under its first name; one that begins with = as it is written."""
    found = []
    for part in LISTS:
        for line in part.split("\n"):
            aliases = [alias for alias in line.split("|") if alias]
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
def _exact() -> "re.Pattern[str]":
    return re.compile(
        "|".join(one.pattern for _, one in _aliases() if not one.flags & re.IGNORECASE)
    )


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
