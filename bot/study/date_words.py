"""The words of the date grammar: patterns of Chinese and English pieces, and how each is read."""

# ruff: noqa: E501, ISC004 - a table of patterns reads best with one pattern a line

import re
from collections.abc import Callable
from typing import Any

Piece = tuple[str, Any]
"""What kind of piece, and its value."""

FILLER = re.compile(r"^(?:[\s,，、]+|的|在|到|at\b|on\b|by\b|from\b)+")

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_COUNTED = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve")  # fmt: skip
_ENGLISH = {
    **{w: n for n, w in enumerate(_COUNTED)},
    "a": 1,
    "an": 1,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "forty-five": 45,
    "a couple of": 2,
}
_ZH = r"(?:\d{1,3}|[零〇一二两三四五六七八九十]{1,3})"
_EN = rf"(?:\d{{1,3}}|{'|'.join(sorted(_ENGLISH, key=len, reverse=True))})"

_WEEK_ZH = {c: n for n, c in enumerate("一二三四五六")} | {"日": 6, "天": 6}
_WEEK_EN = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday wed",
            "thursday thurs thur thu",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
_WEEKDAY_EN = rf"(?:{'|'.join(_WEEK_EN)})"
_MONTH_EN = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTHS = "|".join(sorted(_MONTH_EN, key=len, reverse=True))

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
    **dict.fromkeys(("晚上", "夜里", "晚间", "夜晚", "晚", "evening", "night"), "evening"),
}


def hour_in(part: str, hour: int) -> int | None:
    """An hour said with a part of the day, on the clock of 24; None where the two do not fit."""
    low, high = {
        "small": (0, 5),
        "morning": (4, 11),
        "forenoon": (6, 12),
        "noon": (11, 13),
        "afternoon": (12, 18),
        "dusk": (16, 19),
        "evening": (17, 24),
    }[part]
    fitting = [one for one in (hour, hour + 12) if low <= one <= high]
    return fitting[0] if fitting else None


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


# --- readings: a match becomes a piece, or None where it says nothing that can be -----------------

Reading = Callable[[re.Match[str]], Piece | None]


def _shift(days: int) -> Reading:
    return lambda _: ("shift", days)


def _week_zh(match: re.Match[str]) -> Piece:
    before = match["week"] or ""
    week = None if not before else {"上": -1, "这": 0, "本": 0}.get(before[0], before.count("下"))
    return "weekday", (week, _WEEK_ZH[match["day"]])


def _week_en(match: re.Match[str]) -> Piece:
    day, which = _WEEK_EN[match["day"]], (match["week"] or "").strip()
    if which == "next":
        return "next", day
    return "weekday", ({"this": 0, "last": -1}.get(which), day)


def _weekend(match: re.Match[str]) -> Piece:
    return "weekend", (match["week"] or "").count("下") + ("next" in (match["week"] or ""))


def _date_zh(match: re.Match[str]) -> Piece:
    year = int(match["year"]) if match["year"] else None
    return "date", (year, number(match["month"]), number(match["day"]))


def _iso(match: re.Match[str]) -> Piece:
    return "date", (int(match["year"]), int(match["month"]), int(match["day"]))


def _slash(match: re.Match[str]) -> Piece:
    first, second = int(match[1]), int(match[2])
    if first == second or first > 12 or second > 12:
        month, day = (second, first) if first > 12 else (first, second)
        return "date", (None, month, day)
    return "either", ((first, second), (second, first))


def _date_en(match: re.Match[str]) -> Piece:
    year = int(match["year"]) if match["year"] else None
    return "date", (year, _MONTH_EN[match["month"]], int(match["day"]))


def _month_zh(match: re.Match[str]) -> Piece:
    month = {"下": 1, "这": 0, "本": 0}.get((match["month"] or " ")[0])
    return "monthday", (month, number(match["day"]))


def _month_end(match: re.Match[str]) -> Piece:
    return "monthday", (1 if match["next"] else 0, -1)


def _monthday_en(match: re.Match[str]) -> Piece:
    which = match["month"] or ""
    return "monthday", (1 if "next" in which else 0 if "this" in which else None, int(match["day"]))


def _minutes_after(match: re.Match[str]) -> Piece:
    groups = match.groupdict()
    count = number(groups["n"]) if groups.get("n") else 0
    size = 60 if groups.get("hours") else 15 if groups.get("quarters") else 1
    half = 30 if groups.get("half") else 0
    return "after", ("minutes", count * size + half)


def _days_after(match: re.Match[str]) -> Piece:
    count = number(match["n"]) if match["n"] else 1
    if match["months"]:
        return "after", ("months", count)
    return "after", ("days", count * (7 if match["weeks"] else 1))


def _time_zh(match: re.Match[str]) -> Piece | None:
    hour = number(match["hour"])
    minute = {"半": 30, "一刻": 15, "三刻": 45, "整": 0}.get(match["minute"] or "")
    if minute is None:
        minute = number((match["minute"] or "0").rstrip("分"))
    return ("time", (hour, minute, False)) if hour <= 24 and minute < 60 else None


