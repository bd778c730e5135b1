"""Dates in words, Chinese and English: a closed grammar that asks back rather than guess."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.study import date_words as words
from bot.study import recurrence
from bot.study.calendar import monday
from bot.study.date_meaning import (
    Choice,
    Every,
    Meaning,
    When,
    date_of,
    meaning_of,
    next_of,
    year_of,
)
from bot.study.date_table import FILLER, PART_ZH, PATTERNS

A_DAY = timedelta(days=1)

LONGEST = 200
"""Characters of a date at the end of a sentence: each end of a long story is not worth a look."""

_GONE = re.compile(
    r"(?:大前天|前天|昨[天日]|the day before yesterday|yesterday)"
    r"(?!的|没|未|忘|不|休息|请假|生病|缺)(?!.*(?:今[天日]|today))"
)
_FILLED = re.compile(r"补(?:打?卡)?\s*")
_HEADED = re.compile(r"^\s*:(?=\s|$|[^\d/])")
_ASKING = re.compile(
    r"^(?:请|麻烦)?(?:提醒我一?下?|记得|(?:千万)?[别不]要?忘了?"
    r"|(?:please )?(?:(?:remind )?me|do ?n[o'’]t forget)(?: to| that| about)?\b|to )\s*",
    re.IGNORECASE,
)
# What would change the date it follows: a limit, a range, another zone, a second date.
_LIMITS = re.compile(
    r"^\s*(?:[之以]?前(?![端台后提缀沿])|[之以]?后(?![端台天缀续])|[之以]内|起(?![床来草飞身跑点])"
    r"|截[止至]|到期|为止"
    r"|(?:下班|上班|放学|下课|[早午晚]?饭|睡|起床)[前后时]"
    r"|(?:北京|本地|当地|美东|美西|伦敦|东京|纽约)时间"
    r"|(?:or so|ish|before|after|earlier|later|onwards?|utc|gmt|[pec][sd]?t|cest|bst|jst)\b)"
)
# What would change the date it stands before, at the end of a sentence.
_LIMITED = re.compile(
    r"(?:[到至\-–~]|最[晚迟]|截[止至]到?|直到|不晚于|\b(?:by|before|until|till|after|since|than|through|from|not?|between))"
    r"\s*(?:on|at|the)?\s*$"
)
# An hour in the middle of Chinese words; 一点 alone is a little.
CLOCK = re.compile(
    rf"(?:{PART_ZH}|凌晨)?(?:\d{{1,2}}|(?!一点(?![半整钟零一二三四五\d])){words.ZH})[点](?![赞餐菜名击])"
    r"|(?<![\d:])\d{1,2}:\d{2}(?![\d:])"
)
_JOIN = re.compile(r"^\s*(?:和|或者?|跟|与|及|、|还有|[至到\-–~&/]|and\b|or\b|to\b|un?til+\b)\s*")
_OF = re.compile(r"^的(?![士确])")
_NUMBER = re.compile(r"^\s*\d{1,2}(?:[\s,，]|$)")
_ALONE = {"sun", "sat", "wed", "mon", "may", "march"}
"""Short names that are words of their own: at a sentence's end they are no date by themselves."""


def read(text: str, now: datetime) -> Meaning:
    """What the whole text means, said at the local time `now`; None: not understood, so ask.

    The future is meant; see `day_past` for days gone by.
    """
    found, rest = _pieces(_folded(text.strip()))
    return None if FILLER.sub("", rest) else meaning_of(found, now)


def split(text: str, now: datetime) -> tuple[Meaning, str]:
    """The date at the beginning of a sentence, and the words after it, whatever they say."""
    text = text.strip()
    found, rest = _pieces(_folded(text))
    rest = FILLER.sub("", rest) if found else rest
    return meaning_of(found, now), _end_of(text, rest)


def find(text: str, now: datetime) -> tuple[Meaning, str]:
    """The one date of a request, at its beginning or its end, and the words without it.

    Words that may change the date (before, until, a second date, another zone) make it unclear.
    """
    text = _ASKING.sub("", text.strip())
    folded = _folded(text)
    found, rest = _pieces(folded)
    if found:
        start, hour = _hour_apart(found, rest)
        if hour:
            middle = rest[:start]
            unclear = bool(_LIMITED.search(middle)) or _changes(middle, timed=True)
            meaning = None if unclear else meaning_of(found | hour, now)
            left = _end_of(text, rest)[: len(middle.strip())]
        else:
            if _changes(rest, timed=_timed(found)):
                return _perhaps(found, rest, now), _wish(text)
            meaning, left = meaning_of(found, now), _end_of(text, rest)
        return meaning, _wish(text if meaning is None else left)
    for start, said in _endings(folded):
        meaning = read(said, now)
        if meaning is not None:
            limited = _LIMITED.search(folded[:start])
            return (None, text) if limited else (meaning, _wish(text[:start]))
    return None, text


