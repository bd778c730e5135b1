"""The library: what daily planning asks of it."""

import json

import content

TEXT = """
# track 甲
id: A
## stage 一
### group 词
why: 因为。
#### topic 二
id: a2
try: 试。
? 问？
! 答。
#### drill 三
id: a3
## habit 四
id: a4
tags: morning
"""


def library() -> content.Library:
    return content.Library((content.parse(TEXT), content.parse("# track 乙\nid: B\n## task 五\n")))


def test_a_track_gives_its_items_in_order_and_what_is_done_in_sequence() -> None:
    assert [each.kind for each in library().track("A")] == [
        *("track", "stage", "topic", "card", "drill", "habit"),
    ]
    assert [each.id for each in library().sequence("A")] == ["a2", "a3"]
    assert [each.id for each in library().tracks()] == ["A", "B"]
    assert library().track("nowhere") == ()


def test_an_item_is_found_by_id_with_its_card_its_group_and_its_children() -> None:
    shelf = library()
    assert shelf.item("a2").title == "二"
    assert shelf.find("gone") is None
    card = shelf.card("a2")
    assert card is not None
    group = shelf.group_of("a3")
    assert group is not None
    assert shelf.group(group.id).items == ("a2", "a3")
    assert shelf.group_of("a4") is None
    assert [each.id for each in shelf.tagged("morning", track="A")] == ["a4"]
    assert [each.title for each in shelf.of_kind("task", "drill")] == ["三", "五"]


def test_a_groups_own_edition_takes_the_place_of_the_shipped_one() -> None:
    own = content.parse(TEXT.replace("topic 二", "topic 新"))
    shelf = library().plus(own)
    assert shelf.item("a2").title == "新"
    assert [one.id for one in shelf.curricula] == ["A", "B"]


def test_an_item_as_json_has_the_promised_keys_and_only_those_that_say_something() -> None:
    told = library().item("a2").as_json()
    assert list(told)[:12] == [
        *("id", "kind", "title", "text", "track", "stage", "minutes", "cadence"),
        *("cadence_stated", "role", "lang", "source"),
    ]
    assert list(told)[12:] == ["group", "parent", "try", "question", "answer"]
    assert (told["track"], told["minutes"], told["source"]) == ("A", 25, None)
    for item in content.load().items.values():
        json.dumps(item.as_json())


def test_a_source_as_json_names_document_headings_and_lines() -> None:
    source = content.Source("003", ("一", "二"), (3, 4))
    assert source.as_json() == {
        "document": "003",
        "heading_path": ["一", "二"],
        "lines": [3, 4],
    }
