"""Pictures of progress: plain values into SVG, SVG into PNG; no database, clock or language."""

from collections.abc import Mapping
from importlib import import_module

CARDS = {
    "week": "Week",
    "personal_week": "PersonalWeek",
    "month": "Month",
    "track": "Track",
    "okr": "Okr",
    "trend": "Trend",
    "radar": "Radar",
    "year": "Year",
    "farewell": "Farewell",
}
"""Each picture's module and the dataclass of the facts on it."""


def draw(template: str, facts: Mapping[str, object], theme: str = "light") -> bytes | None:
    """The picture of these facts as PNG; None where no font can letter it: send the text alone.

    Raises PictureError if it cannot be drawn. It takes a tenth of a second: not in a transaction.
    """
    from pydantic import TypeAdapter

    from bot.pictures.render import png

    module = import_module(f"bot.pictures.{template}")
    card = TypeAdapter(getattr(module, CARDS[template])).validate_python({**facts, "theme": theme})
    return png(module.svg(card))