def packed(one: When | Every) -> str:
    """A meaning as a button carries it; `unpacked` reads it again."""
    minutes = "-" if one.minutes is None else str(one.minutes)
    if isinstance(one, Every):
        return f"{minutes} {one.rule.removeprefix('FREQ=')}"
    return f"{minutes} {one.day.isoformat()} {one.fold}"


def unpacked(text: str) -> When | Every:
    """Raises ValueError for what `packed` never wrote."""
    minutes_said, said, *fold = text.split(" ")
    minutes = None if minutes_said == "-" else int(minutes_said)
    if fold:
        return When(date.fromisoformat(said), minutes, int(fold[0]))
    return Every(str(recurrence.read(f"FREQ={said}")), minutes)


def day_past(text: str, today: date) -> date | None:
    """A day gone by or today: 昨天, 前天, 周一, 3月2日, yesterday, Monday; None: not understood."""
    day, rest = _gone_by(_folded(text.strip()), today)
    return None if rest.strip() else day


def split_past(text: str, today: date) -> tuple[date | None, str]:
    """A day gone by at the beginning of a report, and the words after it.

    昨天 and yesterday say so themselves; any other day must be announced (补周一 …) or stand like
    a heading ("Monday: …"), for most lines that begin with a day are not about filling it in.
    """
    text = text.strip()
    folded = _folded(text)
    announced = _FILLED.match(folded)
    if not announced and ":" not in folded and not _GONE.match(folded):
        return None, text  # as nearly every report
    start = announced.end() if announced else 0
    day, rest = _gone_by(folded[start:], today)
    if day is None or not (announced or _GONE.match(folded) or _HEADED.match(rest)):
        return None, text
    return day, _end_of(text, rest).lstrip(" ，,：:")


def _gone_by(text: str, today: date) -> tuple[date | None, str]:
    """The day gone by a text begins with, and what is left of the text."""
    begun = next(_begins(FILLER.sub("", text), {}), None)
    if begun is None or begun[0] != "day":
        return None, text
    _, (kind, value), rest = begun
    if kind == "shift":
        return (today + value * A_DAY if value <= 0 else None), rest
    if kind == "weekday":
        week, weekday = value
        return _weekday_past(week, weekday, today), rest
    if kind == "date":
        year, month, number = value
        return _latest(year_of(year, today), month, number, today), rest
    return None, rest


def _weekday_past(week: int | None, number: int, today: date) -> date | None:
    back = (today.weekday() - number) % 7
    if week not in {None, 0, -1} or (week is None and back == 0):
        return None
    day = today - back * A_DAY if week is None else monday(today) + (7 * week + number) * A_DAY
    return day if day <= today else None


def _latest(year: int | None, month: int, number: int, today: date) -> date | None:
    for candidate in (year,) if year else (today.year, today.year - 1):
        day = date_of(candidate, month, number)
        if day is not None and day <= today:
            return day
    return None


# --- pieces -------------------------------------------------------------------------------------


def _folded(text: str) -> str:
    """One width and one case, character by character, so that places in the text stay."""
    folded = (unicodedata.normalize("NFKC", one).lower() for one in text)
    return "".join(new if len(new) == 1 else old for old, new in zip(text, folded, strict=True))


def _pieces(text: str) -> tuple[dict[str, words.Piece], str]:
    """The pieces a text begins with, each kind once, and what is left of the text.

    A day may be said twice, by its date and by its weekday: the second is kept as `also`.
    """
    found: dict[str, words.Piece] = {}
    rest = text
    while True:
        ahead = FILLER.sub("", rest)
        taken = next(_begins(ahead, found, text[: len(text) - len(ahead)][-1:]), None)
        if taken is None and "day" in found and "also" not in found:
            taken = next((one for one in _begins(ahead, {}) if _same_day(found["day"], one)), None)
            taken = ("also", *taken[1:]) if taken else None
        if taken is None:
            return found, rest
        kind, piece, rest = taken
        found[kind] = piece


