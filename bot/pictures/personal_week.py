"""One learner's week: seven large days with a note under each."""

from dataclasses import dataclass

from bot.pictures.drawing import Figure, Theme, draw
from bot.pictures.week import Day, Words


@dataclass(frozen=True)
class PersonalWeek:
    """`notes` are short words under the days, such as minutes; empty where nothing is to say."""

    title: str
    when: str
    weekdays: tuple[str, ...]
    days: tuple[Day, ...]
    notes: tuple[str, ...]
    figures: tuple[Figure, ...]
    footer: str
    words: Words
    today: int | None = None
    theme: Theme = "light"


def svg(card: PersonalWeek) -> str:
    return draw("personal_week.svg", card.theme, 764, card=card)
