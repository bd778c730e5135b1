"""What a heading is that shows only once the whole section below it has been read."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from content import cues
from content.kinds import Guess, guess, is_linked
from content.pieces import Piece, Section
from content.titles import without_number
from content.webpage import Row

_PLAIN = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}[.．、])"
    r"|\s+\S|\*{2,}\s"  # numbered, or as deep as its indent or its stars
)
_TOLD = {"project", "exercise"}
_MOST = 2 / 3  # of the lines of a list
_ASKED = re.compile(r"[?？][*_]{0,2}$")


@dataclass(frozen=True, slots=True)
class Rereader:
    """Finds headings that are a line of a list after all, or a question and its answer."""

    title: str
    style: str
    rows: Sequence[Row]  # of a plain text; the headings of a page are what it says they are
    mark: Callable[[tuple[int, int], str], None]

    def read(self, section: Section, depth: int = 0) -> None:
        _of_one_kind([each for each in section.inside if isinstance(each, Piece)])
        for nth, each in enumerate(section.inside):
            if isinstance(each, Piece):
                continue
            if depth and self._is_listed(each):
                section.inside[nth] = self._listed(each, section)
                self.mark(each.lines, "item")
            elif found := self._told(each):
                section.inside[nth] = Piece(*_words(each), found, section.path)
                self.mark(section.inside[nth].lines, "item")
            elif self._is_answered(each):
                section.inside[nth] = self._question(each, section)
                self.mark(each.lines, "item")
            else:
                self.read(each, depth + 1)

    def _row(self, section: Section) -> str:
        number = section.lines[0]
        return self.rows[number - 1].text if number <= len(self.rows) else ""

    def _is_listed(self, section: Section) -> bool:
        """A line of a plain plan that has nothing below it."""
        empty = not section.inside and not section.prose and section.title
        return bool(empty and _PLAIN.match(self._row(section)))

    def _listed(self, section: Section, around: Section) -> Piece:
        titles = tuple(filter(None, [around.title]))
        found = guess(section.title, titles, is_plan=self.style == "plan")
        words = without_number(self._row(section).lstrip("* \t\u3000"))
        return Piece([" ".join(words.split())], section.lines, found, around.path)

    def _is_told(self, section: Section) -> bool:
        return bool(self.style != "article" and section.prose and not section.inside)

    def _is_answered(self, section: Section) -> bool:
        return self._is_told(section) and bool(_ASKED.search(section.title))

    def _told(self, section: Section) -> Guess | None:
        """A project or an exercise that is told in sentences, not listed."""
        found = guess("", (section.title,), is_plan=False)
        return found if self._is_told(section) and found.kind in _TOLD else None

    def _question(self, section: Section, around: Section) -> Piece:
        above = (self.title, *around.path)
        asked = any(map(cues.SECTIONS["interview"].search, above))
        answer = " ".join(words for words, _ in section.prose)
        found = Guess("interview" if asked else "question", section.title[-1:])
        lines = (section.lines[0], section.prose[-1][1][1])
        return Piece([section.title, answer], lines, found, around.path, answer=answer)


def _words(section: Section) -> tuple[list[str], tuple[int, int]]:
    """All that is told in a section, and where."""
    (_, (first, _)), (_, (_, last)) = section.prose[0], section.prose[-1]
    return [words for words, _ in section.prose], (first, last)


def _of_one_kind(pieces: list[Piece]) -> None:
    """A link among topics is a topic; a line without a link among links is a resource too."""
    linked = [each for each in pieces if is_linked(each.guess)]
    plain = [each for each in pieces if each.guess == Guess("topic")]
    if len(linked) >= _MOST * (len(linked) + len(plain)):
        for each in plain:
            each.guess = Guess("resource", linked[0].guess.because) if linked else each.guess
    elif len(plain) >= _MOST * (len(linked) + len(plain)):
        for each in linked:
            each.guess = Guess("topic")
