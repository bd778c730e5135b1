"""The questions of forms about a card that is filled little by little."""

from collections.abc import Mapping

from bot.chat import Field, Kind
from bot.texts import Texts


def paragraph_fields(
    words: Mapping[str, tuple[str, str]], known: Mapping[str, object], t: Texts
) -> tuple[Field, ...]:
    """A paragraph for each label and hint; none is needed, and what is filled stands there."""
    return tuple(
        Field(
            name,
            t(label),
            Kind.PARAGRAPH,
            value=str(known.get(name, "")),
            hint=t(hint),
            optional=True,
        )
        for name, (label, hint) in words.items()
    )
