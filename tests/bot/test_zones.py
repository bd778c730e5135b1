"""Time zones as people name them."""

from zoneinfo import available_timezones

import pytest

from bot.zones import zone_named


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Asia/Shanghai", "Asia/Shanghai"),
        (" asia/shanghai ", "Asia/Shanghai"),
        ("上海", "Asia/Shanghai"),
        ("北京时间", "Asia/Shanghai"),
        ("东八区", "Asia/Shanghai"),
        ("UTC+8", "Asia/Shanghai"),
        ("New York", "America/New_York"),
        ("纽约", "America/New_York"),
        ("berlin", "Europe/Berlin"),
        ("柏林", "Europe/Berlin"),
        ("Hong Kong", "Asia/Hong_Kong"),
        ("Kathmandu", "Asia/Kathmandu"),
        ("Lord Howe", "Australia/Lord_Howe"),
        ("悉尼市", "Australia/Sydney"),
        ("utc", "UTC"),
        ("Mars", None),
        ("8", None),
        ("", None),
    ],
)
def test_a_zone_is_found_by_name_city_or_country(words, zone):
    assert zone_named(words) == zone


def test_every_zone_has_its_own_name():
    kept = {zone for zone in available_timezones() if "/" in zone}
    assert {zone for zone in kept if zone_named(zone) != zone} == set()
