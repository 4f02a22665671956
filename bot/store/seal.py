"""Sealing: what only its author may read is unreadable in the database without a key that is kept elsewhere."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12  # bytes, as AES-GCM wants it
KEY = 32  # bytes: AES-256


class SealBroken(Exception):
    """No key opens this: the key is missing, or the row was changed or moved."""


class Sealer:
    """Seals text to one place, so that a sealed text that is copied to another row cannot be opened there.

    The first key seals; all keys open, so that a key can be changed while old texts stay readable.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) != KEY for key in keys):
            raise ValueError(f"a sealing key is {KEY} bytes")
        self._ciphers = [AESGCM(key) for key in keys]
        self._digest_key = hmac.new(keys[-1], b"addresses of people not on the list", hashlib.sha256).digest()

    def seal(self, text: str, *, place: str) -> bytes:
        """The text, sealed to this place."""
        nonce = os.urandom(NONCE)
        return nonce + self._ciphers[0].encrypt(nonce, text.encode(), place.encode())

    def open(self, sealed: bytes, *, place: str) -> str:
        """The text that was sealed to this place; raises SealBroken."""
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], place.encode()).decode()
            except (InvalidTag, ValueError):  # ValueError: cut off in its first bytes
                continue
        raise SealBroken(place)

    def digest(self, address: str) -> str:
        """A keyed fingerprint of an e-mail address: the same for the same address, and no way back."""
        return hmac.new(self._digest_key, address.casefold().encode(), hashlib.sha256).hexdigest()