def _clock(match: re.Match[str]) -> Piece | None:
    hour, minute = int(match["hour"]), int(match["minute"])
    return ("time", (hour, minute, True)) if hour <= 23 and minute < 60 else None


def _am(match: re.Match[str]) -> Piece | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if not 1 <= hour <= 12 or minute > 59:
        return None
    later = match["half"].startswith("p")
    return "time", (hour % 12 + 12 * later, minute, True)


def _oclock(match: re.Match[str]) -> Piece | None:
    hour = number(match["hour"])
    minute = {"half past": 30, "quarter past": 15, "quarter to": -15}.get(match["past"] or "", 0)
    return ("time", (hour - (minute < 0), minute % 60, False)) if 1 <= hour <= 12 else None


def _part(match: re.Match[str]) -> Piece:
    return "part", _PARTS[match["part"]]


def _weekdays_zh(match: re.Match[str]) -> Piece:
    return "week", {_WEEK_ZH[one] for one in match["days"] if one in _WEEK_ZH}


def _range(days: dict[str, int]) -> Reading:
    def read(match: re.Match[str]) -> Piece | None:
        first, last = days[match["first"]], days[match["last"]]
        return ("week", set(range(first, last + 1))) if first < last else None

    return read


def _weekdays_en(match: re.Match[str]) -> Piece:
    return "week", {_WEEK_EN[one] for one in re.findall(_WEEKDAY_EN, match["days"])}


def _every_month(match: re.Match[str]) -> Piece | None:
    found = match.groupdict()
    day = -1 if not found.get("day") else number(found["day"])
    return ("month", day) if day == -1 or 1 <= day <= 31 else None


def _days_of_week(*days: int) -> Reading:
    return lambda _: ("week", set(days))


