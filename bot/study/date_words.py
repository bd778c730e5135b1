"""The words of the date grammar: numbers, names, parts of a day, and how a match is read."""

import re
from collections.abc import Callable
from typing import Any

from bot.study.recurrence import WEEKDAYS

Piece = tuple[str, Any]
"""What kind of piece, and its value."""

Reading = Callable[[re.Match[str]], Piece | None]
"""A match becomes a piece, or None where it says nothing that can be."""

# --- numbers ------------------------------------------------------------------------------------

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
COUNTED = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve")  # fmt: skip
_ENGLISH = {
    **{w: n for n, w in enumerate(COUNTED)},
    "a": 1,
    "an": 1,
    "a couple of": 2,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "forty-five": 45,
    "fifty": 50,
    "ninety": 90,
}
_ORDINALS = {
    **{c: n for n, c in enumerate("一二三四", start=1)},
    **{word: n for n, word in enumerate(["first", "second", "third", "fourth"], start=1)},
    **{word: n for n, word in enumerate(["1st", "2nd", "3rd", "4th"], start=1)},
    "最后一": -1,
    "最后1": -1,
    "last": -1,
}
# 两三天 is "two or three days": two digits in a row are no number, except 零五.
ZH = r"(?:\d{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[零〇]?[零〇一二两三四五六七八九])"
EN = rf"(?:\d{{1,3}}|{'|'.join(sorted(_ENGLISH, key=len, reverse=True))})"
NTH_ZH = r"(?:第[一二三四]|最后[一1])"
NTH_EN = r"(?:first|second|third|fourth|last|1st|2nd|3rd|4th)"


def number(text: str) -> int:
    """A small number in digits, hanzi or English."""
    text = text.strip()
    if text.isdecimal():
        return int(text)
    if text in _ENGLISH:
        return _ENGLISH[text]
    tens, ten, ones = text.rpartition("十") if "十" in text else ("", "", text)
    if ten:
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    return int("".join(str(_DIGITS[one]) for one in ones))


# --- names --------------------------------------------------------------------------------------


def _numbered(*lines: str, start: int = 0) -> dict[str, int]:
    return {name: n for n, names in enumerate(lines, start=start) for name in names.split()}


WEEK_ZH = {c: n for n, c in enumerate("一二三四五六")} | {"日": 6, "天": 6}
WEEK_EN = _numbered("monday mon", "tuesday tues tue", "wednesday wed", "thursday thurs thur thu",
                    "friday fri", "saturday sat", "sunday sun")  # fmt: skip
WEEKDAY_EN = rf"(?:{'|'.join(WEEK_EN)})"
_MONTH_EN = _numbered("january jan", "february feb", "march mar", "april apr", "may", "june jun",
                      "july jul", "august aug", "september sept sep", "october oct",
                      "november nov", "december dec", start=1)  # fmt: skip
MONTH_EN = "|".join(sorted(_MONTH_EN, key=len, reverse=True))

USUAL = {"morning": 8 * 60, "forenoon": 10 * 60, "noon": 12 * 60, "afternoon": 15 * 60,
         "dusk": 18 * 60, "evening": 20 * 60}  # fmt: skip
"""The hour a part of the day stands for by itself; it is always said back."""

_PARTS = {
    **dict.fromkeys(("凌晨",), "small"),
    **dict.fromkeys(("早上", "早晨", "清晨", "清早", "大清早", "一早", "早", "morning"), "morning"),
    **dict.fromkeys(("上午",), "forenoon"),
    **dict.fromkeys(("中午", "正午", "noon", "midday"), "noon"),
    **dict.fromkeys(("下午", "午后", "afternoon"), "afternoon"),
    **dict.fromkeys(("傍晚",), "dusk"),
    **dict.fromkeys(("晚上", "夜里", "晚间", "夜晚", "今夜", "晚", "evening", "night"), "evening"),
    **dict.fromkeys(("半夜", "深夜"), "deep"),
}
_HOURS = {
    "small": (0, 5),
    "morning": (4, 11),
    "forenoon": (6, 12),
    "noon": (11, 14),
    "afternoon": (12, 18),
    "dusk": (16, 19),
    "evening": (17, 24),
    "deep": (22, 28),
}


def hour_in(part: str, hour: int) -> int | None:
    """An hour said with a part of the day, on the clock of 24; None where the two do not fit.

    Beyond 24 it is the night that follows: 半夜1点 is one o'clock of the next date.
    """
    low, high = _HOURS[part]
    possible = (hour, hour + 12, hour + 24) if hour else (0, 24)
    return next((one for one in possible if low <= one <= high), None)


