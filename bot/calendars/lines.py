"""The bytes of a calendar file as clean lines: any encoding, fold or line end, the usual slips.

What programs get wrong without leaving a doubt is put right here, so that reading need not know.
"""

import quopri
import re
from datetime import UTC, datetime

BEGIN, END = "BEGIN:VCALENDAR", "END:VCALENDAR"

LONE = 2
"""Foreign letters stand alone or in pairs in Western texts; Chinese ones come in longer rows."""

_FOREIGN = re.compile(rb"[\x80-\xff]+")
_QUOTED = re.compile(
    rb"^([^:\n]*);ENCODING=QUOTED-PRINTABLE([^:\n]*):((?:[^\n]*=\n)*[^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)
_CHARSET = re.compile(rb";CHARSET=([\w-]+)", re.IGNORECASE)
_TIME = re.compile(
    r"^((?:DTSTART|DTEND|EXDATE|RDATE|RECURRENCE-ID)(?:;[^\n]*?)?)"
    r":((?:\d{4}-?\d\d-?\d\d)(?:[T ]\d\d:?\d\d(?::?\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"(?:,[0-9TZ]+)*)$",
    re.IGNORECASE | re.MULTILINE,
)
_NAMED = re.compile(r';TZID=("[^"]*"|[^;"]*)', re.IGNORECASE)


def clean(content: bytes) -> str:
    """Unfolded, decoded, cut down to the calendar itself, its times as RFC 5545 writes them."""
    text = _decoded(content)
    begins, ends = text.upper().find(BEGIN), text.upper().rfind(END)
    if begins < 0:
        return text.strip()
    text = text[begins : ends + len(END)] if ends >= 0 else _closed(text[begins:])
    return _TIME.sub(_time, text)


def _closed(text: str) -> str:
    """Of a file that only lost its last line nothing is missing."""
    text = text.rstrip()
    return f"{text}\n{END}" if text.upper().endswith("\nEND:VEVENT") else text


def _decoded(content: bytes) -> str:
    for wide, codec in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"B\0", "utf-16-le")):
        if content.startswith(wide):
            content = content.decode(codec, "replace").encode("utf-8", "replace")
    raw = _unfolded(content).removeprefix(b"\xef\xbb\xbf")
    raw = _QUOTED.sub(_plain, raw)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode(_guessed(raw), "replace")


def _guessed(raw: bytes) -> str:
    """UTF-8 with a scratch, a Western page, or the Chinese one."""
    foreign = sum(map(len, _FOREIGN.findall(raw)))
    if raw.decode("utf-8", "replace").count("\ufffd") * 10 < foreign:
        return "utf-8"
    rows = [len(row) for row in _FOREIGN.findall(raw)]
    return "cp1252" if sum(row == 1 for row in rows) * LONE > len(rows) else "gb18030"


def _unfolded(content: bytes) -> bytes:
    """Some programs fold in the middle of a Chinese letter, so it is undone before decoding."""
    content = content.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n")
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    return re.sub(rb"\n[ \t]", b"", content)


def _plain(found: re.Match[bytes]) -> bytes:
    """Quoted-printable, as phones of the time before RFC 5545 write it."""
    name, more, value = found.groups()
    value = quopri.decodestring(value.replace(b"=\n", b""))
    charset = _CHARSET.search(name + more)
    try:
        text = value.decode(charset[1].decode() if charset else "utf-8", "replace")
    except LookupError:
        text = value.decode("utf-8", "replace")
    text = text.replace("\\", "\\\\").replace("\r\n", "\\n").replace("\n", "\\n")
    return name + more + b":" + text.encode()


def _time(found: re.Match[str]) -> str:
    """A zone with a colon is quoted, one beside a Z dropped; dashes and offsets are written out."""
    name, value = found.groups()
    at = value
    if "-" in value or "+" in value or value.count(":"):
        moment = datetime.fromisoformat(value.replace(" ", "T"))
        at = f"{moment:%Y%m%dT%H%M%S}"
        if len(value) == len("2026-03-14"):
            at = f"{moment:%Y%m%d}"
        elif moment.tzinfo is not None:
            at = f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    if at.endswith("Z"):
        name = _NAMED.sub("", name)
    else:
        name = _NAMED.sub(lambda zone: f';TZID="{zone[1].strip(chr(34))}"', name)
    return f"{name}:{at}"
