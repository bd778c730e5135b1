"""What a heading or a list line is called: its own words, without signs, numbers and marks."""

import re

from content.tags import untagged

_ENOUGH = 600  # letters that a title, however it is marked up, is found in
# "30 minutes of reading" is not numbered.
_UNIT = (
    "(?:(?:min(?:ute)?|h(?:ou)?r|day|week|month|year|time|page|problem|question|chapter)s?\\b"
    "|[个道次题篇页本天周章遍]|分钟|小时)"
)
_NUMBERING = re.compile(
    r"^(?:\d{1,3}\s*[|｜]\s*|[IVX]{1,5}[.．、]\s+|\d{1,2}(?:\.\d{1,2})+[.、．:：)]?\s+"
    rf"|\d\d?[.、．:：)]\s+|\d\d?\s+(?!{_UNIT})|\d\d?[.、．]\s*(?=\D)"
    r"|[一二三四五六七八九十]{1,3}[、.．]\s*|[（(][一二三四五六七八九十\d]{1,3}[）)]\s*)(?=\S)"
)
_CONTINUED = re.compile(r"\s*[（(](?:续|continued|cont\.?)[）)]\s*", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_WIKI = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]|]+)\]\]")  # [[page]], [[page|shown]]
# A block's name, a hidden remark, a marker pen, the number of a footnote, the date of a task.
_MARKS = re.compile(
    r"\s\^[\w-]+$|%%[^%]*%%|==|~~|\[\^[\w-]+\]|[📅✅⏳🛫➕]\ufe0f?\s?\d{4}-\d\d-\d\d"
)
_PICTURE = re.compile(r"\[?!\[[^\]]*\]\([^)]*\)(?:\]\([^)]*\))?\s*")
_ADDRESS = re.compile(r"<(https?://[^<>\s]+)>")
_SIGNS = re.compile(
    "[\u2190-\u2191\u231a\u231b\u23e9-\u23fa\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]|\\*\\*|__"
)
_LEAD = re.compile(
    "^(?:[\u231a\u231b\u23e9-\u23fa\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]\\s*)+"
)
_EMPHASIS = re.compile(r"(?<!\w)[*_]([^*_]+)[*_](?!\w)")


def plain_title(words: str, *, numbered: bool = True) -> str:
    """A heading or head in its own words: no numbering, no emphasis, no pictures, no "(续)"."""
    words = words[:_ENOUGH]
    words = _PICTURE.sub("", words) or words
    words = _ADDRESS.sub(r"\1", words)
    words = _WIKI.sub(r"\1", _LINK.sub(r"\1", _MARKS.sub("", untagged(words)))).lstrip("> ")
    title = _EMPHASIS.sub(r"\1", _SIGNS.sub(" ", words)).replace("`", "")
    title = " ".join(_CONTINUED.sub("", title).split()).strip("：: ")
    return (_NUMBERING.sub("", title) if numbered else "") or title


def without_lead(words: str) -> str:
    """The words without the emoji they begin with."""
    return _LEAD.sub("", words)


def without_pictures(words: str) -> str:
    """The words without emoji and emphasis, for reading what they say."""
    return _SIGNS.sub("", words).strip()


def without_number(words: str) -> str:
    return _NUMBERING.sub("", words.strip())
