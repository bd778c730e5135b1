"""Web addresses within somebody's words: where one begins, and where the sentence goes on."""

import re

_LINK = re.compile(r"https?://[^\s<>\"，。、；：（）【】「」《》！？“”]+", re.IGNORECASE)


def link_in(words: str) -> str:
    """The first address, without the sentence's own sign behind it; "" where there is none."""
    found = _LINK.search(words)
    return found.group().rstrip(".,;:!?)") if found else ""
