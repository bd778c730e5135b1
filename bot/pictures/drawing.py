"""The hand all pictures are drawn with: the palettes, the templates, the escaping."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bot.pictures import lettering

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")
WIDTH = 1200
MARGIN = 72

Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class Figure:
    """A big number with its words, both ready to be read: `Figure("12", "days studied")`."""

    value: str
    label: str


@dataclass(frozen=True)
class Palette:
    """Warm paper, ink in three strengths, one accent and its shades."""

    paper: str
    panel: str
    line: str
    ink: str
    soft: str
    faint: str
    empty: str
    accent: str
    on_accent: str
    tint: str
    sand: str
    sand_ink: str
    shades: tuple[str, str, str, str, str]


PALETTES: dict[Theme, Palette] = {
    "light": Palette(
        paper="#F8F4EB",
        panel="#FFFDF8",
        line="#EAE3D4",
        ink="#25332F",
        soft="#66726C",
        faint="#B4B5AA",
        empty="#EEE8DB",
        accent="#1D8468",
        on_accent="#FFFFFF",
        tint="#DCECE3",
        sand="#F3E3BF",
        sand_ink="#A07B32",
        shades=("#EEE8DB", "#C9E2D4", "#93C8AF", "#40977A", "#1A7A60"),
    ),
    "dark": Palette(
        paper="#161B19",
        panel="#1D2422",
        line="#2D3632",
        ink="#EEEBE1",
        soft="#9DA8A2",
        faint="#56615B",
        empty="#29322E",
        accent="#57C5A3",
        on_accent="#10201A",
        tint="#203A32",
        sand="#463C25",
        sand_ink="#D9B871",
        shades=("#29322E", "#214A3D", "#2A6F5B", "#3C9A7D", "#63D1AD"),
    ),
}


def draw(template: str, theme: Theme, height: int, **values: object) -> str:
    """The SVG of a template: always 1200 wide, `height` high, every word escaped."""
    environment = _environment()
    return environment.get_template(template).render(
        c=PALETTES[theme], width=WIDTH, height=height, margin=MARGIN, **values
    )


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,  # said aloud: the usual defaults escape .html only
        undefined=StrictUndefined,
        finalize=_plain,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "fit": lettering.fit,
        "shrink": lettering.shrink,
        "wrap": lettering.wrap,
    }
    environment.globals["text_width"] = lettering.width
    return environment


def _plain(value: object) -> object:
    """Whatever a template prints: words drawable, numbers short, our macros' markup as it is."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return lettering.clean(value) if type(value) is str else value
