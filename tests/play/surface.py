"""What a surface must do to be played on: let people act, and tell what they hear."""

from datetime import datetime
from typing import Protocol

from tests.play.script import Heard, Step


class Surface(Protocol):
    """One platform with its real receiving and sending, at a clock that stands still."""

    async def say(self, who: str, words: str, *, in_channel: bool) -> None: ...

    async def edit(self, who: str, words: str, *, in_channel: bool) -> None:
        """The last words of this person there are changed."""

    async def press(self, who: str, label: str, *, in_channel: bool) -> None:
        """The newest button of that label the person sees there."""

    async def fill(self, who: str, values: dict[str, str], *, in_channel: bool) -> None:
        """The open form, by its labels; what is not named stays as it is."""

    async def move_to(self, at: datetime) -> None: ...

    async def heard(self) -> list[Heard]:
        """What was heard since the last time asked, each listener's in order."""

    def fold(self, heard: list[Heard]) -> list[Heard]:
        """The same where the next step fills in a form: of the form only its title is told."""

    def here(self, expected: Heard, step: Step) -> Heard:
        """What the file expects, as far as this platform differs by nature."""

    def check(self) -> None:
        """At the end: the vendor has nothing to complain of."""