def _same_day(said: words.Piece, again: tuple[str, words.Piece, str]) -> bool:
    """Whether a second piece says the same day in the other way: one of them is a weekday."""
    kind, piece, _ = again
    return kind == "day" and (said[0] == "weekday") != (piece[0] == "weekday")


def _begins(
    text: str, found: dict[str, words.Piece], before: str = ""
) -> Iterator[tuple[str, words.Piece, str]]:
    """Each piece a text can begin with, of a kind not found yet: kind, piece, what is left.

    `before` is the character in front, which some patterns look back at.
    """
    whole = before + text
    for kind, pattern, reading in PATTERNS:
        match = pattern.match(whole, len(before)) if kind not in found else None
        piece = reading(match) if match else None
        if match and piece is not None:
            yield kind, piece, whole[match.end() :]


def _end_of(text: str, rest: str) -> str:
    return text[len(text) - len(rest) :].strip() if rest else ""


def _wish(text: str) -> str:
    return _ASKING.sub("", _OF.sub("", text.strip(" ,，。:：;；").lstrip(")） ")))


def _timed(found: dict[str, words.Piece]) -> bool:
    return "time" in found or found.get("after", ("", ("", 0)))[1][0] == "minutes"


def _hour_apart(found: dict[str, words.Piece], rest: str) -> tuple[int, dict[str, words.Piece]]:
    """The hour a sentence ends with, apart from its day, and where: 后天考试下午2点."""
    if {"time", "after"} & set(found):
        return 0, {}
    starts = [start for start, _ in _endings(rest)]
    tail = max(0, len(rest) - LONGEST)
    starts += [match.start() for match in CLOCK.finditer(rest, tail)]
    for start in sorted(starts):
        hour, more = _pieces(rest[start:])
        if (
            hour
            and hour.keys() <= {"part", "time"} - found.keys()
            and not FILLER.sub("", more).strip("。.!！")
        ):
            return start, hour
    return 0, {}


def _perhaps(found: dict[str, words.Piece], rest: str, now: datetime) -> Meaning:
    """An hour in the middle may be the day's (周六爬山7点出发), or none of it: ask which."""
    clock = None if {"time", "after"} & found.keys() else CLOCK.search(rest)
    if clock is None:
        return None
    before = rest[: clock.start()]
    hour, more = _pieces(rest[clock.start() :])
    if not hour or not hour.keys() <= {"part", "time"} - found.keys():
        return None
    if _LIMITED.search(before) or _changes(before, timed=True) or _changes(more, timed=True):
        return None
    options: list[When | Every] = []
    for one in (meaning_of(found | hour, now), meaning_of(found, now)):
        options += one.options if isinstance(one, Choice) else [one] if one else []
    return Choice(tuple(dict.fromkeys(options))[:4]) if options else None


def _changes(rest: str, *, timed: bool) -> bool:
    """Whether the words after a date say more about it than was understood."""
    joined = _JOIN.match(rest)
    following = FILLER.sub("", rest[joined.end() :] if joined else rest)
    if _LIMITS.match(rest) or next(_begins(following, {}), None):
        return True
    # "Friday 8 run", 周六爬山7点出发: an hour, but it was not understood as one.
    apart = (
        _NUMBER.match(rest) or CLOCK.search(rest) or any(_dates(said) for _, said in _endings(rest))
    )
    return bool(apart) and not timed


def _dates(text: str) -> bool:
    """Whether it is a date, whatever day is meant."""
    found, more = _pieces(text)
    return bool(found) and not FILLER.sub("", more)


def _endings(text: str) -> Iterator[tuple[int, str]]:
    """The ends of a sentence that may be a date, the longest first: where they begin, and they."""
    for gap in re.finditer(r"[\s,，。:：;；]+(?=\S)", text):
        if len(text) - gap.end() > LONGEST:
            continue
        said = text[gap.end() :].strip(" 。.!！")
        if said not in _ALONE and not said.isdecimal():
            yield gap.start(), said


__all__ = [
    "CLOCK",
    "Choice",
    "Every",
    "Meaning",
    "When",
    "day_past",
    "find",
    "next_of",
    "packed",
    "read",
    "split",
    "split_past",
    "unpacked",
]
