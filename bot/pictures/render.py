"""Turns an SVG into a PNG in a short-lived process; knows whether hanzi can be drawn here."""

import json
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from bot.pictures.fonts import Fonts, installed

WORKER = Path(__file__).with_name("worker.py")
WIDEST, HIGHEST = 1200, 1400
LONGEST_SVG = 512_000
LARGEST_PNG = 4_000_000
PATIENCE = 15.0  # seconds; a picture takes about 0.1
SIZE = re.compile(r'<svg [^<>]*?\bwidth="(\d{1,6})" height="(\d{1,6})"')
TAGS = re.compile(r"<\s*/?\s*([^\s/>]*)")
# What our templates are made of. Above all no image: resvg would read the file it names.
ALLOWED = frozenset({"svg", "g", "rect", "circle", "path", "polygon", "text", "title"})
SIGNATURE = b"\x89PNG\r\n\x1a\n"


class PictureError(Exception):
    """The picture could not be drawn; send the same facts as text."""


def png(svg: str, fonts: Fonts | None = None) -> bytes | None:
    """The picture, or None where no font can letter it; by default with the installed ones."""
    fonts = installed() if fonts is None else fonts
    if not fonts:
        return None
    _check(svg)
    order = json.dumps({"svg": svg, "family": fonts.family, "files": fonts.files})
    try:
        # -I: neither the environment nor the working folder has a say in what the worker imports.
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own file
            [sys.executable, "-I", str(WORKER)],
            input=order.encode(),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            env={},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PictureError(f"The picture worker did not answer: {error}") from error
    if done.returncode or not done.stdout.startswith(SIGNATURE):
        reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise PictureError(f"The picture worker ended with {done.returncode}: {' '.join(reason)}")
    if len(done.stdout) > LARGEST_PNG:
        raise PictureError(f"The picture is too large: {len(done.stdout)} bytes")
    return done.stdout


def _check(svg: str) -> None:
    """Refuses what no template of ours produces, before resvg sees it."""
    size = SIZE.match(svg)
    if size is None or len(svg) > LONGEST_SVG:
        raise PictureError("The picture has no size or is too long")
    if not (0 < int(size[1]) <= WIDEST and 0 < int(size[2]) <= HIGHEST):
        raise PictureError(f"The picture is too big: {size[1]} x {size[2]}")
    strange = set(TAGS.findall(svg)) - ALLOWED
    if strange:
        raise PictureError(
            f"The picture holds what no template draws: {', '.join(sorted(strange))}"
        )


TEST_TEXT = "中文喆"
TEST_SIZE = 60
TEST_SVG = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="{TEST_SIZE * len(TEST_TEXT)}" height="80">'
    f'<rect width="100%" height="100%" fill="#fff"/>'
    f'<text y="60" font-family="sans-serif" font-size="{TEST_SIZE}">{TEST_TEXT}</text></svg>'
)
ENOUGH_INK = (
    300  # dark pixels of a hanzi 60 pixels high; 中, the thinnest of the three, has about 700
)


@lru_cache(maxsize=1)
def fonts_ok() -> bool:
    """The self-test at the start: are three hanzi, one of them rare, really drawn?"""
    return letters_well(installed())


def letters_well(fonts: Fonts) -> bool:
    try:
        picture = png(TEST_SVG, fonts)
    except PictureError:
        return False
    if picture is None:
        return False
    ink = [0] * len(TEST_TEXT)
    for row in grey_rows(picture):
        for place, dark in enumerate(pixel < 0x80 for pixel in row):  # darker than half-way
            ink[place // TEST_SIZE] += dark
    return min(ink) >= ENOUGH_INK and len(set(ink)) == len(ink)  # three equal ones would be boxes


def grey_rows(picture: bytes) -> Iterator[bytes]:
    """The green channel of an 8-bit RGBA PNG, row by row: grey enough to count ink."""
    width, height = (int.from_bytes(picture[at : at + 4]) for at in (16, 20))
    if picture[24:26] != b"\x08\x06":
        raise PictureError("The picture is not 8-bit RGBA")
    packed, at = b"", len(SIGNATURE)
    while at < len(picture):
        length = int.from_bytes(picture[at : at + 4])
        if picture[at + 4 : at + 8] == b"IDAT":
            packed += picture[at + 8 : at + 8 + length]
        at += length + 12
    raw, stride = zlib.decompress(packed), 4 * width + 1
    before = bytes(stride - 1)
    for start in range(0, height * stride, stride):
        before = _unfiltered(raw[start], raw[start + 1 : start + stride], before)
        yield before[1::4]


def _unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    """Undoes one of PNG's five filters: each byte was stored as its difference from a guess."""
    out = bytearray(line)
    for place, byte in enumerate(line):
        left = out[place - 4] if place >= 4 else 0
        corner = above[place - 4] if place >= 4 else 0
        up = above[place]
        guess = (0, left, up, (left + up) // 2, _paeth(left, up, corner))[kind]
        out[place] = (byte + guess) % 256
    return bytes(out)


def _paeth(left: int, up: int, corner: int) -> int:
    return min((left, up, corner), key=lambda guess: abs(left + up - corner - guess))
