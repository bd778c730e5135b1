"""Statements that are built once: building one anew takes longer than asking it."""

from collections.abc import Callable
from functools import cache
from inspect import signature
from typing import ParamSpec, TypeVar, cast

from sqlalchemy import Executable, bindparam

Given = ParamSpec("Given")
Statement = TypeVar("Statement", bound=Executable)


def prepared(
    build: Callable[Given, Statement],
) -> Callable[Given, tuple[Statement, dict[str, object]]]:
    """A statement that is built once; a call fills its arguments in: `scalars(*of_day(7, day))`.

    `build` gets a bound parameter for each of its arguments, so it may compare with them and no
    more; None is no value to compare with.
    """
    names = tuple(signature(build).parameters)

    @cache
    def statement() -> Statement:
        build_of_parameters = cast("Callable[..., Statement]", build)
        return build_of_parameters(*(bindparam(name) for name in names))

    def filled(*values: Given.args, **_: Given.kwargs) -> tuple[Statement, dict[str, object]]:
        return statement(), dict(zip(names, values, strict=True))

    return filled
