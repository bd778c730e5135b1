"""Checks a call to the Bot API against the official description of its methods and types."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Checker = Callable[[Any], None]

NUMBER = re.compile(r"-?\d{1,19}")
WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class RefusedError(Exception):
    """The vendor refuses the call, and says so in its own words."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters

    def body(self) -> dict[str, Any]:
        said = {"ok": False, "error_code": self.status, "description": self.description}
        return said | ({"parameters": self.parameters} if self.parameters else {})


def bad(reason: str, **parameters: int) -> RefusedError:
    return RefusedError(400, f"Bad Request: {reason}", **parameters)


class UnfitError(ValueError):
    """A value is not what the description asks for."""


@dataclass(frozen=True)
class Upload:
    name: str
    data: bytes


@dataclass(frozen=True)
class Field:
    """One top-level field of a method: how its form text reads, and what its value must be."""

    name: str
    kinds: tuple[str, ...]
    required: bool
    check: Checker

    def value(self, given: Any, method: str, *, strict: bool) -> Any:
        try:
            value = self.read(given) if isinstance(given, str) else given
            if strict:
                self.check(value)
        except UnfitError as unfit:
            raise bad(f"parameter {self.name!r} of {method}: {unfit}") from unfit
        return value

    def read(self, text: str) -> Any:
        """Forms carry everything as text: numbers, words and JSON are told apart by the kind."""
        if "Integer" in self.kinds and NUMBER.fullmatch(text):
            return int(text)
        if "String" in self.kinds or "InputFile" in self.kinds or self.kinds[0][0] == "=":
            return text
        if "Boolean" in self.kinds and text.lower() in WORDS:
            return WORDS[text.lower()]
        try:
            return json.loads(text)
        except ValueError as error:
            raise UnfitError("can't parse it as JSON") from error


class Description:
    """The official description; every checker is built once, when first needed."""

    def __init__(self) -> None:
        path = Path(__file__).with_name("telegram-bot-api.json")
        data = json.loads(path.read_text(encoding="utf-8"))
        self.updates = frozenset(data["updates"])
        self.reactions = frozenset(data["reactions"])
        self.entities = frozenset(data["entities"])
        self._methods: dict[str, dict[str, str]] = data["methods"]
        self._types: dict[str, Any] = data["types"]
        self._fields: dict[str, dict[str, Field]] = {}
        self._checkers: dict[str, Checker] = {"Any": lambda _: None}

    def fields(self, method: str) -> dict[str, Field]:
        if method not in self._methods:
            raise RefusedError(404, "Not Found: method not found")
        if method not in self._fields:
            self._fields[method] = {
                name: Field(name, kinds(spec), spec[-1] == "!", self.checker(spec.rstrip("!")))
                for name, spec in self._methods[method].items()
            }
        return self._fields[method]

    def read(
        self,
        method: str,
        given: Mapping[str, Any],
        uploads: Mapping[str, Upload],
        *,
        strict: bool = True,
    ) -> dict[str, Any]:
        """The parameters as values of their kinds; strict, the first unfit one is refused."""
        fields = self.fields(method)
        if strict and (unknown := given.keys() - fields.keys()):
            raise bad(f"{method} has no parameter {min(unknown)!r}")
        params = {
            name: field.value(given[name], method, strict=strict)
            for name, field in fields.items()
            if given.get(name) is not None
        }
        for name, field in fields.items():
            if name in uploads and "InputFile" in field.kinds:
                params[name] = f"attach://{name}"
            elif strict and field.required and name not in params:
                raise bad(f"parameter {name!r} of {method} is missing")
        if strict and uploads:
            said = json.dumps(params)
            for name in uploads:
                if f'"attach://{name}"' not in said:
                    raise bad(f"{method} has no parameter for the file {name!r}")
        return params

    def checker(self, spec: str) -> Checker:
        if spec not in self._checkers:

            def later(value: Any) -> None:
                """Stands in while the checker is built: a type may contain itself."""
                self._checkers[spec](value)

            self._checkers[spec] = later
            self._checkers[spec] = self._build(spec)
        return self._checkers[spec]

    def _build(self, spec: str) -> Checker:
        if "|" in spec:
            return self._one_of(spec.split("|"))
        if spec[0] == "[":
            return self._array(spec[1:-1])
        if spec[0] == "=":
            return self._word(spec[1:])
        if spec in SIMPLE:
            return simple(spec, SIMPLE[spec])
        described = self._types[spec]
        return self._one_of(described) if isinstance(described, list) else self._object(spec)

    def _array(self, inner: str) -> Checker:
        each = self.checker(inner)

        def array(value: Any) -> None:
            if type(value) is not list:
                raise UnfitError("an Array is expected")
            for item in value:
                each(item)

        return array

    def _word(self, expected: str) -> Checker:
        def word(value: Any) -> None:
            if value != expected:
                raise UnfitError(f"must be {expected!r}, not {value!r}")

        return word

    def _object(self, name: str) -> Checker:
        specs: dict[str, str] = self._types[name]
        fields = {field: self.checker(spec.rstrip("!")) for field, spec in specs.items()}
        required = {field for field, spec in specs.items() if spec[-1] == "!"}

        def whole(value: Any) -> None:
            if type(value) is not dict:
                raise UnfitError(f"{name}: an object is expected")
            for field, item in value.items():
                if field not in fields:
                    raise UnfitError(f"{name} has no field {field!r}")
                try:
                    fields[field](item)
                except UnfitError as unfit:
                    raise UnfitError(f"{name}.{field}: {unfit}") from unfit
            if missing := required - value.keys():
                raise UnfitError(f"{name} lacks {', '.join(sorted(missing))}")

        return whole

    def _one_of(self, names: list[str]) -> Checker:
        checkers = [self.checker(name) for name in names]

        def any_of(value: Any) -> None:
            complaints = []
            for check in checkers:
                try:
                    return check(value)
                except UnfitError as unfit:
                    complaints.append(str(unfit))
            raise UnfitError(max(complaints, key=depth))

        return any_of


def depth(complaint: str) -> tuple[int, bool]:
    """Among alternatives the one meant is the one that was followed deepest."""
    return complaint.count(": "), "lacks" not in complaint and "must be" not in complaint


SIMPLE: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "String": (str,),
    "Boolean": (bool,),
    "Float": (float, int),
    "InputFile": (str,),
}


def simple(name: str, classes: tuple[type, ...]) -> Checker:
    def check(value: Any) -> None:
        if type(value) not in classes:
            raise UnfitError(f"{name} is expected, not {value!r:.60}")

    return check


def kinds(spec: str) -> tuple[str, ...]:
    return tuple(spec.rstrip("!").split("|"))
