"""A mistake in a curriculum: what is wrong, where, and what to do about it."""

from dataclasses import dataclass

from content.sentences import Said


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, where, and what to do about it."""

    file: str
    line: int
    what: Said
    fix: Said

    def __str__(self) -> str:
        return f"{self.file or 'text'}:{self.line}: {self.what} - {self.fix}"


class CurriculumError(ValueError):
    """A text that is not a curriculum, with every mistake found in it."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = mistakes
