"""The date grammar as one table: every phrase it knows, in the order they are tried."""

# ruff: noqa: E501 - a table of patterns reads best with one pattern a line

import re

from bot.study import date_words as words
from bot.study.date_words import EN, MONTH_EN, NTH_EN, NTH_ZH, WEEKDAY_EN, ZH, Reading

_HOUR = rf"(?:\d{{1,2}}|{'|'.join(words.COUNTED[1:])})"
_BARE = rf"{_HOUR}(?![ \d:.]*(?:[ap]\.?m|o'?clock|past|to|minutes?)\b)(?=[\s,]|$)"
FILLER = re.compile(
    r"^(?:[\s,、()]+|的|在|到|大概|大约|差不多|左右|(?:on|from|around|about)\b"
    rf"|at\b(?! {_BARE}))+"
)
"""What may stand between pieces; "at 8" without am or pm stays, for it is an hour."""

_W = r"(?:周|星期|礼拜)"
_DAY = "[一二三四五六日天]"
_LATER = r"(?:之?后|以后)"
_THROUGH = r"(?:再?过)"
_MONTH_ZH, _MONTH = r"(?:下下|下|这|本)个?月", r"(?:this|next|the) month\b"
_UNIT_ZH = r"(?:天|日|(?P<weeks>个?(?:周|星期|礼拜))|(?P<months>个月)|(?P<years>年))"
_UNIT_EN = r"(?:days?|(?P<weeks>weeks?)|(?P<months>months?)|(?P<years>years?))\b"
_HOURS_ZH = r"(?:小时|钟头|h|(?<=个)钟|(?<=半)钟)"
_HOURS, _MINUTES = r"(?:hours?|hrs?|h)", r"(?:minutes?|mins?|m)"
_ORDINAL = r"(?:st|nd|rd|th)"
_NOT_MEASURED = r"(?![公千]?[里米]|[个篇页道题章节次遍组本条人天周月年块元杯套张封k]|小时|分钟|min)"
PART_ZH = r"早上|早晨|清晨|晚上|夜里|中午|上午|下午|傍晚|早|晚"
_AND = r"(?:, and|,| and|/| &)?"

