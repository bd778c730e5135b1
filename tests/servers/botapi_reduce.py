"""Reduces the published description of the Bot API to what checking a call needs."""

import json
import re
import sys
from pathlib import Path
from typing import Any

CONSTANT = re.compile(r"(?:always|must be) [\"“]?([a-z0-9_]+)[\"”]?(?:$|[ .,;])")
QUOTED = re.compile(r"[\"“]([^\"”]+)[\"”]")


def kind(name: str) -> str:
    """`Array of Array of X` is written `[[X]]`."""
    inner = name.removeprefix("Array of ")
    return f"[{kind(inner)}]" if inner != name else name


def field(described: dict[str, Any]) -> str:
    """`Integer|String!` is a required number or text, `=photo!` the required word `photo`."""
    kinds = "|".join(kind(name) for name in described["types"])
    constant = CONSTANT.search(described["description"])
    if kinds == "String" and constant and described["name"] in {"type", "source", "status"}:
        kinds = f"={constant[1]}"
    return kinds + "!" * described["required"]


def fields(described: dict[str, Any]) -> dict[str, str]:
    return {each["name"]: field(each) for each in described.get("fields", [])}


def types_in(described: dict[str, Any]) -> set[str]:
    named = {
        each.split("Array of ")[-1] for f in described.get("fields", []) for each in f["types"]
    }
    return named | set(described.get("subtypes", []))


def words(described: dict[str, Any], name: str) -> list[str]:
    """The values a field may take, as its description quotes them."""
    text = next(f["description"] for f in described["fields"] if f["name"] == name)
    return QUOTED.findall(text)


def reduce(api: dict[str, Any]) -> dict[str, Any]:
    methods, types = api["methods"], api["types"]
    reached: set[str] = set()
    waiting = set().union(*map(types_in, methods.values()))
    while waiting:
        name = waiting.pop()
        if name in types and name not in reached:
            reached.add(name)
            waiting |= types_in(types[name])
    return {
        "version": api["version"],
        "updates": [f["name"] for f in types["Update"]["fields"] if f["name"] != "update_id"],
        "reactions": words(types["ReactionTypeEmoji"], "emoji"),
        "entities": words(types["MessageEntity"], "type"),
        "methods": {name: fields(methods[name]) for name in sorted(methods)},
        "types": {n: types[n].get("subtypes") or fields(types[n]) for n in sorted(reached)},
    }


def lines(reduced: dict[str, Any]) -> str:
    """JSON with one method or type a line, so that a newer version reads as a small diff."""

    def one(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    parts = []
    for key, value in reduced.items():
        if isinstance(value, dict):
            rows = ",\n".join(f"  {one(name)}: {one(row)}" for name, row in value.items())
            parts.append(f" {one(key)}: {{\n{rows}\n }}")
        else:
            parts.append(f" {one(key)}: {one(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    published = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write(lines(reduce(published)))
