"""Proves that a request comes from Slack, over the raw bytes, before anything reads them."""

import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime

WINDOW = 5 * 60
"""Seconds a signature is good for; within them a replay meets its own event key."""

_STAMP = re.compile(r"[0-9]{1,12}")


def signature(secret: str, stamp: str, body: bytes) -> str:
    base = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def is_signed(
    secret: str, stamps: Sequence[str], signatures: Sequence[str], body: bytes, now: datetime
) -> bool:
    """Whether the request bears one fresh stamp and the one signature that fits it.

    Both headers come as lists: a header that is missing or sent twice proves nothing.
    """
    if not secret or len(stamps) != 1 or len(signatures) != 1:
        return False
    stamp = stamps[0]
    if not _STAMP.fullmatch(stamp) or abs(now.timestamp() - int(stamp)) > WINDOW:
        return False
    return hmac.compare_digest(
        signature(secret, stamp, body).encode(), signatures[0].encode(errors="replace")
    )