_W = r"(?:周|星期|礼拜)"
_TABLE: tuple[tuple[str, str, Reading], ...] = (
    # again and again
    ("every", r"每天|每日|天天|(?:every ?day|daily)(?!\w)", _days_of_week(*range(7))),
    ("every", rf"(?:每个?)?{_W}(?P<first>[一二三四五六])(?:到|至|-|~){_W}?(?P<last>[二三四五六日天])",
     _range(_WEEK_ZH)),
    ("every", r"(?:每个?)?工作日|(?:every |on )?weekdays?\b|every work(?:ing )?day",
     _days_of_week(*range(5))),
    ("every", rf"每个?{_W}末|(?:every|on) weekends?|weekends\b", _days_of_week(5, 6)),
    ("every", rf"每个?{_W}(?P<days>[一二三四五六日天](?:(?:[、,和 ]|{_W})*[一二三四五六日天])*)"
     r"(?![一二三四五六日天个月年点])", _weekdays_zh),
    ("every", rf"每个?月(?:的)?(?P<day>{_ZH})[号日]", _every_month),
    ("every", r"每个?月(?:底|末|的?最后一天)|(?:on )?the last day of (?:every|each|the) month",
     _every_month),
    ("every", rf"(?P<first>{_WEEKDAY_EN})(?: ?(?:-|to|through) ?)(?P<last>{_WEEKDAY_EN})\b",
     _range(_WEEK_EN)),
    ("every", rf"(?:every|each) (?P<days>{_WEEKDAY_EN}(?:(?:,| and|, and|/| &)? ?{_WEEKDAY_EN})*)s?\b",
     _weekdays_en),
    ("every", rf"(?P<days>{_WEEKDAY_EN}s(?:(?:,| and|, and) {_WEEKDAY_EN}s)*)\b(?<=days)",
     _weekdays_en),
    ("every", r"(?:on )?the (?P<day>\d{1,2})(?:st|nd|rd|th) of (?:every|each) month", _every_month),
    ("every", r"every month on the (?P<day>\d{1,2})(?:st|nd|rd|th)", _every_month),
    # after a while
    ("after", rf"(?P<n>{_ZH})个?(?P<half>半)?(?P<hours>小时|钟头)(?:之?后|以后)", _minutes_after),
    ("after", rf"(?P<n>{_ZH})(?:个)(?P<half>半)(?P<hours>小时|钟头)(?:之?后|以后)", _minutes_after),
    ("after", r"(?P<half>半)个?(?:小时|钟头)(?:之?后|以后)", _minutes_after),
    ("after", rf"(?P<n>{_ZH})(?P<quarters>刻钟)(?:之?后|以后)", _minutes_after),
    ("after", rf"(?P<n>{_ZH})分钟(?:之?后|以后)", _minutes_after),
    ("after", rf"(?P<n>{_ZH})(?:天|日|(?P<weeks>个?(?:周|星期|礼拜))|(?P<months>个月))(?:之?后|以后)",
     _days_after),
    ("after", r"in (?P<half>half an hour)\b", _minutes_after),
    ("after", r"in (?P<n>an?) (?P<hours>hour) (?P<half>and a half)\b", _minutes_after),
    ("after", rf"in (?P<n>{_EN}) (?:and )?(?P<half>a half )?(?P<hours>hours?|hrs?|h)\b", _minutes_after),
    ("after", rf"in (?P<n>{_EN}) ?(?P<hours>hours?|hrs?|h)(?P<half> and a half)?\b", _minutes_after),
    ("after", rf"in (?P<n>{_EN}) ?(?:minutes?|mins?|m)\b", _minutes_after),
    ("after", rf"in (?P<n>{_EN}) (?:days?|(?P<weeks>weeks?)|(?P<months>months?))\b", _days_after),
    ("after", rf"(?P<n>{_EN}) (?P<hours>hours?) (?:from now|later)", _minutes_after),
    ("after", rf"(?P<n>{_EN}) (?:minutes?|mins?) (?:from now|later)", _minutes_after),
    ("after", rf"(?P<n>{_EN}) (?:days?|(?P<weeks>weeks?)|(?P<months>months?)) (?:from now|later)",
     _days_after),
    # days
    ("day", r"大后天", _shift(3)),
    ("day", r"后天|(?:the )?day after tomorrow", _shift(2)),
    ("day", r"明[天日儿]|明(?=早|晚)|tomorrow|tmrw?\b|tmr\b", _shift(1)),
    ("day", r"今[天日儿]|今(?=早|晚)|today|(?=tonight)|(?=this (?:morning|afternoon|evening))", _shift(0)),
    ("day", r"大前天", _shift(-3)),
    ("day", r"前天|(?:the )?day before yesterday", _shift(-2)),
    ("day", r"昨[天日儿]|昨(?=晚)|yesterday", _shift(-1)),
    ("day", rf"(?P<week>下下个?|下个?|这个?|本|上个?)?{_W}(?P<day>[一二三四五六日天])(?![一二三四五六日天])",
     _week_zh),
    ("day", rf"(?P<week>下个?|这个?|本)?{_W}末(?!\w*每)", _weekend),
    ("day", r"(?P<week>this |next |the )?weekend\b", _weekend),
    ("day", rf"(?P<week>this |next |last )?(?P<day>{_WEEKDAY_EN})\b", _week_en),
    ("day", r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)", _iso),
    ("day", rf"(?:(?P<year>\d{{4}})年)?(?P<month>{_ZH})月(?P<day>{_ZH})[号日]?(?![\d\w]*月)", _date_zh),
    ("day", r"(?P<next>下个?)月(?:底|末|最后一天)|(?P<now>这个?|本)?月(?:底|末|的?最后一天)", _month_end),
    ("day", r"(?:the )?end of (?:(?P<next>next)|the|this)? ?month", _month_end),
    ("day", rf"(?P<month>下个?月|这个?月|本月)?(?P<day>{_ZH})[号]", _month_zh),
    ("day", r"(?:年底|年末|the end of the year|end of (?:the )?year)", lambda _: ("date", (None, 12, 31))),
    ("day", rf"(?P<month>{_MONTHS})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>\d{{4}}))?",
     _date_en),
    ("day", rf"(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{_MONTHS})\b(?:,? (?P<year>\d{{4}}))?",
     _date_en),
    ("day", r"the (?P<day>\d{1,2})(?:st|nd|rd|th)\b(?P<month> of (?:next|this|the) month)?", _monthday_en),
    ("day", r"(\d{1,2})/(\d{1,2})(?![/\d])", _slash),
    # parts of a day
    ("part", r"(?P<part>大清早|清早|凌晨|早上|早晨|清晨|一早|上午|中午|正午|下午|午后|傍晚|晚上|夜里|晚间|夜晚)",
     _part),
    ("part", r"(?P<part>早|晚)(?=$|[\s\d零一二两三四五六七八九十])", _part),
    ("part", r"(?:in the |this )?(?P<part>morning|afternoon|evening)\b|to(?P<night>night)\b",
     lambda match: ("part", _PARTS[match["part"] or match["night"]])),
    ("part", r"(?:at )?(?P<part>noon|midday)\b", _part),
    # times of day
    ("time", rf"(?P<hour>{_ZH})[点时](?:钟)?(?P<minute>半|一刻|三刻|整|{_ZH}分?)?", _time_zh),
    ("time", r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))? ?(?P<half>a\.?m\.?|p\.?m\.?)(?!\w)", _am),
    ("time", r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?!\d)", _clock),
    ("time", rf"(?:(?P<past>half past|quarter past|quarter to) )(?P<hour>{_EN})\b", _oclock),
    ("time", rf"(?P<hour>{_EN}) ?(?P<past>)o'?clock", _oclock),
    ("time", r"(?P<hour>\d{1,2})(?P<past>)(?=$)", _oclock),
)  # fmt: skip

PATTERNS = tuple((kind, re.compile(pattern), reading) for kind, pattern, reading in _TABLE)
