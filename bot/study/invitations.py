"""An invitation in one line: what of it is the name, the day, the hours, the place, the seats."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.study import date_words, dates
from bot.study.calendar import clock_minutes

LONGEST = 1000
"""Characters of an invitation: a name, a place, and when."""

HALF_A_DAY = 12 * 60

_DATE = re.compile(r"(?<!\d)(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?!\d)")
_HOURS = re.compile(
    r"(?<![\d:：])(?P<from>\d{1,2}[:：]\d{2})(?:\s*[-–—~～到至]\s*(?P<to>\d{1,2}[:：]\d{2}))?(?![\d:：])"
)
_TO = r"\s*(?:[-–—~～到至]|to\b|un?till?\b)\s*"
_UNTIL = re.compile(
    rf"^(?:{_TO}(?P<part>早上|上午|中午|下午|晚上)?(?P<hour>\d{{1,2}}|[一二两三四五六七八九十]{{1,3}})"
    r"(?:点(?:(?P<half>半)|(?P<past>\d{1,2})分?|钟)?|[:：](?P<minute>\d{2}))?\s*(?P<noon>[ap]m\b)?"
    rf"|(?:{_TO})?\s*(?P<clock>\d{{1,2}}[:：]\d{{2}}))(?!\d|[:：]\d|[-/.]\d|[月号日])",
    re.IGNORECASE,
)
_JOINT = re.compile(r"(?:[-–—~～到至在@]|\b(?:to|un?till?|at))\s*$", re.IGNORECASE)
_PAST = re.compile(
    r"(?<!\S)(?:昨[天晚日]|前[天晚]|上(?:个)?(?:周|星期|礼拜|月)[一二三四五六日天末]?"
    r"|yesterday|last (?:night|week|month|[a-z]+day)|last\s*$)(?!\S)",
    re.IGNORECASE,
)
_LAST = re.compile(rf"^{_TO}")
_ALL_DAY = re.compile(r"一?整天|全天|\ball[- ]day\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
# What belongs to a date even where it would mean the same without: "next Friday", "on the 5th".
_ALIKE = re.compile(r"\s*(?:(?:on|the|this|next|coming|week)\b[\s,]*)+", re.IGNORECASE)
_NUMBER = re.compile(r"\s*\d{1,2}(?:\s|$)")
_AT = r"(?:地点|地址|place|venue|location)\s*[:：]|在|@|at\s"
_PLACE = re.compile(rf"\s+(?:{_AT})\s*", re.IGNORECASE)
_ROOM = r"馆|室|厅|店|楼|公园|大学|广场|中心|咖啡"
_WHERE = re.compile(
    rf"线上|在线|online|zoom|discord|teams|google meet|(?:腾讯|飞书|钉钉)(?:会议)?|.*(?:{_ROOM})",
    re.IGNORECASE,
)
"""What stands last and is a place without anything saying so."""

_AT_NAME = re.compile(rf"在(.+?(?:{_ROOM}))\s*(.+)")
_LEFT_OVER = re.compile(r"(?:\s+(?:on|at|in|from|this|the|for))+$", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+")
_RULE = re.compile(r"(?<!\S)(?:RRULE:)?(FREQ=\S+)", re.IGNORECASE)
_SEATS = re.compile(
    r"(?:最多|名额|限)\s*(\d{1,4})\s*[人位个]?|(?<!\d)(\d{1,4})\s*(?:人|位|个名额|seats?\b)"
    r"|\b(?:max|at most|up to)\s+(\d{1,4})(?:\s+(?:people|seats?))?",
    re.IGNORECASE,
)
_REPEATS = {
    r"每两周|每隔一周|双周|\b(?:every (?:two|2|other) weeks?|biweekly|fortnightly)\b": (
        "FREQ=WEEKLY;INTERVAL=2"
    ),
    r"每(?:个)?(?:周|星期|礼拜)(?![一二三四五六日天末])|\b(?:weekly|every week)\b": "FREQ=WEEKLY",
    r"每(?:个)?月(?![\d一二三底末的])|\b(?:monthly|every month)\b(?! on)": "FREQ=MONTHLY",
    r"每年|\b(?:yearly|annually|every year)\b": "FREQ=YEARLY",
    r"每[天日]|\b(?:daily|every day)\b": "FREQ=DAILY",
}


@dataclass(frozen=True, slots=True)
class Invitation:
    """What was understood; hours are minutes after midnight, an empty field was not said."""

    title: str
    day: date | None = None
    begins: int | None = None
    ends: int | None = None
    place: str = ""
    rule: str = ""
    seats: int | None = None
    all_day: bool = False
    last: date | None = None
    """The last day of several."""
    either: tuple[dates.When, ...] = ()
    """The days the words can mean, if more than one: ask."""

    @property
    def is_complete(self) -> bool:
        """Whether it can be announced as it is."""
        when = self.all_day or self.begins is not None
        return bool(self.title) and self.day is not None and when


def read(text: str, now: datetime) -> Invitation:
    """`now` is the local time it was said at.

    A date in digits stands between the name and the place; one in words may also stand first. A
    day that does not exist is left to be asked for.
    """
    rest, link = _taken(text[:LONGEST], _LINK)
    rest, rule = _taken(rest, _RULE)
    rest, seats = _taken(rest, _SEATS)
    rest, whole = _taken(rest, _ALL_DAY)
    repeat = rule[1].upper() if rule else ""
    found = _in_digits(rest)
    if found is None:
        found = _in_words(rest, now)
    if _PAST.search(found.title):  # a day gone by is no day to meet on: ask
        title = _PAST.sub("", found.title)
        found = replace(found, title=title, day=None, either=(), rule="")
    if not found.rule and not repeat:
        words = f"{found.title}\n{found.place}"
        for pattern, meaning in _REPEATS.items():
            words, said = _taken(words, re.compile(pattern, re.IGNORECASE))
            if said:
                repeat = meaning
                break
        title, _, place = words.partition("\n")
        found = replace(found, title=title, place=place)
    return replace(
        found,
        title=_LEFT_OVER.sub("", _tidy(found.title)),
        place=" ".join(filter(None, (_where(found.place), link.group() if link else ""))),
        all_day=found.begins is None and (bool(whole) or found.last is not None),
        rule=repeat or found.rule,
        seats=int(next(filter(None, seats.groups()))) if seats else None,
    )


def _in_digits(text: str) -> Invitation | None:
    day = _DATE.search(text)
    if day is None:
        return None
    hours = _HOURS.match(text[day.end() :].lstrip(" T"))
    title, place = text[: day.start()], text[day.end() :]
    if hours:
        place = place.lstrip(" T")[hours.end() :]
    if not title.strip():
        title, place = _title_first(place)
    return Invitation(
        title,
        _day(day),
        clock_minutes(hours["from"]) if hours else None,
        clock_minutes(hours["to"]) if hours and hours["to"] else None,
        place,
    )


def _in_words(text: str, now: datetime) -> Invitation:
    """Where most is said of when: in "周三读书会 每周三晚上八点" that is the end, not the name."""
    text = " ".join(text.split())
    best, most, begun = Invitation(text), 0, 0
    for start in [0, *(space.end() for space in re.finditer(r"[\s,，;；。]+", text))]:
        meaning, rest = dates.split(text[start:], now)
        said = text[start : len(text) - len(rest)].strip()
        if meaning is None or said.isdecimal() or not said:
            continue
        joint = _JOINT.search(said)  # swallowed as if it belonged to the date
        if joint:
            rest = f"{joint.group().strip()} {rest}"
        made = _meant(Invitation(""), meaning, now)
        until = _UNTIL.match(rest) if made.begins is not None or made.either else None
        if until:
            rest = rest[until.end() :]
        last, rest = _last_day(rest, made, now)
        title, place = (text[:start], rest) if text[:start].strip() else _title_first(rest)
        ends = _minutes_until(until, made.begins) if until else None
        made = replace(made, title=title, place=place, ends=ends, last=last)
        unsaid = not _DIGIT.search(said) and not dates.CLOCK.search(said)
        if not until and (_NUMBER.match(rest) or (unsaid and dates.CLOCK.search(rest))):
            made = replace(made, begins=None)  # "tomorrow evening at 7 …": not 8, so ask
        hours = made.begins is not None or any(one.minutes is not None for one in made.either)
        said_of_when = 1 + 2 * hours + bool(made.rule)
        # Of words that add nothing ("Python evening next Friday 7pm") the name keeps its own.
        own = _moment(made) == _moment(best) and not _ALIKE.fullmatch(text[begun:start])
        if said_of_when > most or own:
            best, most, begun = made, said_of_when, start
    return best


def _minutes_until(found: re.Match[str], begins: int | None) -> int | None:
    """ "7点到9点" in the evening ends in the evening; "11pm-1am" on the next day."""
    if found["clock"]:
        return clock_minutes(found["clock"])
    hour = date_words.number(found["hour"])
    minutes = hour * 60 + int(found["past"] or found["minute"] or (30 if found["half"] else 0))
    late = found["part"] in {"下午", "晚上"} or (found["noon"] or "").lower() == "pm"
    unsaid = not found["part"] and not found["noon"] and begins is not None
    follows = unsaid and minutes <= (begins or 0) < minutes + HALF_A_DAY
    if hour < 12 and (late or follows):
        minutes += HALF_A_DAY
    return minutes if minutes < 2 * HALF_A_DAY else None


def _last_day(rest: str, made: Invitation, now: datetime) -> tuple[date | None, str]:
    """ "9月19日到9月20日": whole days, when no hour was said."""
    joined = _LAST.match(rest)
    if joined is None or made.begins is not None or made.day is None:
        return None, rest
    meaning, after = dates.split(rest[joined.end() :], now)
    whole = isinstance(meaning, dates.When) and meaning.minutes is None
    if not (whole and isinstance(meaning, dates.When) and meaning.day >= made.day):
        return None, rest
    return meaning.day, after


def _moment(made: Invitation) -> tuple[object, ...]:
    return made.day, made.begins, made.either, made.rule


def _meant(made: Invitation, meaning: dates.Meaning, now: datetime) -> Invitation:
    if isinstance(meaning, dates.Choice):
        return _either(made, meaning.options, now)
    if isinstance(meaning, dates.When):
        return replace(made, day=meaning.day, begins=meaning.minutes)
    if isinstance(meaning, dates.Every):
        passed = meaning.minutes is not None and meaning.minutes <= now.hour * 60 + now.minute
        day = dates.next_of(meaning, now.date() - timedelta(days=not passed))
        return replace(made, day=day, begins=meaning.minutes, rule=meaning.rule)
    return made


def _either(
    made: Invitation, options: Sequence[dates.When | dates.Every], now: datetime
) -> Invitation:
    """One of several days is asked for; a repetition whose hour is unclear, for its hour."""
    whens = tuple(one for one in options if isinstance(one, dates.When))
    if whens:
        return replace(made, either=whens)
    hours = {one.minutes for one in options}
    first = _meant(made, options[0], now)
    return first if len(hours) == 1 else replace(first, begins=None)


def _title_first(text: str) -> tuple[str, str]:
    """Behind the date: the name, and the place behind 在, @ or at, or said last."""
    text = text.strip()
    parts = _PLACE.split(text, maxsplit=1)
    if parts[1:]:
        return parts[0], parts[1]
    named = _AT_NAME.fullmatch(text)
    if named:
        return named[2], named[1]
    name, _, where = _tidy(text.replace("，", ", ")).rpartition(" ")
    return (name, where) if name and _WHERE.fullmatch(where) else (text, "")


def _where(text: str) -> str:
    return re.sub(rf"^(?:{_AT})\s*", "", _tidy(text), flags=re.IGNORECASE)


def _taken(text: str, pattern: re.Pattern[str]) -> tuple[str, re.Match[str] | None]:
    """The text without what was found."""
    found = pattern.search(text)
    return (text[: found.start()] + " " + text[found.end() :], found) if found else (text, None)


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _tidy(text: str) -> str:
    return " ".join(text.strip(" ,，。:：;；|-—").split())
