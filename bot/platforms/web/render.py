"""What was said, as HTML: spans become tags here and nowhere else, words are always escaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.chat import Field, Form, Kind, Link, Message, Person
from bot.markup import Span, Style, Text, as_text
from bot.models import PageMessage
from bot.packing import unpack
from bot.platforms.web.people import GROUP, person
from bot.platforms.web.words import words
from bot.texts import Texts

TAGS = {
    Style.BOLD: "strong",
    Style.ITALIC: "em",
    Style.CODE: "code",
    Style.PRE: "pre",
    Style.QUOTE: "blockquote",
    Style.STRIKE: "s",
}
BLOCKS = {Style.PRE, Style.QUOTE}
SAFE_SCHEMES = {"http", "https", "mailto"}
RADIOS = 4
"""Choices up to this many are radio buttons, more become a list to choose from."""

INPUTS = {
    Kind.TEXT: "text",
    Kind.NUMBER: "number",
    Kind.DATE: "date",
    Kind.TIME: "time",
    Kind.ZONE: "text",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose eyes a page is for: who, in which language and time zone."""

    person: Person
    t: Texts
    zone: ZoneInfo

    def moment(self, at: datetime) -> str:
        return f"{self.t.moment(at.astimezone(self.zone))} · {self.zone.key}"


def rich(value: Text | str) -> Markup:
    """Rich text as HTML."""
    spans = as_text(value).spans
    parts = []
    for number, span in enumerate(spans):
        text = span.text
        if number and spans[number - 1].style in BLOCKS:
            text = text.removeprefix("\n")  # a block ends its line by itself
        parts.append(_tagged(span, escape(text)))
    return Markup().join(parts)


def _tagged(span: Span, words: Markup) -> Markup:
    tag = TAGS.get(span.style)
    if tag:
        words = Markup("<{0}>{1}</{0}>").format(tag, words)
    if span.url and is_safe(span.url):
        words = Markup(
            '<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>'
        ).format(span.url, words)
    return words


def is_safe(url: str) -> bool:
    """Whether a browser may be sent there: never to `javascript:` and its kin."""
    try:
        return urlsplit(url.strip()).scheme.lower() in SAFE_SCHEMES
    except ValueError:
        return False


class Renderer:
    """The page's templates."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=PackageLoader("bot.platforms.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["rich"] = rich
        self._environment.tests["link"] = lambda button: isinstance(button, Link)
        self._environment.tests["safe"] = is_safe
        self._parts = self._environment.get_template("parts.html").module

    def page(self, reader: Reader, rows: Sequence[PageMessage], **more: Any) -> str:
        shown = [(row.chat == GROUP, self.message(row, reader)) for row in rows]
        return self._environment.get_template("page.html").render(
            w=words(reader.t),
            lang=reader.t.lang,
            me=reader.person,
            private=[html for in_group, html in shown if not in_group],
            channel=[html for in_group, html in shown if in_group],
            **more,
        )

    def message(self, row: PageMessage, reader: Reader) -> Markup:
        local = row.at.astimezone(reader.zone)
        message = unpack(row.body)
        eyes = f"as={quote(reader.person.id)}&v={row.change}"
        html: Markup = self._part("message")(
            id=row.id,
            message=message,
            author=person(row.author, reader.t.lang).name if row.author else "",
            mine=row.author == reader.person.id,
            in_group=row.chat == GROUP,
            hue=row.author or "bot",
            only_you=bool(row.only_for),
            day=reader.t.day(local.date()),
            time=f"{local:%H:%M}",
            picture=f"/page/picture/{row.id}?{eyes}" if message.picture else "",
            file=f"/page/attachment/{row.id}?{eyes}" if message.file else "",
            w=words(reader.t),
        )
        return html

    def form(self, message: Message, form: Form, sealed: str, reader: Reader) -> str:
        return str(
            self._part("form")(
                message=message,
                form=form,
                fields=[(field, _shape(field)) for field in form.fields],
                sealed=sealed,
                zones=zones() if any(f.kind is Kind.ZONE for f in form.fields) else (),
                w=words(reader.t),
            )
        )

    def _part(self, name: str) -> Any:
        return getattr(self._parts, name)


def _shape(field: Field) -> str:
    """How a field looks: `area`, `radios`, `select`, or an input's type."""
    if field.kind is Kind.PARAGRAPH:
        return "area"
    if field.kind is Kind.CHOICE:
        return "radios" if len(field.choices) <= RADIOS else "select"
    return INPUTS[field.kind]


@cache
def zones() -> tuple[str, ...]:
    """Time zones a form suggests: cities and UTC, without the historical names."""
    return (*sorted(z for z in available_timezones() if "/" in z and "Etc" not in z), "UTC")