_TABLE: tuple[tuple[str, str, Reading], ...] = (
    # again and again
    ("every", r"每?隔[天日]|每隔[一1]天|every (?:other|second) day\b", words.every_other_day),
    ("every", rf"每(?P<n>{ZH})天", words.every_few_days),
    ("every", rf"every (?P<n>{EN}) days\b", words.every_few_days),
    ("every", r"每天|每日|天天|(?:every ?day|daily)(?!\w)", words.daily),
    ("every", rf"每个?(?={PART_ZH})|every (?=morning|afternoon|evening|night|noon)|each (?=morning|evening|night)", words.daily),
    ("every", rf"(?:每个?)?{_W}(?P<first>[一二三四五六])(?:到|至|-|~){_W}?(?P<last>{_DAY})", words.days_from_to(words.WEEK_ZH)),
    ("every", r"(?:每个?)?工作日|(?:every |each |on )?weekdays?\b|every work(?:ing )?day", words.on_days(0, 1, 2, 3, 4)),
    ("every", rf"每个?{_W}末|(?:every|on) weekends?\b|weekends\b", words.on_days(5, 6)),
    ("every", rf"(?P<apart>每[两2]个?{_W}的?|每?隔[一1]?个?{_W}的?|双周的?){_W}(?P<days>{_DAY})", words.weekdays_zh),
    ("every", rf"每逢?个?{_W}(?:的?{_W})?(?P<days>{_DAY}(?:(?:[、,和 ]|{_W})*{_DAY})*)(?![一二三四五六日天个月年点])", words.weekdays_zh),
    ("every", rf"{_W}(?P<days>{_DAY}(?:(?:[、,和 ]|{_W})*{_DAY})+)(?![一二三四五六日天个月年点])", words.perhaps_zh),
    ("every", rf"(?P<days>{WEEKDAY_EN}(?:{_AND} ?{WEEKDAY_EN})+)\b", words.perhaps_en),
    ("every", rf"每个?月的?(?P<nth>{NTH_ZH})个?{_W}(?P<day>{_DAY})", words.every_nth),
    ("every", rf"每个?月的?(?P<days>{ZH}[号日](?:[、,和 ]+{ZH}[号日])*)", words.every_month),
    ("every", r"每个?月(?:底|末|的?最后一天)|(?:on )?the last day of (?:every|each) month", words.every_month),
    ("every", rf"(?P<first>{WEEKDAY_EN}) ?(?:-|to|through|thru) ?(?P<last>{WEEKDAY_EN})\b", words.days_from_to(words.WEEK_EN)),
    ("every", rf"(?P<apart>every (?:other|second|(?:two|2) weeks on)) (?P<days>{WEEKDAY_EN})s?\b", words.weekdays_en),
    ("every", rf"(?:every|each|weekly on|every week on) (?P<days>{WEEKDAY_EN}s?(?:{_AND} ?{WEEKDAY_EN}s?)*)\b", words.weekdays_en),
    ("every", rf"(?P<days>{WEEKDAY_EN}s(?:{_AND} {WEEKDAY_EN}s)*)\b(?<=days)", words.weekdays_en),
    ("every", rf"(?:on )?(?:the )?(?P<nth>{NTH_EN}) (?P<day>{WEEKDAY_EN}) (?:of|in) (?:every|each) month", words.every_nth),
    ("every", rf"every (?P<nth>{NTH_EN}) (?P<day>{WEEKDAY_EN}) of the month", words.every_nth),
    ("every", rf"(?:on )?the (?P<days>\d{{1,2}}){_ORDINAL} of (?:every|each) month", words.every_month),
    ("every", rf"(?:every month|monthly) on the (?P<days>\d{{1,2}}){_ORDINAL}", words.every_month),
    # after a while
    ("after", rf"{_THROUGH}?(?P<hours>{ZH})个?(?P<half>半)?{_HOURS_ZH}(?:零?(?P<minutes>{ZH})分钟?)?{_LATER}", words.minutes_after),
    ("after", rf"{_THROUGH}?(?P<tenths>\d{{1,2}}\.\d)个?{_HOURS_ZH}{_LATER}", words.minutes_after),
    ("after", rf"{_THROUGH}?(?P<half>半)个?{_HOURS_ZH}{_LATER}", words.minutes_after),
    ("after", rf"{_THROUGH}?(?P<quarters>{ZH})刻钟{_LATER}", words.minutes_after),
    ("after", rf"{_THROUGH}?(?P<minutes>{ZH}) ?(?:分钟|min(?:s|utes)?){_LATER}", words.minutes_after),
    ("after", rf"{_THROUGH}(?:(?P<hours>{ZH})个?)?(?P<half>半)?个?{_HOURS_ZH}", words.minutes_after),
    ("after", rf"{_THROUGH}(?:(?P<minutes>{ZH})分|(?P<quarters>{ZH})刻)钟", words.minutes_after),
    ("after", rf"半个月{_LATER}", words.just("days", 15)),
    ("after", rf"半年{_LATER}", words.just("months", 6)),
    ("after", rf"{_THROUGH}?(?P<n>{ZH}){_UNIT_ZH}{_LATER}", words.days_after),
    ("after", rf"{_THROUGH}(?!两天)(?P<n>{ZH}){_UNIT_ZH}", words.days_after),  # 过两天: one of these days
    ("after", r"(?:in|after) half an? hour\b|half an hour (?:from now|later)", words.just("minutes", 30)),
    ("after", r"in a quarter (?:of an )?hour\b", words.just("minutes", 15)),
    ("after", r"in (?:three|3) quarters of an hour\b", words.just("minutes", 45)),
    ("after", r"in a fortnight\b|a fortnight from (?:now|today)\b", words.just("days", 14)),
    ("after", rf"(?:in|after) (?P<tenths>\d{{1,2}}\.\d) ?{_HOURS}\b", words.minutes_after),
    ("after", rf"(?:in|after) (?P<hours>{EN}) (?P<half>and a half) {_HOURS}\b", words.minutes_after),
    ("after", rf"(?:in|after) (?P<hours>{EN}) ?{_HOURS} (?P<half>and a half)\b", words.minutes_after),
    ("after", rf"(?:in|after) (?P<hours>{EN}) ?{_HOURS}(?: and)? ?(?P<minutes>{EN}) ?{_MINUTES}\b", words.minutes_after),
    ("after", rf"(?:in|after) (?P<hours>{EN}) ?{_HOURS}\b", words.minutes_after),
    ("after", rf"(?:in|after) (?P<minutes>{EN}) ?{_MINUTES}\b", words.minutes_after),
    ("after", rf"(?:in|after) (?P<n>{EN}) {_UNIT_EN}", words.days_after),
    ("after", rf"(?P<hours>{EN}) hours? (?:from now|later)", words.minutes_after),
    ("after", rf"(?P<minutes>{EN}) (?:minutes?|mins?) (?:from now|later)", words.minutes_after),
    ("after", rf"(?P<n>{EN}) {_UNIT_EN} (?:from (?:now|today)|later)", words.days_after),
    # days
    ("day", r"大后天", words.shift(3)),
    ("day", r"后天|(?:the )?day after tomorrow", words.shift(2)),
    ("day", r"明[天日儿]|明(?=早|晚)|tomorrow|tmrw?\b|tmr\b", words.shift(1)),
    ("day", r"今[天日儿]|今(?=早|晚)|(?=今夜)|today|(?=tonight)|(?=this (?:morning|afternoon|evening))", words.shift(0)),
    ("day", r"大前天", words.shift(-3)),
    ("day", r"前天|(?:the )?day before yesterday", words.shift(-2)),
    ("day", r"昨[天日儿]|昨(?=晚)|yesterday", words.shift(-1)),
    ("day", rf"(?P<month>{_MONTH_ZH})的?(?P<nth>{NTH_ZH})个?{_W}(?P<day>{_DAY})", words.nth_weekday),
    ("day", rf"(?:the )?(?P<nth>{NTH_EN}) (?P<day>{WEEKDAY_EN}) (?:of|in) (?P<month>{_MONTH})", words.nth_weekday),
    ("day", rf"(?P<week>下下个?|下个?|这个?|本|上个?)?{_W}(?P<day>{_DAY})(?!{_DAY})", words.week_zh),
    ("day", rf"(?P<week>下个?|这个?|本)?{_W}末(?!\w*每)", words.weekend),
    ("day", r"(?P<week>this |next |the )?weekend\b", words.weekend),
    ("day", rf"next week,? (?:on )?(?P<day>{WEEKDAY_EN})\b", words.of_next_week),
    ("day", rf"(?P<day>{WEEKDAY_EN}) (?:of )?next week\b", words.of_next_week),
    ("day", rf"(?P<week>this |next |last |(?:this |the )?coming )?(?P<day>{WEEKDAY_EN})\b", words.week_en),
    ("day", r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)(?:t(?=\d))?", words.iso),
    ("day", rf"(?:(?P<year>\d{{4}}|2\d|今|明|后)年)?(?P<month>{ZH})月(?P<day>{ZH})(?:[号日]|(?=$|\s))", words.date_zh),
    ("day", r"五一(?:节|劳动节)?|劳动节", words.fixed(5, 1)),
    ("day", r"国庆节?", words.fixed(10, 1)),
    ("day", r"平安夜|christmas eve\b", words.fixed(12, 24)),
    ("day", r"new year'?s eve\b", words.fixed(12, 31)),
    ("day", r"元旦|new year'?s day\b", words.fixed(1, 1)),
    ("day", r"圣诞节?|christmas(?: day)?\b", words.fixed(12, 25)),
    ("day", r"年底|年末|(?:the )?end of (?:the )?year", words.fixed(12, 31)),
    ("day", r"(?P<month>下下个?月|下个?月|这个?月|本月|月)(?:底|末|的?最后一天)", words.month_end),
    ("day", rf"(?:the )?(?:end|last day) of (?P<month>month\b|{_MONTH})", words.month_end),
    ("day", rf"(?P<month>{_MONTH_ZH})(?P<day>{ZH})[号日]", words.month_day),
    ("day", rf"(?P<day>{ZH})号(?![楼线院门馆教桌机位店])", words.month_day),
    ("day", rf"(?P<month>{MONTH_EN})\.? (?P<day>\d{{1,2}}){_ORDINAL}?(?![:\d])(?:,? (?P<year>\d{{4}}))?", words.date_en),
    ("day", rf"(?:the )?(?P<day>\d{{1,2}}){_ORDINAL}? (?:of )?(?P<month>{MONTH_EN})\b(?:,? (?P<year>\d{{4}}))?", words.date_en),
    ("day", rf"the (?P<day>\d{{1,2}}){_ORDINAL}\b(?: of (?P<month>{_MONTH}))?", words.month_day),
    ("day", r"(\d{1,2})/(\d{1,2})(?![/\d])", words.slash),
    # parts of a day
    ("part", r"(?P<part>大清早|清早|凌晨|早上|早晨|清晨|一早|上午|中午|正午|下午|午后|傍晚|晚上|夜里|晚间|夜晚|今夜|半夜|深夜)", words.part),
    ("part", r"(?P<part>(?<=[今明])[早晚]|(?<=[后天日号一二三四五六])(?:早(?![饭餐会操读课茶市报期点安退起场自])|晚(?!会(?!议)|[饭餐宴点自课]))|(?:早|晚)(?=$|[\s\d零一二两三四五六七八九十]))", words.part),
    ("part", r"(?:in the |this )?(?P<part>morning|afternoon|evening|night)\b", words.part),
    ("part", r"tonight\b", words.tonight),
    ("part", r"(?P<part>noon|midday)\b", words.part),
    # times of day
    ("time", r"这个?时[候间]|此时|这个点|(?:this|the same|same) time\b", words.as_now),
    ("time", r"午夜(?:12点|十二点|零点|0点)?|midnight\b", words.midnight),
    ("time", rf"差(?P<before>一刻|{ZH}分)钟?[就到]?(?P<hour>{ZH})点", words.before_zh),
    ("time", rf"(?P<hour>{ZH})点差(?P<before>一刻|{ZH}分)", words.before_zh),
    ("time", rf"(?P<hour>{ZH})[点时]钟?(?P<minute>半|一刻|三刻|整|{ZH}分|[零〇]{ZH}|(?:\d{{2}}|[二三四五]?十[一二三四五六七八九]?)(?!\d){_NOT_MEASURED})?(?!\d{{1,2}}(?:$|\s))", words.time_zh),
    ("time", r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))? ?(?P<half>a\.?m\.?|p\.?m\.?)(?![a-z\d])", words.am_pm),
    ("time", r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?!\d)", words.clock),
    ("time", rf"(?:a )?(?P<minutes>half|quarter|{EN}) (?P<unit>minutes? )?(?P<side>past|to) (?P<hour>{EN})\b", words.past_or_to),
    ("time", rf"(?P<hour>{EN}) ?o'?clock\b", words.oclock),
    ("time", rf"at (?P<hour>{_BARE})", words.oclock),
    ("time", rf"(?P<hour>\d{{1,2}})(?=$| (?:in the|tonight|tomorrow|today|this|on|every|{WEEKDAY_EN})\b)", words.oclock),
)  # fmt: skip

PATTERNS = tuple((kind, re.compile(pattern), reading) for kind, pattern, reading in _TABLE)
