"""Time zones as people name them: by their name, by a city in either language, by a country."""

from functools import cache
from zoneinfo import available_timezones

ALIASES = {
    "Asia/Shanghai": "北京 中国 深圳 广州 杭州 成都 beijing china utc+8 gmt+8 +8 +08:00 东八区 cst",
    "Asia/Tokyo": "日本 japan utc+9 gmt+9 东九区 jst",
    "Asia/Taipei": "台湾 taiwan",
    "America/Los_Angeles": "旧金山 西雅图 sanfrancisco seattle pst pacific",
    "America/New_York": "波士顿 华盛顿 boston washington est eastern",
    "Europe/London": "英国 uk",
    "Asia/Kolkata": "孟买 新德里 印度 mumbai delhi india",
    "Europe/Berlin": "德国 germany 慕尼黑 munich",
    "Europe/Paris": "法国 france",
    "UTC": "gmt z utc+0 gmt+0",
}
"""What no catalogue of cities lists, by the zone it means."""

CONTINENTS = (
    *("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/"),
    *("Indian/", "Pacific/"),
)


def zone_named(words: str) -> str | None:
    """The zone somebody means, or None."""
    return _zones().get(_plain(words))


def _plain(words: str) -> str:
    kept = words.casefold().translate(str.maketrans("", "", " _\u3000"))
    return kept.removesuffix("时间").removesuffix("市") or kept


@cache
def _zones() -> dict[str, str]:
    """Every way to name a zone; what comes later goes before what came earlier."""
    from babel import Locale

    zones = sorted(available_timezones())
    named = [(zone, zone) for zone in zones if "/" not in zone]
    for lang in ("en", "zh"):
        cities = Locale(lang).time_zones
        named += [(str(cities[zone].get("city") or zone), zone) for zone in zones if zone in cities]
    named += [(zone.rpartition("/")[2], zone) for zone in zones if zone.startswith(CONTINENTS)]
    named += [(name, zone) for zone, names in ALIASES.items() for name in names.split()]
    named += [(zone, zone) for zone in zones if "/" in zone]
    return {_plain(name): zone for name, zone in named}
