"""Turns the bytes of somebody's document into text, or says clearly why not."""

import codecs
import re
import unicodedata

from content.sentences import Said, said

LARGEST = 5 * 2**20
MOST_LINES = 5_000
LONGEST_LINE = 10_000  # characters, outside HTML
DEEPEST = 40  # lists in lists
_MANY_OPENINGS = 200  # opened in a row, or left open in one line

_SIGNATURES = {
    b"PK\x03\x04": "zip / docx",
    b"PK\x05\x06": "zip",
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "doc",
    b"{\\rtf": "RTF",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "rar",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x7fELF": "ELF",
    b"MZ": "exe",
    b"SQLite format 3": "SQLite",
}
# Longer marks first: UTF-32 begins as UTF-16 does.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FIRST_CELL, _EVERYDAY = 0xA1, 0.8  # GB 2312 keeps the everyday characters in rows B0 to D7
_SELDOM = 10  # a line of one encoding is a line of another by chance, but not every tenth
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]{2}")
_OPENINGS = re.compile(rf"[\[({{<>]{{{_MANY_OPENINGS}}}|(?:[-*+>] ){{{_MANY_OPENINGS}}}")
_HOLDER = re.compile(r"<(/?)(?:ul|ol|div|blockquote|table|span|section)\b", re.IGNORECASE)
_LIST = re.compile(r"[ \t]*(?=[-*+•·]\s|\d+[.)])")


class DocumentError(ValueError):
    """A document that cannot be read; `said` is the reason, to be told in the reader's language."""

    def __init__(self, reason: Said) -> None:
        super().__init__(str(reason))
        self.said = reason


def read_document(content: bytes, name: str) -> str:
    """The text of a document, with line feeds alone at its line ends."""
    if len(content) > LARGEST:
        raise too_large(name)
    for signature, kind in _SIGNATURES.items():
        if content.startswith(signature):
            raise DocumentError(
                said(
                    "{name} is a {kind} file inside, whatever it is called. "
                    "Save it as plain text, Markdown or HTML and send that.",
                    name=name,
                    kind=kind,
                )
            )
    text = _decoded(content, name).replace("\r\n", "\n").replace("\r", "\n")
    _refuse(text, name)
    return text


def too_large(name: str) -> DocumentError:
    """Of a file that large not even the bytes are needed."""
    return DocumentError(
        said(
            "{name} is larger than {limit} MB. Split it, or send only its text.",
            name=name,
            limit=LARGEST // 2**20,
        )
    )


def _decoded(content: bytes, name: str) -> str:
    for sign, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(sign):
            text = _try(content[len(sign) :], encoding)
            if text is None:
                raise _unknown(name)
            return text
    if b"\0" in content:
        wide = [_try(content, encoding) for encoding in ("utf-16-le", "utf-16-be")]
        likely = [text for text in wide if text and "\n" in text and _is_writing(text)]
        if not likely:
            raise DocumentError(said("{name} is not text: it has bytes no text has.", name=name))
        return likely[0]
    text = _try(content, "utf-8")
    if text is not None:
        return text
    if line := _odd_line(content):
        raise DocumentError(
            said(
                "Line {line} of {name} is in another encoding than the rest, or breaks off "
                "inside a letter. Save it as UTF-8 and send it again.",
                name=name,
                line=line,
            )
        )
    text = _try(content, "gb18030")
    if text is not None and _is_chinese_writing(text) and _is_writing(text):
        return text
    # What is left is most likely a Western text with a few curly quotes or accents.
    western = _try(content, "cp1252")
    if western is not None and sum(map(str.isascii, western)) >= 0.8 * len(western):
        return western
    raise _unknown(name)


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _odd_line(content: bytes) -> int:
    """The first line that is no UTF-8, if others have Chinese in UTF-8; 0 if there is none."""
    odd: list[int] = []
    chinese = 0
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.isascii():
            continue
        text = _try(line, "utf-8")
        if text is None:
            odd.append(number)
        elif _CHINESE.search(text):
            chinese += 1
    return odd[0] if odd and chinese * _SELDOM >= len(odd) else 0


def _is_chinese_writing(text: str) -> bool:
    """Whether most of the Chinese in it is of the everyday characters, not letters gone astray."""
    seen = [char for char in text[:20_000] if "\u4e00" <= char <= "\u9fff"]
    everyday = sum(b"\xb0" <= char.encode("gb18030")[:1] <= b"\xd7" for char in seen
                   if char.encode("gb18030")[1] >= _FIRST_CELL)  # fmt: skip
    return bool(_CHINESE.search(text)) and everyday >= _EVERYDAY * len(seen)


def _is_writing(text: str) -> bool:
    """Whether nearly all of the beginning is what Chinese or Western people write."""
    sample = text[:20_000]
    known = sum(
        char in "\t\n\r" or " " <= char < "\x7f" or "\u2000" <= char <= "\u303f"
        or "\u4e00" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef"
        for char in sample
    )  # fmt: skip
    return known >= 0.9 * len(sample)


def _unknown(name: str) -> DocumentError:
    return DocumentError(
        said(
            "I cannot read the letters of {name}. Save it as UTF-8 and send it again.",
            name=name,
        )
    )


def _refuse(text: str, name: str) -> None:
    """Texts that are none, or that are made to be hard to read."""
    if not text.strip():
        raise DocumentError(said("{name} is empty.", name=name))
    if found := _CONTROL.search(text):
        where = text.count("\n", 0, found.start()) + 1
        raise DocumentError(
            said(
                "{name} has a control character in line {line} ({char}); remove it.",
                name=name,
                line=where,
                char=f"U+{ord(found.group()):04X}",
            )
        )
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise _too_long(name)
    _refuse_depth(lines, name)
    if text.count("<") // 10 > MOST_LINES:
        raise _too_long(name)
    is_html = text[:1000].lstrip("\ufeff \n").lower().startswith(("<!doctype", "<html"))
    for number, line in enumerate(lines, 1):
        if _OPENINGS.search(line[: 10 * _MANY_OPENINGS]):
            raise _nested(name, number)
        if len(line) > LONGEST_LINE and not is_html:
            raise DocumentError(
                said(
                    "Line {line} of {name} is longer than {limit} characters; break it.",
                    name=name,
                    line=number,
                    limit=LONGEST_LINE,
                )
            )


def _too_long(name: str) -> DocumentError:
    return DocumentError(
        said(
            "{name} has more than {limit} lines. Split it into several documents.",
            name=name,
            limit=MOST_LINES,
        )
    )


def _refuse_depth(lines: list[str], name: str) -> None:
    indents: list[int] = []
    opened = 0
    for number, line in enumerate(lines, 1):
        for tag in _HOLDER.finditer(line):
            opened = max(opened + (-1 if tag[1] else 1), 0)
            if opened > 2 * DEEPEST:
                raise _nested(name, number)
        if match := _LIST.match(line):
            indent = len(match.group().expandtabs(4))
            while indents and indents[-1] >= indent:
                indents.pop()
            indents.append(indent)
            if len(indents) > DEEPEST:
                raise _nested(name, number)


def _nested(name: str, line: int) -> DocumentError:
    return DocumentError(
        said(
            "{name} is nested too deeply at line {line}; no document for people is.",
            name=name,
            line=line,
        )
    )


def is_chinese(text: str) -> bool:
    """Whether more than a few of the letters are Chinese."""
    letters = [char for char in text[:100_000] if char.isalpha()]
    chinese = sum(unicodedata.name(char, "").startswith("CJK") for char in letters)
    return chinese > 0.15 * len(letters)
