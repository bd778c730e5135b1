"""The official description is reduced, and calls are read by it."""

import json

import pytest

from .botapi import Description, RefusedError, Upload
from .botapi_reduce import lines, reduce


def field(name, *types, required=False, description=""):
    return {"name": name, "types": types, "required": required, "description": description}


API = {
    "version": "Bot API 0",
    "methods": {
        "send": {
            "fields": [
                field("chat_id", "Integer", "String", required=True),
                field("album", "Array of Array of Media"),
            ]
        }
    },
    "types": {
        "Media": {"subtypes": ["Photo"]},
        "Photo": {"fields": [field("type", "String", required=True, description="must be photo")]},
        "Unused": {},
        "Update": {"fields": [field("update_id", "Integer"), field("poll", "Poll")]},
        "ReactionTypeEmoji": {
            "fields": [field("emoji", "String", description='one of "👍", "🔥"')]
        },
        "MessageEntity": {"fields": [field("type", "String", description='"bold" (fat)')]},
    },
}


def test_the_reduced_description_keeps_fields_kinds_and_what_is_reached():
    reduced = reduce(API)
    assert reduced["methods"] == {"send": {"chat_id": "Integer|String!", "album": "[[Media]]"}}
    assert reduced["types"] == {"Media": ["Photo"], "Photo": {"type": "=photo!"}}
    assert (reduced["updates"], reduced["reactions"]) == (["poll"], ["👍", "🔥"])
    assert json.loads(lines(reduced)) == reduced


def test_form_text_is_read_by_the_kind_of_its_field():
    given = {"chat_id": "-7", "text": "7", "entities": "[]", "disable_notification": "True"}
    read = Description().read("sendMessage", given, {})
    assert read == {"chat_id": -7, "text": "7", "entities": [], "disable_notification": True}
    assert Description().read("getChat", {"chat_id": "@name"}, {}) == {"chat_id": "@name"}


def test_a_file_belongs_to_a_field_or_is_refused():
    files = {"photo": Upload("a.png", b"")}
    read = Description().read("sendPhoto", {"chat_id": 7}, files)
    assert read["photo"] == "attach://photo"
    with pytest.raises(RefusedError, match="no parameter for the file 'photo'"):
        Description().read("sendMessage", {"chat_id": 7, "text": "x"}, files)


def test_among_alternatives_the_complaint_is_about_the_one_meant():
    markup = {"keyboard": [[{"text": "a", "colour": "red"}]]}
    given = {"chat_id": 7, "text": "x", "reply_markup": markup}
    with pytest.raises(RefusedError, match="KeyboardButton has no field 'colour'"):
        Description().read("sendMessage", given, {})
