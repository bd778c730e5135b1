"""Forms where the platform has none: question after question, told as the form they make up."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.play.script import Heard, Step
from tests.play.stage import in_every_language

MOST = 20
"""Questions no form has."""

CANCEL, SKIP = in_every_language("Cancel"), in_every_language("Skip")

_PLACE = re.compile(r" \(\d+/\d+\)$")


class ByQuestions:
    """A surface without forms; `listen` tells what was heard, `heard` what it comes to."""

    _question: Heard | None = None
    _kept: tuple[Heard, ...] = ()

    async def listen(self) -> list[Heard]:
        raise NotImplementedError

    async def heard(self) -> list[Heard]:
        said = [*self._kept, *await self.listen()]
        self._kept = ()
        self._question = next(filter(_asks, reversed(said)), None)
        return said

    def fold(self, heard: list[Heard]) -> list[Heard]:
        """The first question stands for the whole form."""
        title = self._question.text.split("\n")[0] if self._question else "no form"
        form = Heard(self._question.who if self._question else "", form=_PLACE.sub("", title))
        return [form if one is self._question else one for one in heard]

    async def fill(self, who: str, values: dict[str, str], *, in_channel: bool) -> None:
        left = dict(values)
        for _ in range(MOST):
            asked = self._question
            assert asked, f"nobody asked {who} anything"
            answer = next((left[label] for label in left if label in asked.text), "")
            if not answer:
                skip = next(iter(SKIP.intersection(asked.labels)), None)
                assert skip, f"{who} must answer: {asked.text}"
                await self.press(who, skip, in_channel=in_channel)
            elif answer in asked.labels:
                await self.press(who, answer, in_channel=in_channel)
            else:
                await self.say(who, answer, in_channel=in_channel)
            said = await self.heard()
            if self._question is None:
                self._kept = tuple(said)
                return
        raise AssertionError(f"{who} was asked the same again and again: {asked}")

    def here(self, expected: Heard, step: Step) -> Heard:
        return expected

    def check(self) -> None: ...


def in_rows(one: Heard, columns: Callable[[Sequence[str]], int]) -> Heard:
    """The message with its rows of buttons broken into shorter ones."""
    rows = [
        row[at : at + columns(row)]
        for row in one.buttons
        for at in range(0, len(row), columns(row))
    ]
    return replace(one, buttons=tuple(rows))


def without(one: Heard, labels: set[str]) -> Heard:
    """The message without some of its buttons."""
    rows = [tuple(label for label in row if label not in labels) for row in one.buttons]
    return replace(one, buttons=tuple(filter(None, rows)))


def _asks(one: Heard) -> bool:
    return bool(CANCEL.intersection(one.labels))
