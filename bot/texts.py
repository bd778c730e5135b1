"""What we say in each language: gettext catalogues, whose message ids are the English sentences."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from importlib import resources

from bot.languages import LANGUAGES
from bot.markup import Text, fill, join


def mark(sentence: str) -> str:
    """Marks a sentence that stands in a table; it is translated where it is said."""
    return sentence


class Texts:
    """One language. Call it with an English sentence and its values to get rich text."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._catalogue = _catalogue(lang)

    def __call__(self, sentence: str, /, **values: Text | str | int) -> Text:
        return fill(self._catalogue.get(sentence, sentence), values)

    def plain(self, sentence: str, /, **values: Text | str | int) -> str:
        return str(self(sentence, **values))

    def count(self, one: str, many: str, n: int, /, **values: Text | str | int) -> Text:
        """The sentence for `n` things; Chinese has one form, English two."""
        return self(one if n == 1 else many, n=n, **values)

    def series(self, parts: Iterable[Text | str]) -> Text:
        """Names side by side, as "小王、小李" or "Ann, Ben"."""
        return join("、" if self.lang == "zh" else ", ", parts)

    def day(self, value: date, *, year: bool = False) -> str:
        """A date with its weekday, as "3月2日 周一" or "Mon 2 Mar", with its year if that helps."""
        from babel.dates import format_date

        pattern = "M月d日 EEE" if self.lang == "zh" else "EEE d MMM"
        if year:
            pattern = "y年M月d日 EEE" if self.lang == "zh" else "EEE d MMM y"
        return format_date(value, pattern, locale=self.lang)

    def month(self, value: date) -> str:
        """A month with its year, as "2027年5月" or "May 2027"."""
        from babel.dates import format_date

        pattern = "y年M月" if self.lang == "zh" else "MMMM y"
        return format_date(value, pattern, locale=self.lang)

    def moment(self, value: datetime, today: date | None = None) -> str:
        """A local date and time, as "3月2日 周一 08:00" or "Mon 2 Mar 08:00"; with its year where
        it is not that of `today`.
        """
        year = today is not None and value.year != today.year
        return f"{self.day(value.date(), year=year)} {value:%H:%M}"

    def months(self) -> list[str]:
        from babel.dates import get_month_names

        names = get_month_names("abbreviated", locale=self.lang)
        return [names[number] for number in range(1, 13)]

    def weekdays(self) -> list[str]:
        from babel.dates import get_day_names

        names = get_day_names("abbreviated", locale=self.lang)
        return [names[number] for number in range(7)]


@cache
def texts(lang: str) -> Texts:
    return Texts(lang if lang in LANGUAGES else "en")


@cache
def _catalogue(lang: str) -> dict[str, str]:
    from babel.messages.pofile import read_po

    with (resources.files("bot") / "locales" / f"{lang}.po").open("rb") as file:
        catalogue = read_po(file, locale=lang)
    found: dict[str, str] = {}
    for message in catalogue:
        if not message.id:
            continue
        # A plural has a sentence for one and one for many; in Chinese they are the same.
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = (
            [message.string] if isinstance(message.string, str) else list(message.string or ())
        )
        if strings and strings[0]:
            found[ids[0]], found[ids[-1]] = strings[0], strings[-1]
    return found
