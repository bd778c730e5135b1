"""Signs what the page hands out and shall get back unchanged: its token, its forms."""

import base64
import hashlib
import hmac
import secrets
from functools import cached_property

from bot.settings import Settings


class Seal:
    """Signatures under the settings' secret, each for one purpose and worth nothing for another."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _secret(self) -> bytes:
        return self._settings.secret()

    def token(self) -> str:
        """A fresh token for one page load."""
        return self.close("page", secrets.token_bytes(16))

    def is_token(self, token: str) -> bool:
        return self.open("page", token) is not None

    def close(self, purpose: str, content: bytes) -> str:
        packed = base64.urlsafe_b64encode(content).decode()
        return f"{packed}.{self._sign(purpose, packed)}"

    def open(self, purpose: str, sealed: str) -> bytes | None:
        """What was sealed, or None if it is not ours."""
        packed, _, signature = sealed.partition(".")
        expected = self._sign(purpose, packed)
        if not hmac.compare_digest(signature.encode(), expected.encode()):
            return None
        return base64.urlsafe_b64decode(packed)

    def _sign(self, purpose: str, packed: str) -> str:
        words = f"web {purpose}\n{packed}".encode()
        return hmac.new(self._secret, words, hashlib.sha256).hexdigest()
