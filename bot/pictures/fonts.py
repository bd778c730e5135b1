"""Finds the typefaces pictures are lettered with and knows which characters they can draw."""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

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
# Beside the Chinese one: scripts it lacks (ү, Arabic, Hebrew ...), taken glyph by glyph where installed.
OTHERS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansDevanagari-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansThai-Regular.ttf",
)


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
    """The code points of every Unicode character map (OpenType `cmap`) in a font or a collection."""
    with Path(path).open("rb") as file:

        def read(offset: int, layout: str) -> tuple[int, ...]:
            file.seek(offset)
            return struct.unpack(">" + layout, file.read(struct.calcsize(">" + layout)))

        (tag,) = read(0, "4s")
        fonts: tuple[int, ...] = (0,)
        if tag == b"ttcf":
            (count,) = read(8, "I")
            fonts = read(12, f"{count}I")
        maps = set()
        for font in fonts:
            (tables,) = read(font + 4, "H")
            for number in range(tables):
                name, _, offset, _ = read(font + 12 + 16 * number, "4sIII")
                if name == b"cmap":
                    (encodings,) = read(offset + 2, "H")
                    for encoding in range(encodings):
                        platform, _, inner = read(offset + 4 + 8 * encoding, "HHI")
                        if platform in {0, 3}:
                            maps.add(offset + inner)
        for offset in sorted(maps):
            yield from _map(read, offset)


def _map(read: "Reader", offset: int) -> Iterator[tuple[int, int]]:
    (kind,) = read(offset, "H")
    if kind == 12:
        (groups,) = read(offset + 12, "I")
        numbers = read(offset + 16, f"{3 * groups}I")
        yield from zip(numbers[::3], numbers[1::3], strict=True)
    elif kind == 4:
        (doubled,) = read(offset + 6, "H")
        count = doubled // 2
        lasts = read(offset + 14, f"{count}H")
        firsts = read(offset + 16 + doubled, f"{count}H")
        yield from ((a, b) for a, b in zip(firsts, lasts, strict=True) if b != 0xFFFF)
