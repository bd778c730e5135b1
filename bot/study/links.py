"""Somebody's words: the web address within them, and a title made of them."""

import re

_LINK = re.compile(r"https?://[^\s<>\"，。、；：（）【】「」《》！？“”]+", re.IGNORECASE)


def link_in(words: str) -> str:
    """The first address, without the sentence's own sign behind it; "" where there is none."""
    found = _LINK.search(words)
    return found.group().rstrip(".,;:!?)") if found else ""


def shortened(words: str, most: int) -> str:
    """As a title: one line, with an ellipsis where more was said."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