# --- days ---------------------------------------------------------------------------------------


def shift(days: int) -> Reading:
    return lambda _: ("shift", days)


def fixed(month: int, day: int) -> Reading:
    return lambda _: ("date", (None, month, day))


def week_zh(match: re.Match[str]) -> Piece:
    before = match["week"] or ""
    week = None if not before else {"上": -1, "这": 0, "本": 0}.get(before[0], before.count("下"))
    return "weekday", (week, WEEK_ZH[match["day"]])


def week_en(match: re.Match[str]) -> Piece:
    day, which = WEEK_EN[match["day"]], (match["week"] or "").strip()
    if which == "next":
        return "next", day
    return "weekday", ({"this": 0, "last": -1}.get(which), day)


def of_next_week(match: re.Match[str]) -> Piece:
    return "weekday", (1, WEEK_EN[match["day"]])


def weekend(match: re.Match[str]) -> Piece:
    return "weekend", (match["week"] or "").count("下") + ("next" in (match["week"] or ""))


def date_zh(match: re.Match[str]) -> Piece:
    said = match["year"] or ""
    year: Any = {"明": "+1", "后": "+2", "今": "+0"}.get(said)
    if said.isdecimal():
        year = int(said) + (2000 if len(said) == 2 else 0)
    return "date", (year, number(match["month"]), number(match["day"]))


def iso(match: re.Match[str]) -> Piece:
    return "date", (int(match["year"]), int(match["month"]), int(match["day"]))


def slash(match: re.Match[str]) -> Piece:
    first, second = int(match[1]), int(match[2])
    if first == second or first > 12 or second > 12:
        month, day = (second, first) if first > 12 else (first, second)
        return "date", (None, month, day)
    return "either", ((first, second), (second, first))


def date_en(match: re.Match[str]) -> Piece:
    year = int(match["year"]) if match["year"] else None
    return "date", (year, _MONTH_EN[match["month"]], int(match["day"]))


def _month(words: str | None) -> int | None:
    """Which month is meant: this one is 0; None where nothing says it."""
    words = words or ""
    if "next" in words or "下" in words:
        return max(1, words.count("下"))
    return 0 if "this" in words or "the" in words or words[:1] in {"这", "本"} else None


def month_day(match: re.Match[str]) -> Piece:
    return "monthday", (_month(match.groupdict().get("month")), number(match["day"]))


def month_end(match: re.Match[str]) -> Piece:
    return "monthday", (_month(match["month"]) or 0, -1)


def nth_weekday(match: re.Match[str]) -> Piece:
    return "nth", (_month(match["month"]) or 0, *_nth(match))


def _nth(match: re.Match[str]) -> tuple[int, int]:
    """Which one of a month, and of which weekday."""
    return _ORDINALS[match["nth"].removeprefix("第")], (WEEK_ZH | WEEK_EN)[match["day"]]


# --- after a while ------------------------------------------------------------------------------


def minutes_after(match: re.Match[str]) -> Piece:
    """Hours, quarters, minutes and a half, whichever were said."""
    said = match.groupdict()
    total = 0
    for name, size in (("hours", 60), ("quarters", 15), ("minutes", 1)):
        if said.get(name):
            total += number(said[name]) * size
    if said.get("tenths"):
        total += round(float(said["tenths"]) * 60)
    if said.get("half"):
        total += 30
    return "after", ("minutes", total)


def days_after(match: re.Match[str]) -> Piece:
    count = number(match["n"])
    if match["years"]:
        return "after", ("months", 12 * count)
    if match["months"]:
        return "after", ("months", count)
    return "after", ("days", count * (7 if match["weeks"] else 1))


def just(unit: str, count: int) -> Reading:
    return lambda _: ("after", (unit, count))


# --- times of day -------------------------------------------------------------------------------

EXACT, CLOCK, HALF_DAY = "exact", "clock", "half a day"
"""How an hour was said: 20:30 or 8pm is exact; 8点 has two readings; 8:30 has them where no day
stands with it, since at noon people say it of the evening."""


def part(match: re.Match[str]) -> Piece:
    return "part", _PARTS[match["part"]]


def tonight(_: re.Match[str]) -> Piece:
    return "part", "evening"


def midnight(_: re.Match[str]) -> Piece:
    return "time", "midnight"


def as_now(_: re.Match[str]) -> Piece:
    return "time", "now"


