"""A small language for saying what a JSON value may be; it answers in the words Slack uses."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# A check looks at a value and the pointer to it and tells what Slack would say against it.
Check = Callable[[Any, str], Iterator[str]]
Fields = Mapping[str, Check]


def string(most: int = 3000, least: int = 1, form: str = "") -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"must be a string [json-pointer:{at}]"
        elif len(value) < least:
            yield f"must be more than {least - 1} characters [json-pointer:{at}]"
        elif len(value) > most:
            yield f"must be less than {most + 1} characters [json-pointer:{at}]"
        elif form and not re.fullmatch(form, value):
            yield f"must match {form} [json-pointer:{at}]"

    return check


def number(most: int, least: int = 0) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            yield f"must be a number from {least} to {most} [json-pointer:{at}]"

    return check


def flag(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"must be a boolean [json-pointer:{at}]"


def word(*allowed: str) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if value not in allowed:
            yield f"must be one of {', '.join(allowed)} [json-pointer:{at}]"

    return check


def many(of: Check, most: int, least: int = 1) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"must be an array [json-pointer:{at}]"
            return
        if len(value) > most:
            yield f"no more than {most} items allowed [json-pointer:{at}]"
        if len(value) < least:
            yield f"no fewer than {least} items allowed [json-pointer:{at}]"
        for index, item in enumerate(value):
            yield from of(item, f"{at}/{index}")

    return check


@dataclass(frozen=True)
class Shape:
    """An object that may hold only these fields, and must hold the required ones."""

    required: Fields
    optional: Fields
    rule: Callable[[dict, str], Iterator[str]] | None = None

    def __call__(self, value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"must be an object [json-pointer:{at}]"
            return
        fields = {"type": any_value, **self.required, **self.optional}
        for name in [name for name in value if name not in fields]:
            yield f"invalid additional property: {name} [json-pointer:{at}]"
        for name in [name for name in self.required if name not in value]:
            yield f"missing required field: {name} [json-pointer:{at}]"
        for name in [name for name in value if name in fields]:
            yield from fields[name](value[name], f"{at}/{name}")
        if self.rule:
            yield from self.rule(value, at)


def any_value(value: Any, at: str) -> Iterator[str]:
    yield from ()


def kind_of(table: Fields) -> Check:
    """An object whose "type" names one of the table's checks."""

    def check(value: Any, at: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if isinstance(kind, str) and kind in table:
            yield from table[kind](value, at)
        else:
            yield f"unsupported type: {kind} [json-pointer:{at}]"

    return check


def text(most: int, *kinds: str) -> Check:
    shapes: dict[str, Check] = {
        "plain_text": Shape({"text": string(most)}, {"emoji": flag}),
        "mrkdwn": Shape({"text": string(most)}, {"verbatim": flag}),
    }
    inner = kind_of({kind: shapes[kind] for kind in kinds or shapes})

    def check(value: Any, at: str) -> Iterator[str]:
        faults = list(inner(value, at))
        if faults:
            yield f"failed to match all allowed schemas [json-pointer:{at}]"
        yield from faults

    return check


def plain(most: int) -> Check:
    return text(most, "plain_text")
