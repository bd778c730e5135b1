"""Finds the typefaces pictures are lettered with and knows which characters they can draw."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from struct import unpack_from

WHEEL = "noto_cjk_sans_otc"
NOTO = "Noto Sans CJK SC"
# What Debian's packages install, the best first: fonts-noto-cjk, fonts-wqy-*, fonts-droid-fallback.
CHINESE = (
    (NOTO, "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    ("WenQuanYi Micro Hei", "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"),
    ("WenQuanYi Zen Hei", "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
    ("Droid Sans Fallback", "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf"),
    ("Droid Sans Fallback", "/usr/share/fonts-droid-fallback/truetype/DroidSansFallback.ttf"),
)
# Beside the Chinese one, where installed: scripts it lacks (ү, Arabic, Hebrew ...), glyph by glyph.
OTHERS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansDevanagari-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansThai-Regular.ttf",
)

# Numbers of the OpenType specification: platforms and formats of a character map, and its end mark.
UNICODE, WINDOWS = 0, 3
FIRST_PLANE, ALL_PLANES = 4, 12
END = (0xFFFF, 0xFFFF)


@dataclass(frozen=True)
class Fonts:
    """The main family and the files to load; no files means no picture can be lettered."""

    family: str = ""
    files: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.files)

    def draws(self, character: str) -> bool:
        """Whether some file has a glyph for it; without any file nothing can be known, so yes."""
        return not self.files or _within(_coverage(self.files), ord(character))


@lru_cache(maxsize=1)
def installed() -> Fonts:
    """The wheel's font, else a known Debian one, else nothing."""
    return first_of((*_wheel(), *CHINESE))


def first_of(places: tuple[tuple[str, str], ...]) -> Fonts:
    for family, path in places:
        if Path(path).is_file():
            return Fonts(family, (path, *(other for other in OTHERS if Path(other).is_file())))
    return Fonts()


def _wheel() -> tuple[tuple[str, str], ...]:
    found = find_spec(WHEEL)
    if found is None or found.origin is None:
        return ()
    return ((NOTO, str(Path(found.origin).with_name("NotoSansCJK-Regular.ttc"))),)


def _within(ranges: tuple[tuple[int, int], ...], code: int) -> bool:
    place = bisect_right(ranges, (code, 0x110000)) - 1
    return place >= 0 and code <= ranges[place][1]


@lru_cache(maxsize=4)
def _coverage(files: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """All code points of all files as sorted ranges that do not touch."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(span for path in files for span in _spans(path)):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def _spans(path: str) -> Iterator[tuple[int, int]]:
    """The code points of every character map (OpenType `cmap`) in a font or a collection."""
    data = Path(path).read_bytes()
    fonts: tuple[int, ...] = (0,)
    if data[:4] == b"ttcf":
        (count,) = unpack_from(">I", data, 8)
        fonts = unpack_from(f">{count}I", data, 12)
    for offset in sorted({place for font in fonts for place in _maps(data, font)}):
        yield from _ranges(data, offset)


def _maps(data: bytes, font: int) -> Iterator[int]:
    (tables,) = unpack_from(">H", data, font + 4)
    for entry in range(font + 12, font + 12 + 16 * tables, 16):
        name, _, start, _ = unpack_from(">4sIII", data, entry)
        if name == b"cmap":
            (encodings,) = unpack_from(">H", data, start + 2)
            for record in range(start + 4, start + 4 + 8 * encodings, 8):
                platform, _, inner = unpack_from(">HHI", data, record)
                if platform in {UNICODE, WINDOWS}:
                    yield start + inner


def _ranges(data: bytes, offset: int) -> Iterator[tuple[int, int]]:
    (kind,) = unpack_from(">H", data, offset)
    if kind == ALL_PLANES:
        (groups,) = unpack_from(">I", data, offset + 12)
        for group in range(offset + 16, offset + 16 + 12 * groups, 12):
            first, last, _ = unpack_from(">III", data, group)
            yield first, last
    elif kind == FIRST_PLANE:
        (doubled,) = unpack_from(">H", data, offset + 6)
        lasts = unpack_from(f">{doubled // 2}H", data, offset + 14)
        firsts = unpack_from(f">{doubled // 2}H", data, offset + 16 + doubled)
        yield from (span for span in zip(firsts, lasts, strict=True) if span != END)