def time_zh(match: re.Match[str]) -> Piece | None:
    hour = number(match["hour"])
    minute = {"半": 30, "一刻": 15, "三刻": 45, "整": 0}.get(match["minute"] or "")
    if minute is None:
        minute = number((match["minute"] or "0").rstrip("分"))
    how = HALF_DAY if hour else EXACT
    return ("time", (hour, minute, how)) if hour <= 24 and minute < 60 else None


def before_zh(match: re.Match[str]) -> Piece | None:
    """差五分八点, 八点差五分: so many minutes before the hour."""
    before = 15 if match["before"] == "一刻" else number(match["before"].rstrip("分"))
    return _before(number(match["hour"]), before)


def clock(match: re.Match[str]) -> Piece | None:
    hour, minute = int(match["hour"]), int(match["minute"])
    loose = len(match["hour"]) == 1 and hour
    kind = CLOCK if loose else EXACT
    return ("time", (hour, minute, kind)) if hour <= 23 and minute < 60 else None


def am_pm(match: re.Match[str]) -> Piece | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if not 1 <= hour <= 12 or minute > 59:
        return None
    later = match["half"].startswith("p")
    return "time", (hour % 12 + 12 * later, minute, EXACT)


def oclock(match: re.Match[str]) -> Piece | None:
    hour = number(match["hour"])
    return ("time", (hour, 0, HALF_DAY)) if 1 <= hour <= 12 else None


def past_or_to(match: re.Match[str]) -> Piece | None:
    hour, said = number(match["hour"]), match["minutes"]
    if said.isdecimal() and not match["unit"]:
        return None  # "9 to 5" is a span
    minute = {"half": 30, "quarter": 15}.get(said) or number(said)
    if not 1 <= hour <= 12 or minute > 59:
        return None
    return _before(hour, minute) if match["side"] == "to" else ("time", (hour, minute, HALF_DAY))


def _before(hour: int, minutes: int) -> Piece | None:
    possible = 1 <= hour <= 24 and 0 < minutes < 60
    return ("time", (hour - 1, 60 - minutes, HALF_DAY)) if possible else None


# --- again and again: rules in the words of RFC 5545 ----------------------------------------------

DAYS_A_MONTH = 4
"""Days of a month a rule can name: a button must still be able to carry it."""


def daily(_: re.Match[str]) -> Piece:
    return "rule", "FREQ=DAILY"


def weekly(days: set[int], apart: int = 1) -> Piece:
    names = ",".join(WEEKDAYS[day] for day in sorted(days))
    rhythm = f"INTERVAL={apart};" if apart > 1 else ""
    return "rule", f"FREQ=WEEKLY;{rhythm}BYDAY={names}"


def on_days(*days: int) -> Reading:
    return lambda _: weekly(set(days))


def weekdays_zh(match: re.Match[str]) -> Piece:
    days = {WEEK_ZH[one] for one in match["days"] if one in WEEK_ZH}
    return weekly(days, 2 if match.groupdict().get("apart") else 1)


def weekdays_en(match: re.Match[str]) -> Piece:
    days = {WEEK_EN[one] for one in re.findall(WEEKDAY_EN, match["days"])}
    return weekly(days, 2 if match.groupdict().get("apart") else 1)


def perhaps_zh(match: re.Match[str]) -> Piece:
    """周二周四 without 每: likely every week, so it is offered, not taken."""
    return "perhaps", weekdays_zh(match)[1]


def perhaps_en(match: re.Match[str]) -> Piece:
    return "perhaps", weekdays_en(match)[1]


def days_from_to(names: dict[str, int]) -> Reading:
    def read(match: re.Match[str]) -> Piece | None:
        first, last = names[match["first"]], names[match["last"]]
        return weekly(set(range(first, last + 1))) if first < last else None

    return read


def every_other_day(_: re.Match[str]) -> Piece:
    return "rule", "FREQ=DAILY;INTERVAL=2"


def every_few_days(match: re.Match[str]) -> Piece | None:
    count = number(match["n"])
    return ("rule", f"FREQ=DAILY;INTERVAL={count}") if 1 < count <= 60 else None


def every_month(match: re.Match[str]) -> Piece | None:
    found = match.groupdict()
    days = [number(one) for one in re.findall(ZH, found.get("days") or "")] or [-1]
    if len(days) > DAYS_A_MONTH or any(day != -1 and not 1 <= day <= 31 for day in days):
        return None
    return "rule", "FREQ=MONTHLY;BYMONTHDAY=" + ",".join(map(str, sorted(set(days))))


def every_nth(match: re.Match[str]) -> Piece:
    nth, day = _nth(match)
    return "rule", f"FREQ=MONTHLY;BYDAY={nth}{WEEKDAYS[day]}"
