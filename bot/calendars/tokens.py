"""Addresses of private calendars: signed, so that nobody can make one up; numbered, so that one
can be revoked.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

OWNERS = {"m": "member", "g": "group"}
_BYTES = 18


@dataclass(frozen=True, slots=True)
class Feed:
    """Whose calendar, and which of the owner's addresses."""

    owner: str
    """`member` or `group`"""
    number: int
    version: int

    def token(self, secret: bytes) -> str:
        said = f"{self.owner[0]}{self.number}.{self.version}"
        return f"{said}.{_signature(said, secret)}"


def read(token: str, secret: bytes) -> Feed | None:
    """The feed a token names; None if we did not sign it."""
    said, _, signature = token.rpartition(".")
    if not said.isascii() or not hmac.compare_digest(
        _signature(said, secret).encode(), signature.encode("utf-8", "replace")
    ):
        return None
    number, _, version = said[1:].partition(".")
    return Feed(OWNERS[said[0]], int(number), int(version))


def _signature(said: str, secret: bytes) -> str:
    digest = hmac.new(secret, f"calendar {said}".encode(), sha256).digest()
    return urlsafe_b64encode(digest[:_BYTES]).decode()
