"""Words for people that are only known here as English sentences; they are translated when said."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Said:
    """An English sentence of the catalogue and what stands in its {placeholders}."""

    sentence: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence.format(**self.values)


def said(sentence: str, **values: str | int) -> Said:
    """Write the sentence out here: that is how it is found for the catalogues."""
    return Said(sentence, values)
